//! Layers as GeoJSON (RFC 7946).

use axum::{
    extract::Path,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use model::{Point, Rect};
use service::Ground;
use tiles::geojson::{self, IncidentFeature};

use crate::{
    Problem,
    caller::Caller,
    wire::{FilterQuery, Params, bounds_of},
};

/// How many incidents a layer gives when nothing is said.
const INCIDENTS: usize = 10_000;
/// How many incidents a layer gives at most; the list pages on.
const MOST_INCIDENTS: usize = 100_000;

/// 图层 / A layer as a `FeatureCollection` of GeoJSON: `areas`, `roads` or `incidents`.
///
/// `bbox` keeps what touches the box; the rest of the filter counts for incidents, newest first. How many the filter
/// means in all is in `X-Total-Count`.
#[utoipa::path(get, path = "/api/v1/layers/{layer}", tag = "map", params(
    ("layer" = String, Path, description = "areas, roads or incidents"), FilterQuery,
    ("limit" = Option<usize>, Query, description = "incidents only: 1 to 100,000; 10,000 when absent")), responses(
    (status = 200, content_type = "application/geo+json", body = String, headers(("X-Total-Count" = u64))),
    (status = 404, body = Problem, description = "no such layer"),
    (status = 422, body = Problem, description = "a value is wrong"),
))]
pub(crate) async fn layer(caller: Caller, Path(layer): Path<String>, params: Params) -> Result<Response, Problem> {
    let world = caller.service.world();
    let ground = &world.ground;
    let district = &ground.district;
    let bbox = params.bbox()?;
    let (text, total) = match layer.as_str() {
        "areas" => {
            let cells = district.live_cells().map(|(id, it)| (id.index(), it.polygon.shell.as_slice()));
            let chosen = touching(ground, bbox, cells);
            let total = chosen.len() as u64;
            (geojson::areas(district, &ground.frame, chosen, caller.sees_people()), total)
        }
        "roads" => {
            let chosen = touching(ground, bbox, district.segments.iter().map(|it| it.line.as_slice()).enumerate());
            let total = chosen.len() as u64;
            (geojson::roads(district, &ground.frame, chosen), total)
        }
        "incidents" => {
            let limit = params.limit(INCIDENTS, MOST_INCIDENTS)?;
            let page = world.newest(&caller.view().await?.narrow(params.filter(ground)?), limit);
            let features = page.incidents.iter().map(|it| IncidentFeature {
                id: it.id.to_string(),
                place: it.place,
                category: it.category,
                stage: it.stage,
                reported_at: crate::wire::local_time(it.reported_at),
                cell: it.cell.map(|id| district.cells[id.index()].code.clone()),
                road: it.road.map(|at| district.roads[ground.road_of(at.segment).index()].code.clone()),
            });
            (geojson::incidents(features), page.total)
        }
        other => {
            let (zh, en) =
                (format!("没有图层 {other}"), format!("there is no layer {other}; there are areas, roads, incidents"));
            return Err(Problem::not_found(zh, en));
        }
    };
    let headers = [
        (header::CONTENT_TYPE, "application/geo+json".to_owned()),
        (HeaderName::from_static("x-total-count"), total.to_string()),
    ];
    Ok((headers, text).into_response())
}

/// Returns the positions of the shapes whose own box touches `bbox`; all without one.
fn touching<'a>(ground: &Ground, bbox: Option<Rect>, shapes: impl Iterator<Item = (usize, &'a [Point])>) -> Vec<usize> {
    let touches = |shape: &[Point], Rect { min, max }: Rect| {
        bounds_of(ground, shape).is_some_and(|[west, south, east, north]| {
            west <= max.lon && min.lon <= east && south <= max.lat && min.lat <= north
        })
    };
    shapes.filter(|(_, shape)| bbox.is_none_or(|bbox| touches(shape, bbox))).map(|it| it.0).collect()
}
