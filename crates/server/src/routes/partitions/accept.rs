//! Makes edits the next version.

use axum::{
    Json,
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{HeaderMap, StatusCode},
};
use model::VersionKind;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{base, note, refused};
use crate::{
    Problem, body,
    caller::Caller,
    wire::{self, PreviewWire},
};

/// A new version.
#[derive(Serialize, ToSchema)]
pub(crate) struct Accepted {
    /// Its number, counted from 1.
    pub number: u64,
    /// The version that was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undone: Option<u64>,
    /// What it changed.
    pub preview: PreviewWire,
}

/// 采用修改 / Makes edits the next version of the partition, all or none.
///
/// When the answer is 201 the version is on disk, and open incidents in the changed ground are with the people who answer
/// for it now. `planned` marks a version that comes from planning duty grids.
#[utoipa::path(post, path = "/api/v1/partitions", tag = "partition", request_body = Value, responses(
    (status = 201, body = Accepted),
    (status = 409, body = Problem, description = "the partition has changed since"),
    (status = 422, body = Problem, description = "an edit is refused"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn accept(
    Caller { service, .. }: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    let body = body::json(&headers, sent)?;
    let world = service.world();
    let base = base(&body)?;
    world.check_base(base).map_err(refused)?;
    let (edits, note) = (wire::edits(&world.ground, &body)?, note(&body)?);
    let planned = body.get("planned").and_then(Value::as_bool).unwrap_or(false);
    let kind = if planned { VersionKind::Planned } else { VersionKind::Edited };
    let draft = service.repartition(base, edits, kind, note).await.map_err(refused)?;
    let accepted = Accepted {
        number: wire::number(draft.ground.district.version()),
        undone: None,
        preview: PreviewWire::new(&world, &draft),
    };
    Ok((StatusCode::CREATED, Json(accepted)))
}
