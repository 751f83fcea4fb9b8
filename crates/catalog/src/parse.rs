//! Reads the two tables.

use std::fmt;

use csv::{ReaderBuilder, StringRecord};
use model::{Categories, Category, CategoryCode, CategoryError, Limit, LimitUnit, Major, Owner};
use thiserror::Error;

/// Which of the two tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// 大类.
    Majors,
    /// 小类.
    Minors,
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Majors => "majors",
            Self::Minors => "categories",
        })
    }
}

/// What is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CatalogError {
    /// The header lacks a column.
    #[error("{table}: the header has no column `{column}`")]
    Column {
        /// The table.
        table: Table,
        /// The missing column.
        column: &'static str,
    },
    /// A line that is no line of this table, for instance with too few fields.
    #[error("{table}, line {line}: {reason}")]
    Line {
        /// The table.
        table: Table,
        /// The line, counted from 1 with comments.
        line: u64,
        /// What the reader says.
        reason: String,
    },
    /// A value that its column does not take.
    #[error("{table}, line {line}, column `{column}`: `{value}` is not {expected}")]
    Value {
        /// The table.
        table: Table,
        /// The line, counted from 1 with comments.
        line: u64,
        /// The column.
        column: &'static str,
        /// The value as written.
        value: String,
        /// What the column takes.
        expected: &'static str,
    },
    /// A code that is listed twice, or a minor without its major.
    #[error(transparent)]
    Tree(#[from] CategoryError),
}

/// Reads the categories from the two tables, `majors` and `minors`, as CSV text with a header.
///
/// Columns may stand in any order; unknown ones are ignored. A byte-order mark and lines that begin with `#` are skipped.
///
/// ```
/// let majors = "code,zh,en\n05,街面秩序,Street order\n";
/// let minors = "code,zh,en,limit_value,limit_unit,limit_source,owner,on_the_spot,duplicate_radius_m\n\
///               0501,无照经营游商,Hawker,2,work_hour,default,road,yes,30\n";
/// assert_eq!(catalog::parse(majors, minors)?.minors().count(), 1);
/// # Ok::<(), catalog::CatalogError>(())
/// ```
///
/// # Errors
/// [`CatalogError`] with line, column and value of the first thing that is wrong.
pub fn parse(majors: &str, minors: &str) -> Result<Categories, CatalogError> {
    let majors = rows(Table::Majors, majors, &["code", "zh", "en"], |row| {
        let code = row.number("code", "a number of two digits from 1 to 99")?;
        if !(1..=99).contains(&code) {
            return Err(row.bad("code", "a number of two digits from 1 to 99"));
        }
        Ok((row.line, Major { code, zh: row.name("zh")?, en: row.name("en")? }))
    })?;
    if let Some(pair) = twice(&majors) {
        return Err(pair);
    }
    let minors = rows(Table::Minors, minors, &COLUMNS, |row| {
        Ok(Category {
            code: row.parsed("code", "a code of four digits", |it| it.parse::<CategoryCode>().ok())?,
            zh: row.name("zh")?,
            en: row.name("en")?,
            limit: Limit {
                value: row.number("limit_value", "a number from 0 to 65535")?,
                unit: row.parsed("limit_unit", "work_hour, work_day, clock_hour or clock_day", LimitUnit::parse)?,
            },
            owner: row.parsed("owner", "grid, road, frontage or component", Owner::parse)?,
            on_the_spot: row.parsed("on_the_spot", "yes or no", |it| match it {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            })?,
            duplicate_radius_m: row.number("duplicate_radius_m", "a number of metres from 0 to 65535")?,
            verge_m: row.parsed("verge_m", "a number of metres from 0 to 60, or nothing", |it| match it {
                "" => Some(0),
                it => it.parse().ok().filter(|it| *it <= 60),
            })?,
            source: row.name("limit_source")?,
        })
    })?;
    Ok(Categories::new(majors.into_iter().map(|(_, it)| it), minors)?)
}

const COLUMNS: [&str; 9] =
    ["code", "zh", "en", "limit_value", "limit_unit", "limit_source", "owner", "on_the_spot", "duplicate_radius_m"];

/// Columns that a table may lack.
const OPTIONAL: [&str; 1] = ["verge_m"];

/// Finds a major that is listed twice.
fn twice(majors: &[(u64, Major)]) -> Option<CatalogError> {
    majors.iter().enumerate().find(|(i, it)| majors[..*i].iter().any(|other| other.1.code == it.1.code)).map(
        |(_, (line, it))| CatalogError::Value {
            table: Table::Majors,
            line: *line,
            column: "code",
            value: format!("{:02}", it.code),
            expected: "a code that was not listed before",
        },
    )
}

/// One line of a table.
struct Row<'a> {
    table: Table,
    columns: &'a [(&'static str, usize)],
    record: &'a StringRecord,
    line: u64,
}

impl Row<'_> {
    fn text(&self, column: &'static str) -> &str {
        let at = self.columns.iter().find(|it| it.0 == column).map_or(usize::MAX, |it| it.1);
        self.record.get(at).unwrap_or("").trim()
    }

    fn bad(&self, column: &'static str, expected: &'static str) -> CatalogError {
        let value = self.text(column).to_owned();
        CatalogError::Value { table: self.table, line: self.line, column, value, expected }
    }

    fn parsed<T>(
        &self,
        column: &'static str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, CatalogError> {
        parse(self.text(column)).ok_or_else(|| self.bad(column, expected))
    }

    fn number(&self, column: &'static str, expected: &'static str) -> Result<u16, CatalogError> {
        self.parsed(column, expected, |it| it.parse().ok())
    }

    fn name(&self, column: &'static str) -> Result<String, CatalogError> {
        self.parsed(column, "a text that is not empty", |it| (!it.is_empty()).then(|| it.to_owned()))
    }
}

fn rows<T>(
    table: Table,
    text: &str,
    columns: &[&'static str],
    read: impl Fn(&Row<'_>) -> Result<T, CatalogError>,
) -> Result<Vec<T>, CatalogError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // The reader tells where it began to look for a record, which is before the comments that it skips: count ourselves.
    let is_record = |line: &str| !line.trim().is_empty() && !line.starts_with('#');
    let lines: Vec<u64> = (1..).zip(text.lines()).filter(|it| is_record(it.1)).map(|it| it.0).collect();
    let line_of = |record: usize| lines.get(record).copied().unwrap_or(1);
    let mut reader = ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let line_error = |line, error: &csv::Error| CatalogError::Line { table, line, reason: error.to_string() };
    let header = reader.headers().map_err(|it| line_error(line_of(0), &it))?.clone();
    let place = |column: &&'static str| {
        let at = header.iter().position(|it| it.trim() == *column);
        at.map(|at| (*column, at)).ok_or(CatalogError::Column { table, column })
    };
    let mut columns = columns.iter().map(place).collect::<Result<Vec<_>, _>>()?;
    columns.extend(OPTIONAL.iter().filter_map(|it| place(it).ok()));
    let mut out = Vec::new();
    for (record, line) in reader.records().zip(1..) {
        let line = line_of(line);
        let record = record.map_err(|it| line_error(line, &it))?;
        out.push(read(&Row { table, columns: &columns, record: &record, line })?);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAJORS: &str = "# a comment\ncode,zh,en\n05,街面秩序,Street order\n";
    const HEADER: &str = "code,zh,en,limit_value,limit_unit,limit_source,owner,on_the_spot,duplicate_radius_m\n";

    fn minors(line: &str) -> Result<Categories, CatalogError> {
        parse(MAJORS, &format!("{HEADER}# another\n{line}\n"))
    }

    #[test]
    fn a_wrong_value_is_named_with_line_and_column() {
        let error = minors("0501,游商,Hawker,2,workhour,default,road,yes,30").unwrap_err();
        assert_eq!(
            error.to_string(),
            "categories, line 3, column `limit_unit`: `workhour` is not work_hour, work_day, clock_hour or clock_day"
        );
        for (line, column) in [
            ("501,游商,Hawker,2,work_hour,default,road,yes,30", "code"),
            ("0501,,Hawker,2,work_hour,default,road,yes,30", "zh"),
            ("0501,游商,Hawker,-2,work_hour,default,road,yes,30", "limit_value"),
            ("0501,游商,Hawker,2,work_hour,default,street,yes,30", "owner"),
            ("0501,游商,Hawker,2,work_hour,default,road,maybe,30", "on_the_spot"),
            ("0501,游商,Hawker,2,work_hour,default,road,yes,far", "duplicate_radius_m"),
        ] {
            assert!(
                matches!(minors(line), Err(CatalogError::Value { column: found, line: 3, .. }) if found == column),
                "{line}"
            );
        }
    }

    #[test]
    fn a_missing_column_a_short_line_and_a_code_without_major_are_told() {
        assert_eq!(
            parse(MAJORS, "code,zh\n").unwrap_err(),
            CatalogError::Column { table: Table::Minors, column: "en" }
        );
        assert!(matches!(minors("0501,游商"), Err(CatalogError::Line { table: Table::Minors, line: 3, .. })));
        let error = minors("0601,游商,Hawker,2,work_hour,default,road,yes,30").unwrap_err();
        assert_eq!(error, CatalogError::Tree(CategoryError::NoMajor(CategoryCode(601))));
        let error = parse(&format!("{MAJORS}05,又一个,Again\n"), HEADER).unwrap_err();
        assert!(matches!(error, CatalogError::Value { table: Table::Majors, line: 4, column: "code", .. }));
    }

    #[test]
    fn a_byte_order_mark_windows_line_ends_and_another_order_of_columns_are_read() {
        let majors = "\u{feff}zh,en,code\r\n街面秩序,Street order,05\r\n";
        assert_eq!(parse(majors, HEADER).unwrap().majors().next().unwrap().code, 5);
    }
}
