//! What goes wrong between this program and an engine.

use rusqlite::{ffi::SQLITE_CONSTRAINT_UNIQUE, types::FromSqlError};
use thiserror::Error;

/// What came of a statement.
pub(crate) type Result<T, E = SqlError> = std::result::Result<T, E>;

/// What an engine refuses, or a row does not hold.
#[derive(Debug, Error)]
pub(crate) enum SqlError {
    /// A row was asked for, and there is none.
    #[error("no row")]
    NoRow,
    /// A column holds something else than what is read.
    #[error("column {column}: {source}")]
    Value {
        /// The column, by its place or name.
        column: String,
        /// What is wrong.
        source: FromSqlError,
    },
    /// The embedded engine failed.
    #[error(transparent)]
    Sqlite(rusqlite::Error),
}

impl SqlError {
    /// Tells whether a statement would have written a value twice that there may be once.
    pub(crate) fn is_twice(&self) -> bool {
        match self {
            Self::Sqlite(rusqlite::Error::SqliteFailure(it, _)) => it.extended_code == SQLITE_CONSTRAINT_UNIQUE,
            _ => false,
        }
    }
}

impl From<rusqlite::Error> for SqlError {
    fn from(err: rusqlite::Error) -> Self {
        match err {
            rusqlite::Error::QueryReturnedNoRows => Self::NoRow,
            err => Self::Sqlite(err),
        }
    }
}

impl From<FromSqlError> for SqlError {
    fn from(source: FromSqlError) -> Self {
        Self::Value { column: "?".to_owned(), source }
    }
}

/// Makes `None` of a row that is not there.
pub(crate) trait OptionalExtension<T> {
    /// Makes `None` of a row that is not there.
    fn optional(self) -> Result<Option<T>>;
}

impl<T> OptionalExtension<T> for Result<T> {
    fn optional(self) -> Result<Option<T>> {
        match self {
            Ok(it) => Ok(Some(it)),
            Err(SqlError::NoRow) => Ok(None),
            Err(err) => Err(err),
        }
    }
}
