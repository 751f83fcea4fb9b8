//! What the district is and how large.

use std::collections::BTreeSet;

use axum::Json;
use model::{DutyRole, RoadClass, RoadSegment, SubdistrictId};
use serde::Serialize;
use service::{View, World};
use tiles::Filter;
use utoipa::ToSchema;

use crate::{
    Problem,
    caller::Caller,
    wire::{bounds_of, degrees, local_time},
};

/// The district.
#[derive(Serialize, ToSchema)]
pub(crate) struct DistrictWire {
    name: String,
    /// Six digits.
    code: String,
    /// Whether the district is made up.
    fictional: bool,
    /// Whether people in it are made up for a demonstration.
    demo_staff: bool,
    /// Whom the map must name; empty when nobody.
    attribution: String,
    /// West, south, east, north in degrees; `null` without cells.
    bounds: Option<[f64; 4]>,
    counts: Counts,
    /// Metres of road by class.
    length_m: Lengths,
    area_m2: f64,
    subdistricts: Vec<SubdistrictWire>,
    /// When the first incident was reported that the caller may know of.
    incidents_from: Option<String>,
    /// When the last incident was reported that the caller may know of.
    incidents_to: Option<String>,
}

/// How many there are of each.
#[derive(Serialize, ToSchema)]
pub(crate) struct Counts {
    subdistricts: usize,
    communities: usize,
    cells: usize,
    roads: usize,
    segments: usize,
    alleys: usize,
    members: usize,
    leaders: usize,
    /// Those that the caller may know of: none for who did not sign in.
    incidents: u64,
}

/// Metres of road by class.
#[derive(Default, Serialize, ToSchema)]
pub(crate) struct Lengths {
    main: f64,
    secondary: f64,
    branch: f64,
    alley: f64,
}

impl Lengths {
    /// Adds a segment's length under its own class.
    pub(crate) fn add(&mut self, segment: &RoadSegment) {
        let sum = match segment.class {
            RoadClass::Main => &mut self.main,
            RoadClass::Secondary => &mut self.secondary,
            RoadClass::Branch => &mut self.branch,
            RoadClass::Alley => &mut self.alley,
        };
        *sum += segment.length_m();
    }
}

/// A sub-district.
#[derive(Serialize, ToSchema)]
pub(crate) struct SubdistrictWire {
    code: String,
    name: String,
    name_en: Option<String>,
    communities: Vec<CommunityWire>,
}

/// A community.
#[derive(Serialize, ToSchema)]
pub(crate) struct CommunityWire {
    code: String,
    name: String,
    name_en: Option<String>,
}

/// 辖区概况 / The district at a glance.
#[utoipa::path(get, path = "/api/v1/district", tag = "district", responses((status = 200, body = DistrictWire)))]
pub(crate) async fn district(caller: Caller) -> Result<Json<DistrictWire>, Problem> {
    let view = caller.view().await?;
    Ok(Json(wire(&caller.service.world(), &view)))
}

fn wire(world: &World, view: &View) -> DistrictWire {
    let ground = &world.ground;
    let it = &ground.district;
    let holders = |role: DutyRole| {
        it.live_duties().filter(|duty| duty.1.role == role).map(|duty| duty.1.person).collect::<BTreeSet<_>>().len()
    };
    let mut length_m = Lengths::default();
    for segment in &it.segments {
        length_m.add(segment);
    }
    let communities = |of: SubdistrictId| {
        let those = it.communities.iter().filter(move |community| community.subdistrict == of);
        those.map(|it| CommunityWire { code: it.code.clone(), name: it.name.clone(), name_en: it.name_en.clone() })
    };
    let subdistricts = it.subdistricts.iter().enumerate().map(|(at, it)| SubdistrictWire {
        code: it.code.clone(),
        name: it.name.clone(),
        name_en: it.name_en.clone(),
        communities: communities(SubdistrictId::at(at)).collect(),
    });
    let known = view.narrow(Filter::default());
    let period = world.period_of(&known);
    DistrictWire {
        name: it.name.clone(),
        code: it.code.clone(),
        fictional: it.fictional,
        demo_staff: it.persons.iter().any(|person| person.made_up),
        attribution: it.attribution.clone(),
        bounds: bounds_of(ground, it.live_cells().flat_map(|cell| &cell.1.polygon.shell)).map(|it| it.map(degrees)),
        counts: Counts {
            subdistricts: it.subdistricts.len(),
            communities: it.communities.len(),
            cells: it.live_cells().count(),
            roads: it.roads.len(),
            segments: it.segments.len(),
            alleys: it.roads.iter().filter(|road| road.class == RoadClass::Alley).count(),
            members: holders(DutyRole::GridMember),
            leaders: holders(DutyRole::RoadLeader),
            incidents: world.index.count(&known),
        },
        length_m,
        area_m2: it.live_cells().fold(0.0, |sum, cell| sum + cell.1.polygon.area_m2()),
        subdistricts: subdistricts.collect(),
        incidents_from: period.map(|it| local_time(it.0)),
        incidents_to: period.map(|it| local_time(it.1)),
    }
}
