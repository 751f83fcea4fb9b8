//! Where an account is signed in, for administrators.

use axum::{Json, extract::Path, http::StatusCode};
use model::SessionId;
use service::AccountError;

use super::number;
use crate::{
    Problem,
    caller::Caller,
    routes::session::list::Sessions,
    wire::{SessionWire, refused_account},
};

/// 账号的会话 / Lists where an account is signed in, the last used first.
#[utoipa::path(get, path = "/api/v1/accounts/{id}/sessions", tag = "accounts",
    params(("id" = u32, Path, description = "the account's number")), responses(
    (status = 200, body = Sessions),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "for administrators"),
    (status = 404, body = Problem, description = "there is no such account"),
))]
pub(crate) async fn list(caller: Caller, Path(id): Path<String>) -> Result<Json<Sessions>, Problem> {
    let accounts = caller.service.accounts();
    let account = accounts.account(number(&id)?).ok_or_else(|| refused_account(AccountError::Unknown))?;
    let current = caller.session().map(|it| it.id);
    let sessions = accounts.sessions(account.id);
    Ok(Json(Sessions { sessions: sessions.iter().map(|it| SessionWire::new(it, current)).collect() }))
}

/// 退出账号的设备 / Ends one session of an account.
#[utoipa::path(delete, path = "/api/v1/accounts/{id}/sessions/{session}", tag = "accounts",
    params(("id" = u32, Path, description = "the account's number"),
        ("session" = u32, Path, description = "the session's number")), responses(
    (status = 204),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "for administrators, or sent by another site's page"),
    (status = 404, body = Problem, description = "there is no such account, or it has no such session"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn end(caller: Caller, Path((id, session)): Path<(String, String)>) -> Result<StatusCode, Problem> {
    let session = session.parse().map_err(|_| refused_account(AccountError::Unknown))?;
    let ended = caller.service.accounts().end_session(number(&id)?, SessionId(session)).await;
    ended.map_err(refused_account)?;
    Ok(StatusCode::NO_CONTENT)
}
