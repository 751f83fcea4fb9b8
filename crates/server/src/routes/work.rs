//! What waits for the caller.

use axum::Json;
use model::{Stage, Standing};
use serde::Serialize;
use service::{Task, WorkFilter};
use utoipa::ToSchema;

use crate::{
    Problem,
    caller::Caller,
    wire::{self, IncidentWire, Params, VerbWire, local_time},
};

/// How many cases one answer may hold.
const LIMIT: usize = 1000;

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
    /// The first of them, those due first before the others.
    items: Vec<TaskWire>,
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

/// 待办 / Cases that are not settled, those due first before the others.
#[utoipa::path(get, path = "/api/v1/work", tag = "incidents", params(
    ("mine" = Option<bool>, Query, description = "only those with which the caller can do something that leads on; true when absent"),
    ("standing" = Option<String>, Query, description = "`on_track`, `due_soon` or `overdue`"),
    ("stage" = Option<String>, Query, description = "stages, separated by commas"),
    ("unit" = Option<String>, Query, description = "the number of the unit or person who has it"),
    ("category" = Option<String>, Query, description = "four digits"),
    ("limit" = Option<usize>, Query, description = "1 to 1,000; 50 when absent"),
    ("offset" = Option<usize>, Query, description = "how many to leave out")), responses(
    (status = 200, body = WorkList),
    (status = 422, body = Problem, description = "a value is wrong"),
))]
pub(crate) async fn work(caller: Caller, params: Params) -> Result<Json<WorkList>, Problem> {
    let (view, service, sees_people) = (caller.view().await?, &caller.service, caller.sees_people());
    let world = service.world();
    let ground = &world.ground;
    let filter = WorkFilter {
        mine: params.flag("mine")?.unwrap_or(true),
        standing: params.text("standing").map(standing).transpose()?,
        stages: params.text("stage").map(stages).transpose()?.unwrap_or_default(),
        unit: params.text("unit").map(|it| wire::person(ground, "unit", it)).transpose()?,
        category: params.text("category").map(|it| wire::category_code(ground, "category", it)).transpose()?,
    };
    let (limit, offset) = (params.limit(50, LIMIT)?, params.optional("offset")?.unwrap_or(0));
    let mut tasks = service.tasks(&filter);
    tasks.retain(|it| view.sees(&world, it.incident.id));
    let of = |standing| tasks.iter().filter(|it| it.standing == standing).count();
    let (total, overdue, due_soon) = (tasks.len(), of(Standing::Overdue), of(Standing::DueSoon));
    let verbs = model::case::Verb::ALL.iter().filter_map(|verb| {
        let count = tasks.iter().filter(|it| it.verbs.contains(verb)).count();
        (count > 0).then(|| VerbCount { verb: VerbWire::new(*verb), count })
    });
    let verbs = verbs.collect();
    let page: Vec<Task> = tasks.into_iter().skip(offset).take(limit).collect();
    let ids: Vec<_> = page.iter().map(|it| it.incident.id).collect();
    let details = service.details(&ids).await.map_err(|err| Problem::internal(&err))?;
    let items = page.into_iter().zip(details).map(|(it, detail)| TaskWire {
        incident: IncidentWire::of(service, ground, &it.incident, detail).for_eyes(sees_people),
        standing: it.standing.as_str(),
        due_at: it.due_at.map(local_time),
        legal: it.verbs.into_iter().map(VerbWire::new).collect(),
    });
    Ok(Json(WorkList { total, overdue, due_soon, verbs, items: items.collect() }))
}

fn standing(word: &str) -> Result<Standing, Problem> {
    let wrong = || {
        let (zh, en) = ("须为 on_track、due_soon 或 overdue", "must be on_track, due_soon or overdue");
        Problem::invalid("standing", word, zh, en)
    };
    Standing::ALL.into_iter().find(|it| it.as_str() == word).ok_or_else(wrong)
}

fn stages(text: &str) -> Result<Vec<Stage>, Problem> {
    let stage = |word: &str| {
        let wrong = || Problem::invalid("stage", word, "没有这个阶段", "there is no such stage");
        Stage::parse(word.trim()).ok_or_else(wrong)
    };
    text.split(',').map(stage).collect()
}
