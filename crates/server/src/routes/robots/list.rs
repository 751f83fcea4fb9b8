//! Lists robots, shows one.

use axum::{Json, extract::Path};
use serde::Serialize;
use utoipa::ToSchema;

use super::{number, wire};
use crate::{
    Problem,
    caller::Caller,
    wire::{MessageKindWire, RobotWire, message_kinds, refused_robot},
};

/// Robots.
#[derive(Serialize, ToSchema)]
pub(crate) struct RobotList {
    /// By number.
    robots: Vec<RobotWire>,
    /// All kinds of message that there are.
    kinds: Vec<MessageKindWire>,
}

/// 群机器人 / Lists the robots of chat groups, by number.
#[utoipa::path(get, path = "/api/v1/robots", tag = "robots", responses((status = 200, body = RobotList)))]
pub(crate) async fn list(Caller { service, .. }: Caller) -> Result<Json<RobotList>, Problem> {
    let queues = service.letter_queues().await.map_err(|err| Problem::store(&err))?;
    let (world, book) = (service.world(), service.robots());
    let present = book.robots.iter().filter(|it| it.removed_at.is_none());
    let robots = present.map(|it| RobotWire::new(&world, it, &queues)).collect();
    Ok(Json(RobotList { robots, kinds: message_kinds() }))
}

/// 单个群机器人 / One robot.
#[utoipa::path(get, path = "/api/v1/robots/{id}", tag = "robots",
    params(("id" = u32, Path, description = "its number")), responses((status = 200, body = RobotWire)))]
pub(crate) async fn one(Caller { service, .. }: Caller, Path(id): Path<String>) -> Result<Json<RobotWire>, Problem> {
    let robot = service.robot(number(&id)?).map_err(refused_robot)?;
    wire(&service, &robot).await.map(Json)
}
