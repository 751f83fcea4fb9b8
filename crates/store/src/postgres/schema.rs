//! The migrations on a server.

use super::{gis, server::Server, session::Session};
use crate::{
    StoreError,
    migrations::{self, MIGRATIONS},
    rows,
    sql::{self, Conn},
};

/// Checks that the database is ours, then runs the migrations that it lacks, all or none.
pub(super) fn prepare(session: &Session, server: &Server) -> Result<(), StoreError> {
    let done = done(session, server)?;
    if done == MIGRATIONS.len() {
        return Ok(());
    }
    let migrate = || -> sql::Result<()> {
        session.batch("BEGIN")?;
        // Views keep tables from being changed.
        gis::drop_views(session)?;
        migrate_from(session, done)?;
        if done == 0 {
            rows::begin_audit(Conn::Postgres(session))?;
        }
        session.batch("COMMIT")
    };
    migrate().map_err(StoreError::engine("migrating the schema"))
}

/// Checks that the database is ours or empty; tells whether it lacks no migration.
pub(super) fn is_ready(session: &Session, server: &Server) -> Result<bool, StoreError> {
    done(session, server).map(|it| it == MIGRATIONS.len())
}

/// Checks that the database is ours and needs no migration.
pub(super) fn check(session: &Session, server: &Server) -> Result<(), StoreError> {
    if is_current(session, server)? { Ok(()) } else { Err(StoreError::Outdated(server.to_string().into())) }
}

/// Makes the tables in an empty database, without the beginning of the audit trail.
pub(super) fn create(session: &Session) -> sql::Result<()> {
    migrate_from(session, 0)
}

fn migrate_from(session: &Session, done: usize) -> sql::Result<()> {
    for it in &MIGRATIONS[done..] {
        session.batch(it.postgres)?;
    }
    migrations::note(Conn::Postgres(session))
}

/// Tells whether a database, which has to be ours, needs no migration.
pub(super) fn is_current(session: &Session, server: &Server) -> Result<bool, StoreError> {
    match done(session, server)? {
        0 => Err(server.unfit("库是空的 / it is empty".to_owned())),
        it => Ok(it == MIGRATIONS.len()),
    }
}

/// Returns how many migrations a database has seen; it is ours, or empty.
pub(super) fn done(session: &Session, server: &Server) -> Result<usize, StoreError> {
    let conn = Conn::Postgres(session);
    let count = |sql| conn.query_row(sql, (), |row| row.get::<_, i64>(0)).map_err(|err| server.unreachable(&err));
    // Extensions bring tables of their own.
    let tables = count(
        "SELECT count(*) FROM pg_class c WHERE relnamespace = CAST(current_schema() AS regnamespace) AND relkind IN ('r', 'p')
             AND NOT EXISTS (SELECT FROM pg_depend d
                 WHERE d.classid = CAST('pg_class' AS regclass) AND d.objid = c.oid AND d.deptype = 'e')",
    )?;
    let ours = count(
        "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename IN ('migration', 'audit', 'event')",
    )?;
    match (tables, ours) {
        (_, 3) => migrations::check(conn)?.map_err(|why| server.unfit(why)),
        (0, _) => Ok(0),
        _ => Err(server.unfit("库里有别的程序的表 / it holds tables of another program".to_owned())),
    }
}
