//! Takes the last version back.

use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
};
use service::Service;

use super::{accept::Accepted, base, note, refused};
use crate::{
    Problem, body,
    caller::Caller,
    wire::{self, PreviewWire},
};

/// 撤销 / Takes back the last version that was not taken back yet, as a new version.
#[utoipa::path(post, path = "/api/v1/partitions/undo", tag = "partition", request_body = Value, responses(
    (status = 201, body = Accepted),
    (status = 409, body = Problem, description = "the partition has changed since, or there is nothing to take back"),
))]
pub(crate) async fn undo(
    Caller { service, .. }: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    let body = body::json(&headers, sent)?;
    let world = service.world();
    let draft = service.undo(base(&body)?, note(&body)?).await.map_err(refused)?;
    let accepted = Accepted {
        number: wire::number(draft.ground.district.version()),
        undone: draft.kind.undone().map(wire::number),
        preview: PreviewWire::new(&world, &draft),
    };
    Ok((StatusCode::CREATED, Json(accepted)))
}

/// 预览撤销 / Shows what taking back the last version would change; nothing is kept.
#[utoipa::path(post, path = "/api/v1/partitions/undo/preview", tag = "partition", request_body = Value, responses(
    (status = 200, body = PreviewWire),
    (status = 409, body = Problem, description = "the partition has changed since, or there is nothing to take back"),
))]
pub(crate) async fn preview(
    State(service): State<Service>,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Json<PreviewWire>, Problem> {
    let body = body::json(&headers, sent)?;
    let world = service.world();
    let draft = service.preview_undo(base(&body)?).await.map_err(refused)?;
    Ok(Json(PreviewWire::new(&world, &draft)))
}
