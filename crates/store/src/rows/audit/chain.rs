//! Where the trail ends, and what was appended since its last row.

use model::{Incident, case::Verb};

use super::canon::{Appended, Hash};
use crate::sql::{self, Conn, ToSql, params};

/// Where the trail ends: what the next row holds on to.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub seq: i64,
    pub at: i64,
    pub events_to: i64,
    pub photos_to: i64,
    pub hash: Hash,
}

impl End {
    /// Before the first row. Numbers of rows are positive, but somebody could add others.
    pub(super) const NONE: Self =
        Self { seq: 0, at: i64::MIN, events_to: i64::MIN, photos_to: i64::MIN, hash: [0; 32] };
}

/// The trail while changes are written: it is read once, and what is appended is hashed as it is written.
#[derive(Debug)]
pub(crate) struct Chain {
    /// The last row; `None` where somebody took the trail away.
    pub(super) end: Option<End>,
    /// The last number of an event.
    pub(super) events: i64,
    /// The last number of a photo.
    pub(super) photos: i64,
    /// What came since the last row.
    appended: Appended,
    /// Whether something came that is not in `appended`: then all of it has to be read.
    unseen: bool,
}

impl Chain {
    /// Reads where it ends, and the number of the last message.
    pub(crate) fn read(conn: Conn<'_>) -> sql::Result<(Self, i64)> {
        let sql = "SELECT (SELECT coalesce(max(seq), 0) FROM event), (SELECT coalesce(max(seq), 0) FROM photo),
                 (SELECT coalesce(max(id), 0) FROM message), last.seq, last.at, last.events_to, last.photos_to, last.hash
             FROM (SELECT 1 AS one) AS alone
             LEFT JOIN (SELECT seq, at, events_to, photos_to, hash FROM audit ORDER BY seq DESC LIMIT 1) AS last ON one = 1";
        conn.query_row(sql, (), |row| {
            let (events, photos): (i64, i64) = (row.get(0)?, row.get(1)?);
            let end = match row.get::<_, Option<i64>>(3)? {
                None => None,
                Some(seq) => {
                    let (at, events_to, photos_to) = (row.get(4)?, row.get(5)?, row.get(6)?);
                    Some(End { seq, at, events_to, photos_to, hash: row.get(7)? })
                }
            };
            let unseen = end.is_some_and(|it| (it.events_to, it.photos_to) != (events, photos));
            Ok((Self { end, events, photos, appended: Appended::default(), unseen }, row.get(2)?))
        })
    }

    /// Returns the number and hash of its last row.
    pub(crate) fn end(&self) -> (i64, Vec<u8>) {
        self.end.map_or_else(Default::default, |it| (it.seq, it.hash.to_vec()))
    }

    /// Returns the number of the next event, which has to be written.
    pub(crate) fn next_event(&mut self) -> i64 {
        self.events += 1;
        self.events
    }

    /// Takes note of an event that is written; the report of an incident also stands for what it fixed for good.
    pub(crate) fn event(&mut self, row: &[&dyn ToSql], verb: &str, incident: Option<&Incident>) -> sql::Result<()> {
        self.appended.event(row)?;
        if verb != Verb::Report.as_str() {
            return Ok(());
        }
        let Some(it) = incident else {
            self.unseen = true;
            return Ok(());
        };
        self.appended.fixed(params![
            it.category.0,
            it.place.lon,
            it.place.lat,
            it.point.x,
            it.point.y,
            it.source.as_str(),
            it.reported_at,
            it.made_up
        ])
    }

    /// Takes note of a photo that an event shows.
    pub(crate) fn event_photo(&mut self, row: &[&dyn ToSql]) -> sql::Result<()> {
        self.appended.event_photo(row)
    }

    /// Returns the number of the next photo, where it is kept.
    pub(crate) fn next_photo(&self) -> i64 {
        self.photos + 1
    }

    /// Takes note of a photo that is kept, under the next number.
    pub(crate) fn photo(&mut self, row: &[&dyn ToSql]) -> sql::Result<()> {
        self.photos += 1;
        self.appended.photo(row)
    }

    /// Returns the hash of all that was appended behind a row, where all of it was seen.
    pub(super) fn appended(&mut self) -> Option<Hash> {
        let hash = self.appended.take();
        (!std::mem::take(&mut self.unseen)).then_some(hash)
    }
}
