//! All accounts, sessions and tokens at one moment.

use std::sync::Arc;

use imbl::{OrdMap, Vector};
use model::{
    Account, AccountChange, AccountId, AccountRole, AccountsOnRecord, ApiToken, Session, SessionId, TokenHash, TokenId,
};

use super::session::SESSION_MOST_MS;

/// All accounts, sessions and tokens at one moment; copies share what does not change.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    accounts: Vector<Arc<Account>>,
    by_login: OrdMap<String, AccountId>,
    sessions: OrdMap<TokenHash, Arc<Session>>,
    tokens: OrdMap<TokenHash, Arc<ApiToken>>,
    pub(super) next_session: SessionId,
    pub(super) next_token: TokenId,
}

impl Book {
    pub(super) fn new(it: AccountsOnRecord) -> Self {
        Self {
            by_login: it.accounts.iter().map(|it| (it.login.clone(), it.id)).collect(),
            accounts: it.accounts.into_iter().map(Arc::new).collect(),
            sessions: it.sessions.into_iter().map(|it| (it.hash, Arc::new(it))).collect(),
            tokens: it.tokens.into_iter().map(|it| (it.hash, Arc::new(it))).collect(),
            next_session: it.next_session,
            next_token: it.next_token,
        }
    }

    pub(super) fn accounts(&self) -> impl Iterator<Item = &Arc<Account>> {
        self.accounts.iter()
    }

    pub(super) fn account(&self, id: AccountId) -> Option<&Arc<Account>> {
        self.accounts.get(id.index())
    }

    pub(super) fn of_login(&self, login: &str) -> Option<&Arc<Account>> {
        self.by_login.get(login).and_then(|it| self.account(*it))
    }

    pub(super) fn next_account(&self) -> AccountId {
        AccountId(u32::try_from(self.accounts.len()).unwrap_or(u32::MAX))
    }

    pub(super) fn session(&self, hash: &TokenHash) -> Option<&Arc<Session>> {
        self.sessions.get(hash)
    }

    pub(super) fn sessions(&self) -> impl Iterator<Item = &Arc<Session>> {
        self.sessions.values()
    }

    pub(super) fn token(&self, hash: &TokenHash) -> Option<&Arc<ApiToken>> {
        self.tokens.get(hash)
    }

    pub(super) fn tokens(&self) -> impl Iterator<Item = &Arc<ApiToken>> {
        self.tokens.values()
    }

    /// Tells whether somebody other than `but` is an administrator of everything and can sign in.
    pub(super) fn has_administrator(&self, but: Option<AccountId>) -> bool {
        self.accounts.iter().any(|it| Some(it.id) != but && is_administrator(it))
    }

    /// Returns the book after a change that was saved.
    pub(super) fn after(&self, change: &AccountChange) -> Self {
        let mut next = self.clone();
        match change {
            AccountChange::Opened { account, .. } => {
                next.by_login.insert(account.login.clone(), account.id);
                next.accounts.push_back(Arc::new(account.clone()));
            }
            AccountChange::Revised(account) => {
                next.put(account.clone());
                if !account.is_enabled() {
                    next.end_others(account.id, None);
                    retain(&mut next.tokens, |it| it.account != account.id);
                }
            }
            AccountChange::Password { account, keep, .. } => {
                next.revise(*account, |it| it.password = true);
                next.end_others(*account, *keep);
            }
            AccountChange::SecondFactor { account, key, keep, .. } => {
                next.revise(*account, |it| it.totp = key.is_some());
                next.end_others(*account, *keep);
            }
            AccountChange::SignedIn { session, .. } => {
                // Those that nobody can use any more have no other reason to go.
                let oldest = session.opened_at - SESSION_MOST_MS;
                retain(&mut next.sessions, |it| it.opened_at > oldest);
                next.sessions.insert(session.hash, Arc::new(session.clone()));
                next.next_session = SessionId(session.id.0 + 1);
            }
            AccountChange::SessionsEnded { sessions, .. } => {
                retain(&mut next.sessions, |it| !sessions.contains(&it.id));
            }
            AccountChange::TokenMade(token) => {
                next.tokens.insert(token.hash, Arc::new(token.clone()));
                next.next_token = TokenId(token.id.0 + 1);
            }
            AccountChange::TokenEnded { token, .. } => retain(&mut next.tokens, |it| it.id != *token),
            AccountChange::SignInFailed(_) | AccountChange::Seen { .. } => {}
        }
        next
    }

    fn put(&mut self, account: Account) {
        if let Some(place) = self.accounts.get_mut(account.id.index()) {
            *place = Arc::new(account);
        }
    }

    fn revise(&mut self, id: AccountId, change: impl FnOnce(&mut Account)) {
        if let Some(it) = self.account(id) {
            let mut account = Account::clone(it);
            change(&mut account);
            self.put(account);
        }
    }

    fn end_others(&mut self, account: AccountId, keep: Option<SessionId>) {
        retain(&mut self.sessions, |it| it.account != account || Some(it.id) == keep);
    }
}

/// Keeps what is wanted.
fn retain<T>(map: &mut OrdMap<TokenHash, Arc<T>>, wanted: impl Fn(&T) -> bool) {
    let unwanted: Vec<TokenHash> = map.iter().filter(|it| !wanted(it.1)).map(|it| *it.0).collect();
    for hash in unwanted {
        map.remove(&hash);
    }
}

/// Tells whether an account can sign in and manage all others.
pub(super) fn is_administrator(it: &Account) -> bool {
    let manages = |grant: &model::Grant| grant.role == AccountRole::Administrator && grant.scope.is_everything();
    it.is_enabled() && it.password && it.grants.iter().any(manages)
}
