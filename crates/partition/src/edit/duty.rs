//! Duties while edits are made.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    CellId, CommunityId, District, Duty, DutyId, DutyRole, FrontageId, Hours, PersonId, Piece, RoadId, Span, Stretch,
    Term, VersionId,
};

use super::NewDuty;

/// The live duties of a district, being changed.
pub(super) struct Duties {
    held: Vec<Held>,
    /// The duties that list each cell: positions in `held`, rising.
    of_cell: BTreeMap<CellId, BTreeSet<usize>>,
}

/// A duty; `id` is missing for a new one.
pub(super) struct Held {
    pub(super) id: Option<DutyId>,
    pub(super) person: PersonId,
    pub(super) role: DutyRole,
    pub(super) piece: Piece,
    pub(super) term: Term,
    pub(super) hours: Hours,
    /// The community of its cells, where they are of one.
    community: Option<CommunityId>,
    ended: bool,
}

impl Held {
    /// Tells whether it holds at all hours, without beginning and end.
    fn is_standing(&self) -> bool {
        self.term == Term::ALWAYS && self.hours == Hours::ALL_DAY
    }

    fn same_agreement(&self, other: &Self) -> bool {
        (self.person, self.role, self.term, self.hours) == (other.person, other.role, other.term, other.hours)
    }
}

impl Duties {
    pub(super) fn new(district: &District) -> Self {
        let mut duties = Self { held: vec![], of_cell: BTreeMap::new() };
        for (id, duty) in district.live_duties() {
            let community = |it: &CellId| district.cells.get(it.index()).map(|it| it.community);
            let homes: BTreeSet<_> = duty.piece.cells().iter().filter_map(community).collect();
            duties.push(Held {
                id: Some(id),
                person: duty.person,
                role: duty.role,
                piece: duty.piece.clone(),
                term: duty.term,
                hours: duty.hours,
                community: homes.first().copied().filter(|_| homes.len() == 1),
                ended: false,
            });
        }
        duties
    }

    fn push(&mut self, duty: Held) -> usize {
        let at = self.held.len();
        for cell in duty.piece.cells() {
            self.of_cell.entry(*cell).or_default().insert(at);
        }
        self.held.push(duty);
        at
    }

    /// Iterates over the duties that hold now.
    pub(super) fn live(&self) -> impl Iterator<Item = &Held> {
        self.held.iter().filter(|it| !it.ended)
    }

    /// Takes a cell out of all duties.
    pub(super) fn release(&mut self, cell: CellId) {
        for at in self.of_cell.remove(&cell).unwrap_or_default() {
            take_out(&mut self.held[at], cell);
        }
    }

    /// Takes a cell from whichever grid members hold it.
    pub(super) fn release_members(&mut self, cell: CellId) {
        let Some(of_cell) = self.of_cell.get_mut(&cell) else { return };
        let held = &mut self.held;
        of_cell.retain(|at| {
            let keep = held[*at].role != DutyRole::GridMember;
            if !keep {
                take_out(&mut held[*at], cell);
            }
            keep
        });
    }

    /// Gives a cell to a grid member at all hours, and takes it from all others.
    pub(super) fn assign(&mut self, cell: CellId, community: CommunityId, person: PersonId) {
        let of_cell = self.of_cell.get(&cell).into_iter().flatten().map(|at| &self.held[*at]);
        let mut members = of_cell.filter(|it| it.role == DutyRole::GridMember);
        if let (Some(only), None) = (members.next(), members.next())
            && only.person == person
            && only.is_standing()
        {
            return;
        }
        self.release_members(cell);
        self.add_to_grid(cell, Held::grid(person, community, Term::ALWAYS, Hours::ALL_DAY));
    }

    /// Adds a cell to the grid member's duty that agrees with `wanted` in all but the cells, or to `wanted` itself.
    fn add_to_grid(&mut self, cell: CellId, wanted: Held) {
        let found =
            self.held.iter().position(|it| !it.ended && it.same_agreement(&wanted) && it.community == wanted.community);
        let at = found.unwrap_or_else(|| self.push(wanted));
        self.add_cell(at, cell);
    }

    fn add_cell(&mut self, at: usize, cell: CellId) {
        if let Piece::Cells(cells) = &mut self.held[at].piece
            && self.of_cell.entry(cell).or_default().insert(at)
        {
            cells.push(cell);
        }
    }

    /// Gives a new cell to all who hold the cell it comes from, in the same role, term and hours.
    ///
    /// A grid member's duty lies inside one community, so a cell of another one goes to a duty beside it.
    pub(super) fn inherit(&mut self, from: CellId, cell: CellId, community: CommunityId) {
        for at in self.of_cell.get(&from).cloned().unwrap_or_default() {
            let Held { person, role, term, hours, community: home, .. } = self.held[at];
            if role == DutyRole::GridMember && home != Some(community) {
                self.add_to_grid(cell, Held::grid(person, community, term, hours));
            } else {
                self.add_cell(at, cell);
            }
        }
    }

    /// Adds a duty; a grid member's, of cells in these communities, as one for each of them, joined with what they hold there
    /// at the same term and hours.
    pub(super) fn add(&mut self, duty: &NewDuty, homes: &BTreeMap<CellId, CommunityId>) {
        let NewDuty { person, role, ref piece, term, hours } = *duty;
        if role == DutyRole::GridMember {
            for (cell, home) in homes {
                self.add_to_grid(*cell, Held::grid(person, *home, term, hours));
            }
        } else {
            let piece = piece.clone();
            self.push(Held { id: None, person, role, piece, term, hours, community: None, ended: false });
        }
    }

    /// Ends a duty of the district; tells whether it held until now.
    pub(super) fn end(&mut self, id: DutyId) -> bool {
        let Some(at) = self.held.iter().position(|it| it.id == Some(id) && !it.ended) else { return false };
        self.end_at(at);
        true
    }

    fn end_at(&mut self, at: usize) {
        self.held[at].ended = true;
        for cell in self.held[at].piece.cells() {
            if let Some(of_cell) = self.of_cell.get_mut(cell) {
                of_cell.remove(&at);
            }
        }
    }

    /// Ends all duties on a frontage zone.
    pub(super) fn end_frontage(&mut self, zone: FrontageId) {
        self.end_where(|it| it.piece == Piece::Frontage(zone));
    }

    fn end_where(&mut self, which: impl Fn(&Held) -> bool) {
        for at in 0..self.held.len() {
            if !self.held[at].ended && which(&self.held[at]) {
                self.end_at(at);
            }
        }
    }

    /// Gives a whole road to a leader at all hours or to nobody, and ends what leaders held of it.
    pub(super) fn assign_road(&mut self, road: RoadId, person: Option<PersonId>) {
        let of_road = |it: &Held| {
            it.role == DutyRole::RoadLeader && matches!(it.piece, Piece::Road(stretch) if stretch.road == road)
        };
        let wanted = person.map(|person| Held {
            id: None,
            person,
            role: DutyRole::RoadLeader,
            piece: Piece::Road(Stretch::whole(road)),
            term: Term::ALWAYS,
            hours: Hours::ALL_DAY,
            community: None,
            ended: false,
        });
        self.end_where(of_road);
        if let Some(wanted) = wanted {
            self.push(wanted);
        }
    }

    /// Returns the duties that end and those that begin; `number` gives the final ids of cells.
    pub(super) fn finish(
        self,
        district: &District,
        number: impl Fn(CellId) -> CellId,
        since: VersionId,
    ) -> (Vec<DutyId>, Vec<Duty>) {
        let span = Span::since(since);
        let (mut ended, mut new) = (vec![], vec![]);
        for held in self.held {
            let Held { person, role, term, hours, .. } = held;
            let piece = match held.piece {
                Piece::Cells(cells) => Piece::Cells(sorted(cells.into_iter().map(&number))),
                other => other,
            };
            let empty = piece == Piece::Cells(vec![]);
            let before = held.id.and_then(|it| district.duties.get(it.index()));
            if !held.ended && before.is_some_and(|it| same_piece(&it.piece, &piece)) {
                continue;
            }
            ended.extend(held.id);
            if !held.ended && !empty {
                new.push(Duty { person, role, piece, term, hours, span });
            }
        }
        // What ended and came back the same did not end.
        new.retain(|it| {
            let back = |id: &DutyId| {
                let old = &district.duties[id.index()];
                same_piece(&old.piece, &it.piece)
                    && (old.person, old.role, old.term, old.hours) == (it.person, it.role, it.term, it.hours)
            };
            let found = ended.iter().position(back);
            found.map(|at| ended.remove(at)).is_none()
        });
        ended.sort_unstable();
        (ended, new)
    }
}

impl Held {
    /// Returns a new duty of a grid member, without cells.
    fn grid(person: PersonId, community: CommunityId, term: Term, hours: Hours) -> Self {
        let (role, piece) = (DutyRole::GridMember, Piece::Cells(vec![]));
        Self { id: None, person, role, piece, term, hours, community: Some(community), ended: false }
    }
}

fn take_out(duty: &mut Held, cell: CellId) {
    if let Piece::Cells(cells) = &mut duty.piece {
        cells.retain(|it| *it != cell);
    }
}

fn sorted(cells: impl Iterator<Item = CellId>) -> Vec<CellId> {
    let mut cells: Vec<_> = cells.collect();
    cells.sort_unstable();
    cells
}

/// Tells whether two pieces are the same, in whatever order their cells are listed.
fn same_piece(a: &Piece, b: &Piece) -> bool {
    match (a, b) {
        (Piece::Cells(a), Piece::Cells(b)) => {
            a.len() == b.len() && sorted(a.iter().copied()) == sorted(b.iter().copied())
        }
        _ => a == b,
    }
}
