//! Tells whether the service answers.

use axum::{Json, extract::State};
use serde::Serialize;
use tiles::Filter;
use utoipa::ToSchema;

use super::App;
use crate::{Problem, caller::Caller};

/// The state of the service.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`: a service that cannot say so does not answer.
    status: &'static str,
    /// The program's version.
    version: &'static str,
    /// The district's name.
    district: String,
    /// How many incidents it holds that the caller may know of: none for who did not sign in.
    incidents: u64,
    /// Seconds since start.
    uptime_s: u64,
}

/// 运行状态 / State of the service.
#[utoipa::path(get, path = "/health", tag = "system", responses((status = 200, body = Health)))]
pub(crate) async fn health(caller: Caller, State(app): State<App>) -> Result<Json<Health>, Problem> {
    let (view, world) = (caller.view().await?, app.service.world());
    Ok(Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        district: world.ground.district.name.clone(),
        incidents: world.index.count(&view.narrow(Filter::default())),
        uptime_s: app.started.elapsed().as_secs(),
    }))
}
