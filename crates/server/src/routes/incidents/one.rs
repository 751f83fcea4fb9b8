//! One incident with everything known of it.

use axum::{
    Json,
    extract::{Path, State},
};
use model::IncidentId;
use service::Service;
use uuid::Uuid;

use crate::{Problem, wire::IncidentWire};

/// 案件详情 / One incident with its events.
#[utoipa::path(get, path = "/api/v1/incidents/{id}", tag = "incidents",
    params(("id" = String, Path, description = "the incident's UUID")), responses(
    (status = 200, body = IncidentWire),
    (status = 404, body = Problem, description = "there is no such incident"),
))]
pub(crate) async fn one(State(service): State<Service>, Path(id): Path<String>) -> Result<Json<IncidentWire>, Problem> {
    let world = service.world();
    let found = Uuid::try_parse(&id).ok().and_then(|it| world.incident(IncidentId(it)).cloned());
    let incident =
        found.ok_or_else(|| Problem::not_found(format!("没有案件 {id}"), format!("there is no incident {id}")))?;
    let detail = service.detail(incident.id).await.map_err(|err| Problem::internal(&err))?;
    let events = service.history(incident.id).await.map_err(|err| Problem::internal(&err))?;
    Ok(Json(IncidentWire::new(&world.ground, &incident, detail).with_events(events)))
}
