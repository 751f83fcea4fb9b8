//! The migrations on a server.

use super::{server::Server, session::Session};
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
        let conn = Conn::Postgres(session);
        session.batch("BEGIN")?;
        for it in &MIGRATIONS[done..] {
            session.batch(it.postgres)?;
        }
        if done == 0 {
            rows::begin_audit(conn)?;
        }
        migrations::note(conn)?;
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
    match done(session, server)? {
        it if it == MIGRATIONS.len() => Ok(()),
        0 => Err(server.unfit("库是空的 / it is empty".to_owned())),
        _ => Err(StoreError::Outdated(server.to_string().into())),
    }
}

/// Returns how many migrations a database has seen; it is ours, or empty.
fn done(session: &Session, server: &Server) -> Result<usize, StoreError> {
    let conn = Conn::Postgres(session);
    let count = |sql| conn.query_row(sql, (), |row| row.get::<_, i64>(0)).map_err(|err| server.unreachable(&err));
    let tables = count("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")?;
    let ours = count(
        "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename IN ('migration', 'audit', 'event')",
    )?;
    match (tables, ours) {
        (_, 3) => migrations::check(conn)?.map_err(|why| server.unfit(why)),
        (0, _) => Ok(0),
        _ => Err(server.unfit("库里有别的程序的表 / it holds tables of another program".to_owned())),
    }
}
