//! What is done to many incidents at once: asked for under one key, done one by one, each with its own answer.

use crate::{IncidentId, Sha256Hash, Stage, case::Verb};

/// How many incidents one request may be about.
pub const BULK_LIMIT: usize = 500;

/// A request to do the same to many incidents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bulk {
    /// The client's key, made the account's own. The same key again is the same request.
    pub key: String,
    /// Of what was asked for; the same key with anything else is refused.
    pub digest: Sha256Hash,
    /// What is done.
    pub verb: Verb,
    /// When it was asked for: milliseconds since 1970.
    pub made_at: i64,
    /// To what, in the order of the request, at least one.
    pub items: Vec<BulkItem>,
}

/// An incident of a request about many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkItem {
    /// Which.
    pub incident: IncidentId,
    /// The revision that the actor saw; `None` where it does not matter.
    pub seen: Option<u32>,
    /// What became of it; `None` while the request is not done.
    pub answer: Option<BulkAnswer>,
}

/// What became of one incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkAnswer {
    /// It was done.
    Done {
        /// The incident's revision afterwards.
        revision: u32,
        /// Where it stood afterwards.
        stage: Stage,
    },
    /// It was refused.
    Refused {
        /// The kind of problem, as the API names it.
        kind: String,
        /// Why, in Chinese.
        zh: String,
        /// Why, in English.
        en: String,
    },
}

/// What becomes of a request about many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkChange {
    /// It is asked for, before the first is done; a key that is on record already changes nothing.
    Begun(Bulk),
    /// All are done or refused. What had ended before stays as it is.
    Ended {
        /// Its key.
        key: String,
        /// The answers, in the order of the items.
        answers: Vec<BulkAnswer>,
    },
}
