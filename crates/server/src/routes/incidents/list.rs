//! The filtered, sorted, paged list.

use axum::{Json, body::Bytes, extract::rejection::BytesRejection, http::HeaderMap};
use model::ViewList;
use serde::Serialize;
use service::{ListFilter, Sort};
use utoipa::ToSchema;

use crate::{
    Problem, body,
    caller::Caller,
    wire::{self, FilterQuery, IncidentWire, ListQuery, Paging, PagingQuery, Params, SearchBody},
};

/// A page of incidents.
#[derive(Serialize, ToSchema)]
pub(crate) struct IncidentPage {
    /// How many incidents the filter means in all.
    total: u64,
    items: Vec<IncidentWire>,
    /// What `after` of the next page is; `null` on the last.
    next: Option<String>,
}

/// 案件列表 / Incidents under a filter, newest first where no order is asked for.
#[utoipa::path(get, path = "/api/v1/incidents", tag = "incidents", params(FilterQuery, ListQuery, PagingQuery), responses(
    (status = 200, body = IncidentPage),
    (status = 422, body = Problem, description = "a value is wrong"),
))]
pub(crate) async fn list(caller: Caller, params: Params) -> Result<Json<IncidentPage>, Problem> {
    let filter = params.list_filter(&caller.service.world().ground, caller.service.now_ms(), ViewList::Incidents)?;
    page(caller, filter, &params).await
}

/// 案件检索 / The same, with the filter as JSON, which may have a drawn area.
#[utoipa::path(post, path = "/api/v1/incidents/search", tag = "incidents", request_body = SearchBody, responses(
    (status = 200, body = IncidentPage),
    (status = 422, body = Problem, description = "a value is wrong"),
))]
pub(crate) async fn search(
    caller: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Json<IncidentPage>, Problem> {
    let (filter, params) = wire::search(&body::json(&headers, sent)?)?;
    let filter = filter.read(&caller.service.world().ground, caller.service.now_ms(), ViewList::Incidents)?;
    page(caller, filter, &params).await
}

async fn page(caller: Caller, filter: ListFilter, params: &Params) -> Result<Json<IncidentPage>, Problem> {
    let Paging { sort, limit, after } = Paging::read(params, Sort::NEWEST)?;
    let (filter, sees_people) = (caller.view().await?.narrow_list(filter), caller.sees_people());
    let service = caller.for_filter(&filter);
    let page = service.list(filter, sort, limit, after).await.map_err(|err| Problem::store(&err))?;
    let ids: Vec<_> = page.incidents.iter().map(|it| it.id).collect();
    let details = service.details(&ids).await.map_err(|err| Problem::store(&err))?;
    let ground = &service.world().ground;
    let items = page
        .incidents
        .iter()
        .zip(details)
        .map(|(it, detail)| IncidentWire::of(&service, ground, it, detail).for_eyes(sees_people));
    Ok(Json(IncidentPage { total: page.total, items: items.collect(), next: page.next.map(wire::next) }))
}
