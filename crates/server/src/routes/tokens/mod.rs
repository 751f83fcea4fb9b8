//! API tokens of one's own account.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use model::TokenId;
use serde::Serialize;
use service::{AccountError, NewToken};
use utoipa::ToSchema;

use crate::{
    Problem, body,
    caller::Caller,
    wire::{Fields, TokenBody, TokenWire, refused_account},
};

/// Tokens.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tokens {
    /// By number.
    tokens: Vec<TokenWire>,
}

/// A token that was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeToken {
    /// The token itself, shown here only: `Authorization: Bearer` takes it.
    secret: String,
    #[serde(flatten)]
    token: TokenWire,
}

/// 我的令牌 / Lists one's own API tokens.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "accounts", responses(
    (status = 200, body = Tokens),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "by an API token"),
))]
pub(crate) async fn list(caller: Caller) -> Result<Json<Tokens>, Problem> {
    let tokens = caller.service.accounts().tokens(caller.signed_in()?.id);
    Ok(Json(Tokens { tokens: tokens.iter().map(TokenWire::new).collect() }))
}

/// 新建令牌 / Makes an API token: a program that shows it may do what one's account may, within its scopes.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "accounts", request_body = TokenBody, responses(
    (status = 201, body = MadeToken),
    (status = 400, body = Problem, description = "not JSON"),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "sent by another site's page, or by an API token"),
    (status = 413, body = Problem, description = "more than 256 KiB"),
    (status = 415, body = Problem, description = "not sent as JSON"),
    (status = 422, body = Problem, description = "a value is missing or wrong"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn make(
    caller: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let body = body::json(&headers, sent)?;
    let fields = Fields::of(&body)?;
    let new = NewToken {
        name: fields.required("name")?.to_owned(),
        scopes: fields.token_scopes()?,
        expires_at: fields.moment("expires_at")?,
    };
    let account = caller.signed_in()?.id;
    let (secret, token) = caller.service.accounts().make_token(account, new).await.map_err(refused_account)?;
    let wire = MadeToken { secret: secret.reveal().to_owned(), token: TokenWire::new(&token) };
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(wire)).into_response())
}

/// 收回令牌 / Takes one of one's own API tokens back.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "accounts",
    params(("id" = u32, Path, description = "its number")), responses(
    (status = 204),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "sent by another site's page, or by an API token"),
    (status = 404, body = Problem, description = "one has no such token"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn end(caller: Caller, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| refused_account(AccountError::Unknown))?;
    let account = caller.signed_in()?.id;
    caller.service.accounts().end_token(account, TokenId(id)).await.map_err(refused_account)?;
    Ok(StatusCode::NO_CONTENT)
}
