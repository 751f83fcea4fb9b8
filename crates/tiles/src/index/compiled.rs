//! A filter made ready for one state of the index.

use std::sync::Arc;

use model::CategoryCode;

use super::{
    row::{Entry, NONE},
    segment::Segment,
};
use crate::{Filter, StageSet, Within, filter::WorldBox, morton};

/// A filter with its categories looked up in the dictionary.
#[derive(Debug)]
pub(super) struct Compiled {
    /// For each category of the dictionary the stages that pass.
    classes: Vec<StageSet>,
    stages: StageSet,
    all_categories: bool,
    from_ms: i64,
    /// The last millisecond that counts.
    last_ms: i64,
    cell: Option<u32>,
    road: Option<u32>,
    bbox: Option<WorldBox>,
    /// What may be known, with the categories of the dictionary.
    within: Option<(Arc<Within>, Vec<CategoryCode>)>,
    /// Whether nothing can pass.
    pub(super) void: bool,
}

/// What is left to check on the rows of one segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// Nothing: every row passes.
    Nothing,
    /// Category and stage.
    Class,
    /// Category, stage and time.
    ClassAndTime,
    /// Everything.
    All,
}

impl Compiled {
    pub(super) fn new(filter: &Filter, dictionary: &[CategoryCode]) -> Self {
        let class = |code: &CategoryCode| match &filter.categories {
            Some(set) if !set.contains(*code) => StageSet::NONE,
            _ => filter.stages,
        };
        let classes: Vec<_> = dictionary.iter().map(class).collect();
        let (cell, road) = (filter.cell.map(|it| it.0), filter.road.map(|it| it.0));
        let bbox = filter.bbox.map(WorldBox::of);
        let last_ms = filter.to_ms.map_or(Some(i64::MAX), |it| it.checked_sub(1));
        let from_ms = filter.from_ms.unwrap_or(i64::MIN);
        let void = last_ms.is_none_or(|it| it < from_ms)
            || cell == Some(NONE)
            || road == Some(NONE)
            || bbox.is_some_and(|it| it.min.x > it.max.x || it.min.y > it.max.y);
        Self {
            all_categories: classes.iter().all(|it| *it == filter.stages),
            stages: filter.stages,
            classes,
            from_ms,
            last_ms: last_ms.unwrap_or(i64::MIN),
            cell,
            road,
            bbox,
            within: filter.within.clone().map(|it| (it, dictionary.to_vec())),
            void,
        }
    }

    /// Returns what to check on the rows of `segment`, or `None` when none of them can pass.
    pub(super) fn check(&self, segment: &Segment) -> Option<Check> {
        if segment.last_ms < self.from_ms
            || self.last_ms < segment.first_ms
            || self.stages.is_disjoint(segment.stages_held)
        {
            return None;
        }
        let inside = self.from_ms <= segment.first_ms && segment.last_ms <= self.last_ms;
        Some(if self.cell.is_some() || self.road.is_some() || self.bbox.is_some() || self.within.is_some() {
            Check::All
        } else if !inside {
            Check::ClassAndTime
        } else if self.all_categories && self.stages.is_superset(segment.stages_held) {
            Check::Nothing
        } else {
            Check::Class
        })
    }

    /// Tells whether every row passes, whatever it is.
    pub(super) fn passes_everything(&self) -> bool {
        self.all_categories
            && self.stages == StageSet::ALL
            && (self.from_ms, self.last_ms) == (i64::MIN, i64::MAX)
            && self.cell.is_none()
            && self.road.is_none()
            && self.bbox.is_none()
            && self.within.is_none()
    }

    /// Narrows a range of keys to those that can lie in the box.
    pub(super) fn keys(&self, (first, last): (u64, u64)) -> (u64, u64) {
        self.bbox.map_or((first, last), |it| {
            (first.max(morton::encode(it.min.x, it.min.y)), last.min(morton::encode(it.max.x, it.max.y)))
        })
    }

    /// Returns the window in the segment's own time as its first millisecond and its length less one.
    pub(super) fn window(&self, segment: &Segment) -> (u32, u32) {
        let from = self.from_ms.max(segment.first_ms) - segment.first_ms;
        let last = self.last_ms.min(segment.last_ms) - segment.first_ms;
        (from as u32, (last - from) as u32)
    }

    #[inline]
    pub(super) fn class_passes(&self, segment: &Segment, at: usize) -> bool {
        self.classes[usize::from(segment.categories[at])].contains(segment.stages[at])
    }

    /// Tells whether row `at` passes everything that `check` leaves open.
    #[inline]
    pub(super) fn passes_at(&self, check: Check, segment: &Segment, at: usize) -> bool {
        match check {
            Check::Nothing => true,
            Check::Class => self.class_passes(segment, at),
            Check::ClassAndTime => {
                let (from, span) = self.window(segment);
                segment.times[at].wrapping_sub(from) <= span && self.class_passes(segment, at)
            }
            Check::All => self.passes(&segment.entry(at)),
        }
    }

    pub(super) fn passes(&self, entry: &Entry) -> bool {
        !self.void
            && (self.from_ms..=self.last_ms).contains(&entry.time)
            && self.cell.is_none_or(|it| it == entry.cell)
            && self.road.is_none_or(|it| it == entry.road)
            && self.classes[usize::from(entry.category)].contains(entry.stage)
            && self.bbox.is_none_or(|it| {
                let (x, y) = morton::decode(entry.key);
                it.holds(crate::WorldPoint { x, y })
            })
            && self.within.as_ref().is_none_or(|(it, categories)| {
                it.covers(entry.position, entry.cell, entry.road, categories[usize::from(entry.category)])
            })
    }
}
