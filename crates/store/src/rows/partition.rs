//! The partition as rows: its versions, cells, edges and duties, at founding and when a version follows.

use model::{CellEdge, CellId, Community, PartitionVersion, Point, Polygon, Repartition, Reroute, UnitCell};

use super::{
    duties::{insert_duties, insert_frontages, insert_persons},
    incidents,
    pen::Pen,
};
use crate::{
    Outcome, StoreError,
    geometry::{write_line, write_polygon},
    sql::{self, Conn, params},
};

/// Saves the next version. The number of versions saved before must be as the caller knew it, else nothing is written.
pub(crate) fn write(
    pen: &mut Pen<'_>,
    version: &PartitionVersion,
    change: &Repartition,
    rerouted: &[Reroute],
) -> Result<Outcome, StoreError> {
    let conn = pen.conn().map_err(StoreError::engine("saving a version of the partition"))?;
    let inserted = insert(conn, version, change).and_then(|()| incidents::reroute(pen, rerouted));
    inserted.map_err(StoreError::engine("saving a version of the partition"))?;
    Ok(Outcome::Saved)
}

/// Gives a district that was saved before there were edge tables its own.
pub(crate) fn write_edges(conn: Conn<'_>, edges: &[CellEdge]) -> Result<Outcome, StoreError> {
    let present = count(conn, "cell_edge").map_err(StoreError::engine("looking for edges"))?;
    if present == 0 {
        insert_edges(conn, 0, edges).map_err(StoreError::engine("saving the edge table"))?;
    }
    Ok(Outcome::Saved)
}

fn insert(conn: Conn<'_>, version: &PartitionVersion, change: &Repartition) -> sql::Result<()> {
    let number = count(conn, "partition_version")?;
    insert_version(conn, number, version)?;
    insert_communities(conn, count(conn, "community")?, &change.new_communities)?;
    insert_cells(conn, count(conn, "unit_cell")?, &change.new_cells)?;
    reshape(
        conn,
        "UPDATE unit_cell SET geometry = ?2, label_x = ?3, label_y = ?4 WHERE id = ?1",
        &change.reshaped_cells,
    )?;
    let revive = "UPDATE unit_cell SET geometry = ?2, label_x = ?3, label_y = ?4, to_version = NULL WHERE id = ?1";
    reshape(conn, revive, &change.revived_cells)?;
    insert_edges(conn, count(conn, "cell_edge")?, &change.new_edges)?;
    insert_persons(conn, count(conn, "person")?, &change.new_persons)?;
    // A zone that comes back has the code of one that ends or ended.
    end(conn, "frontage_zone", number, change.ended_frontages.iter().map(|it| it.0))?;
    insert_frontages(conn, count(conn, "frontage_zone")?, &change.new_frontages)?;
    insert_duties(conn, count(conn, "duty")?, &change.new_duties)?;
    end(conn, "unit_cell", number, change.ended_cells.iter().map(|it| it.0))?;
    end(conn, "cell_edge", number, change.ended_edges.iter().map(|it| it.0))?;
    end(conn, "duty", number, change.ended_duties.iter().map(|it| it.0))
}

/// Returns the number of rows; ids are positions, so it is the next id.
pub(crate) fn count(conn: Conn<'_>, table: &str) -> sql::Result<usize> {
    conn.query_row(&format!("SELECT count(*) FROM {table}"), (), |row| row.get::<_, i64>(0)).map(|it| it as usize)
}

fn end(conn: Conn<'_>, table: &str, number: usize, ids: impl Iterator<Item = u32>) -> sql::Result<()> {
    let mut row = conn.prepare(&format!("UPDATE {table} SET to_version = ?2 WHERE id = ?1"))?;
    for id in ids {
        row.send(params![id, number as i64])?;
    }
    Ok(())
}

fn reshape(conn: Conn<'_>, sql: &str, shapes: &[(CellId, Polygon, Point)]) -> sql::Result<()> {
    let mut row = conn.prepare(sql)?;
    for (id, polygon, label) in shapes {
        row.send(params![id.0, write_polygon(polygon), label.x, label.y])?;
    }
    Ok(())
}

pub(crate) fn insert_version(conn: Conn<'_>, id: usize, it: &PartitionVersion) -> sql::Result<()> {
    let mut row =
        conn.prepare("INSERT INTO partition_version (id, kind, undone, valid_from, note) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    let undone = it.kind.undone().map(|it| it.0);
    row.send(params![id as i64, it.kind.as_str(), undone, it.valid_from, it.note])?;
    Ok(())
}

pub(crate) fn insert_communities(conn: Conn<'_>, first: usize, communities: &[Community]) -> sql::Result<()> {
    let mut row =
        conn.prepare("INSERT INTO community (id, code, name, name_en, subdistrict) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (id, it) in (first..).zip(communities) {
        row.send(params![id as i64, it.code, it.name, it.name_en, it.subdistrict.0])?;
    }
    Ok(())
}

pub(crate) fn insert_cells(conn: Conn<'_>, first: usize, cells: &[UnitCell]) -> sql::Result<()> {
    let mut row = conn.prepare(
        "INSERT INTO unit_cell (id, code, community, label_x, label_y, geometry, from_version, to_version)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for (id, it) in (first..).zip(cells) {
        let (from, to) = (it.span.from.0, it.span.to.map(|it| it.0));
        let geometry = write_polygon(&it.polygon);
        row.send(params![id as i64, it.code, it.community.0, it.label.x, it.label.y, geometry, from, to])?;
    }
    Ok(())
}

pub(crate) fn insert_edges(conn: Conn<'_>, first: usize, edges: &[CellEdge]) -> sql::Result<()> {
    let mut row = conn.prepare(
        "INSERT INTO cell_edge (id, left_cell, right_cell, class, segment, geometry, from_version, to_version)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for (id, it) in (first..).zip(edges) {
        let (left, right, segment) = (it.left.map(|it| it.0), it.right.map(|it| it.0), it.segment.map(|it| it.0));
        let (from, to) = (it.span.from.0, it.span.to.map(|it| it.0));
        row.send(params![id as i64, left, right, it.class.as_str(), segment, write_line(&it.line), from, to])?;
    }
    Ok(())
}
