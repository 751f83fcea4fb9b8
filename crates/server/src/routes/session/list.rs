//! One's own sessions.

use axum::{Json, extract::Path, http::StatusCode};
use model::SessionId;
use serde::Serialize;
use service::AccountError;
use utoipa::ToSchema;

use crate::{
    Problem,
    caller::Caller,
    wire::{SessionWire, refused_account},
};

/// Sessions.
#[derive(Serialize, ToSchema)]
pub(crate) struct Sessions {
    /// The last used first.
    pub(crate) sessions: Vec<SessionWire>,
}

/// 我的会话 / Lists where one is signed in, the last used first.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "accounts", responses(
    (status = 200, body = Sessions),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "by an API token"),
))]
pub(crate) async fn list(caller: Caller) -> Result<Json<Sessions>, Problem> {
    let current = caller.session().map(|it| it.id);
    let sessions = caller.service.accounts().sessions(caller.signed_in()?.id);
    Ok(Json(Sessions { sessions: sessions.iter().map(|it| SessionWire::new(it, current)).collect() }))
}

/// 退出其他设备 / Ends one of one's own sessions.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", tag = "accounts",
    params(("id" = u32, Path, description = "its number")), responses(
    (status = 204),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "sent by another site's page, or by an API token"),
    (status = 404, body = Problem, description = "one has no such session"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn end(caller: Caller, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| refused_account(AccountError::Unknown))?;
    let account = caller.signed_in()?.id;
    caller.service.accounts().end_session(account, SessionId(id)).await.map_err(refused_account)?;
    Ok(StatusCode::NO_CONTENT)
}
