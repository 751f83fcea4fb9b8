//! How long a session lasts, under a clock that stands where it was set.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::sync::Arc;

use common::{HOUR, Hands, START};
use model::{AccountId, AccountRole, Grant, Scope};
use service::{Accounts, NewAccount, SESSION_IDLE_MS, SESSION_MOST_MS};
use store::Sqlite;
use tokio::sync::watch;

/// An account, and the hands of its clock.
struct Desk {
    accounts: Accounts,
    clock: Arc<Hands>,
    account: AccountId,
}

impl Desk {
    async fn open(folder: &std::path::Path) -> Self {
        let clock = Arc::new(Hands(watch::Sender::new(START)));
        let accounts = Accounts::open(Arc::new(Sqlite::open(folder).unwrap()), clock.clone()).await.unwrap();
        let grants = vec![Grant { role: AccountRole::Supervisor, scope: Scope::default() }];
        let new = NewAccount { login: "zhang".into(), name: "张".into(), grants, person: None, password: None };
        let account = accounts.create(new).await.unwrap().id;
        Self { accounts, clock, account }
    }

    async fn sign_in(&self) -> String {
        let opened = self.accounts.open_session_unchecked(self.account, "test".into()).await.unwrap();
        opened.token.reveal().to_owned()
    }

    async fn stands(&self, cookie: &str, ms: i64) -> bool {
        self.clock.0.send_replace(ms);
        self.accounts.signed_in(cookie).await.is_some()
    }
}

#[tokio::test]
async fn a_session_ends_when_nobody_used_it_for_twelve_hours() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path()).await;
    let (used, idle) = (desk.sign_in().await, desk.sign_in().await);
    assert!(desk.stands(&used, START + SESSION_IDLE_MS - 1).await, "used in the last moment");
    assert!(!desk.stands(&idle, START + SESSION_IDLE_MS).await);
    assert!(desk.stands(&used, START + 2 * SESSION_IDLE_MS - 2).await, "each use counts");
    assert!(!desk.stands(&used, START + 3 * SESSION_IDLE_MS - 2).await);
    assert!(desk.accounts.sessions(desk.account).is_empty(), "what ended is not listed");
}

#[tokio::test]
async fn a_session_ends_after_seven_days_however_much_it_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path()).await;
    let cookie = desk.sign_in().await;
    for hour in (HOUR..SESSION_MOST_MS).step_by(HOUR as usize) {
        assert!(desk.stands(&cookie, START + hour).await);
    }
    assert!(desk.stands(&cookie, START + SESSION_MOST_MS - 1).await);
    assert!(!desk.stands(&cookie, START + SESSION_MOST_MS).await);
}
