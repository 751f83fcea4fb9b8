//! Lists of lists in one piece of memory.

/// For each position a list, all of them one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Rows<T> {
    /// Where each list begins; one more at the end.
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> Rows<T> {
    /// Sorts `pairs` of position and item into `count` lists; the order within a list stays. Positions beyond are left out.
    pub(crate) fn new(count: usize, pairs: &[(usize, T)]) -> Self {
        let mut starts = vec![0u32; count + 1];
        for (at, _) in pairs.iter().filter(|it| it.0 < count) {
            starts[at + 1] += 1;
        }
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut sorted: Vec<_> = pairs.iter().filter(|it| it.0 < count).collect();
        sorted.sort_by_key(|it| it.0);
        Self { starts, items: sorted.into_iter().map(|it| it.1).collect() }
    }

    /// Returns the list of a position; empty beyond the last.
    pub(crate) fn of(&self, at: usize) -> &[T] {
        match self.starts.get(at..at + 2) {
            Some(&[from, to]) => &self.items[from as usize..to as usize],
            _ => &[],
        }
    }
}
