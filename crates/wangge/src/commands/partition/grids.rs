//! Duty grids of cells that were just cut.

use anyhow::{Context, Result};
use model::District;
use partition::{CellGraph, GridOptions, GridPlan, Members, duty_grids, live_partition};

use crate::progress::Step;

/// Gives the district's cells to so many members; incidents are not known.
pub fn plan(district: &District, members: u32) -> Result<GridPlan> {
    let step = Step::begin("划分责任网格 / Giving cells to members");
    let graph = CellGraph::of_partition(&live_partition(district));
    duty_grids(&graph, &GridOptions::new(Members::Total(members)), &mut |share| step.share(share))
        .with_context(|| format!("不能分给 {members} 名网格员 / the cells cannot be given to {members} members"))
}

/// Returns the grid of each of the district's cells; one that no longer holds has none.
pub fn of_cells(district: &District, plan: &GridPlan) -> Vec<Option<u32>> {
    let mut grids = vec![None; district.cells.len()];
    for ((id, _), grid) in district.live_cells().zip(&plan.grid_of) {
        grids[id.index()] = Some(*grid);
    }
    grids
}
