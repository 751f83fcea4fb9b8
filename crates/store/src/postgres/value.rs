//! Values between this program and PostgreSQL: what a parameter or column is there decides.

use std::error::Error;

use bytes::BytesMut;
use rusqlite::types::{ToSqlOutput, Value};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, WasNull, to_sql_checked};

use crate::sql::{Result, SqlError, ValueRef};

/// A parameter.
#[derive(Debug)]
pub(crate) struct Param(Value);

impl Param {
    /// Takes a value over.
    pub(crate) fn of(value: ToSqlOutput<'_>) -> Result<Self> {
        match value {
            ToSqlOutput::Owned(it) => Ok(Self(it)),
            ToSqlOutput::Borrowed(it) => Ok(Self(it.try_into()?)),
            other => Err(SqlError::Parameter(format!("{other:?}"))),
        }
    }
}

impl ToSql for Param {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (&self.0, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Integer(it), &Type::BOOL) => (*it != 0).to_sql(ty, out),
            (Value::Integer(it), &Type::INT2) => i16::try_from(*it)?.to_sql(ty, out),
            (Value::Integer(it), &Type::INT4) => i32::try_from(*it)?.to_sql(ty, out),
            (Value::Integer(it), &Type::INT8) => it.to_sql(ty, out),
            (Value::Integer(it), &Type::FLOAT8) => (*it as f64).to_sql(ty, out),
            (Value::Real(it), &Type::FLOAT8) => it.to_sql(ty, out),
            // The one character that a server's text cannot hold.
            (Value::Text(it), &Type::TEXT) if it.contains('\0') => it.replace('\0', "\u{fffd}").to_sql(ty, out),
            (Value::Text(it), &Type::TEXT | &Type::VARCHAR | &Type::UNKNOWN) => it.to_sql(ty, out),
            (Value::Blob(it), &Type::BYTEA) => it.to_sql(ty, out),
            (Value::Blob(it), &Type::UUID) if it.len() == 16 => {
                out.extend_from_slice(it);
                Ok(IsNull::No)
            }
            (it, ty) => Err(format!("{} for {ty}", it.data_type()).into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A column.
#[derive(Debug)]
pub(crate) struct Cell<'a>(pub(crate) ValueRef<'a>);

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *ty {
            Type::BOOL => ValueRef::Integer(bool::from_sql(ty, raw)?.into()),
            Type::INT2 => ValueRef::Integer(i16::from_sql(ty, raw)?.into()),
            Type::INT4 => ValueRef::Integer(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => ValueRef::Integer(i64::from_sql(ty, raw)?),
            Type::FLOAT8 => ValueRef::Real(f64::from_sql(ty, raw)?),
            Type::TEXT | Type::VARCHAR | Type::NAME => ValueRef::Text(raw),
            Type::BYTEA | Type::UUID => ValueRef::Blob(raw),
            _ => return Err(WasNull.into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(ValueRef::Null))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(
            *ty,
            Type::BOOL
                | Type::INT2
                | Type::INT4
                | Type::INT8
                | Type::FLOAT8
                | Type::TEXT
                | Type::VARCHAR
                | Type::NAME
                | Type::BYTEA
                | Type::UUID
        )
    }
}
