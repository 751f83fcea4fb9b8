//! Enrols a second factor.

use axum::{
    Json,
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Problem, body,
    caller::Caller,
    wire::{CodeBody, Fields, refused_account},
};

/// What an authenticator has to be told; shown once.
#[derive(Serialize, ToSchema)]
pub(crate) struct EnrolmentWire {
    /// The key in base32, to be typed.
    key: String,
    /// The same as an `otpauth` address, for a picture that a phone reads.
    uri: String,
}

/// 启用动态码 / Begins to enrol a second factor (TOTP: SHA-1, six digits, 30 seconds); it holds once its first code was shown.
#[utoipa::path(post, path = "/api/v1/me/totp", tag = "accounts", responses(
    (status = 200, body = EnrolmentWire),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "sent by another site's page, or by an API token"),
    (status = 409, body = Problem, description = "one is enrolled already; an administrator can remove it"),
))]
pub(crate) async fn begin(caller: Caller) -> Result<Response, Problem> {
    let begun = caller.service.accounts().begin_second_factor(caller.signed_in()?.id).map_err(refused_account)?;
    let wire = EnrolmentWire { key: begun.key.reveal().to_owned(), uri: begun.uri.reveal().to_owned() };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(wire)).into_response())
}

/// 确认动态码 / Enrols the second factor that was begun, by its first code; one's other sessions end.
#[utoipa::path(post, path = "/api/v1/me/totp/confirm", tag = "accounts", request_body = CodeBody, responses(
    (status = 204),
    (status = 400, body = Problem, description = "not JSON"),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "sent by another site's page, or by an API token"),
    (status = 413, body = Problem, description = "more than 256 KiB"),
    (status = 415, body = Problem, description = "not sent as JSON"),
    (status = 422, body = Problem, description = "the code is wrong, or none was begun within ten minutes"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn confirm(
    caller: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let body = body::json(&headers, sent)?;
    let code = Fields::of(&body)?.required("code")?;
    let (account, keep) = (caller.signed_in()?.id, caller.session().map(|it| it.id));
    caller.service.accounts().confirm_second_factor(account, code, keep).await.map_err(refused_account)?;
    Ok(StatusCode::NO_CONTENT)
}
