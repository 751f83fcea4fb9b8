//! The live incident index.

mod compiled;
mod query;
mod row;
mod segment;
mod totals;

use std::{collections::BTreeMap, sync::Arc};

use model::CategoryCode;

use self::{
    row::Entry,
    segment::{Segment, SegmentKey},
    totals::Totals,
};

pub use query::BINS_ACROSS;
pub use row::{Hit, Row};

/// How many newest and changed rows may lie unsorted before they are sealed into their months. Scanning 10,000 of them
/// costs a tile 7–11 µs.
const TAIL_LIMIT: usize = 8_000;

/// The live incident index: what lists count and maps draw, as an immutable value.
///
/// Rows lie in sealed segments, one for the open and one for the finished incidents of each month (UTC, by
/// `reported_at`), as columns in Z-order: a tile is one slice of each. New and changed rows wait in a small tail; a
/// changed row's sealed copy waits beside it in `dead` and is subtracted from every count, until the tail passes 8,000
/// rows and is sealed. A clone shares everything.
#[derive(Clone, Debug, Default)]
pub struct IncidentIndex {
    segments: Arc<BTreeMap<SegmentKey, Arc<Segment>>>,
    /// The categories by the number that rows carry. Only ever appended to.
    dictionary: Arc<Vec<CategoryCode>>,
    /// Newest and changed rows by rising position.
    tail: Arc<Vec<Entry>>,
    /// The sealed copies of rows that the tail has replaced, by rising position.
    dead: Arc<Vec<Entry>>,
    /// Counts of all sealed rows.
    totals: Arc<Totals>,
}

impl IncidentIndex {
    /// Builds the index of all `rows`; of rows with the same position the last one counts. O(n log n).
    ///
    /// ```
    /// let index = tiles::IncidentIndex::build([]);
    /// assert_eq!(index.len(), 0);
    /// ```
    pub fn build(rows: impl IntoIterator<Item = Row>) -> Self {
        let mut dictionary = Vec::new();
        let mut known: Vec<Option<u16>> = vec![None; 1 << 16];
        let mut months = BTreeMap::<_, Vec<Entry>>::new();
        let (mut previous, mut rising) = (None, true);
        let mut all = Vec::new();
        for row in rows {
            let code = row.category;
            let category = *known[usize::from(code.0)].get_or_insert_with(|| number(&mut dictionary, code));
            all.push(Entry::new(&row, category));
            rising &= previous.is_none_or(|it| it < row.position);
            previous = Some(row.position);
        }
        if !rising {
            keep_last(&mut all);
        }
        let totals = Totals::of(all.iter().map(|it| it.key));
        for it in all {
            months.entry(SegmentKey::of(&it)).or_default().push(it);
        }
        let seal = |(key, mut entries): (_, Vec<Entry>)| {
            entries.sort_unstable_by_key(Entry::order);
            (key, Arc::new(Segment::of(&entries)))
        };
        Self {
            segments: Arc::new(months.into_iter().map(seal).collect()),
            dictionary: Arc::new(dictionary),
            totals: Arc::new(totals),
            ..Self::default()
        }
    }

    /// Returns the index with `rows` added; a row whose position is there already replaces the earlier one. Of rows
    /// with the same position the last one counts.
    ///
    /// Costs a copy of the tail (at most 8,000 rows of 40 bytes), and a rebuild of the touched months when the tail is
    /// full.
    ///
    /// ```
    /// use model::{CategoryCode, LonLat, Stage};
    /// use tiles::{Filter, IncidentIndex, Row, StageSet};
    /// let reported = Row {
    ///     position: 0,
    ///     place: LonLat { lon: 113.94, lat: 22.55 },
    ///     category: CategoryCode(102),
    ///     stage: Stage::Reported,
    ///     reported_at: 1_790_000_000_000,
    ///     cell: None,
    ///     road: None,
    /// };
    /// let before = IncidentIndex::build([reported]);
    /// let after = before.with([Row { stage: Stage::Closed, ..reported }]);
    /// let open = Filter { stages: StageSet::open(), ..Filter::default() };
    /// assert_eq!((before.count(&open), after.count(&open), after.len()), (1, 0, 1));
    /// ```
    #[must_use]
    pub fn with(&self, rows: impl IntoIterator<Item = Row>) -> Self {
        let mut dictionary = None;
        let mut fresh: Vec<Entry> = rows
            .into_iter()
            .map(|row| {
                let known = dictionary.as_ref().unwrap_or(&*self.dictionary);
                let category = known.iter().position(|it| *it == row.category).map(|it| it as u16);
                let category = category.unwrap_or_else(|| {
                    number(dictionary.get_or_insert_with(|| self.dictionary.to_vec()), row.category)
                });
                Entry::new(&row, category)
            })
            .collect();
        if fresh.is_empty() {
            return self.clone();
        }
        keep_last(&mut fresh);
        let newly_dead = fresh.iter().filter(|it| find(&self.tail, it.position).is_none());
        let newly_dead: Vec<_> = newly_dead.filter_map(|it| self.sealed(it.position)).collect();
        let next = Self {
            segments: Arc::clone(&self.segments),
            dictionary: dictionary.map_or_else(|| Arc::clone(&self.dictionary), Arc::new),
            totals: Arc::clone(&self.totals),
            tail: Arc::new(merged(&self.tail, &fresh)),
            dead: if newly_dead.is_empty() {
                Arc::clone(&self.dead)
            } else {
                Arc::new(merged(&self.dead, &newly_dead))
            },
        };
        if next.tail.len() > TAIL_LIMIT { next.compact() } else { next }
    }

    /// Returns the same rows with an empty tail.
    #[must_use]
    pub fn compact(&self) -> Self {
        let mut touched = BTreeMap::<SegmentKey, Vec<Entry>>::new();
        for it in self.dead.iter() {
            touched.entry(SegmentKey::of(it)).or_default();
        }
        for it in self.tail.iter() {
            touched.entry(SegmentKey::of(it)).or_default().push(*it);
        }
        let mut segments = BTreeMap::clone(&self.segments);
        for (key, mut fresh) in touched {
            fresh.sort_unstable_by_key(Entry::order);
            let mut entries = Vec::new();
            if let Some(old) = segments.remove(&key) {
                let alive = |it: &Entry| find(&self.dead, it.position).is_none();
                entries.extend((0..old.len()).map(|at| old.entry(at)).filter(alive));
            }
            entries.append(&mut fresh);
            // Two sorted runs: the stable sort merges them in one pass.
            entries.sort_by_key(Entry::order);
            if !entries.is_empty() {
                segments.insert(key, Arc::new(Segment::of(&entries)));
            }
        }
        Self {
            segments: Arc::new(segments),
            dictionary: Arc::clone(&self.dictionary),
            totals: Arc::new(self.totals.changed(&self.tail, &self.dead)),
            ..Self::default()
        }
    }

    /// Returns the number of incidents.
    pub fn len(&self) -> usize {
        self.segments.values().map(|it| it.len()).sum::<usize>() + self.tail.len() - self.dead.len()
    }

    /// Tells whether there is no incident.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn sealed(&self, position: u32) -> Option<Entry> {
        self.segments.values().find_map(|it| it.find(position))
    }
}

/// Appends a code to the dictionary and returns its number; there are at most 2^16 codes.
fn number(dictionary: &mut Vec<CategoryCode>, code: CategoryCode) -> u16 {
    dictionary.push(code);
    (dictionary.len() - 1) as u16
}

/// Sorts by position and keeps the last of each.
fn keep_last(entries: &mut Vec<Entry>) {
    entries.sort_by_key(|it| it.position);
    entries.dedup_by(|later, kept| {
        let same = later.position == kept.position;
        if same {
            *kept = *later;
        }
        same
    });
}

fn find(entries: &[Entry], position: u32) -> Option<&Entry> {
    entries.binary_search_by_key(&position, |it| it.position).ok().map(|at| &entries[at])
}

/// Merges two lists by position; of a position in both the entry of `over` is taken.
fn merged(under: &[Entry], over: &[Entry]) -> Vec<Entry> {
    let mut all = Vec::with_capacity(under.len() + over.len());
    let mut rest = under;
    for it in over {
        let before = rest.partition_point(|old| old.position < it.position);
        all.extend_from_slice(&rest[..before]);
        all.push(*it);
        rest = &rest[before..];
        if rest.first().is_some_and(|old| old.position == it.position) {
            rest = &rest[1..];
        }
    }
    all.extend_from_slice(rest);
    all
}

#[cfg(test)]
mod tests;
