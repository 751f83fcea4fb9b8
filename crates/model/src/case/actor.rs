//! Who acts.

use crate::{AccountId, AccountRole, PersonId};

/// Who did something to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The program by itself.
    System,
    /// Somebody who signed in.
    Account {
        /// The account.
        account: AccountId,
        /// As what.
        role: AccountRole,
        /// The person or unit with duties behind it; clerks of one unit share it.
        person: Option<PersonId>,
    },
    /// A resident without an account. Where it matters that this is the reporter, whoever calls has made sure, for instance by the
    /// number given out with the report.
    Anonymous,
}

impl Actor {
    /// Returns as what it acts; `None` for the program.
    pub const fn role(self) -> Option<AccountRole> {
        match self {
            Self::System => None,
            Self::Account { role, .. } => Some(role),
            Self::Anonymous => Some(AccountRole::Resident),
        }
    }

    /// Returns the person or unit behind it.
    pub const fn person(self) -> Option<PersonId> {
        match self {
            Self::Account { person, .. } => person,
            Self::System | Self::Anonymous => None,
        }
    }

    /// Tells whether two are the same human: the same account, or accounts of the same person or unit.
    pub fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Account { account: a, person: p, .. }, Self::Account { account: b, person: q, .. }) => {
                a == b || (p.is_some() && p == q)
            }
            (a, b) => a == b,
        }
    }
}
