//! The one writer: changes that wait together share one transaction and one fsync.

use std::{
    thread,
    time::{Duration, Instant},
};

use model::{Author, Change};
use tokio::sync::{
    mpsc::{self, OwnedPermit},
    oneshot,
};

use crate::{Outcome, Parts, StoreError, Turn, rows::Written};

/// How many changes may wait; one more is refused with [`StoreError::Busy`].
const QUEUE: usize = 1024;
/// How many changes share a transaction at most, so that the first of them does not wait for long.
const GROUP: usize = 256;
/// The writer waits for those who come again at most so many times shorter than the last group took.
const LINGER: u32 = 4;

/// What came of a change.
pub(crate) type Answer = Result<Outcome, StoreError>;
/// A change and who waits for what comes of it.
type Waiting = ((Author, Change), oneshot::Sender<Answer>);

/// What the writer is asked to do.
pub(crate) enum Job {
    /// To save a change.
    Change(Box<(Author, Change)>, oneshot::Sender<Answer>),
    /// To keep other processes from writing, until the place in the queue is used.
    Turn(OwnedPermit<Job>, oneshot::Sender<Result<Turn, StoreError>>),
    /// To let them write again.
    Over,
}

/// What writes a group of changes.
pub(crate) trait WriteGroup: Send + 'static {
    /// Writes the changes in one transaction, each whole or not at all, and returns what came of each when the disk has them.
    ///
    /// # Errors
    /// When the transaction fails; then nothing of the group is kept.
    fn write(&mut self, changes: &[(Author, Change)]) -> Result<Vec<Answer>, StoreError>;

    /// Keeps other processes from writing until [`Self::end_turn`] was called as often as this; returns what was not followed of
    /// what they wrote.
    ///
    /// # Errors
    /// When they do not come to an end, or the engine fails.
    fn begin_turn(&mut self) -> Result<Parts, StoreError> {
        Ok(Parts::NONE)
    }

    /// Lets other processes write again.
    fn end_turn(&mut self) {}
}

/// The one writer and its queue.
#[derive(Debug)]
pub(crate) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(name: &str, mut engine: impl WriteGroup) -> Result<Self, StoreError> {
        let (jobs, mut inbox) = mpsc::channel::<Job>(QUEUE);
        let run = move || {
            let (mut next, mut before, mut took) = (None, 1, Duration::ZERO);
            while let Some(job) = next.take().or_else(|| inbox.blocking_recv()) {
                match job {
                    Job::Change(change, reply) => {
                        let group;
                        (group, next) = gathered(&mut inbox, (*change, reply), before, took / LINGER);
                        before = group.len();
                        let since = Instant::now();
                        write_group(&mut engine, group);
                        took = since.elapsed();
                    }
                    Job::Turn(over, reply) => {
                        // Where nobody waits for it any more, it is over at once.
                        let _ = reply.send(engine.begin_turn().map(|behind| Turn::new(behind, over)));
                    }
                    Job::Over => engine.end_turn(),
                }
            }
        };
        let thread = thread::Builder::new().name(name.to_owned()).spawn(run);
        let thread = thread.map_err(StoreError::engine("starting the writer"))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    pub(crate) async fn commit(&self, author: Author, change: Change) -> Answer {
        let jobs = self.jobs.as_ref().ok_or(StoreError::Stopped)?;
        let (answer, wait) = oneshot::channel();
        jobs.try_send(Job::Change(Box::new((author, change)), answer)).map_err(|err| refused(&err))?;
        wait.await.unwrap_or(Err(StoreError::Stopped))
    }

    /// Keeps other processes from writing.
    pub(crate) async fn turn(&self) -> Result<Turn, StoreError> {
        let jobs = self.jobs.as_ref().ok_or(StoreError::Stopped)?;
        // A place in the queue is kept for its end.
        let over = jobs.clone().try_reserve_owned().map_err(|err| refused(&err))?;
        let (answer, wait) = oneshot::channel();
        jobs.try_send(Job::Turn(over, answer)).map_err(|err| refused(&err))?;
        wait.await.unwrap_or(Err(StoreError::Stopped))
    }
}

fn refused<T>(err: &mpsc::error::TrySendError<T>) -> StoreError {
    match err {
        mpsc::error::TrySendError::Full(_) => StoreError::Busy,
        mpsc::error::TrySendError::Closed(_) => StoreError::Stopped,
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

/// Where the audit trail ends: its last number and hash.
pub(crate) type End = (i64, Vec<u8>);

/// Writes a group in one go; where anything of it is refused, each change for itself. Returns what came of each, and where
/// the audit trail then ends, where something was written.
///
/// `attempt` writes changes together or takes all of them back; it fails where the whole group does.
pub(crate) fn write_together<E>(
    changes: &[&(Author, Change)],
    mut attempt: impl FnMut(&[&(Author, Change)]) -> Result<Result<Written, StoreError>, E>,
) -> Result<(Vec<Answer>, Option<End>), E> {
    if changes.is_empty() {
        return Ok((vec![], None));
    }
    match attempt(changes)? {
        Ok(Written { outcomes, end }) => return Ok((outcomes.into_iter().map(Ok).collect(), Some(end))),
        Err(err) if changes.len() == 1 => return Ok((vec![Err(err)], None)),
        Err(_) => {}
    }
    let (mut answers, mut last) = (Vec::with_capacity(changes.len()), None);
    for one in changes.chunks(1) {
        answers.push(attempt(one)?.map(|Written { mut outcomes, end }| {
            last = Some(end);
            outcomes.remove(0)
        }));
    }
    Ok((answers, last))
}

/// Returns the changes that wait, the first and what came after it, and what else came behind them. Those that were just answered
/// are likely to come again: for as many as `before` it waits a moment, or the first of them would have a flush of the disk for
/// itself and the others wait for it.
fn gathered(
    inbox: &mut mpsc::Receiver<Job>,
    first: Waiting,
    before: usize,
    moment: Duration,
) -> (Vec<Waiting>, Option<Job>) {
    let (mut group, since) = (vec![first], Instant::now());
    while group.len() < GROUP {
        match inbox.try_recv() {
            Ok(Job::Change(change, reply)) => group.push((*change, reply)),
            Ok(other) => return (group, Some(other)),
            Err(_) if group.len() < before && since.elapsed() < moment => thread::yield_now(),
            Err(_) => break,
        }
    }
    (group, None)
}

/// Writes a group and answers.
fn write_group(engine: &mut impl WriteGroup, group: Vec<Waiting>) {
    let (changes, waiting): (Vec<_>, Vec<_>) = group.into_iter().unzip();
    let answers = engine.write(&changes).unwrap_or_else(|err| {
        // Nothing of the group was kept: each is told so. The cause goes to the first, who logs it.
        let mut answers: Vec<Answer> = changes.iter().skip(1).map(|_| Err(err.for_others())).collect();
        answers.insert(0, Err(err));
        answers
    });
    for (reply, answer) in waiting.into_iter().zip(answers) {
        // Whoever hung up meanwhile finds the change in the database all the same.
        let _ = reply.send(answer);
    }
}
