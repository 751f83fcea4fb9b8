//! The embedded engine: one writer thread owns the writing connection, readers keep read-only ones.

mod guard;
mod loading;
mod schema;
mod writing;

pub(crate) use self::schema::create;

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, mpsc},
};

use async_trait::async_trait;
use model::Snapshot;
use rusqlite::{Connection, OpenFlags};
use tokio::task::spawn_blocking;

use crate::{
    StoreError,
    engine::{Engine, Neighbours},
    photo_files::PhotoFiles,
    sql::Conn,
    sqlite::writing::Writing,
    writer::Writer,
};

/// A connection is used by one thread at a time: it need not lock itself for each call.
const READING: OpenFlags = OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// Reads from a folder beside another process, all of one moment.
pub(crate) fn beside<T>(folder: &Path, read: impl FnOnce(Conn<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
    let path = folder.join("wangge.db");
    aside(&path, |conn, current| if current { read(conn) } else { Err(StoreError::Outdated(path.clone())) })
}

/// Reads from a file beside another process, all of one moment, also one of an earlier program: the reader is told whether it is of
/// this one.
pub(crate) fn aside<T>(
    path: &Path,
    read: impl FnOnce(Conn<'_>, bool) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let engine = StoreError::engine::<rusqlite::Error>;
    let mut conn = open_to_read(path).map_err(engine("opening the database"))?;
    let whole = conn.transaction().map_err(engine("opening the database"))?;
    let current = schema::done(&whole, path)? == schema::known();
    read(Conn::Sqlite(&whole), current)
}

/// Checks every page of a file; returns what is wrong, at most so much.
pub(crate) fn integrity(conn: &Connection, most: usize) -> rusqlite::Result<Vec<String>> {
    let mut check = conn.prepare(&format!("PRAGMA integrity_check({most})"))?;
    let said = check.query_map([], |row| row.get::<_, String>(0))?;
    said.filter(|it| !matches!(it, Ok(it) if it == "ok")).collect()
}

/// Takes the lock of a folder; it holds until the file is closed.
pub(crate) fn lock(folder: &Path) -> Result<File, StoreError> {
    let file = File::create(folder.join("wangge.lock")).map_err(StoreError::file("creating the lock file"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked(folder.to_owned())),
        Err(TryLockError::Error(err)) => Err(StoreError::engine("locking the data folder")(err)),
    }
}

fn open_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open_with_flags(path, READING)?;
    conn.execute_batch("PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0;")?;
    conn.set_prepared_statement_cache_capacity(schema::STATEMENTS);
    Ok(conn)
}

/// A store in one folder: `wangge.db` beside its lock file.
#[derive(Debug)]
pub struct Sqlite {
    readers: Arc<Readers>,
    writer: Writer,
    photo_files: PhotoFiles,
    /// Told when everything was loaded.
    loaded: mpsc::Sender<()>,
    /// Held as long as the store lives; the system releases it when the process ends, however it ends.
    _lock: File,
}

impl Sqlite {
    /// Opens the store in `folder`, making both where they are missing, and brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process has it open; [`StoreError::Foreign`] when the file is not ours or
    /// newer than this program; [`StoreError::Network`] on a file system of the network; [`StoreError::Disk`] when the disk does
    /// not take what is written, or the file is damaged (a large file is checked later, and then takes no more changes);
    /// otherwise when the folder or the engine fails.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        guard::check_engine()?;
        guard::check_disk(folder)?;
        std::fs::create_dir_all(folder).map_err(StoreError::file("creating the data folder"))?;
        let lock = lock(folder)?;
        let path = folder.join("wangge.db");
        let mut conn = Connection::open(&path).map_err(StoreError::engine("opening the database"))?;
        schema::prepare(&mut conn, &path)?;
        let (loaded, start) = mpsc::channel();
        let damage = guard::check_file(&path, start)?;
        Ok(Self {
            writer: Writer::start("sqlite-writer", Writing::new(conn, &path, damage))?,
            readers: Arc::new(Readers { path, idle: Mutex::default() }),
            photo_files: PhotoFiles::new(folder),
            loaded,
            _lock: lock,
        })
    }
}

#[async_trait]
impl Engine for Sqlite {
    async fn read<T: Send + 'static>(
        &self,
        doing: &'static str,
        query: impl for<'c> FnOnce(Conn<'c>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let readers = self.readers.clone();
        spawn_blocking(move || {
            let mut conn = readers.take().map_err(writing::disk(doing))?;
            let answer = {
                let whole = conn.transaction().map_err(writing::disk(doing))?;
                query(Conn::Sqlite(&whole)).map_err(writing::told_of_disk)
            };
            readers.put_back(conn);
            answer
        })
        .await
        .map_err(StoreError::engine(doing))?
    }

    async fn read_all(&self) -> Result<Snapshot, StoreError> {
        let readers = self.readers.clone();
        let all = spawn_blocking(move || loading::load(&readers)).await.map_err(StoreError::engine("loading"))??;
        // A small file was checked before; then nobody waits for it.
        let _ = self.loaded.send(());
        Ok(all)
    }

    fn writer(&self) -> &Writer {
        &self.writer
    }

    fn photo_files(&self) -> &PhotoFiles {
        &self.photo_files
    }

    fn neighbours(&self) -> Option<&Neighbours> {
        None
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
