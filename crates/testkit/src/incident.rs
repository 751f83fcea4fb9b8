//! An incident with nothing about it.

use model::{CategoryCode, Incident, IncidentId, LonLat, Point, Source, Stage};

/// Makes an incident that a member has just reported, without cell, road, people and case; tests say what is otherwise.
pub const fn incident(id: IncidentId, reported_at: i64) -> Incident {
    Incident {
        id,
        category: CategoryCode(102),
        place: LonLat { lon: 113.94, lat: 22.55 },
        point: Point { x: 1, y: 2 },
        stage: Stage::Reported,
        source: Source::Member,
        reported_at,
        cell: None,
        member: None,
        road: None,
        leader: None,
        other: None,
        primary: None,
        confidence: None,
        made_up: false,
        revision: 1,
        case: None,
    }
}
