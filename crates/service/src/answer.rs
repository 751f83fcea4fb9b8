//! Who answers for a spot, and why.

use model::{CategoryCode, CellId, DutyRole, LonLat, Owner, PersonId, Point};
use spatial::{FrameError, NearestRoad, Place};

use crate::{Ground, Words, reason};

/// How far the nearest road is looked for, in metres.
const ROAD_SIGHT_M: f64 = 500.0;
/// A road answers for at most this many metres from its centre line (issue on responsibility; default).
const ROAD_REACH_M: f64 = 60.0;
/// A point this far outside the district may still be inside: a phone's usual error.
const BORDER_DOUBT_M: f64 = 20.0;
/// The 68 % radius of a position whose accuracy is not told, in metres.
pub(crate) const DEFAULT_ACCURACY_M: f64 = 15.0;

/// Where the point lies relative to the district.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Containment {
    /// In this cell.
    Inside(CellId),
    /// So little outside that the phone may be wrong; the nearest cell is taken.
    NearOutside {
        /// The nearest cell.
        cell: CellId,
        /// The distance to it in metres.
        distance_m: f64,
    },
    /// Outside: nobody here answers.
    Outside {
        /// The nearest cell.
        nearest: CellId,
        /// The distance to it in metres.
        distance_m: f64,
    },
    /// The district has no cells.
    Nowhere,
}

impl Containment {
    /// Returns the cell that owns the point, if any does.
    pub const fn cell(self) -> Option<CellId> {
        match self {
            Self::Inside(cell) | Self::NearOutside { cell, .. } => Some(cell),
            Self::Outside { .. } | Self::Nowhere => None,
        }
    }
}

/// The person who has to act first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Primary {
    /// In which capacity.
    pub role: DutyRole,
    /// Who.
    pub person: PersonId,
}

/// Who answers for a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The point on the lattice.
    pub point: Point,
    /// Where it lies.
    pub containment: Containment,
    /// The cell's grid member.
    pub member: Option<PersonId>,
    /// The nearest road within 500 m; none outside the district.
    pub road: Option<NearestRoad>,
    /// The leader who holds that road's contract.
    pub leader: Option<PersonId>,
    /// Who has to act first; by category where one is given.
    pub primary: Option<Primary>,
    /// The reason in words.
    pub reason: Words,
}

impl Ground {
    /// Tells who answers for `place`.
    ///
    /// `accuracy_m` is the 68 % radius of the position, clamped to 3–100 m. With a category that belongs to roads, the
    /// road's leader acts first when the road is near enough: half its width and twice the accuracy (10 m at least),
    /// 60 m at most. Otherwise the cell's grid member does.
    ///
    /// # Errors
    /// [`FrameError`] when `place` is not one, or lies more than 50 km away.
    pub fn answer(
        &self,
        place: LonLat,
        accuracy_m: Option<f64>,
        category: Option<CategoryCode>,
    ) -> Result<Answer, FrameError> {
        let point = self.frame.point(place)?;
        let sigma = accuracy_m.unwrap_or(DEFAULT_ACCURACY_M).clamp(3.0, 100.0);
        let containment = match self.locator.place(point) {
            Place::Inside(cell) => Containment::Inside(cell),
            Place::Outside { nearest: cell, distance_m } if distance_m <= BORDER_DOUBT_M.max(2.0 * sigma) => {
                Containment::NearOutside { cell, distance_m }
            }
            Place::Outside { nearest, distance_m } => Containment::Outside { nearest, distance_m },
            Place::Nowhere => Containment::Nowhere,
        };
        let cell = containment.cell();
        let member = cell.and_then(|it| self.member_of(it));
        let road = cell.and_then(|_| self.locator.nearest_road(point, ROAD_SIGHT_M));
        let leader = road.and_then(|it| self.leader_of(self.road_of(it.position.segment)));
        let in_reach = road.is_some_and(|it| {
            let width_m = self.district.segments[it.position.segment.index()].width_m;
            let reach_m = (width_m / 2.0 + 10.0_f64.max(2.0 * sigma)).min(ROAD_REACH_M);
            f64::from(it.position.distance_mm) / 1000.0 <= reach_m
        });
        let by_road = category.and_then(|it| self.categories.get(it)).is_some_and(|it| it.owner == Owner::Road);
        let leader_first = leader.filter(|_| by_road && in_reach);
        let primary = leader_first
            .map(|person| Primary { role: DutyRole::RoadLeader, person })
            .or_else(|| member.map(|person| Primary { role: DutyRole::GridMember, person }));
        let mut answer = Answer { point, containment, member, road, leader, primary, reason: Words::default() };
        answer.reason = reason::explain(self, &answer, category, in_reach);
        Ok(answer)
    }
}
