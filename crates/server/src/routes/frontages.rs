//! Frontage zones, who signed for them, and how many did.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use model::RoadId;
use serde::Serialize;
use serde_json::json;
use service::{Frontage, Ground, Service, road_display};
use tiles::geojson::Collection;
use utoipa::ToSchema;

use super::then::then;
use crate::{
    Problem,
    wire::{self, Params},
};

/// How many zones are listed when nothing is said, and at most.
const LISTED: (usize, usize) = (200, 100_000);

/// Frontage zones.
#[derive(Serialize, ToSchema)]
pub(crate) struct Frontages {
    /// All zones that the filter lets through.
    rate: Signed,
    /// The same by road, those with the fewest signatures first.
    roads: Vec<SignedBy>,
    /// The same by community.
    communities: Vec<SignedBy>,
    zones: Vec<FrontageWire>,
}

/// How many zones somebody signed for.
#[derive(Clone, Copy, Default, Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the word of the field on the wire")]
struct Signed {
    zones: usize,
    signed: usize,
    /// `signed` / `zones` (签订率); null of none.
    rate: Option<f64>,
}

/// The same of a road or community.
#[derive(Serialize, ToSchema)]
struct SignedBy {
    code: String,
    name: String,
    name_en: String,
    #[serde(flatten)]
    signed: Signed,
}

/// A frontage zone.
#[derive(Serialize, ToSchema)]
struct FrontageWire {
    code: String,
    /// The name of the shop or house, where it is known.
    name: Option<String>,
    /// The road's code.
    road: String,
    road_name: String,
    /// `left` or `right`, looking along rising chainage.
    side: &'static str,
    from_m: f64,
    to_m: f64,
    area_m2: f64,
    /// The name of who signed; null where nobody did.
    holder: Option<String>,
    holder_code: Option<String>,
    /// The number of the pledge, a duty.
    duty: Option<u32>,
    /// RFC 3339.
    signed_on: Option<String>,
    /// RFC 3339; null for a pledge without end.
    valid_until: Option<String>,
}

impl Signed {
    fn add(&mut self, signed: bool) {
        self.zones += 1;
        self.signed += usize::from(signed);
        self.rate = Some(self.signed as f64 / self.zones as f64);
    }
}

impl FrontageWire {
    fn new(ground: &Ground, it: &Frontage) -> Self {
        let district = &ground.district;
        let zone = &district.frontages[it.id.index()];
        let road = &district.roads[ground.road_of(zone.segment).index()];
        let holder = it.pledge.map(|it| &district.persons[it.person.index()]);
        let term = it.pledge.map(|it| district.duties[it.duty.index()].term);
        Self {
            code: zone.code.clone(),
            name: zone.name.clone(),
            road: road.code.clone(),
            road_name: road_display(road).zh,
            side: zone.side.as_str(),
            from_m: f64::from(zone.from_mm) / 1000.0,
            to_m: f64::from(zone.to_mm) / 1000.0,
            area_m2: (zone.polygon.area_m2() * 10.0).round() / 10.0,
            holder: holder.map(|it| it.name.clone()),
            holder_code: holder.map(|it| it.code.clone()),
            duty: it.pledge.map(|it| it.duty.0),
            signed_on: term.and_then(|it| it.from).map(wire::local_time),
            valid_until: term.and_then(|it| it.to).map(wire::local_time),
        }
    }
}

/// The zones that the parameters let through, with the ground of the moment asked for.
fn chosen(service: &Service, params: &Params) -> Result<(std::sync::Arc<Ground>, Vec<Frontage>), Problem> {
    let (ground, at_ms) = then(service, params)?;
    let district = &ground.district;
    let road = params.text("road").map(|it| wire::road(&ground, "road", it)).transpose()?;
    let community = params.text("community").map(|it| wire::community(&ground, "community", it)).transpose()?;
    let zone = params.text("zone").map(|it| wire::frontage(&ground, "zone", it)).transpose()?;
    let signed = params.text("signed").map(|it| match it {
        "yes" => Ok(true),
        "no" => Ok(false),
        other => Err(Problem::invalid("signed", other, "须为 yes 或 no", "must be yes or no")),
    });
    let signed = signed.transpose()?;
    let mut zones = ground.frontages(at_ms);
    zones.retain(|it| {
        let segment = district.frontages[it.id.index()].segment;
        road.is_none_or(|road| ground.road_of(segment) == road)
            && community.is_none_or(|at| it.community == Some(at))
            && zone.is_none_or(|zone| it.id == zone)
            && signed.is_none_or(|signed| it.pledge.is_some() == signed)
    });
    Ok((ground, zones))
}

/// 门前三包 / Lists frontage zones with who signed for them, and the share signed by road and community.
#[utoipa::path(get, path = "/api/v1/frontages", tag = "responsibility", params(
    ("road" = Option<String>, Query, description = "a road's code"),
    ("community" = Option<String>, Query, description = "a community's code"),
    ("zone" = Option<String>, Query, description = "a zone's code"),
    ("signed" = Option<String>, Query, description = "yes or no"),
    ("at" = Option<String>, Query, description = "a day such as 2026-11-01 (its end) or an RFC 3339 moment; now when absent"),
    ("limit" = Option<usize>, Query, description = "how many zones are listed, 200 when absent"),
), responses(
    (status = 200, body = Frontages),
    (status = 422, body = Problem, description = "a value is wrong, or the moment lies before the first version"),
))]
pub(crate) async fn frontages(State(service): State<Service>, params: Params) -> Result<Json<Frontages>, Problem> {
    let limit = params.limit(LISTED.0, LISTED.1)?;
    let (ground, zones) = chosen(&service, &params)?;
    let district = &ground.district;
    let mut rate = Signed::default();
    let (mut by_road, mut by_community) = (BTreeMap::<_, Signed>::new(), BTreeMap::<_, Signed>::new());
    for it in &zones {
        let signed = it.pledge.is_some();
        rate.add(signed);
        by_road.entry(ground.road_of(district.frontages[it.id.index()].segment)).or_default().add(signed);
        if let Some(community) = it.community {
            by_community.entry(community).or_default().add(signed);
        }
    }
    let road = |(id, signed): (RoadId, Signed)| {
        let it = &district.roads[id.index()];
        let name = road_display(it);
        SignedBy { code: it.code.clone(), name: name.zh, name_en: name.en, signed }
    };
    let community = |(id, signed): (model::CommunityId, Signed)| {
        let it = &district.communities[id.index()];
        let name_en = it.name_en.clone().unwrap_or_else(|| it.name.clone());
        SignedBy { code: it.code.clone(), name: it.name.clone(), name_en, signed }
    };
    let mut roads: Vec<_> = by_road.into_iter().map(road).collect();
    let least = |a: &SignedBy, b: &SignedBy| a.signed.rate.partial_cmp(&b.signed.rate);
    roads.sort_by(|a, b| least(a, b).unwrap_or(std::cmp::Ordering::Equal).then_with(|| a.code.cmp(&b.code)));
    Ok(Json(Frontages {
        rate,
        roads,
        communities: by_community.into_iter().map(community).collect(),
        zones: zones.iter().take(limit).map(|it| FrontageWire::new(&ground, it)).collect(),
    }))
}

/// 门前三包图层 / Frontage zones as GeoJSON polygons.
#[utoipa::path(get, path = "/api/v1/frontages/shapes", tag = "responsibility", params(
    ("road" = Option<String>, Query, description = "a road's code"),
    ("community" = Option<String>, Query, description = "a community's code"),
    ("zone" = Option<String>, Query, description = "a zone's code"),
    ("signed" = Option<String>, Query, description = "yes or no"),
    ("at" = Option<String>, Query, description = "a day such as 2026-11-01 (its end) or an RFC 3339 moment; now when absent"),
), responses(
    (status = 200, description = "GeoJSON", content_type = "application/geo+json"),
    (status = 422, body = Problem, description = "a value is wrong, or the moment lies before the first version"),
))]
pub(crate) async fn shapes(State(service): State<Service>, params: Params) -> Result<Response, Problem> {
    let (ground, zones) = chosen(&service, &params)?;
    let mut features = Collection::new();
    for it in &zones {
        let zone = &ground.district.frontages[it.id.index()];
        let rings = zone.polygon.rings().map(|ring| ring.iter().map(|it| ground.frame.place(*it)));
        features.polygon(&zone.code, rings, &json!(FrontageWire::new(&ground, it)));
    }
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], features.finish()).into_response())
}
