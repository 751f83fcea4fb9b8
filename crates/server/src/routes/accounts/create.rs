//! Makes an account.

use axum::{
    Json,
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{HeaderMap, StatusCode},
};
use service::NewAccount;

use crate::{
    Problem, body,
    caller::Caller,
    wire::{AccountBody, AccountWire, Fields, refused_account},
};

/// 新建账号 / Makes an account.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "accounts", request_body = AccountBody, responses(
    (status = 201, body = AccountWire),
    (status = 400, body = Problem, description = "not JSON"),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "for administrators, or sent by another site's page"),
    (status = 413, body = Problem, description = "more than 256 KiB"),
    (status = 415, body = Problem, description = "not sent as JSON"),
    (status = 422, body = Problem, description = "a value is missing or wrong, or the login is taken"),
    (status = 429, body = Problem, description = "too many passwords at once; try again"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn create(
    caller: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<AccountWire>), Problem> {
    let body = body::json(&headers, sent)?;
    let fields = Fields::of(&body)?;
    let ground = caller.service.world().ground.clone();
    let person = fields.person(&ground)?.flatten();
    let new = NewAccount {
        login: fields.required("login")?.to_owned(),
        name: fields.text("name")?.unwrap_or_default().to_owned(),
        grants: fields.grants(&ground, person)?.unwrap_or_default(),
        person,
        password: fields.secret("password")?,
    };
    let account = caller.service.accounts().create(new).await.map_err(refused_account)?;
    Ok((StatusCode::CREATED, Json(AccountWire::new(&ground, &account))))
}
