//! Coverage of duty (责任覆盖): what has exactly one primary owner, what has none, what has several, by ground and by hours.

use std::collections::{BTreeMap, BTreeSet};

use model::{CellId, District, DutyRole, Hours, PersonId, Piece, RoadClass, RoadId, RoadSegment, Side, Stretch};

use crate::roster::{Entry, Roster};

/// A day's coverage of duty at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Cover {
    /// The hours of the day that are looked at.
    pub window: Hours,
    /// The unit cells, in m².
    pub areas: Shares,
    /// The roads by class, in metres of centre line; a side counts half.
    pub roads: [(RoadClass, Shares); 4],
    /// What has to be put right, worst first: by amount times hours, then by place.
    pub faults: Vec<Fault>,
}

/// How much has one primary owner, none, or several, on the average of the hours looked at; the three add up to the total.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shares {
    /// All there is.
    pub total: f64,
    /// With exactly one primary owner.
    pub one: f64,
    /// With none: gaps (盲区).
    pub none: f64,
    /// With several: conflicts.
    pub several: f64,
}

/// A gap or a conflict of duties.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Where.
    pub place: FaultPlace,
    /// What is wrong.
    pub kind: FaultKind,
    /// In m² of a cell, or metres of a road, where one side counts half.
    pub amount: f64,
    /// In how many minutes of the hours looked at.
    pub minutes: u16,
}

/// Where a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultPlace {
    /// A unit cell.
    Cell(CellId),
    /// A part of a road: from and to in millimetres of chainage; `None` for both sides.
    Road(RoadId, u32, u32, Option<Side>),
}

/// What is wrong with a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// Nobody holds it.
    Nobody,
    /// Nobody holds it since an agreement ended: milliseconds since 1970.
    Ended(i64),
    /// Whoever holds it is on leave and nobody stands in.
    OnLeave(PersonId),
    /// Nobody holds it in these hours.
    OffHours,
    /// Several hold it at the same time.
    Several(Vec<PersonId>),
}

impl FaultKind {
    /// Returns the identifier used in the API.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Ended(_) => "ended",
            Self::OnLeave(_) => "on_leave",
            Self::OffHours => "off_hours",
            Self::Several(_) => "several",
        }
    }

    /// Tells whether nobody answers, rather than several.
    pub const fn is_gap(&self) -> bool {
        !matches!(self, Self::Several(_))
    }
}

/// Minutes of the window with one owner, none, several, with what is wrong in the latter two.
#[derive(Clone, Debug, Default, PartialEq)]
struct Day {
    one: u16,
    none: u16,
    several: u16,
    faults: BTreeMap<FaultKind, u16>,
}

impl Roster {
    /// Looks over everything that should have exactly one primary owner: each cell a grid member, each place of each road a
    /// leader, or else an alley chief.
    ///
    /// `district` must be the one of this roster. Stand-ins count for whom they stand in. Time is linear in cells, segments and
    /// duties.
    pub fn cover(&self, district: &District, at_ms: i64, window: Hours) -> Cover {
        let ended = Ended::of(district, self, at_ms);
        let mut cover = Cover {
            window,
            areas: Shares::default(),
            roads: RoadClass::ALL.map(|it| (it, Shares::default())),
            faults: vec![],
        };
        for (at, cell) in district.cells.iter().enumerate().filter(|it| it.1.span.is_live()) {
            let id = CellId::at(at);
            let members: Vec<Entry> =
                self.on_cell_entries(id).iter().filter(|it| it.role == DutyRole::GridMember).copied().collect();
            let day = self.day(&members, window, ended.cells.get(&id).copied());
            let amount = cell.polygon.area_m2();
            cover.areas.add(&day, amount, window);
            cover.faults.extend(day.faults.iter().map(|(kind, minutes)| Fault {
                place: FaultPlace::Cell(id),
                kind: kind.clone(),
                amount,
                minutes: *minutes,
            }));
        }
        self.cover_roads(district, &ended, window, &mut cover);
        let weight = |it: &Fault| it.amount * f64::from(it.minutes);
        cover.faults.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then_with(|| a.place.cmp(&b.place)));
        cover
    }

    fn cover_roads(&self, district: &District, ended: &Ended, window: Hours, cover: &mut Cover) {
        let mut faulty = Stretches::new();
        for segment in &district.segments {
            let on = self.on_road_entries(segment.road);
            for (from_mm, to_mm) in pieces(segment, on) {
                let metres = f64::from(to_mm - from_mm) / 2000.0;
                for side in [Side::Left, Side::Right] {
                    let there: Vec<Entry> = on.iter().filter(|it| it.0.covers(from_mm, side)).map(|it| it.1).collect();
                    let role = if there.iter().any(|it| it.role == DutyRole::RoadLeader) {
                        DutyRole::RoadLeader
                    } else {
                        DutyRole::AlleyChief
                    };
                    let leaders: Vec<Entry> = there.into_iter().filter(|it| it.role == role).collect();
                    let day = self.day(&leaders, window, ended.road(segment.road, from_mm, side));
                    if let Some((_, shares)) = cover.roads.iter_mut().find(|it| it.0 == segment.class) {
                        shares.add(&day, metres, window);
                    }
                    for (kind, minutes) in day.faults {
                        faulty.entry((segment.road, kind, minutes, side)).or_default().push((from_mm, to_mm));
                    }
                }
            }
        }
        cover.faults.extend(joined(faulty));
    }

    /// Counts the minutes of the window by how many persons act.
    fn day(&self, entries: &[Entry], window: Hours, ended: Option<i64>) -> Day {
        let mut bounds: BTreeSet<u16> = [0, 1_440, window.from, window.to].into();
        bounds.extend(entries.iter().flat_map(|it| [it.hours.from, it.hours.to]));
        let bounds: Vec<u16> = bounds.into_iter().collect();
        let mut day = Day::default();
        for pair in bounds.windows(2).filter(|it| window.hold(it[0])) {
            let minutes = pair[1] - pair[0];
            let due = || entries.iter().filter(|it| it.hours.hold(pair[0]));
            let acting: BTreeSet<PersonId> = due().filter_map(|it| self.acting(it.person)).collect();
            let fault = match acting.len() {
                1 => {
                    day.one += minutes;
                    continue;
                }
                0 => {
                    day.none += minutes;
                    match (due().next(), entries.is_empty(), ended) {
                        (Some(it), ..) => FaultKind::OnLeave(it.person),
                        (None, false, _) => FaultKind::OffHours,
                        (None, true, Some(at)) => FaultKind::Ended(at),
                        (None, true, None) => FaultKind::Nobody,
                    }
                }
                _ => {
                    day.several += minutes;
                    FaultKind::Several(acting.into_iter().collect())
                }
            };
            *day.faults.entry(fault).or_default() += minutes;
        }
        day
    }
}

impl Shares {
    fn add(&mut self, day: &Day, amount: f64, window: Hours) {
        let share = |minutes: u16| amount * f64::from(minutes) / f64::from(window.minutes().max(1));
        self.total += amount;
        self.one += share(day.one);
        self.none += share(day.none);
        self.several += share(day.several);
    }

    /// Returns the share with exactly one primary owner (责任覆盖率); `None` of nothing.
    pub fn rate(&self) -> Option<f64> {
        (self.total > 0.0).then(|| self.one / self.total)
    }
}

/// Lists the faults of `after` that are not in `before`, or are longer there: what a leave or an ended contract opens.
pub fn opened(before: &Cover, after: &Cover) -> Vec<Fault> {
    let fresh = |it: &&Fault| !before.faults.contains(it);
    after.faults.iter().filter(fresh).cloned().collect()
}

/// Cuts a segment where a duty along its road begins or ends.
fn pieces(segment: &RoadSegment, on: &[(Stretch, Entry)]) -> Vec<(u32, u32)> {
    let mm = |metres: f64| (metres * 1000.0).round().max(0.0) as u32;
    let (from, to) = (mm(segment.from_m), mm(segment.to_m));
    let mut bounds: BTreeSet<u32> = [from, to].into();
    let inner = on.iter().flat_map(|it| [Some(it.0.from_mm), it.0.to_mm]).flatten();
    bounds.extend(inner.filter(|it| from < *it && *it < to));
    let bounds: Vec<u32> = bounds.into_iter().collect();
    bounds.windows(2).map(|it| (it[0], it[1])).collect()
}

/// Pieces of roads, as ranges of chainage, by what is wrong with them in how many minutes.
type Stretches = BTreeMap<(RoadId, FaultKind, u16, Side), Vec<(u32, u32)>>;

/// Joins pieces of a road that touch and have the same fault, and the same on both sides.
///
/// The carriageways of one road have the same chainage; each piece counts with its own length, but is one place in the list.
fn joined(faulty: Stretches) -> Vec<Fault> {
    let mut found: Vec<Fault> = vec![];
    // Where the left sides of the road, kind and minutes at hand begin; its right sides come next.
    let mut lefts = 0;
    for ((road, kind, minutes, side), mut list) in faulty {
        list.sort_unstable();
        let mut runs: Vec<(u32, u32, f64)> = vec![];
        for (from, to) in list {
            let metres = f64::from(to - from) / 2000.0;
            match runs.last_mut() {
                // Neighbours meet to the millimetre, but for rounding.
                Some(last) if from <= last.1 + 1 => {
                    last.1 = last.1.max(to);
                    last.2 += metres;
                }
                _ => runs.push((from, to, metres)),
            }
        }
        if side == Side::Left {
            lefts = found.len();
        }
        for (from, to, amount) in runs {
            let left = FaultPlace::Road(road, from, to, Some(Side::Left));
            let same = |it: &&mut Fault| it.place == left && it.kind == kind && it.minutes == minutes;
            match found[lefts..].iter_mut().find(same) {
                Some(it) if side == Side::Right => {
                    it.place = FaultPlace::Road(road, from, to, None);
                    it.amount += amount;
                }
                _ => {
                    let place = FaultPlace::Road(road, from, to, Some(side));
                    found.push(Fault { place, kind: kind.clone(), amount, minutes });
                }
            }
        }
    }
    found
}

/// When agreements on pieces ended.
struct Ended {
    cells: BTreeMap<CellId, i64>,
    roads: BTreeMap<RoadId, Vec<(Stretch, i64)>>,
}

impl Ended {
    fn of(district: &District, roster: &Roster, at_ms: i64) -> Self {
        let mut ended = Self { cells: BTreeMap::new(), roads: BTreeMap::new() };
        for duty in district.duties.iter().filter(|it| it.span.holds(roster.version)) {
            let Some(to) = duty.term.to.filter(|it| *it <= at_ms) else { continue };
            match (&duty.piece, duty.role) {
                (Piece::Cells(cells), DutyRole::GridMember) => {
                    for cell in cells {
                        let last = ended.cells.entry(*cell).or_insert(to);
                        *last = to.max(*last);
                    }
                }
                (Piece::Road(it), DutyRole::RoadLeader | DutyRole::AlleyChief) => {
                    ended.roads.entry(it.road).or_default().push((*it, to));
                }
                _ => {}
            }
        }
        ended
    }

    fn road(&self, road: RoadId, chainage_mm: u32, side: Side) -> Option<i64> {
        let there = self.roads.get(&road)?.iter().filter(|it| it.0.covers(chainage_mm, side));
        there.map(|it| it.1).max()
    }
}
