//! Persons, frontage zones and duties as rows.

use model::{
    CellId, Duty, DutyRole, FrontageId, FrontageZone, Hours, List, Person, PersonId, Piece, Point, RoadId, SegmentId,
    Side, Spot, Stretch, Term,
};

use super::district::{parsed, rows, span};
use crate::{
    StoreError,
    geometry::{read_polygon, write_polygon},
    sql::{self, Conn, Row, params},
};

pub(crate) fn insert_persons(conn: Conn<'_>, first: usize, persons: &[Person]) -> sql::Result<()> {
    let mut row = conn.prepare("INSERT INTO person (id, code, name, post, made_up) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (id, it) in (first..).zip(persons) {
        row.send(params![id as i64, it.code, it.name, it.post, it.made_up])?;
    }
    Ok(())
}

pub(crate) fn insert_frontages(conn: Conn<'_>, first: usize, zones: &[FrontageZone]) -> sql::Result<()> {
    let mut row = conn.prepare(
        "INSERT INTO frontage_zone (id, code, name, segment, side, from_mm, to_mm, geometry, from_version, to_version)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for (id, it) in (first..).zip(zones) {
        let (side, ground) = (it.side.as_str(), write_polygon(&it.polygon));
        let (from, to) = (it.span.from.0, it.span.to.map(|it| it.0));
        row.send(params![id as i64, it.code, it.name, it.segment.0, side, it.from_mm, it.to_mm, ground, from, to])?;
    }
    Ok(())
}

pub(crate) fn frontages(conn: Conn<'_>) -> Result<List<FrontageZone>, StoreError> {
    let sql = "SELECT code, name, segment, side, from_mm, to_mm, geometry, from_version, to_version
               FROM frontage_zone ORDER BY id";
    rows(conn, sql, |row| {
        let side = parsed(row, 3, "frontage_zone.side", Side::parse)?;
        let polygon = parsed(row, 6, "frontage_zone.geometry", read_polygon)?;
        let (code, name, segment) = (row.get(0)?, row.get(1)?, SegmentId(row.get(2)?));
        let (from_mm, to_mm, span) = (row.get(4)?, row.get(5)?, span(row, 7)?);
        let zone = |side, polygon| FrontageZone { code, name, segment, side, from_mm, to_mm, polygon, span };
        Ok(side.and_then(|side| Ok(zone(side, polygon?))))
    })
}

pub(crate) fn insert_duties(conn: Conn<'_>, first: usize, duties: &[Duty]) -> sql::Result<()> {
    let mut row = conn.prepare(
        "INSERT INTO duty (id, person, role, road, from_mm, to_mm, side, frontage, spot_name, spot_x, spot_y, spot_radius_mm,
             term_from, term_to, hours_from, hours_to, from_version, to_version)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?;
    let mut cell_row = conn.prepare("INSERT INTO duty_cell (duty, cell) VALUES (?1, ?2)")?;
    for (id, it) in (first..).zip(duties) {
        let road = if let Piece::Road(stretch) = &it.piece { Some(stretch) } else { None };
        let frontage = if let Piece::Frontage(zone) = &it.piece { Some(zone.0) } else { None };
        let spot = if let Piece::Spot(spot) = &it.piece { Some(spot) } else { None };
        row.send(params![
            id as i64,
            it.person.0,
            it.role.as_str(),
            road.map(|it| it.road.0),
            road.map_or(0, |it| it.from_mm),
            road.and_then(|it| it.to_mm),
            road.and_then(|it| it.side).map(Side::as_str),
            frontage,
            spot.map(|it| &it.name),
            spot.map(|it| it.at.x),
            spot.map(|it| it.at.y),
            spot.map(|it| it.radius_mm),
            it.term.from,
            it.term.to,
            it.hours.from,
            it.hours.to,
            it.span.from.0,
            it.span.to.map(|it| it.0),
        ])?;
        for cell in it.piece.cells() {
            cell_row.send(params![id as i64, cell.0])?;
        }
    }
    Ok(())
}

pub(crate) fn duties(conn: Conn<'_>) -> Result<List<Duty>, StoreError> {
    let sql = "SELECT person, role, road, from_mm, to_mm, side, frontage, spot_name, spot_x, spot_y, spot_radius_mm,
                   term_from, term_to, hours_from, hours_to, from_version, to_version
               FROM duty ORDER BY id";
    let mut duties = rows(conn, sql, |row| {
        let role = parsed(row, 1, "duty.role", DutyRole::parse)?;
        let piece = piece(row)?;
        let person = PersonId(row.get(0)?);
        let term = Term { from: row.get(11)?, to: row.get(12)? };
        let hours = Hours { from: row.get(13)?, to: row.get(14)? };
        let span = span(row, 15)?;
        Ok(role.and_then(|role| Ok(Duty { person, role, piece: piece?, term, hours, span })))
    })?;
    let cells = rows(conn, "SELECT duty, cell FROM duty_cell ORDER BY duty, cell", |row| {
        Ok(Ok((row.get::<_, u32>(0)?, CellId(row.get(1)?))))
    })?;
    for &(duty, cell) in &cells {
        match duties.get_mut(duty as usize).map(|it| &mut it.piece) {
            Some(Piece::Cells(cells)) => cells.push(cell),
            _ => return Err(StoreError::corrupt("duty_cell.duty", duty.to_string())),
        }
    }
    Ok(duties)
}

/// Reads what a duty is about; its cells follow from `duty_cell`.
fn piece(row: &Row<'_>) -> sql::Result<Result<Piece, StoreError>> {
    if let Some(road) = row.get::<_, Option<u32>>(2)? {
        let side: Option<String> = row.get(5)?;
        let side = side.map(|it| Side::parse(&it).ok_or_else(|| StoreError::corrupt("duty.side", it))).transpose();
        let (from_mm, to_mm) = (row.get(3)?, row.get(4)?);
        return Ok(side.map(|side| Piece::Road(Stretch { road: RoadId(road), from_mm, to_mm, side })));
    }
    if let Some(zone) = row.get::<_, Option<u32>>(6)? {
        return Ok(Ok(Piece::Frontage(FrontageId(zone))));
    }
    Ok(Ok(match row.get(7)? {
        Some(name) => {
            let at = Point { x: row.get(8)?, y: row.get(9)? };
            Piece::Spot(Spot { name, at, radius_mm: row.get(10)? })
        }
        None => Piece::Cells(Vec::new()),
    }))
}
