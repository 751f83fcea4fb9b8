//! Leaves and rulings as rows: appended, and taken back once.

use model::{
    CategoryCode, CellId, Decision, Leave, List, PersonId, Point, Reroute, RoadId, Ruling, RulingKind, Verdict,
};

use super::{
    district::{parsed, rows},
    incidents,
    partition::count,
    pen::Pen,
};
use crate::{
    Outcome, StoreError,
    sql::{self, Conn, SqlError, params},
};

pub(crate) fn write(pen: &mut Pen<'_>, decision: &Decision, rerouted: &[Reroute]) -> Result<Outcome, StoreError> {
    let engine = StoreError::engine::<SqlError>;
    let Decision { new_leaves, ended_leaves, new_rulings, ended_rulings } = decision;
    // Most deeds decide nothing.
    if *decision != Decision::default() {
        let conn = pen.conn().map_err(engine("saving leaves and rulings"))?;
        end(conn, "leave", ("请假", "leave"), ended_leaves.iter().map(|it| (it.0.0, it.1)))?;
        end(conn, "ruling", ("确权", "ruling"), ended_rulings.iter().map(|it| (it.0.0, it.1)))?;
        let insert = || {
            insert_leaves(conn, count(conn, "leave")?, new_leaves)?;
            insert_rulings(conn, count(conn, "ruling")?, new_rulings)
        };
        insert().map_err(engine("saving leaves and rulings"))?;
    }
    incidents::reroute(pen, rerouted).map_err(engine("saving leaves and rulings"))?;
    Ok(Outcome::Saved)
}

/// Takes back what still holds; anything else is refused.
fn end(
    conn: Conn<'_>,
    table: &str,
    (zh, en): (&'static str, &'static str),
    ended: impl Iterator<Item = (u32, i64)>,
) -> Result<(), StoreError> {
    let sql = format!("UPDATE {table} SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL");
    for (id, at) in ended {
        let changed = conn.prepare(&sql).and_then(|mut it| it.execute(params![id, at]));
        if changed.map_err(StoreError::engine("taking back what was on record"))? == 0 {
            return Err(StoreError::NotOnRecord { zh, en, id });
        }
    }
    Ok(())
}

pub(crate) fn insert_leaves(conn: Conn<'_>, first: usize, leaves: &[Leave]) -> sql::Result<()> {
    let mut row = conn.prepare(
        "INSERT INTO leave (id, person, stand_in, from_at, to_at, made_at, ended_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (id, it) in (first..).zip(leaves) {
        let stand_in = it.stand_in.map(|it| it.0);
        row.send(params![id as i64, it.person.0, stand_in, it.from, it.to, it.made_at, it.ended_at])?;
    }
    Ok(())
}

pub(crate) fn leaves(conn: Conn<'_>) -> Result<List<Leave>, StoreError> {
    rows(conn, "SELECT person, stand_in, from_at, to_at, made_at, ended_at FROM leave ORDER BY id", |row| {
        Ok(Ok(Leave {
            person: PersonId(row.get(0)?),
            stand_in: row.get::<_, Option<u32>>(1)?.map(PersonId),
            from: row.get(2)?,
            to: row.get(3)?,
            made_at: row.get(4)?,
            ended_at: row.get(5)?,
        }))
    })
}

pub(crate) fn insert_rulings(conn: Conn<'_>, first: usize, rulings: &[Ruling]) -> sql::Result<()> {
    let mut row = conn.prepare(
        "INSERT INTO ruling (id, kind, x, y, radius_mm, category, cell, road, person, note, made_at, ended_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    for (id, it) in (first..).zip(rulings) {
        let (cell, road, person) = match it.verdict {
            Verdict::Cell(it) => (Some(it.0), None, None),
            Verdict::Road(it) => (None, Some(it.0), None),
            Verdict::Person(it) => (None, None, Some(it.0)),
        };
        row.send(params![
            id as i64,
            it.kind.as_str(),
            it.at.x,
            it.at.y,
            it.radius_mm,
            it.category.map(|it| it.0),
            cell,
            road,
            person,
            it.note,
            it.made_at,
            it.ended_at,
        ])?;
    }
    Ok(())
}

pub(crate) fn rulings(conn: Conn<'_>) -> Result<List<Ruling>, StoreError> {
    let sql =
        "SELECT kind, x, y, radius_mm, category, cell, road, person, note, made_at, ended_at FROM ruling ORDER BY id";
    rows(conn, sql, |row| {
        let kind = parsed(row, 0, "ruling.kind", RulingKind::parse)?;
        let verdict = match (row.get(5)?, row.get(6)?, row.get(7)?) {
            (Some(cell), None, None) => Ok(Verdict::Cell(CellId(cell))),
            (None, Some(road), None) => Ok(Verdict::Road(RoadId(road))),
            (None, None, Some(person)) => Ok(Verdict::Person(PersonId(person))),
            other => Err(StoreError::corrupt("ruling.cell", format!("{other:?}"))),
        };
        let (at, radius_mm) = (Point { x: row.get(1)?, y: row.get(2)? }, row.get(3)?);
        let category = row.get::<_, Option<u16>>(4)?.map(CategoryCode);
        let (note, made_at, ended_at) = (row.get(8)?, row.get(9)?, row.get(10)?);
        let ruling = |kind, verdict| Ruling { kind, at, radius_mm, category, verdict, note, made_at, ended_at };
        Ok(kind.and_then(|kind| Ok(ruling(kind, verdict?))))
    })
}
