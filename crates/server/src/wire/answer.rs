//! The answer to "who answers for this spot".

use locate::Containment;
use model::{Confidence, LonLat};
use serde::Serialize;
use service::{Answer, Ground, Words};
use utoipa::ToSchema;

use super::{
    LimitWire, PlaceWire, bounds_of, degrees,
    people::{CellWire, PersonWire, PrimaryWire, RoadWire},
};

/// Who answers for a spot, and why.
#[derive(Serialize, ToSchema)]
pub(crate) struct AnswerWire {
    place: PlaceWire,
    /// Whether a cell owns the place, or may own it so near to the border.
    inside: bool,
    cell: Option<CellWire>,
    /// West, south, east, north of the cell in degrees.
    cell_bounds: Option<[f64; 4]>,
    cell_area_m2: Option<f64>,
    /// The cell's grid member.
    member: Option<PersonWire>,
    /// The nearest road within 500 m.
    road: Option<RoadWire>,
    /// The foot of the perpendicular on the road.
    foot: Option<PlaceWire>,
    /// The leader who holds the road's contract.
    leader: Option<PersonWire>,
    primary: Option<PrimaryWire>,
    /// How sure that is: `certain`, `likely` or `choose`; null where nobody can answer.
    confidence: Option<&'static str>,
    outside: Option<OutsideWire>,
    limit: Option<LimitWire>,
    reason: WordsWire,
    /// The whole trace: margins, candidates, duties, reason codes, versions of rules and partition; `null` for who may not
    /// learn people's names.
    trace: serde_json::Value,
}

/// How far outside a place is.
#[derive(Serialize, ToSchema)]
pub(crate) struct OutsideWire {
    /// The code of the nearest cell.
    nearest_cell: String,
    distance_m: f64,
}

/// The same text in Chinese and English.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WordsWire {
    pub(crate) zh: String,
    pub(crate) en: String,
}

impl From<Words> for WordsWire {
    fn from(it: Words) -> Self {
        Self { zh: it.zh, en: it.en }
    }
}

impl AnswerWire {
    /// The same for who may not learn people's names: posts in the words, no people, no trace.
    pub(crate) fn public(ground: &Ground, place: LonLat, answer: &Answer) -> Self {
        let whole = Self::new(ground, place, answer);
        Self {
            member: None,
            leader: None,
            primary: whole.primary.map(|it| PrimaryWire { name: None, ..it }),
            reason: ground.explain_without_names(answer).into(),
            trace: serde_json::Value::Null,
            ..whole
        }
    }

    pub(crate) fn new(ground: &Ground, place: LonLat, answer: &Answer) -> Self {
        let found = &answer.found;
        let cell = found.containment.cell();
        let polygon = cell.map(|it| &ground.district.cells[it.index()].polygon);
        let outside = match found.containment {
            Containment::Outside { nearest, distance_mm } | Containment::NearOutside { cell: nearest, distance_mm } => {
                let nearest_cell = ground.district.cells[nearest.index()].code.clone();
                Some(OutsideWire { nearest_cell, distance_m: f64::from(distance_mm) / 1000.0 })
            }
            Containment::Inside(_) | Containment::Nowhere => None,
        };
        let road = answer.road();
        let foot = road.map(|it| ground.frame.place(it.foot));
        Self {
            place: place.into(),
            inside: cell.is_some(),
            cell: cell.map(|it| CellWire::new(ground, it)),
            cell_bounds: polygon.and_then(|it| bounds_of(ground, &it.shell)).map(|it| it.map(degrees)),
            cell_area_m2: polygon.map(|it| it.area_m2().round()),
            member: answer.member().map(|it| PersonWire::new(ground, it)),
            road: road.map(|it| RoadWire::new(ground, it.position, it.foot, answer.point())),
            foot: foot.map(|it| PlaceWire { lon: degrees(it.lon), lat: degrees(it.lat) }),
            leader: answer.leader().map(|it| PersonWire::new(ground, it)),
            primary: found.primary.map(|it| PrimaryWire {
                role: it.role.as_str(),
                name: Some(ground.district.persons[it.person.index()].name.clone()),
            }),
            confidence: found.confidence.map(Confidence::as_str),
            outside,
            limit: answer
                .ask
                .category
                .and_then(|it| ground.categories.at(it, answer.ask.at_ms))
                .map(|it| it.limit.into()),
            reason: ground.explain(answer).into(),
            trace: ground.trace(answer),
        }
    }
}
