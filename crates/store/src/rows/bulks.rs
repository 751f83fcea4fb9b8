//! Requests about many incidents as rows: written before the first is done, and once more with all answers.

use model::{Bulk, BulkAnswer, BulkChange, BulkItem, IncidentId, Sha256Hash, Stage, case::Verb};

use crate::{
    Outcome, StoreError,
    sql::{self, Conn, OptionalExtension, Row, SqlError, params},
};

/// A request that is on record, and whether it has ended.
type OnRecord = (Bulk, bool);

/// A repeated request is read by its key, so it names no incident.
const NONE: IncidentId = IncidentId(uuid::Uuid::nil());

pub(crate) fn write(conn: Conn<'_>, change: &BulkChange) -> Result<Outcome, StoreError> {
    let changed = match change {
        BulkChange::Begun(it) => begin(conn, it),
        BulkChange::Ended { key, answers } => end(conn, key, answers),
    };
    let changed = changed.map_err(StoreError::engine("saving what is done to many"))?;
    Ok(if changed { Outcome::Saved } else { Outcome::Repeated(NONE) })
}

/// Writes a request; `false` where its key is on record.
fn begin(conn: Conn<'_>, it: &Bulk) -> sql::Result<bool> {
    let sql = "INSERT INTO bulk (key, digest, verb, made_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    if conn.prepare(sql)?.execute(params![it.key, &it.digest.0[..], it.verb.as_str(), it.made_at])? == 0 {
        return Ok(false);
    }
    let mut row = conn.prepare("INSERT INTO bulk_item (bulk, position, incident, seen) VALUES (?1, ?2, ?3, ?4)")?;
    for (position, item) in (0_i64..).zip(&it.items) {
        row.execute(params![it.key, position, item.incident.0, item.seen])?;
    }
    Ok(true)
}

/// Writes all answers; `false` where they stand already.
fn end(conn: Conn<'_>, key: &str, answers: &[BulkAnswer]) -> sql::Result<bool> {
    if conn.prepare("UPDATE bulk SET ended = 1 WHERE key = ?1 AND ended = 0")?.execute([key])? == 0 {
        return Ok(false);
    }
    let mut row = conn.prepare(
        "UPDATE bulk_item SET revision = ?3, stage = ?4, problem = ?5, zh = ?6, en = ?7 WHERE bulk = ?1 AND position = ?2",
    )?;
    for (position, it) in (0_i64..).zip(answers) {
        let (revision, stage, problem, zh, en) = match it {
            BulkAnswer::Done { revision, stage } => (Some(revision), Some(stage.as_str()), None, None, None),
            BulkAnswer::Refused { kind, zh, en } => (None, None, Some(kind), Some(zh), Some(en)),
        };
        row.execute(params![key, position, revision, stage, problem, zh, en])?;
    }
    Ok(true)
}

/// Reads a request, and whether it has ended; `None` for an unknown key.
pub(crate) fn read(conn: Conn<'_>, key: &str) -> Result<Option<OnRecord>, StoreError> {
    let engine = StoreError::engine::<SqlError>;
    let found = conn
        .prepare("SELECT digest, verb, made_at, ended FROM bulk WHERE key = ?1")
        .and_then(|mut it| {
            let read = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?));
            it.query_row([key], read).optional()
        })
        .map_err(engine("reading what is done to many"))?;
    let Some((digest, verb, made_at, ended)) = found else { return Ok(None) };
    let verb = Verb::parse(&verb).ok_or_else(|| StoreError::corrupt("bulk.verb", verb))?;
    let mut statement = conn
        .prepare(
            "SELECT incident, seen, revision, stage, problem, zh, en FROM bulk_item WHERE bulk = ?1 ORDER BY position",
        )
        .map_err(engine("reading what is done to many"))?;
    let rows = statement.query_map([key], item).map_err(engine("reading what is done to many"))?;
    let items = rows.into_iter().collect::<Result<_, _>>()?;
    Ok(Some((Bulk { key: key.to_owned(), digest: Sha256Hash(digest), verb, made_at, items }, ended)))
}

fn item(row: &Row<'_>) -> sql::Result<Result<BulkItem, StoreError>> {
    let item = BulkItem { incident: IncidentId(row.get(0)?), seen: row.get(1)?, answer: None };
    if let Some(kind) = row.get(4)? {
        let answer = BulkAnswer::Refused { kind, zh: row.get(5)?, en: row.get(6)? };
        return Ok(Ok(BulkItem { answer: Some(answer), ..item }));
    }
    let Some(revision) = row.get(2)? else { return Ok(Ok(item)) };
    let stage: String = row.get(3)?;
    Ok(match Stage::parse(&stage) {
        Some(stage) => Ok(BulkItem { answer: Some(BulkAnswer::Done { revision, stage }), ..item }),
        None => Err(StoreError::corrupt("bulk_item.stage", stage)),
    })
}
