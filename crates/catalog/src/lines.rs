//! Reads tables line by line; what is wrong is named with table, line, column and value.

use std::fmt;

use model::{CalendarError, CategoryError};
use table::{Column, Fields, Options, TableError, TooWide};
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
    /// No table, or a header that lacks a column.
    #[error("{}：{error} / {table}", table.zh())]
    File {
        /// The table.
        table: Table,
        /// What is wrong with it.
        error: TableError,
    },
    /// A line with more values than the header has columns.
    #[error("{}第 {line} 行：{reason} / {table}, line {line}", table.zh())]
    Line {
        /// The table.
        table: Table,
        /// The line, counted from 1 with comments.
        line: u64,
        /// What the reader says.
        reason: TooWide,
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

/// What a table says, line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines<T> {
    /// Columns that nobody knows; they are left aside.
    pub unknown: Vec<String>,
    /// The lines with what they say, or what is wrong with them.
    pub lines: Vec<(u64, Result<T, CatalogError>)>,
}

/// One line of a table.
pub struct Row<'a> {
    table: Table,
    fields: Fields<'a>,
    /// The line's number.
    pub line: u64,
}

impl Row<'_> {
    /// Returns a value without the spaces around it; nothing where the table lacks the column.
    pub fn text(&self, column: &str) -> &str {
        self.fields.get(column).copied().unwrap_or("")
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

/// Reads all lines of a table in CSV that has the columns `needed`, and may have the others.
pub fn rows<T>(
    table: Table,
    text: &str,
    columns: &[Column],
    needed: &[&str],
    read: impl Fn(&Row<'_>) -> Result<T, CatalogError>,
) -> Result<Vec<T>, CatalogError> {
    let options = Options { comments: true, ..Options::default() };
    let whole = table::Table::read(text.as_bytes(), &options);
    let lines = whole.and_then(|it| lines(table, &it, columns, needed, read));
    lines.map_err(|error| CatalogError::File { table, error })?.lines.into_iter().map(|it| it.1).collect()
}

/// Reads a table line by line.
pub fn lines<T>(
    table: Table,
    whole: &table::Table,
    columns: &[Column],
    needed: &[&str],
    read: impl Fn(&Row<'_>) -> Result<T, CatalogError>,
) -> Result<Lines<T>, TableError> {
    let layout = whole.layout(columns, needed)?;
    let line = |row: &table::Row| {
        let line = row.line;
        let fields = layout.fields(row).map_err(|reason| CatalogError::Line { table, line, reason });
        (line, fields.and_then(|fields| read(&Row { table, fields, line })))
    };
    let lines = whole.rows.iter().map(line).collect();
    Ok(Lines { unknown: layout.unknown, lines })
}
