//! The tree of categories.

use axum::{Json, extract::State};
use serde::Serialize;
use service::Service;
use utoipa::ToSchema;

use crate::wire::LimitWire;

/// The tree of categories.
#[derive(Serialize, ToSchema)]
pub(crate) struct CategoryTree {
    majors: Vec<MajorWire>,
}

/// A major category (大类).
#[derive(Serialize, ToSchema)]
pub(crate) struct MajorWire {
    /// Two digits.
    code: String,
    zh: String,
    en: String,
    minors: Vec<MinorWire>,
}

/// A minor category (小类).
#[derive(Serialize, ToSchema)]
pub(crate) struct MinorWire {
    /// Four digits.
    code: String,
    zh: String,
    en: String,
    /// What decides who is primarily responsible: `grid`, `road`, `frontage` or `component`.
    owner: &'static str,
    limit: LimitWire,
    /// Where the limit comes from.
    limit_source: String,
    /// Whether a member may handle it on the spot.
    on_the_spot: bool,
}

/// 案件分类 / The categories that an incident can have.
#[utoipa::path(get, path = "/api/v1/categories", tag = "district", responses((status = 200, body = CategoryTree)))]
pub(crate) async fn categories(State(service): State<Service>) -> Json<CategoryTree> {
    let world = service.world();
    let tree = &world.ground.categories;
    let minors = |major: u16| {
        let of_major = tree.minors().filter(move |it| it.code.major() == major);
        of_major.map(|it| MinorWire {
            code: it.code.to_string(),
            zh: it.zh.clone(),
            en: it.en.clone(),
            owner: it.owner.as_str(),
            limit: it.limit.into(),
            limit_source: it.source.clone(),
            on_the_spot: it.on_the_spot,
        })
    };
    let majors = tree.majors().map(|it| MajorWire {
        code: format!("{:02}", it.code),
        zh: it.zh.clone(),
        en: it.en.clone(),
        minors: minors(it.code).collect(),
    });
    Json(CategoryTree { majors: majors.collect() })
}
