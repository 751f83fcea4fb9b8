//! What survives a restart: one narrow interface, and two engines behind it.
//!
//! Reading happens in memory (`service::World`); the store saves changes, gives everything back at start, and keeps
//! what is only read when someone looks.

mod audit;
mod copy;
mod doctor;
mod engine;
mod error;
mod examined;
mod geometry;
mod inbox;
mod letters;
mod migrations;
mod neighbours;
mod photo_files;
mod place;
mod postgres;
mod rows;
mod space;
mod sql;
mod sqlite;
mod tables;
mod writer;

use std::sync::Arc;

use async_trait::async_trait;
use model::{
    AccountId, AccountsOnRecord, Author, Bulk, Case, Change, Happening, IncidentDetail, IncidentId, Letter, PersonId,
    PhotoFile, PhotoSize, RobotId, RobotSecrets, RobotsOnRecord, SavedView, Secrets, Snapshot, case::PhotoId,
};
use tokio::sync::{Notify, watch};

pub use crate::{
    audit::{AuditFilter, AuditRow, NoMark, SoundTrail, TrailFault, TrailMark},
    copy::{Copied, CopyError, copy_folder, copy_store},
    doctor::examine,
    error::{DiskFault, StoreError, ViewFault},
    examined::{Examined, Finding, Work},
    inbox::{Inbox, InboxQuery, Told},
    letters::{LetterQuery, LetterQueue},
    neighbours::{News, Parts, Turn},
    place::{Place, read_district, read_settings, verify_audit},
    postgres::Postgres,
    sqlite::Sqlite,
};

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is saved: it survives a power cut from here on.
    Saved,
    /// Nothing was written: the idempotency key already belongs to this incident.
    Repeated(IncidentId),
}

/// Saves changes and gives everything back.
#[async_trait]
pub trait Store: Send + Sync {
    /// Reads everything the live world is rebuilt from.
    ///
    /// # Errors
    /// When the engine fails or a value cannot be understood.
    async fn load(&self) -> Result<Snapshot, StoreError>;

    /// Saves one change whole or not at all, with who wrote it; changes that wait together are saved together.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when too many wait; [`StoreError::NotEmpty`] when a district is founded twice;
    /// [`StoreError::NotOnRecord`] when a leave or ruling to take back does not hold; [`StoreError::Stale`] when a case went on
    /// meanwhile; [`StoreError::Behind`] when other processes changed what it rests on; otherwise when the engine fails. On an
    /// error nothing of the change is kept.
    async fn commit(&self, author: Author, change: Change) -> Result<Outcome, StoreError>;

    /// Keeps other processes from writing for as long as the answer lives; this one goes on. For changes that number things or go
    /// through all of them, from before looking until they are saved.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when too many wait; [`StoreError::Held`] when another process does not come to an end; otherwise
    /// when the engine fails.
    async fn turn(&self) -> Result<Turn, StoreError>;

    /// Reads what other processes changed and was not followed yet; `wanted` is what is read anew where it changed. What is
    /// kept in memory of it is to be read while nothing of its kind is being saved, and then [`Self::followed`].
    ///
    /// # Errors
    /// When the engine fails or a value cannot be understood.
    async fn news(&self, wanted: Parts) -> Result<News, StoreError>;

    /// Notes that parts were followed up to a row of the audit trail.
    fn followed(&self, parts: Parts, upto: i64);

    /// Returns what is told when other processes may have written something, and when the store is given up; `None` where there can
    /// be no others. It does not keep the store.
    fn woken(&self) -> Option<Arc<Notify>>;

    /// Tells whether this process does what only one of them may do: what follows from the clock, and sending letters.
    fn leading(&self) -> watch::Receiver<bool>;

    /// Reads the details of incidents, in the order asked; an unknown id has none.
    ///
    /// # Errors
    /// When the engine fails.
    async fn details(&self, ids: &[IncidentId]) -> Result<Vec<Option<IncidentDetail>>, StoreError>;

    /// Lists what happened to an incident, oldest first; nothing for an unknown id.
    ///
    /// # Errors
    /// When the engine fails or a value cannot be understood.
    async fn history(&self, id: IncidentId) -> Result<Vec<Happening>, StoreError>;

    /// Returns the case of an incident, settled or not; `None` for an unknown id and for incidents without deeds.
    ///
    /// # Errors
    /// When the engine fails or the deeds are no history of a case.
    async fn case(&self, id: IncidentId) -> Result<Option<Case>, StoreError>;

    /// Tells which incident an idempotency key belongs to.
    ///
    /// # Errors
    /// When the engine fails.
    async fn known(&self, key: &str) -> Result<Option<IncidentId>, StoreError>;

    /// Reads what was asked for of many incidents under a key, and whether all of it is answered; `None` for an unknown key.
    ///
    /// # Errors
    /// When the engine fails or a value cannot be understood.
    async fn bulk(&self, key: &str) -> Result<Option<(Bulk, bool)>, StoreError>;

    /// Reads an account's own saved views, and all that are shared with anybody, by name.
    ///
    /// # Errors
    /// When the engine fails or a value cannot be understood.
    async fn saved_views(&self, owner: AccountId) -> Result<Vec<SavedView>, StoreError>;

    /// Reads the audit trail, newest first.
    ///
    /// # Errors
    /// When the engine fails or a value cannot be understood.
    async fn audit(&self, filter: AuditFilter) -> Result<Vec<AuditRow>, StoreError>;

    /// Reads messages, newest first.
    ///
    /// # Errors
    /// When the engine fails or a value cannot be understood.
    async fn inbox(&self, query: InboxQuery) -> Result<Inbox, StoreError>;

    /// Keeps a photo with its files; tells whether it is new. One that is kept already stays as it is, whatever is said about
    /// it now. When this returns, file and row survive a power cut.
    ///
    /// # Errors
    /// As [`Self::commit`], and when the files cannot be written.
    async fn add_photo(
        &self,
        author: Author,
        photo: PhotoFile,
        file: Vec<u8>,
        thumbnail: Vec<u8>,
    ) -> Result<bool, StoreError>;

    /// Tells what is known of photos, in the order asked; nothing of an unknown one.
    ///
    /// # Errors
    /// When the engine fails or a value cannot be understood.
    async fn photos(&self, ids: &[PhotoId]) -> Result<Vec<Option<PhotoFile>>, StoreError>;

    /// Reads a photo's file, or its thumbnail; `None` for an unknown one.
    ///
    /// # Errors
    /// When the file is not there, or [`StoreError::Corrupt`] where it is not the one that was kept.
    async fn photo_bytes(&self, id: PhotoId, size: PhotoSize) -> Result<Option<(PhotoFile, Vec<u8>)>, StoreError>;

    /// Reads accounts, sessions and tokens, without secrets.
    ///
    /// # Errors
    /// When the engine fails or a value cannot be understood.
    async fn accounts(&self) -> Result<AccountsOnRecord, StoreError>;

    /// Reads what an account is checked against; nothing for an unknown one.
    ///
    /// # Errors
    /// When the engine fails.
    async fn secrets(&self, account: AccountId) -> Result<Secrets, StoreError>;

    /// Lists the incidents that an account did something to, or that were sent to one of these persons or given to them to check,
    /// in no set order.
    ///
    /// # Errors
    /// When the engine fails.
    async fn ties(&self, account: AccountId, persons: &[PersonId]) -> Result<Vec<IncidentId>, StoreError>;

    /// Reads robots and the hosts that messages may go to, without secrets.
    ///
    /// # Errors
    /// When the engine fails or a value cannot be understood.
    async fn robots(&self) -> Result<RobotsOnRecord, StoreError>;

    /// Reads where a robot is and what is signed with; `None` for one that is unknown or was removed.
    ///
    /// # Errors
    /// When the engine fails.
    async fn robot_secrets(&self, robot: RobotId) -> Result<Option<RobotSecrets>, StoreError>;

    /// Reads the messages of which no letters were made yet, oldest first.
    ///
    /// # Errors
    /// When the engine fails or a value cannot be understood.
    async fn unsent(&self, limit: usize) -> Result<Vec<Told>, StoreError>;

    /// Counts what waits for each robot and what was laid aside, in the order of the robots; those without either are left out.
    ///
    /// # Errors
    /// When the engine fails.
    async fn letter_queues(&self) -> Result<Vec<LetterQueue>, StoreError>;

    /// Reads the letters that may be sent to a robot at a moment (milliseconds since 1970), what waits longest first.
    ///
    /// # Errors
    /// When the engine fails or a value cannot be understood.
    async fn letters_due(&self, robot: RobotId, at: i64, limit: usize) -> Result<Vec<Letter>, StoreError>;

    /// Reads letters, newest first. Those that were delivered or dropped are forgotten after 30 days.
    ///
    /// # Errors
    /// When the engine fails or a value cannot be understood.
    async fn letters(&self, query: LetterQuery) -> Result<Vec<Letter>, StoreError>;
}
