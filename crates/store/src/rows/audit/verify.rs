//! Walks the whole trail and compares it with what it vouches for.

use model::Sha256Hash;

use super::{
    COLUMNS,
    canon::{Hash, appended, chained},
    chain::End,
    origin_hash,
};
use crate::{
    SoundTrail, TrailFault, TrailMark,
    sql::{self, Conn, OptionalExtension, Row},
};

/// So many rows are held at once.
const AT_ONCE: usize = 4096;

/// Checks every row of the trail, the events and photos that it vouches for, and a row that was noted outside.
pub(crate) fn verify(conn: Conn<'_>, noted: Option<TrailMark>) -> sql::Result<Result<SoundTrail, TrailFault>> {
    let sql = format!("SELECT {}, hash FROM audit WHERE seq >= ?1 ORDER BY seq LIMIT {AT_ONCE}", COLUMNS.join(", "));
    let mut statement = conn.prepare(&sql)?;
    let (mut end, mut from) = (End::NONE, i64::MIN);
    loop {
        let mut rows = statement.query([from])?;
        let before = end.seq;
        while let Some(row) = rows.next()? {
            match step(conn, &row, &end)? {
                Ok(next) => end = next,
                Err(fault) => return Ok(Err(fault)),
            }
            if noted.is_some_and(|it| it.seq == end.seq && it.hash.0 != end.hash) {
                return Ok(Err(TrailFault::Noted { seq: end.seq }));
            }
        }
        if end.seq == before {
            break;
        }
        from = end.seq + 1;
    }
    if end.seq == 0 {
        return Ok(Err(TrailFault::Missing { seq: 1 }));
    }
    if let Some(TrailMark { seq, .. }) = noted.filter(|it| !(1..=end.seq).contains(&it.seq)) {
        return Ok(Err(TrailFault::Noted { seq }));
    }
    for (table, sql, to) in [
        ("event", "SELECT max(seq) FROM event", end.events_to),
        ("event_photo", "SELECT max(event) FROM event_photo", end.events_to),
        ("photo", "SELECT max(seq) FROM photo", end.photos_to),
    ] {
        let last: Option<i64> = conn.query_row(sql, (), |row| row.get(0))?;
        if let Some(seq) = last.filter(|it| *it > to) {
            return Ok(Err(TrailFault::Unrecorded { table, seq }));
        }
    }
    let sql = "SELECT seq FROM audit_origin WHERE NOT EXISTS (SELECT 1 FROM audit WHERE audit.seq = audit_origin.seq)";
    if let Some(seq) = conn.query_row(sql, (), |row| row.get(0)).optional()? {
        return Ok(Err(TrailFault::Origin { seq }));
    }
    Ok(Ok(SoundTrail {
        rows: end.seq,
        events_to: end.events_to,
        last: TrailMark { seq: end.seq, hash: Sha256Hash(end.hash) },
    }))
}

fn step(conn: Conn<'_>, row: &Row<'_>, before: &End) -> sql::Result<Result<End, TrailFault>> {
    let seq: i64 = row.get(0)?;
    let expected = before.seq + 1;
    if seq != expected {
        // One below belongs to nothing that this program wrote.
        return Ok(Err(if seq > expected {
            TrailFault::Missing { seq: expected }
        } else {
            TrailFault::Changed { seq }
        }));
    }
    let values = (0..COLUMNS.len()).map(|at| row.get_ref(at)).collect::<Result<Vec<_>, _>>()?;
    let hash = chained(&before.hash, COLUMNS.into_iter().zip(values));
    if row.get_ref(COLUMNS.len())?.as_blob().ok() != Some(&hash[..]) {
        return Ok(Err(TrailFault::Changed { seq }));
    }
    let end = End { seq, at: row.get("at")?, events_to: row.get("events_to")?, photos_to: row.get("photos_to")?, hash };
    let (events, photos) = ((before.events_to, end.events_to), (before.photos_to, end.photos_to));
    let rows_hash: Hash = row.get("rows_hash")?;
    if appended(conn, events, photos)? != rows_hash {
        return Ok(Err(TrailFault::Appended { seq, events, photos }));
    }
    let mut origin = conn.prepare("SELECT salt, origin FROM audit_origin WHERE seq = ?1")?;
    let kept = origin.query_row([seq], |it| Ok(origin_hash(it.get_ref(0)?.as_blob()?, it.get_ref(1)?.as_str()?)));
    if kept.optional()?.is_some_and(|it| row.get::<_, Option<Hash>>("origin").ok().flatten() != Some(it)) {
        return Ok(Err(TrailFault::Origin { seq }));
    }
    Ok(Ok(end))
}
