//! What waits for the caller.

use axum::{Json, body::Bytes, extract::rejection::BytesRejection, http::HeaderMap};
use model::ViewList;
use serde::Serialize;
use service::{ListFilter, Sort};
use utoipa::ToSchema;

use crate::{
    Problem, body,
    caller::Caller,
    wire::{self, FilterQuery, IncidentWire, ListQuery, Paging, PagingQuery, Params, SearchBody, VerbWire, local_time},
};

/// Cases that wait.
#[derive(Serialize, ToSchema)]
pub(crate) struct WorkList {
    /// How many there are under the filter.
    total: usize,
    /// How many of them are overdue.
    overdue: usize,
    /// How many of them are due soon.
    due_soon: usize,
    /// How many can be done by each verb.
    verbs: Vec<VerbCount>,
    /// Those of the page.
    items: Vec<TaskWire>,
    /// What `after` of the next page is; `null` on the last.
    next: Option<String>,
}

/// How many cases a verb is open for.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerbCount {
    #[serde(flatten)]
    verb: VerbWire,
    count: usize,
}

/// A case that waits.
#[derive(Serialize, ToSchema)]
pub(crate) struct TaskWire {
    incident: IncidentWire,
    /// `on_track`, `due_soon` or `overdue`: of handling, else of the stage.
    standing: &'static str,
    /// When something has to be done.
    due_at: Option<String>,
    /// What the caller can do.
    legal: Vec<VerbWire>,
}

/// 待办 / Cases that are not settled, those due first before the others where no order is asked for.
///
/// `mine` is true where nothing is said of it.
#[utoipa::path(get, path = "/api/v1/work", tag = "incidents", params(FilterQuery, ListQuery, PagingQuery), responses(
    (status = 200, body = WorkList),
    (status = 422, body = Problem, description = "a value is wrong"),
))]
pub(crate) async fn work(caller: Caller, params: Params) -> Result<Json<WorkList>, Problem> {
    let filter = params.list_filter(&caller.service.world().ground, caller.service.now_ms(), ViewList::Work)?;
    page(caller, filter, &params).await
}

/// 待办检索 / The same, with the filter as JSON, which may have a drawn area.
#[utoipa::path(post, path = "/api/v1/work/search", tag = "incidents", request_body = SearchBody, responses(
    (status = 200, body = WorkList),
    (status = 422, body = Problem, description = "a value is wrong"),
))]
pub(crate) async fn search(
    caller: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Json<WorkList>, Problem> {
    let (filter, params) = wire::search(&body::json(&headers, sent)?)?;
    let filter = filter.read(&caller.service.world().ground, caller.service.now_ms(), ViewList::Work)?;
    page(caller, filter, &params).await
}

async fn page(caller: Caller, filter: ListFilter, params: &Params) -> Result<Json<WorkList>, Problem> {
    let Paging { sort, limit, after } = Paging::read(params, Sort::SOONEST)?;
    let (filter, sees_people) = (caller.view().await?.narrow_list(filter), caller.sees_people());
    let service = caller.for_filter(&filter);
    let page = service.task_page(filter, sort, limit, after).await.map_err(|err| Problem::store(&err))?;
    let ids: Vec<_> = page.tasks.iter().map(|it| it.incident.id).collect();
    let details = service.details(&ids).await.map_err(|err| Problem::store(&err))?;
    let ground = &service.world().ground;
    let items = page.tasks.into_iter().zip(details).map(|(it, detail)| TaskWire {
        incident: IncidentWire::of(&service, ground, &it.incident, detail).for_eyes(sees_people),
        standing: it.standing.as_str(),
        due_at: it.due_at.map(local_time),
        legal: it.verbs.into_iter().map(VerbWire::new).collect(),
    });
    let verbs = page.verbs.into_iter().map(|(verb, count)| VerbCount { verb: VerbWire::new(verb), count });
    Ok(Json(WorkList {
        total: page.total,
        overdue: page.overdue,
        due_soon: page.due_soon,
        verbs: verbs.collect(),
        items: items.collect(),
        next: page.next.map(wire::next),
    }))
}
