//! Rosters that were asked for lately.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwapOption;
use locate::Roster;
use model::{District, VersionId};

/// So many are kept: now, and a few days that people look back to.
const KEPT: usize = 8;

/// Keeps the last rosters, since most questions are about now.
#[derive(Debug, Default)]
pub(crate) struct Rosters {
    last: ArcSwapOption<Roster>,
    others: Mutex<Vec<Arc<Roster>>>,
    /// One of the same version that does not hold any more, whose duties are shared.
    like: Option<Arc<Roster>>,
}

impl Rosters {
    /// Returns rosters for the same version under other leaves and rulings.
    pub(crate) fn decided(&self) -> Self {
        let like = self.last.load_full().or_else(|| self.like.clone());
        Self { like, ..Self::default() }
    }

    /// Returns the roster of a moment, made when none of the kept ones holds then.
    pub(crate) fn get(&self, district: &District, version: VersionId, at_ms: i64) -> Arc<Roster> {
        if let Some(it) = self.last.load_full().filter(|it| it.holds(at_ms)) {
            return it;
        }
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        let found = others.iter().position(|it| it.holds(at_ms)).map(|at| others.remove(at));
        let make = || match self.last.load_full().as_ref().or(self.like.as_ref()) {
            Some(like) => like.at(district, at_ms),
            None => Roster::new(district, version, at_ms),
        };
        let roster = found.unwrap_or_else(|| Arc::new(make()));
        others.insert(0, roster.clone());
        others.truncate(KEPT);
        self.last.store(Some(roster.clone()));
        roster
    }
}
