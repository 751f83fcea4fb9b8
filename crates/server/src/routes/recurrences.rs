//! Places where the same comes back again and again.

use axum::Json;
use model::likeness::RecurrenceGroup;
use serde::Serialize;
use service::World;
use utoipa::ToSchema;

use crate::{
    Problem,
    caller::Caller,
    wire::{FilterQuery, Params, PlaceWire, local_time, lon_lat},
};

/// How many are told at most.
const LIMIT: usize = 1000;
/// How far back one looks when no time is given, in milliseconds: 90 days.
const PERIOD_MS: i64 = 90 * 86_400_000;

/// Recurrence groups.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecurrenceList {
    /// How many there are.
    total: usize,
    /// How many cases belong to one.
    cases: usize,
    /// The last to come back first.
    items: Vec<RecurrenceWire>,
}

/// Cases of one category that come back at one place.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecurrenceWire {
    /// The id of its first case, by which the group is known.
    id: String,
    /// Four digits.
    category: String,
    category_zh: String,
    category_en: String,
    /// The middle of the places.
    #[serde(flatten)]
    place: PlaceWire,
    /// How many cases it has.
    count: usize,
    /// How many of them are open.
    open: usize,
    first_at: String,
    last_at: String,
    /// The ids of its cases by time.
    incidents: Vec<String>,
}

/// 复发 / Groups of at least three cases of one category at one place within 30 days.
///
/// Without `from` the last 90 days are looked at. The place is as wide as the category's radius for duplicates.
#[utoipa::path(get, path = "/api/v1/recurrences", tag = "incidents", params(FilterQuery,
    ("limit" = Option<usize>, Query, description = "1 to 1,000; 100 when absent")), responses(
    (status = 200, body = RecurrenceList),
    (status = 422, body = Problem, description = "a value is wrong"),
))]
pub(crate) async fn recurrences(caller: Caller, params: Params) -> Result<Json<RecurrenceList>, Problem> {
    let (view, service) = (caller.view().await?, &caller.service);
    let world = service.world();
    let mut filter = view.narrow(params.filter(&world.ground)?);
    filter.from_ms = filter.from_ms.or(Some(service.now_ms().saturating_sub(PERIOD_MS)));
    let limit = params.limit(100, LIMIT)?;
    let looked = world.clone();
    let groups = tokio::task::spawn_blocking(move || looked.recurrences(&filter)).await;
    let groups = groups.map_err(|err| Problem::internal(&err))?;
    let (total, cases) = (groups.len(), groups.iter().map(|it| it.cases.len()).sum());
    let items = groups.iter().take(limit).map(|it| wire(&world, it)).collect();
    Ok(Json(RecurrenceList { total, cases, items }))
}

fn wire(world: &World, it: &RecurrenceGroup) -> RecurrenceWire {
    let category = world.ground.categories.get(it.category);
    let [lon, lat] = lon_lat(world.ground.frame.place(it.centre));
    let open = it.cases.iter().filter_map(|id| world.incident(*id)).filter(|it| it.stage.is_open()).count();
    RecurrenceWire {
        id: it.cases.first().map(ToString::to_string).unwrap_or_default(),
        category: it.category.to_string(),
        category_zh: category.map(|it| it.zh.clone()).unwrap_or_default(),
        category_en: category.map(|it| it.en.clone()).unwrap_or_default(),
        place: PlaceWire { lon, lat },
        count: it.cases.len(),
        open,
        first_at: local_time(it.first_at),
        last_at: local_time(it.last_at),
        incidents: it.cases.iter().map(ToString::to_string).collect(),
    }
}
