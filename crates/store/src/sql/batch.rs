//! One statement for many rows: where the engine is far away they go there together.

use super::{Conn, OptionalExtension, Params, Result, Row, Statement, statement::owned};
use crate::postgres::{Param, Session};

/// A statement that writes a row (`INSERT … VALUES (…)`, `UPDATE … WHERE …`), for many rows.
pub(crate) enum Batch<'a> {
    /// The embedded engine takes each row at once.
    Sqlite {
        /// The connection.
        conn: Conn<'a>,
        /// The statement.
        sql: &'static str,
        /// It, prepared with the first row.
        statement: Option<Statement<'a>>,
    },
    /// For a server they are gathered until [`Batch::send`].
    Postgres {
        /// The connection.
        session: &'a Session,
        /// The statement.
        sql: &'static str,
        /// The rows.
        rows: Vec<Vec<Param>>,
    },
}

impl<'a> Batch<'a> {
    /// Begins without rows.
    pub(crate) fn new(conn: Conn<'a>, sql: &'static str) -> Self {
        match conn {
            Conn::Sqlite(_) => Self::Sqlite { conn, sql, statement: None },
            Conn::Postgres(session) => Self::Postgres { session, sql, rows: Vec::new() },
        }
    }

    /// Adds a row, and returns whether it was written. Of one that is gathered that is hoped for.
    pub(crate) fn add(&mut self, params: impl Params) -> Result<bool> {
        match self {
            Self::Sqlite { conn, sql, statement } => {
                let statement = match statement {
                    Some(it) => it,
                    none => none.insert(conn.prepare(sql)?),
                };
                Ok(statement.execute(params)? > 0)
            }
            Self::Postgres { rows, .. } => {
                rows.push(owned(&params)?);
                Ok(true)
            }
        }
    }

    /// Sends what was gathered, without waiting for what it comes to.
    pub(crate) fn send(&mut self) -> Result<()> {
        self.send_of(false)
    }

    /// The same, where each row has to be written: the next that waits for an answer is told where one was not.
    pub(crate) fn send_all(&mut self) -> Result<()> {
        self.send_of(true)
    }

    /// Returns how many rows were gathered.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Sqlite { .. } => 0,
            Self::Postgres { rows, .. } => rows.len(),
        }
    }

    fn send_of(&mut self, all: bool) -> Result<()> {
        match self {
            Self::Postgres { session, sql, rows } if !rows.is_empty() => {
                session.send_rows(sql, std::mem::take(rows), all)
            }
            _ => Ok(()),
        }
    }
}

impl Conn<'_> {
    /// Reads the first row of a query for each of many keys.
    pub(crate) fn query_each<T>(
        self,
        sql: &'static str,
        keys: &[&str],
        read: impl Fn(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<Option<T>>> {
        match self {
            Self::Sqlite(_) => {
                let mut statement = self.prepare(sql)?;
                keys.iter().map(|it| statement.query_row([it], &read).optional()).collect()
            }
            Self::Postgres(session) => {
                let mut all: Vec<_> = keys.iter().map(|_| None).collect();
                for row in session.query_rows(sql, &owned(&keys)?)? {
                    let row = Row::Postgres(&row);
                    let place: u32 = row.get("place")?;
                    if let Some(it) = place.checked_sub(1).and_then(|it| all.get_mut(it as usize)) {
                        it.get_or_insert(read(&row)?);
                    }
                }
                Ok(all)
            }
        }
    }
}
