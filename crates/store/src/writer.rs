//! The one writer: changes that wait together share one transaction and one fsync.

use std::thread;

use model::{Author, Change};
use tokio::sync::{mpsc, oneshot};

use crate::{Outcome, StoreError};

/// How many changes may wait; one more is refused with [`StoreError::Busy`].
const QUEUE: usize = 1024;
/// How many changes share a transaction at most, so that the first of them does not wait for long.
const GROUP: usize = 256;

/// What came of a change.
pub(crate) type Answer = Result<Outcome, StoreError>;
type Job = ((Author, Change), oneshot::Sender<Answer>);

/// What writes a group of changes.
pub(crate) trait WriteGroup: Send + 'static {
    /// Writes the changes in one transaction, each whole or not at all, and returns what came of each when the disk has them.
    ///
    /// # Errors
    /// When the transaction fails; then nothing of the group is kept.
    fn write(&mut self, changes: &[(Author, Change)]) -> Result<Vec<Answer>, StoreError>;
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
            while let Some(first) = inbox.blocking_recv() {
                let mut group = vec![first];
                while group.len() < GROUP {
                    let Ok(job) = inbox.try_recv() else { break };
                    group.push(job);
                }
                write_group(&mut engine, group);
            }
        };
        let thread = thread::Builder::new().name(name.to_owned()).spawn(run);
        let thread = thread.map_err(StoreError::engine("starting the writer"))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    pub(crate) async fn commit(&self, author: Author, change: Change) -> Answer {
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

/// Writes a group and answers.
fn write_group(engine: &mut impl WriteGroup, group: Vec<Job>) {
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
