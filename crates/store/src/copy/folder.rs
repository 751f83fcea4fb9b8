//! A folder that a copy is written into: its database gets its name last.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use super::{Copied, CopyError, copy_photos, fill};
use crate::{
    Examined, Finding, StoreError,
    doctor::{Progress, examine_file},
    photo_files::sync_folder,
    sql::{Conn, SqlError},
    sqlite,
    tables::Table,
};

/// A folder that nobody else writes to, with nothing in it but what a copy that was cut off left.
pub(super) struct Target<'a> {
    folder: &'a Path,
    existed: bool,
    lock: Option<File>,
}

impl<'a> Target<'a> {
    /// Makes the folder where it is missing; `from` is the folder that is read.
    pub(super) fn of(folder: &'a Path, from: &Path) -> Result<Self, CopyError> {
        let failed = |source| CopyError::File { path: folder.to_owned(), source };
        let existed = folder.exists();
        if existed {
            let names = fs::read_dir(folder).map_err(failed)?.map(|it| it.map(|it| it.file_name()));
            let names = names.collect::<Result<Vec<_>, _>>().map_err(failed)?;
            let cut_off = names.iter().any(|it| it == "wangge.db.part");
            let left = |it: &std::ffi::OsString| it == "wangge.db.part" || it == "wangge.lock" || it == "photos";
            if !(names.is_empty() || cut_off && names.iter().all(left)) {
                return Err(CopyError::Occupied(folder.to_owned()));
            }
        }
        fs::create_dir_all(folder).map_err(failed)?;
        let mut it = Self { folder, existed, lock: None };
        if is_inside(folder, from) {
            it.clear();
            return Err(CopyError::Inside(folder.to_owned()));
        }
        it.lock = Some(sqlite::lock(folder)?);
        let part = it.part();
        if part.exists() {
            fs::remove_file(&part).map_err(failed)?;
        }
        Ok(it)
    }

    /// Returns where the database is until it is whole.
    pub(super) fn part(&self) -> PathBuf {
        self.folder.join("wangge.db.part")
    }

    /// Looks through the copy, and gives the database its name; takes everything away again where something is found that must not
    /// be, or where making it failed.
    pub(super) fn finish(
        mut self,
        made: Result<(), CopyError>,
        must_not: fn(&Finding) -> bool,
        progress: Progress<'_>,
    ) -> Result<Examined, CopyError> {
        let finished = made.and_then(|()| self.check(must_not, progress));
        if finished.is_err() {
            self.clear();
        }
        finished
    }

    fn check(&self, must_not: fn(&Finding) -> bool, progress: Progress<'_>) -> Result<Examined, CopyError> {
        let examined = examine_file(&self.part(), self.folder, progress)?;
        if examined.findings.iter().any(must_not) {
            return Err(CopyError::Unsound(examined.into()));
        }
        let done = || {
            File::open(self.part())?.sync_all()?;
            fs::rename(self.part(), self.folder.join("wangge.db"))?;
            sync_folder(self.folder)?;
            self.folder.canonicalize()?.parent().map_or(Ok(()), sync_folder)
        };
        done().map_err(|source| CopyError::File { path: self.folder.to_owned(), source })?;
        Ok(examined)
    }

    /// Takes away what was written; the failure is what is told.
    fn clear(&mut self) {
        let _ = fs::remove_file(self.part());
        let _ = fs::remove_dir_all(self.folder.join("photos"));
        if self.lock.take().is_some() {
            let _ = fs::remove_file(self.folder.join("wangge.lock"));
        }
        let _ = (!self.existed).then(|| fs::remove_dir(self.folder));
    }
}

fn is_inside(inner: &Path, outer: &Path) -> bool {
    inner.canonicalize().ok().zip(outer.canonicalize().ok()).is_some_and(|(inner, outer)| inner.starts_with(outer))
}

/// Fills a folder with an SQLite file and photos.
pub(super) fn fill(
    (source, photos): (Conn<'_>, &Path),
    into: &Path,
    tables: &[Table],
    progress: Progress<'_>,
) -> Result<Copied, CopyError> {
    let target = Target::of(into, photos)?;
    let mut rows = 0;
    let made = file(source, &target.part(), tables, progress).and_then(|it| {
        rows = it;
        copy_photos(source, photos, into, progress)
    });
    let examined = target.finish(made, Finding::is_of_copy, progress)?;
    Ok(Copied { rows, tables: tables.len(), examined })
}

fn file(source: Conn<'_>, part: &Path, tables: &[Table], progress: Progress<'_>) -> Result<u64, CopyError> {
    let engine = StoreError::engine::<SqlError>;
    let open = || {
        let mut conn = Connection::open(part)?;
        // A file that is not whole is thrown away, and one that is whole is synced before it gets its name; references are checked
        // all together.
        conn.query_row("PRAGMA journal_mode = OFF", [], |_| Ok(()))?;
        conn.execute_batch("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA trusted_schema = OFF")?;
        conn.set_prepared_statement_cache_capacity(tables.len() * 3);
        let tx = conn.transaction()?;
        sqlite::create(&tx)?;
        tx.commit()?;
        Ok::<_, SqlError>(conn)
    };
    let mut conn = open().map_err(engine("making the database"))?;
    let tx = conn.transaction().map_err(SqlError::from)?;
    let rows = fill::fill(source, Conn::Sqlite(&tx), tables, progress)?;
    tx.commit().map_err(SqlError::from)?;
    Ok(rows)
}
