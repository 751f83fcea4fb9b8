//! Incidents, their details and events as rows.

use model::{
    CategoryCode, CellId, Confidence, DutyRole, Incident, IncidentDetail, IncidentId, LonLat, PersonId, Point, Report,
    Reroute, RoadPosition, SegmentId, Side, Source, Stage,
};

use super::{cases, pen::Pen};
use crate::{
    Outcome, StoreError,
    sql::{self, Batch, Conn, OptionalExtension, Row, SqlError, Value, ValueRef, params},
};
use uuid::Uuid;

/// Writes an incident as it is reported.
pub(crate) const INSERT: &str = "
    INSERT INTO incident (id, category, lon, lat, x, y, stage, source, reported_at, cell, member, segment, distance_mm,
        side, chainage_mm, leader, primary_role, made_up, revision, other_person, confidence, settled)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)";
/// Writes what is read of it only when somebody looks.
pub(crate) const DETAIL: &str = "
    INSERT INTO incident_detail (incident, note, accuracy_m, reason_zh, reason_en, trace) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// Gives an incident to others.
const REROUTE: &str = "
    UPDATE incident SET cell = ?2, member = ?3, segment = ?4, distance_mm = ?5, side = ?6, chainage_mm = ?7, leader = ?8,
        primary_role = ?9, other_person = ?10, confidence = ?11, revision = ?12 WHERE id = ?1";
/// Says why.
const REASON: &str = "UPDATE incident_detail SET reason_zh = ?2, reason_en = ?3, trace = ?4 WHERE incident = ?1";

pub(crate) fn write(pen: &mut Pen<'_>, reports: &[Report], key: Option<&str>) -> Result<Outcome, StoreError> {
    if let Some(known) = key.and_then(|key| pen.known(key)) {
        return Ok(Outcome::Repeated(known));
    }
    insert(pen, reports).map_err(StoreError::engine("saving incidents"))?;
    if let (Some(key), Some(first)) = (key, reports.first()) {
        pen.keep(key, first.incident.id).map_err(StoreError::engine("keeping the idempotency key"))?;
    }
    Ok(Outcome::Saved)
}

fn insert(pen: &mut Pen<'_>, reports: &[Report]) -> sql::Result<()> {
    for Report { incident: it, detail, events } in reports {
        pen.incident.add(params![
            it.id.0,
            it.category.0,
            it.place.lon,
            it.place.lat,
            it.point.x,
            it.point.y,
            it.stage.as_str(),
            it.source.as_str(),
            it.reported_at,
            it.cell.map(|id| id.0),
            it.member.map(|id| id.0),
            it.road.map(|at| at.segment.0),
            it.road.map(|at| at.distance_mm),
            it.road.map(|at| at.side.as_str()),
            it.road.map(|at| at.chainage_mm),
            it.leader.map(|id| id.0),
            it.primary.map(DutyRole::as_str),
            it.made_up,
            it.revision,
            it.other.map(|id| id.0),
            it.confidence.map(Confidence::as_str),
            it.case.is_none(),
        ])?;
        let IncidentDetail { note, accuracy_m, reason_zh, reason_en, trace } = detail;
        pen.detail.add(params![it.id.0, note, accuracy_m, reason_zh, reason_en, trace])?;
        for event in events {
            cases::append(pen, it, event)?;
        }
        pen.relieve()?;
    }
    Ok(())
}

/// Gives incidents to the people who answer from now on, each with its event.
pub(crate) fn reroute(pen: &mut Pen<'_>, rerouted: &[Reroute]) -> sql::Result<()> {
    if rerouted.is_empty() {
        return Ok(());
    }
    let conn = pen.conn()?;
    let (mut rows, mut reasons) = (Batch::new(conn, REROUTE), Batch::new(conn, REASON));
    for Reroute { incident: it, reason_zh, reason_en, trace, .. } in rerouted {
        rows.add(params![
            it.id.0,
            it.cell.map(|id| id.0),
            it.member.map(|id| id.0),
            it.road.map(|at| at.segment.0),
            it.road.map(|at| at.distance_mm),
            it.road.map(|at| at.side.as_str()),
            it.road.map(|at| at.chainage_mm),
            it.leader.map(|id| id.0),
            it.primary.map(DutyRole::as_str),
            it.other.map(|id| id.0),
            it.confidence.map(Confidence::as_str),
            it.revision,
        ])?;
        reasons.add(params![it.id.0, reason_zh, reason_en, trace])?;
    }
    rows.send()?;
    reasons.send()?;
    for Reroute { incident, event, .. } in rerouted {
        cases::event(pen, incident.id, Some(incident), event)?;
    }
    Ok(())
}

/// What an incident is read from, in the order in which [`incident`] reads it.
const COLUMNS: &str = "id, category, lon, lat, x, y, stage, source, reported_at, cell, member, segment, distance_mm, side, \
     chainage_mm, leader, primary_role, made_up, revision, other_person, confidence";

/// Reads one incident, without its case.
pub(crate) fn read_one(conn: Conn<'_>, id: IncidentId) -> Result<Option<Incident>, StoreError> {
    let read = || {
        let mut statement = conn.prepare(&format!("SELECT {COLUMNS} FROM incident WHERE id = ?1"))?;
        statement.query_row([id.0], |row| Ok(incident(row))).optional()
    };
    read().map_err(StoreError::engine("reading incidents"))?.transpose()
}

/// Which incidents are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// Those from the first of these ids to the last, both included.
    Between(IncidentId, IncidentId),
    /// Those to which something happened behind the first of these events and up to the second.
    Touched(i64, i64),
}

impl Which {
    pub(crate) const ALL: Self = Self::Between(IncidentId(Uuid::nil()), IncidentId(Uuid::max()));

    pub(super) const fn sql(self) -> &'static str {
        match self {
            Self::Between(..) => "incident.id BETWEEN ?1 AND ?2",
            Self::Touched(..) => "incident.id IN (SELECT incident FROM event WHERE seq > ?1 AND seq <= ?2)",
        }
    }

    /// Returns what stands for `?1` and `?2` in [`Self::sql`].
    pub(super) fn values(self) -> [Value; 2] {
        match self {
            Self::Between(first, last) => [first, last].map(|it| Value::Blob(it.0.as_bytes().to_vec())),
            Self::Touched(after, upto) => [after, upto].map(Value::Integer),
        }
    }
}

/// Returns the first and the last id, `None` without incidents.
pub(crate) fn ids(conn: Conn<'_>) -> Result<Option<(IncidentId, IncidentId)>, StoreError> {
    let end = |order| {
        let sql = format!("SELECT id FROM incident ORDER BY id {order} LIMIT 1");
        conn.query_row(&sql, (), |row| row.get(0).map(IncidentId)).optional()
    };
    let both = end("ASC").and_then(|first| Ok(first.zip(end("DESC")?)));
    both.map_err(StoreError::engine("reading incidents"))
}

/// Reads incidents, by id; those that are not settled with their cases.
pub(crate) fn read(conn: Conn<'_>, which: Which) -> Result<Vec<Incident>, StoreError> {
    let engine = StoreError::engine::<SqlError>;
    let sql = format!("SELECT {COLUMNS} FROM incident WHERE {} ORDER BY id", which.sql());
    let mut statement = conn.prepare(&sql).map_err(engine("reading incidents"))?;
    let mut rows = statement.stream(&which.values()[..]).map_err(engine("reading incidents"))?;
    let mut all = Vec::new();
    while let Some(row) = rows.next().map_err(engine("reading incidents"))? {
        all.push(incident(&row)?);
    }
    cases::open(conn, which, &mut all)?;
    Ok(all)
}

/// Puts incidents in the order in which they are loaded.
pub(crate) fn in_order(incidents: &mut [Incident]) {
    // Nearly in order already, as ids begin with the time: the stable sort makes use of that.
    incidents.sort_by_key(|it| (it.reported_at, it.id));
}

fn incident(row: &Row<'_>) -> Result<Incident, StoreError> {
    let engine = |err: SqlError| StoreError::engine("reading incidents")(err);
    let segment: Option<u32> = row.get(11).map_err(engine)?;
    let road = match segment {
        None => None,
        Some(segment) => Some(RoadPosition {
            segment: SegmentId(segment),
            distance_mm: row.get(12).map_err(engine)?,
            side: needed(row, 13, "incident.side", Side::parse)?,
            chainage_mm: row.get(14).map_err(engine)?,
        }),
    };
    Ok(Incident {
        id: IncidentId(row.get(0).map_err(engine)?),
        category: CategoryCode(row.get(1).map_err(engine)?),
        place: LonLat { lon: row.get(2).map_err(engine)?, lat: row.get(3).map_err(engine)? },
        point: Point { x: row.get(4).map_err(engine)?, y: row.get(5).map_err(engine)? },
        stage: needed(row, 6, "incident.stage", Stage::parse)?,
        source: needed(row, 7, "incident.source", Source::parse)?,
        reported_at: row.get(8).map_err(engine)?,
        cell: row.get::<_, Option<u32>>(9).map_err(engine)?.map(CellId),
        member: row.get::<_, Option<u32>>(10).map_err(engine)?.map(PersonId),
        road,
        leader: row.get::<_, Option<u32>>(15).map_err(engine)?.map(PersonId),
        other: row.get::<_, Option<u32>>(19).map_err(engine)?.map(PersonId),
        primary: word(row, 16, "incident.primary_role", DutyRole::parse)?,
        confidence: word(row, 20, "incident.confidence", Confidence::parse)?,
        made_up: row.get(17).map_err(engine)?,
        revision: row.get(18).map_err(engine)?,
        case: None,
    })
}

/// Reads a word of a column that may be empty.
fn word<T>(
    row: &Row<'_>,
    at: usize,
    column: &'static str,
    parse: fn(&str) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    let value = row.get_ref(at).map_err(StoreError::engine("reading incidents"))?;
    let corrupt = || StoreError::corrupt(column, format!("{value:?}"));
    match value {
        ValueRef::Null => Ok(None),
        ValueRef::Text(it) => {
            let text = std::str::from_utf8(it).map_err(|_| corrupt())?;
            parse(text).map(Some).ok_or_else(|| StoreError::corrupt(column, text))
        }
        _ => Err(corrupt()),
    }
}

/// Reads a word of a column that is never empty.
fn needed<T>(row: &Row<'_>, at: usize, column: &'static str, parse: fn(&str) -> Option<T>) -> Result<T, StoreError> {
    word(row, at, column, parse)?.ok_or_else(|| StoreError::corrupt(column, ""))
}

pub(crate) fn read_details(conn: Conn<'_>, ids: &[IncidentId]) -> Result<Vec<Option<IncidentDetail>>, StoreError> {
    let read = || {
        let mut statement = conn
            .prepare("SELECT note, accuracy_m, reason_zh, reason_en, trace FROM incident_detail WHERE incident = ?1")?;
        let detail = |row: &Row<'_>| {
            Ok(IncidentDetail {
                note: row.get(0)?,
                accuracy_m: row.get(1)?,
                reason_zh: row.get(2)?,
                reason_en: row.get(3)?,
                trace: row.get(4)?,
            })
        };
        ids.iter().map(|id| statement.query_row([id.0], detail).optional()).collect::<sql::Result<Vec<_>>>()
    };
    read().map_err(StoreError::engine("reading details"))
}
