//! Gives an account a new password, or takes its second factor away.

use axum::{
    body::Bytes,
    extract::{Path, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
};

use super::number;
use crate::{
    Problem, body,
    caller::Caller,
    wire::{Fields, NewPasswordBody, refused_account},
};

/// 重设密码 / Gives an account a new password; all its sessions end.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/password", tag = "accounts",
    params(("id" = u32, Path, description = "its number")), request_body = NewPasswordBody, responses(
    (status = 204),
    (status = 400, body = Problem, description = "not JSON"),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "for administrators, or sent by another site's page"),
    (status = 404, body = Problem, description = "there is no such account"),
    (status = 413, body = Problem, description = "more than 256 KiB"),
    (status = 415, body = Problem, description = "not sent as JSON"),
    (status = 422, body = Problem, description = "the password breaks a rule"),
    (status = 429, body = Problem, description = "too many passwords at once; try again"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn password(
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let body = body::json(&headers, sent)?;
    let password = Fields::of(&body)?.required_secret("password")?;
    caller.service.accounts().set_password(number(&id)?, password).await.map_err(refused_account)?;
    Ok(StatusCode::NO_CONTENT)
}

/// 取消动态码 / Takes an account's second factor away, for somebody who lost the phone; all its sessions end.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/totp/remove", tag = "accounts",
    params(("id" = u32, Path, description = "its number")), responses(
    (status = 204),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "for administrators, or sent by another site's page"),
    (status = 404, body = Problem, description = "there is no such account"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn totp(caller: Caller, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    caller.service.accounts().remove_second_factor(number(&id)?).await.map_err(refused_account)?;
    Ok(StatusCode::NO_CONTENT)
}
