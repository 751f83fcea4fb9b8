//! Tries a robot.

use axum::{Json, extract::Path};

use super::number;
use crate::{
    Problem,
    caller::Caller,
    wire::{TrialWire, refused_robot},
};

/// 试发 / Sends a robot a test message at once, also one that is switched off, and tells what came of it.
#[utoipa::path(post, path = "/api/v1/robots/{id}/test", tag = "robots",
    params(("id" = u32, Path, description = "its number")), responses(
    (status = 200, body = TrialWire),
    (status = 429, body = Problem, description = "it got all that it takes in a minute"),
))]
pub(crate) async fn test(Caller { service, .. }: Caller, Path(id): Path<String>) -> Result<Json<TrialWire>, Problem> {
    let verdict = service.try_robot(number(&id)?).await.map_err(refused_robot)?;
    Ok(Json(verdict.into()))
}
