//! A prepared statement and the rows that it gives.

use std::pin::Pin;

use rusqlite::{CachedStatement, params_from_iter};
use tokio_postgres::RowStream;

use super::{Params, Result, Row, SqlError};
use crate::postgres::{Param, Session};

/// A prepared statement.
pub(crate) enum Statement<'a> {
    /// Of the embedded engine.
    Sqlite(CachedStatement<'a>),
    /// Of a server.
    Postgres {
        /// The connection.
        session: &'a Session,
        /// The statement there.
        statement: tokio_postgres::Statement,
    },
}

impl Statement<'_> {
    /// Executes it, and returns how many rows it changed.
    #[expect(clippy::needless_pass_by_value, reason = "`params![…]` and arrays are made for the call")]
    pub(crate) fn execute(&mut self, params: impl Params) -> Result<usize> {
        match self {
            Self::Sqlite(it) => Ok(it.execute(params_from_iter(params.values()?))?),
            Self::Postgres { session, statement } => session.execute(statement, &owned(&params)?),
        }
    }

    /// Executes it without waiting for what it comes to, where the engine is far away: a refusal is told by one of the next.
    #[expect(clippy::needless_pass_by_value, reason = "`params![…]` and arrays are made for the call")]
    pub(crate) fn send(&mut self, params: impl Params) -> Result<()> {
        match self {
            Self::Sqlite(it) => Ok(it.execute(params_from_iter(params.values()?)).map(drop)?),
            Self::Postgres { session, statement } => session.send(statement.clone(), owned(&params)?),
        }
    }

    /// Returns the rows that it gives, one after the other.
    #[expect(clippy::needless_pass_by_value, reason = "`params![…]` and arrays are made for the call")]
    pub(crate) fn query(&mut self, params: impl Params) -> Result<Rows<'_>> {
        match self {
            Self::Sqlite(it) => Ok(Rows::Sqlite(it.query(params_from_iter(params.values()?))?)),
            Self::Postgres { session, statement } => {
                let rows = session.query(statement, &owned(&params)?)?;
                Ok(Rows::Postgres { rows: rows.into_iter(), row: None })
            }
        }
    }

    /// Returns the rows that it gives as they come, so that not all are held at once. Until the last was taken nothing else may be asked
    /// of this connection.
    #[expect(clippy::needless_pass_by_value, reason = "`params![…]` and arrays are made for the call")]
    pub(crate) fn stream(&mut self, params: impl Params) -> Result<Rows<'_>> {
        match self {
            Self::Sqlite(it) => Ok(Rows::Sqlite(it.query(params_from_iter(params.values()?))?)),
            Self::Postgres { session, statement } => {
                Ok(Rows::Stream { rows: session.stream(statement, &owned(&params)?)?, session, row: None })
            }
        }
    }

    /// Reads the first row; none is [`SqlError::NoRow`].
    pub(crate) fn query_row<T>(&mut self, params: impl Params, read: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<T> {
        let mut rows = self.query(params)?;
        read(&rows.next()?.ok_or(SqlError::NoRow)?)
    }

    /// Reads every row; `read` asks nothing else of the connection.
    pub(crate) fn query_map<T>(&mut self, params: impl Params, read: impl Fn(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        let mut rows = self.stream(params)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(read(&row)?);
        }
        Ok(all)
    }

    /// Returns the names of the columns that it gives.
    pub(crate) fn column_names(&self) -> Vec<String> {
        match self {
            Self::Sqlite(it) => it.column_names().map(str::to_owned).collect(),
            Self::Postgres { statement, .. } => statement.columns().iter().map(|it| it.name().to_owned()).collect(),
        }
    }
}

/// Rows of an answer. Other statements may run between them, but for those of a stream.
pub(crate) enum Rows<'a> {
    /// Of the embedded engine.
    Sqlite(rusqlite::Rows<'a>),
    /// Of a server: all of them.
    Postgres {
        /// Those to come.
        rows: std::vec::IntoIter<tokio_postgres::Row>,
        /// The one that is read.
        row: Option<tokio_postgres::Row>,
    },
    /// Of a server: as they come.
    Stream {
        /// The connection.
        session: &'a Session,
        /// Those to come.
        rows: Pin<Box<RowStream>>,
        /// The one that is read.
        row: Option<tokio_postgres::Row>,
    },
}

impl Rows<'_> {
    /// Returns the next row, `None` after the last.
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>> {
        match self {
            Self::Sqlite(rows) => Ok(rows.next()?.map(Row::Sqlite)),
            Self::Postgres { rows, row } => {
                *row = rows.next();
                Ok(row.as_ref().map(Row::Postgres))
            }
            Self::Stream { session, rows, row } => {
                *row = session.next(rows)?;
                Ok(row.as_ref().map(Row::Postgres))
            }
        }
    }
}

/// Copies parameters, for what outlives the call.
pub(super) fn owned(params: &impl Params) -> Result<Vec<Param>> {
    params.values()?.into_iter().map(Param::of).collect()
}
