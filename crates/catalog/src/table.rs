//! Reads tables in CSV line by line; what is wrong is named with table, line, column and value.

use std::fmt;

use csv::{ReaderBuilder, StringRecord};
use model::{CalendarError, CategoryError};
use thiserror::Error;

/// Which table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// 大类.
    Majors,
    /// 小类.
    Minors,
    /// 台账指标.
    Quantities,
    /// 节假日与调休.
    Calendar,
    /// 流程设置.
    Profiles,
}

impl Table {
    /// Returns the Chinese name.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Majors => "大类表",
            Self::Minors => "小类表",
            Self::Quantities => "台账指标表",
            Self::Calendar => "节假日与调休表",
            Self::Profiles => "流程设置表",
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Majors => "majors",
            Self::Minors => "categories",
            Self::Quantities => "quantities",
            Self::Calendar => "calendar",
            Self::Profiles => "flow profiles",
        })
    }
}

/// What a column takes, in Chinese and in English.
pub type Expected = (&'static str, &'static str);

/// What is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CatalogError {
    /// The header lacks a column.
    #[error("{}缺少 {column} 列 / {table}: the header has no column `{column}`", table.zh())]
    Column {
        /// The table.
        table: Table,
        /// The missing column.
        column: String,
    },
    /// A line that is no line of this table, for instance with too few fields.
    #[error("{}第 {line} 行：{reason} / {table}, line {line}: {reason}", table.zh())]
    Line {
        /// The table.
        table: Table,
        /// The line, counted from 1 with comments.
        line: u64,
        /// What the reader says.
        reason: String,
    },
    /// A value that its column does not take.
    #[error(
        "{}第 {line} 行 {column} 列：“{value}”有误，应填：{} / {table}, line {line}, column `{column}`: `{value}` is not {}",
        table.zh(), expected.0, expected.1
    )]
    Value {
        /// The table.
        table: Table,
        /// The line, counted from 1 with comments.
        line: u64,
        /// The column.
        column: String,
        /// The value as written.
        value: String,
        /// What the column takes.
        expected: Expected,
    },
    /// A code that is listed twice, or a minor without its major.
    #[error(transparent)]
    Tree(#[from] CategoryError),
    /// A day that is listed twice.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
}

/// One line of a table.
pub struct Row<'a> {
    table: Table,
    columns: &'a [(&'static str, usize)],
    record: &'a StringRecord,
    /// The line's number.
    pub line: u64,
}

impl Row<'_> {
    /// Returns a value without the spaces around it; nothing where the table lacks the column.
    ///
    /// An apostrophe before `= + - @` is taken away: it keeps spreadsheets from reading a formula.
    pub fn text(&self, column: &str) -> &str {
        let at = self.columns.iter().find(|it| it.0 == column).map_or(usize::MAX, |it| it.1);
        let text = self.record.get(at).unwrap_or("").trim();
        text.strip_prefix('\'').filter(|it| it.starts_with(FORMULA)).unwrap_or(text)
    }

    /// Returns the error of a value that its column does not take.
    pub fn bad(&self, column: &str, expected: Expected) -> CatalogError {
        let (column, value) = (column.to_owned(), self.text(column).to_owned());
        CatalogError::Value { table: self.table, line: self.line, column, value, expected }
    }

    /// Reads a value.
    pub fn parsed<T>(
        &self,
        column: &str,
        expected: Expected,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, CatalogError> {
        parse(self.text(column)).ok_or_else(|| self.bad(column, expected))
    }

    /// Reads a number.
    pub fn number(&self, column: &str, expected: Expected) -> Result<u16, CatalogError> {
        self.parsed(column, expected, |it| it.parse().ok())
    }

    /// Reads a text that must not be empty.
    pub fn name(&self, column: &str) -> Result<String, CatalogError> {
        self.parsed(column, ("非空文字", "a text that is not empty"), |it| (!it.is_empty()).then(|| it.to_owned()))
    }

    /// Reads a value that may be empty.
    pub fn optional<T>(
        &self,
        column: &str,
        expected: Expected,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, CatalogError> {
        if self.text(column).is_empty() { Ok(None) } else { self.parsed(column, expected, parse).map(Some) }
    }
}

/// What a spreadsheet takes for the beginning of a formula.
pub const FORMULA: [char; 4] = ['=', '+', '-', '@'];

/// Reads all lines of a table that has the columns `needed`, and may have those of `optional`.
pub fn rows<T>(
    table: Table,
    text: &str,
    needed: &[&'static str],
    optional: &[&'static str],
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
        at.map(|at| (*column, at)).ok_or_else(|| CatalogError::Column { table, column: (*column).to_owned() })
    };
    let mut columns = needed.iter().map(place).collect::<Result<Vec<_>, _>>()?;
    columns.extend(optional.iter().filter_map(|it| place(it).ok()));
    let mut out = Vec::new();
    for (record, line) in reader.records().zip(1..) {
        let line = line_of(line);
        let record = record.map_err(|it| line_error(line, &it))?;
        out.push(read(&Row { table, columns: &columns, record: &record, line })?);
    }
    Ok(out)
}
