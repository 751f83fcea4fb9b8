//! The district as rows. Ids are the positions in its lists, so reading in order of id gives the lists back.

use model::{
    Backdrop, BackdropKind, CellEdge, CellId, Community, CommunityId, District, EdgeClass, FrameOrigin, Landmark,
    LandmarkKind, Level, List, LonLat, PartitionVersion, Person, Point, Road, RoadClass, RoadId, RoadSegment,
    SegmentId, Span, Subdistrict, SubdistrictId, UnitCell, VersionId, VersionKind,
};

use super::{
    decisions::{insert_leaves, insert_rulings, leaves, rulings},
    duties::{duties, frontages, insert_duties, insert_frontages, insert_persons},
    partition::{insert_cells, insert_communities, insert_edges, insert_version},
};
use crate::{
    Outcome, StoreError,
    geometry::{read_line, read_polygon, read_shape, write_line, write_shape},
    sql::{self, Column, Conn, OptionalExtension, Row, SqlError, params},
};

pub(crate) fn write(conn: Conn<'_>, district: &District) -> Result<Outcome, StoreError> {
    let present = conn.query_row("SELECT name FROM district", (), |row| row.get(0)).optional();
    if let Some(name) = present.map_err(StoreError::engine("founding the district"))? {
        return Err(StoreError::NotEmpty(name));
    }
    insert(conn, district).map_err(StoreError::engine("founding the district"))?;
    Ok(Outcome::Saved)
}

fn insert(conn: Conn<'_>, it: &District) -> sql::Result<()> {
    let LonLat { lon, lat } = it.frame.origin;
    conn.execute(
        "INSERT INTO district (id, name, code, fictional, attribution, origin_lon, origin_lat) VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)",
        params![it.name, it.code, it.fictional, it.attribution, lon, lat],
    )?;
    for (id, version) in it.versions.iter().enumerate() {
        insert_version(conn, id, version)?;
    }
    insert_areas(conn, it)?;
    insert_roads(conn, it)?;
    insert_edges(conn, 0, &it.edges)?;
    insert_surroundings(conn, it)?;
    insert_people(conn, it)
}

fn insert_areas(conn: Conn<'_>, it: &District) -> sql::Result<()> {
    let mut row = conn.prepare("INSERT INTO subdistrict (id, code, name, name_en) VALUES (?1, ?2, ?3, ?4)")?;
    for (id, it) in it.subdistricts.iter().enumerate() {
        row.send(params![id as i64, it.code, it.name, it.name_en])?;
    }
    insert_communities(conn, 0, &it.communities)?;
    insert_cells(conn, 0, &it.cells)
}

fn insert_roads(conn: Conn<'_>, it: &District) -> sql::Result<()> {
    let mut row = conn.prepare("INSERT INTO road (id, code, name, name_en, class) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (id, it) in it.roads.iter().enumerate() {
        row.send(params![id as i64, it.code, it.name, it.name_en, it.class.as_str()])?;
    }
    let mut row = conn.prepare(
        "INSERT INTO road_segment (id, code, road, class, level, from_m, to_m, width_m, geometry)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for (id, it) in it.segments.iter().enumerate() {
        let (class, level) = (it.class.as_str(), it.level.as_str());
        let line = write_line(&it.line);
        row.send(params![id as i64, it.code, it.road.0, class, level, it.from_m, it.to_m, it.width_m, line])?;
    }
    Ok(())
}

fn insert_surroundings(conn: Conn<'_>, it: &District) -> sql::Result<()> {
    let mut row = conn.prepare("INSERT INTO backdrop (id, kind, name, geometry) VALUES (?1, ?2, ?3, ?4)")?;
    for (id, it) in it.backdrop.iter().enumerate() {
        row.send(params![id as i64, it.kind.as_str(), it.name, write_shape(&it.shape)])?;
    }
    let mut row = conn.prepare("INSERT INTO landmark (id, kind, name, x, y) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (id, it) in it.landmarks.iter().enumerate() {
        row.send(params![id as i64, it.kind.as_str(), it.name, it.at.x, it.at.y])?;
    }
    Ok(())
}

fn insert_people(conn: Conn<'_>, it: &District) -> sql::Result<()> {
    insert_persons(conn, 0, &it.persons)?;
    insert_frontages(conn, 0, &it.frontages)?;
    insert_duties(conn, 0, &it.duties)?;
    insert_leaves(conn, 0, &it.leaves)?;
    insert_rulings(conn, 0, &it.rulings)
}

pub(crate) fn read(conn: Conn<'_>) -> Result<Option<District>, StoreError> {
    let head = conn
        .query_row("SELECT name, code, fictional, attribution, origin_lon, origin_lat FROM district", (), |row| {
            let origin = LonLat { lon: row.get(4)?, lat: row.get(5)? };
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, FrameOrigin { origin }))
        })
        .optional()
        .map_err(StoreError::engine("reading the district"))?;
    let Some((name, code, fictional, attribution, frame)) = head else { return Ok(None) };
    let district = District {
        name,
        code,
        fictional,
        attribution,
        frame,
        subdistricts: rows(conn, "SELECT code, name, name_en FROM subdistrict ORDER BY id", |row| {
            Ok(Ok(Subdistrict { code: row.get(0)?, name: row.get(1)?, name_en: row.get(2)? }))
        })?,
        communities: rows(conn, "SELECT code, name, name_en, subdistrict FROM community ORDER BY id", |row| {
            let subdistrict = SubdistrictId(row.get(3)?);
            Ok(Ok(Community { code: row.get(0)?, name: row.get(1)?, name_en: row.get(2)?, subdistrict }))
        })?,
        cells: rows(
            conn,
            "SELECT code, community, label_x, label_y, geometry, from_version, to_version FROM unit_cell ORDER BY id",
            cell,
        )?,
        versions: rows(conn, "SELECT kind, undone, valid_from, note FROM partition_version ORDER BY id", version)?,
        edges: rows(
            conn,
            "SELECT class, geometry, left_cell, right_cell, segment, from_version, to_version FROM cell_edge ORDER BY id",
            edge,
        )?,
        roads: rows(conn, "SELECT code, name, name_en, class FROM road ORDER BY id", |row| {
            let class = parsed(row, 3, "road.class", RoadClass::parse)?;
            let (code, name, name_en) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(class.map(|class| Road { code, name, name_en, class }))
        })?,
        segments: rows(
            conn,
            "SELECT code, road, class, level, from_m, to_m, width_m, geometry FROM road_segment ORDER BY id",
            segment,
        )?,
        backdrop: rows(conn, "SELECT kind, name, geometry FROM backdrop ORDER BY id", |row| {
            let kind = parsed(row, 0, "backdrop.kind", BackdropKind::parse)?;
            let shape = parsed(row, 2, "backdrop.geometry", read_shape)?;
            let name = row.get(1)?;
            Ok(kind.and_then(|kind| Ok(Backdrop { kind, name, shape: shape? })))
        })?,
        landmarks: rows(conn, "SELECT kind, name, x, y FROM landmark ORDER BY id", |row| {
            let kind = parsed(row, 0, "landmark.kind", LandmarkKind::parse)?;
            let (name, at) = (row.get(1)?, Point { x: row.get(2)?, y: row.get(3)? });
            Ok(kind.map(|kind| Landmark { kind, name, at }))
        })?,
        persons: rows(conn, "SELECT code, name, post, made_up FROM person ORDER BY id", |row| {
            Ok(Ok(Person { code: row.get(0)?, name: row.get(1)?, post: row.get(2)?, made_up: row.get(3)? }))
        })?,
        duties: duties(conn)?,
        frontages: frontages(conn)?,
        leaves: leaves(conn)?,
        rulings: rulings(conn)?,
    };
    district.check().map_err(StoreError::engine("checking the district"))?;
    Ok(Some(district))
}

fn cell(row: &Row<'_>) -> sql::Result<Result<UnitCell, StoreError>> {
    let polygon = parsed(row, 4, "unit_cell.geometry", read_polygon)?;
    let (code, community) = (row.get(0)?, CommunityId(row.get(1)?));
    let label = Point { x: row.get(2)?, y: row.get(3)? };
    let span = span(row, 5)?;
    Ok(polygon.map(|polygon| UnitCell { code, community, polygon, label, span }))
}

/// Reads the columns `from_version` and `to_version`, which stand at `at` and after it.
pub(crate) fn span(row: &Row<'_>, at: usize) -> sql::Result<Span> {
    Ok(Span { from: VersionId(row.get(at)?), to: row.get::<_, Option<u32>>(at + 1)?.map(VersionId) })
}

fn version(row: &Row<'_>) -> sql::Result<Result<PartitionVersion, StoreError>> {
    let undone = row.get::<_, Option<u32>>(1)?.map(VersionId);
    let kind = parsed(row, 0, "partition_version.kind", |it| VersionKind::parse(it, undone))?;
    let (valid_from, note) = (row.get(2)?, row.get(3)?);
    Ok(kind.map(|kind| PartitionVersion { kind, valid_from, note }))
}

fn edge(row: &Row<'_>) -> sql::Result<Result<CellEdge, StoreError>> {
    let class = parsed(row, 0, "cell_edge.class", EdgeClass::parse)?;
    let line = parsed(row, 1, "cell_edge.geometry", read_line)?;
    let cell = |at| Ok::<_, SqlError>(row.get::<_, Option<u32>>(at)?.map(CellId));
    let (left, right) = (cell(2)?, cell(3)?);
    let (segment, span) = (row.get::<_, Option<u32>>(4)?.map(SegmentId), span(row, 5)?);
    Ok(class.and_then(|class| Ok(CellEdge { line: line?, left, right, class, segment, span })))
}

fn segment(row: &Row<'_>) -> sql::Result<Result<RoadSegment, StoreError>> {
    let class = parsed(row, 2, "road_segment.class", RoadClass::parse)?;
    let level = parsed(row, 3, "road_segment.level", Level::parse)?;
    let line = parsed(row, 7, "road_segment.geometry", read_line)?;
    let (code, road) = (row.get(0)?, RoadId(row.get(1)?));
    let (from_m, to_m, width_m) = (row.get(4)?, row.get(5)?, row.get(6)?);
    Ok(class.and_then(|class| Ok(RoadSegment { code, road, class, level: level?, line: line?, from_m, to_m, width_m })))
}

/// Reads all rows of a query; the inner result is for values that SQL accepts but this program does not know.
pub(crate) fn rows<T>(
    conn: Conn<'_>,
    sql: &str,
    read: impl Fn(&Row<'_>) -> sql::Result<Result<T, StoreError>>,
) -> Result<List<T>, StoreError> {
    let engine = StoreError::engine::<SqlError>;
    let mut statement = conn.prepare(sql).map_err(engine("reading the district"))?;
    let rows = statement.query_map((), read).map_err(engine("reading the district"))?;
    rows.into_iter().collect()
}

pub(crate) fn parsed<T>(
    row: &Row<'_>,
    at: impl Column,
    column: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> sql::Result<Result<T, StoreError>> {
    let text = row.get_ref(at.place(row)?)?.as_str()?;
    Ok(parse(text).ok_or_else(|| StoreError::corrupt(column, text)))
}
