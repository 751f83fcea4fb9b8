//! What other processes wrote, by the audit trail.

use model::{AccountId, IncidentId};

use super::{decisions, district, incidents, incidents::Which, notices, settings};
use crate::{
    News, Parts, StoreError,
    neighbours::Trail,
    sql::{self, Conn, OptionalExtension, SqlError},
};

/// Returns the number of the last row of the audit trail, 0 without any.
fn trail_end(conn: Conn<'_>) -> sql::Result<i64> {
    conn.query_row("SELECT coalesce(max(seq), 0) FROM audit", (), |row| row.get(0))
}

/// Lists what may have changed with each of the rows behind one and up to another.
pub(crate) fn others_wrote(conn: Conn<'_>, after: i64, upto: i64) -> sql::Result<Vec<(Parts, i64)>> {
    // A deed that came with a ruling changed more than its case.
    let kinds = "SELECT CASE WHEN operation = 'case' AND body NOT LIKE '%\"new_rulings\":[]%' THEN 'decide' ELSE operation END AS kind,
                     seq FROM audit WHERE seq > ?1 AND seq <= ?2 ORDER BY seq";
    conn.prepare(kinds)?.query_map([after, upto], |row| Ok((Parts::of_row(&row.get::<_, String>(0)?), row.get(1)?)))
}

/// Reads what other processes changed and was not followed yet.
pub(crate) fn read(conn: Conn<'_>, trail: &Trail, wanted: Parts) -> Result<News, StoreError> {
    let engine = StoreError::engine::<SqlError>;
    let upto = trail_end(conn).map_err(engine("following"))?;
    let mut news = News { upto, ..News::default() };
    let after = trail.followed(Parts::ALL);
    // Where two write at once, ours and theirs alternate: all are read in one go, and ours, which are no news, left out.
    let foreign = trail.foreign(after, upto);
    if let (Some(first), Some(last)) = (foreign.first(), foreign.last()) {
        for (parts, seq) in others_wrote(conn, first.0, last.1).map_err(engine("following"))? {
            if foreign.iter().any(|it| it.0 < seq && seq <= it.1) {
                news.parts = news.parts | trail.not_followed(parts, seq);
            }
        }
    }
    let anew = news.parts.and(wanted);
    if wanted.has(Parts::INCIDENTS) && news.parts.has(Parts::INCIDENTS | Parts::NOTICES) {
        let from = trail.followed(Parts::INCIDENTS | Parts::NOTICES);
        let foreign = trail.foreign(from, upto);
        if let (Some(first), Some(last)) = (foreign.first(), foreign.last()) {
            let (after, upto) = (event_of(conn, first.0)?, event_of(conn, last.1)?);
            news.incidents = incidents::read(conn, Which::Touched(after, upto))?;
            news.incidents.sort_unstable_by_key(|it| (it.reported_at, it.id));
            news.doers = doers(conn, after, upto).map_err(engine("following"))?;
        }
    }
    if anew.has(Parts::PARTITION) {
        news.district = district::read(conn)?;
    }
    if anew.has(Parts::PEOPLE) {
        news.people = Some((decisions::leaves(conn)?, decisions::rulings(conn)?));
    }
    if anew.has(Parts::SETTINGS) {
        news.settings = Some(settings::read(conn)?);
    }
    if anew.has(Parts::NOTICES) {
        news.notices = Some(notices::read(conn)?);
    }
    Ok(news)
}

/// Lists which accounts did something to which incidents behind one event and up to another.
fn doers(conn: Conn<'_>, after: i64, upto: i64) -> sql::Result<Vec<(AccountId, IncidentId)>> {
    let sql = "SELECT DISTINCT account, incident FROM event WHERE seq > ?1 AND seq <= ?2 AND account IS NOT NULL";
    conn.prepare(sql)?.query_map([after, upto], |row| Ok((AccountId(row.get(0)?), IncidentId(row.get(1)?))))
}

/// Returns up to which event a row of the trail vouches.
fn event_of(conn: Conn<'_>, seq: i64) -> Result<i64, StoreError> {
    let found = conn.prepare("SELECT events_to FROM audit WHERE seq = ?1");
    let found = found.and_then(|mut it| it.query_row([seq], |row| row.get(0)).optional());
    Ok(found.map_err(StoreError::engine("following"))?.unwrap_or(0))
}
