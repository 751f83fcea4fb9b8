//! What one person answers for.

use std::collections::BTreeSet;

use axum::{
    Json,
    extract::{Path, State},
};
use model::{CellId, District, Duty, LeaveId, PersonId, Piece, Stretch};
use serde::Serialize;
use serde_json::{Value, json};
use service::{Ground, Service, World, road_display};
use spatial::between;
use tiles::{Filter, StageSet};
use utoipa::ToSchema;

use crate::{
    Problem,
    wire::{DutyWire, HolderWire, LeaveWire, bounds_of, degrees, lon_lat, metres},
};

/// What a person answers for now.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonDuties {
    person: HolderWire,
    /// Whether the person is made up for a demonstration.
    made_up: bool,
    totals: Totals,
    /// West, south, east, north of all of it in degrees; `null` without any.
    bounds: Option<[f64; 4]>,
    /// The person's own duties, by number; also those whose term has passed or lies ahead.
    duties: Vec<HeldDuty>,
    /// Duties of others on leave for whom this person stands in now.
    standing_in: Vec<HeldDuty>,
    /// Leaves that stand and are not over, by number.
    leaves: Vec<LeaveWire>,
}

/// The sums over the person's own duties that hold now; what two of them cover counts once.
#[derive(Serialize, ToSchema)]
struct Totals {
    cells: usize,
    area_m2: f64,
    /// Metres of roads, along the chainage.
    length_m: f64,
    frontages: usize,
    spots: usize,
    /// Incidents that nobody has finished and for which this person has to act first.
    open_incidents: usize,
}

/// A duty with its ground.
#[derive(Serialize, ToSchema)]
struct HeldDuty {
    #[serde(flatten)]
    duty: DutyWire,
    /// Whether its term holds now.
    holds: bool,
    /// The ground of cells and frontages.
    area_m2: Option<f64>,
    /// The length of a stretch along the chainage.
    length_m: Option<f64>,
    /// What people call the road or the frontage.
    title: Option<String>,
    /// The same in English.
    title_en: Option<String>,
    /// A GeoJSON geometry: polygons of cells and frontages, lines of roads, the point of a spot.
    #[schema(value_type = Object)]
    shape: Value,
}

/// 我负责什么 / Tells what a person answers for, with its ground, sums, leaves and stand-ins.
#[utoipa::path(get, path = "/api/v1/persons/{code}/duties", tag = "responsibility",
    params(("code" = String, Path, description = "the staff number")), responses(
    (status = 200, body = PersonDuties),
    (status = 404, body = Problem, description = "there is no person of this number"),
))]
pub(crate) async fn person_duties(
    State(service): State<Service>,
    Path(code): Path<String>,
) -> Result<Json<PersonDuties>, Problem> {
    let now = service.now_ms();
    let world = service.world();
    let ground = &world.ground;
    let district = &ground.district;
    let at = district.persons.iter().position(|it| it.code == code);
    let missing = || Problem::not_found(format!("没有人员编号 {code}"), format!("there is no person of number {code}"));
    let id = at.map(PersonId::at).ok_or_else(missing)?;
    let of = |person: PersonId| district.live_duties().filter(move |it| it.1.person == person);
    let held =
        |person: PersonId| of(person).map(|it| HeldDuty::new(ground, DutyWire::new(ground, it.0, it.1), it.1, now));
    let leaves = || (0..).map(LeaveId).zip(&district.leaves);
    let away = leaves().filter(|it| it.1.holds(now) && it.1.stand_in == Some(id));
    let away: BTreeSet<PersonId> = away.map(|it| it.1.person).collect();
    let mine = leaves().filter(|it| it.1.person == id && it.1.ended_at.is_none() && now < it.1.to);
    let points = of(id).flat_map(|it| points(district, &it.1.piece));
    Ok(Json(PersonDuties {
        person: HolderWire::new(ground, id),
        made_up: district.persons[id.index()].made_up,
        totals: totals(&world, id, now),
        bounds: bounds_of(ground, &points.collect::<Vec<_>>()).map(|it| it.map(degrees)),
        duties: held(id).collect(),
        standing_in: away.into_iter().flat_map(held).collect(),
        leaves: mine.map(|it| LeaveWire::new(ground, it.0, it.1)).collect(),
    }))
}

fn totals(world: &World, person: PersonId, now: i64) -> Totals {
    let district = &world.ground.district;
    let (mut cells, mut frontages, mut stretches, mut spots) = (BTreeSet::new(), BTreeSet::new(), Vec::new(), 0);
    for (_, duty) in district.live_duties().filter(|it| it.1.person == person && it.1.term.holds(now)) {
        match &duty.piece {
            Piece::Cells(list) => cells.extend(list.iter().copied()),
            Piece::Road(it) => stretches.push((it.road, *it)),
            Piece::Frontage(it) => {
                frontages.insert(*it);
            }
            Piece::Spot(_) => spots += 1,
        }
    }
    stretches.sort_by_key(|it| (it.0, it.1.from_mm));
    let mut length_m = 0.0;
    for of_road in stretches.chunk_by(|a, b| a.0 == b.0) {
        // Along one road what overlaps counts once.
        let mut done = 0.0_f64;
        for (_, it) in of_road {
            let (from, to) = reach(district, it);
            length_m += (to - from.max(done)).max(0.0);
            done = done.max(to);
        }
    }
    let open = Filter { stages: StageSet::open(), ..Filter::default() };
    let open = world.newest(&open, world.len()).incidents;
    Totals {
        cells: cells.len(),
        // The sum of nothing is -0.
        area_m2: cells
            .iter()
            .map(|it: &CellId| district.cells[it.index()].polygon.area_m2())
            .sum::<f64>()
            .round()
            .abs(),
        length_m: metres(length_m),
        frontages: frontages.len(),
        spots,
        open_incidents: open.iter().filter(|it| it.primary_person() == Some(person)).count(),
    }
}

impl HeldDuty {
    fn new(ground: &Ground, duty: DutyWire, it: &Duty, now: i64) -> Self {
        let district = &ground.district;
        let rings = |it: &model::Polygon| -> Vec<Vec<[f64; 2]>> {
            it.rings().map(|ring| ring.iter().map(|at| lon_lat(ground.frame.place(*at))).collect()).collect()
        };
        let (mut area_m2, mut length_m, mut title, mut title_en) = (None, None, None, None);
        let shape = match &it.piece {
            Piece::Cells(list) => {
                let polygons = || list.iter().map(|it| &district.cells[it.index()].polygon);
                area_m2 = Some(polygons().map(model::Polygon::area_m2).sum::<f64>().round());
                json!({ "type": "MultiPolygon", "coordinates": polygons().map(rings).collect::<Vec<_>>() })
            }
            Piece::Road(it) => {
                let (from, to) = reach(district, it);
                let name = road_display(&district.roads[it.road.index()]);
                (length_m, title, title_en) = (Some(metres(to - from)), Some(name.zh), Some(name.en));
                json!({ "type": "MultiLineString", "coordinates": lines(ground, it) })
            }
            Piece::Frontage(id) => {
                let zone = &district.frontages[id.index()];
                (area_m2, title) = (Some(zone.polygon.area_m2().round()), zone.name.clone());
                json!({ "type": "Polygon", "coordinates": rings(&zone.polygon) })
            }
            Piece::Spot(it) => json!({ "type": "Point", "coordinates": lon_lat(ground.frame.place(it.at)) }),
        };
        Self { duty, holds: it.term.holds(now), area_m2, length_m, title, title_en, shape }
    }
}

/// Returns from where to where a stretch goes, in metres of chainage; the end of a whole road is its farthest segment's.
fn reach(district: &District, it: &Stretch) -> (f64, f64) {
    let end =
        || district.segments.iter().filter(|segment| segment.road == it.road).map(|it| it.to_m).fold(0.0, f64::max);
    let from = f64::from(it.from_mm) / 1_000.0;
    let to = it.to_mm.map_or_else(end, |it| (f64::from(it) / 1_000.0).min(end()));
    (from, to.max(from))
}

/// Returns the centre lines of a stretch, cut at its ends.
fn lines(ground: &Ground, it: &Stretch) -> Vec<Vec<[f64; 2]>> {
    let on = ground.district.segments.iter().filter(|segment| segment.road == it.road);
    let cut = on.map(|segment| between(segment, it.from_mm, it.to_mm.unwrap_or(u32::MAX)));
    let places = |line: Vec<model::Point>| line.into_iter().map(|at| lon_lat(ground.frame.place(at))).collect();
    cut.filter(|line| line.len() > 1).map(places).collect()
}

/// Returns the corners of a piece.
fn points(district: &District, piece: &Piece) -> Vec<model::Point> {
    match piece {
        Piece::Cells(list) => {
            list.iter().flat_map(|it| district.cells[it.index()].polygon.shell.iter().copied()).collect()
        }
        Piece::Road(it) => {
            let (from, to) = reach(district, it);
            let on = district.segments.iter().filter(|segment| segment.road == it.road);
            on.filter(|it| it.from_m < to && from < it.to_m).flat_map(|it| it.line.iter().copied()).collect()
        }
        Piece::Frontage(id) => district.frontages[id.index()].polygon.shell.clone(),
        Piece::Spot(it) => vec![it.at],
    }
}
