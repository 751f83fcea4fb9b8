//! Sets a robot up.

use axum::{
    Json,
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{HeaderMap, StatusCode},
};
use model::Scope;
use service::NewRobot;

use super::wire;
use crate::{
    Problem, body,
    caller::Caller,
    wire::{Fields, RobotBody, RobotWire, refused_robot, robot_kind},
};

/// 新建群机器人 / Sets a robot up. Its address and secret are never shown again.
#[utoipa::path(post, path = "/api/v1/robots", tag = "robots", request_body = RobotBody,
    responses((status = 201, body = RobotWire)))]
pub(crate) async fn create(
    Caller { service, .. }: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<RobotWire>), Problem> {
    let body = body::json(&headers, sent)?;
    let fields = Fields::of(&body)?;
    let ground = service.world().ground.clone();
    let new = NewRobot {
        name: fields.required("name")?.to_owned(),
        kind: robot_kind(fields.required("kind")?)?,
        address: fields.required_secret("address")?,
        secret: fields.secret("secret")?,
        kinds: fields.message_kinds()?.unwrap_or_default(),
        scope: match fields.value("scope") {
            Some(it) => Fields::of(it)?.scope(&ground)?,
            None => Scope::EVERYTHING,
        },
        digest: fields.flag("digest")?.unwrap_or(true),
        enabled: fields.flag("enabled")?.unwrap_or(true),
    };
    let robot = service.make_robot(new).await.map_err(refused_robot)?;
    Ok((StatusCode::CREATED, Json(wire(&service, &robot).await?)))
}
