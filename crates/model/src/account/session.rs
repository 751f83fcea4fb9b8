//! Sessions and API tokens: what shows who sends a request.

use std::net::IpAddr;

use crate::AccountId;

/// The SHA-256 of what a client shows; the thing itself is kept nowhere.
pub type TokenHash = [u8; 32];

/// A session: a number that is never given twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(pub u32);

/// Somebody who signed in, on one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its number.
    pub id: SessionId,
    /// The hash of what the cookie holds.
    pub hash: TokenHash,
    /// Whose it is.
    pub account: AccountId,
    /// When it began: milliseconds since 1970.
    pub opened_at: i64,
    /// When it was last used, to within some minutes.
    pub seen_at: i64,
    /// The address it was opened from.
    pub from: Option<IpAddr>,
    /// What the browser called itself; shortened.
    pub agent: String,
}

/// An API token: a number that is never given twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenId(pub u32);

/// A token by which a program acts for an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its number.
    pub id: TokenId,
    /// The hash of it.
    pub hash: TokenHash,
    /// For whom.
    pub account: AccountId,
    /// What it is for, in its maker's words.
    pub name: String,
    /// What it may be used for, of that which the account may do.
    pub scopes: Vec<TokenScope>,
    /// When it was made: milliseconds since 1970.
    pub made_at: i64,
    /// From when on it is refused; `None` for never.
    pub expires_at: Option<i64>,
}

/// What an API token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TokenScope {
    /// To read.
    Read,
    /// To report.
    Report,
    /// To work on cases, people and the partition.
    Work,
    /// To manage accounts and settings.
    Admin,
}

impl TokenScope {
    /// All scopes.
    pub const ALL: [Self; 4] = [Self::Read, Self::Report, Self::Work, Self::Admin];

    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Report => "report",
            Self::Work => "work",
            Self::Admin => "admin",
        }
    }

    /// Returns the scope with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// Sign-ins that failed one after the other, of one login or from one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Of whom, or from where.
    pub key: String,
    /// How many.
    pub count: u32,
    /// When the last one was: milliseconds since 1970.
    pub last_at: i64,
}
