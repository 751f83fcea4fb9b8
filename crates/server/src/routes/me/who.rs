//! Who is signed in.

use axum::{
    Json,
    extract::{FromRequestParts, Request, State},
};

use crate::{Problem, caller::Caller, routes::App, wire::MeWire};

/// 我是谁 / Tells who is signed in, if anybody, and what they may do.
#[utoipa::path(get, path = "/api/v1/me", tag = "accounts", responses(
    (status = 200, body = MeWire),
    (status = 401, body = Problem, description = "the API token is not valid"),
))]
pub(crate) async fn who(State(app): State<App>, request: Request) -> Result<Json<MeWire>, Problem> {
    let (mut parts, _) = request.into_parts();
    let personas = app.access.has_personas(&parts);
    let Ok(caller) = Caller::from_request_parts(&mut parts, &app).await;
    Ok(Json(MeWire::new(&caller, personas)))
}
