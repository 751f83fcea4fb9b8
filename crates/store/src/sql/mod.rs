//! One thin layer over the drivers: the statements of this crate are written once and mean the same to every engine.
//!
//! Statements number their parameters (`?1`, `?2`, …), and use only what SQLite and PostgreSQL read alike: `ON CONFLICT`,
//! `RETURNING`, CTEs, no `max` of two values, no `IS` but before `NULL`, no rowids. A parameter whose type nothing but
//! `IS NULL` would tell is left out of the statement instead.

mod batch;
mod error;
mod params;
mod row;
mod statement;

pub(crate) use rusqlite::{
    params,
    types::{FromSql, Null, ToSql, ToSqlOutput, Value, ValueRef},
};

pub(crate) use self::{
    batch::Batch,
    error::{OptionalExtension, Result, SqlError},
    params::Params,
    row::{Column, Row},
    statement::Statement,
};
use crate::postgres::Session;

/// A connection to an engine.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Conn<'a> {
    /// The embedded engine.
    Sqlite(&'a rusqlite::Connection),
    /// A server.
    Postgres(&'a Session),
}

impl<'a> Conn<'a> {
    /// Prepares a statement, or takes one that was prepared before.
    pub(crate) fn prepare(self, sql: &str) -> Result<Statement<'a>> {
        match self {
            Self::Sqlite(conn) => Ok(Statement::Sqlite(conn.prepare_cached(sql)?)),
            Self::Postgres(session) => Ok(Statement::Postgres { session, statement: session.prepare(sql)? }),
        }
    }

    /// Executes a statement, and returns how many rows it changed.
    pub(crate) fn execute(self, sql: &str, params: impl Params) -> Result<usize> {
        self.prepare(sql)?.execute(params)
    }

    /// Reads the first row of a query; none is [`SqlError::NoRow`].
    pub(crate) fn query_row<T>(
        self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.prepare(sql)?.query_row(params, read)
    }

    /// Waits until the engine has taken all that was sent; the first refusal counts.
    pub(crate) fn settle(self) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(session) => session.settle(),
        }
    }

    /// Does what erases something, so that it is written over where the engine can do so, not only given up.
    pub(crate) fn erasing<T, E: From<SqlError>>(self, erase: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        match self {
            Self::Sqlite(conn) => {
                conn.execute_batch("PRAGMA secure_delete = ON").map_err(SqlError::from)?;
                let erased = erase();
                conn.execute_batch("PRAGMA secure_delete = OFF").map_err(SqlError::from)?;
                erased
            }
            Self::Postgres(_) => erase(),
        }
    }
}
