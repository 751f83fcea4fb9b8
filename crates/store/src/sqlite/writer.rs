//! The one writer: changes that wait together share one transaction and one fsync.

use std::thread;

use model::{Author, Change, Decision, Deed, Reroute};
use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::{
    accounts, audit, bulks, cases, decisions, district, incidents, letters, messages, notices, partition, photos,
    robots, saved_views, settings,
};
use crate::{Outcome, StoreError};

/// How many changes may wait; one more is refused with [`StoreError::Busy`].
const QUEUE: usize = 1024;
/// How many changes share a transaction at most, so that the first of them does not wait for long.
const GROUP: usize = 256;

type Answer = Result<Outcome, StoreError>;
type Job = ((Author, Change), oneshot::Sender<Answer>);

#[derive(Debug)]
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(mut conn: Connection) -> Result<Self, StoreError> {
        let (jobs, mut inbox) = mpsc::channel::<Job>(QUEUE);
        let run = move || {
            while let Some(first) = inbox.blocking_recv() {
                let mut group = vec![first];
                while group.len() < GROUP {
                    let Ok(job) = inbox.try_recv() else { break };
                    group.push(job);
                }
                write_group(&mut conn, group);
            }
        };
        let thread = thread::Builder::new().name("sqlite-writer".into()).spawn(run);
        let thread = thread.map_err(StoreError::engine("starting the writer"))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    pub(super) async fn commit(&self, author: Author, change: Change) -> Answer {
        let jobs = self.jobs.as_ref().ok_or(StoreError::Stopped)?;
        let (answer, wait) = oneshot::channel();
        jobs.try_send(((author, change), answer)).map_err(|err| match err {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Stopped,
        })?;
        wait.await.unwrap_or(Err(StoreError::Stopped))
    }
}

impl Drop for Writer {
    /// Waits until everything that was taken is written and the database is closed.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A writer that panicked has nothing left to wait for.
            let _ = thread.join();
        }
    }
}

/// Writes a group in one transaction, each change in a savepoint of its own, and answers when the disk has them.
fn write_group(conn: &mut Connection, group: Vec<Job>) {
    let (changes, waiting): (Vec<_>, Vec<_>) = group.into_iter().unzip();
    let answers = try_group(conn, &changes).unwrap_or_else(|err| {
        // Nothing of the group was kept: each is told so. The cause goes to the first, who logs it.
        let mut cause = Some(StoreError::engine("committing")(err));
        let other = || StoreError::engine("committing")("the group's commit failed");
        changes.iter().map(|_| Err(cause.take().unwrap_or_else(other))).collect()
    });
    for (reply, answer) in waiting.into_iter().zip(answers) {
        // Whoever hung up meanwhile finds the change in the database all the same.
        let _ = reply.send(answer);
    }
}

fn try_group(conn: &mut Connection, changes: &[(Author, Change)]) -> rusqlite::Result<Vec<Answer>> {
    let mut tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut answers = Vec::with_capacity(changes.len());
    for (author, change) in changes {
        let mut savepoint = tx.savepoint()?;
        let answer = match change {
            Change::Found(it) => district::write(&savepoint, it),
            Change::Report { reports, idempotency_key } => {
                incidents::write(&savepoint, reports, idempotency_key.as_deref())
            }
            Change::Repartition { version, change, rerouted } => {
                partition::write(&savepoint, version, change, rerouted)
            }
            Change::Edges(edges) => partition::write_edges(&savepoint, edges),
            Change::Notice { change, incident, event } => notices::write(&savepoint, change, *incident, event),
            Change::Decide { decision, rerouted } => decisions::write(&savepoint, decision, rerouted),
            Change::Case { deeds, decision, rerouted, idempotency_key } => {
                write_deeds(&savepoint, deeds, decision, rerouted, idempotency_key.as_deref())
            }
            Change::Photo(it) => photos::write(&savepoint, it),
            Change::Tell(it) => messages::write(&savepoint, it),
            Change::Read { account, upto } => messages::mark(&savepoint, *account, *upto),
            Change::Forget(it) => audit::forget(&savepoint, *it),
            Change::Bulk(it) => bulks::write(&savepoint, it),
            Change::View(it) => saved_views::write(&savepoint, it),
            Change::Account(it) => accounts::write(&savepoint, it),
            Change::Robot(it) => robots::write(&savepoint, it),
            Change::Letter(it) => letters::write(&savepoint, it),
            Change::Categories { versions, at } => settings::write_categories(&savepoint, versions, *at),
            Change::Calendar { years, at } => settings::write_calendar(&savepoint, years, *at),
        };
        let answer = answer.and_then(|outcome| {
            // What was saved before is on record already.
            if outcome == Outcome::Saved {
                messages::of_change(&savepoint, change)?;
                audit::write(&savepoint, *author, change)?;
            }
            Ok(outcome)
        });
        if answer.is_err() {
            savepoint.rollback()?;
        }
        savepoint.commit()?;
        answers.push(answer);
    }
    tx.commit()?;
    Ok(answers)
}

fn write_deeds(
    conn: &Connection,
    deeds: &[Deed],
    decision: &Decision,
    rerouted: &[Reroute],
    key: Option<&str>,
) -> Answer {
    if let (Some(key), Some(first)) = (key, deeds.first())
        && let Outcome::Repeated(id) = cases::keep(conn, key, first.incident.id)?
    {
        return Ok(Outcome::Repeated(id));
    }
    cases::write(conn, deeds)?;
    decisions::write(conn, decision, rerouted)
}
