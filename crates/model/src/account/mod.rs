//! Accounts: who may sign in, as what, and for which part of the district. No secret is ever part of an [`Account`].

mod change;
mod role;
mod scope;
mod secret;
mod session;

pub use change::{AccountChange, AccountsOnRecord};
pub use role::AccountRole;
pub use scope::{Scope, Sight};
pub use secret::{Secret, Secrets};
pub use session::{ApiToken, Failure, Session, SessionId, TokenHash, TokenId, TokenScope};

use crate::PersonId;

/// An account: a number that is never given twice, a position in the list of accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(pub u32);

impl AccountId {
    /// Returns the position in the list of accounts.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A role that an account has, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: AccountRole,
    /// Of what.
    pub scope: Scope,
}

impl Grant {
    /// Grants a role over what is usual for it: a leader or unit has what its person answers for or was sent, everybody else
    /// the whole district.
    pub fn usual(role: AccountRole, person: Option<PersonId>) -> Self {
        let own = matches!(role, AccountRole::Leader | AccountRole::HandlingUnit);
        let units = person.into_iter().filter(|_| own).collect();
        Self { role, scope: Scope { units, ..Scope::EVERYTHING } }
    }

    /// Grants a role over the whole district.
    pub const fn everywhere(role: AccountRole) -> Self {
        Self { role, scope: Scope::EVERYTHING }
    }
}

/// An account without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// What is typed to sign in, in lower case; unique.
    pub login: String,
    /// What others call whoever uses it.
    pub name: String,
    /// What it may do: the first one names the role it acts in where nothing else decides. Never empty.
    pub grants: Vec<Grant>,
    /// The person or unit with duties behind it; clerks of one unit share it.
    pub person: Option<PersonId>,
    /// When it was made: milliseconds since 1970.
    pub created_at: i64,
    /// Since when nobody can sign in with it.
    pub disabled_at: Option<i64>,
    /// Whether it has a password; without one nobody signs in by it.
    pub password: bool,
    /// Whether a second factor is enrolled.
    pub totp: bool,
}

impl Account {
    /// Tells whether it may be used.
    pub const fn is_enabled(&self) -> bool {
        self.disabled_at.is_none()
    }

    /// Tells whether it has a role, over whatever part of the district.
    pub fn has(&self, role: AccountRole) -> bool {
        self.grants.iter().any(|it| it.role == role)
    }

    /// Tells whether one of its roles needs a second factor.
    pub fn needs_second_factor(&self) -> bool {
        self.grants.iter().any(|it| it.role.needs_second_factor())
    }

    /// Returns the role it acts in among those that may do something: the first it was granted, else the first of all.
    pub fn role_among(&self, may: &[AccountRole]) -> Option<AccountRole> {
        let mut granted = self.grants.iter().map(|it| it.role);
        granted.clone().find(|it| may.contains(it)).or_else(|| granted.next())
    }
}
