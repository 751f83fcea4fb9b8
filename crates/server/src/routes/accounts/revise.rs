//! Changes an account.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, rejection::BytesRejection},
    http::HeaderMap,
};
use service::{AccountError, Revision};

use super::number;
use crate::{
    Problem, body,
    caller::Caller,
    wire::{AccountWire, Fields, RevisionBody, refused_account},
};

/// 修改账号 / Changes name, roles or person of an account, or disables it: then its sessions and tokens end at once.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/revise", tag = "accounts",
    params(("id" = u32, Path, description = "its number")), request_body = RevisionBody, responses(
    (status = 200, body = AccountWire),
    (status = 400, body = Problem, description = "not JSON"),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "for administrators, or sent by another site's page"),
    (status = 404, body = Problem, description = "there is no such account"),
    (status = 409, body = Problem, description = "the last administrator who can sign in would be lost"),
    (status = 413, body = Problem, description = "more than 256 KiB"),
    (status = 415, body = Problem, description = "not sent as JSON"),
    (status = 422, body = Problem, description = "a value is wrong"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn revise(
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Json<AccountWire>, Problem> {
    let body = body::json(&headers, sent)?;
    let (id, fields) = (number(&id)?, Fields::of(&body)?);
    let accounts = caller.service.accounts();
    let before = accounts.account(id).ok_or_else(|| refused_account(AccountError::Unknown))?;
    let ground = caller.service.world().ground.clone();
    let person = fields.person(&ground)?;
    let revision = Revision {
        name: fields.text("name")?.map(str::to_owned),
        grants: fields.grants(&ground, person.unwrap_or(before.person))?,
        person,
        enabled: fields.flag("enabled")?,
    };
    let account = accounts.revise(id, revision).await.map_err(refused_account)?;
    Ok(Json(AccountWire::new(&ground, &account)))
}
