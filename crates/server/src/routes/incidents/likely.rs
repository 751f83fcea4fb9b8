//! Which present cases a report likely repeats.

use axum::Json;
use serde::Serialize;
use service::LikenessError;
use utoipa::ToSchema;

use crate::{
    Problem,
    caller::Caller,
    wire::{self, IncidentWire, Params, QuestionWire},
};

/// How many are told at most.
const LIMIT: usize = 10;

/// Cases that a report likely repeats.
#[derive(Serialize, ToSchema)]
pub(crate) struct LikelyList {
    /// Most likely first, ten at most.
    items: Vec<LikelyWire>,
}

/// A case that a report likely repeats.
#[derive(Serialize, ToSchema)]
pub(crate) struct LikelyWire {
    incident: IncidentWire,
    /// How likely, from 1 to 100: good for an order, not a probability.
    score: u8,
    distance_m: u32,
    /// Minutes between the two reports.
    minutes: u32,
    /// What speaks for it.
    zh: String,
    en: String,
}

/// 疑似重复 / Cases that are not settled and that a report of this place, category and text likely repeats.
#[utoipa::path(get, path = "/api/v1/incidents/likely-duplicates", tag = "incidents", params(QuestionWire,
    ("note" = Option<String>, Query, description = "what the report says")), responses(
    (status = 200, body = LikelyList),
    (status = 422, body = Problem, description = "a value is missing or wrong"),
))]
pub(crate) async fn likely(caller: Caller, params: Params) -> Result<Json<LikelyList>, Problem> {
    let (view, service, sees_people) = (caller.view().await?, &caller.service, caller.sees_people());
    let world = service.world();
    let ground = world.ground.clone();
    let code = params.required::<String>("category")?;
    let code = wire::category_code(&ground, "category", &code)?;
    let query = QuestionWire::of(&params)?.query(&ground)?;
    let found = service.likely_duplicates(&query, code, params.text("note").unwrap_or_default()).await;
    let found = found.map_err(|err| match err {
        LikenessError::Query(err) => wire::refused_query(&err),
        LikenessError::Category(code) => wire::unknown_category("category", &code.to_string()),
        LikenessError::Store(err) => Problem::internal(&err),
    })?;
    let seen = |it: &(std::sync::Arc<model::Incident>, _)| view.sees(&world, it.0.id);
    let found: Vec<_> = found.into_iter().filter(seen).collect();
    let ids: Vec<_> = found.iter().take(LIMIT).map(|it| it.0.id).collect();
    let details = service.details(&ids).await.map_err(|err| Problem::store(&err))?;
    let items = found.into_iter().zip(details).map(|((incident, likely), detail)| LikelyWire {
        incident: IncidentWire::of(service, &ground, &incident, detail).for_eyes(sees_people),
        score: likely.score,
        distance_m: likely.distance_m,
        minutes: likely.minutes,
        zh: likely.zh(),
        en: likely.en(),
    });
    Ok(Json(LikelyList { items: items.collect() }))
}
