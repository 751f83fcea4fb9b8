//! Looks through a data folder for everything that can be wrong with it, beside a running service.

use std::{
    collections::HashSet,
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use model::{PhotoFormat, PhotoSize, case::PhotoId};
use rusqlite::Connection;

use super::{open_to_read, schema};
use crate::{Examined, Finding, SoundTrail, StoreError, Work, photo_files::PhotoFiles, rows, space, sql::Conn};

/// How many faults of one kind are told: more help nobody, and a torn file has millions.
const TOLD: usize = 100;
/// A file without a row may be one that is being added: what is younger is left alone.
const SETTLED_AFTER: Duration = Duration::from_mins(10);

/// Is told how much of what is done of how much.
pub(super) type Progress<'a> = &'a mut dyn FnMut(Work, u64, u64);

/// Looks through a data folder without the lock: another process may be writing. Fewer free bytes than `least_free` are a
/// fault.
///
/// It reads everything there is: the database of one moment, and every photo.
///
/// # Errors
/// [`StoreError::Foreign`] when the file is not ours or newer than this program; otherwise when it cannot be opened at all. What
/// is wrong inside is a [`Finding`].
pub fn examine(
    folder: &Path,
    least_free: u64,
    progress: &mut dyn FnMut(Work, u64, u64),
) -> Result<Examined, StoreError> {
    let mut it = examine_file(&folder.join("wangge.db"), folder, progress)?;
    it.findings
        .extend(it.free.filter(|free| *free < least_free).map(|free| Finding::Space { free, least: least_free }));
    Ok(it)
}

/// Looks through a database file and the photos of a folder.
pub(super) fn examine_file(path: &Path, folder: &Path, progress: Progress<'_>) -> Result<Examined, StoreError> {
    // Files first: one that comes later has its row later.
    let files = PhotoFiles::new(folder);
    let there = files.all();
    let engine = StoreError::engine::<rusqlite::Error>;
    let mut conn = open_to_read(path).map_err(engine("opening the database"))?;
    let whole = conn.transaction().map_err(engine("opening the database"))?;
    let current = schema::done(&whole, path)? == schema::known();
    let mut doctor = Doctor { conn: &whole, files, findings: Vec::new(), progress };
    doctor.integrity();
    let (mut trail, mut incidents) = (None, 0);
    if current {
        trail = doctor.trail();
        incidents = doctor.cases();
    } else {
        doctor.findings.push(Finding::Older);
    }
    let photos = doctor.photos();
    match there {
        Ok(there) => doctor.strays(there, &photos),
        Err(err) => doctor.unreadable("photos", &err),
    }
    let findings = doctor.findings;
    Ok(Examined { incidents, photos: photos.len() as u64, trail, free: space::free(folder), findings })
}

struct Doctor<'a> {
    conn: &'a Connection,
    files: PhotoFiles,
    findings: Vec<Finding>,
    progress: Progress<'a>,
}

impl Doctor<'_> {
    fn unreadable(&mut self, what: &'static str, err: &dyn std::error::Error) {
        let why = std::iter::successors(Some(err), |it| it.source()).map(ToString::to_string).collect::<Vec<_>>();
        self.findings.push(Finding::Unreadable { what, why: why.join(": ") });
    }

    fn integrity(&mut self) {
        (self.progress)(Work::Integrity, 0, 2);
        match texts(self.conn, &format!("PRAGMA integrity_check({TOLD})")) {
            Ok(lines) => {
                self.findings.extend(lines.into_iter().filter(|it| it != "ok").map(Finding::Database));
            }
            Err(err) => self.unreadable("PRAGMA integrity_check", &err),
        }
        (self.progress)(Work::Integrity, 1, 2);
        let sql =
            format!("SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 LIMIT {TOLD}");
        match references(self.conn, &sql) {
            Ok(all) => self.findings.extend(all),
            Err(err) => self.unreadable("PRAGMA foreign_key_check", &err),
        }
        (self.progress)(Work::Integrity, 2, 2);
    }

    fn trail(&mut self) -> Option<SoundTrail> {
        (self.progress)(Work::Trail, 0, 1);
        match rows::verify_audit(Conn::Sqlite(self.conn), None) {
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
        let ids = match rows::incident_ids(Conn::Sqlite(self.conn)) {
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
            if let Err(why) = rows::replays(Conn::Sqlite(self.conn), id) {
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
        let rows = match rows::all_photos(Conn::Sqlite(self.conn)) {
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
        match rows::unknown_photos(Conn::Sqlite(self.conn)) {
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

fn texts(conn: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    conn.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

fn references(conn: &Connection, sql: &str) -> rusqlite::Result<Vec<Finding>> {
    let finding = |row: &rusqlite::Row<'_>| {
        Ok(Finding::Reference { table: row.get(0)?, parent: row.get(1)?, rows: row.get::<_, i64>(2)? as u64 })
    };
    conn.prepare(sql)?.query_map([], finding)?.collect()
}
