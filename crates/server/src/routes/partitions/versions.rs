//! Lists the versions, and tells one with its figures.

use axum::{
    Json,
    extract::{Path, State},
};
use model::VersionId;
use serde::Serialize;
use service::{Ground, Service, VersionFigures};
use utoipa::ToSchema;

use crate::{
    Problem,
    wire::{self, Params, VersionWire, metres},
};

/// The versions of the partition.
#[derive(Serialize, ToSchema)]
pub(crate) struct Versions {
    /// The number of the one that holds.
    current: u64,
    /// The newest first.
    versions: Vec<VersionWire>,
}

/// 划分版本 / Lists the versions of the partition, the newest first; with `at` only the one that held then.
#[utoipa::path(get, path = "/api/v1/partitions", tag = "partition",
    params(("at" = Option<String>, Query, description = "a day such as 2026-11-01 (its end) or an RFC 3339 moment")),
    responses(
        (status = 200, body = Versions),
        (status = 422, body = Problem, description = "not a time, or before the first version"),
))]
pub(crate) async fn versions(State(service): State<Service>, params: Params) -> Result<Json<Versions>, Problem> {
    let world = service.world();
    let district = &world.ground.district;
    let mut versions = wire::versions(&world.ground);
    if let Some(text) = params.text("at") {
        let ms = wire::moment_or_day("at", text)?;
        let Some(version) = district.version_at(ms) else {
            let first = district.versions.first().map(|it| wire::local_time(it.valid_from)).unwrap_or_default();
            return Err(Problem::invalid(
                "at",
                text,
                format!("早于第一版的生效时间 {first}"),
                format!("is before the first version, which holds from {first}"),
            ));
        };
        versions = versions.into_iter().skip(version.index()).take(1).collect();
    }
    versions.reverse();
    Ok(Json(Versions { current: wire::number(district.version()), versions }))
}

/// A version with its figures.
#[derive(Serialize, ToSchema)]
pub(crate) struct VersionWithQuality {
    #[serde(flatten)]
    version: VersionWire,
    quality: QualityWire,
}

/// How well a version keeps the rules.
#[derive(Serialize, ToSchema)]
struct QualityWire {
    cells: usize,
    area_m2: f64,
    area_min_m2: f64,
    area_median_m2: f64,
    area_max_m2: f64,
    /// The size aimed at.
    target_m2: f64,
    /// The share of cells within ±10 % of it.
    within_10_percent: f64,
    /// The share within ±25 %.
    within_25_percent: f64,
    /// The share of cells narrower than 20 m.
    thin_share: f64,
    /// The share of inner borders that runs on roads.
    border_on_roads: f64,
    /// Ground inside the district without a cell, in square units of 0.1 mm.
    #[schema(value_type = i64)]
    gap_area: i128,
    /// Ground in two cells, in square units of 0.1 mm.
    #[schema(value_type = i64)]
    overlap_area: i128,
}

impl From<VersionFigures> for QualityWire {
    fn from(it: VersionFigures) -> Self {
        Self {
            cells: it.cells,
            area_m2: it.area_m2.round(),
            area_min_m2: it.area_min_m2.round(),
            area_median_m2: it.area_median_m2.round(),
            area_max_m2: it.area_max_m2.round(),
            target_m2: service::TARGET_M2,
            within_10_percent: metres(it.within_10_percent),
            within_25_percent: metres(it.within_25_percent),
            thin_share: metres(it.thin_share),
            border_on_roads: metres(it.border_on_roads),
            gap_area: it.gap_area,
            overlap_area: it.overlap_area,
        }
    }
}

/// 一个版本 / Tells a version with its figures.
#[utoipa::path(get, path = "/api/v1/partitions/{number}", tag = "partition",
    params(("number" = u64, Path, description = "counted from 1")), responses(
    (status = 200, body = VersionWithQuality),
    (status = 404, body = Problem, description = "no such version"),
))]
pub(crate) async fn version(
    State(service): State<Service>,
    Path(number): Path<String>,
) -> Result<Json<VersionWithQuality>, Problem> {
    let world = service.world();
    let id = numbered(&world.ground, &number)?;
    let version = wire::versions(&world.ground).swap_remove(id.index());
    let quality = world.ground.figures(id).map_err(|err| Problem::internal(&err))?.into();
    Ok(Json(VersionWithQuality { version, quality }))
}

/// Finds the version of this number.
pub(super) fn numbered(ground: &Ground, text: &str) -> Result<VersionId, Problem> {
    let count = ground.district.versions.len();
    let at = text.parse::<usize>().ok().and_then(|it| it.checked_sub(1)).filter(|it| *it < count);
    at.map(VersionId::at).ok_or_else(|| {
        Problem::not_found(
            format!("没有第 {text} 版，现有 {count} 版"),
            format!("there is no version {text}; there are {count}"),
        )
    })
}
