//! Accounts, sessions and tokens survive a restart; secrets are read by themselves only.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod engines;

use std::sync::Arc;

use self::engines::{Home, on_both_engines};

use model::{
    Account, AccountChange, AccountId, AccountRole, ApiToken, Author, CategoryCode, Change, Failure, Grant, RoadId,
    Scope, Secret, Secrets, Session, SessionId, TokenId, TokenScope,
};
use store::{Store, StoreError};

fn account(id: u32, login: &str) -> Account {
    let scope = Scope { roads: vec![RoadId(3)], categories: vec![CategoryCode(102)], ..Scope::EVERYTHING };
    Account {
        id: AccountId(id),
        login: login.into(),
        name: "方敏".into(),
        grants: vec![Grant { role: AccountRole::Inspector, scope }, Grant::everywhere(AccountRole::Resident)],
        person: None,
        created_at: 5,
        disabled_at: None,
        password: true,
        totp: false,
    }
}

fn session(id: u32, account: u32, opened_at: i64) -> Session {
    let (from, agent) = (Some([192, 0, 2, 1].into()), "a phone".into());
    Session {
        id: SessionId(id),
        hash: [id as u8; 32],
        account: AccountId(account),
        opened_at,
        seen_at: opened_at,
        from,
        agent,
    }
}

async fn save(store: &Arc<dyn Store>, change: AccountChange) -> Result<(), StoreError> {
    store.commit(Author::SYSTEM, Change::Account(Box::new(change))).await.map(drop)
}

async fn accounts_come_back_as_they_were_saved(folder: Home) {
    let store = folder.open().unwrap();
    let password = Some(Secret::new("$argon2id$…"));
    for (id, login) in [(0, "fang"), (1, "lin")] {
        save(&store, AccountChange::Opened { account: account(id, login), password: password.clone() }).await.unwrap();
    }
    let twice = AccountChange::Opened { account: account(2, "fang"), password: None };
    assert!(save(&store, twice).await.is_err(), "a login is there once");
    for it in [session(0, 0, 10), session(1, 0, 11), session(2, 1, 12)] {
        save(&store, AccountChange::SignedIn { session: it, step: None, cleared: vec![] }).await.unwrap();
    }
    let key = Some(Secret::new("GEZDGNBVGY3TQOJQ"));
    let keep = Some(SessionId(1));
    let enrolled = AccountChange::SecondFactor { account: AccountId(0), key: key.clone(), step: 40, keep, at: 20 };
    save(&store, enrolled).await.unwrap();
    save(&store, AccountChange::Seen { session: SessionId(1), at: 30 }).await.unwrap();
    let token = ApiToken {
        id: TokenId(0),
        hash: [9; 32],
        account: AccountId(1),
        name: "大屏".into(),
        scopes: vec![TokenScope::Read, TokenScope::Work],
        made_at: 25,
        expires_at: Some(99),
    };
    save(&store, AccountChange::TokenMade(token.clone())).await.unwrap();
    let failure = Failure { key: "login fang".into(), count: 3, last_at: 31 };
    save(&store, AccountChange::SignInFailed(vec![failure.clone()])).await.unwrap();

    drop(store);
    let store = folder.open().unwrap();
    let on_record = store.accounts().await.unwrap();
    assert_eq!(on_record.accounts, [Account { totp: true, ..account(0, "fang") }, account(1, "lin")]);
    assert_eq!(on_record.sessions, [Session { seen_at: 30, ..session(1, 0, 11) }, session(2, 1, 12)]);
    assert_eq!((on_record.tokens, on_record.failures), (vec![token], vec![failure]));
    assert_eq!((on_record.next_session, on_record.next_token), (SessionId(3), TokenId(1)));
    let secrets = Secrets { password, totp: key, totp_step: 40 };
    assert_eq!(store.secrets(AccountId(0)).await.unwrap(), secrets);
    assert_eq!(store.secrets(AccountId(7)).await.unwrap(), Secrets::default());
    assert!(!format!("{secrets:?}").contains("argon2id"), "no log shows a secret");

    // A code of the second factor is taken once, also when two come at the same time.
    let step = |id, step| AccountChange::SignedIn { session: session(id, 0, 40), step: Some(step), cleared: vec![] };
    let (one, other) = tokio::join!(save(&store, step(3, 41)), save(&store, step(4, 41)));
    assert!(one.is_ok() != other.is_ok() && save(&store, step(5, 40)).await.is_err());

    // Who is disabled has no session and no token any more.
    let gone = Account { disabled_at: Some(50), ..account(1, "lin") };
    save(&store, AccountChange::Revised(gone.clone())).await.unwrap();
    let on_record = store.accounts().await.unwrap();
    assert_eq!(on_record.accounts[1], gone);
    assert!(on_record.tokens.is_empty() && on_record.sessions.iter().all(|it| it.account == AccountId(0)));
}

on_both_engines! {
    accounts_come_back_as_they_were_saved
}
