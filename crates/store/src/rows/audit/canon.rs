//! Rows as bytes, so that no two different rows are the same bytes.

use crate::sql::{self, Conn, Row, ValueRef};
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
        let mut rows = statement.query([after, to])?;
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

/// Marks where a row begins: no name of a column is as long as the number of ones says.
fn begin_row(hasher: &mut Sha256, table: &str) {
    hasher.update(u64::MAX.to_le_bytes());
    prefixed(hasher, table.as_bytes());
}

/// Feeds a column: its name, its type, its value. One without value leaves no trace.
fn feed(hasher: &mut Sha256, name: &str, value: ValueRef<'_>) {
    let mut part = |kind: u8, bytes: &[u8]| {
        prefixed(hasher, name.as_bytes());
        hasher.update([kind]);
        prefixed(hasher, bytes);
    };
    match value {
        ValueRef::Null => {}
        ValueRef::Integer(it) => part(1, &it.to_le_bytes()),
        ValueRef::Real(it) => part(2, &it.to_bits().to_le_bytes()),
        ValueRef::Text(it) => part(3, it),
        ValueRef::Blob(it) => part(4, it),
    }
}

fn prefixed(hasher: &mut Sha256, bytes: &[u8]) {
    hasher.update((bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
}
