//! Other processes on the same database: what they changed, and what a change of ours stands on.
//!
//! Every process keeps the district in memory. What one writes the others follow by the audit trail, whose rows have no gaps: what
//! lies behind the row up to which a part of the world was followed, and is not our own, is news. A change that was made on a
//! world that lacks such news is refused ([`StoreError::Behind`]) where the news may make it another change.

use std::{
    fmt,
    ops::BitOr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use model::{
    AccountChange, AccountId, Change, Decision, District, Incident, IncidentId, Leave, List, Notice, Ruling, Settings,
};
use tokio::sync::mpsc::OwnedPermit;

use crate::writer::Job;

/// Parts of what a process holds in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts(u8);

impl Parts {
    /// How many there are.
    pub(crate) const COUNT: usize = 8;
    /// None.
    pub const NONE: Self = Self(0);
    /// All.
    pub const ALL: Self = Self(u8::MAX);
    /// Incidents and their cases.
    pub const INCIDENTS: Self = Self(1);
    /// Leaves and rulings.
    pub const PEOPLE: Self = Self(1 << 1);
    /// Cells, borders, duties and the people who hold them.
    pub const PARTITION: Self = Self(1 << 2);
    /// Categories and the work calendar.
    pub const SETTINGS: Self = Self(1 << 3);
    /// Notices.
    pub const NOTICES: Self = Self(1 << 4);
    /// Accounts, sessions and tokens.
    pub const ACCOUNTS: Self = Self(1 << 5);
    /// Robots and allowed hosts.
    pub const ROBOTS: Self = Self(1 << 6);
    /// Letters that somebody wants to be sent again, or not at all.
    pub const LETTERS: Self = Self(1 << 7);
    /// What questions are answered from.
    pub const GROUND: Self = Self(Self::PEOPLE.0 | Self::PARTITION.0 | Self::SETTINGS.0);
    /// The district's people, its ground and the incidents on it.
    pub const WORLD: Self = Self(Self::GROUND.0 | Self::INCIDENTS.0);

    /// Tells whether any of these are among them.
    #[must_use]
    pub const fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    /// Returns those that are in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Returns those that are not among these.
    #[must_use]
    pub const fn but(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Returns what a kind of row of the audit trail may have changed; of kinds that a newer program writes: anything.
    pub(crate) fn of_row(operation: &str) -> Self {
        match operation {
            "report" | "case" => Self::INCIDENTS,
            "decide" => Self::INCIDENTS | Self::PEOPLE,
            "found" | "edges" | "repartition" => Self::INCIDENTS | Self::PARTITION,
            "categories" | "calendar" => Self::SETTINGS,
            "notice" => Self::NOTICES,
            "account" | "forget" => Self::ACCOUNTS,
            "robot" => Self::ROBOTS | Self::LETTERS,
            "letter" => Self::LETTERS,
            "begin" | "photo" | "bulk" | "view" => Self::NONE,
            _ => Self::ALL,
        }
    }

    fn places(self) -> impl Iterator<Item = usize> {
        (0..Self::COUNT).filter(move |it| self.0 & (1 << it) != 0)
    }
}

impl BitOr for Parts {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What a change stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Footing {
    /// The parts of the world that it was made of.
    pub parts: Parts,
    /// Whether nothing may have been written between looking and saving: it numbers things, or goes through all of them.
    pub alone: bool,
}

impl Footing {
    pub(crate) fn of(change: &Change) -> Self {
        let (parts, alone) = match change {
            Change::Found(_)
            | Change::Edges(_)
            | Change::Repartition { .. }
            | Change::Decide { .. }
            | Change::Categories { .. }
            | Change::Calendar { .. } => (Parts::WORLD, true),
            Change::Case { decision, rerouted, .. } if *decision != Decision::default() || !rerouted.is_empty() => {
                (Parts::WORLD, true)
            }
            // The case itself is guarded by its revision.
            Change::Case { .. } | Change::Report { .. } => (Parts::GROUND, false),
            Change::Notice { .. } => (Parts::NOTICES, true),
            Change::Account(it) => match **it {
                AccountChange::Seen { .. } | AccountChange::SignInFailed(_) => (Parts::NONE, false),
                _ => (Parts::ACCOUNTS, true),
            },
            Change::Robot(_) => (Parts::ROBOTS, true),
            Change::Photo(_)
            | Change::Tell(_)
            | Change::Read { .. }
            | Change::Forget(_)
            | Change::Bulk(_)
            | Change::View(_)
            | Change::Letter(_) => (Parts::NONE, false),
        };
        Self { parts, alone }
    }
}

/// What other processes changed since it was last followed, all of one moment.
#[derive(Debug, Default)]
pub struct News {
    /// The row of the audit trail up to which it tells.
    pub upto: i64,
    /// What changed of what was asked for, and of the rest.
    pub parts: Parts,
    /// The incidents that something happened to, as they are now, in the order of their reports; also those of which only the
    /// history went on, and some to which this process did something meanwhile. Empty where incidents were not asked for.
    pub incidents: Vec<Incident>,
    /// Which accounts did something to which of them.
    pub doers: Vec<(AccountId, IncidentId)>,
    /// The district, where the partition was asked for and changed.
    pub district: Option<District>,
    /// Leaves and rulings, where they were asked for and changed.
    pub people: Option<(List<Leave>, List<Ruling>)>,
    /// What the operator set, where it was asked for and changed.
    pub settings: Option<Settings>,
    /// The notices, where they were asked for and changed.
    pub notices: Option<Vec<Notice>>,
}

/// While this lives, no other process writes. It is for changes that nothing may come between: looking, then saving.
///
/// It holds nothing where there is one process only.
pub struct Turn {
    behind: Parts,
    over: Option<OwnedPermit<Job>>,
}

impl Turn {
    /// The turn of the one process.
    pub(crate) const ALONE: Self = Self { behind: Parts::NONE, over: None };

    pub(crate) const fn new(behind: Parts, over: OwnedPermit<Job>) -> Self {
        Self { behind, over: Some(over) }
    }

    /// Returns what other processes had changed, and was not followed, when it began.
    pub const fn behind(&self) -> Parts {
        self.behind
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(over) = self.over.take() {
            over.send(Job::Over);
        }
    }
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").field("behind", &self.behind).finish_non_exhaustive()
    }
}

/// What is known of the audit trail: which rows are our own, and how far the others' were followed.
#[derive(Debug, Default)]
pub(crate) struct Trail(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Of each part, the row up to which it was followed.
    followed: [i64; Parts::COUNT],
    /// Of each part, the last row known in which another process changed it.
    foreign: [i64; Parts::COUNT],
    /// What we wrote: behind which row, up to which; in order.
    own: Vec<(i64, i64)>,
}

impl Trail {
    /// Notes rows that we wrote: behind one, up to another.
    pub(crate) fn wrote(&self, after: i64, upto: i64) {
        let own = &mut self.known().own;
        match own.last_mut() {
            Some(last) if last.1 == after => last.1 = upto,
            _ if after < upto => own.push((after, upto)),
            _ => {}
        }
    }

    /// Notes that another process changed parts in a row.
    pub(crate) fn others_wrote(&self, parts: Parts, seq: i64) {
        let foreign = &mut self.known().foreign;
        parts.places().for_each(|it| foreign[it] = foreign[it].max(seq));
    }

    /// Notes that parts were followed up to a row.
    pub(crate) fn follow(&self, parts: Parts, upto: i64) {
        let mut known = self.known();
        parts.places().for_each(|it| known.followed[it] = known.followed[it].max(upto));
        let all = known.followed.into_iter().min().unwrap_or(0);
        known.own.retain(|it| it.1 > all);
    }

    /// Returns the row up to which all of these were followed.
    pub(crate) fn followed(&self, parts: Parts) -> i64 {
        let known = self.known();
        parts.places().map(|it| known.followed[it]).min().unwrap_or(0)
    }

    /// Returns those of these parts that were not followed up to a row.
    pub(crate) fn not_followed(&self, parts: Parts, seq: i64) -> Parts {
        let known = self.known();
        Parts(parts.places().filter(|it| known.followed[*it] < seq).fold(0, |all, it| all | 1 << it))
    }

    /// Returns the parts that others are known to have changed since they were followed.
    pub(crate) fn behind(&self) -> Parts {
        let Known { followed, foreign, .. } = &*self.known();
        Parts(Parts::ALL.places().filter(|it| foreign[*it] > followed[*it]).fold(0, |all, it| all | 1 << it))
    }

    /// Returns the rows behind one and up to another that are not ours: behind which, up to which.
    pub(crate) fn foreign(&self, after: i64, upto: i64) -> Vec<(i64, i64)> {
        let mut gaps = Vec::new();
        let mut from = after;
        for &(after, until) in &self.known().own {
            if from < after {
                gaps.push((from, after.min(upto)));
            }
            from = from.max(until);
            if from >= upto {
                break;
            }
        }
        if from < upto {
            gaps.push((from, upto));
        }
        gaps.retain(|it| it.0 < it.1);
        gaps
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_between_our_own_rows_is_foreign() {
        let trail = Trail::default();
        assert_eq!(trail.foreign(0, 5), [(0, 5)]);
        for (after, upto) in [(2, 3), (3, 4), (4, 4), (6, 8)] {
            trail.wrote(after, upto);
        }
        assert_eq!(trail.foreign(0, 9), [(0, 2), (4, 6), (8, 9)]);
        assert_eq!(trail.foreign(3, 7), [(4, 6)]);
        assert_eq!(trail.foreign(5, 6), [(5, 6)]);
        assert_eq!(trail.foreign(1, 2), [(1, 2)]);
        assert_eq!(trail.foreign(6, 8), []);
        trail.follow(Parts::ALL, 5);
        assert_eq!(trail.foreign(5, 9), [(5, 6), (8, 9)]);
    }

    #[test]
    fn a_part_is_behind_until_it_was_followed() {
        let trail = Trail::default();
        trail.others_wrote(Parts::of_row("decide"), 4);
        assert_eq!(trail.behind(), Parts::PEOPLE | Parts::INCIDENTS);
        trail.follow(Parts::PEOPLE, 4);
        assert_eq!((trail.behind(), trail.followed(Parts::WORLD)), (Parts::INCIDENTS, 0));
        trail.follow(Parts::ALL.but(Parts::PEOPLE), 3);
        assert_eq!((trail.behind(), trail.followed(Parts::WORLD)), (Parts::INCIDENTS, 3));
        trail.follow(Parts::ALL, 9);
        assert_eq!(trail.behind(), Parts::NONE);
    }
}
