//! Messages as somebody reads them.

use model::{AccountId, IncidentId, Message, Recipient};

/// Whose messages, and which of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxQuery {
    /// Who reads.
    pub account: AccountId,
    /// As whom messages go to this account.
    pub recipients: Vec<Recipient>,
    /// Only those before this number.
    pub before: Option<i64>,
    /// How many at most.
    pub limit: usize,
}

/// A message with its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// The number, which rises.
    pub id: i64,
    /// What is told.
    pub message: Message,
}

/// An inbox, or a page of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbox {
    /// Up to which number the account has read.
    pub read_upto: i64,
    /// What those beyond it are about: one incident for each message, of the newest 1,000.
    pub unread: Vec<IncidentId>,
    /// Newest first.
    pub items: Vec<Told>,
}
