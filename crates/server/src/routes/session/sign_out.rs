//! Signs out.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{Problem, caller::Caller, cookie};

/// 退出 / Signs out: the session ends, the cookie goes.
#[utoipa::path(delete, path = "/api/v1/session", tag = "accounts", responses(
    (status = 204),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "sent by another site's page, or by an API token"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn sign_out(caller: Caller) -> Result<Response, Problem> {
    caller.end_session().await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie::clear())]).into_response())
}
