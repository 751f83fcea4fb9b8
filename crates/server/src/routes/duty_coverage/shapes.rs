//! Gaps and conflicts as a map layer.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use locate::{Fault, FaultPlace};
use serde_json::json;
use service::{Ground, Service};
use spatial::between;
use tiles::geojson::Collection;

use super::When;
use crate::{
    Problem,
    wire::{FaultWire, Params},
};

/// 盲区与冲突图层 / Gaps and conflicts as GeoJSON: unit cells as polygons, stretches of road as lines.
#[utoipa::path(get, path = "/api/v1/duty-coverage/shapes", tag = "responsibility", params(
    ("at" = Option<String>, Query, description = "a day such as 2026-11-01 (its end) or an RFC 3339 moment; now when absent"),
    ("hours" = Option<String>, Query, description = "hours of the day, 07:00-21:00 when absent"),
), responses(
    (status = 200, description = "GeoJSON", content_type = "application/geo+json"),
    (status = 422, body = Problem, description = "a value is wrong, or the moment lies before the first version"),
))]
pub(crate) async fn shapes(State(service): State<Service>, params: Params) -> Result<Response, Problem> {
    let When { ground, at_ms, hours } = When::read(&service, &params)?;
    let mut features = Collection::new();
    for (at, fault) in ground.cover(at_ms, hours).faults.iter().enumerate() {
        draw(&ground, at, fault, &mut features);
    }
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], features.finish()).into_response())
}

fn draw(ground: &Ground, at: usize, fault: &Fault, features: &mut Collection) {
    let properties = json!(FaultWire::new(ground, fault));
    let place = |it: &model::Point| ground.frame.place(*it);
    match fault.place {
        FaultPlace::Cell(id) => {
            let polygon = &ground.district.cells[id.index()].polygon;
            features.polygon(&at.to_string(), polygon.rings().map(|it| it.iter().map(place)), &properties);
        }
        FaultPlace::Road(id, from_mm, to_mm, _) => {
            for (number, segment) in ground.district.segments.iter().filter(|it| it.road == id).enumerate() {
                let line = between(segment, from_mm, to_mm);
                features.line(&format!("{at}-{number}"), line.iter().map(place), &properties);
            }
        }
    }
}
