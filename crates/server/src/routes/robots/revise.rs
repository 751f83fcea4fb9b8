//! Changes a robot.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, rejection::BytesRejection},
    http::HeaderMap,
};
use service::RobotRevision;

use super::{number, wire};
use crate::{
    Problem, body,
    caller::Caller,
    wire::{Fields, RobotRevisionBody, RobotWire, refused_robot},
};

/// 修改群机器人 / Changes a robot; what is absent stays. One that is switched off gets nothing, and what waits for it waits on.
#[utoipa::path(post, path = "/api/v1/robots/{id}/revise", tag = "robots",
    params(("id" = u32, Path, description = "its number")), request_body = RobotRevisionBody,
    responses((status = 200, body = RobotWire)))]
pub(crate) async fn revise(
    Caller { service, .. }: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Json<RobotWire>, Problem> {
    let body = body::json(&headers, sent)?;
    let (id, fields) = (number(&id)?, Fields::of(&body)?);
    let ground = service.world().ground.clone();
    let secret = fields.secret("secret")?;
    let revision = RobotRevision {
        name: fields.text("name")?.map(str::to_owned),
        address: fields.secret("address")?,
        secret: fields.has("secret").then_some(secret),
        kinds: fields.message_kinds()?,
        scope: fields.value("scope").map(|it| Fields::of(it)?.scope(&ground)).transpose()?,
        digest: fields.flag("digest")?,
        enabled: fields.flag("enabled")?,
    };
    let robot = service.revise_robot(id, revision).await.map_err(refused_robot)?;
    wire(&service, &robot).await.map(Json)
}
