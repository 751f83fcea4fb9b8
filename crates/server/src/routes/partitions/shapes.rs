//! The cells and edges of one version as GeoJSON.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use model::Point;
use serde_json::{Value, json};
use service::Service;

use super::versions::numbered;
use crate::{
    Problem,
    wire::{self, metres},
};

/// 某版单元网格 / The unit cells of a version as a GeoJSON `FeatureCollection`, with the holders of that version.
#[utoipa::path(get, path = "/api/v1/partitions/{number}/cells", tag = "partition",
    params(("number" = u64, Path, description = "counted from 1")), responses(
    (status = 200, content_type = "application/geo+json", body = Value),
    (status = 404, body = Problem, description = "no such version"),
))]
pub(crate) async fn cells(State(service): State<Service>, Path(number): Path<String>) -> Result<Response, Problem> {
    let world = service.world();
    let ground = &world.ground;
    let district = &ground.district;
    let version = numbered(ground, &number)?;
    let shapes = ground.shapes(version).map_err(|err| Problem::internal(&err))?;
    let members = ground.members_in(version);
    let ring = |ring: &[Point]| {
        ring.iter().chain(ring.first()).map(|it| wire::lon_lat(ground.frame.place(*it))).collect::<Vec<_>>()
    };
    let feature = |(id, polygon): (&model::CellId, &model::Polygon)| {
        let cell = &district.cells[id.index()];
        let community = &district.communities[cell.community.index()];
        let member = members.get(id).map(|it| &district.persons[it.index()]);
        json!({
            "type": "Feature",
            "id": cell.code,
            "geometry": { "type": "Polygon", "coordinates": polygon.rings().map(ring).collect::<Vec<_>>() },
            "properties": {
                "code": cell.code,
                "community": community.code,
                "community_name": community.name,
                "area_m2": polygon.area_m2().round(),
                "member": member.map(|it| &it.name),
                "member_code": member.map(|it| &it.code),
            },
        })
    };
    Ok(collection(shapes.iter().map(feature)))
}

/// 某版边界 / The edge table of a version as a GeoJSON `FeatureCollection` of lines: the truth about where cells lie.
#[utoipa::path(get, path = "/api/v1/partitions/{number}/edges", tag = "partition",
    params(("number" = u64, Path, description = "counted from 1")), responses(
    (status = 200, content_type = "application/geo+json", body = Value),
    (status = 404, body = Problem, description = "no such version"),
))]
pub(crate) async fn edges(State(service): State<Service>, Path(number): Path<String>) -> Result<Response, Problem> {
    let world = service.world();
    let ground = &world.ground;
    let district = &ground.district;
    let version = numbered(ground, &number)?;
    let code = |id: Option<model::CellId>| id.map(|it| &district.cells[it.index()].code);
    let feature = |it: &model::CellEdge| {
        let line: Vec<_> = it.line.iter().map(|it| wire::lon_lat(ground.frame.place(*it))).collect();
        let segment = it.segment.map(|id| &district.segments[id.index()]);
        let road = segment.map(|it| &district.roads[it.road.index()]);
        let length = it.length_m();
        json!({
            "type": "Feature",
            "geometry": { "type": "LineString", "coordinates": line },
            "properties": {
                "left": code(it.left),
                "right": code(it.right),
                "class": it.class.as_str(),
                "road": road.map(|it| &it.code),
                "road_name": road.map(|it| service::road_display(it).zh),
                "segment": segment.map(|it| &it.code),
                "length_m": metres(length),
            },
        })
    };
    Ok(collection(district.edges.iter().filter(|it| it.span.holds(version)).map(feature)))
}

fn collection(features: impl Iterator<Item = Value>) -> Response {
    let body = json!({ "type": "FeatureCollection", "features": features.collect::<Vec<_>>() }).to_string();
    ([(header::CONTENT_TYPE, "application/geo+json")], body).into_response()
}
