//! All rows of one store into the empty tables of another, one after the other.

use rusqlite::{CachedStatement, params_from_iter, types::ToSqlOutput};
use sha2::{Digest, Sha256};

use super::CopyError;
use crate::{
    Work,
    doctor::Progress,
    postgres::{CopyIn, Param},
    rows,
    sql::{self, Conn, OptionalExtension, Row, ValueRef},
    tables::{Table, quoted},
};

/// After how many rows progress is told.
const TOLD_EACH: u64 = 1000;

/// How many rows a table has, and the hash over them in the order of their keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sum {
    rows: u64,
    hash: [u8; 32],
}

/// Copies all rows of all tables, and compares what arrived with what was read; returns how many rows there were. Whatever the
/// migrations put into the target is taken out first.
pub(super) fn fill(from: Conn<'_>, to: Conn<'_>, tables: &[Table], progress: Progress<'_>) -> Result<u64, CopyError> {
    for table in tables.iter().rev() {
        to.execute(&format!("DELETE FROM {}", quoted(&table.name)), ())?;
    }
    let total = tables.iter().map(|it| it.count(from)).sum::<sql::Result<u64>>()?;
    let (mut done, mut read) = (0, Vec::with_capacity(tables.len()));
    for table in tables {
        let mut sink = Sink::into(to, table)?;
        let sum = each(from, table, |row| {
            sink.write(table, row)?;
            done += 1;
            if done % TOLD_EACH == 0 {
                progress(Work::Rows, done, total);
            }
            Ok::<_, CopyError>(())
        })?;
        sink.finish()?;
        if table.numbered {
            go_on(from, to, table)?;
        }
        read.push(sum);
    }
    done = 0;
    for (table, read) in tables.iter().zip(read) {
        let arrived = each(to, table, |_| {
            done += 1;
            if done % TOLD_EACH == 0 {
                progress(Work::Hashes, done, total);
            }
            Ok::<_, CopyError>(())
        })?;
        if arrived != read {
            return Err(CopyError::Differs { table: table.name.clone(), read: read.rows, arrived: arrived.rows });
        }
    }
    Ok(total)
}

/// Reads all rows of a table, in the order of their keys.
fn each<E: From<sql::SqlError>>(
    conn: Conn<'_>,
    table: &Table,
    mut take: impl FnMut(&Row<'_>) -> Result<(), E>,
) -> Result<Sum, E> {
    let mut statement = conn.prepare(&table.query(conn))?;
    let mut rows = statement.stream(())?;
    let (mut hasher, mut count) = (Sha256::new(), 0);
    while let Some(row) = rows.next()? {
        rows::feed_row(&mut hasher, &table.name, &table.columns, &row)?;
        take(&row)?;
        count += 1;
    }
    Ok(Sum { rows: count, hash: hasher.finalize().into() })
}

/// Where the rows of a table go.
enum Sink<'a> {
    Sqlite(CachedStatement<'a>),
    Postgres(CopyIn<'a>),
}

impl<'a> Sink<'a> {
    fn into(to: Conn<'a>, table: &Table) -> sql::Result<Self> {
        let (name, columns) = (quoted(&table.name), table.listed());
        match to {
            Conn::Sqlite(conn) => {
                let values = (1..=table.columns.len()).map(|it| format!("?{it}")).collect::<Vec<_>>().join(", ");
                let sql = format!("INSERT INTO {name} ({columns}) VALUES ({values})");
                Ok(Self::Sqlite(conn.prepare_cached(&sql)?))
            }
            Conn::Postgres(session) => Ok(Self::Postgres(session.copy_in(&name, &columns)?)),
        }
    }

    fn write(&mut self, table: &Table, row: &Row<'_>) -> Result<(), CopyError> {
        let values = (0..table.columns.len()).map(|at| row.get_ref(at)).collect::<sql::Result<Vec<_>>>()?;
        match self {
            Self::Sqlite(insert) => {
                let values = values.into_iter().map(ToSqlOutput::Borrowed);
                insert.execute(params_from_iter(values)).map_err(sql::SqlError::from)?;
            }
            Self::Postgres(copy) => {
                if let Some(at) = values.iter().position(|it| matches!(it, ValueRef::Text(it) if it.contains(&0))) {
                    let (table, column) = (table.name.clone(), table.columns[at].clone());
                    return Err(CopyError::Zero { table, column });
                }
                let values = values.into_iter().map(|it| Param::of(ToSqlOutput::Borrowed(it)));
                copy.write(&values.collect::<sql::Result<Vec<_>>>()?)?;
            }
        }
        Ok(())
    }

    fn finish(self) -> sql::Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(copy) => copy.finish().map(drop),
        }
    }
}

/// Lets the numbers that an engine gives out go on behind those of the other, of which the last rows may be gone.
fn go_on(from: Conn<'_>, to: Conn<'_>, table: &Table) -> sql::Result<()> {
    let name = &table.name;
    let last: i64 = match from {
        Conn::Sqlite(_) => from
            .query_row("SELECT seq FROM sqlite_sequence WHERE name = ?1", [name], |row| row.get(0))
            .optional()?
            .unwrap_or(0),
        Conn::Postgres(_) => {
            let sequence: String =
                from.query_row("SELECT pg_get_serial_sequence(?1, 'id')", [name], |row| row.get(0))?;
            from.query_row(
                &format!("SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM {sequence}"),
                (),
                |row| row.get(0),
            )?
        }
    };
    if last < 1 {
        return Ok(());
    }
    match to {
        Conn::Sqlite(_) => {
            to.execute("DELETE FROM sqlite_sequence WHERE name = ?1", [name])?;
            to.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)", crate::sql::params![name, last])?;
        }
        Conn::Postgres(_) => {
            let sql = "SELECT setval(CAST(pg_get_serial_sequence(?1, 'id') AS regclass), ?2)";
            to.query_row(sql, crate::sql::params![name, last], |row| row.get::<_, i64>(0))?;
        }
    }
    Ok(())
}
