//! How many sealed incidents lie in each bin of the middle zooms, for the question asked most: all of them.

use std::ops::Range;

use super::row::Entry;
use crate::TileId;

/// The levels kept: level `n` cuts the world into 2^n × 2^n cells. The bins of a tile of zoom z are cells of level z + 6,
/// so these serve zooms 10 to 14; above zoom 10 (seen from afar) cells of level 16 are added up, and closer than 14 a
/// tile holds few rows.
const LEVELS: Range<u32> = 16..21;

/// Counts by cell, for each of the levels, coarsest first.
#[derive(Debug, Default)]
pub(super) struct Totals(Vec<Level>);

/// Cells that hold incidents by rising Z-order key, and how many.
#[derive(Debug, Default)]
struct Level {
    cells: Vec<u64>,
    counts: Vec<u32>,
}

const FINEST_SHIFT: u32 = 64 - 2 * (LEVELS.end - 1);

impl Totals {
    /// Counts rows by their keys, in any order.
    pub(super) fn of(keys: impl Iterator<Item = u64>) -> Self {
        let mut cells: Vec<_> = keys.map(|it| (it >> FINEST_SHIFT, 1)).collect();
        cells.sort_unstable();
        Self::from_finest(Level::summed(cells))
    }

    /// Returns the counts with `added` and without `removed`.
    pub(super) fn changed(&self, added: &[Entry], removed: &[Entry]) -> Self {
        let mut cells: Vec<(u64, i64)> = self
            .0
            .last()
            .into_iter()
            .flat_map(|it| it.cells.iter().copied().zip(it.counts.iter().map(|it| i64::from(*it))))
            .collect();
        let known = cells.len();
        cells.extend(added.iter().map(|it| (it.key >> FINEST_SHIFT, 1)));
        cells.extend(removed.iter().map(|it| (it.key >> FINEST_SHIFT, -1)));
        cells[known..].sort_unstable();
        // Two sorted runs: the stable sort merges them in one pass.
        cells.sort_by_key(|it| it.0);
        Self::from_finest(Level::summed(cells))
    }

    fn from_finest(finest: Level) -> Self {
        let mut levels = vec![finest];
        for _ in LEVELS.skip(1) {
            let below = &levels[levels.len() - 1];
            let cells = below.cells.iter().zip(&below.counts).map(|(cell, count)| (cell >> 2, i64::from(*count)));
            levels.push(Level::summed(cells));
        }
        levels.reverse();
        Self(levels)
    }

    /// Adds the bins of a tile up in Z-order; `false` when the tile is too deep for these counts.
    pub(super) fn add(&self, tile: TileId, bins: &mut [u32]) -> bool {
        let bins_level = u32::from(tile.z()) + 6;
        let level = bins_level.max(LEVELS.start);
        let Some(counts) = level.checked_sub(LEVELS.start).and_then(|it| self.0.get(it as usize)) else {
            return false;
        };
        let (first, last) = tile.keys();
        let to_cell = 64 - 2 * level;
        let start = counts.cells.partition_point(|it| *it < first >> to_cell);
        let end = counts.cells.partition_point(|it| *it <= last >> to_cell);
        let to_bin = 2 * (level - bins_level);
        for (cell, count) in counts.cells[start..end].iter().zip(&counts.counts[start..end]) {
            bins[(cell >> to_bin) as usize % bins.len()] += count;
        }
        true
    }
}

impl Level {
    /// Adds up neighbours of the same cell, and leaves out what comes to nothing.
    fn summed(cells: impl IntoIterator<Item = (u64, i64)>) -> Self {
        let mut level = Self::default();
        let mut sum = 0;
        let mut cells = cells.into_iter().peekable();
        while let Some((cell, count)) = cells.next() {
            sum += count;
            if cells.peek().is_none_or(|it| it.0 != cell) {
                if sum > 0 {
                    level.cells.push(cell);
                    level.counts.push(sum as u32);
                }
                sum = 0;
            }
        }
        level
    }
}
