//! The figures, and the list to work off.

use axum::{Json, extract::State};
use serde::Serialize;
use service::Service;
use utoipa::ToSchema;

use super::When;
use crate::{
    Problem,
    wire::{self, FaultWire, Params, SharesWire},
};

/// How many faults are listed when nothing is said, and at most.
const LISTED: (usize, usize) = (200, 10_000);

/// Coverage of duty.
#[derive(Serialize, ToSchema)]
pub(crate) struct Coverage {
    /// RFC 3339.
    at: String,
    /// The first minute of the day that is looked at.
    from_minute: u16,
    /// The first minute that is not.
    to_minute: u16,
    /// Unit cells, in m².
    areas: SharesWire,
    /// Roads by class, in metres of centre line.
    roads: Vec<RoadsWire>,
    /// How many gaps and conflicts there are.
    total: usize,
    /// The worst ones first.
    faults: Vec<FaultWire>,
}

/// The roads of a class.
#[derive(Serialize, ToSchema)]
struct RoadsWire {
    /// `main`, `secondary`, `branch` or `alley`.
    class: &'static str,
    class_zh: &'static str,
    #[serde(flatten)]
    shares: SharesWire,
}

/// 责任覆盖 / How much ground and road has exactly one primary owner, and where there is none or several.
#[utoipa::path(get, path = "/api/v1/duty-coverage", tag = "responsibility", params(
    ("at" = Option<String>, Query, description = "a day such as 2026-11-01 (its end) or an RFC 3339 moment; now when absent"),
    ("hours" = Option<String>, Query, description = "hours of the day, 07:00-21:00 when absent"),
    ("limit" = Option<usize>, Query, description = "how many faults are listed, 200 when absent"),
), responses(
    (status = 200, body = Coverage),
    (status = 422, body = Problem, description = "a value is wrong, or the moment lies before the first version"),
))]
pub(crate) async fn summary(State(service): State<Service>, params: Params) -> Result<Json<Coverage>, Problem> {
    let When { ground, at_ms, hours } = When::read(&service, &params)?;
    let limit = params.limit(LISTED.0, LISTED.1)?;
    let cover = ground.cover(at_ms, hours);
    let roads = cover.roads.iter().map(|(class, shares)| RoadsWire {
        class: class.as_str(),
        class_zh: class.zh(),
        shares: (*shares).into(),
    });
    Ok(Json(Coverage {
        at: wire::local_time(at_ms),
        from_minute: hours.from,
        to_minute: hours.to,
        areas: cover.areas.into(),
        roads: roads.collect(),
        total: cover.faults.len(),
        faults: cover.faults.iter().take(limit).map(|it| FaultWire::new(&ground, it)).collect(),
    }))
}
