//! A folder page by page: what `backup` and `restore` do with an SQLite file.

use std::path::Path;

use rusqlite::{
    Connection,
    backup::{Backup, StepResult},
};

use super::{CopyError, copy_photos, folder::Target};
use crate::{Examined, Finding, StoreError, Work, doctor::Progress, sql::Conn, sqlite};

/// How many pages are copied between two reports of progress.
const PAGES: i32 = 1024;

/// Copies the database of one moment and its photos into a folder that is empty or not there yet, and looks through the copy. The
/// folder that is read may be in use. A folder that is cut off in the making has no `wangge.db`.
///
/// Photos that are missing or damaged where they come from are so in the copy too: they are told as findings.
///
/// # Errors
/// See [`CopyError`]. What was written before a failure is taken away again.
pub fn copy_folder(
    from: &Path,
    into: &Path,
    progress: &mut (dyn FnMut(Work, u64, u64) + Send),
) -> Result<Examined, CopyError> {
    let target = Target::of(into, from)?;
    let made = fill(from, &target.part(), into, progress);
    target.finish(made, Finding::is_of_database, progress)
}

fn fill(from: &Path, part: &Path, into: &Path, progress: Progress<'_>) -> Result<(), CopyError> {
    // Pages and photos are of the same moment.
    sqlite::aside(&from.join("wangge.db"), |conn, _| {
        let Conn::Sqlite(whole) = conn else { return Err(StoreError::Stopped) };
        copy_database(whole, part, progress).map_err(StoreError::engine("copying the database"))?;
        Ok(copy_photos(conn, from, into, progress))
    })?
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
