//! Lists the duty grids.

use axum::{Json, extract::State};
use serde::Serialize;
use service::{Balance, Service};
use utoipa::ToSchema;

use crate::wire::{self, BalanceWire, DutyGridWire};

/// The duty grids of the version that holds.
#[derive(Serialize, ToSchema)]
pub(crate) struct DutyGrids {
    /// The version's number.
    version: u64,
    /// By community, then by member; what nobody holds comes first.
    grids: Vec<DutyGridWire>,
    balance: BalanceWire,
}

/// 责任网格 / Lists the duty grids with what falls to each, and how evenly.
#[utoipa::path(get, path = "/api/v1/duty-grids", tag = "partition", responses((status = 200, body = DutyGrids)))]
pub(crate) async fn list(State(service): State<Service>) -> Json<DutyGrids> {
    let world = service.world();
    let ground = &world.ground;
    let grids = world.duty_grids();
    Json(DutyGrids {
        version: wire::number(ground.district.version()),
        balance: Balance::of(ground, &grids).into(),
        grids: grids.iter().map(|it| DutyGridWire::new(ground, it)).collect(),
    })
}
