//! Notices as rows: issued, received once, answered once.

use model::{AccountId, Event, IncidentId, Notice, NoticeChange, NoticeKind, PersonId};

use super::{
    cases,
    district::{parsed, rows},
    partition::count,
    pen::Pen,
};
use crate::{
    Outcome, StoreError,
    sql::{self, Conn, SqlError, params},
};

pub(crate) fn write(
    pen: &mut Pen<'_>,
    change: &NoticeChange,
    incident: IncidentId,
    event: &Event,
) -> Result<Outcome, StoreError> {
    let engine = StoreError::engine::<SqlError>;
    let conn = pen.conn().map_err(engine("saving a notice"))?;
    let changed = match change {
        NoticeChange::Issued(it) => issue(conn, it).map(|()| 1),
        NoticeChange::Received { id, at } => {
            let sql = "UPDATE notice SET received_at = ?2 WHERE id = ?1 AND received_at IS NULL";
            conn.prepare(sql).and_then(|mut it| it.execute(params![id.0, at]))
        }
        NoticeChange::Answered { id, at, answer } => {
            let sql = "UPDATE notice SET answered_at = ?2, answer = ?3, received_at = coalesce(received_at, ?2)
                       WHERE id = ?1 AND answered_at IS NULL";
            conn.prepare(sql).and_then(|mut it| it.execute(params![id.0, at, answer]))
        }
    };
    if let (0, NoticeChange::Received { id, .. } | NoticeChange::Answered { id, .. }) =
        (changed.map_err(engine("saving a notice"))?, change)
    {
        return Err(StoreError::NotOnRecord { zh: "通知", en: "notice", id: id.0 });
    }
    cases::event(pen, incident, None, event).map_err(engine("saving a notice"))?;
    Ok(Outcome::Saved)
}

fn issue(conn: Conn<'_>, it: &Notice) -> sql::Result<()> {
    let id = count(conn, "notice")? as i64;
    conn.prepare(
        "INSERT INTO notice (id, kind, number, incident, addressee, text, issued_at, issued_by, due_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        id,
        it.kind.as_str(),
        it.number,
        it.incident.0,
        it.to.0,
        it.text,
        it.issued_at,
        it.issued_by.map(|it| it.0),
        it.due_at
    ])?;
    Ok(())
}

pub(crate) fn read(conn: Conn<'_>) -> Result<Vec<Notice>, StoreError> {
    let sql =
        "SELECT kind, number, incident, addressee, text, issued_at, issued_by, due_at, received_at, answered_at, answer
               FROM notice ORDER BY id";
    let list = rows(conn, sql, |row| {
        let kind = parsed(row, 0, "notice.kind", NoticeKind::parse)?;
        let (number, incident, to) = (row.get(1)?, IncidentId(row.get(2)?), PersonId(row.get(3)?));
        let (text, issued_at) = (row.get(4)?, row.get(5)?);
        let issued_by = row.get::<_, Option<u32>>(6)?.map(AccountId);
        let (due_at, received_at, answered_at, answer) = (row.get(7)?, row.get(8)?, row.get(9)?, row.get(10)?);
        Ok(kind.map(|kind| Notice {
            kind,
            number,
            incident,
            to,
            text,
            issued_at,
            issued_by,
            due_at,
            received_at,
            answered_at,
            answer,
        }))
    })?;
    Ok(list.iter().cloned().collect())
}
