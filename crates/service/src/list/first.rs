//! The first of many, after a key.

use super::{Cursor, Sort, sort::Key};

/// Collects the first items after a key, whatever order they are offered in. Keeps twice a page at most.
pub(super) struct First<T> {
    sort: Sort,
    limit: usize,
    after: Option<Key>,
    kept: Vec<(Key, T)>,
    /// What does not come before this one is not among the first.
    bound: Option<Key>,
}

impl<T> First<T> {
    pub(super) fn new(sort: Sort, limit: usize, after: Option<Cursor>) -> Self {
        Self { sort, limit, after: after.map(|it| it.key), kept: vec![], bound: None }
    }

    /// Tells whether what has this key but for the id may be among the first.
    pub(super) fn may_take(&self, rough: &Key) -> bool {
        self.after.is_none_or(|it| rough.rough_cmp(&it).is_ge())
            && self.bound.is_none_or(|it| rough.rough_cmp(&it).is_le())
    }

    pub(super) fn offer(&mut self, key: Key, make: impl FnOnce() -> T) {
        if self.after.is_some_and(|it| key <= it) || self.bound.is_some_and(|it| it <= key) {
            return;
        }
        self.kept.push((key, make()));
        // One more than a page tells that there is a next one.
        if self.kept.len() > 2 * self.limit + 2 {
            let (_, last, _) = self.kept.select_nth_unstable_by_key(self.limit, |it| it.0);
            self.bound = Some(last.0);
            self.kept.truncate(self.limit + 1);
        }
    }

    /// Returns the page, and where the next one starts where there is one.
    pub(super) fn finish(mut self) -> (Vec<T>, Option<Cursor>) {
        self.kept.sort_unstable_by_key(|it| it.0);
        let more = self.kept.len() > self.limit;
        self.kept.truncate(self.limit);
        let last = self.kept.last().filter(|_| more);
        let next = last.map(|it| Cursor::new(self.sort, it.0));
        (self.kept.into_iter().map(|it| it.1).collect(), next)
    }
}
