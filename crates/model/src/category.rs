//! Categories (大类, 小类): what an incident can be about, as data that the operator may edit.

use std::{collections::BTreeMap, fmt, str::FromStr};

use thiserror::Error;

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

/// The unit of a [`Limit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LimitUnit {
    /// 工作小时.
    WorkHour,
    /// 工作日.
    WorkDay,
    /// 小时, also at night.
    ClockHour,
    /// 天, also on holidays.
    ClockDay,
}

impl LimitUnit {
    /// All units.
    pub const ALL: [Self; 4] = [Self::WorkHour, Self::WorkDay, Self::ClockHour, Self::ClockDay];

    /// Returns the identifier used in files and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WorkHour => "work_hour",
            Self::WorkDay => "work_day",
            Self::ClockHour => "clock_hour",
            Self::ClockDay => "clock_day",
        }
    }

    /// Returns the unit with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// The time allowed for handling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How many units.
    pub value: u16,
    /// Which unit.
    pub unit: LimitUnit,
}

/// A minor category (小类).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// The code.
    pub code: CategoryCode,
    /// The Chinese name.
    pub zh: String,
    /// The English name.
    pub en: String,
    /// The time allowed.
    pub limit: Limit,
    /// What decides who is primarily responsible.
    pub owner: Owner,
    /// Whether a member may handle it on the spot.
    pub on_the_spot: bool,
    /// Within how many metres a second report is a likely duplicate.
    pub duplicate_radius_m: u16,
    /// How many metres beyond the usual reach of a road still belong to it (verges, ditches); only of use with
    /// [`Owner::Road`].
    pub verge_m: u16,
    /// Where the limit comes from: a published source, or `default`.
    pub source: String,
}

/// A major category (大类).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Major {
    /// The code's first two digits as a number.
    pub code: u16,
    /// The Chinese name.
    pub zh: String,
    /// The English name.
    pub en: String,
}

/// The tree of categories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Categories {
    majors: BTreeMap<u16, Major>,
    minors: BTreeMap<CategoryCode, Category>,
}

/// What is wrong with a category or its table.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CategoryError {
    /// Not a code.
    #[error("`{0}` is not a category code of four digits")]
    Code(String),
    /// Twice the same code.
    #[error("category {0} is listed twice")]
    Twice(CategoryCode),
    /// A minor without its major.
    #[error("category {0} belongs to no major category")]
    NoMajor(CategoryCode),
}

impl Categories {
    /// Builds the tree.
    ///
    /// # Errors
    /// A code that is listed twice, or a minor whose major is missing.
    pub fn new(
        majors: impl IntoIterator<Item = Major>,
        minors: impl IntoIterator<Item = Category>,
    ) -> Result<Self, CategoryError> {
        let majors: BTreeMap<_, _> = majors.into_iter().map(|it| (it.code, it)).collect();
        let mut tree = BTreeMap::new();
        for it in minors {
            let code = it.code;
            if !majors.contains_key(&code.major()) {
                return Err(CategoryError::NoMajor(code));
            }
            if tree.insert(code, it).is_some() {
                return Err(CategoryError::Twice(code));
            }
        }
        Ok(Self { majors, minors: tree })
    }

    /// Returns the category with this code.
    pub fn get(&self, code: CategoryCode) -> Option<&Category> {
        self.minors.get(&code)
    }

    /// Iterates over the majors by code.
    pub fn majors(&self) -> impl Iterator<Item = &Major> {
        self.majors.values()
    }

    /// Iterates over the minors by code.
    pub fn minors(&self) -> impl Iterator<Item = &Category> {
        self.minors.values()
    }
}
