//! One category with its versions.

use axum::{
    extract::{Path, State},
    response::Response,
};
use service::Service;

use super::{answer, code};
use crate::{Problem, wire::CategoryHistory};

/// 一个小类 / Tells a category with all its versions; cases keep the one that they were filed under.
#[utoipa::path(get, path = "/api/v1/categories/{code}", tag = "settings",
    params(("code" = String, Path, description = "four digits")), responses(
    (status = 200, body = CategoryHistory, headers(("ETag" = String, description = "the newest version's number"))),
    (status = 404, body = Problem, description = "there is none of this code"),
))]
pub(crate) async fn category(State(service): State<Service>, Path(text): Path<String>) -> Result<Response, Problem> {
    answer(&service.world().ground.categories, code(&text)?)
}
