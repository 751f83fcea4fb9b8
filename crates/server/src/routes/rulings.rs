//! Rulings and choices: to what a place was found to belong.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
};
use model::RulingId;
use serde::Serialize;
use service::{DecisionError, Service};
use utoipa::ToSchema;

use crate::{
    Problem, body,
    caller::Caller,
    wire::{self, Params, RulingBody, RulingWire},
};

/// A list of rulings.
#[derive(Serialize, ToSchema)]
pub(crate) struct RulingList {
    rulings: Vec<RulingWire>,
}

/// 确权 / Lists the rulings that stand, by number; `all=true` adds those that were taken back.
#[utoipa::path(get, path = "/api/v1/rulings", tag = "responsibility",
    params(("all" = Option<bool>, Query, description = "also those that were taken back")), responses(
    (status = 200, body = RulingList),
))]
pub(crate) async fn list(State(service): State<Service>, params: Params) -> Json<RulingList> {
    let world = service.world();
    let all = params.text("all") == Some("true");
    let wanted = world.ground.district.rulings.iter().enumerate().filter(|it| all || it.1.ended_at.is_none());
    let rulings = wanted.map(|(at, it)| RulingWire::new(&world.ground, RulingId::at(at), it)).collect();
    Json(RulingList { rulings })
}

/// 确权登记 / Puts a ruling or choice on record: later questions about the place obey it.
///
/// When the answer is 201 it is on disk and obeyed.
#[utoipa::path(post, path = "/api/v1/rulings", tag = "responsibility", request_body = RulingBody, responses(
    (status = 201, body = RulingWire),
    (status = 422, body = Problem, description = "a value is missing or wrong"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn add(
    Caller { service, .. }: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<RulingWire>), Problem> {
    let body = body::json(&headers, sent)?;
    let new = wire::ruling(&service.world().ground, &body)?;
    let id = service.add_ruling(new).await.map_err(|err| match err {
        DecisionError::Refused(err) => wire::refused_ruling(&err, &body),
        DecisionError::NotOnRecord { id } => unknown(&id.to_string()),
        DecisionError::Store(err) => Problem::store(&err),
    })?;
    Ok((StatusCode::CREATED, one(&service, id)?))
}

/// 撤销确权 / Takes a ruling or choice back; what was answered by it stays.
#[utoipa::path(post, path = "/api/v1/rulings/{id}/end", tag = "responsibility",
    params(("id" = u32, Path, description = "its number")), responses(
    (status = 200, body = RulingWire),
    (status = 404, body = Problem, description = "there is none of this number, or it was taken back before"),
))]
pub(crate) async fn end(Caller { service, .. }: Caller, Path(id): Path<String>) -> Result<Json<RulingWire>, Problem> {
    let number = RulingId(id.parse().map_err(|_| unknown(&id))?);
    service.end_ruling(number).await.map_err(|err| match err {
        DecisionError::Refused(_) | DecisionError::NotOnRecord { .. } => unknown(&id),
        DecisionError::Store(err) => Problem::store(&err),
    })?;
    one(&service, number)
}

fn one(service: &Service, id: RulingId) -> Result<Json<RulingWire>, Problem> {
    let world = service.world();
    let found = world.ground.district.rulings.get(id.index());
    found.map(|it| Json(RulingWire::new(&world.ground, id, it))).ok_or_else(|| unknown(&id.0.to_string()))
}

fn unknown(id: &str) -> Problem {
    Problem::not_found(format!("没有编号为 {id} 的有效确权"), format!("no ruling of number {id} stands"))
}
