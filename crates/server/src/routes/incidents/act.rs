//! One operation per verb of the case flow.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, rejection::BytesRejection},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use model::{
    PhotoFile,
    case::{Photo, Refusal, Rule, Verb, Why},
};
use serde_json::json;
use service::{CaseError, Ground, Service};
use store::StoreError;
use utoipa::openapi::{ContentBuilder, OpenApi, RefOr, request_body::RequestBodyBuilder, schema::Schema};

use super::{incident_id, key, no_incident};
use crate::{
    Problem, body,
    caller::Caller,
    conditional::{self, Seen},
    wire::{self, IncidentWire, NamedPhoto, VerbWire},
};

/// The address of all verbs.
const PATH: &str = "/api/v1/incidents/{id}/{verb}";

/// 办理 / Does something to an incident's case.
///
/// When the answer is 200 it is on disk, and what follows by itself is done: filing, dispatch along a unique route, drawing a
/// checker. `If-Match` with the revision that was seen refuses what somebody else was faster with. The same
/// `Idempotency-Key` for the same verb and incident does nothing again.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/{verb}", tag = "incidents",
    params(("id" = String, Path, description = "the incident's UUID"), ("verb" = String, Path, description = "what to do"),
        ("If-Match" = Option<String>, Header, description = "the revision that was seen, in quotes"),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 128 visible ASCII characters")),
    request_body = serde_json::Value, responses(
    (status = 200, body = IncidentWire, headers(("ETag" = String, description = "the revision"))),
    (status = 400, body = Problem, description = "not JSON"),
    (status = 403, body = Problem, description = "not for this role"),
    (status = 404, body = Problem, description = "there is no such incident"),
    (status = 409, body = Problem, description = "the case flow does not allow it now; `open` names what is"),
    (status = 412, body = Problem, description = "the incident has changed since"),
    (status = 413, body = Problem, description = "more than 256 KiB"),
    (status = 415, body = Problem, description = "not sent as JSON"),
    (status = 422, body = Problem, description = "a value is missing or wrong"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn act(
    caller: Caller,
    Path((id, verb)): Path<(String, String)>,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let verb = Verb::parse(&verb).ok_or_else(|| wire::unknown_verb(&verb))?;
    let view = caller.view().await?;
    // Of several roles the one acts that may.
    let service = caller.among(Rule::of(verb).who);
    let world = service.world();
    let known = |it: &_| world.incident(*it).is_some() && view.sees(&world, *it);
    let incident = incident_id(&id).filter(known).ok_or_else(|| no_incident(&id))?;
    let empty = sent.as_ref().is_ok_and(Bytes::is_empty);
    let body = if empty { json!({}) } else { body::json(&headers, sent)? };
    let seen = match conditional::seen(&headers)? {
        Seen::Version(it) => Some(it),
        Seen::Nothing | Seen::Any => None,
    };
    let (mut order, named) = wire::order(&world.ground, incident, verb, &body, seen)?;
    order.photos = photos(&service, &world.ground, &named).await?;
    drop(world);
    let done = service.act(order, key(&headers)?).await.map_err(|err| refused(err, &id))?;
    let wire = super::one::whole(&service, &done.incident).await?.for_eyes(caller.sees_people());
    Ok((revision(done.incident.revision), Json(wire)).into_response())
}

/// Looks up the photos that a deed names.
pub(super) async fn photos(service: &Service, ground: &Ground, named: &[NamedPhoto]) -> Result<Vec<Photo>, Problem> {
    let ids: Vec<_> = named.iter().map(|it| it.0).collect();
    let files = service.photos(&ids).await.map_err(|err| Problem::store(&err))?;
    let photo = |(at, (file, (id, kind))): (usize, (Option<PhotoFile>, &NamedPhoto))| {
        let unknown = || {
            let (zh, en) = ("没有这张照片，请先上传", "there is no such photo: send it first");
            Problem::invalid(&format!("photos[{at}].id"), id.to_string(), zh, en)
        };
        let file = file.ok_or_else(unknown)?;
        // A photo that says it was taken on the other side of the world tells nothing of where it was taken.
        let place = file.place.and_then(|it| ground.frame.point(it).ok());
        Ok(Photo { id: *id, kind: *kind, taken_at: file.taken_at, place })
    };
    files.into_iter().zip(named).enumerate().map(photo).collect()
}

/// Headers that tell the revision of an incident, which nobody may keep: what is open changes with time and caller.
pub(super) fn revision(number: u32) -> [(HeaderName, HeaderValue); 2] {
    let [tag] = conditional::version(number);
    [tag, (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))]
}

pub(super) fn refused(err: CaseError, id: &str) -> Problem {
    let both = |err: &CaseError| wire::both(&err.to_string());
    match err {
        CaseError::Unknown(_) => no_incident(id),
        CaseError::Refused(it) => not_open(&it),
        CaseError::Stale { .. } => {
            let (zh, en) = both(&err);
            let title = "案件已更新 / The incident has changed";
            Problem::new(StatusCode::PRECONDITION_FAILED, "/problems/stale", title, zh, en)
        }
        CaseError::Anonymous => {
            let (zh, en) = both(&err);
            Problem::new(StatusCode::UNAUTHORIZED, "/problems/sign-in", "请先登录 / Sign in", zh, en)
        }
        CaseError::NoCase(_) | CaseError::Category(_) => {
            let (zh, en) = both(&err);
            Problem::new(StatusCode::CONFLICT, "/problems/not-open", "现在不能办理 / Not open", zh, en)
        }
        CaseError::UnknownPerson(it) => wire::no_person("unit", &it.to_string()),
        CaseError::Note(length) => {
            let (zh, en) = both(&err);
            Problem::invalid("note", length, zh, en)
        }
        CaseError::Store(StoreError::Stale(_)) => {
            Problem::busy("案件正被多人更新，请重试", "many change the incident at once, try again")
        }
        CaseError::Store(err) => Problem::store(&err),
    }
}

fn not_open(it: &Refusal) -> Problem {
    let (status, kind, title) = match it.why {
        Why::Role { .. } | Why::NotYours | Why::NotAppointed => {
            (StatusCode::FORBIDDEN, "/problems/not-yours", "无权办理 / Not yours to do")
        }
        Why::NoReason
        | Why::NoPhoto(_)
        | Why::PhotoFar { .. }
        | Why::PhotoUnplaced
        | Why::PhotoOld
        | Why::NotLater
        | Why::ReviewPast
        | Why::SameCase => {
            (StatusCode::UNPROCESSABLE_ENTITY, "/problems/incomplete", "办理材料不全 / Something is missing")
        }
        _ => (StatusCode::CONFLICT, "/problems/not-open", "现在不能办理 / Not open"),
    };
    let mut problem = Problem::new(status, kind, title, it.zh(), it.en());
    problem.open = it.legal.iter().map(|it| VerbWire::new(*it)).collect();
    problem
}

/// Writes the operation of each verb in the place of the one for all.
pub(in crate::routes) fn describe(api: &mut OpenApi) {
    let Some(all) = api.paths.paths.remove(PATH) else { return };
    for verb in Verb::ALL.iter().copied().filter(|it| !matches!(it, Verb::Report | Verb::Absorb)) {
        let mut item = all.clone();
        let Some(operation) = item.post.as_mut() else { continue };
        operation.operation_id = Some(format!("incident_{}", verb.as_str()));
        let who = |word: fn(&model::AccountRole) -> &'static str| {
            let roles: Vec<_> = Rule::of(verb).who.iter().map(word).collect();
            roles.join(", ")
        };
        operation.summary = Some(format!("{} / {}", verb.zh(), verb.en()));
        operation.description = Some(format!("{} / for: {}", who(|it| it.zh()), who(|it| it.en())));
        if let Some(parameters) = operation.parameters.as_mut() {
            parameters.retain(|it| !matches!(it, RefOr::T(it) if it.name == "verb"));
        }
        let schema = RefOr::T(Schema::Object(wire::body_of(verb)));
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let body = RequestBodyBuilder::new().content("application/json", content).build();
        operation.request_body = Some(RefOr::T(body));
        api.paths.paths.insert(PATH.replace("{verb}", verb.as_str()), item);
    }
}
