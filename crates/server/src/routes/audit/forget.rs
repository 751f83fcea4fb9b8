//! Erases personal data that stands beside the audit trail.

use axum::{extract::Path, http::StatusCode};
use model::AccountId;

use crate::{Problem, caller::Caller};

/// 删除来源地址 / Erases from which addresses an account made its changes.
///
/// What it did stays on record, and the trail stays whole; that the addresses were erased is on record too.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/forget", tag = "audit",
    params(("id" = u32, Path, description = "the account's number")), responses(
    (status = 204, description = "no address is kept any more"),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "for administrators, or sent by another site's page"),
    (status = 404, body = Problem, description = "there is no such account"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn forget(Caller { service, .. }: Caller, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let unknown = || Problem::not_found(format!("没有账号 {id}"), format!("there is no account {id}"));
    let account = AccountId(id.parse().map_err(|_| unknown())?);
    service.accounts().account(account).ok_or_else(unknown)?;
    service.forget(account).await.map_err(|err| Problem::store(&err))?;
    Ok(StatusCode::NO_CONTENT)
}
