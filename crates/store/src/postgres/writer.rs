//! Writing on a server: groups of changes, each once, also where the connection is lost in between or others write too.
//!
//! Processes take turns by an advisory lock: a group's transaction holds it, so that the audit trail has one end and the changes of
//! a group are judged by all that was written before. A [`Turn`](crate::Turn) holds the same lock for longer, on the same
//! connection.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use model::{Author, Change};
use uuid::Uuid;

use super::{server::Server, session::Session};
use crate::{
    Parts, StoreError,
    neighbours::{Footing, Trail},
    rows,
    sql::{self, Conn, OptionalExtension, SqlError},
    writer::{Answer, End, WriteGroup, write_together},
};

/// So long a group waits for a server that is away.
const PATIENCE: Duration = Duration::from_secs(20);
/// So long one that would bring the schema up to date waits for others that end.
const GOING: Duration = Duration::from_secs(2);
/// The first pause between two tries; each is twice as long as the one before, up to [`LONGEST`].
const FIRST: Duration = Duration::from_millis(20);
/// The longest pause between two tries.
const LONGEST: Duration = Duration::from_secs(1);
/// How long another process's turn is waited for, as the server reads it (default).
const TURN: &str = "SET lock_timeout = '10s'";
/// A plan is kept while tables grow: rows are found by their index, however few there are at first. What has no index seems dear
/// then, and would be compiled each time.
const PLANS: &str = "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
                     SET plan_cache_mode = force_generic_plan; SET jit = off";
/// Begins a group. The lock is waited for in a statement of its own: what comes next sees all that was written before.
const BEGIN: &str = "BEGIN; SELECT pg_advisory_xact_lock(1464289093, hashtext(current_schema()))";
/// What is listened to by those who follow.
pub(super) const CHANNEL: &str = "wangge";

/// Writes groups.
#[derive(Debug)]
pub(super) struct Groups {
    server: Server,
    /// The connection's name on the server, ours alone.
    name: String,
    session: Option<Session>,
    trail: Arc<Trail>,
    /// Where the trail ended when we last looked: no two ends are ever the same, since each hash is over the one before.
    end: End,
    /// Where it ends if the last `COMMIT`, whose answer was lost, was heard.
    committing: Option<End>,
    /// How many hold the turn.
    turns: usize,
    /// Whether others wrote although the turn was ours: the connection was lost in between.
    broken: bool,
}

/// What keeps a group from being written.
enum Fault {
    /// The connection is lost: it may be tried again.
    Lost(StoreError),
    /// There is nothing to try.
    Final(StoreError),
}

impl Groups {
    /// Connects, and brings the schema up to date where no other process uses it.
    pub(super) fn open(server: Server, name: String, trail: Arc<Trail>) -> Result<Self, StoreError> {
        let session = server.connect(&name)?;
        let failed = |err: SqlError| held(&server, &err);
        session.batch(TURN).and_then(|()| session.batch(PLANS)).map_err(failed)?;
        // One after the other, so that only one of two that start at once migrates.
        lock(&session).map_err(failed)?;
        if !super::schema::is_ready(&session, &server)? {
            let since = Instant::now();
            while !alone(&session).map_err(failed)? {
                // One that has just ended is gone as soon as the server sees it.
                if since.elapsed() > GOING {
                    return Err(StoreError::Taken(server.to_string()));
                }
                thread::sleep(FIRST);
            }
            super::schema::prepare(&session, &server)?;
            session.batch("SELECT pg_advisory_unlock(1464289094, hashtext(current_schema()))").map_err(failed)?;
        }
        present(&session).map_err(failed)?;
        super::gis::prepare(&session);
        let end = end(&session).map_err(failed)?;
        unlock(&session).map_err(failed)?;
        trail.follow(Parts::ALL, end.0);
        Ok(Self { server, name, session: Some(session), trail, end, committing: None, turns: 0, broken: false })
    }

    /// Returns a name for the connections of a process, of which the server can be asked.
    pub(super) fn name() -> String {
        format!("wangge-{}", Uuid::new_v4())
    }

    /// Connects again where the connection was lost; tells whether the group that was being committed is there, where somebody
    /// still waits for it.
    fn connect(&mut self, waiting: bool) -> Result<bool, Fault> {
        let session = self.server.connect(&self.name).map_err(Fault::Lost)?;
        let server = self.server.clone();
        let lost = |err: SqlError| Fault::Lost(held(&server, &err));
        session.batch(TURN).and_then(|()| session.batch(PLANS)).map_err(lost)?;
        // What is left of our own lost connection is ended.
        let ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                     WHERE application_name = ?1 AND pid <> pg_backend_pid()";
        Conn::Postgres(&session).query_row(ended, [&self.name], |row| row.get::<_, i64>(0)).map_err(lost)?;
        // Its transaction held the lock: once the lock is ours, it is known what became of it.
        lock(&session).map_err(lost)?;
        present(&session).map_err(lost)?;
        super::schema::check(&session, &server).map_err(|err| match err {
            StoreError::Unreachable { .. } => Fault::Lost(err),
            other => Fault::Final(other),
        })?;
        // A group that left no row in the trail cannot be told from one that is lost; doing such changes again changes nothing. One
        // that nobody waits for any more is followed as if others had written it.
        let mut committed = None;
        if let Some(it) = self.committing.as_ref().filter(|it| waiting && **it != self.end)
            && hash_of(&session, it.0).map_err(lost)?.is_some_and(|hash| hash == it.1)
        {
            committed = Some(it.clone());
        }
        self.committing = None;
        let is_there = committed.is_some();
        if let Some(it) = committed {
            self.trail.wrote(self.end.0, it.0);
            self.end = it;
        }
        let others = self.look(&session).map_err(lost)?.map_err(Fault::Final)?;
        if self.turns == 0 {
            unlock(&session).map_err(lost)?;
        } else {
            self.broken |= others;
        }
        self.session = Some(session);
        Ok(is_there)
    }

    /// Looks at what others wrote since this was last done, which the lock has to keep from going on; tells whether it is anything.
    fn look(&mut self, session: &Session) -> sql::Result<Result<bool, StoreError>> {
        let found = end(session)?;
        if found == self.end {
            return Ok(Ok(false));
        }
        let last = self.end.0;
        if last > 0 && hash_of(session, last)?.is_none_or(|it| it != self.end.1) {
            return Ok(Err(StoreError::Overtaken(self.server.to_string())));
        }
        for (parts, seq) in rows::others_wrote(Conn::Postgres(session), last, found.0)? {
            self.trail.others_wrote(parts, seq);
        }
        self.end = found;
        Ok(Ok(true))
    }

    fn group(
        &mut self,
        session: &Session,
        changes: &[(Author, Change)],
    ) -> Result<Vec<Answer>, (Fault, Option<Vec<Answer>>)> {
        let server = self.server.clone();
        let fault = |err: SqlError| {
            if session.is_lost() || err.is_lost() {
                return (Fault::Lost(server.unreachable(&err)), None);
            }
            let refused = if err.is_waiting() { held(&server, &err) } else { StoreError::engine("committing")(err) };
            (Fault::Final(refused), None)
        };
        session.send_batch(BEGIN).map_err(fault)?;
        self.look(session).map_err(fault)?.map_err(|err| (Fault::Final(err), None))?;
        let behind = self.trail.behind();
        let is_behind = |(_, change): &(Author, Change)| {
            let footing = Footing::of(change);
            behind.has(footing.parts) || (footing.alone && self.broken)
        };
        let sound: Vec<_> = changes.iter().filter(|it| !is_behind(it)).collect();
        let (written, end) = write_together(&sound, |some| {
            session.send_batch("SAVEPOINT of_changes")?;
            let written = rows::write(Conn::Postgres(session), some);
            if written.is_err() {
                session.forget();
                session.batch("ROLLBACK TO SAVEPOINT of_changes")?;
            }
            session.send_batch("RELEASE SAVEPOINT of_changes")?;
            Ok(written)
        })
        .map_err(fault)?;
        let mut written = written.into_iter();
        let answer = |it| {
            if is_behind(it) { Err(StoreError::Behind) } else { written.next().unwrap_or(Err(StoreError::Stopped)) }
        };
        let answers = changes.iter().map(answer).collect();
        let end = end.unwrap_or_else(|| self.end.clone());
        if end != self.end {
            let tell = Conn::Postgres(session).prepare("SELECT pg_notify(?1, ?2)");
            tell.and_then(|mut it| it.send([CHANNEL, &self.name])).map_err(fault)?;
        }
        match session.batch("COMMIT").map_err(fault) {
            Ok(()) => {
                self.trail.wrote(self.end.0, end.0);
                self.end = end;
                Ok(answers)
            }
            Err((fault, _)) => {
                self.committing = Some(end);
                Err((fault, Some(answers)))
            }
        }
    }

    /// Waits for the server and others as long as a group does.
    fn patiently<T>(&mut self, mut attempt: impl FnMut(&mut Self) -> Result<T, Fault>) -> Result<T, StoreError> {
        let (since, mut pause) = (Instant::now(), FIRST);
        loop {
            match attempt(self) {
                Ok(it) => return Ok(it),
                Err(Fault::Lost(_)) if since.elapsed() < PATIENCE => thread::sleep(pause),
                Err(Fault::Lost(err) | Fault::Final(err)) => return Err(err),
            }
            pause = (pause * 2).min(LONGEST);
        }
    }

    /// Takes the lock for longer than a group; returns what was not followed.
    fn take_turn(&mut self) -> Result<Parts, Fault> {
        if self.session.is_none() {
            self.connect(false)?;
        }
        let Some(session) = self.session.take() else { return Err(Fault::Lost(StoreError::Stopped)) };
        let taken = lock(&session).and_then(|()| self.look(&session));
        match taken {
            Ok(Ok(_)) => {
                self.session = Some(session);
                Ok(self.trail.behind())
            }
            Ok(Err(err)) => Err(Fault::Final(err)),
            Err(err) if session.is_lost() || err.is_lost() => Err(Fault::Lost(self.server.unreachable(&err))),
            Err(err) => Err(Fault::Final(held(&self.server, &err))),
        }
    }
}

impl WriteGroup for Groups {
    fn write(&mut self, changes: &[(Author, Change)]) -> Result<Vec<Answer>, StoreError> {
        // Answers of the group while it is not known whether its `COMMIT` was heard.
        let mut answers: Option<Vec<Answer>> = None;
        self.patiently(|it| {
            if it.session.is_none()
                && it.connect(answers.is_some())?
                && let Some(answers) = answers.take()
            {
                return Ok(answers);
            }
            let Some(session) = it.session.take() else { return Err(Fault::Lost(StoreError::Stopped)) };
            match it.group(&session, changes) {
                Ok(answers) => {
                    it.session = Some(session);
                    Ok(answers)
                }
                Err((fault, group)) => {
                    answers = group;
                    Err(fault)
                }
            }
        })
    }

    fn begin_turn(&mut self) -> Result<Parts, StoreError> {
        let behind = if self.turns == 0 { self.patiently(Self::take_turn)? } else { self.trail.behind() };
        self.turns += 1;
        Ok(behind)
    }

    fn end_turn(&mut self) {
        self.turns = self.turns.saturating_sub(1);
        if self.turns == 0 {
            self.broken = false;
            // Where this is not heard, the lock goes with the connection.
            self.session = self.session.take().filter(|it| unlock(it).is_ok());
        }
    }
}

/// Takes the turn to write, which others have until then; it can be taken more than once.
fn lock(session: &Session) -> sql::Result<()> {
    // The letters `WGGE`, as in SQLite's application id.
    session.batch("SELECT pg_advisory_lock(1464289093, hashtext(current_schema()))")
}

fn unlock(session: &Session) -> sql::Result<()> {
    session.batch("SELECT pg_advisory_unlock(1464289093, hashtext(current_schema()))")
}

/// Tells whether no other process uses the schema, and keeps others from it.
fn alone(session: &Session) -> sql::Result<bool> {
    let sql = "SELECT pg_try_advisory_lock(1464289094, hashtext(current_schema()))";
    Conn::Postgres(session).query_row(sql, (), |row| row.get(0))
}

/// Keeps others from bringing the schema up to date for as long as the connection lasts.
fn present(session: &Session) -> sql::Result<()> {
    session.batch("SELECT pg_advisory_lock_shared(1464289094, hashtext(current_schema()))")
}

/// Says that the server is away, or that another process does not come to an end.
fn held(server: &Server, err: &SqlError) -> StoreError {
    if err.is_waiting() { StoreError::Held(server.to_string()) } else { server.unreachable(err) }
}

fn end(session: &Session) -> sql::Result<End> {
    let sql = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1";
    let last = Conn::Postgres(session).query_row(sql, (), |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(last.optional()?.unwrap_or_default())
}

fn hash_of(session: &Session, seq: i64) -> sql::Result<Option<Vec<u8>>> {
    Conn::Postgres(session).query_row("SELECT hash FROM audit WHERE seq = ?1", [seq], |row| row.get(0)).optional()
}
