//! Duty grids: cells given to members. No geometry, only the graph of the cells.
//!
//! File by file: `graph`, `options` and `plan` (what goes in and comes out), `team` (which community gets how many grids),
//! `net` (one community as a graph), `divide`, `halves` and `tree` (a start from nothing), `keep` (a start from what is),
//! `state` (what a division costs), `anneal` (moves of single cells).

mod anneal;
mod dice;
mod divide;
mod graph;
mod halves;
mod keep;
mod net;
mod of_cells;
mod options;
mod plan;
mod state;
mod team;
mod tree;

use std::collections::BTreeMap;

pub use graph::{CellGraph, GridBorder, GridCell};
pub use options::{GridError, GridOptions, GridWeights, Members};
pub use plan::{GridPlan, GridReport, GridSummary};

use dice::Dice;
use net::{NONE, Net};
use state::Task;
use team::{Team, of_division, teams};

/// Gives every cell to a member: contiguous duty grids of about the same load inside communities, with short borders, on
/// main roads where asked.
///
/// What is made small is a sum in metres of border: the borders between grids (by what runs along them), a steep price for
/// loads off their community's mean by more than the tolerance, and a price for every cell that its grid loses. Where moves
/// are free and nothing is pinned the division starts from nothing and then takes the numbers of the present grids that it
/// resembles; else it starts from the present grids, and where nothing is pinned from nothing too: the cheaper one is taken. Grids of members who hold nothing are numbered by their first cells.
/// A community in several parts has its islands joined by links between nearest cells. `progress` hears shares from 0 to 1.
///
/// ```
/// use model::Point;
/// use partition::{CellGraph, EdgeClass, GridBorder, GridCell, GridOptions, Members, duty_grids};
/// // Four hectares in a row for two members.
/// let cell = |x| GridCell { community: 0, area_m2: 1e4, street_m: 400.0, incidents: 0.0, at: Point { x, y: 0 } };
/// let border = |a, b| GridBorder { a, b, length_m: 100.0, class: EdgeClass::Cut };
/// let graph = CellGraph {
///     cells: [0, 1_000_000, 2_000_000, 3_000_000].map(cell).to_vec(),
///     borders: vec![border(0, 1), border(1, 2), border(2, 3)],
/// };
/// let plan = duty_grids(&graph, &GridOptions::new(Members::Total(2)), &mut |_| {})?;
/// assert_eq!(plan.grid_of, [0, 0, 1, 1]);
/// # Ok::<(), partition::GridError>(())
/// ```
///
/// # Errors
/// [`GridError`] for a graph, options or pins that do not fit together.
pub fn duty_grids(
    graph: &CellGraph,
    options: &GridOptions,
    progress: &mut dyn FnMut(f32),
) -> Result<GridPlan, GridError> {
    graph.check()?;
    options.check(graph.cells.len())?;
    progress(0.0);
    let loads = graph.loads(&options.weights);
    let teams = teams(graph, options, &loads)?;
    let nets = Net::all(graph, options, &teams, &loads);
    let mut grid_of = vec![0; graph.cells.len()];
    let mut cost = 0.0;
    let (mut done, all) = (0, graph.cells.len() as f32);
    for (team, net) in teams.iter().zip(&nets) {
        let task = task(options, team, net);
        let mut heard = |share: f32| progress((done as f32 + share * team.cells.len() as f32) / all);
        let division = solve(options, team, &task, &mut heard)?;
        for (cell, grid) in team.cells.iter().zip(&division) {
            grid_of[*cell as usize] = team.grids[*grid as usize];
        }
        cost += task.cost(&division);
        done += team.cells.len();
    }
    let mut plan = plan::sum_up(graph, options, &loads, &teams, &nets, grid_of);
    plan.report.cost_m = cost / 1000.0;
    progress(1.0);
    Ok(plan)
}

/// Tells how good a division made elsewhere is, for instance one that a person is drawing.
///
/// The division may break grids and move pinned cells; the report says so or counts them as moved.
///
/// # Errors
/// As [`duty_grids`], and for a division of another length, with unknown grids, a grid without cells or in two communities.
pub fn assess_grids(graph: &CellGraph, options: &GridOptions, grid_of: &[u32]) -> Result<GridPlan, GridError> {
    graph.check()?;
    options.check(graph.cells.len())?;
    let loads = graph.loads(&options.weights);
    let teams = of_division(graph, options.members.total(), grid_of)?;
    let nets = Net::all(graph, options, &teams, &loads);
    let mut plan = plan::sum_up(graph, options, &loads, &teams, &nets, grid_of.to_vec());
    for (team, net) in teams.iter().zip(&nets) {
        let local = |it: &u32| team.local(grid_of[*it as usize]);
        let division: Vec<u32> = team.cells.iter().map(local).collect();
        plan.report.cost_m += task(options, team, net).cost(&division) / 1000.0;
    }
    Ok(plan)
}

fn task<'a>(options: &GridOptions, team: &Team, net: &'a Net) -> Task<'a> {
    Task {
        net,
        grids: team.grids.len(),
        now: team.cells.iter().map(|it| options.current(*it).map_or(NONE, |grid| team.local(grid))).collect(),
        pinned: team.cells.iter().map(|it| options.is_pinned(*it)).collect(),
        moved: options.moved_cost_m * 1000.0,
        tolerance: options.tolerance,
    }
}

/// Divides one community.
fn solve(
    options: &GridOptions,
    team: &Team,
    task: &Task,
    progress: &mut dyn FnMut(f32),
) -> Result<Vec<u32>, GridError> {
    if task.grids == 1 {
        return Ok(vec![0; task.net.len()]);
    }
    let held = task.now.iter().any(|it| *it != NONE);
    let bound = task.moved > 0.0 || task.pinned.contains(&true);
    let tries = u64::from(options.effort) * task.net.len() as u64;
    let anew = divide::divide(task.net, task.grids);
    if !(held && bound) {
        let starts = options.starts.max(1);
        let mut best: Option<(f64, Vec<u32>)> = None;
        for start in 0..starts {
            // Each start is one of another seed; the first is that of a single one.
            let seed = options.seed.wrapping_add(u64::from(start) << 32);
            let mut dice = Dice::new(seed, u64::from(team.community));
            let mut heard = |share: f32| progress((start as f32 + share) / starts as f32);
            let found = anneal::anneal(task, anew.clone(), tries, &mut dice, &mut heard);
            let cost = task.cost(&found);
            if best.as_ref().is_none_or(|it| cost < it.0) {
                best = Some((cost, found));
            }
        }
        return Ok(renumber(task, &best.map_or(anew, |it| it.1)));
    }
    let mut dice = Dice::new(options.seed, u64::from(team.community));
    let full = GridError::PinnedFull { community: team.community, members: task.grids };
    let kept = keep::keep(task).ok_or(full)?;
    let kept = anneal::anneal(task, kept, tries, &mut dice, &mut |share| progress(share / 2.0));
    if task.pinned.contains(&true) {
        return Ok(kept);
    }
    // Where the present grids are far from even, a start from nothing may come out cheaper with all that it moves.
    let anew = renumber(task, &anew);
    let anew = anneal::anneal(task, anew, tries, &mut dice, &mut |share| progress(0.5 + share / 2.0));
    Ok(if task.cost(&anew) < task.cost(&kept) { anew } else { kept })
}

/// Numbers a division afresh: each present grid's number goes to what has most of its load, the rest by their first cells.
fn renumber(task: &Task, division: &[u32]) -> Vec<u32> {
    let grids = task.grids;
    let mut common: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for (cell, now) in task.now.iter().enumerate() {
        if *now != NONE {
            *common.entry((*now, division[cell])).or_default() += task.net.load[cell];
        }
    }
    let mut common: Vec<_> = common.into_iter().collect();
    common.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let (mut new, mut used) = (vec![NONE; grids], vec![false; grids]);
    for ((now, grid), _) in common {
        if new[grid as usize] == NONE && !used[now as usize] {
            new[grid as usize] = now;
            used[now as usize] = true;
        }
    }
    let mut open = (0..grids as u32).filter(|it| !used[*it as usize]);
    let renumbered = division.iter().map(|grid| {
        let new = &mut new[*grid as usize];
        if *new == NONE {
            *new = open.next().unwrap_or(0);
        }
        *new
    });
    renumbered.collect()
}
