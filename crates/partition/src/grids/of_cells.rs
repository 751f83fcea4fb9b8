//! The graph of cells that have just been cut.

use std::collections::BTreeMap;

use model::Point;

use super::graph::{CellGraph, GridBorder, GridCell};
use crate::{BarrierClass, EdgeClass, Partition};

impl CellGraph {
    /// Returns the graph of a partition's cells: their communities are the homes, streets are those along their borders,
    /// half each; incidents are 0.
    pub fn of_partition(partition: &Partition) -> Self {
        // Twice the area in square lattice units.
        let units2_per_m2 = 2.0 * Point::PER_METRE * Point::PER_METRE;
        let mut cells: Vec<GridCell> = partition
            .cells
            .iter()
            .map(|it| GridCell {
                community: it.home,
                area_m2: it.area2 as f64 / units2_per_m2,
                street_m: 0.0,
                incidents: 0.0,
                at: it.label,
            })
            .collect();
        let mut borders: BTreeMap<(u32, u32, EdgeClass), f64> = BTreeMap::new();
        for edge in &partition.edges {
            let length_m = edge.from.distance_m(edge.to);
            if matches!(edge.class, EdgeClass::Barrier(BarrierClass::Road(_))) {
                for cell in [edge.left, edge.right].into_iter().flatten() {
                    cells[cell as usize].street_m += length_m / 2.0;
                }
            }
            if let (Some(a), Some(b)) = (edge.left, edge.right) {
                *borders.entry((a.min(b), a.max(b), edge.class)).or_default() += length_m;
            }
        }
        let border = |((a, b, class), length_m)| GridBorder { a, b, length_m, class };
        Self { cells, borders: borders.into_iter().map(border).collect() }
    }
}
