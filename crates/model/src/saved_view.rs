//! Saved views (常用筛选): filters with a name, of one's own or shared.

use uuid::Uuid;

use crate::{Account, AccountId, AccountRole};

/// A saved view's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ViewId(pub Uuid);

/// Which list a filter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ViewList {
    /// All incidents.
    Incidents,
    /// What waits: cases that are not settled.
    Work,
}

impl ViewList {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Incidents, Self::Work];

    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Incidents => "incidents",
            Self::Work => "work",
        }
    }

    /// Returns the list with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// Who sees a saved view beside its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sharing {
    /// Nobody.
    Own,
    /// Who has a role.
    Role(AccountRole),
    /// Everybody on the staff of the district.
    District,
}

impl Sharing {
    /// Returns the identifier used in API and database: `district`, or a role's; `None` for nobody.
    pub const fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Own => None,
            Self::Role(it) => Some(it.as_str()),
            Self::District => Some("district"),
        }
    }

    /// Returns what has this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "district" { Some(Self::District) } else { AccountRole::parse(text).map(Self::Role) }
    }
}

/// A filter with a name. What it means depends on who asks: it shows nobody more than they may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Its identity.
    pub id: ViewId,
    /// Whose.
    pub owner: AccountId,
    /// The name, unique among the owner's.
    pub name: String,
    /// For which list.
    pub list: ViewList,
    /// The filter as the API takes it: JSON.
    pub filter: String,
    /// The order as the API names it, where one is kept.
    pub sort: Option<String>,
    /// Who else sees it.
    pub shared: Sharing,
    /// When it was made: milliseconds since 1970.
    pub made_at: i64,
    /// When it was changed last.
    pub changed_at: i64,
}

impl SavedView {
    /// How many an account may have.
    pub const MOST: usize = 50;
    /// How long a name may be, in characters.
    pub const NAME_LIMIT: usize = 40;
    /// How long a filter may be, in bytes: a drawn area of two thousand points takes some fifty thousand.
    pub const FILTER_LIMIT: usize = 64 * 1024;

    /// Tells whether an account sees it.
    ///
    /// ```
    /// use model::*;
    /// let view = SavedView {
    ///     id: ViewId(uuid::Uuid::nil()),
    ///     owner: AccountId(1),
    ///     name: "超期".into(),
    ///     list: ViewList::Work,
    ///     filter: "{}".into(),
    ///     sort: None,
    ///     shared: Sharing::Role(AccountRole::Dispatcher),
    ///     made_at: 0,
    ///     changed_at: 0,
    /// };
    /// let account = |id, role| Account {
    ///     id: AccountId(id),
    ///     login: "a".into(),
    ///     name: "A".into(),
    ///     grants: vec![Grant::everywhere(role)],
    ///     person: None,
    ///     created_at: 0,
    ///     disabled_at: None,
    ///     password: true,
    ///     totp: false,
    /// };
    /// assert!(view.is_seen_by(&account(2, AccountRole::Dispatcher)));
    /// assert!(!view.is_seen_by(&account(2, AccountRole::Office)));
    /// let for_all = SavedView { shared: Sharing::District, ..view };
    /// assert!(for_all.is_seen_by(&account(2, AccountRole::Office)));
    /// assert!(!for_all.is_seen_by(&account(2, AccountRole::Resident)));
    /// ```
    pub fn is_seen_by(&self, account: &Account) -> bool {
        self.owner == account.id
            || match self.shared {
                Sharing::Own => false,
                Sharing::Role(it) => account.has(it),
                Sharing::District => account.grants.iter().any(|it| it.role != AccountRole::Resident),
            }
    }
}

/// What becomes of a saved view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewChange {
    /// It is made.
    Made(SavedView),
    /// Name, filter, order or sharing are as given now.
    Revised(SavedView),
    /// It is given up.
    Dropped(ViewId),
}
