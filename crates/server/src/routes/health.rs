//! Tells whether the service answers.

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use super::App;

/// The state of the service.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`: a service that cannot say so does not answer.
    status: &'static str,
    /// The program's version.
    version: &'static str,
    /// The district's name.
    district: String,
    /// How many incidents it holds.
    incidents: usize,
    /// Seconds since start.
    uptime_s: u64,
}

/// 运行状态 / State of the service.
#[utoipa::path(get, path = "/health", tag = "system", responses((status = 200, body = Health)))]
pub(crate) async fn health(State(app): State<App>) -> Json<Health> {
    let world = app.service.world();
    Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        district: world.ground.district.name.clone(),
        incidents: world.len(),
        uptime_s: app.started.elapsed().as_secs(),
    })
}
