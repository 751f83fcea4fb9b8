//! The tree of categories, with all versions of each.

use std::collections::BTreeMap;

use thiserror::Error;

use super::{Category, CategoryCode, Quantity};
use crate::Day;

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

/// The tree of categories. Of each minor it holds every version, since a case keeps the one that it was filed under.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Categories {
    majors: BTreeMap<u16, Major>,
    minors: BTreeMap<CategoryCode, Vec<Category>>,
    quantities: BTreeMap<String, Quantity>,
}

/// What is wrong with a category or its table.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CategoryError {
    /// Not a code.
    #[error("“{0}”不是四位分类代码 / `{0}` is not a category code of four digits")]
    Code(String),
    /// Not a limit.
    #[error(
        "“{0}”不是时限（如 2 work_hour，各环节如 filed=2 work_hour） / `{0}` is not a limit such as 2 work_hour, for a stage filed=2 work_hour"
    )]
    Limit(String),
    /// Twice the same code in the same version.
    #[error("分类 {0} 第 {1} 版出现两次 / category {0} is listed twice in version {1}")]
    Twice(CategoryCode, u16),
    /// Two versions that hold on the same day.
    #[error(
        "分类 {0} 第 {1} 版与前一版的有效期重叠 / version {1} of category {0} begins before the version before it ends"
    )]
    Overlap(CategoryCode, u16),
    /// A minor without its major.
    #[error("分类 {0} 没有所属大类 / category {0} belongs to no major category")]
    NoMajor(CategoryCode),
    /// A quantity that is not listed.
    #[error("分类 {0} 的台账指标“{1}”不存在 / category {0} counts `{1}`, which is no quantity of the ledger")]
    NoQuantity(CategoryCode, String),
}

impl Categories {
    /// Builds the tree without quantities of the ledger.
    ///
    /// # Errors
    /// Those of [`Categories::with_quantities`].
    pub fn new(
        majors: impl IntoIterator<Item = Major>,
        minors: impl IntoIterator<Item = Category>,
    ) -> Result<Self, CategoryError> {
        Self::with_quantities(majors, minors, [])
    }

    /// Builds the tree.
    ///
    /// A version whose end is not told ends where the next one begins.
    ///
    /// # Errors
    /// A code that is listed twice in one version, versions that overlap, a minor whose major is missing, a quantity that is
    /// not listed.
    pub fn with_quantities(
        majors: impl IntoIterator<Item = Major>,
        minors: impl IntoIterator<Item = Category>,
        quantities: impl IntoIterator<Item = Quantity>,
    ) -> Result<Self, CategoryError> {
        let majors: BTreeMap<_, _> = majors.into_iter().map(|it| (it.code, it)).collect();
        let quantities: BTreeMap<_, _> = quantities.into_iter().map(|it| (it.key.clone(), it)).collect();
        let mut tree: BTreeMap<CategoryCode, Vec<Category>> = BTreeMap::new();
        for it in minors {
            check(&majors, &quantities, &it)?;
            tree.entry(it.code).or_default().push(it);
        }
        for versions in tree.values_mut() {
            versions.sort_by_key(|it| it.version);
            for pair in versions.windows(2) {
                let (old, new) = (&pair[0], &pair[1]);
                if old.version == new.version {
                    return Err(CategoryError::Twice(new.code, new.version));
                }
                // A version that was replaced on the day on which it began held on no day.
                let begins_later = new.valid_from.is_some() && new.valid_from >= old.valid_from;
                if !begins_later || old.valid_to > new.valid_from {
                    return Err(CategoryError::Overlap(new.code, new.version));
                }
            }
        }
        Ok(Self { majors, minors: tree, quantities })
    }

    /// Returns the tree with these versions; one that is there already is replaced.
    ///
    /// # Errors
    /// Those of [`Categories::with_quantities`].
    pub fn with_versions(&self, versions: impl IntoIterator<Item = Category>) -> Result<Self, CategoryError> {
        let key = |it: &Category| (it.code, it.version);
        let mut all: BTreeMap<_, _> = self.versions().map(|it| (key(it), it.clone())).collect();
        all.extend(versions.into_iter().map(|it| (key(&it), it)));
        Self::with_quantities(self.majors().cloned(), all.into_values(), self.quantities().cloned())
    }

    /// Checks that a category belongs somewhere and counts what is listed.
    ///
    /// # Errors
    /// [`CategoryError::NoMajor`], [`CategoryError::NoQuantity`].
    pub fn check(&self, it: &Category) -> Result<(), CategoryError> {
        check(&self.majors, &self.quantities, it)
    }

    /// Returns the newest version of the category with this code.
    pub fn get(&self, code: CategoryCode) -> Option<&Category> {
        self.minors.get(&code)?.last()
    }

    /// Returns the version of a category under which a case was filed.
    pub fn version(&self, code: CategoryCode, version: u16) -> Option<&Category> {
        self.minors.get(&code)?.iter().find(|it| it.version == version)
    }

    /// Returns the version of a category that holds on a day.
    pub fn on(&self, code: CategoryCode, day: Day) -> Option<&Category> {
        self.minors.get(&code)?.iter().rev().find(|it| it.holds(day))
    }

    /// Returns the version of a category that held at a moment (milliseconds since 1970); the newest one where none did.
    pub fn at(&self, code: CategoryCode, ms: i64) -> Option<&Category> {
        self.on(code, Day::of(ms)).or_else(|| self.get(code))
    }

    /// Iterates over the versions of a category, the oldest first.
    pub fn versions_of(&self, code: CategoryCode) -> impl Iterator<Item = &Category> {
        self.minors.get(&code).into_iter().flatten()
    }

    /// Iterates over the majors by code.
    pub fn majors(&self) -> impl Iterator<Item = &Major> {
        self.majors.values()
    }

    /// Iterates over the newest version of each minor by code.
    pub fn minors(&self) -> impl Iterator<Item = &Category> {
        self.minors.values().filter_map(|it| it.last())
    }

    /// Iterates over all versions of all minors, by code, then version.
    pub fn versions(&self) -> impl Iterator<Item = &Category> {
        self.minors.values().flatten()
    }

    /// Iterates over the quantities of the ledger by key.
    pub fn quantities(&self) -> impl Iterator<Item = &Quantity> {
        self.quantities.values()
    }

    /// Returns the quantity with this key.
    pub fn quantity(&self, key: &str) -> Option<&Quantity> {
        self.quantities.get(key)
    }
}

fn check(
    majors: &BTreeMap<u16, Major>,
    quantities: &BTreeMap<String, Quantity>,
    it: &Category,
) -> Result<(), CategoryError> {
    if !majors.contains_key(&it.code.major()) {
        return Err(CategoryError::NoMajor(it.code));
    }
    match it.quantities.iter().find(|it| !quantities.contains_key(*it)) {
        Some(unknown) => Err(CategoryError::NoQuantity(it.code, unknown.clone())),
        None => Ok(()),
    }
}
