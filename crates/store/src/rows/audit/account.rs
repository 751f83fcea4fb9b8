//! What the trail says about accounts: numbers and roles. Names, logins and addresses are kept apart, where they can be erased.

use model::{Account, AccountChange, AccountId, Grant, Scope, SessionId};
use serde_json::{Value, json};

/// Returns whose account changed, where it is one, and how.
pub(crate) fn told(change: &AccountChange) -> (Option<AccountId>, Value) {
    let kept = |it: &Option<SessionId>| it.map(|it| it.0);
    match change {
        AccountChange::Opened { account, .. } => (Some(account.id), json!({ "opened": state(account) })),
        AccountChange::Revised(account) => (Some(account.id), json!({ "revised": state(account) })),
        AccountChange::Password { account, keep, .. } => {
            (Some(*account), json!({ "password": { "keeps": kept(keep) } }))
        }
        AccountChange::SecondFactor { account, key, keep, .. } => {
            (Some(*account), json!({ "second_factor": { "enrolled": key.is_some(), "keeps": kept(keep) } }))
        }
        AccountChange::SignedIn { session, step, .. } => {
            (Some(session.account), json!({ "signed_in": { "session": session.id.0, "code": step.is_some() } }))
        }
        AccountChange::SignInFailed(failures) => {
            (None, json!({ "sign_in_failed": failures.iter().map(|it| it.count).collect::<Vec<_>>() }))
        }
        AccountChange::Seen { session, .. } => (None, json!({ "seen": session.0 })),
        AccountChange::SessionsEnded { sessions, .. } => {
            (None, json!({ "sessions_ended": sessions.iter().map(|it| it.0).collect::<Vec<_>>() }))
        }
        AccountChange::TokenMade(it) => {
            let scopes: Vec<_> = it.scopes.iter().map(|it| it.as_str()).collect();
            let body = json!({ "token_made": { "token": it.id.0, "scopes": scopes, "expires_at": it.expires_at } });
            (Some(it.account), body)
        }
        AccountChange::TokenEnded { token, .. } => (None, json!({ "token_ended": token.0 })),
    }
}

/// Returns what an account may do from now on; what it might before stands in the row before.
fn state(it: &Account) -> Value {
    json!({ "roles": it.grants.iter().map(grant).collect::<Vec<_>>(), "person": it.person.map(|it| it.0),
        "enabled": it.is_enabled() })
}

fn grant(it: &Grant) -> Value {
    let mut body = scope(&it.scope);
    body["role"] = it.role.as_str().into();
    body
}

/// Returns what a scope names, by numbers.
pub(crate) fn scope(scope: &Scope) -> Value {
    json!({ "subdistricts": scope.subdistricts.iter().map(|it| it.0).collect::<Vec<_>>(),
        "communities": scope.communities.iter().map(|it| it.0).collect::<Vec<_>>(),
        "roads": scope.roads.iter().map(|it| it.0).collect::<Vec<_>>(),
        "units": scope.units.iter().map(|it| it.0).collect::<Vec<_>>(),
        "categories": scope.categories.iter().map(|it| it.0).collect::<Vec<_>>() })
}
