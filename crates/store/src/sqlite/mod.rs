//! The embedded engine: one writer thread owns the writing connection, readers keep read-only ones.

mod accounts;
mod audit;
mod bulks;
mod cases;
mod decisions;
mod district;
mod duties;
mod incidents;
mod letters;
mod messages;
mod notices;
mod partition;
mod photos;
mod robots;
mod saved_views;
mod schema;
mod scopes;
mod settings;
mod writer;

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use model::{
    AccountId, AccountsOnRecord, Author, Bulk, Case, Change, District, Happening, IncidentDetail, IncidentId, Letter,
    PersonId, PhotoFile, PhotoSize, RobotId, RobotSecrets, RobotsOnRecord, SavedView, Secrets, Settings, Snapshot,
    case::PhotoId,
};
use rusqlite::{Connection, OpenFlags};
use tokio::task::spawn_blocking;

use crate::{
    AuditFilter, AuditRow, Inbox, InboxQuery, LetterQuery, LetterQueue, Outcome, SoundTrail, Store, StoreError, Told,
    TrailFault, TrailMark, photo_files::PhotoFiles, sqlite::writer::Writer,
};

/// Reads the district of a folder without its incidents and without the lock: another process may be writing.
///
/// All of it is of one moment.
///
/// # Errors
/// [`StoreError::Outdated`] when an earlier program wrote it last; [`StoreError::Foreign`] when the file is not ours or newer
/// than this program; otherwise when the engine fails.
pub fn read_district(folder: &Path) -> Result<Option<District>, StoreError> {
    beside(folder, district::read)
}

/// Reads what the operator set in a folder, otherwise as [`read_district`].
///
/// # Errors
/// Those of [`read_district`].
pub fn read_settings(folder: &Path) -> Result<Settings, StoreError> {
    beside(folder, settings::read)
}

/// Checks the whole audit trail of a folder without the lock: another process may be writing. `noted` is a row
/// that was noted outside.
///
/// It takes as long as reading every event.
///
/// # Errors
/// As [`read_district`]; what is wrong with the trail itself is the inner error.
pub fn verify_audit(folder: &Path, noted: Option<TrailMark>) -> Result<Result<SoundTrail, TrailFault>, StoreError> {
    beside(folder, |conn| audit::verify(conn, noted).map_err(StoreError::engine("checking the audit trail")))
}

/// Reads from a folder beside another process, all of one moment.
fn beside<T>(folder: &Path, read: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
    let path = folder.join("wangge.db");
    let engine = StoreError::engine::<rusqlite::Error>;
    let mut conn = open_to_read(&path).map_err(engine("opening the database"))?;
    let whole = conn.transaction().map_err(engine("opening the database"))?;
    schema::check(&whole, &path)?;
    read(&whole)
}

fn open_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    conn.execute_batch("PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0;")?;
    Ok(conn)
}

/// A store in one folder: `wangge.db` beside its lock file.
#[derive(Debug)]
pub struct Sqlite {
    readers: Arc<Readers>,
    writer: Writer,
    photo_files: PhotoFiles,
    /// Held as long as the store lives; the system releases it when the process ends, however it ends.
    _lock: File,
}

impl Sqlite {
    /// Opens the store in `folder`, making both where they are missing, and brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process has it open; [`StoreError::Foreign`] when the file is not ours or
    /// newer than this program; otherwise when the folder or the engine fails.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder).map_err(StoreError::engine("creating the data folder"))?;
        let lock = lock(folder)?;
        let path = folder.join("wangge.db");
        let mut conn = Connection::open(&path).map_err(StoreError::engine("opening the database"))?;
        schema::prepare(&mut conn, &path)?;
        Ok(Self {
            writer: Writer::start(conn)?,
            readers: Arc::new(Readers { path, idle: Mutex::default() }),
            photo_files: PhotoFiles::new(folder),
            _lock: lock,
        })
    }

    async fn read<T: Send + 'static>(
        &self,
        doing: &'static str,
        query: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let readers = self.readers.clone();
        spawn_blocking(move || {
            let conn = readers.take().map_err(StoreError::engine(doing))?;
            let answer = query(&conn);
            readers.put_back(conn);
            answer
        })
        .await
        .map_err(StoreError::engine(doing))?
    }
}

fn lock(folder: &Path) -> Result<File, StoreError> {
    let file = File::create(folder.join("wangge.lock")).map_err(StoreError::engine("creating the lock file"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked(folder.to_owned())),
        Err(TryLockError::Error(err)) => Err(StoreError::engine("locking the data folder")(err)),
    }
}

/// Read-only connections, kept open because opening one costs more than most reads.
#[derive(Debug)]
struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    fn take(&self) -> rusqlite::Result<Connection> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| open_to_read(&self.path), Ok)
    }

    fn put_back(&self, conn: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < 8 {
            idle.push(conn);
        }
    }
}

#[async_trait]
impl Store for Sqlite {
    async fn load(&self) -> Result<Snapshot, StoreError> {
        self.read("loading", |conn| {
            Ok(Snapshot {
                district: district::read(conn)?,
                incidents: incidents::read_all(conn)?,
                notices: notices::read(conn)?,
                settings: settings::read(conn)?,
            })
        })
        .await
    }

    async fn commit(&self, author: Author, change: Change) -> Result<Outcome, StoreError> {
        self.writer.commit(author, change).await
    }

    async fn details(&self, ids: &[IncidentId]) -> Result<Vec<Option<IncidentDetail>>, StoreError> {
        let ids = ids.to_vec();
        self.read("reading details", move |conn| incidents::read_details(conn, &ids)).await
    }

    async fn history(&self, id: IncidentId) -> Result<Vec<Happening>, StoreError> {
        self.read("reading history", move |conn| match incidents::read_one(conn, id)? {
            Some(incident) => cases::history(conn, &incident),
            None => Ok(vec![]),
        })
        .await
    }

    async fn case(&self, id: IncidentId) -> Result<Option<Case>, StoreError> {
        self.read("reading a case", move |conn| match incidents::read_one(conn, id)? {
            Some(incident) => cases::case(conn, &incident),
            None => Ok(None),
        })
        .await
    }

    async fn known(&self, key: &str) -> Result<Option<IncidentId>, StoreError> {
        let key = key.to_owned();
        self.read("looking up the idempotency key", move |conn| cases::known(conn, &key)).await
    }

    async fn bulk(&self, key: &str) -> Result<Option<(Bulk, bool)>, StoreError> {
        let key = key.to_owned();
        self.read("reading what is done to many", move |conn| bulks::read(conn, &key)).await
    }

    async fn saved_views(&self, owner: AccountId) -> Result<Vec<SavedView>, StoreError> {
        self.read("reading saved views", move |conn| saved_views::read(conn, owner)).await
    }

    async fn audit(&self, filter: AuditFilter) -> Result<Vec<AuditRow>, StoreError> {
        self.read("reading the audit trail", move |conn| audit::read(conn, &filter)).await
    }

    async fn inbox(&self, query: InboxQuery) -> Result<Inbox, StoreError> {
        self.read("reading messages", move |conn| messages::read(conn, &query)).await
    }

    async fn add_photo(
        &self,
        author: Author,
        photo: PhotoFile,
        file: Vec<u8>,
        thumbnail: Vec<u8>,
    ) -> Result<bool, StoreError> {
        let PhotoFile { id, format, .. } = photo;
        if self.photos(&[id]).await?.iter().any(Option::is_some) {
            return Ok(false);
        }
        // The files first: a row without its files would be evidence that is not there.
        let files = self.photo_files.clone();
        let write = move || {
            files.write(id, format, PhotoSize::Thumbnail, &thumbnail)?;
            files.write(id, format, PhotoSize::Whole, &file)
        };
        let written = spawn_blocking(write).await.map_err(StoreError::engine("writing a photo"))?;
        written.map_err(StoreError::engine("writing a photo"))?;
        self.commit(author, Change::Photo(photo)).await?;
        Ok(true)
    }

    async fn photos(&self, ids: &[PhotoId]) -> Result<Vec<Option<PhotoFile>>, StoreError> {
        let ids = ids.to_vec();
        self.read("reading photos", move |conn| photos::read(conn, &ids)).await
    }

    async fn photo_bytes(&self, id: PhotoId, size: PhotoSize) -> Result<Option<(PhotoFile, Vec<u8>)>, StoreError> {
        let Some(photo) = self.photos(&[id]).await?.pop().flatten() else { return Ok(None) };
        let files = self.photo_files.clone();
        let bytes = spawn_blocking(move || files.read(id, photo.format, size)).await;
        let bytes = bytes.map_err(StoreError::engine("reading a photo"))?;
        match bytes.map_err(StoreError::engine("reading a photo"))? {
            Some(bytes) => Ok(Some((photo, bytes))),
            None => Err(StoreError::corrupt("photo.hash", format!("{id}: the file was changed"))),
        }
    }

    async fn accounts(&self) -> Result<AccountsOnRecord, StoreError> {
        self.read("reading accounts", accounts::read).await
    }

    async fn secrets(&self, account: AccountId) -> Result<Secrets, StoreError> {
        self.read("reading accounts", move |conn| accounts::secrets(conn, account)).await
    }

    async fn ties(&self, account: AccountId, persons: &[PersonId]) -> Result<Vec<IncidentId>, StoreError> {
        let persons = persons.to_vec();
        self.read("reading whose incidents are whose", move |conn| accounts::ties(conn, account, &persons)).await
    }

    async fn robots(&self) -> Result<RobotsOnRecord, StoreError> {
        self.read("reading robots", robots::read).await
    }

    async fn robot_secrets(&self, robot: RobotId) -> Result<Option<RobotSecrets>, StoreError> {
        self.read("reading robots", move |conn| robots::secrets(conn, robot)).await
    }

    async fn unsent(&self, limit: usize) -> Result<Vec<Told>, StoreError> {
        self.read("reading messages", move |conn| letters::unsent(conn, limit)).await
    }

    async fn letter_queues(&self) -> Result<Vec<LetterQueue>, StoreError> {
        self.read("reading letters", letters::queues).await
    }

    async fn letters_due(&self, robot: RobotId, at: i64, limit: usize) -> Result<Vec<Letter>, StoreError> {
        self.read("reading letters", move |conn| letters::due(conn, robot, at, limit)).await
    }

    async fn letters(&self, query: LetterQuery) -> Result<Vec<Letter>, StoreError> {
        self.read("reading letters", move |conn| letters::read(conn, &query)).await
    }
}
