//! A whole new partition as the next version.

use std::collections::{BTreeMap, BTreeSet};

use model::{CellId, CommunityId, District, Polygon, Repartition};

use super::{Draft, EditError};
use crate::{Partition, edge_table, overlay};

/// Returns what changes when `new` takes the place of the district's present cells; a new cell's `home` is its community's
/// position in the district.
///
/// A cell that covers more than half of the ground of an old cell of its community keeps that cell's id and code: of several
/// such, the one with which it has most ground in common; so each code goes on at most once. The other codes end and never
/// come back; the other new cells get free ones as after a cut (see [`crate::edit`]). A new cell goes to the holders of the old
/// cell with which it has most ground in common, in every role. Borders on the same ground with the same meaning stay the same edges.
///
/// # Errors
/// A home that is no community of the district, codes used up, or that nothing changes.
pub fn replace(district: &District, new: &Partition) -> Result<Repartition, EditError> {
    let communities = district.communities.len();
    if let Some(it) = new.cells.iter().find(|it| it.home as usize >= communities) {
        return Err(EditError::UnknownCommunity { index: it.home as usize });
    }
    let mut draft = Draft::new(district);
    let old: Vec<(CellId, CommunityId, &Polygon)> =
        district.live_cells().map(|(id, it)| (id, it.community, &it.polygon)).collect();
    let before: Vec<&Polygon> = old.iter().map(|it| it.2).collect();
    let after: Vec<&Polygon> = new.cells.iter().map(|it| &it.polygon).collect();
    let overlay = overlay(&before, &after)?;
    // For each new cell: the old one whose code it keeps, and the one with most common ground.
    let mut keeps: BTreeMap<u32, (i128, u32)> = BTreeMap::new();
    let mut most: BTreeMap<u32, (i128, u32)> = BTreeMap::new();
    for (&(from, to), &area2) in &overlay.common {
        let better = |best: Option<&(i128, u32)>| best.is_none_or(|best| area2 > best.0);
        if better(most.get(&to)) {
            most.insert(to, (area2, from));
        }
        let home = CommunityId(new.cells[to as usize].home);
        let same = draft.numbers.same(old[from as usize].1, home);
        if same && 2 * area2 > overlay.first[from as usize] && better(keeps.get(&to)) {
            keeps.insert(to, (area2, from));
        }
    }
    let mut ids = Vec::with_capacity(new.cells.len());
    for (at, cell) in new.cells.iter().enumerate() {
        let shape = (cell.polygon.clone(), cell.label);
        if let Some((_, from)) = keeps.get(&(at as u32)) {
            let id = old[*from as usize].0;
            draft.reshape(id, shape.0, shape.1);
            ids.push(id);
            continue;
        }
        let (community, code) = draft.numbers.next(CommunityId(cell.home))?;
        let id = draft.add_cell(code, community, shape);
        if let Some((_, from)) = most.get(&(at as u32)) {
            draft.duties.inherit(old[*from as usize].0, id, community);
        }
        ids.push(id);
    }
    let kept: BTreeSet<u32> = keeps.values().map(|it| it.1).collect();
    for (at, (id, ..)) in old.iter().enumerate() {
        if !kept.contains(&(at as u32)) {
            draft.end_cell(*id);
        }
    }
    let ended: Vec<_> = draft.edges().map(|it| it.0).collect();
    for key in ended {
        draft.end_edge(key);
    }
    for it in edge_table(&new.edges, |it| ids[it as usize], &district.segments, draft.since) {
        draft.add_edge(it);
    }
    let change = draft.finish();
    if change.is_empty() { Err(EditError::NothingChanges) } else { Ok(change) }
}
