//! One incident with everything known of it.

use axum::{
    Json,
    extract::Path,
    response::{IntoResponse, Response},
};
use model::Incident;
use service::Service;

use super::{act::revision, incident_id, no_incident};
use crate::{Problem, caller::Caller, wire::IncidentWire};

/// 案件详情 / One incident with its case, its history and what the caller can do with it.
#[utoipa::path(get, path = "/api/v1/incidents/{id}", tag = "incidents",
    params(("id" = String, Path, description = "the incident's UUID")), responses(
    (status = 200, body = IncidentWire, headers(("ETag" = String, description = "the revision"))),
    (status = 404, body = Problem, description = "there is no such incident"),
))]
pub(crate) async fn one(caller: Caller, Path(id): Path<String>) -> Result<Response, Problem> {
    let (view, service) = (caller.view().await?, &caller.service);
    let world = service.world();
    let seen = incident_id(&id).filter(|it| view.sees(&world, *it));
    let incident = seen.and_then(|it| world.incident(it)).ok_or_else(|| no_incident(&id))?;
    drop(world);
    let wire = whole(service, &incident).await?.for_eyes(caller.sees_people());
    Ok((revision(incident.revision), Json(wire)).into_response())
}

/// Writes an incident with everything known of it.
pub(super) async fn whole(service: &Service, incident: &Incident) -> Result<IncidentWire, Problem> {
    let failed = |err| Problem::store(&err);
    let detail = service.detail(incident.id).await.map_err(failed)?;
    let history = service.history(incident.id).await.map_err(failed)?;
    let case = service.case(incident).await.map_err(failed)?;
    let ground = &service.world().ground;
    let wire = IncidentWire::of(service, ground, incident, detail);
    Ok(wire.whole(service, ground, incident, case.as_ref(), &history))
}
