//! Plans duty grids.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::HeaderMap,
};
use model::{CellId, CommunityId};
use partition::GridWeights;
use serde::Serialize;
use serde_json::Value;
use service::{Ground, PlanRequest, Service};
use utoipa::ToSchema;

use crate::{
    Problem, body,
    routes::partitions::refused,
    wire::{self, BalanceWire, EditWire, PreviewWire},
};

/// A plan of duty grids.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlanWire {
    /// The version it is made for.
    base: u64,
    /// What makes it true, to be sent to `/api/v1/partitions`; empty when nothing is to be changed.
    edits: Vec<EditWire>,
    before: BalanceWire,
    after: BalanceWire,
    /// How many cells change hands.
    moved_cells: usize,
    /// What it would change; `null` when nothing is to be changed.
    preview: Option<PreviewWire>,
    /// The codes of communities with more duty grids than members.
    unfilled: Vec<String>,
}

/// 规划责任网格 / Plans contiguous duty grids of about the same load inside communities; nothing is kept.
///
/// The body, all of it optional: `communities` (codes; all when absent), `members` (how many duty grids by community code;
/// as many as now when absent), `weights` (`area`, `street`, `incidents`; 0.4, 0.3, 0.3), `keep` (0 to 1: how much of the
/// present division is kept; 0.5), `pinned` (codes of cells that stay with their member), `prefer_main_roads` (true), `seed`.
#[utoipa::path(post, path = "/api/v1/duty-grids/plan", tag = "partition", request_body = Value, responses(
    (status = 200, body = PlanWire),
    (status = 422, body = Problem, description = "a value is wrong, or no plan is possible"),
))]
pub(crate) async fn plan(
    State(service): State<Service>,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Json<PlanWire>, Problem> {
    let body = body::json(&headers, sent)?;
    let world = service.world();
    let ground = &world.ground;
    let planned = service.plan(request(ground, &body)?).await.map_err(refused)?;
    Ok(Json(PlanWire {
        base: wire::number(ground.district.version()),
        edits: planned.edits.iter().map(|it| EditWire::of(ground, it)).collect(),
        before: planned.before.into(),
        after: planned.after.into(),
        moved_cells: planned.moved_cells,
        preview: planned.draft.as_ref().map(|it| PreviewWire::new(&world, it)),
        unfilled: planned.unfilled.iter().map(|it| ground.district.communities[it.index()].code.clone()).collect(),
    }))
}

fn request(ground: &Ground, body: &Value) -> Result<PlanRequest, Problem> {
    let given = |name: &str| body.get(name).filter(|it| !it.is_null());
    let mut members = BTreeMap::new();
    if let Some(value) = given("members") {
        let object = value.as_object().ok_or_else(|| {
            Problem::invalid("members", value.clone(), "须为 社区编码: 数目", "must map community codes to counts")
        })?;
        for (code, count) in object {
            let field = format!("members.{code}");
            let count = count.as_u64().and_then(|it| u32::try_from(it).ok()).filter(|it| *it > 0).ok_or_else(|| {
                Problem::invalid(&field, count.clone(), "须为不小于 1 的整数", "must be a whole number, 1 or more")
            })?;
            members.insert(community(ground, &field, code)?, count);
        }
    }
    let list = |name: &str| -> Result<Vec<String>, Problem> {
        let Some(value) = given(name) else { return Ok(vec![]) };
        let wrong = || Problem::invalid(name, value.clone(), "须为编码的列表", "must be a list of codes");
        let items = value.as_array().ok_or_else(wrong)?.iter();
        items.map(|it| it.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
    };
    let communities = list("communities")?;
    let communities = communities.iter().map(|it| community(ground, "communities", it));
    let cell = |code: &String| {
        let unknown = || Problem::invalid("pinned", code.clone(), "没有这个单元网格", "there is no such unit cell");
        ground.cell_of_code(code).ok_or_else(unknown)
    };
    let custom = GridWeights::default();
    let weight = |name: &str, absent: f64| {
        number(body.get("weights").and_then(|it| it.get(name)), &format!("weights.{name}"), absent, 0.0..=1e6)
    };
    let flag = |name: &str, absent: bool| match given(name) {
        None => Ok(absent),
        Some(value) => value
            .as_bool()
            .ok_or_else(|| Problem::invalid(name, value.clone(), "须为 true 或 false", "must be true or false")),
    };
    Ok(PlanRequest {
        communities: communities.collect::<Result<BTreeSet<CommunityId>, _>>()?,
        members,
        weights: GridWeights {
            area: weight("area", custom.area)?,
            street: weight("street", custom.street)?,
            incidents: weight("incidents", custom.incidents)?,
        },
        keep: number(given("keep"), "keep", 0.5, 0.0..=1.0)?,
        pinned: list("pinned")?.iter().map(cell).collect::<Result<BTreeSet<CellId>, _>>()?,
        prefer_main_roads: flag("prefer_main_roads", true)?,
        seed: number(given("seed"), "seed", 0.0, 0.0..=4e9)? as u64,
    })
}

fn community(ground: &Ground, field: &str, code: &str) -> Result<CommunityId, Problem> {
    let at = ground.district.communities.iter().position(|it| it.code == code);
    let unknown = || Problem::invalid(field, code, "没有这个社区编码", "there is no community of this code");
    at.map(CommunityId::at).ok_or_else(unknown)
}

fn number(
    value: Option<&Value>,
    field: &str,
    absent: f64,
    range: std::ops::RangeInclusive<f64>,
) -> Result<f64, Problem> {
    let Some(value) = value.filter(|it| !it.is_null()) else { return Ok(absent) };
    value.as_f64().filter(|it| range.contains(it)).ok_or_else(|| {
        let (low, high) = (range.start(), range.end());
        Problem::invalid(
            field,
            value.clone(),
            format!("须为 {low} 到 {high} 的数字"),
            format!("must be a number from {low} to {high}"),
        )
    })
}
