//! Which community gets which grids.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    graph::CellGraph,
    net::NONE,
    options::{GridError, GridOptions, Members},
};

/// A community with its cells and the grids that divide them.
#[derive(Debug)]
pub(super) struct Team {
    /// The number of the community.
    pub community: u32,
    /// Its cells, ascending.
    pub cells: Vec<u32>,
    /// Its grids, ascending.
    pub grids: Vec<u32>,
    load: f64,
    /// Grids that have their home here now: pinned ones first, then by load.
    held: Vec<u32>,
    /// How many of those are pinned.
    pinned: usize,
}

impl Team {
    /// Returns the number of a grid among those of the community; [`NONE`] for a grid of another.
    pub(super) fn local(&self, grid: u32) -> u32 {
        self.grids.binary_search(&grid).map_or(NONE, |it| it as u32)
    }
}

/// Reads off a division which community has which grids.
pub(super) fn of_division(graph: &CellGraph, members: u64, grid_of: &[u32]) -> Result<Vec<Team>, GridError> {
    let cells = graph.cells.len();
    if grid_of.len() != cells {
        return Err(GridError::Count { name: "grid_of", given: grid_of.len(), cells });
    }
    let mut teams = gather(graph);
    let mut home_of = vec![None; members as usize];
    for (cell, grid) in grid_of.iter().enumerate() {
        let community = graph.cells[cell].community;
        let home = home_of.get_mut(*grid as usize);
        let home = home.ok_or(GridError::UnknownGrid { cell, grid: *grid, members })?;
        let home = *home.get_or_insert(community);
        if home != community {
            return Err(GridError::AcrossCommunities { grid: *grid, communities: [home, community] });
        }
    }
    for (grid, home) in home_of.iter().enumerate() {
        let grid = grid as u32;
        let home = home.ok_or(GridError::EmptyGrid { grid })?;
        if let Some(team) = teams.get_mut(&home) {
            team.grids.push(grid);
        }
    }
    Ok(teams.into_values().collect())
}

/// Gathers the cells of each community.
fn gather(graph: &CellGraph) -> BTreeMap<u32, Team> {
    let mut teams: BTreeMap<u32, Team> = BTreeMap::new();
    for (cell, it) in graph.cells.iter().enumerate() {
        let new = Team { community: it.community, cells: vec![], grids: vec![], load: 0.0, held: vec![], pinned: 0 };
        teams.entry(it.community).or_insert(new).cells.push(cell as u32);
    }
    teams
}

/// Divides the grids among the communities with cells, in the order of the communities.
pub(super) fn teams(graph: &CellGraph, options: &GridOptions, loads: &[f64]) -> Result<Vec<Team>, GridError> {
    let mut teams = gather(graph);
    for team in teams.values_mut() {
        team.load = team.cells.iter().map(|it| loads[*it as usize]).sum();
    }
    find_homes(graph, options, loads, &mut teams)?;
    let mut teams: Vec<Team> = teams.into_values().collect();
    let sizes = sizes(options, &teams)?;

    let mut taken: BTreeSet<u32> = BTreeSet::new();
    for (team, size) in teams.iter_mut().zip(&sizes) {
        if team.pinned > *size {
            return Err(GridError::PinnedFull { community: team.community, members: *size });
        }
        team.held.truncate(*size);
        taken.extend(&team.held);
    }
    let mut free = (0..options.members.total() as u32).filter(|it| !taken.contains(it));
    for (team, size) in teams.iter_mut().zip(&sizes) {
        team.grids = std::mem::take(&mut team.held);
        let missing = size - team.grids.len();
        team.grids.extend(free.by_ref().take(missing));
        team.grids.sort_unstable();
    }
    Ok(teams)
}

/// Notes for every grid that holds cells now the community where most of its load is, or where it is pinned.
fn find_homes(
    graph: &CellGraph,
    options: &GridOptions,
    loads: &[f64],
    teams: &mut BTreeMap<u32, Team>,
) -> Result<(), GridError> {
    let mut pinned_to: BTreeMap<u32, u32> = BTreeMap::new();
    let mut held: BTreeMap<u32, BTreeMap<u32, f64>> = BTreeMap::new();
    for (cell, it) in graph.cells.iter().enumerate() {
        let Some(grid) = options.current(cell as u32) else { continue };
        *held.entry(grid).or_default().entry(it.community).or_default() += loads[cell];
        if options.is_pinned(cell as u32) {
            let first = *pinned_to.entry(grid).or_insert(it.community);
            if first != it.community {
                return Err(GridError::PinnedApart { grid, communities: [first, it.community] });
            }
        }
    }
    let mut homes = vec![];
    for (grid, communities) in held {
        let most = communities.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
        let Some((community, load)) = most else { continue };
        let pin = pinned_to.get(&grid);
        homes.push((pin.is_none(), *load, grid, *pin.unwrap_or(community)));
    }
    homes.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
    for (free, _, grid, community) in homes {
        if let Some(team) = teams.get_mut(&community) {
            team.held.push(grid);
            team.pinned += usize::from(!free);
        }
    }
    Ok(())
}

/// Returns how many grids each community gets.
fn sizes(options: &GridOptions, teams: &[Team]) -> Result<Vec<usize>, GridError> {
    let too_many = |team: &Team, members: usize| GridError::TooManyInCommunity {
        community: team.community,
        members,
        cells: team.cells.len(),
    };
    match &options.members {
        Members::PerCommunity(counts) => {
            for (community, count) in counts.iter().enumerate() {
                let known = teams.binary_search_by_key(&(community as u32), |it| it.community);
                if *count > 0 && known.is_err() {
                    let (community, members) = (community as u32, *count as usize);
                    return Err(GridError::TooManyInCommunity { community, members, cells: 0 });
                }
            }
            let size = |team: &Team| match counts.get(team.community as usize).copied().unwrap_or(0) as usize {
                0 => Err(GridError::NoMemberIn { community: team.community }),
                count if count > team.cells.len() => Err(too_many(team, count)),
                count => Ok(count),
            };
            teams.iter().map(size).collect()
        }
        Members::Total(members) => {
            let (members, communities) = (*members as usize, teams.len());
            if members < communities {
                return Err(GridError::TooFewMembers { members: members as u64, communities });
            }
            let stay = options.moved_cost_m > 0.0;
            let least = |it: &Team| if stay { it.held.len() } else { it.pinned }.max(1);
            let mut sizes: Vec<usize> = teams.iter().map(least).collect();
            spread(members, teams, &mut sizes)?;
            Ok(sizes)
        }
    }
}

/// Brings the sizes to a sum of `members`: each further one goes where the load of a member is greatest, each one too many
/// comes from where it is least.
fn spread(members: usize, teams: &[Team], sizes: &mut [usize]) -> Result<(), GridError> {
    let mut sum: usize = sizes.iter().sum();
    while sum != members {
        let grow = sum < members;
        let open = |it: &usize| {
            let team = &teams[*it];
            if grow { sizes[*it] < team.cells.len() } else { sizes[*it] > team.pinned.max(1) }
        };
        let load = |it: usize| teams[it].load / sizes[it] as f64;
        let by_load = |a: &usize, b: &usize| load(*a).total_cmp(&load(*b)).then(b.cmp(a));
        let found = (0..teams.len()).filter(open);
        let found = if grow { found.max_by(by_load) } else { found.min_by(by_load) };
        let Some(found) = found else {
            // Only pins can be in the way: there are enough cells, and enough members for one each.
            let full = |it: &&Team| it.pinned > 1;
            let community = teams.iter().find(full).map_or(0, |it| it.community);
            return Err(GridError::PinnedFull { community, members });
        };
        sizes[found] = if grow { sizes[found] + 1 } else { sizes[found] - 1 };
        sum = if grow { sum + 1 } else { sum - 1 };
    }
    Ok(())
}
