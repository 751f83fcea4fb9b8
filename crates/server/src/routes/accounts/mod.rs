//! Accounts, for administrators.

pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod reset;
pub(crate) mod revise;
pub(crate) mod sessions;

use model::AccountId;
use service::AccountError;

use crate::{Problem, wire::refused_account};

/// Reads an account's number; what is none is nobody's.
fn number(id: &str) -> Result<AccountId, Problem> {
    id.parse().map(AccountId).map_err(|_| refused_account(AccountError::Unknown))
}
