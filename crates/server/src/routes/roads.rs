//! The register of roads.

use axum::{Json, extract::Path};
use model::{CellId, Road, RoadClass, RoadId, RoadSegment, SegmentId};
use partition::SegmentSides;
use serde::{Deserialize, Serialize};
use service::{Ground, road_display};
use utoipa::{IntoParams, ToSchema};

use super::district::Lengths;
use crate::{
    Problem,
    caller::Caller,
    wire::{self, Params, metres},
};

/// How many roads are listed when nothing is said.
const ROADS: usize = 500;
/// How many roads are listed at most.
const MOST_ROADS: usize = 100_000;

/// Which roads.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "documents the parameters, which `Params` reads one by one to name the bad value")]
pub(crate) struct RoadsQuery {
    /// `main`, `secondary`, `branch` or `alley`.
    class: Option<String>,
    /// A part of the name or of the code.
    q: Option<String>,
    /// 1 to 100,000; 500 when absent.
    limit: Option<usize>,
}

/// The roads that were asked for.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoadList {
    /// How many there are in all.
    total: usize,
    /// Metres of all of them, slip roads included, by the class of the segments.
    length_m: Lengths,
    /// By code, up to the limit.
    roads: Vec<RoadItem>,
}

/// A road in the register.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoadItem {
    /// Six digits of the county, the letter of the class and four digits.
    code: String,
    /// What people call it; never empty.
    name: String,
    /// The same in English.
    name_en: String,
    /// Whether it has a name of its own rather than its code.
    named: bool,
    /// The class of most of its length: `main`, `secondary`, `branch` or `alley`.
    class: &'static str,
    /// Metres of all its segments: both carriageways and slip roads count.
    length_m: f64,
    /// How many segments it has.
    segment_count: usize,
    /// Who holds its contract (包路).
    leader: Option<LeaderWire>,
}

/// The leader who holds a road's contract.
#[derive(Serialize, ToSchema)]
pub(crate) struct LeaderWire {
    /// The staff number.
    code: String,
    name: String,
}

/// A road with its segments.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoadDetail {
    #[serde(flatten)]
    road: RoadItem,
    /// By chainage, the slip roads last.
    segments: Vec<SegmentWire>,
}

/// A road segment (路段).
#[derive(Serialize, ToSchema)]
pub(crate) struct SegmentWire {
    /// The road's code, a hyphen and a number.
    code: String,
    /// Its own class.
    class: &'static str,
    /// `tunnel`, `ground` or `bridge`.
    level: &'static str,
    /// Chainage of its beginning: metres from the road's start.
    from_m: f64,
    /// Chainage of its end.
    to_m: f64,
    length_m: f64,
    /// Width of the carriageway.
    width_m: f64,
    /// Codes of the unit cells on its left, looking along rising chainage, in that order.
    left: Vec<String>,
    /// Codes of the unit cells on its right.
    right: Vec<String>,
    /// Longitude and latitude of each point of the centre line, along rising chainage.
    line: Vec<[f64; 2]>,
}

/// 道路台账 / The register of roads.
#[utoipa::path(get, path = "/api/v1/roads", tag = "district", params(RoadsQuery), responses(
    (status = 200, body = RoadList),
    (status = 422, body = Problem, description = "a value is wrong"),
))]
pub(crate) async fn roads(caller: Caller, params: Params) -> Result<Json<RoadList>, Problem> {
    let limit = params.limit(ROADS, MOST_ROADS)?;
    let class = params.text("class").map(class).transpose()?;
    let text = params.text("q").map(str::to_lowercase);
    let world = caller.service.world();
    let ground = &world.ground;
    let wanted = |road: &Road| {
        let name = road_display(road);
        let holds = |text: &String| [&road.code, &name.zh, &name.en].iter().any(|it| it.to_lowercase().contains(text));
        class.is_none_or(|it| it == road.class) && text.as_ref().is_none_or(holds)
    };
    let chosen: Vec<bool> = ground.district.roads.iter().map(wanted).collect();
    let mut sums = vec![(0_usize, 0.0_f64); chosen.len()];
    let mut length_m = Lengths::default();
    for segment in &ground.district.segments {
        let at = segment.road.index();
        sums[at] = (sums[at].0 + 1, sums[at].1 + segment.length_m());
        if chosen[at] {
            length_m.add(segment);
        }
    }
    let total = chosen.iter().filter(|it| **it).count();
    let listed = (0..chosen.len()).filter(|it| chosen[*it]).take(limit);
    let roads = listed.map(|at| RoadItem::new(ground, RoadId::at(at), sums[at], caller.sees_people())).collect();
    Ok(Json(RoadList { total, length_m, roads }))
}

/// 道路及其路段 / A road with its segments and the cells on both sides of each.
#[utoipa::path(get, path = "/api/v1/roads/{code}", tag = "district",
    params(("code" = String, Path, description = "the road's code")), responses(
    (status = 200, body = RoadDetail),
    (status = 404, body = Problem, description = "there is no such road"),
))]
pub(crate) async fn road(caller: Caller, Path(code): Path<String>) -> Result<Json<RoadDetail>, Problem> {
    let world = caller.service.world();
    let ground = &world.ground;
    let district = &ground.district;
    let at = district.roads.iter().position(|it| it.code == code);
    let missing = || Problem::not_found(format!("没有道路 {code}"), format!("there is no road {code}"));
    let id = at.map(RoadId::at).ok_or_else(missing)?;
    let segments: Vec<_> = (0..).map(SegmentId).zip(&district.segments).filter(|it| it.1.road == id).collect();
    let ids: Vec<_> = segments.iter().map(|it| it.0).collect();
    let sides = partition::sides(district, &ground.locator, &ids);
    let sum = (segments.len(), segments.iter().map(|it| it.1.length_m()).sum());
    Ok(Json(RoadDetail {
        road: RoadItem::new(ground, id, sum, caller.sees_people()),
        segments: segments.iter().zip(sides).map(|(it, sides)| SegmentWire::new(ground, it.1, &sides)).collect(),
    }))
}

fn class(text: &str) -> Result<RoadClass, Problem> {
    let wrong = || {
        let (zh, en) = ("须为 main、secondary、branch 或 alley", "must be main, secondary, branch or alley");
        Problem::invalid("class", text, zh, en)
    };
    RoadClass::parse(text).ok_or_else(wrong)
}

impl RoadItem {
    fn new(ground: &Ground, id: RoadId, (segments, length_m): (usize, f64), sees_people: bool) -> Self {
        let road = &ground.district.roads[id.index()];
        let name = road_display(road);
        let leader = ground.leader_of(id).filter(|_| sees_people).map(|it| &ground.district.persons[it.index()]);
        Self {
            code: road.code.clone(),
            name: name.zh,
            name_en: name.en,
            named: road.name.is_some(),
            class: road.class.as_str(),
            length_m: metres(length_m),
            segment_count: segments,
            leader: leader.map(|it| LeaderWire { code: it.code.clone(), name: it.name.clone() }),
        }
    }
}

impl SegmentWire {
    fn new(ground: &Ground, it: &RoadSegment, sides: &SegmentSides) -> Self {
        let codes = |cells: &[CellId]| cells.iter().map(|it| ground.district.cells[it.index()].code.clone()).collect();
        Self {
            code: it.code.clone(),
            class: it.class.as_str(),
            level: it.level.as_str(),
            from_m: metres(it.from_m),
            to_m: metres(it.to_m),
            length_m: metres(it.length_m()),
            width_m: it.width_m,
            left: codes(&sides.left),
            right: codes(&sides.right),
            line: it.line.iter().map(|at| wire::lon_lat(ground.frame.place(*at))).collect(),
        }
    }
}
