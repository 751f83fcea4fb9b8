//! Copies of a store: of one moment, beside a running service, verified, and never over anything.

mod error;
mod fill;
mod folder;
mod pages;
mod server;

use std::{fs, path::Path};

use model::PhotoSize;

pub use self::{error::CopyError, pages::copy_folder};
use crate::{
    Examined, Place, StoreError, Work, doctor::Progress, photo_files::PhotoFiles, postgres, rows, sql::Conn,
    tables::tables,
};

/// What was copied.
#[derive(Clone, Debug)]
pub struct Copied {
    /// How many rows of how many tables: each is at the target what it was at the source.
    pub rows: u64,
    /// How many tables.
    pub tables: usize,
    /// What was found when the copy was looked through.
    pub examined: Examined,
}

/// Copies a store of one moment, its photos too, into one of either engine that is empty or not there yet; compares the hashes of all
/// tables and looks through the copy. The store that is read may be in use: what is written to it meanwhile is not in the copy.
///
/// A copy that is cut off leaves nothing that could be taken for a store: a folder without `wangge.db`, a database without tables. It
/// can be begun anew in the same place. Rows are passed on one by one, whatever their number. What was wrong with cases and photos at the
/// source is so in the copy too: it is told as findings.
///
/// # Errors
/// See [`CopyError`].
pub fn copy_store(
    from: &Place,
    to: &Place,
    progress: &mut (dyn FnMut(Work, u64, u64) + Send),
) -> Result<Copied, CopyError> {
    let engine = |err| StoreError::engine("copying the database")(err);
    // Connections to servers have runtimes of their own, which is not allowed on every thread.
    postgres::apart(|| {
        let tables = tables().map_err(engine)?;
        from.beside(|source| {
            let source = (source, &*from.folder);
            Ok(match &to.database {
                None => folder::fill(source, &to.folder, &tables, progress),
                Some(url) => server::fill(source, url, &to.folder, &tables, progress),
            })
        })?
    })
}

/// Copies the files of all photos that are on record; where both folders are the same they are there.
fn copy_photos(conn: Conn<'_>, from: &Path, into: &Path, progress: Progress<'_>) -> Result<(), CopyError> {
    let failed = |source| CopyError::File { path: into.to_owned(), source };
    fs::create_dir_all(into).map_err(failed)?;
    if from.canonicalize().ok() == into.canonicalize().ok() {
        return Ok(());
    }
    let rows = rows::all_photos(conn).map_err(StoreError::engine("reading photos"))?;
    let (source, target) = (PhotoFiles::new(from), PhotoFiles::new(into));
    for (done, (id, format)) in rows.iter().enumerate() {
        progress(Work::Photos, done as u64, rows.len() as u64);
        for size in [PhotoSize::Whole, PhotoSize::Thumbnail] {
            // One that cannot be read keeps nothing else from being copied; the check of the copy names it.
            let Ok(bytes) = fs::read(source.path(*id, *format, size)) else { continue };
            target
                .write(*id, *format, size, &bytes)
                .map_err(|source| CopyError::File { path: target.path(*id, *format, size), source })?;
        }
    }
    Ok(())
}
