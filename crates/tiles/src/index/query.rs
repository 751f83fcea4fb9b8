//! What the index answers.

use super::{
    IncidentIndex,
    compiled::{Check, Compiled},
    find,
    row::{Entry, Hit},
    segment::Segment,
};
use crate::{Filter, TileId, WorldPoint, morton};

/// How many bins lie across a tile in [`IncidentIndex::bins`].
pub const BINS_ACROSS: usize = 64;

const BINS: usize = BINS_ACROSS * BINS_ACROSS;

/// For each bin in Z-order its place in rows of 64.
const ROW_MAJOR: [u16; BINS] = {
    let mut table = [0; BINS];
    let mut at = 0;
    while at < BINS {
        let (x, y) = morton::decode(at as u64);
        table[at] = (y * BINS_ACROSS as u32 + x) as u16;
        at += 1;
    }
    table
};

const EVERYWHERE: (u64, u64) = (0, u64::MAX);

impl IncidentIndex {
    /// Returns how many incidents pass `filter`.
    ///
    /// ```
    /// use tiles::{Filter, IncidentIndex};
    /// assert_eq!(IncidentIndex::default().count(&Filter::default()), 0);
    /// ```
    pub fn count(&self, filter: &Filter) -> u64 {
        self.count_in(EVERYWHERE, filter)
    }

    /// Returns how many incidents in `tile` pass `filter`.
    pub fn count_in_tile(&self, tile: TileId, filter: &Filter) -> u64 {
        self.count_in(tile.keys(), filter)
    }

    fn count_in(&self, keys: (u64, u64), filter: &Filter) -> u64 {
        let mut count = 0_u64;
        let compiled = Compiled::new(filter, &self.dictionary);
        self.slices(keys, &compiled, |check, segment, rows| {
            count += match check {
                Check::Nothing => rows.len() as u64,
                _ => rows.filter(|at| compiled.passes_at(check, segment, *at)).count() as u64,
            };
        });
        self.waiting(keys, &compiled, |_, added| count = count.wrapping_add_signed(added));
        count
    }

    /// Returns the number of incidents in each of 64 × 64 bins of the tile, row by row from its north-western corner.
    ///
    /// The bins of all tiles of a zoom add up to [`Self::count`]: bins are half-open like tiles.
    pub fn bins(&self, tile: TileId, filter: &Filter) -> [u32; BINS] {
        let keys = tile.keys();
        // Twelve bits of the key name the bin; at zoom 20 twelve more are left below them.
        let shift = 64 - 2 * u32::from(tile.z()) - 12;
        let bin = |key: u64| (key >> shift) as usize & (BINS - 1);
        let mut in_z_order = [0_u32; BINS];
        let compiled = Compiled::new(filter, &self.dictionary);
        if !(compiled.passes_everything() && self.totals.add(tile, &mut in_z_order)) {
            self.bin_rows(keys, &compiled, &bin, &mut in_z_order);
        }
        self.waiting(keys, &compiled, |it, added| {
            let count = &mut in_z_order[bin(it.key)];
            *count = count.wrapping_add_signed(added as i32);
        });
        let mut bins = [0; BINS];
        for (count, at) in in_z_order.into_iter().zip(ROW_MAJOR) {
            bins[usize::from(at)] = count;
        }
        bins
    }

    /// Adds the sealed rows that pass to their bins.
    fn bin_rows(
        &self,
        keys: (u64, u64),
        compiled: &Compiled,
        bin: &impl Fn(u64) -> usize,
        in_z_order: &mut [u32; BINS],
    ) {
        self.slices(keys, compiled, |check, segment, rows| {
            let keys = &segment.keys[rows.clone()];
            match check {
                Check::Nothing => {
                    for it in keys {
                        in_z_order[bin(*it)] += 1;
                    }
                }
                Check::Class => {
                    for (it, at) in keys.iter().zip(rows) {
                        in_z_order[bin(*it)] += u32::from(compiled.class_passes(segment, at));
                    }
                }
                Check::ClassAndTime => {
                    let (from, span) = compiled.window(segment);
                    for (it, at) in keys.iter().zip(rows) {
                        let in_time = segment.times[at].wrapping_sub(from) <= span;
                        in_z_order[bin(*it)] += u32::from(in_time & compiled.class_passes(segment, at));
                    }
                }
                Check::All => {
                    for at in rows.filter(|at| compiled.passes_at(check, segment, *at)) {
                        in_z_order[bin(segment.keys[at])] += 1;
                    }
                }
            }
        });
    }

    /// Returns the incidents in `tile` that pass `filter`, by rising position, or `None` when there are more than `max`.
    pub fn points(&self, tile: TileId, filter: &Filter, max: usize) -> Option<Vec<Hit>> {
        let (hits, more) = self.hits(tile.keys(), filter, max);
        (!more).then_some(hits)
    }

    /// Returns the positions of all incidents that pass `filter`, rising.
    pub fn positions(&self, filter: &Filter) -> Vec<u32> {
        self.hits(EVERYWHERE, filter, usize::MAX).0.into_iter().map(|it| it.position).collect()
    }

    /// Returns the number of incidents in each of the cells with an id below `cells`. Reads every row once.
    pub fn count_by_cell(&self, cells: usize) -> Vec<u32> {
        let mut counts = vec![0_u32; cells];
        for segment in self.segments.values() {
            for cell in &segment.cells {
                if let Some(count) = counts.get_mut(*cell as usize) {
                    *count += 1;
                }
            }
        }
        for (entries, added) in [(&self.tail, 1), (&self.dead, -1)] {
            for it in entries.iter() {
                if let Some(count) = counts.get_mut(it.cell as usize) {
                    *count = count.wrapping_add_signed(added);
                }
            }
        }
        counts
    }

    /// Calls `visit` with every incident that passes `filter`, in no set order.
    pub fn each(&self, filter: &Filter, mut visit: impl FnMut(Hit)) {
        let compiled = Compiled::new(filter, &self.dictionary);
        self.slices(EVERYWHERE, &compiled, |check, segment, rows| {
            for at in rows {
                if compiled.passes_at(check, segment, at) && self.is_alive(segment.positions[at]) {
                    visit(self.hit(&segment.entry(at)));
                }
            }
        });
        self.waiting(EVERYWHERE, &compiled, |it, added| {
            if added > 0 {
                visit(self.hit(it));
            }
        });
    }

    /// Tells whether no change has replaced the sealed row of a position.
    fn is_alive(&self, position: u32) -> bool {
        self.dead.is_empty() || find(&self.dead, position).is_none()
    }

    /// Returns the hits by rising position; with `true`, when there are more than `max`.
    fn hits(&self, keys: (u64, u64), filter: &Filter, max: usize) -> (Vec<Hit>, bool) {
        let compiled = Compiled::new(filter, &self.dictionary);
        let mut hits = Vec::new();
        self.slices(keys, &compiled, |check, segment, rows| {
            for at in rows {
                if hits.len() > max {
                    return;
                }
                if compiled.passes_at(check, segment, at) && self.is_alive(segment.positions[at]) {
                    hits.push(self.hit(&segment.entry(at)));
                }
            }
        });
        self.waiting(keys, &compiled, |it, added| {
            if added > 0 && hits.len() <= max {
                hits.push(self.hit(it));
            }
        });
        hits.sort_unstable_by_key(|it| it.position);
        let more = hits.len() > max;
        hits.truncate(max);
        (hits, more)
    }

    /// Calls `visit` with every incident of `tile` that passes, and 1; what a change has replaced comes with 1 and later
    /// again with −1, so that sums are right. In no set order.
    pub(crate) fn add_up(&self, tile: TileId, filter: &Filter, mut visit: impl FnMut(WorldPoint, bool, i64)) {
        let compiled = Compiled::new(filter, &self.dictionary);
        let mut visit = |key, stage: model::Stage, added| {
            let (x, y) = morton::decode(key);
            visit(WorldPoint { x, y }, stage.is_open(), added);
        };
        self.slices(tile.keys(), &compiled, |check, segment, rows| {
            for at in rows {
                if compiled.passes_at(check, segment, at) {
                    visit(segment.keys[at], segment.stages[at], 1);
                }
            }
        });
        self.waiting(tile.keys(), &compiled, |it, added| visit(it.key, it.stage, added));
    }

    fn hit(&self, entry: &Entry) -> Hit {
        let (x, y) = morton::decode(entry.key);
        Hit {
            world: WorldPoint { x, y },
            position: entry.position,
            category: self.dictionary[usize::from(entry.category)],
            stage: entry.stage,
            reported_at: entry.time,
        }
    }

    /// Calls `visit` with the rows of each segment that lie in the range of keys, and what is left to check on them.
    fn slices(
        &self,
        keys: (u64, u64),
        compiled: &Compiled,
        mut visit: impl FnMut(Check, &Segment, std::ops::Range<usize>),
    ) {
        let (first, last) = compiled.keys(keys);
        if compiled.void || last < first {
            return;
        }
        for segment in self.segments.values() {
            if let Some(check) = compiled.check(segment) {
                let rows = segment.range(first, last);
                if !rows.is_empty() {
                    visit(check, segment, rows);
                }
            }
        }
    }

    /// Calls `visit` with what passes in the tail, and 1, and with the sealed copies it replaces, and −1.
    fn waiting(&self, (first, last): (u64, u64), compiled: &Compiled, mut visit: impl FnMut(&Entry, i64)) {
        for (entries, added) in [(&self.tail, 1), (&self.dead, -1)] {
            for it in entries.iter() {
                if (first..=last).contains(&it.key) && compiled.passes(it) {
                    visit(it, added);
                }
            }
        }
    }
}
