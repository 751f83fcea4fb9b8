//! Cells as a graph: what the giving of cells to members needs to know of them.

use model::{Point, RoadClass};

use super::options::{GridError, GridWeights};
use crate::{BarrierClass, EdgeClass};

/// The cells of a district as a graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellGraph {
    /// The cells.
    pub cells: Vec<GridCell>,
    /// The borders between them, in any order; two cells may have several in common, of several classes.
    pub borders: Vec<GridBorder>,
}

/// A cell as a piece of work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridCell {
    /// The number of its community.
    pub community: u32,
    /// Its ground in m².
    pub area_m2: f64,
    /// Streets in it and along it in metres; of a street on a border half.
    pub street_m: f64,
    /// Incidents in it over any time that is the same for all cells.
    pub incidents: f64,
    /// A place inside.
    pub at: Point,
}

/// A stretch of border that two cells have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridBorder {
    /// One cell.
    pub a: u32,
    /// The other.
    pub b: u32,
    /// Its length in metres; a border of no length (a common corner) joins nothing.
    pub length_m: f64,
    /// What runs along it.
    pub class: EdgeClass,
}

impl GridBorder {
    /// Whether a main or a secondary road runs along it.
    pub fn is_main(&self) -> bool {
        matches!(self.class, EdgeClass::Barrier(BarrierClass::Road(RoadClass::Main | RoadClass::Secondary)))
    }

    /// What it costs as a border between grids, in millimetres.
    pub(super) fn cost(&self, prefer_main_roads: bool) -> i64 {
        let factor = if prefer_main_roads { factor(self.class) } else { 1.0 };
        // At most 1e9 m: see `CellGraph::check`.
        (self.length_m * factor * 1000.0).round() as i64
    }
}

/// The price of a metre of border between grids by what runs along it.
///
/// Steeper than the prototype's (0.55 for main and secondary roads to 1.3 for cuts), which also counted tertiary streets,
/// here branches, as main roads. Tried on the Wuhan streets with 30 grids, 3 % tolerance, three starts and five seeds: 84.9 to
/// 85.9 % of the borders run on main and secondary roads and are 17 % longer than the shortest. Half of the load lies in six
/// blocks heavier than a grid, which cannot be divided on main roads, so even cheaper ones make borders longer and little else.
fn factor(class: EdgeClass) -> f64 {
    match class {
        EdgeClass::Barrier(BarrierClass::Road(it)) => match it {
            RoadClass::Main | RoadClass::Secondary => 0.05,
            RoadClass::Branch | RoadClass::Alley => 1.2,
        },
        // As hard to cross as a main road.
        EdgeClass::Barrier(BarrierClass::Water | BarrierClass::Rail) => 0.05,
        // A wall, and whatever may be added to the barriers.
        EdgeClass::Barrier(_) => 1.2,
        EdgeClass::Border | EdgeClass::Cut => 1.3,
    }
}

impl CellGraph {
    pub(super) fn check(&self) -> Result<(), GridError> {
        if self.cells.is_empty() {
            return Err(GridError::NoCells);
        }
        let fits = |value: f64| (0.0..=1e12).contains(&value);
        for (at, it) in self.cells.iter().enumerate() {
            for (name, value) in [("area_m2", it.area_m2), ("street_m", it.street_m), ("incidents", it.incidents)] {
                if !fits(value) {
                    return Err(GridError::Measure { name, at, value });
                }
            }
        }
        let cells = self.cells.len();
        for (border, it) in self.borders.iter().enumerate() {
            let GridBorder { a, b, length_m, .. } = *it;
            if a == b || a as usize >= cells || b as usize >= cells {
                return Err(GridError::UnknownCell { border, a, b, cells });
            }
            if !(0.0..=1e9).contains(&length_m) {
                return Err(GridError::Measure { name: "length_m", at: border, value: length_m });
            }
        }
        Ok(())
    }

    /// Returns each cell's share of the district's load; they sum to 1, unless measures or weights are no finite numbers or
    /// negative.
    pub fn loads(&self, weights: &GridWeights) -> Vec<f64> {
        let total = |of: fn(&GridCell) -> f64| self.cells.iter().map(of).sum::<f64>();
        let totals = [total(|it| it.area_m2), total(|it| it.street_m), total(|it| it.incidents)];
        let mut shares = [weights.area, weights.street, weights.incidents];
        for (share, total) in shares.iter_mut().zip(totals) {
            *share = if total > 0.0 { *share } else { 0.0 };
        }
        let sum: f64 = shares.iter().sum();
        if sum <= 0.0 {
            return vec![1.0 / self.cells.len() as f64; self.cells.len()];
        }
        let load = |it: &GridCell| {
            let of = [it.area_m2, it.street_m, it.incidents];
            (0..3).map(|i| if shares[i] > 0.0 { shares[i] / sum * (of[i] / totals[i]) } else { 0.0 }).sum()
        };
        self.cells.iter().map(load).collect()
    }
}
