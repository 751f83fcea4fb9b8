//! Signing in and out, and the sessions of one's own account.

pub(crate) mod first;
pub(crate) mod list;
pub(crate) mod sign_in;
pub(crate) mod sign_out;

use axum::{
    Json,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use model::Secret;

use crate::{caller::Caller, cookie, wire::MeWire};

/// What the browser calls itself.
pub(crate) fn agent(headers: &HeaderMap) -> String {
    headers.get(header::USER_AGENT).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned()
}

/// Answers somebody who just signed in: the cookie, and who they are.
pub(crate) fn welcome(caller: &Caller, token: &Secret, personas: bool) -> Response {
    ([(header::SET_COOKIE, cookie::set(token))], Json(MeWire::new(caller, personas))).into_response()
}
