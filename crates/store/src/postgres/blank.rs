//! A database without data, taken to be filled in one transaction.

use super::{gis, schema, server::Server, session::Session};
use crate::{
    StoreError,
    migrations::MIGRATIONS,
    sql::{self, Conn, OptionalExtension},
    tables::{Table, quoted},
};

/// What the migrations themselves put into tables, beside the first row of the audit trail.
const SEEDED: [&str; 2] = ["robot_host", "letter_mark"];

/// A database whose tables were made in a transaction that goes on: until it is committed nobody else sees them.
#[derive(Debug)]
pub(crate) struct Blank {
    server: Server,
    session: Session,
}

impl Blank {
    /// Makes the tables; `None` where the database holds data. One that was opened once and never written to is made anew.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when a process has it open; [`StoreError::Foreign`] when another program's tables are there; otherwise
    /// when the server fails.
    pub(crate) fn begin(url: &str, tables: &[Table]) -> Result<Option<Self>, StoreError> {
        let server = Server::of(url)?;
        let session = server.connect("wangge")?;
        let made = |err| StoreError::engine("making the database")(err);
        session.batch("BEGIN").map_err(made)?;
        let conn = Conn::Postgres(&session);
        // Nobody writes, and nobody has it open (`writer`).
        let lock = "SELECT pg_try_advisory_xact_lock(1464289093, hashtext(current_schema()))
                        AND pg_try_advisory_xact_lock(1464289094, hashtext(current_schema()))";
        if !conn.query_row(lock, (), |row| row.get::<_, bool>(0)).map_err(made)? {
            return Err(StoreError::Taken(server.to_string()));
        }
        match schema::done(&session, &server)? {
            0 => {}
            it if it == MIGRATIONS.len() && is_untouched(conn, tables).map_err(made)? => {
                drop_tables(&session, tables).map_err(made)?;
            }
            _ => return Ok(None),
        }
        schema::create(&session).map_err(made)?;
        Ok(Some(Self { server, session }))
    }

    /// Returns the connection.
    pub(crate) fn conn(&self) -> Conn<'_> {
        Conn::Postgres(&self.session)
    }

    /// Lets everybody see what was written.
    pub(crate) fn commit(self) -> Result<(), StoreError> {
        self.session.batch("COMMIT").map_err(|err| self.server.unreachable(&err))
    }
}

fn is_untouched(conn: Conn<'_>, tables: &[Table]) -> sql::Result<bool> {
    for table in tables.iter().filter(|it| !SEEDED.contains(&&*it.name)) {
        // The trail begins with a row of its own.
        let sql = format!("SELECT 1 FROM {} OFFSET {}", quoted(&table.name), i32::from(table.name == "audit"));
        if conn.query_row(&sql, (), |_| Ok(())).optional()?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn drop_tables(session: &Session, tables: &[Table]) -> sql::Result<()> {
    gis::drop_views(session)?;
    let names: Vec<_> = tables.iter().map(|it| quoted(&it.name)).collect();
    session.batch(&format!("DROP TABLE migration, {}; DROP FUNCTION never()", names.join(", ")))
}
