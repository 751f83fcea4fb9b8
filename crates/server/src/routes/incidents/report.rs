//! Takes a report.

use axum::{
    Json,
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use model::{AccountRole, Source};
use service::{NOTE_LIMIT, ReportError, Submission};

use super::{key, one::whole};
use crate::{
    Problem, body,
    caller::Caller,
    wire::{self, IncidentWire, ReportBody},
};

/// 上报 / Takes a report and tells who answers for it.
///
/// The body is a plain object or a GeoJSON Feature with a Point and the other fields as properties. When the answer is
/// 201 the report is on disk. The same `Idempotency-Key` with the same report again answers 200 with the first incident.
#[utoipa::path(post, path = "/api/v1/incidents", tag = "incidents",
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 128 visible ASCII characters")),
    request_body(content((ReportBody = "application/json"), (Value = "application/geo+json"))), responses(
    (status = 201, body = IncidentWire, headers(("Location" = String))),
    (status = 200, body = IncidentWire, description = "the key was used for this same report before"),
    (status = 400, body = Problem, description = "not JSON"),
    (status = 413, body = Problem, description = "more than 256 KiB"),
    (status = 415, body = Problem, description = "not sent as JSON"),
    (status = 422, body = Problem, description = "a value is missing or wrong, or the place is outside the district"),
    (status = 503, body = Problem, description = "too many reports at once; try again"),
))]
pub(crate) async fn report(
    caller: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let body = body::json(&headers, sent)?;
    let (service, sees_people) = (&caller.service, caller.sees_people());
    let world = service.world();
    let report = ReportBody::read(&body)?;
    let submission = Submission {
        query: report.question().query(&world.ground)?,
        category: wire::category_code(&world.ground, "category", &report.category)?,
        note: report.note,
        source: source(&caller, report.source),
        made_up: false,
    };
    let query = submission.query;
    let reported = service.report(submission, key(&headers)?).await.map_err(refused)?;
    let incident = &reported.incident;
    let mut wire = whole(service, incident).await?.for_eyes(sees_people);
    if !sees_people && let Ok(answer) = world.ground.answer(&query, incident.reported_at) {
        wire = wire.because(world.ground.explain_without_names(&answer));
    }
    let status = if reported.fresh { StatusCode::CREATED } else { StatusCode::OK };
    let location = format!("/api/v1/incidents/{}", incident.id);
    Ok((status, [(header::LOCATION, location)], Json(wire)).into_response())
}

/// Returns where a report comes from. Who is nobody of the staff reports as a resident, whatever is said: reports by staff skip
/// the first steps.
fn source(caller: &Caller, said: Option<Source>) -> Source {
    let Some(account) = caller.account().filter(|_| caller.sees_people()) else { return Source::Resident };
    said.unwrap_or_else(|| match account.role_among(&[AccountRole::GridMember, AccountRole::Acceptor]) {
        Some(AccountRole::GridMember) => Source::Member,
        // Acceptors sit at the telephone.
        Some(AccountRole::Acceptor) => Source::Hotline,
        _ => Source::Inspection,
    })
}

fn refused(err: ReportError) -> Problem {
    match err {
        ReportError::Query(err) => wire::refused_query(&err),
        ReportError::Outside { distance_m } => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "/problems/outside-district",
            "不在辖区内 / Outside the district",
            format!("该点在辖区外 {distance_m:.0} 米，本辖区无人负责"),
            format!("the place lies {distance_m:.0} m outside the district; nobody here answers for it"),
        ),
        ReportError::Category(code) => wire::unknown_category("category", &code.to_string()),
        ReportError::Note(length) => Problem::invalid(
            "note",
            length,
            format!("说明有 {length} 个字，最多 {NOTE_LIMIT} 个"),
            format!("the note has {length} characters, at most {NOTE_LIMIT} are taken"),
        ),
        ReportError::KeyReused(id) => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "/problems/idempotency-key-reused",
            "重复的幂等键 / Idempotency key reused",
            format!("此 Idempotency-Key 已用于另一案件 {id}"),
            format!("this Idempotency-Key was used for the different incident {id}"),
        ),
        ReportError::Store(err) => Problem::store(&err),
    }
}
