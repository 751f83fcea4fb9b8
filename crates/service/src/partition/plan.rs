//! Planning duty grids anew: from what holds now to a list of assignments that can be looked at and accepted.

use std::collections::{BTreeMap, BTreeSet};

use model::{CellId, CommunityId, PersonId, VersionKind};
use partition::{CellGraph, Edit, GridOptions, GridWeights, Members, duty_grids};

use super::{
    draft::{Draft, DraftError},
    loads::{Balance, duty_grids as grids_of},
};
use crate::World;

/// Unit cells that a grid member holds where nobody holds any yet.
const CELLS_A_MEMBER: usize = 11;
/// What a moved cell costs at the middle of [`PlanRequest::keep`], in metres of border: half a side of a cell.
const MOVED_COST_M: f64 = 50.0;

/// How duty grids are to be planned.
#[derive(Clone, Debug)]
pub struct PlanRequest {
    /// Where; everywhere when empty.
    pub communities: BTreeSet<CommunityId>,
    /// How many duty grids in a community; where nothing is said as many as now, or one for about 11 cells.
    pub members: BTreeMap<CommunityId, u32>,
    /// What makes the work.
    pub weights: GridWeights,
    /// How much of the present division is kept, 0 (nothing for its own sake) to 1 (move as few cells as balance allows).
    pub keep: f64,
    /// Cells that stay with their member.
    pub pinned: BTreeSet<CellId>,
    /// Whether borders should run on main roads.
    pub prefer_main_roads: bool,
    /// Another seed gives another plan of about the same worth.
    pub seed: u64,
}

/// A plan as a list of edits with its draft.
#[derive(Clone, Debug)]
pub struct Planned {
    /// What makes the plan true; empty when nothing is to be changed.
    pub edits: Vec<Edit>,
    /// The version that it makes; `None` when nothing is to be changed.
    pub draft: Option<Draft>,
    /// How the work is shared now.
    pub before: Balance,
    /// How it would be shared.
    pub after: Balance,
    /// How many cells change hands.
    pub moved_cells: usize,
    /// Communities with more duty grids than members: their names are wanted.
    pub unfilled: Vec<CommunityId>,
}

impl World {
    /// Plans duty grids. Takes about a second for 2,000 cells.
    pub(crate) fn plan(&self, request: &PlanRequest) -> Result<Planned, DraftError> {
        let ground = &self.ground;
        let incidents = self.incidents_per_cell(ground, &BTreeSet::new());
        let mut of_community: BTreeMap<CommunityId, Vec<CellId>> = BTreeMap::new();
        for (id, cell) in ground.district.live_cells() {
            if request.communities.is_empty() || request.communities.contains(&cell.community) {
                of_community.entry(cell.community).or_default().push(id);
            }
        }
        let mut moves: BTreeMap<Option<PersonId>, Vec<CellId>> = BTreeMap::new();
        let mut unfilled = vec![];
        for (community, cells) in &of_community {
            let (holders, grid_of) = self.plan_community(*community, cells, request, &incidents)?;
            if grid_of.iter().any(|it| *it as usize >= holders.len()) {
                unfilled.push(*community);
            }
            for (cell, grid) in cells.iter().zip(grid_of) {
                let holder = holders.get(grid as usize).copied();
                if holder != ground.member_of(*cell) {
                    moves.entry(holder).or_default().push(*cell);
                }
            }
        }
        let moved_cells = moves.values().map(Vec::len).sum();
        let edits: Vec<Edit> = moves.into_iter().map(|(person, cells)| Edit::Assign { cells, person }).collect();
        let before = Balance::of(ground, &grids_of(ground, &incidents));
        let draft = if edits.is_empty() { None } else { Some(self.draft_of_edits(&edits, VersionKind::Planned)?) };
        let after = draft.as_ref().map_or(before, |it| Balance::of(&it.ground, &grids_of(&it.ground, &incidents)));
        Ok(Planned { edits, draft, before, after, moved_cells, unfilled })
    }

    /// Divides one community; returns its present members, the first of whom get grids, and the grid of each cell.
    fn plan_community(
        &self,
        community: CommunityId,
        cells: &[CellId],
        request: &PlanRequest,
        incidents: &[u32],
    ) -> Result<(Vec<PersonId>, Vec<u32>), DraftError> {
        let ground = &self.ground;
        let mut held: BTreeMap<PersonId, usize> = BTreeMap::new();
        for person in cells.iter().filter_map(|it| ground.member_of(*it)) {
            *held.entry(person).or_default() += 1;
        }
        let custom = if held.is_empty() { cells.len().div_ceil(CELLS_A_MEMBER) } else { held.len() };
        let wanted = request.members.get(&community).map_or(custom, |it| *it as usize);
        // Where there are fewer grids than members, those with the most cells go on.
        let mut holders: Vec<PersonId> = held.keys().copied().collect();
        holders.sort_by_key(|it| (std::cmp::Reverse(held[it]), *it));
        holders.truncate(wanted);
        let grid_of = |id: &CellId| {
            let person = ground.member_of(*id)?;
            holders.iter().position(|it| *it == person).map(|it| it as u32)
        };
        let current: Vec<Option<u32>> = cells.iter().map(grid_of).collect();
        let options = GridOptions {
            weights: request.weights,
            prefer_main_roads: request.prefer_main_roads,
            moved_cost_m: MOVED_COST_M * request.keep / (1.02 - request.keep),
            pinned: cells.iter().zip(&current).map(|(id, now)| now.is_some() && request.pinned.contains(id)).collect(),
            current,
            seed: request.seed,
            ..GridOptions::new(Members::Total(wanted as u32))
        };
        let mut graph = CellGraph::of_district(&ground.district, cells);
        for (cell, id) in graph.cells.iter_mut().zip(cells) {
            cell.street_m = ground.street_m()[id.index()];
            cell.incidents = f64::from(incidents[id.index()]);
        }
        let plan = duty_grids(&graph, &options, &mut |_| {}).map_err(|source| {
            let community = ground.district.communities[community.index()].name.clone();
            DraftError::Plan { community, source }
        })?;
        Ok((holders, plan.grid_of))
    }
}
