//! Categories (大类, 小类): what an incident can be about, as data that the operator may edit.

mod limit;
mod tree;

use std::{fmt, str::FromStr};

pub use limit::{Limit, LimitUnit, StageLimits};
pub use tree::{Categories, CategoryError, Major};

use crate::Day;

/// A category's code of four digits: two of the major, two of the minor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CategoryCode(pub u16);

impl CategoryCode {
    /// Returns the major's two digits as a number.
    pub const fn major(self) -> u16 {
        self.0 / 100
    }
}

impl fmt::Display for CategoryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

impl FromStr for CategoryCode {
    type Err = CategoryError;

    /// Reads exactly four digits.
    fn from_str(text: &str) -> Result<Self, CategoryError> {
        let four_digits = text.len() == 4 && text.bytes().all(|it| it.is_ascii_digit());
        let code = four_digits.then(|| text.parse().ok()).flatten();
        code.map(Self).ok_or_else(|| CategoryError::Code(text.to_owned()))
    }
}

/// What decides who is primarily responsible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// The unit cell's grid member.
    Grid,
    /// The road's leader.
    Road,
    /// The shop behind the façade (门前三包); where no zone is registered, the grid member.
    Frontage,
    /// The owner of the component; until components exist, the grid member.
    Component,
}

impl Owner {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Grid, Self::Road, Self::Frontage, Self::Component];

    /// Returns the identifier used in files and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Road => "road",
            Self::Frontage => "frontage",
            Self::Component => "component",
        }
    }

    /// Returns the kind with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// Which photos a category needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PhotosNeeded {
    /// One of how it was found.
    pub before: bool,
    /// One of how it was left.
    pub after: bool,
}

impl PhotosNeeded {
    /// All four, with their identifiers.
    const NAMES: [(Self, &'static str); 4] = [
        (Self { before: false, after: false }, "none"),
        (Self { before: true, after: false }, "before"),
        (Self { before: false, after: true }, "after"),
        (Self { before: true, after: true }, "both"),
    ];
    /// Before and after.
    pub const BOTH: Self = Self { before: true, after: true };

    /// Returns the identifier used in files and API: `none`, `before`, `after` or `both`.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|it| it.0 == self).map_or("none", |it| it.1)
    }

    /// Returns what has this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::NAMES.iter().find(|it| it.1 == text).map(|it| it.0)
    }
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bilingual {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// What a ledger (台账) counts, for instance 清运垃圾 in tonnes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// Its key, unique.
    pub key: String,
    /// Its name.
    pub name: Bilingual,
    /// Its unit.
    pub unit: Bilingual,
}

/// A minor category (小类) in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// The code.
    pub code: CategoryCode,
    /// Counts the versions of the category from 1.
    pub version: u16,
    /// The first day on which it holds; `None` from ever.
    pub valid_from: Option<Day>,
    /// The first day on which it does not hold any more; `None` without end.
    pub valid_to: Option<Day>,
    /// The Chinese name.
    pub zh: String,
    /// The English name.
    pub en: String,
    /// The time allowed for handling, from dispatch.
    pub limit: Limit,
    /// The time allowed for the other steps, where it differs from the profile's.
    pub stage_limits: StageLimits,
    /// What decides who is primarily responsible.
    pub owner: Owner,
    /// Whether a member may handle it on the spot.
    pub on_the_spot: bool,
    /// When a case is to be filed (立案条件); may be empty.
    pub filing: Bilingual,
    /// When it may be closed (结案条件); may be empty.
    pub closing: Bilingual,
    /// Which photos it needs.
    pub photos: PhotosNeeded,
    /// Within how many metres a second report is a likely duplicate.
    pub duplicate_radius_m: u16,
    /// Within how many hours a second report is a likely duplicate.
    pub duplicate_hours: u16,
    /// How many metres beyond the usual reach of a road still belong to it (verges, ditches); only of use with
    /// [`Owner::Road`].
    pub verge_m: u16,
    /// The keys of the quantities that its ledger keeps.
    pub quantities: Vec<String>,
    /// Where the limit comes from: a published source, or `default`.
    pub source: String,
}

impl Category {
    /// The first version's number.
    pub const FIRST_VERSION: u16 = 1;
    /// The hours in which a second report is a likely duplicate where nothing is said: a day.
    pub const DUPLICATE_HOURS: u16 = 24;

    /// Tells whether another version says the same.
    pub fn says_as(&self, other: &Self) -> bool {
        let Self { version, valid_from, valid_to, .. } = *other;
        Self { version, valid_from, valid_to, ..self.clone() } == *other
    }

    /// Tells whether it holds on a day.
    pub fn holds(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|it| it <= day) && self.valid_to.is_none_or(|it| day < it)
    }
}
