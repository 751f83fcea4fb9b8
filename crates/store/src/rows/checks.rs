//! What is kept, compared with what it should follow from.

use model::{IncidentId, PhotoFormat, case::PhotoId};

use super::{cases, incidents};
use crate::{
    StoreError,
    sql::{self, Conn},
};

/// Lists the ids of all incidents.
pub(crate) fn incident_ids(conn: Conn<'_>) -> sql::Result<Vec<IncidentId>> {
    conn.prepare("SELECT id FROM incident")?.query_map((), |row| row.get(0).map(IncidentId))
}

/// Compares an incident with what its events lead to; the error says, in both languages, in what they differ.
pub(crate) fn replays(conn: Conn<'_>, id: IncidentId) -> Result<(), String> {
    let told = |err: StoreError| err.to_string();
    let incident = incidents::read_one(conn, id).map_err(told)?.ok_or("读不到 / it cannot be read")?;
    let history = cases::history(conn, &incident).map_err(told)?;
    let stage = history.last().map(model::Happening::stage).ok_or("没有任何事件 / it has no event")?;
    if stage != incident.stage {
        let (kept, led) = (incident.stage.as_str(), stage.as_str());
        return Err(format!("记为 {kept}，事件却到 {led} / it is kept as {kept}, its events lead to {led}"));
    }
    // Without deeds there is no case that could wait for anybody.
    let deeds = history.iter().filter_map(model::Happening::deed);
    let settled = cases::replayed(id, deeds).map_err(told)?.is_none_or(|it| it.is_settled());
    let kept: i64 = conn
        .query_row("SELECT settled FROM incident WHERE id = ?1", [id.0], |row| row.get(0))
        .map_err(|err| err.to_string())?;
    if settled == (kept != 0) {
        Ok(())
    } else {
        Err("是否办结与事件不符 / whether it is settled is not what its events tell".into())
    }
}

/// Lists all photos in the order in which they came; those of an unknown format are left out.
pub(crate) fn all_photos(conn: Conn<'_>) -> sql::Result<Vec<(PhotoId, PhotoFormat)>> {
    let rows = conn.prepare("SELECT hash, format FROM photo ORDER BY seq")?.query_map((), |row| {
        let format: String = row.get(1)?;
        Ok((PhotoId(row.get(0)?), PhotoFormat::parse(&format)))
    })?;
    Ok(rows.into_iter().filter_map(|(id, format)| Some((id, format?))).collect())
}

/// Lists photos that events show and that are not on record.
pub(crate) fn unknown_photos(conn: Conn<'_>) -> sql::Result<Vec<PhotoId>> {
    let sql = "SELECT DISTINCT photo FROM event_photo WHERE photo NOT IN (SELECT hash FROM photo)";
    conn.prepare(sql)?.query_map((), |row| row.get(0).map(PhotoId))
}
