//! What changes of accounts.

use super::{Account, AccountId, ApiToken, Failure, Secret, Session, SessionId, TokenId};

/// A change of accounts, sessions or tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountChange {
    /// A new account; its number follows the present ones.
    Opened {
        /// The account.
        account: Account,
        /// Its password's hash, where it has one.
        password: Option<Secret>,
    },
    /// Name, grants, person or being enabled of an account are as given now. One that is disabled loses its sessions and
    /// tokens.
    Revised(Account),
    /// An account gets a password; its other sessions end.
    Password {
        /// Whose.
        account: AccountId,
        /// Its hash.
        password: Secret,
        /// The session that goes on.
        keep: Option<SessionId>,
        /// When.
        at: i64,
    },
    /// An account's second factor is enrolled or taken away; its other sessions end.
    SecondFactor {
        /// Whose.
        account: AccountId,
        /// The key in base32; `None` to take it away.
        key: Option<Secret>,
        /// The time step of the code that confirmed it.
        step: u64,
        /// The session that goes on.
        keep: Option<SessionId>,
        /// When.
        at: i64,
    },
    /// Somebody signed in; failures under these keys are forgotten.
    SignedIn {
        /// The session.
        session: Session,
        /// The time step of the code that was shown, where one was.
        step: Option<u64>,
        /// The keys.
        cleared: Vec<String>,
    },
    /// Somebody failed to sign in.
    SignInFailed(Vec<Failure>),
    /// A session was used.
    Seen {
        /// Which.
        session: SessionId,
        /// When.
        at: i64,
    },
    /// Sessions ended.
    SessionsEnded {
        /// Which.
        sessions: Vec<SessionId>,
        /// When.
        at: i64,
    },
    /// A token was made.
    TokenMade(ApiToken),
    /// A token was taken back.
    TokenEnded {
        /// Which.
        token: TokenId,
        /// When.
        at: i64,
    },
}

/// What the live service is rebuilt from at start; no secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountsOnRecord {
    /// All accounts, by number from 0.
    pub accounts: Vec<Account>,
    /// Sessions that did not end by themselves; their time may be over.
    pub sessions: Vec<Session>,
    /// Tokens that were not taken back; their time may be over.
    pub tokens: Vec<ApiToken>,
    /// Sign-ins that failed lately, by key.
    pub failures: Vec<Failure>,
    /// The number of the next session.
    pub next_session: SessionId,
    /// The number of the next token.
    pub next_token: TokenId,
}
