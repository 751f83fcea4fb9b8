//! Leaves: who is away, and who stands in.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
};
use model::LeaveId;
use serde::Serialize;
use service::{DecisionError, Service};
use utoipa::ToSchema;

use crate::{
    Problem, body,
    caller::Caller,
    wire::{self, LeaveBody, LeaveWire, Params},
};

/// A list of leaves.
#[derive(Serialize, ToSchema)]
pub(crate) struct LeaveList {
    leaves: Vec<LeaveWire>,
}

/// 请假 / Lists the leaves that stand, by number; `all=true` adds those that were taken back.
#[utoipa::path(get, path = "/api/v1/leaves", tag = "responsibility",
    params(("all" = Option<bool>, Query, description = "also those that were taken back")), responses(
    (status = 200, body = LeaveList),
))]
pub(crate) async fn list(State(service): State<Service>, params: Params) -> Json<LeaveList> {
    let world = service.world();
    let all = params.text("all") == Some("true");
    let wanted = world.ground.district.leaves.iter().enumerate().filter(|it| all || it.1.ended_at.is_none());
    let leaves = wanted.map(|(at, it)| LeaveWire::new(&world.ground, LeaveId::at(at), it)).collect();
    Json(LeaveList { leaves })
}

/// 请假登记 / Puts a leave on record: the stand-in answers while it lasts.
///
/// When the answer is 201 it is on disk and obeyed.
#[utoipa::path(post, path = "/api/v1/leaves", tag = "responsibility", request_body = LeaveBody, responses(
    (status = 201, body = LeaveWire),
    (status = 422, body = Problem, description = "a value is missing or wrong"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn add(
    Caller { service, .. }: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<LeaveWire>), Problem> {
    let body = body::json(&headers, sent)?;
    let new = wire::leave(&service.world().ground, &body)?;
    let id = service.add_leave(new).await.map_err(|err| match err {
        DecisionError::Refused(err) => wire::refused_leave(&err, &body),
        DecisionError::NotOnRecord { id } => unknown(&id.to_string()),
        DecisionError::Store(err) => Problem::store(&err),
    })?;
    Ok((StatusCode::CREATED, one(&service, id)?))
}

/// 销假 / Takes a leave back, or ends it early: from now on the person answers again.
#[utoipa::path(post, path = "/api/v1/leaves/{id}/end", tag = "responsibility",
    params(("id" = u32, Path, description = "its number")), responses(
    (status = 200, body = LeaveWire),
    (status = 404, body = Problem, description = "there is none of this number, or it was taken back before"),
))]
pub(crate) async fn end(Caller { service, .. }: Caller, Path(id): Path<String>) -> Result<Json<LeaveWire>, Problem> {
    let number = LeaveId(id.parse().map_err(|_| unknown(&id))?);
    service.end_leave(number).await.map_err(|err| match err {
        DecisionError::Refused(_) | DecisionError::NotOnRecord { .. } => unknown(&id),
        DecisionError::Store(err) => Problem::store(&err),
    })?;
    one(&service, number)
}

fn one(service: &Service, id: LeaveId) -> Result<Json<LeaveWire>, Problem> {
    let world = service.world();
    let found = world.ground.district.leaves.get(id.index());
    found.map(|it| Json(LeaveWire::new(&world.ground, id, it))).ok_or_else(|| unknown(&id.0.to_string()))
}

fn unknown(id: &str) -> Problem {
    Problem::not_found(format!("没有编号为 {id} 的有效请假"), format!("no leave of number {id} stands"))
}
