//! Looks through a store for everything that can be wrong with it, beside a running service.

use std::{
    collections::HashSet,
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use model::{PhotoFormat, PhotoSize, case::PhotoId};

use crate::{
    Examined, Finding, Place, SoundTrail, StoreError, Work, photo_files::PhotoFiles, postgres, rows, space, sql::Conn,
    sqlite, tables::tables,
};

/// How many faults of one kind are told: more help nobody, and a torn file has millions.
const TOLD: usize = 100;
/// A file without a row may be one that is being added: what is younger is left alone.
const SETTLED_AFTER: Duration = Duration::from_mins(10);

/// Is told how much of what is done of how much.
pub(crate) type Progress<'a> = &'a mut (dyn FnMut(Work, u64, u64) + Send);

/// Looks through a store without the lock: another process may be writing. Fewer free bytes in its folder than `least_free` are a
/// fault.
///
/// It reads everything there is: the database of one moment, and every photo.
///
/// # Errors
/// [`StoreError::Foreign`] when the database is not ours or newer than this program; otherwise when it cannot be opened at all. What
/// is wrong inside is a [`Finding`].
pub fn examine(
    place: impl Into<Place>,
    least_free: u64,
    progress: &mut (dyn FnMut(Work, u64, u64) + Send),
) -> Result<Examined, StoreError> {
    let Place { folder, database } = place.into();
    let mut it = match database {
        None => examine_file(&folder.join("wangge.db"), &folder, progress)?,
        Some(url) => {
            // Files first: one that comes later has its row later.
            let there = PhotoFiles::new(&folder).all();
            postgres::aside(&url, |conn, current| Ok(examine_rows(conn, current, &folder, there, progress)))?
        }
    };
    it.findings
        .extend(it.free.filter(|free| *free < least_free).map(|free| Finding::Space { free, least: least_free }));
    Ok(it)
}

/// Looks through a database file and the photos of a folder.
pub(crate) fn examine_file(path: &Path, folder: &Path, progress: Progress<'_>) -> Result<Examined, StoreError> {
    let there = PhotoFiles::new(folder).all();
    sqlite::aside(path, |conn, current| Ok(examine_rows(conn, current, folder, there, progress)))
}

/// Looks through what a connection reads, and the photos of a folder. `there` are the files that were in it before the connection
/// began to read, `current` whether the schema is this program's.
pub(crate) fn examine_rows(
    conn: Conn<'_>,
    current: bool,
    folder: &Path,
    there: io::Result<Vec<PathBuf>>,
    progress: Progress<'_>,
) -> Examined {
    let mut doctor = Doctor { conn, files: PhotoFiles::new(folder), findings: Vec::new(), progress };
    doctor.integrity(current);
    let (mut trail, mut incidents) = (None, 0);
    if current {
        trail = doctor.trail();
        incidents = doctor.cases();
    } else {
        doctor.findings.push(Finding::Older);
    }
    if let Conn::Postgres(session) = conn
        && matches!(postgres::views(session), Ok(postgres::Views::Other))
    {
        doctor.findings.push(Finding::Views);
    }
    let photos = doctor.photos();
    match there {
        Ok(there) => doctor.strays(there, &photos),
        Err(err) => doctor.unreadable("photos", &err),
    }
    let findings = doctor.findings;
    Examined { incidents, photos: photos.len() as u64, trail, free: space::free(folder), findings }
}

struct Doctor<'a> {
    conn: Conn<'a>,
    files: PhotoFiles,
    findings: Vec<Finding>,
    progress: Progress<'a>,
}

impl Doctor<'_> {
    fn unreadable(&mut self, what: &'static str, err: &dyn std::error::Error) {
        let why = std::iter::successors(Some(err), |it| it.source()).map(ToString::to_string).collect::<Vec<_>>();
        self.findings.push(Finding::Unreadable { what, why: why.join(": ") });
    }

    /// Checks the file where there is one, and the references of a schema that is this program's.
    fn integrity(&mut self, current: bool) {
        (self.progress)(Work::Integrity, 0, 1);
        if let Conn::Sqlite(conn) = self.conn {
            match sqlite::integrity(conn, TOLD) {
                Ok(faults) => self.findings.extend(faults.into_iter().map(Finding::Database)),
                Err(err) => self.unreadable("PRAGMA integrity_check", &err),
            }
        }
        let tables = match tables() {
            Ok(tables) if current => tables,
            Ok(_) => return,
            Err(err) => return self.unreadable("references", &err),
        };
        for (done, table) in tables.iter().enumerate() {
            (self.progress)(Work::Integrity, done as u64, tables.len() as u64);
            for to in &table.references {
                match table.orphans(self.conn, to) {
                    Ok(0) => {}
                    Ok(rows) => self.findings.push(Finding::Reference {
                        table: table.name.clone(),
                        parent: to.parent.clone(),
                        rows,
                    }),
                    // Where one cannot be read, others will not be either.
                    Err(err) => return self.unreadable("references", &err),
                }
            }
        }
    }

    fn trail(&mut self) -> Option<SoundTrail> {
        (self.progress)(Work::Trail, 0, 1);
        match rows::verify_audit(self.conn, None) {
            Ok(Ok(sound)) => Some(sound),
            Ok(Err(fault)) => {
                self.findings.push(Finding::Trail(fault));
                None
            }
            Err(err) => {
                self.unreadable("audit", &err);
                None
            }
        }
    }

    /// Does every case over again and compares it with what is kept of it; returns how many incidents there are.
    fn cases(&mut self) -> u64 {
        let ids = match rows::incident_ids(self.conn) {
            Ok(ids) => ids,
            Err(err) => {
                self.unreadable("incident", &err);
                return 0;
            }
        };
        let (total, mut told) = (ids.len() as u64, 0);
        for (done, id) in ids.into_iter().enumerate() {
            if done.is_multiple_of(1000) {
                (self.progress)(Work::Cases, done as u64, total);
            }
            if let Err(why) = rows::replays(self.conn, id) {
                told += 1;
                if told <= TOLD {
                    self.findings.push(Finding::Case { id, why });
                }
            }
        }
        total
    }

    /// Reads the files of every photo; returns which there should be.
    fn photos(&mut self) -> Vec<(PhotoId, PhotoFormat)> {
        let rows = match rows::all_photos(self.conn) {
            Ok(rows) => rows,
            Err(err) => {
                self.unreadable("photo", &err);
                return Vec::new();
            }
        };
        for (done, (id, format)) in rows.iter().enumerate() {
            (self.progress)(Work::Files, done as u64, rows.len() as u64);
            for size in [PhotoSize::Whole, PhotoSize::Thumbnail] {
                let path = self.files.path(*id, *format, size);
                self.findings.extend(match self.files.read(*id, *format, size) {
                    Ok(Some(bytes)) if !bytes.is_empty() => None,
                    Ok(_) => Some(Finding::PhotoDamaged(path)),
                    Err(err) if err.kind() == io::ErrorKind::NotFound => Some(Finding::PhotoMissing(path)),
                    Err(err) => Some(Finding::PhotoUnreadable { path, why: err.to_string() }),
                });
            }
        }
        match rows::unknown_photos(self.conn) {
            Ok(ids) => self.findings.extend(ids.into_iter().map(Finding::PhotoUnknown)),
            Err(err) => self.unreadable("event_photo", &err),
        }
        rows
    }

    /// Names files that no row speaks of, but those that may be coming in.
    fn strays(&mut self, there: Vec<PathBuf>, photos: &[(PhotoId, PhotoFormat)]) {
        let sizes = [PhotoSize::Whole, PhotoSize::Thumbnail];
        let known: HashSet<PathBuf> =
            photos.iter().flat_map(|(id, format)| sizes.map(|size| self.files.path(*id, *format, size))).collect();
        let young = |path: &Path| {
            let changed = path.metadata().and_then(|it| it.modified());
            // One that is gone by now came in or was cleared away.
            changed.map_or(true, |it| SystemTime::now().duration_since(it).unwrap_or_default() < SETTLED_AFTER)
        };
        self.findings.extend(there.into_iter().filter(|it| !known.contains(it) && !young(it)).map(Finding::Stray));
    }
}
