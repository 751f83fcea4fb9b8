//! The tree of categories.

use axum::{Json, extract::State};
use serde::Serialize;
use service::Service;
use utoipa::ToSchema;

use crate::wire::CategoryWire;

/// The tree of categories.
#[derive(Serialize, ToSchema)]
pub(crate) struct CategoryTree {
    majors: Vec<MajorWire>,
    /// What ledgers count, by key.
    quantities: Vec<QuantityWire>,
}

/// A major category (大类).
#[derive(Serialize, ToSchema)]
pub(crate) struct MajorWire {
    /// Two digits.
    code: String,
    zh: String,
    en: String,
    /// The minors in their newest versions, by code.
    minors: Vec<CategoryWire>,
}

/// What a ledger (台账) counts.
#[derive(Serialize, ToSchema)]
pub(crate) struct QuantityWire {
    key: String,
    zh: String,
    en: String,
    unit_zh: String,
    unit_en: String,
}

/// 案件分类 / The categories that an incident can have.
#[utoipa::path(get, path = "/api/v1/categories", tag = "settings", responses((status = 200, body = CategoryTree)))]
pub(crate) async fn categories(State(service): State<Service>) -> Json<CategoryTree> {
    let world = service.world();
    let tree = &world.ground.categories;
    let majors = tree.majors().map(|major| MajorWire {
        code: format!("{:02}", major.code),
        zh: major.zh.clone(),
        en: major.en.clone(),
        minors: tree.minors().filter(|it| it.code.major() == major.code).map(CategoryWire::from).collect(),
    });
    let quantities = tree.quantities().map(|it| QuantityWire {
        key: it.key.clone(),
        zh: it.name.zh.clone(),
        en: it.name.en.clone(),
        unit_zh: it.unit.zh.clone(),
        unit_en: it.unit.en.clone(),
    });
    Json(CategoryTree { majors: majors.collect(), quantities: quantities.collect() })
}
