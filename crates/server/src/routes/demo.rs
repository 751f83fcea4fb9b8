//! Personas: a demonstration signs one in as anybody with one click. Elsewhere the operations are not there (`permits`).

use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::HeaderMap,
    response::Response,
};
use model::{Account, AccountRole};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    App,
    session::{agent, welcome},
};
use crate::{
    Problem, body,
    caller::Caller,
    wire::{AccountWire, Fields, MeWire, refused_account},
};

/// What the logins of personas begin with; `wangge demo` makes them.
pub const PERSONA_PREFIX: &str = "demo.";

/// The order in which personas are offered: those first whose work shows most.
const ORDER: [AccountRole; 10] = [
    AccountRole::Supervisor,
    AccountRole::GridMember,
    AccountRole::HandlingUnit,
    AccountRole::Leader,
    AccountRole::Acceptor,
    AccountRole::Dispatcher,
    AccountRole::Inspector,
    AccountRole::Office,
    AccountRole::Resident,
    AccountRole::Administrator,
];

/// Personas.
#[derive(Serialize, ToSchema)]
pub(crate) struct Personas {
    /// In the order in which they are offered.
    personas: Vec<Persona>,
}

/// A persona: an account of the demonstration.
#[derive(Serialize, ToSchema)]
struct Persona {
    /// What `POST /api/v1/demo/session` takes.
    persona: String,
    #[serde(flatten)]
    account: AccountWire,
}

/// Who is taken for whom.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct PersonaBody {
    /// For instance `supervisor`.
    persona: String,
}

/// Tells which persona an account is; none that has a password, so that no real one is ever open.
fn persona(it: &Account) -> Option<&str> {
    it.login.strip_prefix(PERSONA_PREFIX).filter(|_| it.is_enabled() && !it.password)
}

/// 演示角色 / Lists whom a demonstration signs one in as; only on the machine itself, and nowhere but in a demonstration.
#[utoipa::path(get, path = "/api/v1/demo/personas", tag = "accounts", responses(
    (status = 200, body = Personas),
    (status = 404, body = Problem, description = "this is no demonstration, or not the machine itself"),
))]
pub(crate) async fn personas(caller: Caller) -> Json<Personas> {
    let ground = &caller.service.world().ground;
    let accounts = caller.service.accounts().all();
    let mut offered: Vec<_> = accounts.iter().filter_map(|it| Some((persona(it)?, it))).collect();
    offered.sort_by_key(|it| it.1.grants.first().map(|grant| ORDER.iter().position(|role| *role == grant.role)));
    let wire = |(name, it): (&str, &_)| Persona { persona: name.to_owned(), account: AccountWire::new(ground, it) };
    Json(Personas { personas: offered.into_iter().map(|(name, it)| wire((name, it.as_ref()))).collect() })
}

/// 以演示角色登录 / Signs one in as a persona; the answer sets the session cookie.
#[utoipa::path(post, path = "/api/v1/demo/session", tag = "accounts", request_body = PersonaBody, responses(
    (status = 200, body = MeWire, headers(("Set-Cookie" = String))),
    (status = 400, body = Problem, description = "not JSON"),
    (status = 403, body = Problem, description = "sent by another site's page"),
    (status = 404, body = Problem, description = "this is no demonstration, or not the machine itself"),
    (status = 413, body = Problem, description = "more than 256 KiB"),
    (status = 415, body = Problem, description = "not sent as JSON"),
    (status = 422, body = Problem, description = "no such persona"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn sign_in(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let body = body::json(&headers, sent)?;
    let wanted = Fields::of(&body)?.required("persona")?;
    let accounts = caller.service.accounts();
    let found = accounts.all().into_iter().find(|it| persona(it) == Some(wanted));
    let account =
        found.ok_or_else(|| Problem::invalid("persona", wanted, "没有这个演示角色", "there is no such persona"))?;
    let opened = accounts.open_session_unchecked(account.id, agent(&headers)).await.map_err(refused_account)?;
    caller.end_session().await?;
    Ok(welcome(&caller.become_who(&app, opened.account, opened.session), &opened.token, true))
}
