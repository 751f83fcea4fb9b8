//! Categories and calendar as they are sent and listed.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use model::{
    Bilingual, CalendarOverride, Categories, Category, CategoryCode, Day, Limit, LimitUnit, OverrideKind, Owner,
    PhotosNeeded, Stage, StageLimits,
};
use serde::Serialize;
use serde_json::Value;
use service::{Refused, SettingError};
use utoipa::ToSchema;

use super::{LimitWire, both};
use crate::Problem;

/// How many days a year may list: no year has more.
const MOST_DAYS: usize = 366;

/// A text in both languages.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BilingualWire {
    zh: String,
    en: String,
}

impl From<&Bilingual> for BilingualWire {
    fn from(it: &Bilingual) -> Self {
        Self { zh: it.zh.clone(), en: it.en.clone() }
    }
}

/// A minor category (小类) in one version.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CategoryWire {
    /// Four digits.
    code: String,
    /// Counts the versions from 1; a case keeps the one that it was filed under.
    version: u16,
    /// The first day on which it holds; `null` from ever.
    valid_from: Option<String>,
    zh: String,
    en: String,
    /// The time allowed for handling, from dispatch.
    limit: LimitWire,
    /// Where the limit comes from.
    limit_source: String,
    /// The time allowed for other stages, where it differs from the profile's, by stage.
    stage_limits: BTreeMap<&'static str, LimitWire>,
    /// What decides who is primarily responsible: `grid`, `road`, `frontage` or `component`.
    owner: &'static str,
    /// Whether a member may handle it on the spot.
    on_the_spot: bool,
    /// Which photos it needs: `none`, `before`, `after` or `both`.
    photos: &'static str,
    /// Within how many metres a second report is a likely duplicate.
    duplicate_radius_m: u16,
    /// Within how many hours.
    duplicate_hours: u16,
    /// How many metres beyond the usual reach of a road still belong to it.
    verge_m: u16,
    /// The keys of the quantities that its ledger keeps.
    quantities: Vec<String>,
    /// When a case is to be filed (立案条件).
    filing: BilingualWire,
    /// When it may be closed (结案条件).
    closing: BilingualWire,
}

impl From<&Category> for CategoryWire {
    fn from(it: &Category) -> Self {
        Self {
            code: it.code.to_string(),
            version: it.version,
            valid_from: it.valid_from.map(|it| it.to_string()),
            zh: it.zh.clone(),
            en: it.en.clone(),
            limit: it.limit.into(),
            limit_source: it.source.clone(),
            stage_limits: it.stage_limits.iter().map(|(stage, limit)| (stage.as_str(), limit.into())).collect(),
            owner: it.owner.as_str(),
            on_the_spot: it.on_the_spot,
            photos: it.photos.as_str(),
            duplicate_radius_m: it.duplicate_radius_m,
            duplicate_hours: it.duplicate_hours,
            verge_m: it.verge_m,
            quantities: it.quantities.clone(),
            filing: (&it.filing).into(),
            closing: (&it.closing).into(),
        }
    }
}

/// A minor category with all its versions.
#[derive(Serialize, ToSchema)]
pub(crate) struct CategoryHistory {
    #[serde(flatten)]
    newest: CategoryWire,
    /// The oldest first.
    versions: Vec<CategoryWire>,
}

impl CategoryHistory {
    pub(crate) fn new(tree: &Categories, newest: &Category) -> Self {
        let versions = tree.versions_of(newest.code).map(CategoryWire::from).collect();
        Self { newest: newest.into(), versions }
    }
}

/// A category as it is to be.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct CategoryBody {
    zh: String,
    en: String,
    limit: LimitBody,
    /// Where the limit comes from; `default` when absent.
    #[schema(required = false)]
    limit_source: String,
    /// By stage, such as `filed`.
    #[schema(required = false, value_type = std::collections::HashMap<String, LimitBody>)]
    stage_limits: Value,
    /// `grid`, `road`, `frontage` or `component`.
    owner: String,
    on_the_spot: bool,
    /// `none`, `before`, `after` or `both` (when absent).
    #[schema(required = false)]
    photos: String,
    duplicate_radius_m: u16,
    /// 24 when absent.
    #[schema(required = false)]
    duplicate_hours: u16,
    /// 0 to 60; 0 when absent.
    #[schema(required = false)]
    verge_m: u16,
    #[schema(required = false)]
    quantities: Vec<String>,
    #[schema(required = false, value_type = BilingualWire)]
    filing: Value,
    #[schema(required = false, value_type = BilingualWire)]
    closing: Value,
}

/// A time allowed.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents a part of the body")]
pub(crate) struct LimitBody {
    /// Above 0.
    value: u16,
    /// `work_hour`, `work_day`, `clock_hour` or `clock_day`.
    unit: String,
}

/// Reads a category as it is to be.
pub(crate) fn category(code: CategoryCode, body: &Value) -> Result<Category, Problem> {
    let it = Fields { body, prefix: "" };
    Ok(Category {
        code,
        version: Category::FIRST_VERSION,
        valid_from: None,
        valid_to: None,
        zh: it.text("zh")?.trim().to_owned(),
        en: it.text("en")?.trim().to_owned(),
        limit: it.limit("limit")?,
        stage_limits: it.stage_limits()?,
        owner: it.word("owner", Owner::parse, &Owner::ALL.map(Owner::as_str))?,
        on_the_spot: match it.get("on_the_spot") {
            Some(Value::Bool(it)) => *it,
            _ => return Err(it.wrong("on_the_spot", "须为 true 或 false", "must be true or false")),
        },
        filing: it.bilingual("filing")?,
        closing: it.bilingual("closing")?,
        photos: match it.get("photos") {
            None => PhotosNeeded::BOTH,
            Some(_) => it.word("photos", PhotosNeeded::parse, &["none", "before", "after", "both"])?,
        },
        duplicate_radius_m: it.number("duplicate_radius_m", None, u16::MAX)?,
        duplicate_hours: it.number("duplicate_hours", Some(Category::DUPLICATE_HOURS), u16::MAX)?,
        verge_m: it.number("verge_m", Some(0), 60)?,
        quantities: it.words("quantities")?,
        source: match it.get("limit_source") {
            None => "default".to_owned(),
            Some(_) => it.text("limit_source")?.trim().to_owned(),
        },
    })
}

/// Fields of an object, named with what stands before them.
struct Fields<'a> {
    body: &'a Value,
    prefix: &'a str,
}

impl<'a> Fields<'a> {
    fn get(&self, name: &str) -> Option<&'a Value> {
        self.body.get(name).filter(|it| !it.is_null())
    }

    fn wrong(&self, name: &str, zh: impl Into<String>, en: impl Into<String>) -> Problem {
        let value = self.body.get(name).cloned().unwrap_or(Value::Null);
        Problem::invalid(&format!("{}{name}", self.prefix), value, zh, en)
    }

    fn text(&self, name: &str) -> Result<&'a str, Problem> {
        let text = self.get(name).and_then(Value::as_str);
        text.ok_or_else(|| self.wrong(name, "必填：文本", "required: text"))
    }

    fn word<T>(&self, name: &str, parse: fn(&str) -> Option<T>, known: &[&str]) -> Result<T, Problem> {
        let known = || known.join(", ");
        self.get(name)
            .and_then(Value::as_str)
            .and_then(parse)
            .ok_or_else(|| self.wrong(name, format!("须为 {} 之一", known()), format!("must be one of {}", known())))
    }

    fn number(&self, name: &str, absent: Option<u16>, most: u16) -> Result<u16, Problem> {
        let found = match (self.get(name), absent) {
            (None, Some(absent)) => Some(absent),
            (found, _) => found.and_then(Value::as_u64).and_then(|it| u16::try_from(it).ok()).filter(|it| *it <= most),
        };
        found.ok_or_else(|| {
            self.wrong(name, format!("须为 0–{most} 的整数"), format!("must be a whole number from 0 to {most}"))
        })
    }

    fn words(&self, name: &str) -> Result<Vec<String>, Problem> {
        let wrong = || {
            self.wrong(name, "须为文本的列表，各一次、不含空白", "must be a list of texts without blanks, each once")
        };
        let Some(list) = self.get(name) else { return Ok(vec![]) };
        let mut words: Vec<String> = vec![];
        for it in list.as_array().ok_or_else(wrong)? {
            let word =
                it.as_str().filter(|it| !it.is_empty() && !it.contains(char::is_whitespace)).ok_or_else(wrong)?;
            if words.iter().any(|it| it == word) {
                return Err(wrong());
            }
            words.push(word.to_owned());
        }
        Ok(words)
    }

    fn limit(&self, name: &str) -> Result<Limit, Problem> {
        let read = || {
            let it = self.get(name)?;
            let value = it.get("value")?.as_u64().and_then(|it| u16::try_from(it).ok()).filter(|it| *it > 0)?;
            Some(Limit { value, unit: LimitUnit::parse(it.get("unit")?.as_str()?)? })
        };
        read().ok_or_else(|| {
            let units = LimitUnit::ALL.map(LimitUnit::as_str).join(", ");
            let zh = format!("须为 {{value, unit}}：大于 0 的整数，单位 {units}");
            self.wrong(name, zh, format!("must be {{value, unit}}: a whole number above 0 and one of {units}"))
        })
    }

    fn stage_limits(&self) -> Result<StageLimits, Problem> {
        let mut limits = StageLimits::NONE;
        let Some(sent) = self.get("stage_limits") else { return Ok(limits) };
        let object = sent.as_object().ok_or_else(|| {
            self.wrong("stage_limits", "须为 {环节: {value, unit}}", "must be {stage: {value, unit}}")
        })?;
        let within = Fields { body: sent, prefix: "stage_limits." };
        for name in object.keys() {
            let known = || Stage::ALL.map(Stage::as_str).join(", ");
            let stage = Stage::parse(name).ok_or_else(|| {
                within.wrong(
                    name,
                    format!("没有这个环节，有：{}", known()),
                    format!("no such stage; there are: {}", known()),
                )
            })?;
            if within.get(name).is_some() {
                limits = limits.with(stage, within.limit(name)?);
            }
        }
        Ok(limits)
    }

    fn bilingual(&self, name: &str) -> Result<Bilingual, Problem> {
        let Some(sent) = self.get(name) else { return Ok(Bilingual::default()) };
        let prefix = format!("{name}.");
        let within = Fields { body: sent, prefix: &prefix };
        if !sent.is_object() {
            return Err(self.wrong(name, "须为 {zh, en}", "must be {zh, en}"));
        }
        let text = |name| match within.get(name) {
            None => Ok(String::new()),
            Some(_) => within.text(name).map(|it| it.trim().to_owned()),
        };
        Ok(Bilingual { zh: text("zh")?, en: text("en")? })
    }
}

/// A holiday or a make-up workday (调休).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CalendarDayWire {
    /// The day, such as `2026-02-14`.
    day: String,
    /// 1 Monday to 7 Sunday; of no meaning where it is sent.
    #[schema(read_only)]
    weekday: u8,
    /// `holiday` or `workday`.
    kind: &'static str,
    zh: String,
    en: String,
    /// Who says so.
    source: String,
}

impl From<&CalendarOverride> for CalendarDayWire {
    fn from(it: &CalendarOverride) -> Self {
        Self {
            day: it.day.to_string(),
            weekday: it.day.weekday(),
            kind: it.kind.as_str(),
            zh: it.zh.clone(),
            en: it.en.clone(),
            source: it.source.clone(),
        }
    }
}

/// The days of a year as they are to be.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct CalendarBody {
    /// At most 366, all of the year of the path, each day once.
    days: Vec<CalendarDayBody>,
}

/// A holiday or a make-up workday as it is to be.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents a part of the body")]
pub(crate) struct CalendarDayBody {
    /// Such as `2026-02-14`.
    day: String,
    /// `holiday` or `workday`.
    kind: String,
    zh: String,
    en: String,
    /// Who says so.
    source: String,
}

/// Reads the days of a year.
pub(crate) fn days(body: &Value) -> Result<Vec<CalendarOverride>, Problem> {
    let list = body.get("days").and_then(Value::as_array).filter(|it| it.len() <= MOST_DAYS).ok_or_else(|| {
        let value = body.get("days").and_then(Value::as_array).map_or(Value::Null, |it| it.len().into());
        let (zh, en) =
            (format!("须为至多 {MOST_DAYS} 天的列表"), format!("must be a list of at most {MOST_DAYS} days"));
        Problem::invalid("days", value, zh, en)
    })?;
    let day = |(at, body): (usize, &Value)| {
        let prefix = format!("days[{at}].");
        let it = Fields { body, prefix: &prefix };
        let text = |name| it.text(name).map(|it| it.trim().to_owned());
        Ok(CalendarOverride {
            day: it
                .get("day")
                .and_then(Value::as_str)
                .and_then(|it| it.parse::<Day>().ok())
                .ok_or_else(|| it.wrong("day", "须为日期，如 2026-02-14", "must be a day such as 2026-02-14"))?,
            kind: it.word("kind", OverrideKind::parse, &OverrideKind::ALL.map(OverrideKind::as_str))?,
            zh: text("zh")?,
            en: text("en")?,
            source: text("source")?,
        })
    };
    list.iter().enumerate().map(day).collect()
}

/// Says why a setting is not changed.
pub(crate) fn refused_setting(err: SettingError) -> Problem {
    match err {
        SettingError::Refused(it) => Refused::into(it),
        SettingError::Table(err) => super::bad_table(&err),
        SettingError::Store(err) => Problem::store(&err),
        SettingError::Stale { .. } => {
            let (zh, en) = both(&err.to_string());
            let title = "已被他人修改 / Changed meanwhile";
            Problem::new(StatusCode::PRECONDITION_FAILED, "/problems/stale", title, zh, en)
        }
    }
}
