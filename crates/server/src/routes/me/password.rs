//! Changes one's own password.

use axum::{
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{HeaderMap, StatusCode},
};

use crate::{
    Problem, body,
    caller::Caller,
    wire::{Fields, PasswordBody, refused_account},
};

/// 修改密码 / Changes one's own password; one's other sessions end.
#[utoipa::path(post, path = "/api/v1/me/password", tag = "accounts", request_body = PasswordBody, responses(
    (status = 204),
    (status = 400, body = Problem, description = "not JSON"),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "sent by another site's page, or by an API token"),
    (status = 413, body = Problem, description = "more than 256 KiB"),
    (status = 415, body = Problem, description = "not sent as JSON"),
    (status = 422, body = Problem, description = "the present password is wrong, or the new one breaks a rule"),
    (status = 429, body = Problem, description = "too many wrong ones; Retry-After tells when to try again"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn change(
    caller: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let body = body::json(&headers, sent)?;
    let fields = Fields::of(&body)?;
    let (old, new) = (fields.required_secret("password")?, fields.required_secret("new_password")?);
    let (account, keep) = (caller.signed_in()?.id, caller.session().map(|it| it.id));
    caller.service.accounts().change_password(account, old, new, keep).await.map_err(refused_account)?;
    Ok(StatusCode::NO_CONTENT)
}
