//! Rows as bytes, so that no two different rows are the same bytes.

use crate::sql::{self, Conn, Params, Row, SqlError, ToSql, ToSqlOutput, ValueRef};
use sha2::{Digest, Sha256};

/// A SHA-256.
pub(crate) type Hash = [u8; 32];

/// What a change may append, each between two numbers: the first is left out, the second is in.
///
/// The report of an incident also stands for what it fixed for good; what changes later of the incident is in its events.
const EVENTS: &str = "SELECT event.*, incident.category AS of_category, incident.lon AS of_lon, incident.lat AS of_lat,
         incident.x AS of_x, incident.y AS of_y, incident.source AS of_source, incident.reported_at AS of_reported_at,
         incident.made_up AS of_made_up
     FROM event LEFT JOIN incident ON event.verb = 'report' AND incident.id = event.incident
     WHERE event.seq > ?1 AND event.seq <= ?2 ORDER BY event.seq";
const EVENT_PHOTOS: &str = "SELECT * FROM event_photo WHERE event > ?1 AND event <= ?2 ORDER BY event, position";
const PHOTOS: &str = "SELECT * FROM photo WHERE seq > ?1 AND seq <= ?2 ORDER BY seq";

/// The columns of [`EVENTS`]: those of the table, then what a report fixed.
const EVENT_COLUMNS: [&str; 20] = [
    "seq",
    "incident",
    "at",
    "verb",
    "stage",
    "note",
    "case_revision",
    "actor",
    "account",
    "role",
    "person",
    "x",
    "y",
    "version",
    "due_at",
    "step_due_at",
    "target",
    "until",
    "other",
    "number",
];
const FIXED_COLUMNS: [&str; 8] =
    ["of_category", "of_lon", "of_lat", "of_x", "of_y", "of_source", "of_reported_at", "of_made_up"];
const EVENT_PHOTO_COLUMNS: [&str; 7] = ["event", "position", "photo", "kind", "taken_at", "x", "y"];
const PHOTO_COLUMNS: [&str; 11] =
    ["seq", "hash", "format", "bytes", "width", "height", "taken_at", "lon", "lat", "uploaded_at", "uploaded_by"];

/// Rows that are appended, as [`appended`] would read them.
#[derive(Debug, Default)]
pub(super) struct Appended {
    events: Vec<u8>,
    event_photos: Vec<u8>,
    photos: Vec<u8>,
}

impl Appended {
    /// Takes an event.
    pub(super) fn event(&mut self, row: &[&dyn ToSql]) -> sql::Result<()> {
        begin_row(&mut self.events, "event");
        columns(&mut self.events, &EVENT_COLUMNS, row)
    }

    /// Takes what the report that was taken last fixed for good.
    pub(super) fn fixed(&mut self, row: &[&dyn ToSql]) -> sql::Result<()> {
        columns(&mut self.events, &FIXED_COLUMNS, row)
    }

    /// Takes a photo that an event shows.
    pub(super) fn event_photo(&mut self, row: &[&dyn ToSql]) -> sql::Result<()> {
        begin_row(&mut self.event_photos, "event_photo");
        columns(&mut self.event_photos, &EVENT_PHOTO_COLUMNS, row)
    }

    /// Takes a photo.
    pub(super) fn photo(&mut self, row: &[&dyn ToSql]) -> sql::Result<()> {
        begin_row(&mut self.photos, "photo");
        columns(&mut self.photos, &PHOTO_COLUMNS, row)
    }

    /// Returns the hash of what was taken, and begins anew.
    pub(super) fn take(&mut self) -> Hash {
        let mut hasher = Sha256::new();
        for rows in [&mut self.events, &mut self.event_photos, &mut self.photos] {
            hasher.update(&*rows);
            rows.clear();
        }
        hasher.finalize().into()
    }
}

fn columns(to: &mut impl Sink, names: &[&str], row: &[&dyn ToSql]) -> sql::Result<()> {
    for (name, value) in names.iter().zip(row.values()?) {
        match &value {
            ToSqlOutput::Borrowed(it) => feed(to, name, *it),
            ToSqlOutput::Owned(it) => feed(to, name, it.into()),
            it => return Err(SqlError::Parameter(format!("{it:?}"))),
        }
    }
    Ok(())
}

/// Returns the hash of all rows that were appended between these numbers.
pub(crate) fn appended(conn: Conn<'_>, events: (i64, i64), photos: (i64, i64)) -> sql::Result<Hash> {
    let mut hasher = Sha256::new();
    for (table, sql, (after, to)) in
        [("event", EVENTS, events), ("event_photo", EVENT_PHOTOS, events), ("photo", PHOTOS, photos)]
    {
        if after >= to {
            continue;
        }
        let mut statement = conn.prepare(sql)?;
        let names = statement.column_names();
        let mut rows = statement.stream([after, to])?;
        while let Some(row) = rows.next()? {
            feed_row(&mut hasher, table, &names, &row)?;
        }
    }
    Ok(hasher.finalize().into())
}

/// Feeds a row of a table, whose columns have these names.
pub(crate) fn feed_row(hasher: &mut Sha256, table: &str, names: &[String], row: &Row<'_>) -> sql::Result<()> {
    begin_row(hasher, table);
    for (at, name) in names.iter().enumerate() {
        feed(hasher, name, row.get_ref(at)?);
    }
    Ok(())
}

/// Returns the hash of a row of the trail.
pub(crate) fn chained<'a>(before: &Hash, columns: impl Iterator<Item = (&'a str, ValueRef<'a>)>) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(before);
    begin_row(&mut hasher, "audit");
    for (name, value) in columns {
        feed(&mut hasher, name, value);
    }
    hasher.finalize().into()
}

/// What takes bytes.
trait Sink {
    fn take(&mut self, bytes: &[u8]);
}

impl Sink for Sha256 {
    fn take(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }
}

impl Sink for Vec<u8> {
    fn take(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// Marks where a row begins: no name of a column is as long as the number of ones says.
fn begin_row(to: &mut impl Sink, table: &str) {
    to.take(&u64::MAX.to_le_bytes());
    prefixed(to, table.as_bytes());
}

/// Feeds a column: its name, its type, its value. One without value leaves no trace.
fn feed(to: &mut impl Sink, name: &str, value: ValueRef<'_>) {
    let mut part = |kind: u8, bytes: &[u8]| {
        prefixed(to, name.as_bytes());
        to.take(&[kind]);
        prefixed(to, bytes);
    };
    match value {
        ValueRef::Null => {}
        ValueRef::Integer(it) => part(1, &it.to_le_bytes()),
        ValueRef::Real(it) => part(2, &it.to_bits().to_le_bytes()),
        ValueRef::Text(it) => part(3, it),
        ValueRef::Blob(it) => part(4, it),
    }
}

fn prefixed(to: &mut impl Sink, bytes: &[u8]) {
    to.take(&(bytes.len() as u64).to_le_bytes());
    to.take(bytes);
}
