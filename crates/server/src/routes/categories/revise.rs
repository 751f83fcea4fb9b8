//! Gives a category its next version.

use axum::{
    body::Bytes,
    extract::{Path, rejection::BytesRejection},
    http::HeaderMap,
    response::Response,
};

use super::{answer, code};
use crate::{
    Problem, body,
    caller::Caller,
    conditional,
    wire::{self, CategoryBody, CategoryHistory},
};

/// 修改小类 / Gives a category its next version, or adds it.
///
/// `If-Match` tells the version that was seen, `"0"` for a new code. When the answer is 200 it is on disk: cases filed from now
/// on are under it, others stay under theirs. The same content again makes no new version.
#[utoipa::path(put, path = "/api/v1/categories/{code}", tag = "settings",
    params(("code" = String, Path, description = "four digits; the first two are a major category's"),
        ("If-Match" = Option<String>, Header, description = "the version that was seen, in quotes; required")),
    request_body = CategoryBody, responses(
    (status = 200, body = CategoryHistory, headers(("ETag" = String, description = "the newest version's number"))),
    (status = 412, body = Problem, description = "another version holds by now"),
    (status = 428, body = Problem, description = "If-Match is missing"),
))]
pub(crate) async fn revise(
    Caller { service, .. }: Caller,
    Path(text): Path<String>,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let code = code(&text)?;
    let holds = || service.world().ground.categories.get(code).map_or(0, |it| it.version.into());
    let seen = conditional::seen(&headers)?.needed(holds)?;
    let asked = wire::category(code, &body::json(&headers, sent)?)?;
    // A number that no version has is stale in any case.
    let seen = u16::try_from(seen).unwrap_or(u16::MAX);
    service.revise_category(seen, asked).await.map_err(wire::refused_setting)?;
    answer(&service.world().ground.categories, code)
}
