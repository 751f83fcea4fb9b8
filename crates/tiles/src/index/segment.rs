//! A sealed part of the index: the rows of one month, open or finished, as columns in Z-order.

use model::Stage;

use super::row::{Entry, month_of};
use crate::StageSet;

/// Which segment a row belongs to. Open incidents are few and asked for often, so they lie apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SegmentKey {
    month: i64,
    open: bool,
}

impl SegmentKey {
    pub(super) fn of(entry: &Entry) -> Self {
        Self { month: month_of(entry.time), open: entry.stage.is_open() }
    }
}

/// Columns sorted by Z-order key, then position: 31 bytes a row.
#[derive(Debug, Default)]
pub(super) struct Segment {
    pub(super) keys: Vec<u64>,
    /// Milliseconds after `first_ms`.
    pub(super) times: Vec<u32>,
    pub(super) categories: Vec<u16>,
    pub(super) stages: Vec<Stage>,
    pub(super) positions: Vec<u32>,
    pub(super) cells: Vec<u32>,
    pub(super) roads: Vec<u32>,
    /// The rows by rising position.
    by_position: Vec<u32>,
    pub(super) first_ms: i64,
    pub(super) last_ms: i64,
    pub(super) stages_held: StageSet,
}

impl Segment {
    /// Makes the columns of rows that are sorted by [`Entry::order`] and share a [`SegmentKey`].
    pub(super) fn of(entries: &[Entry]) -> Self {
        let first_ms = entries.iter().map(|it| it.time).min().unwrap_or(0);
        let mut by_position: Vec<u64> =
            entries.iter().enumerate().map(|(at, it)| (u64::from(it.position) << 32) | at as u64).collect();
        by_position.sort_unstable();
        Self {
            keys: entries.iter().map(|it| it.key).collect(),
            // A month has less than 2^32 ms.
            times: entries.iter().map(|it| (it.time - first_ms) as u32).collect(),
            categories: entries.iter().map(|it| it.category).collect(),
            stages: entries.iter().map(|it| it.stage).collect(),
            positions: entries.iter().map(|it| it.position).collect(),
            cells: entries.iter().map(|it| it.cell).collect(),
            roads: entries.iter().map(|it| it.road).collect(),
            by_position: by_position.into_iter().map(|it| it as u32).collect(),
            first_ms,
            last_ms: entries.iter().map(|it| it.time).max().unwrap_or(0),
            stages_held: entries.iter().map(|it| it.stage).collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn entry(&self, at: usize) -> Entry {
        Entry {
            key: self.keys[at],
            time: self.first_ms + i64::from(self.times[at]),
            position: self.positions[at],
            cell: self.cells[at],
            road: self.roads[at],
            category: self.categories[at],
            stage: self.stages[at],
        }
    }

    /// Returns the row of this position.
    pub(super) fn find(&self, position: u32) -> Option<Entry> {
        let of = |at: u32| self.positions[at as usize];
        let ends = (of(*self.by_position.first()?), of(*self.by_position.last()?));
        if !(ends.0..=ends.1).contains(&position) {
            return None;
        }
        let at = self.by_position.binary_search_by_key(&position, |it| of(*it)).ok()?;
        Some(self.entry(self.by_position[at] as usize))
    }

    /// Returns the rows whose key lies in `first..=last`.
    pub(super) fn range(&self, first: u64, last: u64) -> std::ops::Range<usize> {
        let start = self.keys.partition_point(|it| *it < first);
        start..start + self.keys[start..].partition_point(|it| *it <= last)
    }
}
