//! Sends again what was laid aside for a robot.

use axum::{Json, extract::Path};

use super::{number, wire};
use crate::{
    Problem,
    caller::Caller,
    wire::{RobotWire, refused_robot},
};

/// 全部重发 / Sends all messages now that were laid aside for a robot, as if they had not been tried.
#[utoipa::path(post, path = "/api/v1/robots/{id}/retry", tag = "robots",
    params(("id" = u32, Path, description = "its number")), responses((status = 200, body = RobotWire)))]
pub(crate) async fn retry(Caller { service, .. }: Caller, Path(id): Path<String>) -> Result<Json<RobotWire>, Problem> {
    let robot = service.send_all_again(number(&id)?).await.map_err(refused_robot)?;
    wire(&service, &robot).await.map(Json)
}
