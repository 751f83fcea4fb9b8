//! Makes the first administrator.

use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::HeaderMap,
    response::Response,
};

use super::{agent, welcome};
use crate::{
    Problem, body,
    caller::Caller,
    routes::App,
    wire::{Fields, FirstBody, MeWire, refused_account},
};

/// 首个管理员 / Makes the first administrator by the one-time token that the program printed, and signs them in.
#[utoipa::path(post, path = "/api/v1/session/first", tag = "accounts", request_body = FirstBody, responses(
    (status = 200, body = MeWire, headers(("Set-Cookie" = String))),
    (status = 400, body = Problem, description = "not JSON"),
    (status = 403, body = Problem, description = "the token is not valid, or sent by another site's page"),
    (status = 413, body = Problem, description = "more than 256 KiB"),
    (status = 415, body = Problem, description = "not sent as JSON"),
    (status = 422, body = Problem, description = "a value is missing or breaks a rule; the token stays good"),
    (status = 429, body = Problem, description = "too many sign in at once"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn first(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let body = body::json(&headers, sent)?;
    let fields = Fields::of(&body)?;
    let (token, login) = (fields.required("token")?, fields.required("login")?.to_owned());
    let (name, password) = (fields.text("name")?.unwrap_or_default().to_owned(), fields.required_secret("password")?);
    let accounts = caller.service.accounts();
    let account = accounts.create_first(token, login, name, password).await.map_err(refused_account)?;
    let opened = accounts.open_session_unchecked(account.id, agent(&headers)).await.map_err(refused_account)?;
    Ok(welcome(&caller.become_who(&app, opened.account, opened.session), &opened.token, false))
}
