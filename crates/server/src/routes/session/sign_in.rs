//! Signs in.

use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::HeaderMap,
    response::Response,
};
use service::Credentials;

use super::{agent, welcome};
use crate::{
    Problem, body,
    caller::Caller,
    routes::App,
    wire::{Fields, MeWire, SignInBody, refused_account},
};

/// 登录 / Signs in; the answer sets the session cookie.
///
/// After some failures the next attempts of the same login or from the same address have to wait, longer each time.
#[utoipa::path(post, path = "/api/v1/session", tag = "accounts", request_body = SignInBody, responses(
    (status = 200, body = MeWire, headers(("Set-Cookie" = String))),
    (status = 400, body = Problem, description = "not JSON"),
    (status = 401, body = Problem, description = "/problems/credentials, or /problems/code-needed where the second factor is missing"),
    (status = 403, body = Problem, description = "sent by another site's page"),
    (status = 413, body = Problem, description = "more than 256 KiB"),
    (status = 415, body = Problem, description = "not sent as JSON"),
    (status = 422, body = Problem, description = "a value is missing or wrong"),
    (status = 429, body = Problem, description = "too many failures; Retry-After tells when to try again"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn sign_in(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let body = body::json(&headers, sent)?;
    let fields = Fields::of(&body)?;
    let shown = Credentials {
        login: fields.required("login")?.to_owned(),
        password: fields.required_secret("password")?,
        code: fields.text("code")?.map(str::to_owned),
        agent: agent(&headers),
    };
    let opened = caller.service.accounts().sign_in(shown).await.map_err(refused_account)?;
    caller.end_session().await?;
    Ok(welcome(&caller.become_who(&app, opened.account, opened.session), &opened.token, false))
}
