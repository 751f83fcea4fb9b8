//! The numbered migrations, the same for every engine but for the dialect, and the table that tells which were applied.

use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use crate::{
    StoreError,
    sql::{self, Conn, params},
};

/// A migration; a released one is never edited.
pub(crate) struct Migration {
    /// Its name, which begins with its number.
    pub name: &'static str,
    /// What SQLite is told.
    pub sqlite: &'static str,
    /// What PostgreSQL is told.
    pub postgres: &'static str,
}

macro_rules! migration {
    ($name:literal) => {
        Migration {
            name: $name,
            sqlite: include_str!(concat!("../../../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../../../migrations/postgres/", $name, ".sql")),
        }
    };
}

/// All of them in order.
pub(crate) const MIGRATIONS: &[Migration] = &[
    migration!("0001_district_and_incidents"),
    migration!("0002_partition_versions"),
    migration!("0003_duties"),
    migration!("0004_cases"),
    migration!("0005_photos"),
    migration!("0006_notices"),
    migration!("0007_audit"),
    migration!("0008_accounts"),
    migration!("0009_event_ties"),
    migration!("0010_messages"),
    migration!("0011_robots"),
    migration!("0012_lists"),
    migration!("0013_settings"),
    migration!("0014_migrations"),
    migration!("0015_incident_details"),
];

/// How many of them there were before the audit trail.
pub(crate) const BEFORE_AUDIT: usize = 6;

/// How many of them there were before the table of those that were applied.
pub(crate) const BEFORE_SUMS: usize = 13;

impl Migration {
    fn checksum(&self, conn: Conn<'_>) -> Vec<u8> {
        let text = match conn {
            Conn::Sqlite(_) => self.sqlite,
            Conn::Postgres(_) => self.postgres,
        };
        Sha256::digest(text).to_vec()
    }
}

/// Notes the migrations that are not noted yet.
pub(crate) fn note(conn: Conn<'_>) -> sql::Result<()> {
    let mut row = conn.prepare(
        "INSERT INTO migration (number, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (number) DO NOTHING",
    )?;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
    for (number, it) in (1_i64..).zip(MIGRATIONS) {
        row.execute(params![number, it.name, it.checksum(conn), now])?;
    }
    Ok(())
}

/// Checks that what was applied is what this program would apply, and returns how many that were.
///
/// # Errors
/// The inner one says what is different.
pub(crate) fn check(conn: Conn<'_>) -> Result<Result<usize, String>, StoreError> {
    let read = || {
        conn.prepare("SELECT number, name, checksum FROM migration ORDER BY number")?
            .query_map((), |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, Vec<u8>>(2)?)))
    };
    let applied = read().map_err(StoreError::engine("reading the migrations"))?;
    let known = MIGRATIONS.len();
    for (at, (number, name, checksum)) in applied.iter().enumerate() {
        if *number != at as i64 + 1 {
            return Ok(Err(format!("缺少迁移 {0} / the migration {0} is missing", at + 1)));
        }
        let Some(it) = MIGRATIONS.get(at) else {
            return Ok(Err(format!(
                "版本 {0} 比本程序的 {known} 新 / its version {0} is newer than this program's {known}",
                applied.len()
            )));
        };
        if it.name != name || it.checksum(conn) != *checksum {
            return Ok(Err(format!("迁移 {name} 与本程序的不同 / its migration {name} is not this program's")));
        }
    }
    Ok(Ok(applied.len()))
}
