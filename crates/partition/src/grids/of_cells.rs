//! The graph of cells that have just been cut, or of a district's.

use std::collections::BTreeMap;

use model::{CellId, District, Point};

use super::graph::{CellGraph, GridBorder, GridCell};
use crate::{BarrierClass, EdgeClass, Partition};

impl CellGraph {
    /// Returns the graph of a partition's cells: their communities are the homes, streets are those along their borders,
    /// half each; incidents are 0.
    pub fn of_partition(partition: &Partition) -> Self {
        // Twice the area in square lattice units.
        let units2_per_m2 = 2.0 * Point::PER_METRE * Point::PER_METRE;
        let cell = |home, area2, at| grid_cell(home, area2 as f64 / units2_per_m2, at);
        let cells = partition.cells.iter().map(|it| cell(it.home, it.area2, it.label)).collect();
        let stretches = partition.edges.iter().map(|it| ([it.left, it.right], it.from.distance_m(it.to), it.class));
        Self::of_stretches(cells, stretches)
    }

    /// Returns the graph of some of a district's cells, in the order given: streets are those along their borders, half
    /// each, also where the other side is none of them; incidents are 0. An id that the district does not have is passed
    /// over, and so is the second of two that are the same.
    pub fn of_district(district: &District, cells: &[CellId]) -> Self {
        let (mut place, mut out) = (vec![None; district.cells.len()], vec![]);
        for id in cells {
            if let (Some(cell), Some(place @ None)) = (district.cells.get(id.index()), place.get_mut(id.index())) {
                *place = Some(out.len() as u32);
                out.push(grid_cell(cell.community.0, cell.polygon.area_m2(), cell.label));
            }
        }
        let place = |it: Option<CellId>| it.and_then(|it| place.get(it.index()).copied().flatten());
        let stretches =
            district.live_edges().map(|(_, it)| ([place(it.left), place(it.right)], it.length_m(), it.class));
        Self::of_stretches(out, stretches)
    }

    /// Adds the stretches of border: the cells on both sides, the length in metres, what runs along it.
    fn of_stretches(
        mut cells: Vec<GridCell>,
        stretches: impl Iterator<Item = ([Option<u32>; 2], f64, EdgeClass)>,
    ) -> Self {
        let mut borders: BTreeMap<(u32, u32, EdgeClass), f64> = BTreeMap::new();
        for (sides, length_m, class) in stretches {
            if matches!(class, EdgeClass::Barrier(BarrierClass::Road(_))) {
                for cell in sides.into_iter().flatten() {
                    cells[cell as usize].street_m += length_m / 2.0;
                }
            }
            if let [Some(a), Some(b)] = sides {
                *borders.entry((a.min(b), a.max(b), class)).or_default() += length_m;
            }
        }
        let border = |((a, b, class), length_m)| GridBorder { a, b, length_m, class };
        Self { cells, borders: borders.into_iter().map(border).collect() }
    }
}

fn grid_cell(community: u32, area_m2: f64, at: Point) -> GridCell {
    GridCell { community, area_m2, street_m: 0.0, incidents: 0.0, at }
}
