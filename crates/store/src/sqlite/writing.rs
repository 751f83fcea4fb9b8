//! The writing connection. After the disk failed it takes nothing until the file was opened and checked anew.

use std::{
    fs::File,
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use model::{Author, Change};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::{
    guard::{Damage, quick_check},
    schema,
};
use crate::{
    DiskFault, StoreError, rows,
    sql::{Conn, SqlError},
    writer::{Answer, WriteGroup, write_together},
};

/// The file is there, and one thread alone uses the connection.
const ANEW: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// How long nothing is tried after a failure of the disk: checking a large file over and over would take the disk from readers.
const REST: Duration = Duration::from_secs(1);

/// The writing connection.
#[derive(Debug)]
pub(super) struct Writing {
    conn: Connection,
    path: PathBuf,
    damage: Damage,
    /// Why nothing is written, and when to look at the file again.
    stopped: Option<(DiskFault, Instant)>,
}

impl Writing {
    pub(super) fn new(conn: Connection, path: &Path, damage: Damage) -> Self {
        Self { conn, path: path.to_owned(), damage, stopped: None }
    }

    /// Fails while nothing may be written. What the system forgot to write after a failed fsync it will never write (the pages count
    /// as clean), so the file is opened anew, everything in the WAL is written once more, and the file is checked.
    fn ready(&mut self) -> Result<(), StoreError> {
        if let Some(cause) = self.damage.get() {
            return Err(StoreError::Disk { fault: DiskFault::Damaged, cause: cause.clone() });
        }
        let Some((fault, at)) = self.stopped else { return Ok(()) };
        if Instant::now() < at {
            return Err(StoreError::Disk { fault, cause: "the file was not opened anew yet".to_owned() });
        }
        match self.reopened() {
            Ok(conn) => {
                // The connection before stays until now: were it the last, what it failed to commit would be recovered.
                self.conn = conn;
                self.stopped = None;
                Ok(())
            }
            Err(err) => Err(self.judged(err)),
        }
    }

    fn reopened(&self) -> Result<Connection, StoreError> {
        let failed = disk("opening the database anew");
        let open = || {
            let conn = Connection::open_with_flags(&self.path, ANEW)?;
            Ok(conn)
        };
        let mut conn = open().map_err(&failed)?;
        // It writes a page, too, and waits for the disk.
        schema::prepare(&mut conn, &self.path)?;
        let check = || {
            let all = conn.query_row("PRAGMA wal_checkpoint(FULL)", [], |row| Ok(row.get::<_, i64>(0)? == 0))?;
            Ok((all, quick_check(&conn)?))
        };
        match check().map_err(&failed)? {
            (_, Some(cause)) => {
                // The first cause is the one to tell.
                let _ = self.damage.set(cause.clone());
                Err(StoreError::Disk { fault: DiskFault::Damaged, cause })
            }
            (false, None) => {
                Err(StoreError::Disk { fault: DiskFault::Failing, cause: "readers hold the WAL".to_owned() })
            }
            (true, None) => Ok(conn),
        }
    }

    /// Tells what an error means for the disk, and stops writing where the file has to be looked at first.
    fn judged(&mut self, err: StoreError) -> StoreError {
        let err = told_of_disk(err);
        let StoreError::Disk { fault: fault @ (DiskFault::Failing | DiskFault::Damaged), cause } = err else {
            return err;
        };
        // The engine says that writing failed, the folder may say why.
        let fault =
            self.path.parent().and_then(|it| probed(it).err()).and_then(|it| DiskFault::of(&it)).unwrap_or(fault);
        self.stopped = Some((fault, Instant::now() + REST));
        StoreError::Disk { fault, cause }
    }

    fn group(&mut self, changes: &[(Author, Change)]) -> Result<Vec<Answer>, StoreError> {
        let failed = StoreError::engine::<rusqlite::Error>;
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed("beginning a transaction"))?;
        let all: Vec<_> = changes.iter().collect();
        let (answers, _) = write_together(&all, |some| {
            // All of the group need no savepoint, for which the engine would keep pages twice.
            let whole = some.len() == changes.len();
            tx.execute_batch(if whole { "" } else { "SAVEPOINT of_change" }).map_err(failed("beginning a change"))?;
            let written = rows::write(Conn::Sqlite(&tx), some).map_err(told_of_disk);
            let end = match &written {
                // Where the disk fails, the engine has taken the whole transaction back.
                Err(StoreError::Disk { .. }) => return written.map(Ok),
                Err(_) if whole => "ROLLBACK; BEGIN IMMEDIATE",
                Err(_) => "ROLLBACK TO of_change; RELEASE of_change",
                Ok(_) if whole => "",
                Ok(_) => "RELEASE of_change",
            };
            tx.execute_batch(end).map_err(failed("ending a change"))?;
            Ok(written)
        })?;
        tx.commit().map_err(failed("committing"))?;
        Ok(answers)
    }
}

impl WriteGroup for Writing {
    fn write(&mut self, changes: &[(Author, Change)]) -> Result<Vec<Answer>, StoreError> {
        self.ready()?;
        self.group(changes).map_err(|err| self.judged(err))
    }
}

/// Makes an error of the store of one of the engine, and tells where it is the disk's.
pub(super) fn disk(doing: &'static str) -> impl Fn(rusqlite::Error) -> StoreError {
    move |err| match err.sqlite_error_code().and_then(fault) {
        Some(fault) => StoreError::Disk { fault, cause: format!("{doing}: {err}") },
        None => StoreError::engine(doing)(err),
    }
}

/// Tells where an error is the disk's.
pub(super) fn told_of_disk(err: StoreError) -> StoreError {
    match cause(&err).and_then(rusqlite::Error::sqlite_error_code).and_then(fault) {
        Some(fault) => StoreError::Disk { fault, cause: err.told() },
        None => err,
    }
}

/// Returns what the engine said, where an error is of the engine.
fn cause(err: &StoreError) -> Option<&rusqlite::Error> {
    let StoreError::Engine { source, .. } = err else { return None };
    match source.downcast_ref::<SqlError>() {
        Some(SqlError::Sqlite(it)) => Some(it),
        _ => source.downcast_ref(),
    }
}

/// Returns what is wrong with the disk, by what the engine says.
fn fault(code: ErrorCode) -> Option<DiskFault> {
    match code {
        ErrorCode::DiskFull => Some(DiskFault::Full),
        ErrorCode::ReadOnly => Some(DiskFault::ReadOnly),
        ErrorCode::SystemIoFailure | ErrorCode::CannotOpen => Some(DiskFault::Failing),
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Some(DiskFault::Damaged),
        _ => None,
    }
}

/// Tries to write into a folder.
fn probed(folder: &Path) -> io::Result<()> {
    let path = folder.join("wangge.probe");
    let written = File::create(&path).and_then(|mut it| {
        it.write_all(&[0; 4096])?;
        it.sync_all()
    });
    match std::fs::remove_file(path) {
        Err(err) if written.is_ok() && err.kind() != ErrorKind::NotFound => Err(err),
        _ => written,
    }
}
