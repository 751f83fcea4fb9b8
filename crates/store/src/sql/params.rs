//! What stands for `?1`, `?2`, … of a statement.

use rusqlite::types::{ToSqlOutput, Value};

use super::{Result, SqlError, ToSql};

/// What stands for `?1`, `?2`, … of a statement.
pub(crate) trait Params {
    /// Returns the values in order.
    fn values(&self) -> Result<Vec<ToSqlOutput<'_>>>;
}

impl Params for () {
    fn values(&self) -> Result<Vec<ToSqlOutput<'_>>> {
        Ok(Vec::new())
    }
}

impl Params for &[&dyn ToSql] {
    fn values(&self) -> Result<Vec<ToSqlOutput<'_>>> {
        self.iter().map(|it| it.to_sql().map_err(SqlError::from)).collect()
    }
}

impl Params for &[&str] {
    fn values(&self) -> Result<Vec<ToSqlOutput<'_>>> {
        self.iter().map(|it| it.to_sql().map_err(SqlError::from)).collect()
    }
}

impl<T: ToSql, const N: usize> Params for [T; N] {
    fn values(&self) -> Result<Vec<ToSqlOutput<'_>>> {
        self.iter().map(|it| it.to_sql().map_err(SqlError::from)).collect()
    }
}

impl Params for &[Value] {
    fn values(&self) -> Result<Vec<ToSqlOutput<'_>>> {
        self.iter().map(|it| it.to_sql().map_err(SqlError::from)).collect()
    }
}
