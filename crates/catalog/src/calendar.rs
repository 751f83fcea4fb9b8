//! The table of holidays and make-up workdays.

use model::{CalendarOverride, Day, OverrideKind};

use crate::table::{CatalogError, Table, rows};

/// The columns of the table, in the order in which they are written.
pub(crate) const COLUMNS: [&str; 5] = ["day", "kind", "zh", "en", "source"];

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
    rows(Table::Calendar, text, &COLUMNS, &[], |row| {
        Ok(CalendarOverride {
            day: row
                .parsed("day", ("日期，如 2026-02-14", "a date such as 2026-02-14"), |it| it.parse::<Day>().ok())?,
            kind: row.parsed("kind", ("holiday 或 workday", "holiday or workday"), OverrideKind::parse)?,
            zh: row.name("zh")?,
            en: row.name("en")?,
            source: row.name("source")?,
        })
    })
}
