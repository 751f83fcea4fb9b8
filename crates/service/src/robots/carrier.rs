//! Who brings requests to where they go; the network lies behind it.

use async_trait::async_trait;
use model::Failing;
use notify::Outgoing;

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The HTTP status.
    pub status: u16,
    /// The body, or its beginning.
    pub body: String,
}

/// Why nothing was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CarryError {
    /// It may work later: no connection, no answer in time.
    Failed(Failing),
    /// It may not go there.
    Refused(Failing),
}

/// Brings requests to where they go.
#[async_trait]
pub trait Carrier: Send + Sync {
    /// Posts a request and returns what was answered, redirects too. Connects only to public addresses and to those that the list
    /// of allowed hosts names itself, whatever the host's name leads to.
    ///
    /// # Errors
    /// [`CarryError`]; it never takes longer than some seconds to come to that.
    async fn carry(&self, request: Outgoing, allowed: Vec<String>) -> Result<Carried, CarryError>;
}
