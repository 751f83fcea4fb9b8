//! All incidents of the district, by position.
//!
//! Nearly all of them are settled and never change again: those lie packed in rows of 80 bytes. What does not fit a row, what
//! changed since the start, and what came since is kept whole beside them.

mod packed;
#[cfg(test)]
mod tests;

use std::{iter, ops::Deref, sync::Arc};

use imbl::OrdMap;
use model::{Incident, IncidentId};

use self::packed::Packed;

/// When an incident was reported, in milliseconds since 1970, and its id: the order in which incidents lie.
pub(crate) type Moment = (i64, IncidentId);

/// All incidents by position, as an immutable value: cloning and changing cost the same at any size.
#[derive(Clone, Debug, Default)]
pub(crate) struct Register {
    start: Arc<Start>,
    /// What is not as its row says, by position.
    whole: OrdMap<u32, Arc<Incident>>,
    /// Of those that came since the start the positions.
    added: OrdMap<IncidentId, u32>,
    added_by_time: OrdMap<Moment, u32>,
}

/// What there was at the start.
#[derive(Debug, Default)]
struct Start {
    /// By time of report, then id; a row's place is the incident's position.
    rows: Vec<Packed>,
    /// The positions by rising id.
    by_id: Vec<u32>,
}

/// An incident of the register: one that is shared, or one made of its row.
#[derive(Debug)]
pub enum Entry<'a> {
    /// It is kept whole.
    Whole(&'a Arc<Incident>),
    /// It was made of its row.
    Unpacked(Incident),
}

impl Entry<'_> {
    /// Returns the incident to keep.
    pub fn share(self) -> Arc<Incident> {
        match self {
            Self::Whole(it) => Arc::clone(it),
            Self::Unpacked(it) => Arc::new(it),
        }
    }
}

impl Deref for Entry<'_> {
    type Target = Incident;

    fn deref(&self) -> &Incident {
        match self {
            Self::Whole(it) => it,
            Self::Unpacked(it) => it,
        }
    }
}

impl Register {
    /// Makes the register of incidents by time of report, then id; each gets its place as position.
    pub(crate) fn new(incidents: &[Incident]) -> Self {
        let numbered = || incidents.iter().zip(0_u32..);
        let rows: Vec<_> = incidents.iter().map(Packed::of).collect();
        let whole = numbered().filter(|(it, at)| rows[*at as usize].incident() != **it);
        let whole = whole.map(|(it, at)| (at, Arc::new(it.clone()))).collect();
        // Numbers are compared quicker than bytes, in the same order.
        let mut by_id: Vec<_> = numbered().map(|(it, at)| (it.id.0.as_u128(), at)).collect();
        by_id.sort_unstable();
        let by_id = by_id.into_iter().map(|it| it.1).collect();
        Self { start: Arc::new(Start { rows, by_id }), whole, ..Self::default() }
    }

    /// Adds an incident; its position is the number of those before.
    pub(crate) fn push(&mut self, it: Incident) {
        let at = self.len() as u32;
        self.added.insert(it.id, at);
        self.added_by_time.insert((it.reported_at, it.id), at);
        self.whole.insert(at, Arc::new(it));
    }

    /// Puts an incident in its new form.
    pub(crate) fn set(&mut self, at: u32, it: Incident) {
        self.whole.insert(at, Arc::new(it));
    }

    /// Returns the number of incidents.
    pub(crate) fn len(&self) -> usize {
        self.start.rows.len() + self.added.len()
    }

    /// Returns the incident at a position.
    pub(crate) fn at(&self, position: u32) -> Option<Entry<'_>> {
        if let Some(it) = self.whole.get(&position) {
            return Some(Entry::Whole(it));
        }
        self.start.rows.get(position as usize).map(|it| Entry::Unpacked(it.incident()))
    }

    /// Returns the incident at a position where it is kept whole, as those are that wait for somebody.
    pub(crate) fn whole(&self, position: u32) -> Option<&Arc<Incident>> {
        self.whole.get(&position)
    }

    /// Returns the position of an id.
    pub(crate) fn position(&self, id: IncidentId) -> Option<u32> {
        let Start { rows, by_id } = &*self.start;
        let found = by_id.binary_search_by_key(&id, |at| rows[*at as usize].id);
        found.ok().map(|it| by_id[it]).or_else(|| self.added.get(&id).copied())
    }

    /// Returns the first and the last moment, `None` without incidents.
    pub(crate) fn period(&self) -> Option<(Moment, Moment)> {
        let rows = &self.start.rows;
        let start = rows.first().map(Packed::moment).zip(rows.last().map(Packed::moment));
        let added = self.added_by_time.get_min().map(|it| it.0).zip(self.added_by_time.get_max().map(|it| it.0));
        [start, added].into_iter().flatten().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// Walks along the times: the positions from a moment to before another, earliest or latest first.
    pub(crate) fn walk(&self, from: Moment, to: Moment, descending: bool) -> Box<dyn Iterator<Item = u32> + '_> {
        if from >= to {
            return Box::new(iter::empty());
        }
        let rows = &self.start.rows;
        let place = |moment| rows.partition_point(|it| it.moment() < moment);
        let (first, last) = (place(from), place(to));
        let start = (first as u32..last as u32).zip(&rows[first..last]).map(|(at, it)| (it.moment(), at));
        let added = self.added_by_time.range(from..to).map(|(moment, at)| (*moment, *at));
        if descending {
            Box::new(merged(start.rev(), added.rev(), |a, b| a > b))
        } else {
            Box::new(merged(start, added, |a, b| a < b))
        }
    }
}

/// Merges two runs that are in order into one.
fn merged(
    one: impl Iterator<Item = (Moment, u32)>,
    other: impl Iterator<Item = (Moment, u32)>,
    before: fn(&Moment, &Moment) -> bool,
) -> impl Iterator<Item = u32> {
    let (mut one, mut other) = (one.peekable(), other.peekable());
    iter::from_fn(move || {
        let first = match (one.peek(), other.peek()) {
            (Some(a), Some(b)) => before(&a.0, &b.0),
            (first, _) => first.is_some(),
        };
        if first { one.next() } else { other.next() }.map(|it| it.1)
    })
}
