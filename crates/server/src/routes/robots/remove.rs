//! Removes a robot.

use axum::{extract::Path, http::StatusCode};

use super::number;
use crate::{Problem, caller::Caller, wire::refused_robot};

/// 删除群机器人 / Removes a robot: its address and secret are erased, and what waits for it is dropped.
#[utoipa::path(delete, path = "/api/v1/robots/{id}", tag = "robots",
    params(("id" = u32, Path, description = "its number")), responses((status = 204, description = "it is removed")))]
pub(crate) async fn remove(Caller { service, .. }: Caller, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    service.remove_robot(number(&id)?).await.map_err(refused_robot)?;
    Ok(StatusCode::NO_CONTENT)
}
