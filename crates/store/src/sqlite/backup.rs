//! Copies of a data folder: of one moment, beside a running service, verified, and never over anything.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use model::PhotoSize;
use rusqlite::{
    Connection,
    backup::{Backup, StepResult},
};
use thiserror::Error;

use super::{
    doctor::{Progress, examine_file},
    open_to_read, schema,
};
use crate::{
    Examined, StoreError, Work,
    photo_files::{PhotoFiles, sync_folder},
    rows,
    sql::Conn,
};

/// How many pages are copied between two reports of progress.
const PAGES: i32 = 1024;

/// Why a folder was not copied.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The folder to write to has something in it.
    #[error("{0} 不是空文件夹，不覆盖任何东西 / is not an empty folder, and nothing is written over")]
    Occupied(PathBuf),
    /// The folder to write to lies in the one that is read.
    #[error("{0} 在被复制的文件夹里面 / lies inside the folder that is copied")]
    Inside(PathBuf),
    /// A file or folder could not be written or read.
    #[error("{path} 读写失败 / cannot be read or written: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The copy of the database did not stand the check; it was taken away again.
    #[error("数据库副本未通过检查，已删除 / the copy of the database did not stand the check and was taken away again")]
    Unsound(Box<Examined>),
    /// The database could not be read or copied.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Copies the database of one moment and its photos into a folder that is empty or not there yet, and looks through the copy. The
/// folder that is read may be in use. A folder that is cut off in the making has no `wangge.db`.
///
/// Photos that are missing or damaged where they come from are so in the copy too: they are told as findings.
///
/// # Errors
/// See [`BackupError`]. What was written before a failure is taken away again.
pub fn copy_folder(
    from: &Path,
    into: &Path,
    progress: &mut dyn FnMut(Work, u64, u64),
) -> Result<Examined, BackupError> {
    let failed = |source| BackupError::File { path: into.to_owned(), source };
    let existed = into.exists();
    if existed && fs::read_dir(into).map_err(failed)?.next().is_some() {
        return Err(BackupError::Occupied(into.to_owned()));
    }
    fs::create_dir_all(into).map_err(failed)?;
    let copied =
        if is_inside(into, from) { Err(BackupError::Inside(into.to_owned())) } else { fill(from, into, progress) };
    if copied.is_err() {
        // The folder was empty; the failure is what is told.
        let _ = fs::remove_file(part(into));
        let _ = fs::remove_dir_all(into.join("photos"));
        let _ = (!existed).then(|| fs::remove_dir(into));
    }
    copied
}

fn part(folder: &Path) -> PathBuf {
    folder.join("wangge.db.part")
}

fn is_inside(inner: &Path, outer: &Path) -> bool {
    inner.canonicalize().ok().zip(outer.canonicalize().ok()).is_some_and(|(inner, outer)| inner.starts_with(outer))
}

fn fill(from: &Path, into: &Path, progress: Progress<'_>) -> Result<Examined, BackupError> {
    let engine = StoreError::engine::<rusqlite::Error>;
    let path = from.join("wangge.db");
    let mut conn = open_to_read(&path).map_err(engine("opening the database"))?;
    let whole = conn.transaction().map_err(engine("opening the database"))?;
    // Reading begins the transaction: pages and photos are of this moment.
    schema::done(&whole, &path)?;
    copy_database(&whole, &part(into), progress).map_err(engine("copying the database"))?;
    copy_photos(&whole, from, into, progress)?;
    drop(whole);
    let examined = examine_file(&part(into), into, progress)?;
    if examined.findings.iter().any(crate::Finding::is_of_database) {
        return Err(BackupError::Unsound(examined.into()));
    }
    let done = || {
        File::open(part(into))?.sync_all()?;
        fs::rename(part(into), into.join("wangge.db"))?;
        sync_folder(into)?;
        into.canonicalize()?.parent().map_or(Ok(()), sync_folder)
    };
    done().map_err(|source| BackupError::File { path: into.to_owned(), source })?;
    Ok(examined)
}

fn copy_database(from: &Connection, to: &Path, progress: Progress<'_>) -> rusqlite::Result<()> {
    let mut copy = Connection::open(to)?;
    let backup = Backup::new(from, &mut copy)?;
    while backup.step(PAGES)? == StepResult::More {
        let it = backup.progress();
        let (total, left) = (it.pagecount.unsigned_abs(), it.remaining.unsigned_abs());
        progress(Work::Database, u64::from(total.saturating_sub(left)), u64::from(total));
    }
    drop(backup);
    // One file, that can be read from a disk that takes no writing; the service puts it back to WAL.
    copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    copy.close().map_err(|(_, err)| err)
}

fn copy_photos(conn: &Connection, from: &Path, into: &Path, progress: Progress<'_>) -> Result<(), BackupError> {
    let rows = rows::all_photos(Conn::Sqlite(conn)).map_err(StoreError::engine("reading photos"))?;
    let (source, target) = (PhotoFiles::new(from), PhotoFiles::new(into));
    for (done, (id, format)) in rows.iter().enumerate() {
        progress(Work::Photos, done as u64, rows.len() as u64);
        for size in [PhotoSize::Whole, PhotoSize::Thumbnail] {
            // One that cannot be read keeps nothing else from being copied; the check of the copy names it.
            let Ok(bytes) = fs::read(source.path(*id, *format, size)) else { continue };
            target
                .write(*id, *format, size, &bytes)
                .map_err(|source| BackupError::File { path: target.path(*id, *format, size), source })?;
        }
    }
    Ok(())
}
