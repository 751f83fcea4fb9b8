//! Grid members: who holds which unit cells.

use std::collections::BTreeMap;

use model::{CellId, CommunityId, District, Duty, DutyRole, Piece, Span};
use partition::{CellGraph, GridOptions, Members, duty_grids};

use super::people::People;

/// Unit cells that one member holds on average.
const CELLS: f64 = 11.0;
/// Moves tried for each cell: half of the custom, because people wait for a demo to start.
const EFFORT: u32 = 1_500;

/// Gives every cell to a member of its community: duty grids of about the same load, planned as for a real office.
pub(super) fn members(district: &mut District, seed: u64, people: &mut People) {
    let mut of_community: BTreeMap<CommunityId, Vec<CellId>> = BTreeMap::new();
    for (id, cell) in district.live_cells() {
        of_community.entry(cell.community).or_default().push(id);
    }
    let mut number = 0;
    for (community, cells) in of_community {
        let post = format!("{} 网格员", district.communities[community.index()].name);
        for group in groups(district, &cells, seed) {
            number += 1;
            let person = people.add(district, format!("W{number:04}"), post.clone());
            let piece = Piece::Cells(group);
            district.duties.push(Duty::standing(person, DutyRole::GridMember, piece, Span::FOUNDED));
        }
    }
}

/// Divides the cells of one community.
fn groups(district: &District, cells: &[CellId], seed: u64) -> Vec<Vec<CellId>> {
    let members = (cells.len() as f64 / CELLS).round().max(1.0) as u32;
    let options = GridOptions { seed, effort: EFFORT, starts: 1, ..GridOptions::new(Members::Total(members)) };
    let plan = duty_grids(&CellGraph::of_district(district, cells), &options, &mut |_| {});
    // Cells that hold make a graph that can be divided; were it not so, one member would have them all.
    let grid_of = plan.map_or_else(|_| vec![0; cells.len()], |it| it.grid_of);
    let mut groups: BTreeMap<u32, Vec<CellId>> = BTreeMap::new();
    for (cell, grid) in cells.iter().zip(grid_of) {
        groups.entry(grid).or_default().push(*cell);
    }
    groups.into_values().collect()
}
