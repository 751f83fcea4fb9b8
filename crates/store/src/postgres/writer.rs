//! Writing on a server: groups of changes, each once, also where the connection is lost in between.

use std::{
    thread,
    time::{Duration, Instant},
};

use model::{Author, Change};
use uuid::Uuid;

use super::{server::Server, session::Session};
use crate::{
    StoreError, rows,
    sql::{self, Conn, OptionalExtension, SqlError},
    writer::{Answer, WriteGroup},
};

/// So long a group waits for a server that is away.
const PATIENCE: Duration = Duration::from_secs(20);
/// So long one that begins waits for one that ends.
const GOING: Duration = Duration::from_secs(2);
/// The first pause between two tries; each is twice as long as the one before, up to [`LONGEST`].
const FIRST: Duration = Duration::from_millis(20);
/// The longest pause between two tries.
const LONGEST: Duration = Duration::from_secs(1);

/// Where the audit trail ends: its last number and hash. No two are ever the same, since each hash is over the one before.
type End = (i64, Vec<u8>);

/// Writes groups. It holds a lock on the server as long as it is connected, so that there is one in all.
#[derive(Debug)]
pub(super) struct Groups {
    server: Server,
    /// The connection's name on the server, ours alone.
    name: String,
    session: Option<Session>,
    /// Where the trail ends as far as we know.
    end: End,
    /// Where it ends if the last `COMMIT`, whose answer was lost, was heard.
    committing: Option<End>,
}

/// What keeps a group from being written.
enum Fault {
    /// The connection is lost: it may be tried again.
    Lost(StoreError),
    /// There is nothing to try.
    Final(StoreError),
}

impl Groups {
    /// Connects as the one writer, and brings the schema up to date.
    pub(super) fn open(server: Server) -> Result<Self, StoreError> {
        let name = format!("wangge-{}", Uuid::new_v4());
        let session = server.connect(&name)?;
        let since = Instant::now();
        while !lock(&session).map_err(|err| server.unreachable(&err))? {
            // One that was just killed is gone as soon as the server sees it.
            if since.elapsed() > GOING {
                return Err(StoreError::Taken(server.to_string()));
            }
            thread::sleep(FIRST);
        }
        super::schema::prepare(&session, &server)?;
        let end = end(&session).map_err(StoreError::engine("opening the database"))?;
        Ok(Self { server, name, session: Some(session), end, committing: None })
    }

    /// Connects again where the connection was lost; tells whether the group that was being committed is there.
    fn connect(&mut self) -> Result<bool, Fault> {
        let session = self.server.connect(&self.name).map_err(Fault::Lost)?;
        let unreachable = |err: SqlError| Fault::Lost(self.server.unreachable(&err));
        // What is left of our own lost connection is ended, so that neither its lock nor its transaction stays.
        let ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                     WHERE application_name = ?1 AND pid <> pg_backend_pid()";
        Conn::Postgres(&session).query_row(ended, [&self.name], |row| row.get::<_, i64>(0)).map_err(unreachable)?;
        if !lock(&session).map_err(unreachable)? {
            return Err(Fault::Lost(StoreError::Taken(self.server.to_string())));
        }
        let found = end(&session).map_err(unreachable)?;
        // A group that left no row in the trail cannot be told from one that is lost; doing such changes again changes nothing.
        let committed = self.committing.as_ref() == Some(&found) && found != self.end;
        if !committed && found != self.end {
            return Err(Fault::Final(StoreError::Overtaken(self.server.to_string())));
        }
        self.end = found;
        self.committing = None;
        self.session = Some(session);
        Ok(committed)
    }

    fn group(&mut self, changes: &[(Author, Change)]) -> Result<Vec<Answer>, (Fault, Vec<Answer>)> {
        let Self { session: Some(session), server, .. } = &*self else { return Err((gone(), vec![])) };
        let fault = |err: SqlError| {
            let lost = session.is_lost() || err.is_lost();
            let of = |err| if lost { Fault::Lost(server.unreachable(&err)) } else { committing(err) };
            (of(err), vec![])
        };
        session.send_batch("BEGIN").map_err(fault)?;
        let mut answers = Vec::with_capacity(changes.len());
        for (author, change) in changes {
            session.send_batch("SAVEPOINT of_change").map_err(fault)?;
            let answer = rows::write(Conn::Postgres(session), *author, change)
                .and_then(|it| session.settle().map(|()| it).map_err(StoreError::engine("committing")));
            if answer.is_err() {
                session.batch("ROLLBACK TO SAVEPOINT of_change").map_err(fault)?;
            }
            session.send_batch("RELEASE SAVEPOINT of_change").map_err(fault)?;
            answers.push(answer);
        }
        let end = end(session).map_err(fault)?;
        let committed = session.batch("COMMIT").map_err(fault);
        match committed {
            Ok(()) => {
                self.end = end;
                Ok(answers)
            }
            Err((fault, _)) => {
                self.committing = Some(end);
                Err((fault, answers))
            }
        }
    }
}

impl Drop for Groups {
    /// Gives the lock up at once, for the next who opens the database.
    fn drop(&mut self) {
        if let Some(session) = &self.session {
            // Where this does not arrive, the server sees that the connection is gone.
            let _ = session.batch("SELECT pg_advisory_unlock_all()");
        }
    }
}

impl WriteGroup for Groups {
    fn write(&mut self, changes: &[(Author, Change)]) -> Result<Vec<Answer>, StoreError> {
        let (since, mut pause) = (Instant::now(), FIRST);
        // Answers of the group while it is not known whether its `COMMIT` was heard.
        let mut answers: Option<Vec<Answer>> = None;
        loop {
            let fault = match (self.session.is_some(), answers.take()) {
                (true, _) => match self.group(changes) {
                    Ok(answers) => return Ok(answers),
                    Err((fault, group)) => {
                        self.session = None;
                        answers = self.committing.is_some().then_some(group);
                        fault
                    }
                },
                (false, group) => match (self.connect(), group) {
                    (Ok(true), Some(group)) => return Ok(group),
                    // A group that was refused is there all the same: the world in memory lacks it.
                    (Ok(true), None) => {
                        self.session = None;
                        self.end = End::default();
                        Fault::Final(StoreError::Overtaken(self.server.to_string()))
                    }
                    (Ok(false), _) => continue,
                    (Err(fault), group) => {
                        answers = group;
                        fault
                    }
                },
            };
            match fault {
                Fault::Lost(_) if since.elapsed() < PATIENCE => thread::sleep(pause),
                Fault::Lost(err) | Fault::Final(err) => return Err(err),
            }
            pause = (pause * 2).min(LONGEST);
        }
    }
}

fn committing(err: SqlError) -> Fault {
    Fault::Final(StoreError::engine("committing")(err))
}

fn gone() -> Fault {
    Fault::Lost(StoreError::Stopped)
}

/// Takes the lock of the one writer of this schema; `false` where another has it.
fn lock(session: &Session) -> sql::Result<bool> {
    // The letters `WGGE`, as in SQLite's application id.
    let sql = "SELECT pg_try_advisory_lock(1464289093, hashtext(current_schema()))";
    Conn::Postgres(session).query_row(sql, (), |row| row.get(0))
}

fn end(session: &Session) -> sql::Result<End> {
    let sql = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1";
    let last = Conn::Postgres(session).query_row(sql, (), |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(last.optional()?.unwrap_or_default())
}
