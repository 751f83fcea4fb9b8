//! Duties while edits are made.

use std::collections::BTreeMap;

use model::{CellId, CommunityId, District, Duty, DutyId, DutyRole, PersonId, Piece, RoadId, Span, Stretch, VersionId};

/// The live duties of a district, being changed.
pub(super) struct Duties {
    grids: Vec<Grid>,
    roads: Vec<(Option<DutyId>, PersonId, RoadId)>,
    holder: BTreeMap<CellId, usize>,
    /// Road duties that end.
    ended: Vec<DutyId>,
}

/// A duty grid; `id` is missing for a new one.
struct Grid {
    id: Option<DutyId>,
    person: PersonId,
    community: Option<CommunityId>,
    cells: Vec<CellId>,
}

impl Duties {
    pub(super) fn new(district: &District) -> Self {
        let (mut grids, mut roads, mut holder) = (vec![], vec![], BTreeMap::new());
        for (id, duty) in district.live_duties() {
            match (&duty.piece, duty.role) {
                (Piece::Cells(cells), DutyRole::GridMember) => {
                    holder.extend(cells.iter().map(|it| (*it, grids.len())));
                    let community = cells.first().and_then(|it| district.cells.get(it.index())).map(|it| it.community);
                    grids.push(Grid { id: Some(id), person: duty.person, community, cells: cells.clone() });
                }
                (Piece::Road(it), DutyRole::RoadLeader) if it.is_whole() => {
                    roads.push((Some(id), duty.person, it.road));
                }
                _ => {}
            }
        }
        Self { grids, roads, holder, ended: vec![] }
    }

    /// Takes a cell from whoever holds it.
    pub(super) fn release(&mut self, cell: CellId) {
        if let Some(grid) = self.holder.remove(&cell) {
            self.grids[grid].cells.retain(|it| *it != cell);
        }
    }

    /// Gives a cell to a person.
    pub(super) fn assign(&mut self, cell: CellId, community: CommunityId, person: PersonId) {
        let of = |it: &Grid| it.person == person && it.community == Some(community);
        if self.holder.get(&cell).is_some_and(|it| self.grids[*it].person == person) {
            return;
        }
        self.release(cell);
        let grid = self.grids.iter().position(of).unwrap_or_else(|| {
            self.grids.push(Grid { id: None, person, community: Some(community), cells: vec![] });
            self.grids.len() - 1
        });
        self.grids[grid].cells.push(cell);
        self.holder.insert(cell, grid);
    }

    /// Returns who holds a cell.
    pub(super) fn person_of(&self, cell: CellId) -> Option<PersonId> {
        self.holder.get(&cell).map(|it| self.grids[*it].person)
    }

    /// Gives a road to a person or to nobody.
    pub(super) fn assign_road(&mut self, road: RoadId, person: Option<PersonId>) {
        if person.is_some() && self.roads.iter().any(|it| it.2 == road && Some(it.1) == person) {
            return;
        }
        let (ended, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.roads).into_iter().partition(|it| it.2 == road);
        self.roads = kept;
        self.ended.extend(ended.iter().filter_map(|it| it.0));
        self.roads.extend(person.map(|it| (None, it, road)));
    }

    /// Returns the duties that end and those that begin; `number` gives the final ids of cells.
    pub(super) fn finish(
        self,
        district: &District,
        number: impl Fn(CellId) -> CellId,
        since: VersionId,
    ) -> (Vec<DutyId>, Vec<Duty>) {
        let span = Span::since(since);
        let (mut ended, mut new) = (self.ended, vec![]);
        for grid in self.grids {
            let sorted = |cells: &[CellId]| {
                let mut cells = cells.to_vec();
                cells.sort_unstable();
                cells
            };
            let cells = sorted(&grid.cells.iter().map(|it| number(*it)).collect::<Vec<_>>());
            let before = grid.id.and_then(|it| match &district.duties[it.index()].piece {
                Piece::Cells(cells) => Some(sorted(cells)),
                _ => None,
            });
            if before.as_ref() != Some(&cells) {
                ended.extend(grid.id);
                if !cells.is_empty() {
                    let piece = Piece::Cells(cells);
                    new.push(Duty::standing(grid.person, DutyRole::GridMember, piece, span));
                }
            }
        }
        for (_, person, road) in self.roads.into_iter().filter(|it| it.0.is_none()) {
            // Back with whom it was before the edits: nothing ends.
            let back = |it: &DutyId| {
                let duty = &district.duties[it.index()];
                duty.person == person && duty.piece == Piece::Road(Stretch::whole(road))
            };
            if let Some(at) = ended.iter().position(back) {
                ended.remove(at);
            } else {
                let piece = Piece::Road(Stretch::whole(road));
                new.push(Duty::standing(person, DutyRole::RoadLeader, piece, span));
            }
        }
        ended.sort_unstable();
        (ended, new)
    }
}
