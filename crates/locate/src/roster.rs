//! Who holds what at a moment.

use std::sync::Arc;

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
/// Building takes time linear in duties and borders, or in leaves and rulings alone where it follows another roster; every
/// question about a piece, constant time.
#[derive(Debug)]
pub struct Roster {
    /// The version of the partition and its duties.
    pub version: VersionId,
    /// When it holds.
    time: Time,
    held: Arc<Held>,
    /// Persons on leave with who stands in, by person.
    away: Vec<(PersonId, Option<PersonId>)>,
    pub(crate) rulings: Rulings,
}

/// The duties of a version on their pieces, whatever leaves and rulings there are.
#[derive(Debug)]
struct Held {
    /// When it holds.
    time: Time,
    cells: Rows<Entry>,
    roads: Rows<(Stretch, Entry)>,
    frontages: Rows<Entry>,
    spots: Vec<(Spot, Entry)>,
    zones: Rows<FrontageId>,
    borders: Borders,
}

/// From a moment until before another, both in milliseconds since 1970.
#[derive(Clone, Copy, Debug)]
struct Time {
    from_ms: i64,
    until_ms: i64,
}

impl Time {
    /// Returns the time around `at_ms` in which nothing of `changes` begins or ends.
    fn around(at_ms: i64, changes: impl Iterator<Item = i64>) -> Self {
        let all = Self { from_ms: i64::MIN, until_ms: i64::MAX };
        changes.fold(all, |Self { from_ms, until_ms }, it| {
            if it <= at_ms {
                Self { from_ms: from_ms.max(it), until_ms }
            } else {
                Self { from_ms, until_ms: until_ms.min(it) }
            }
        })
    }

    const fn holds(self, at_ms: i64) -> bool {
        self.from_ms <= at_ms && at_ms < self.until_ms
    }
}

impl Held {
    fn new(district: &District, version: VersionId, at_ms: i64) -> Self {
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
        let of_version = district.duties.iter().filter(|it| it.span.holds(version));
        let cells = Rows::new(district.cells.len(), &cells);
        let live = district.frontages.iter().enumerate().filter(|it| it.1.span.holds(version));
        let zones: Vec<_> = live.map(|(at, it)| (it.segment.index(), FrontageId::at(at))).collect();
        Self {
            time: Time::around(at_ms, of_version.flat_map(|it| [it.term.from, it.term.to]).flatten()),
            borders: Borders::new(district, version, &owners(district.cells.len(), &cells)),
            cells,
            roads: Rows::new(district.roads.len(), &roads),
            frontages: Rows::new(district.frontages.len(), &frontages),
            spots,
            zones: Rows::new(district.segments.len(), &zones),
        }
    }
}

impl Roster {
    /// Collects what holds in `version` at a moment (milliseconds since 1970).
    pub fn new(district: &District, version: VersionId, at_ms: i64) -> Self {
        Self::of(district, version, at_ms, Arc::new(Held::new(district, version, at_ms)))
    }

    /// Collects what holds in the same version at another moment, or under other leaves and rulings; the duties on their
    /// pieces are shared where none begins or ends between.
    #[must_use]
    pub fn at(&self, district: &District, at_ms: i64) -> Self {
        if self.held.time.holds(at_ms) {
            Self::of(district, self.version, at_ms, Arc::clone(&self.held))
        } else {
            Self::new(district, self.version, at_ms)
        }
    }

    fn of(district: &District, version: VersionId, at_ms: i64, held: Arc<Held>) -> Self {
        let changes = district.leaves.iter().flat_map(|it| [Some(it.from), Some(it.to), Some(it.made_at), it.ended_at]);
        let rulings = district.rulings.iter().flat_map(|it| [Some(it.made_at), it.ended_at]);
        let bounds = [held.time.from_ms, held.time.until_ms];
        let leaves = district.leaves.iter().filter(|it| it.holds(at_ms));
        let mut away: Vec<_> = leaves.map(|it| (it.person, it.stand_in)).collect();
        // Of two leaves at once the one put on record last says who stands in.
        away.reverse();
        away.sort_by_key(|it| it.0);
        away.dedup_by_key(|it| it.0);
        let time = Time::around(at_ms, changes.chain(rulings).flatten().chain(bounds));
        Self { version, time, held, away, rulings: Rulings::new(district, at_ms) }
    }

    /// Tells whether this is what held at a moment, too.
    pub const fn holds(&self, at_ms: i64) -> bool {
        self.time.holds(at_ms)
    }

    /// Returns the first later moment at which something changes; [`i64::MAX`] where nothing does.
    pub const fn until_ms(&self) -> i64 {
        self.time.until_ms
    }

    pub(crate) fn borders(&self) -> &Borders {
        &self.held.borders
    }

    /// Returns the grid member's duty on a cell at a minute of the day.
    pub fn member(&self, cell: CellId, minute: u16) -> Option<Holding> {
        self.first(self.held.cells.of(cell.index()).iter(), DutyRole::GridMember, minute)
    }

    /// Returns all duties on a cell.
    pub fn on_cell(&self, cell: CellId, minute: u16) -> impl Iterator<Item = Holding> {
        self.held.cells.of(cell.index()).iter().map(move |it| self.holding(*it, minute))
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
        self.first(self.held.frontages.of(zone.index()).iter(), DutyRole::FrontageHolder, minute)
    }

    /// Returns all duties on spots around a place.
    pub fn on_spots(&self, point: Point, minute: u16) -> impl Iterator<Item = Holding> {
        let near = move |it: &&(Spot, Entry)| {
            let reach = i64::from(it.0.radius_mm) * Point::PER_MM;
            it.0.at.distance2(point) <= reach * reach
        };
        self.held.spots.iter().filter(near).map(move |it| self.holding(it.1, minute))
    }

    /// Returns the frontage zones along a segment.
    pub fn zones(&self, segment: SegmentId) -> &[FrontageId] {
        self.held.zones.of(segment.index())
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

    /// Returns for whom a person answers who is on leave, by number.
    pub fn stood_in_for(&self, person: PersonId) -> impl Iterator<Item = PersonId> {
        self.away.iter().map(|it| it.0).filter(move |it| self.acting(*it) == Some(person))
    }

    pub(crate) fn on_cell_entries(&self, cell: CellId) -> &[Entry] {
        self.held.cells.of(cell.index())
    }

    pub(crate) fn on_road_entries(&self, road: RoadId) -> &[(Stretch, Entry)] {
        self.held.roads.of(road.index())
    }

    fn there(&self, road: RoadId, chainage_mm: u32, side: Side) -> impl Iterator<Item = &Entry> {
        let on = move |it: &&(Stretch, Entry)| it.0.covers(chainage_mm, side);
        self.held.roads.of(road.index()).iter().filter(on).map(|it| &it.1)
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
