//! Supervision and rectification notices (督办通知, 整改通知).

use axum::{
    Json,
    body::Bytes,
    extract::{Path, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
};
use model::{NoticeId, NoticeKind};
use serde::Serialize;
use serde_json::Value;
use service::{NoticeError, Service};
use utoipa::ToSchema;

use super::incidents::{incident_id, no_incident};
use crate::{
    Problem, body,
    caller::Caller,
    wire::{self, NoticeAnswerBody, NoticeBody, NoticeWire, Params},
};

/// How many one answer may hold.
const LIMIT: usize = 1000;

/// Notices.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeList {
    /// How many there are under the filter.
    total: usize,
    /// How many of them wait for an answer.
    open: usize,
    /// The newest first.
    items: Vec<NoticeWire>,
}

/// 通知列表 / Notices, the newest first.
#[utoipa::path(get, path = "/api/v1/notices", tag = "notices", params(
    ("incident" = Option<String>, Query, description = "only those about this incident"),
    ("to" = Option<String>, Query, description = "only those to the person or unit of this number; `me` for the caller"),
    ("kind" = Option<String>, Query, description = "`supervision` or `rectification`"),
    ("open" = Option<bool>, Query, description = "only those that wait for an answer, or only the others"),
    ("limit" = Option<usize>, Query, description = "1 to 1,000; 50 when absent"),
    ("offset" = Option<usize>, Query, description = "how many to leave out")), responses(
    (status = 200, body = NoticeList),
    (status = 422, body = Problem, description = "a value is wrong"),
))]
pub(crate) async fn list(caller: Caller, params: Params) -> Result<Json<NoticeList>, Problem> {
    let (view, service) = (caller.view().await?, &caller.service);
    let world = service.world();
    let incident = params.text("incident").map(|it| incident_id(it).ok_or_else(|| no_incident(it))).transpose()?;
    let to = match params.text("to") {
        Some("me") => Some(service.actor().person()),
        Some(code) => Some(Some(wire::person(&world.ground, "to", code)?)),
        None => None,
    };
    let kind = params.text("kind").map(|word| {
        let (zh, en) = ("须为 supervision 或 rectification", "must be supervision or rectification");
        NoticeKind::parse(word).ok_or_else(|| Problem::invalid("kind", word, zh, en))
    });
    let (kind, open) = (kind.transpose()?, params.flag("open")?);
    let (limit, offset) = (params.limit(50, LIMIT)?, params.optional("offset")?.unwrap_or(0));
    let addressee = service.actor().person();
    let wanted = world.notices.iter().enumerate().rev().filter(|(_, it)| {
        (addressee == Some(it.to) || view.sees(&world, it.incident))
            && incident.is_none_or(|id| it.incident == id)
            && to.is_none_or(|person| person == Some(it.to))
            && kind.is_none_or(|kind| it.kind == kind)
            && open.is_none_or(|open| open == it.answered_at.is_none())
    });
    let wanted: Vec<_> = wanted.collect();
    let (total, now_ms) = (wanted.len(), service.now_ms());
    let waiting = wanted.iter().filter(|it| it.1.answered_at.is_none()).count();
    let page = wanted.into_iter().skip(offset).take(limit);
    let items = page.map(|(at, it)| NoticeWire::new(&world.ground, NoticeId::at(at), it, now_ms)).collect();
    Ok(Json(NoticeList { total, open: waiting, items }))
}

/// 发通知 / Issues a notice about an incident, by default to who has it. It is told in the incident's history and moves no clock.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/notices", tag = "notices", request_body = NoticeBody,
    params(("id" = String, Path, description = "the incident's UUID")), responses(
    (status = 201, body = NoticeWire),
    (status = 400, body = Problem, description = "not JSON"),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "not for this role"),
    (status = 404, body = Problem, description = "there is no such incident"),
    (status = 413, body = Problem, description = "more than 256 KiB"),
    (status = 415, body = Problem, description = "not sent as JSON"),
    (status = 422, body = Problem, description = "a value is missing or wrong"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn issue(
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<NoticeWire>), Problem> {
    let (view, service) = (caller.view().await?, caller.service);
    let body = body::json(&headers, sent)?;
    let seen = incident_id(&id).filter(|it| view.sees(&service.world(), *it));
    let incident = seen.ok_or_else(|| no_incident(&id))?;
    let new = wire::notice(&service.world().ground, incident, &body)?;
    let id = service.issue_notice(new).await.map_err(|err| wire::refused_notice(&err, &body))?;
    Ok((StatusCode::CREATED, one(&service, id)?))
}

/// 签收通知 / Confirms to have a notice: by its addressee.
#[utoipa::path(post, path = "/api/v1/notices/{id}/receive", tag = "notices",
    params(("id" = u32, Path, description = "its number")), responses(
    (status = 200, body = NoticeWire),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "addressed to somebody else"),
    (status = 404, body = Problem, description = "there is none of this number"),
    (status = 409, body = Problem, description = "it was confirmed before"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn receive(caller: Caller, Path(id): Path<String>) -> Result<Json<NoticeWire>, Problem> {
    let id = number(&caller, &id).await?;
    let service = caller.service;
    service.receive_notice(id).await.map_err(|err| wire::refused_notice(&err, &Value::Null))?;
    one(&service, id)
}

/// 答复通知 / Answers a notice: by its addressee.
#[utoipa::path(post, path = "/api/v1/notices/{id}/answer", tag = "notices", request_body = NoticeAnswerBody,
    params(("id" = u32, Path, description = "its number")), responses(
    (status = 200, body = NoticeWire),
    (status = 400, body = Problem, description = "not JSON"),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "addressed to somebody else"),
    (status = 404, body = Problem, description = "there is none of this number"),
    (status = 409, body = Problem, description = "it was answered before"),
    (status = 413, body = Problem, description = "more than 256 KiB"),
    (status = 415, body = Problem, description = "not sent as JSON"),
    (status = 422, body = Problem, description = "the answer is missing or too long"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn answer(
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Json<NoticeWire>, Problem> {
    let (id, body) = (number(&caller, &id).await?, body::json(&headers, sent)?);
    let service = caller.service;
    let answer = wire::text(body.get("answer"), "answer")?;
    service.answer_notice(id, answer).await.map_err(|err| wire::refused_notice(&err, &body))?;
    one(&service, id)
}

/// Reads the number of a notice that the caller may know of: its addressee, and who sees the incident.
async fn number(caller: &Caller, text: &str) -> Result<NoticeId, Problem> {
    let (view, world) = (caller.view().await?, caller.service.world());
    let id = text.parse().ok().map(NoticeId);
    let known = |it: &NoticeId| {
        let notice = world.notices.get(it.index());
        notice.is_some_and(|it| caller.service.actor().person() == Some(it.to) || view.sees(&world, it.incident))
    };
    id.filter(known).ok_or_else(|| {
        Problem::not_found(format!("没有编号为 {text} 的通知"), format!("there is no notice number {text}"))
    })
}

fn one(service: &Service, id: NoticeId) -> Result<Json<NoticeWire>, Problem> {
    let world = service.world();
    let unknown = || wire::refused_notice(&NoticeError::Unknown(id.0), &Value::Null);
    let notice = world.notices.get(id.index()).ok_or_else(unknown)?;
    Ok(Json(NoticeWire::new(&world.ground, id, notice, service.now_ms())))
}
