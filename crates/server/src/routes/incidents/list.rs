//! The filtered, paged list.

use axum::Json;
use serde::Serialize;
use service::Cursor;
use utoipa::ToSchema;

use crate::{
    Problem,
    caller::Caller,
    wire::{FilterQuery, IncidentWire, Params},
};

/// How many incidents a page may hold.
const PAGE_LIMIT: usize = 1000;

/// A page of incidents, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct IncidentPage {
    /// How many incidents the filter means in all.
    total: u64,
    items: Vec<IncidentWire>,
    /// What `cursor` of the next page is; `null` on the last.
    next: Option<String>,
}

/// 案件列表 / Incidents under a filter, newest first.
#[utoipa::path(get, path = "/api/v1/incidents", tag = "incidents", params(FilterQuery,
    ("limit" = Option<usize>, Query, description = "1 to 1,000; 50 when absent"),
    ("cursor" = Option<String>, Query, description = "`next` of the page before")), responses(
    (status = 200, body = IncidentPage),
    (status = 422, body = Problem, description = "a value is wrong"),
))]
pub(crate) async fn list(caller: Caller, params: Params) -> Result<Json<IncidentPage>, Problem> {
    let (view, service, sees_people) = (caller.view().await?, &caller.service, caller.sees_people());
    let world = service.world();
    let filter = view.narrow(params.filter(&world.ground)?);
    let limit = params.limit(50, PAGE_LIMIT)?;
    let cursor = params.text("cursor").map(|it| {
        let unknown = |()| Problem::invalid("cursor", it, "不是上一页给出的 next", "not a `next` of a page before");
        it.parse::<Cursor>().map_err(unknown)
    });
    let page = world.list(&filter, limit, cursor.transpose()?);
    let ids: Vec<_> = page.incidents.iter().map(|it| it.id).collect();
    let details = service.details(&ids).await.map_err(|err| Problem::internal(&err))?;
    let items = page
        .incidents
        .iter()
        .zip(details)
        .map(|(it, detail)| IncidentWire::of(service, &world.ground, it, detail).for_eyes(sees_people));
    Ok(Json(IncidentPage { total: page.total, items: items.collect(), next: page.next.map(|it| it.to_string()) }))
}
