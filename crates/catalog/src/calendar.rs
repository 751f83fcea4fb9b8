//! The table of holidays and make-up workdays.

use model::{CalendarOverride, Day, OverrideKind};
use table::{Column, TableError};

use crate::lines::{CatalogError, Lines, Row, Table, lines, rows};

/// The columns of the table of holidays and make-up workdays, in the order in which they are written; all must be there.
pub const CALENDAR_COLUMNS: [Column; 5] =
    [("day", "日期"), ("kind", "类型"), ("zh", "名称"), ("en", "英文名称"), ("source", "依据")];

/// Reads holidays and make-up workdays from CSV text with the columns `day,kind,zh,en,source`.
///
/// ```
/// let table = "day,kind,zh,en,source\n2026-02-14,workday,春节,Spring Festival,国办发明电〔2025〕7号\n";
/// assert_eq!(catalog::parse_overrides(table)?[0].kind, model::OverrideKind::Workday);
/// # Ok::<(), catalog::CatalogError>(())
/// ```
///
/// # Errors
/// [`CatalogError`] with line, column and value of the first thing that is wrong. A day that is listed twice is told by
/// [`model::Calendar::new`].
pub fn parse_overrides(text: &str) -> Result<Vec<CalendarOverride>, CatalogError> {
    rows(Table::Calendar, text, &CALENDAR_COLUMNS, &needed(), day)
}

/// Reads holidays and make-up workdays row by row.
///
/// # Errors
/// A header that lacks a column.
pub fn read_overrides(table: &table::Table) -> Result<Lines<CalendarOverride>, TableError> {
    lines(Table::Calendar, table, &CALENDAR_COLUMNS, &needed(), day)
}

fn needed() -> [&'static str; CALENDAR_COLUMNS.len()] {
    CALENDAR_COLUMNS.map(|it| it.0)
}

fn day(row: &Row<'_>) -> Result<CalendarOverride, CatalogError> {
    let kind = |text: &str| match text {
        "放假" | "节假日" => Some(OverrideKind::Holiday),
        "上班" | "调休" | "调休上班" => Some(OverrideKind::Workday),
        _ => OverrideKind::parse(text),
    };
    Ok(CalendarOverride {
        day: row
            .parsed("day", ("日期，如 2026-02-14", "a date such as 2026-02-14"), |it| it.parse::<Day>().ok())?,
        kind: row.parsed("kind", ("holiday（放假）或 workday（调休上班）", "holiday or workday"), kind)?,
        zh: row.name("zh")?,
        en: row.name("en")?,
        source: row.name("source")?,
    })
}
