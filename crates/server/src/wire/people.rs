//! People, cells, roads and limits as parts of larger answers.

use model::{CellId, Limit, PersonId, Point, RoadPosition};
use serde::Serialize;
use service::{Ground, compass_side, road_display};
use utoipa::ToSchema;

use super::metres;

/// A person as others see them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PersonWire {
    name: String,
    /// The post, for instance 粤海街道 网格员.
    post: String,
    /// Whether the person is made up for a demonstration.
    made_up: bool,
}

impl PersonWire {
    pub(crate) fn new(ground: &Ground, id: PersonId) -> Self {
        let it = &ground.district.persons[id.index()];
        Self { name: it.name.clone(), post: it.post.clone(), made_up: it.made_up }
    }
}

/// The person who acts first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PrimaryWire {
    /// `grid_member` or `road_leader`.
    pub(crate) role: &'static str,
    /// `null` for who may not learn names.
    pub(crate) name: Option<String>,
}

/// A unit cell with the areas around it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CellWire {
    /// Fifteen digits.
    code: String,
    community: String,
    subdistrict: String,
}

impl CellWire {
    pub(crate) fn new(ground: &Ground, id: CellId) -> Self {
        let it = &ground.district.cells[id.index()];
        let community = &ground.district.communities[it.community.index()];
        let subdistrict = &ground.district.subdistricts[community.subdistrict.index()];
        Self { code: it.code.clone(), community: community.name.clone(), subdistrict: subdistrict.name.clone() }
    }
}

/// A place along a road.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RoadWire {
    /// The road's code.
    code: String,
    /// What people call it; never empty.
    name: String,
    /// The same in English.
    name_en: String,
    /// `main`, `secondary`, `branch` or `alley`.
    class: &'static str,
    /// The segment's code.
    segment: String,
    /// Metres to the centre line.
    distance_m: f64,
    /// `left` or `right`, looking along rising chainage.
    side: &'static str,
    /// The side by the compass, in Chinese.
    side_zh: String,
    /// The side by the compass, in English.
    side_en: String,
    /// Metres from the road's start to the foot of the perpendicular.
    chainage_m: f64,
    /// `tunnel`, `ground` or `bridge`.
    level: &'static str,
}

impl RoadWire {
    pub(crate) fn new(ground: &Ground, position: RoadPosition, foot: Point, point: Point) -> Self {
        let segment = &ground.district.segments[position.segment.index()];
        let road = &ground.district.roads[segment.road.index()];
        let name = road_display(road);
        let side = compass_side(foot, point);
        Self {
            code: road.code.clone(),
            name: name.zh,
            name_en: name.en,
            class: road.class.as_str(),
            segment: segment.code.clone(),
            distance_m: f64::from(position.distance_mm) / 1000.0,
            side: position.side.as_str(),
            side_zh: side.zh,
            side_en: side.en,
            chainage_m: metres(f64::from(position.chainage_mm) / 1000.0),
            level: segment.level.as_str(),
        }
    }
}

/// The time allowed for handling.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct LimitWire {
    value: u16,
    /// `work_hour`, `work_day`, `clock_hour` or `clock_day`.
    unit: &'static str,
}

impl From<Limit> for LimitWire {
    fn from(it: Limit) -> Self {
        Self { value: it.value, unit: it.unit.as_str() }
    }
}
