//! Places where the same comes back again and again (复发).

use std::collections::BTreeMap;

use super::within;
use crate::{CategoryCode, IncidentId, Point};

/// A case as far as it can be one of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Its identity.
    pub id: IncidentId,
    /// What it is about.
    pub category: CategoryCode,
    /// Where.
    pub point: Point,
    /// When it was reported: milliseconds since 1970.
    pub at: i64,
}

/// When cases are a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecurrenceRule {
    /// How many there must be, itself counted.
    pub at_least: usize,
    /// In how many days.
    pub days: u16,
    /// Within how many metres.
    pub radius_m: u16,
}

impl RecurrenceRule {
    /// Three in 30 days (DOMAIN.md, Figures) within this radius.
    pub const fn within(radius_m: u16) -> Self {
        Self { at_least: 3, days: 30, radius_m }
    }
}

/// Cases of one category that come back at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecurrenceGroup {
    /// The category.
    pub category: CategoryCode,
    /// The cases by time, then id.
    pub cases: Vec<IncidentId>,
    /// The first report: milliseconds since 1970.
    pub first_at: i64,
    /// The last report.
    pub last_at: i64,
    /// The mean of the places.
    pub centre: Point,
}

/// Returns the groups of cases of the same category that come back at the same place, by category, then first case.
///
/// A case shows a recurrence where it and at least two more (see `at_least`) of its category lie within the radius of it and in the
/// days up to it. It and these belong together; recurrences that share a case are one group. So each group is independent of the
/// order of the cases, each case is in one group at most, and each group has as many as are asked for.
///
/// `rule` gives the radius for a category, `None` leaves it out. The same id twice counts once, the later entry being left aside.
/// O(n log n) where places are spread out; a place with k cases in reach costs k².
///
/// ```
/// use model::{CategoryCode, IncidentId, Point, likeness::{Occurrence, RecurrenceRule, recurrence_groups}};
/// let case = |n: u8, x, day: i64| Occurrence {
///     id: IncidentId(uuid::Uuid::from_u128(n.into())),
///     category: CategoryCode(102),
///     point: Point { x, y: 0 },
///     at: day * 86_400_000,
/// };
/// let cases = [case(1, 0, 0), case(2, 90_000, 10), case(3, -90_000, 30), case(4, 900_000, 30)];
/// let groups = recurrence_groups(&cases, |_| Some(RecurrenceRule::within(10)));
/// assert!(groups.is_empty(), "2 and 3 are 18 m apart, and 1 is no witness");
/// let groups = recurrence_groups(&cases, |_| Some(RecurrenceRule::within(20)));
/// assert_eq!(groups[0].cases, [cases[0].id, cases[1].id, cases[2].id]);
/// ```
pub fn recurrence_groups(
    cases: &[Occurrence],
    rule: impl Fn(CategoryCode) -> Option<RecurrenceRule>,
) -> Vec<RecurrenceGroup> {
    let mut by_category: BTreeMap<CategoryCode, BTreeMap<IncidentId, Occurrence>> = BTreeMap::new();
    for it in cases {
        by_category.entry(it.category).or_default().entry(it.id).or_insert(*it);
    }
    let groups = by_category.into_iter().filter_map(|(category, cases)| {
        let mut cases: Vec<_> = cases.into_values().collect();
        cases.sort_unstable_by_key(|it| (it.at, it.id));
        Some(of_category(&cases, rule(category)?))
    });
    groups.flatten().collect()
}

/// Finds the groups among cases of one category, which stand by time.
fn of_category(cases: &[Occurrence], rule: RecurrenceRule) -> Vec<RecurrenceGroup> {
    let squares = Squares::new(cases, rule.radius_m);
    let window = i64::from(rule.days) * 86_400_000;
    let mut sets = Sets((0..cases.len()).collect());
    let mut grouped = vec![false; cases.len()];
    let mut near = Vec::new();
    for (at, it) in cases.iter().enumerate() {
        let reaches = |other: &Occurrence| {
            it.at.saturating_sub(other.at) <= window && within(it.point, other.point, rule.radius_m)
        };
        near.clear();
        near.extend(squares.around(it.point).filter(|other| *other <= at && reaches(&cases[*other])));
        if near.len() >= rule.at_least.max(1) {
            for other in &near {
                grouped[*other] = true;
                sets.join(at, *other);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<&Occurrence>> = BTreeMap::new();
    for at in (0..cases.len()).filter(|at| grouped[*at]) {
        groups.entry(sets.root(at)).or_default().push(&cases[at]);
    }
    groups.into_values().filter_map(|it| group(&it)).collect()
}

fn group(cases: &[&Occurrence]) -> Option<RecurrenceGroup> {
    let (first, last) = (cases.first()?, cases.last()?);
    let mean = |of: fn(&Occurrence) -> i32| {
        (cases.iter().map(|it| i64::from(of(it))).sum::<i64>()).div_euclid(cases.len() as i64) as i32
    };
    Some(RecurrenceGroup {
        category: first.category,
        cases: cases.iter().map(|it| it.id).collect(),
        first_at: first.at,
        last_at: last.at,
        centre: Point { x: mean(|it| it.point.x), y: mean(|it| it.point.y) },
    })
}

/// Cases by squares as wide as the radius: what is within the radius lies in the same square or one next to it.
struct Squares {
    side: i64,
    members: BTreeMap<(i64, i64), Vec<usize>>,
}

impl Squares {
    fn new(cases: &[Occurrence], radius_m: u16) -> Self {
        let side = (i64::from(radius_m) * Point::PER_MM * 1_000).max(1);
        let mut squares = Self { side, members: BTreeMap::new() };
        for (at, it) in cases.iter().enumerate() {
            squares.members.entry(squares.of(it.point)).or_default().push(at);
        }
        squares
    }

    fn of(&self, it: Point) -> (i64, i64) {
        (i64::from(it.x).div_euclid(self.side), i64::from(it.y).div_euclid(self.side))
    }

    fn around(&self, it: Point) -> impl Iterator<Item = usize> {
        let (x, y) = self.of(it);
        (x - 1..=x + 1)
            .flat_map(move |x| self.members.range((x, y - 1)..=(x, y + 1)))
            .flat_map(|it| it.1.iter().copied())
    }
}

/// Disjoint sets of positions; the root of a set is its first position.
struct Sets(Vec<usize>);

impl Sets {
    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
