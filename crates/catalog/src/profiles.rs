//! The table of flow profiles.

use std::collections::BTreeSet;

use model::{Bilingual, Escalation, EscalationTarget, FlowProfile, Limit, ProfileId, StageLimits, WorkHours};
use table::Column;

use crate::{
    lines::{CatalogError, Expected, Row, Table, rows},
    parse::yes_or_no,
};

/// The columns of the table, in the order in which they are written.
pub(crate) const COLUMNS: [Column; 17] = [
    ("id", "编号"),
    ("code", "代码"),
    ("zh", "名称"),
    ("en", "英文名称"),
    ("accept_staff", "内部上报自动受理"),
    ("file_unique", "归责唯一自动立案"),
    ("dispatch_unique", "归责唯一自动派遣"),
    ("verify_public", "公众上报先核实"),
    ("max_returns", "最多回退次数"),
    ("max_deferrals", "最多延期次数"),
    ("reopen", "可重开时限"),
    ("photo_radius_m", "照片距离米数"),
    ("photo_unplaced", "照片可无位置"),
    ("due_soon_percent", "临期百分比"),
    ("escalation", "督办"),
    ("work_hours", "工作时间"),
    ("stage_limits", "各环节时限"),
];

/// Reads the profiles of the case flow from CSV text; `data/flow-profiles.csv` says what each column takes.
///
/// # Errors
/// [`CatalogError`] with line, column and value of the first thing that is wrong; an `id` may be used once.
pub fn parse_profiles(text: &str) -> Result<Vec<FlowProfile>, CatalogError> {
    const ID: Expected = ("1 至 255 的编号，不得重复", "a number from 1 to 255, each once");
    let seen = std::cell::RefCell::new(BTreeSet::new());
    let mut profiles = rows(Table::Profiles, text, &COLUMNS, &COLUMNS.map(|it| it.0), |row| {
        let profile = profile(row)?;
        if profile.id.0 > 0 && seen.borrow_mut().insert(profile.id) { Ok(profile) } else { Err(row.bad("id", ID)) }
    })?;
    profiles.sort_by_key(|it| it.id);
    Ok(profiles)
}

fn profile(row: &Row<'_>) -> Result<FlowProfile, CatalogError> {
    const COUNT: Expected = ("0 至 255 的次数", "a number from 0 to 255");
    const LIMIT: Expected = ("时限，如 72 clock_hour", "a limit such as 72 clock_hour");
    const PERCENT: Expected = ("0 至 100 的百分数", "a number from 0 to 100");
    const METRES: Expected = ("0 至 65535 的米数", "a number of metres from 0 to 65535");
    const STAGES: Expected = (
        "各环节时限，如 filed=1 work_hour; dispatched=2 work_hour",
        "limits of stages such as filed=1 work_hour; dispatched=2 work_hour",
    );
    const LADDER: Expected = (
        "逐级升高的督办，如 50 handler; 100 unit_head; 150 leader",
        "rising steps such as 50 handler; 100 unit_head; 150 leader",
    );
    const HOURS: Expected = ("工作时间，如 09:00-12:00 13:00-17:00", "hours such as 09:00-12:00 13:00-17:00");
    let switch = |column| row.parsed(column, ("yes（是）或 no（否）", "yes or no"), yes_or_no);
    let count = |column, expected| row.parsed(column, expected, |it| it.parse::<u8>().ok());
    Ok(FlowProfile {
        id: ProfileId(count("id", COUNT)?),
        code: row.name("code")?,
        name: Bilingual { zh: row.name("zh")?, en: row.name("en")? },
        accept_staff: switch("accept_staff")?,
        file_unique: switch("file_unique")?,
        dispatch_unique: switch("dispatch_unique")?,
        verify_public: switch("verify_public")?,
        max_returns: count("max_returns", COUNT)?,
        max_deferrals: count("max_deferrals", COUNT)?,
        reopen: row.parsed("reopen", LIMIT, |it| it.parse::<Limit>().ok())?,
        photo_radius_m: row.number("photo_radius_m", METRES)?,
        photo_unplaced: switch("photo_unplaced")?,
        due_soon_percent: row.parsed("due_soon_percent", PERCENT, |it| it.parse().ok().filter(|it| *it <= 100))?,
        escalation: row.parsed("escalation", LADDER, ladder)?,
        hours: row.parsed("work_hours", HOURS, |it| it.parse::<WorkHours>().ok())?,
        limits: row.parsed("stage_limits", STAGES, |it| it.parse::<StageLimits>().ok())?,
    })
}

/// Reads `50 handler; 100 unit_head`, with rising percents.
fn ladder(text: &str) -> Option<Vec<Escalation>> {
    let step = |it: &str| {
        let (percent, to) = it.trim().split_once(' ')?;
        Some(Escalation { percent: percent.parse().ok()?, to: EscalationTarget::parse(to.trim())? })
    };
    let steps: Vec<_> = text.split(';').filter(|it| !it.trim().is_empty()).map(step).collect::<Option<_>>()?;
    steps.is_sorted_by(|a, b| a.percent < b.percent).then_some(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_value_is_named_with_line_and_column() {
        let header = COLUMNS.map(|it| it.0).join(",");
        let line =
            "1,street,街道,Street,yes,yes,yes,yes,2,2,72 clock_hour,200,no,75,50 handler,09:00-17:00,filed=1 work_hour";
        assert_eq!(parse_profiles(&format!("{header}\n{line}\n")).unwrap()[0].max_returns, 2);
        for (old, new, column) in [
            ("1,street", "0,street", "id"),
            ("yes,yes,yes,yes", "yes,yes,maybe,yes", "dispatch_unique"),
            (",75,", ",101,", "due_soon_percent"),
            ("50 handler", "100 handler; 50 leader", "escalation"),
            ("50 handler", "50 everybody", "escalation"),
            ("09:00-17:00", "17:00-09:00", "work_hours"),
            ("filed=1", "field=1", "stage_limits"),
        ] {
            let found = parse_profiles(&format!("# a comment\n{header}\n{}\n", line.replace(old, new)));
            assert!(
                matches!(&found, Err(CatalogError::Value { column: it, line: 3, .. }) if it == column),
                "{column}: {found:?}"
            );
        }
        let twice = parse_profiles(&format!("{header}\n{line}\n{line}\n")).unwrap_err();
        assert_eq!(
            twice.to_string(),
            "流程设置表第 3 行 id 列：“1”有误，应填：1 至 255 的编号，不得重复 / \
             flow profiles, line 3, column `id`: `1` is not a number from 1 to 255, each once"
        );
    }
}
