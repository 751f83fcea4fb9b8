//! Writes tables that a spreadsheet opens and this crate reads.

use model::{CalendarOverride, Categories, Category, FlowProfile};
use table::{Column, Format};

use crate::{
    calendar::CALENDAR_COLUMNS,
    parse::{CATEGORY_COLUMNS, MAJOR_COLUMNS, QUANTITY_COLUMNS},
    profiles,
};

/// The three tables of the categories as CSV text: UTF-8 with a byte-order mark, lines ended as spreadsheets like it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryTables {
    /// 大类.
    pub majors: String,
    /// 小类, all versions.
    pub minors: String,
    /// 台账指标.
    pub quantities: String,
}

/// Writes the categories, by code; reading the tables gives the same categories.
///
/// ```
/// let tree = catalog::categories();
/// let tables = catalog::write(&tree);
/// assert_eq!(catalog::parse_all(&tables.majors, &tables.minors, &tables.quantities)?, tree);
/// # Ok::<(), catalog::CatalogError>(())
/// ```
pub fn write(categories: &Categories) -> CategoryTables {
    let majors = categories.majors().map(|it| vec![format!("{:02}", it.code), it.zh.clone(), it.en.clone()]);
    let quantities = categories
        .quantities()
        .map(|it| vec![it.key.clone(), it.name.zh.clone(), it.name.en.clone(), it.unit.zh.clone(), it.unit.en.clone()]);
    CategoryTables {
        majors: text(&MAJOR_COLUMNS, majors),
        minors: text(&CATEGORY_COLUMNS, categories.versions().map(category_row)),
        quantities: text(&QUANTITY_COLUMNS, quantities),
    }
}

/// Returns the values of a category in the order of [`CATEGORY_COLUMNS`].
pub fn category_row(it: &Category) -> Vec<String> {
    let day = |it: Option<model::Day>| it.map_or_else(String::new, |it| it.to_string());
    vec![
        it.code.to_string(),
        it.zh.clone(),
        it.en.clone(),
        it.limit.value.to_string(),
        it.limit.unit.as_str().to_owned(),
        it.source.clone(),
        it.owner.as_str().to_owned(),
        yes_or_no(it.on_the_spot),
        it.duplicate_radius_m.to_string(),
        it.duplicate_hours.to_string(),
        it.verge_m.to_string(),
        it.photos.as_str().to_owned(),
        it.stage_limits.to_string(),
        it.quantities.join(" "),
        it.filing.zh.clone(),
        it.filing.en.clone(),
        it.closing.zh.clone(),
        it.closing.en.clone(),
        it.version.to_string(),
        day(it.valid_from),
        day(it.valid_to),
    ]
}

/// Writes holidays and make-up workdays; [`crate::parse_overrides`] reads the same.
///
/// ```
/// let days = catalog::overrides();
/// assert_eq!(catalog::parse_overrides(&catalog::write_overrides(&days))?, days);
/// # Ok::<(), catalog::CatalogError>(())
/// ```
pub fn write_overrides<'a>(days: impl IntoIterator<Item = &'a CalendarOverride>) -> String {
    text(&CALENDAR_COLUMNS, days.into_iter().map(override_row))
}

/// Returns the values of a holiday or make-up workday in the order of [`CALENDAR_COLUMNS`].
pub fn override_row(it: &CalendarOverride) -> Vec<String> {
    vec![it.day.to_string(), it.kind.as_str().to_owned(), it.zh.clone(), it.en.clone(), it.source.clone()]
}

/// Writes profiles of the case flow; [`crate::parse_profiles`] reads the same.
///
/// ```
/// let profiles = catalog::profiles();
/// assert_eq!(catalog::parse_profiles(&catalog::write_profiles(&profiles))?, profiles);
/// # Ok::<(), catalog::CatalogError>(())
/// ```
pub fn write_profiles<'a>(profiles: impl IntoIterator<Item = &'a FlowProfile>) -> String {
    text(&profiles::COLUMNS, profiles.into_iter().map(profile))
}

/// Returns the values of a profile in the order of the columns.
fn profile(it: &FlowProfile) -> Vec<String> {
    let steps: Vec<_> = it.escalation.iter().map(|it| format!("{} {}", it.percent, it.to.as_str())).collect();
    vec![
        it.id.0.to_string(),
        it.code.clone(),
        it.name.zh.clone(),
        it.name.en.clone(),
        yes_or_no(it.accept_staff),
        yes_or_no(it.file_unique),
        yes_or_no(it.dispatch_unique),
        yes_or_no(it.verify_public),
        it.max_returns.to_string(),
        it.max_deferrals.to_string(),
        it.reopen.to_string(),
        it.photo_radius_m.to_string(),
        yes_or_no(it.photo_unplaced),
        it.due_soon_percent.to_string(),
        steps.join("; "),
        it.hours.to_string(),
        it.limits.to_string(),
    ]
}

fn yes_or_no(it: bool) -> String {
    if it { "yes" } else { "no" }.to_owned()
}

fn text(columns: &[Column], rows: impl Iterator<Item = Vec<String>>) -> String {
    let bytes = table::write(Format::Csv, "", columns, rows).expect("memory takes CSV whose rows have all columns");
    String::from_utf8(bytes).expect("only text was written")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_all;

    #[test]
    fn versions_commas_quotes_and_formulas_come_back_as_they_were() {
        let majors = "code,zh,en\n05,街面秩序,Street order\n";
        let quantities = "key,zh,en,unit_zh,unit_en\nsigns,招牌,Signs,块,pieces\n";
        let minors = "code,zh,en,limit_value,limit_unit,limit_source,owner,on_the_spot,duplicate_radius_m,version,valid_from,\
                      valid_to,filing_zh,quantities,stage_limits\n\
                      0501,游商,\"Hawker, \"\"loud\"\"\",2,work_hour,default,road,yes,30,1,,2026-07-01,,,\n\
                      0501,游商,'=1+1,3,work_hour,default,road,no,30,2,2026-07-01,,占道、扰民,signs,filed=1 work_day\n";
        let tree = parse_all(majors, minors, quantities).unwrap();
        assert_eq!(tree.minors().map(|it| (it.version, it.en.as_str())).collect::<Vec<_>>(), [(2, "=1+1")]);
        let tables = write(&tree);
        assert!(
            tables.minors.starts_with('\u{feff}') && tables.minors.contains("'=1+1") && tables.minors.contains("\r\n")
        );
        assert_eq!(parse_all(&tables.majors, &tables.minors, &tables.quantities), Ok(tree));
    }
}
