//! Who calls: the service as it acts for whoever sent a request.

use std::{convert::Infallible, net::IpAddr, sync::Arc};

use axum::{extract::FromRequestParts, http::request::Parts};
use model::{
    Account, AccountRole, ApiToken, Author, Permission, Session, TokenScope,
    case::{Actor, Rule},
};
use service::{AccountError, ListFilter, Service, View};

use crate::{Problem, cookie, routes::App, wire::refused_account};

/// What showed who sent a request.
#[derive(Clone, Debug)]
pub(crate) enum Proof {
    /// The session of a cookie.
    Session(Arc<Session>),
    /// An API token.
    Token(Arc<ApiToken>),
}

/// The service, acting for whoever sent the request. What writes takes this instead of the plain service.
#[derive(Clone)]
pub(crate) struct Caller {
    /// The service that acts for the caller.
    pub(crate) service: Service,
    /// Who it is; `None` for who did not sign in.
    pub(crate) who: Option<(Arc<Account>, Proof)>,
    /// Where the request comes from.
    from: Option<IpAddr>,
    /// Whether a second factor has to be enrolled before anything else.
    pub(crate) must_enrol: bool,
}

impl Caller {
    /// Finds out who sent a request: by its token, else by its cookie. A cookie that is not good any more is as none; a token
    /// that is not good is refused, because a program should be told.
    pub(crate) async fn of(app: &App, parts: &Parts) -> Result<Self, Problem> {
        let accounts = app.service.accounts();
        let who = match bearer(parts) {
            Some(token) => {
                let (account, token) = accounts.of_token(token).await.ok_or_else(bad_token)?;
                Some((account, Proof::Token(token)))
            }
            None => match cookie::shown(&parts.headers) {
                Some(it) => accounts.signed_in(it).await.map(|it| (it.account, Proof::Session(it.session))),
                None => None,
            },
        };
        Ok(Self::known(app, who, app.access.client(parts)))
    }

    fn known(app: &App, who: Option<(Arc<Account>, Proof)>, from: Option<IpAddr>) -> Self {
        let demands = |it: &Account| app.access.second_factor && it.needs_second_factor() && !it.totp;
        let must_enrol = who.as_ref().is_some_and(|it| demands(&it.0));
        let mut caller = Self { service: app.service.clone(), who, from, must_enrol };
        caller.service = caller.among(&AccountRole::ALL);
        caller
    }

    /// Returns the service as it acts for the caller in one of these roles, where the caller has one of them; else in the
    /// first role of all.
    pub(crate) fn among(&self, roles: &[AccountRole]) -> Service {
        self.service.by(Author { actor: self.actor(roles), from: self.from })
    }

    /// Returns the service as it looks for what the caller can do: of several roles the one that may do what is asked for.
    pub(crate) fn for_filter(&self, filter: &ListFilter) -> Service {
        filter.verb.map_or_else(|| self.service.clone(), |it| self.among(Rule::of(it).who))
    }

    fn actor(&self, roles: &[AccountRole]) -> Actor {
        let Some((account, _)) = &self.who else { return Actor::Anonymous };
        let role = account.role_among(roles).unwrap_or(AccountRole::Resident);
        Actor::Account { account: account.id, role, person: account.person }
    }

    /// Returns the account, where the caller signed in.
    pub(crate) fn account(&self) -> Option<&Arc<Account>> {
        self.who.as_ref().map(|it| &it.0)
    }

    /// Returns the session, where the caller signed in by the page.
    pub(crate) fn session(&self) -> Option<&Arc<Session>> {
        match &self.who {
            Some((_, Proof::Session(it))) => Some(it),
            _ => None,
        }
    }

    /// Tells whether what the caller shows is good for this: a token only for its scopes.
    pub(crate) fn token_is_for(&self, scope: TokenScope) -> bool {
        match &self.who {
            Some((_, Proof::Token(it))) => it.scopes.contains(&scope),
            _ => true,
        }
    }

    /// Tells whether the caller may do something, somewhere.
    pub(crate) fn may(&self, permission: Permission) -> bool {
        let account = || self.account().is_some_and(|it| it.may(permission));
        self.token_is_for(permission.permit().token) && !self.must_enrol && (permission.is_public() || account())
    }

    /// Ends the session that the caller came with, if any.
    pub(crate) async fn end_session(&self) -> Result<(), Problem> {
        let (Some(account), Some(session)) = (self.account(), self.session()) else { return Ok(()) };
        match self.service.accounts().end_session(account.id, session.id).await {
            // It ended meanwhile.
            Ok(()) | Err(AccountError::Unknown) => Ok(()),
            Err(err) => Err(refused_account(err)),
        }
    }

    /// Returns the caller as the account that was just signed in.
    pub(crate) fn become_who(&self, app: &App, account: Arc<Account>, session: Arc<Session>) -> Self {
        let who = Some((account, Proof::Session(session)));
        Self::known(app, who, self.from)
    }

    /// Returns the caller as it is now, for answers that go on for long; `None` once session or token ended.
    pub(crate) fn still(&self) -> Option<Self> {
        let Some((account, proof)) = &self.who else { return Some(self.clone()) };
        let accounts = self.service.accounts();
        let stands = match proof {
            Proof::Session(it) => accounts.sessions(account.id).iter().any(|other| other.id == it.id),
            Proof::Token(it) => accounts.tokens(account.id).iter().any(|other| other.id == it.id),
        };
        let account = accounts.account(account.id).filter(|it| stands && it.is_enabled())?;
        Some(Self { who: Some((account, proof.clone())), ..self.clone() })
    }

    /// Returns what the caller may know of.
    pub(crate) async fn view(&self) -> Result<View, Problem> {
        let account = self.account().filter(|_| self.may(Permission::SeeIncidents));
        self.service.view(account).await.map_err(|err| Problem::store(&err))
    }

    /// Tells whether the caller may learn people's names.
    pub(crate) fn sees_people(&self) -> bool {
        self.may(Permission::SeePeople)
    }

    /// Returns the account of an operation that only signed-in people reach.
    pub(crate) fn signed_in(&self) -> Result<&Arc<Account>, Problem> {
        self.account().ok_or_else(Problem::not_signed_in)
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Infallible;

    /// Takes what the door found out (`permits::admit`); nobody comes past it.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let nobody = || Self { service: app.service.by(Author::ANONYMOUS), who: None, from: None, must_enrol: false };
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(nobody))
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    let text = parts.headers.get("authorization")?.to_str().ok()?;
    let (kind, token) = text.split_once(' ')?;
    kind.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn bad_token() -> Problem {
    Problem::new(
        axum::http::StatusCode::UNAUTHORIZED,
        "/problems/bad-token",
        "令牌无效 / Bad token",
        "API 令牌无效、已过期或已收回",
        "the API token is unknown, over, or taken back",
    )
}
