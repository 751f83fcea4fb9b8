//! Sessions: who a cookie belongs to, and for how long.

use std::sync::Arc;

use model::{Account, AccountChange, AccountId, Session, SessionId};

use super::{AccountError, Accounts, lock, password::token_hash};

/// A session that was not used for so long has ended, in milliseconds: 12 hours (default).
pub const SESSION_IDLE_MS: i64 = 12 * 3_600_000;
/// A session ends so long after it began, in milliseconds: 7 days (default).
pub const SESSION_MOST_MS: i64 = 7 * 86_400_000;
/// The last use of a session is saved when it is so much later than what was saved, in milliseconds.
const SAVED_EVERY_MS: i64 = 300_000;

/// Who a cookie belongs to.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The account.
    pub account: Arc<Account>,
    /// The session.
    pub session: Arc<Session>,
}

/// When a session was last used, and which use was last saved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    last: i64,
    saved: i64,
}

impl Accounts {
    /// Returns who a cookie belongs to, and counts that as a use of it; `None` where it is unknown, or its time is over, or the
    /// account is disabled. The session may have begun in another process.
    pub async fn signed_in(&self, cookie: &str) -> Option<SignedIn> {
        if let Some(it) = self.signed_in_here(cookie) {
            return Some(it);
        }
        let known = self.book().session(&token_hash(cookie)).is_some();
        self.look_again(known).await;
        self.signed_in_here(cookie)
    }

    fn signed_in_here(&self, cookie: &str) -> Option<SignedIn> {
        let book = self.book();
        let session = book.session(&token_hash(cookie))?.clone();
        let now = self.now_ms();
        if !self.stands(&session, now) {
            return None;
        }
        let account = book.account(session.account).filter(|it| it.is_enabled())?.clone();
        self.saw(&session, now);
        Some(SignedIn { account, session })
    }

    /// Lists the sessions of an account that stand, the last used first, with when that was.
    pub fn sessions(&self, account: AccountId) -> Vec<Session> {
        let (book, now) = (self.book(), self.now_ms());
        let of_account = book.sessions().filter(|it| it.account == account && self.stands(it, now));
        let mut sessions: Vec<_> =
            of_account.map(|it| Session { seen_at: self.last_seen(it), ..Session::clone(it) }).collect();
        sessions.sort_by_key(|it| (std::cmp::Reverse(it.seen_at), it.id));
        sessions
    }

    /// Ends a session of an account.
    ///
    /// # Errors
    /// [`AccountError::Unknown`] when the account has no such session; otherwise when the store fails.
    pub async fn end_session(&self, account: AccountId, id: SessionId) -> Result<(), AccountError> {
        self.change(move |book, at| {
            let found = book.sessions().any(|it| it.id == id && it.account == account);
            let change = AccountChange::SessionsEnded { sessions: vec![id], at };
            if found { Ok(((), change)) } else { Err(AccountError::Unknown) }
        })
        .await?;
        lock(&self.shared.seen).remove(&id);
        Ok(())
    }

    fn stands(&self, it: &Session, now: i64) -> bool {
        now - it.opened_at < SESSION_MOST_MS && now - self.last_seen(it) < SESSION_IDLE_MS
    }

    fn last_seen(&self, it: &Session) -> i64 {
        lock(&self.shared.seen).get(&it.id).map_or(it.seen_at, |seen| seen.last.max(it.seen_at))
    }

    /// Keeps when a session was used; now and then it is saved, behind the request's back.
    fn saw(&self, it: &Session, now: i64) {
        let mut kept = lock(&self.shared.seen);
        let seen = kept.entry(it.id).or_insert(Seen { last: it.seen_at, saved: it.seen_at });
        seen.last = seen.last.max(now);
        if now - seen.saved < SAVED_EVERY_MS {
            return;
        }
        seen.saved = now;
        drop(kept);
        let (accounts, session) = (self.clone(), it.id);
        tokio::spawn(async move {
            let saved = accounts.change(move |_, at| Ok(((), AccountChange::Seen { session, at }))).await;
            if let Err(err) = saved {
                tracing::warn!(error = %err, "the last use of a session was not saved");
            }
        });
    }
}
