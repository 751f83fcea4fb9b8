//! A row of an answer.

use rusqlite::types::FromSqlError;

use super::{FromSql, Result, SqlError, ValueRef};
use crate::postgres::Cell;

/// A row of an answer.
#[derive(Debug)]
pub(crate) enum Row<'a> {
    /// Of the embedded engine.
    Sqlite(&'a rusqlite::Row<'a>),
    /// Of a server.
    Postgres(&'a tokio_postgres::Row),
}

/// Which column of a row.
pub(crate) trait Column: Copy {
    /// Returns its place, from 0.
    fn place(self, row: &Row<'_>) -> Result<usize>;
}

impl Column for usize {
    fn place(self, _: &Row<'_>) -> Result<usize> {
        Ok(self)
    }
}

impl Column for &str {
    fn place(self, row: &Row<'_>) -> Result<usize> {
        match row {
            Row::Sqlite(row) => Ok(row.as_ref().column_index(self)?),
            Row::Postgres(row) => {
                let place = row.columns().iter().position(|it| it.name() == self);
                place.ok_or_else(|| SqlError::Value { column: self.to_owned(), source: FromSqlError::InvalidType })
            }
        }
    }
}

impl Row<'_> {
    /// Reads a column.
    pub(crate) fn get<C: Column, T: FromSql>(&self, column: C) -> Result<T> {
        let place = column.place(self)?;
        let of_column = |source: FromSqlError| SqlError::Value { column: place.to_string(), source };
        T::column_result(self.get_ref(place)?).map_err(of_column)
    }

    /// Reads a column without copying it.
    pub(crate) fn get_ref(&self, place: usize) -> Result<ValueRef<'_>> {
        match self {
            Self::Sqlite(row) => Ok(row.get_ref(place)?),
            Self::Postgres(row) => Ok(row.try_get::<_, Cell<'_>>(place)?.0),
        }
    }
}
