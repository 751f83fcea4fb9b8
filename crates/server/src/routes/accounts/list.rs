//! Lists accounts, shows one.

use axum::{Json, extract::Path};
use serde::Serialize;
use service::AccountError;
use utoipa::ToSchema;

use super::number;
use crate::{
    Problem,
    caller::Caller,
    wire::{AccountWire, refused_account},
};

/// Accounts.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountList {
    /// By number.
    accounts: Vec<AccountWire>,
}

/// 账号 / Lists all accounts, by number.
#[utoipa::path(get, path = "/api/v1/accounts", tag = "accounts", responses(
    (status = 200, body = AccountList),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "for administrators"),
))]
pub(crate) async fn list(caller: Caller) -> Json<AccountList> {
    let ground = &caller.service.world().ground;
    let accounts = caller.service.accounts().all();
    Json(AccountList { accounts: accounts.iter().map(|it| AccountWire::new(ground, it)).collect() })
}

/// 单个账号 / One account.
#[utoipa::path(get, path = "/api/v1/accounts/{id}", tag = "accounts",
    params(("id" = u32, Path, description = "its number")), responses(
    (status = 200, body = AccountWire),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "for administrators"),
    (status = 404, body = Problem, description = "there is no such account"),
))]
pub(crate) async fn one(caller: Caller, Path(id): Path<String>) -> Result<Json<AccountWire>, Problem> {
    let found = caller.service.accounts().account(number(&id)?);
    let account = found.ok_or_else(|| refused_account(AccountError::Unknown))?;
    Ok(Json(AccountWire::new(&caller.service.world().ground, &account)))
}
