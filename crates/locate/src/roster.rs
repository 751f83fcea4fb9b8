//! Who holds what at a moment.

use model::{
    CellId, District, DutyId, DutyRole, FrontageId, Hours, PersonId, Piece, Point, RoadId, SegmentId, Side, Spot,
    Stretch, VersionId,
};

use crate::{borders::Borders, rows::Rows, rulings::Rulings};

/// A duty as it is done at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The duty.
    pub duty: DutyId,
    /// In which capacity.
    pub role: DutyRole,
    /// Whose duty it is.
    pub person: PersonId,
    /// Who answers: the person, or who stands in during a leave; `None` when nobody stands in.
    pub acting: Option<PersonId>,
    /// Whether the moment lies in the hours of the duty.
    pub on_duty: bool,
}

/// A duty on one piece.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub duty: DutyId,
    pub role: DutyRole,
    pub person: PersonId,
    pub hours: Hours,
}

/// Who holds what, from a moment until something changes: duties that begin or end, leaves, rulings.
///
/// Building takes time linear in duties and borders; every question about a piece, constant time.
#[derive(Debug)]
pub struct Roster {
    /// The version of the partition and its duties.
    pub version: VersionId,
    /// The last moment, up to the one asked for, at which something changed.
    from_ms: i64,
    /// The first later moment at which something changes.
    until_ms: i64,
    cells: Rows<Entry>,
    roads: Rows<(Stretch, Entry)>,
    frontages: Rows<Entry>,
    spots: Vec<(Spot, Entry)>,
    zones: Rows<FrontageId>,
    /// Persons on leave with who stands in, by person.
    away: Vec<(PersonId, Option<PersonId>)>,
    pub(crate) borders: Borders,
    pub(crate) rulings: Rulings,
}

impl Roster {
    /// Collects what holds in `version` at a moment (milliseconds since 1970).
    pub fn new(district: &District, version: VersionId, at_ms: i64) -> Self {
        let (mut cells, mut roads, mut frontages, mut spots) = (vec![], vec![], vec![], vec![]);
        for (at, duty) in district.duties.iter().enumerate() {
            if !duty.span.holds(version) || !duty.term.holds(at_ms) {
                continue;
            }
            let entry = Entry { duty: DutyId::at(at), role: duty.role, person: duty.person, hours: duty.hours };
            match &duty.piece {
                Piece::Cells(list) => cells.extend(list.iter().map(|it| (it.index(), entry))),
                Piece::Road(stretch) => roads.push((stretch.road.index(), (*stretch, entry))),
                Piece::Frontage(zone) => frontages.push((zone.index(), entry)),
                Piece::Spot(spot) => spots.push((spot.clone(), entry)),
            }
        }
        let (from_ms, until_ms) = unchanged(district, version, at_ms);
        let cells = Rows::new(district.cells.len(), &cells);
        let live = district.frontages.iter().enumerate().filter(|it| it.1.span.holds(version));
        let zones: Vec<_> = live.map(|(at, it)| (it.segment.index(), FrontageId::at(at))).collect();
        let leaves = district.leaves.iter().filter(|it| it.holds(at_ms));
        let mut away: Vec<_> = leaves.map(|it| (it.person, it.stand_in)).collect();
        // Of two leaves at once the one put on record last says who stands in.
        away.reverse();
        away.sort_by_key(|it| it.0);
        away.dedup_by_key(|it| it.0);
        Self {
            version,
            from_ms,
            until_ms,
            borders: Borders::new(district, version, &owners(district.cells.len(), &cells)),
            cells,
            roads: Rows::new(district.roads.len(), &roads),
            frontages: Rows::new(district.frontages.len(), &frontages),
            spots,
            zones: Rows::new(district.segments.len(), &zones),
            away,
            rulings: Rulings::new(district, at_ms),
        }
    }

    /// Tells whether this is what held at a moment, too.
    pub const fn holds(&self, at_ms: i64) -> bool {
        self.from_ms <= at_ms && at_ms < self.until_ms
    }

    /// Returns the grid member's duty on a cell at a minute of the day.
    pub fn member(&self, cell: CellId, minute: u16) -> Option<Holding> {
        self.first(self.cells.of(cell.index()).iter(), DutyRole::GridMember, minute)
    }

    /// Returns all duties on a cell.
    pub fn on_cell(&self, cell: CellId, minute: u16) -> impl Iterator<Item = Holding> {
        self.cells.of(cell.index()).iter().map(move |it| self.holding(*it, minute))
    }

    /// Returns the primary duty on a place of a road: the leader's, else the alley chief's.
    pub fn leader(&self, road: RoadId, chainage_mm: u32, side: Side, minute: u16) -> Option<Holding> {
        let there = || self.there(road, chainage_mm, side);
        self.first(there(), DutyRole::RoadLeader, minute).or_else(|| self.first(there(), DutyRole::AlleyChief, minute))
    }

    /// Returns all duties on a place of a road.
    pub fn on_road(&self, road: RoadId, chainage_mm: u32, side: Side, minute: u16) -> impl Iterator<Item = Holding> {
        self.there(road, chainage_mm, side).map(move |it| self.holding(*it, minute))
    }

    /// Returns the pledge on a frontage zone.
    pub fn pledge(&self, zone: FrontageId, minute: u16) -> Option<Holding> {
        self.first(self.frontages.of(zone.index()).iter(), DutyRole::FrontageHolder, minute)
    }

    /// Returns all duties on spots around a place.
    pub fn on_spots(&self, point: Point, minute: u16) -> impl Iterator<Item = Holding> {
        let near = move |it: &&(Spot, Entry)| {
            let reach = i64::from(it.0.radius_mm) * Point::PER_MM;
            it.0.at.distance2(point) <= reach * reach
        };
        self.spots.iter().filter(near).map(move |it| self.holding(it.1, minute))
    }

    /// Returns the frontage zones along a segment.
    pub fn zones(&self, segment: SegmentId) -> &[FrontageId] {
        self.zones.of(segment.index())
    }

    /// Returns a role that a person has; [`DutyRole::HandlingUnit`] for a person without duties.
    pub(crate) fn role_of(&self, district: &District, person: PersonId) -> DutyRole {
        let mut held = district.duties.iter().filter(|it| it.person == person && it.span.holds(self.version));
        held.next().map_or(DutyRole::HandlingUnit, |it| it.role)
    }

    /// Returns who answers instead of a person: the person where there is no leave.
    pub fn acting(&self, person: PersonId) -> Option<PersonId> {
        let mut acting = person;
        // Stand-ins may be away too; a ring of them leaves nobody.
        for _ in 0..=self.away.len() {
            match self.away.binary_search_by_key(&acting, |it| it.0) {
                Ok(at) => acting = self.away[at].1?,
                Err(_) => return Some(acting),
            }
        }
        None
    }

    pub(crate) fn on_cell_entries(&self, cell: CellId) -> &[Entry] {
        self.cells.of(cell.index())
    }

    pub(crate) fn on_road_entries(&self, road: RoadId) -> &[(Stretch, Entry)] {
        self.roads.of(road.index())
    }

    fn there(&self, road: RoadId, chainage_mm: u32, side: Side) -> impl Iterator<Item = &Entry> {
        let on = move |it: &&(Stretch, Entry)| it.0.covers(chainage_mm, side);
        self.roads.of(road.index()).iter().filter(on).map(|it| &it.1)
    }

    /// Returns the duty of a role, of several the one whose hours it is, then the oldest.
    fn first<'a>(&self, entries: impl Iterator<Item = &'a Entry>, role: DutyRole, minute: u16) -> Option<Holding> {
        let of_role = entries.filter(|it| it.role == role);
        let entry = of_role.min_by_key(|it| (!it.hours.hold(minute), it.duty))?;
        Some(self.holding(*entry, minute))
    }

    fn holding(&self, it: Entry, minute: u16) -> Holding {
        let acting = if self.away.is_empty() { Some(it.person) } else { self.acting(it.person) };
        Holding { duty: it.duty, role: it.role, person: it.person, acting, on_duty: it.hours.hold(minute) }
    }
}

/// Numbers the holders of cells: cells with the same grid members have the same number, those without any 0.
fn owners(count: usize, cells: &Rows<Entry>) -> Vec<u32> {
    let mut numbers = std::collections::BTreeMap::new();
    let mut owner = |at: usize| {
        let members = cells.of(at).iter().filter(|it| it.role == DutyRole::GridMember);
        let mut people: Vec<PersonId> = members.map(|it| it.person).collect();
        people.sort_unstable();
        people.dedup();
        let next = numbers.len() as u32 + 1;
        if people.is_empty() { 0 } else { *numbers.entry(people).or_insert(next) }
    };
    (0..count).map(&mut owner).collect()
}

/// Returns the last moment up to `at_ms` and the first after it at which something begins or ends.
fn unchanged(district: &District, version: VersionId, at_ms: i64) -> (i64, i64) {
    let duties = district.duties.iter().filter(|it| it.span.holds(version));
    let terms = duties.flat_map(|it| [it.term.from, it.term.to]);
    let leaves = district.leaves.iter().flat_map(|it| [Some(it.from), Some(it.to), Some(it.made_at), it.ended_at]);
    let rulings = district.rulings.iter().flat_map(|it| [Some(it.made_at), it.ended_at]);
    let fold =
        |(from, until): (i64, i64), it: i64| if it <= at_ms { (from.max(it), until) } else { (from, until.min(it)) };
    terms.chain(leaves).chain(rulings).flatten().fold((i64::MIN, i64::MAX), fold)
}
