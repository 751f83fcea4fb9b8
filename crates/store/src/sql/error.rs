//! What goes wrong between this program and an engine.

use rusqlite::{ffi::SQLITE_CONSTRAINT_UNIQUE, types::FromSqlError};
use thiserror::Error;
use tokio_postgres::error::SqlState;

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
    /// The server failed, or the way to it.
    #[error(transparent)]
    Postgres(#[from] tokio_postgres::Error),
    /// A parameter is of a kind that no engine takes.
    #[error("parameter {0}")]
    Parameter(String),
}

impl SqlError {
    /// Tells whether a statement would have written a value twice that there may be once, other than a row's number or id.
    pub(crate) fn is_twice(&self) -> bool {
        match self {
            Self::Sqlite(rusqlite::Error::SqliteFailure(it, _)) => it.extended_code == SQLITE_CONSTRAINT_UNIQUE,
            Self::Postgres(it) => it.as_db_error().is_some_and(|it| {
                let of_key = it.constraint().is_some_and(|it| it.ends_with("_pkey"));
                it.code() == &SqlState::UNIQUE_VIOLATION && !of_key
            }),
            _ => false,
        }
    }

    /// Tells whether a lock was waited for too long.
    pub(crate) fn is_waiting(&self) -> bool {
        matches!(self, Self::Postgres(it) if it.code() == Some(&SqlState::LOCK_NOT_AVAILABLE))
    }

    /// Tells whether the connection is gone, or about to be: class 57 is the operator's, class 08 the connection's.
    pub(crate) fn is_lost(&self) -> bool {
        let class = |it: &SqlState| it.code().starts_with("57P") || it.code().starts_with("08");
        matches!(self, Self::Postgres(it) if it.is_closed() || it.code().is_some_and(class))
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
