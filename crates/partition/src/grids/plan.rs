//! The finished division and what is to be said of it.

use std::collections::BTreeMap;

use super::{graph::CellGraph, net::Net, options::GridOptions, team::Team};

/// Which grid each cell belongs to, and how good that is.
#[derive(Clone, Debug, PartialEq)]
pub struct GridPlan {
    /// The grid of each cell.
    pub grid_of: Vec<u32>,
    /// The grids, by number.
    pub grids: Vec<GridSummary>,
    /// The whole.
    pub report: GridReport,
}

/// One duty grid.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GridSummary {
    /// The community it lies in.
    pub community: u32,
    /// How many cells it has.
    pub cells: usize,
    /// Its share of the district's load.
    pub load: f64,
    /// Its load over the mean of its community's grids, less 1; 0 where the community has no load.
    pub deviation: f64,
    /// Its ground in m².
    pub area_m2: f64,
    /// Its streets in metres.
    pub street_m: f64,
    /// Its incidents.
    pub incidents: f64,
    /// Its connected parts.
    pub parts: usize,
}

/// How good a division is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GridReport {
    /// Borders between grids of one community, in metres.
    pub border_m: f64,
    /// Those on main and secondary roads.
    pub border_on_main_m: f64,
    /// The greatest deviation of a grid, as a share of the mean load in its community, either way.
    pub deviation_max: f64,
    /// The root of the mean square deviation (the coefficient of variation, where there is one community).
    pub deviation_rms: f64,
    /// Grids of several parts.
    pub broken: usize,
    /// Those of them that are held together by links between islands, or broken by pinned cells.
    pub forced: usize,
    /// Cells that are held by another grid now.
    pub moved: usize,
    /// What was made small: prices of borders, of uneven loads and of moved cells, in metres of border.
    pub cost_m: f64,
}

/// Sums up a division whose grids all have cells, each in one community; `cost_m` is left 0.
pub(super) fn sum_up(
    graph: &CellGraph,
    options: &GridOptions,
    loads: &[f64],
    teams: &[Team],
    nets: &[Net],
    grid_of: Vec<u32>,
) -> GridPlan {
    let mut grids = vec![GridSummary::default(); options.members.total() as usize];
    let mut report = GridReport::default();
    for (cell, it) in graph.cells.iter().enumerate() {
        let grid = &mut grids[grid_of[cell] as usize];
        grid.community = it.community;
        grid.cells += 1;
        grid.load += loads[cell];
        grid.area_m2 += it.area_m2;
        grid.street_m += it.street_m;
        grid.incidents += it.incidents;
        report.moved += usize::from(options.current(cell as u32).is_some_and(|it| it != grid_of[cell]));
    }
    let mut means: BTreeMap<u32, (f64, usize)> = BTreeMap::new();
    for it in &grids {
        let mean = means.entry(it.community).or_default();
        *mean = (mean.0 + it.load, mean.1 + 1);
    }
    for it in &mut grids {
        let (sum, count) = means[&it.community];
        it.deviation = if sum > 0.0 { it.load * count as f64 / sum - 1.0 } else { 0.0 };
        report.deviation_max = report.deviation_max.max(it.deviation.abs());
        report.deviation_rms += it.deviation * it.deviation;
    }
    report.deviation_rms = (report.deviation_rms / grids.len() as f64).sqrt();
    let mut borders: Vec<_> = graph.borders.iter().collect();
    borders.sort_by(|a, b| a.length_m.total_cmp(&b.length_m));
    for it in borders {
        let (a, b) = (it.a as usize, it.b as usize);
        if grid_of[a] != grid_of[b] && graph.cells[a].community == graph.cells[b].community {
            report.border_m += it.length_m;
            report.border_on_main_m += if it.is_main() { it.length_m } else { 0.0 };
        }
    }
    for (team, net) in teams.iter().zip(nets) {
        note_parts(options, team, net, &grid_of, &mut grids, &mut report);
    }
    GridPlan { grid_of, grids, report }
}

/// Counts the parts of the grids of one community.
fn note_parts(
    options: &GridOptions,
    team: &Team,
    net: &Net,
    grid_of: &[u32],
    grids: &mut [GridSummary],
    report: &mut GridReport,
) {
    let group: Vec<u32> = team.cells.iter().map(|it| grid_of[*it as usize]).collect();
    let (piece, count) = net.pieces(&group);
    let mut grid_of_piece = vec![0; count];
    let mut pinned = vec![false; count];
    for (at, it) in piece.iter().enumerate() {
        grid_of_piece[*it as usize] = group[at];
        pinned[*it as usize] |= options.is_pinned(team.cells[at]);
    }
    // Pieces by grid: how many, and how many without pinned cells.
    let mut of_grid: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for (grid, pinned) in grid_of_piece.iter().zip(&pinned) {
        let it = of_grid.entry(*grid).or_default();
        *it = (it.0 + 1, it.1 + usize::from(!pinned));
    }
    let (ground, count) = net.pieces_on_ground(&group);
    let mut ground_grid = vec![0; count];
    for (at, it) in ground.iter().enumerate() {
        ground_grid[*it as usize] = group[at];
    }
    for grid in ground_grid {
        grids[grid as usize].parts += 1;
    }
    for (grid, (pieces, loose)) in of_grid {
        if grids[grid as usize].parts > 1 {
            report.broken += 1;
            report.forced += usize::from(pieces == 1 || loose == 0);
        }
    }
}
