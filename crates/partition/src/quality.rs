//! How good a partition is: sizes, shapes, borders, buildings, and whether it covers its homes exactly.

mod coverage;
mod cut;

use std::collections::BTreeMap;

use model::{Point, Polygon};

use self::{coverage::coverage, cut::cut_buildings};
use crate::{BarrierClass, CellOptions, EdgeClass, Home, Partition, PartitionError, lattice::sides};

/// A block smaller than so many targets is not cut: its size is its streets' doing.
const FORCED_BELOW: f64 = 1.5;
/// Cells narrower than this are thin, in metres: no field work fits between two borders so close (issue 3).
const THIN_M: f64 = 20.0;

/// The figures of a partition. Shares run from 0 to 1 and are 0 where there is nothing to share.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quality {
    /// How many cells there are.
    pub cells: usize,
    /// The least area in m².
    pub area_min: f64,
    /// A tenth of the cells are smaller than this, in m².
    pub area_p10: f64,
    /// Half of the cells are smaller than this, in m².
    pub area_median: f64,
    /// A tenth of the cells are larger than this, in m².
    pub area_p90: f64,
    /// The greatest area in m².
    pub area_max: f64,
    /// The mean area in m².
    pub area_mean: f64,
    /// The share of all cells within ±10 % of the target.
    pub within_10_percent: f64,
    /// The share of all cells within ±25 % of the target.
    pub within_25_percent: f64,
    /// Cells whose size the streets force: the cell is a whole block (the ground that cells joined across cuts make up,
    /// so that barriers and borders of homes enclose it) of less than 1.5 targets.
    pub forced: usize,
    /// The share within ±10 % among the cells that are not forced.
    pub within_10_percent_unforced: f64,
    /// The share within ±25 % among the cells that are not forced.
    pub within_25_percent_unforced: f64,
    /// The share of cells whose mean width, twice the area by the perimeter (holes' perimeters too), is below 20 m. For a
    /// long strip that is its width, for a square half its side.
    pub thin_share: f64,
    /// The mean of 4π × area / perimeter² (Polsby and Popper): 1 for a disc, 0.785 for a square.
    pub compactness: f64,
    /// The share of the borders between two cells, by length, that runs on roads.
    pub border_on_roads: f64,
    /// The length of all cuts in metres.
    pub cut_m: f64,
    /// Buildings that a cut runs through by more than a centimetre.
    pub buildings_cut: usize,
    /// Those of them that a cut could have gone round: together with the buildings that touch it, such a building does not
    /// reach from border to border of its block.
    pub buildings_cut_free: usize,
    /// Twice the ground inside homes that no cell covers, in square lattice units, counted afresh from the polygons. Along
    /// the homes' outlines strips of a mean width up to 4 units (0.4 mm) are rounding and do not count.
    pub gap_area: i128,
    /// Twice the ground that more than one cell covers, once for each cell too many, in square lattice units.
    pub overlap_area: i128,
}

/// Measures a partition, also one from elsewhere: nothing is believed but the cells' polygons and the edges' classes.
///
/// `homes` and `buildings` are those it was made of; of `options` only the target counts. A partition without cells gets
/// noughts and all ground as gap.
///
/// # Errors
/// More lines than can be numbered.
pub fn quality(
    partition: &Partition,
    homes: &[Home],
    buildings: &[Polygon],
    options: &CellOptions,
) -> Result<Quality, PartitionError> {
    let cells = &partition.cells;
    let mut areas: Vec<f64> = cells.iter().map(|it| it.polygon.area_m2()).collect();
    let blocks = blocks(partition);
    let mut of_block = BTreeMap::<u32, f64>::new();
    for (block, area) in blocks.iter().zip(&areas) {
        *of_block.entry(*block).or_default() += area;
    }
    let forced: Vec<bool> = blocks
        .iter()
        .zip(&areas)
        .map(|(block, area)| of_block[block] <= *area && *area < FORCED_BELOW * options.target_m2)
        .collect();
    let near = |most: f64, all: bool| {
        let mut counted = areas.iter().zip(&forced).filter(|it| all || !it.1);
        let total = counted.clone().count();
        share(counted.by_ref().filter(|it| (it.0 / options.target_m2 - 1.0).abs() <= most).count() as f64, total as f64)
    };
    let mut out = Quality {
        cells: cells.len(),
        within_10_percent: near(0.1, true),
        within_25_percent: near(0.25, true),
        forced: forced.iter().filter(|it| **it).count(),
        within_10_percent_unforced: near(0.1, false),
        within_25_percent_unforced: near(0.25, false),
        ..Quality::default()
    };
    let mut thin = 0;
    for (cell, area) in cells.iter().zip(&areas) {
        let perimeter = perimeter_m(&cell.polygon);
        thin += usize::from(2.0 * area < THIN_M * perimeter);
        out.compactness += share(4.0 * std::f64::consts::PI * area, perimeter * perimeter) / cells.len() as f64;
    }
    out.thin_share = share(thin as f64, cells.len() as f64);
    let (mut inner, mut on_roads) = (0.0, 0.0);
    for it in &partition.edges {
        let length = it.from.distance_m(it.to);
        if it.left.is_some() && it.right.is_some() {
            inner += length;
            on_roads += if matches!(it.class, EdgeClass::Barrier(BarrierClass::Road(_))) { length } else { 0.0 };
        }
        out.cut_m += if it.class == EdgeClass::Cut { length } else { 0.0 };
    }
    out.border_on_roads = share(on_roads, inner);
    (out.buildings_cut, out.buildings_cut_free) = cut_buildings(partition, &blocks, buildings);
    (out.gap_area, out.overlap_area) = coverage(cells, homes)?;

    areas.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| areas.get((areas.len().saturating_sub(1) as f64 * share) as usize).copied().unwrap_or(0.0);
    out.area_mean = share(areas.iter().sum(), areas.len() as f64);
    (out.area_min, out.area_p10, out.area_median) = (at(0.0), at(0.1), at(0.5));
    (out.area_p90, out.area_max) = (at(0.9), at(1.0));
    Ok(out)
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

fn perimeter_m(polygon: &Polygon) -> f64 {
    polygon.rings().flat_map(sides).map(|(a, b): (Point, Point)| a.distance_m(b)).sum()
}

/// Returns the block of each cell, as its least cell: cells on both sides of a cut lie in one block.
fn blocks(partition: &Partition) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..partition.cells.len() as u32).collect();
    for it in &partition.edges {
        if let (EdgeClass::Cut, Some(left), Some(right)) = (it.class, it.left, it.right) {
            join(&mut parent, left, right);
        }
    }
    (0..parent.len() as u32).map(|it| root(&mut parent, it)).collect()
}

/// Returns the least of all that `at` was joined to.
fn root(parent: &mut [u32], mut at: u32) -> u32 {
    while parent[at as usize] != at {
        let up = parent[parent[at as usize] as usize];
        parent[at as usize] = up;
        at = up;
    }
    at
}

fn join(parent: &mut [u32], a: u32, b: u32) {
    if (a as usize) < parent.len() && (b as usize) < parent.len() {
        let (a, b) = (root(parent, a), root(parent, b));
        parent[a.max(b) as usize] = a.min(b);
    }
}
