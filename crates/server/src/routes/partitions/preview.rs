//! Shows what edits would change.

use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::HeaderMap,
};
use service::Service;

use super::{base, refused};
use crate::{
    Problem, body,
    wire::{self, PreviewWire},
};

/// 预览修改 / Shows what edits of the partition would change; nothing is kept.
#[utoipa::path(post, path = "/api/v1/partitions/preview", tag = "partition", request_body = Value, responses(
    (status = 200, body = PreviewWire),
    (status = 409, body = Problem, description = "the partition has changed since"),
    (status = 422, body = Problem, description = "an edit is refused"),
))]
pub(crate) async fn preview(
    State(service): State<Service>,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Json<PreviewWire>, Problem> {
    let body = body::json(&headers, sent)?;
    let world = service.world();
    let base = base(&body)?;
    world.check_base(base).map_err(refused)?;
    let edits = wire::edits(&world.ground, &body)?;
    let draft = service.preview(base, edits).await.map_err(refused)?;
    Ok(Json(PreviewWire::new(&world, &draft)))
}
