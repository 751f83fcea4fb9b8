//! Settings of the writing connection and the numbered migrations.

use std::path::Path;

use rusqlite::{Connection, ErrorCode};

use crate::{
    StoreError,
    migrations::{self, BEFORE_AUDIT, BEFORE_SUMS, MIGRATIONS},
    rows,
    sql::{self, Conn, SqlError},
};

/// Marks a database file as ours (`PRAGMA application_id`): the letters `WGGE`.
const APPLICATION: i64 = 0x5747_4745;

/// How many prepared statements a connection keeps: more than there are.
pub(super) const STATEMENTS: usize = 160;

/// WAL with `synchronous = FULL`: in 1,500 simulated power cuts it lost nothing that was answered, while NORMAL did
/// (FACTS.md, Storage).
const SETTINGS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA busy_timeout = 5000;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA mmap_size = 0;
";

/// Checks that the file is ours, then sets the connection up and runs the migrations it lacks, all or none.
pub(super) fn prepare(conn: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let done = done(conn, path)?;
    let migrate = |conn: &mut Connection| {
        conn.execute_batch(SETTINGS)?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS);
        let tx = conn.transaction()?;
        migrate_from(&tx, done)?;
        if done <= BEFORE_AUDIT {
            rows::begin_audit(Conn::Sqlite(&tx))?;
        }
        Ok(tx.commit()?)
    };
    migrate(conn).map_err(StoreError::engine::<SqlError>("migrating the schema"))
}

/// Makes the tables in an empty file, without the beginning of the audit trail.
pub(crate) fn create(conn: &Connection) -> sql::Result<()> {
    migrate_from(conn, 0)
}

fn migrate_from(conn: &Connection, done: usize) -> sql::Result<()> {
    for it in &MIGRATIONS[done..] {
        conn.execute_batch(it.sqlite)?;
    }
    migrations::note(Conn::Sqlite(conn))?;
    let known = MIGRATIONS.len();
    conn.execute_batch(&format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {known};"))?;
    Ok(())
}

/// Returns how many migrations there are.
pub(super) const fn known() -> usize {
    MIGRATIONS.len()
}

/// Returns how many migrations a file has seen; it is ours, or empty.
pub(super) fn done(conn: &Connection, path: &Path) -> Result<usize, StoreError> {
    let foreign = |why: String| StoreError::Foreign { path: path.to_owned(), why };
    let pragma = |conn: &Connection, name| conn.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0));
    let tables = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)).map_err(
        |err| match err.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => foreign("不是 SQLite 文件 / not an SQLite file".into()),
            _ => StoreError::engine("opening the database")(err),
        },
    )?;
    let application = pragma(conn, "application_id").map_err(StoreError::engine("opening the database"))?;
    let done = pragma(conn, "user_version").map_err(StoreError::engine("opening the database"))?;
    if tables > 0 && application != APPLICATION {
        return Err(foreign("是别的程序的 SQLite 文件 / an SQLite file of another program".into()));
    }
    let known = MIGRATIONS.len();
    let done = usize::try_from(done).ok().filter(|it| *it <= known).ok_or_else(|| {
        foreign(format!("版本 {done} 比本程序的 {known} 新 / its version {done} is newer than this program's {known}"))
    })?;
    if done > BEFORE_SUMS {
        migrations::check(Conn::Sqlite(conn))?.map_err(foreign)?;
    }
    Ok(done)
}
