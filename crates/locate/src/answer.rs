//! What is answered.

use model::{CellId, Confidence, DutyRole, FrontageId, PersonId, Point, RoadId, RoadPosition, RulingId, VersionId};
use smallvec::SmallVec;

use crate::{Holding, Reasons};

/// The version of the rules by which this crate decides; it rises when the same question may get another answer.
pub const RULES_VERSION: u16 = 1;

/// Where the place lies relative to the district.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Containment {
    /// In this cell.
    Inside(CellId),
    /// So little outside that the position may be wrong; the nearest cell is taken.
    NearOutside {
        /// The nearest cell.
        cell: CellId,
        /// The distance to it.
        distance_mm: u32,
    },
    /// Outside: nobody here answers.
    Outside {
        /// The nearest cell.
        nearest: CellId,
        /// The distance to it.
        distance_mm: u32,
    },
    /// The district has no cells.
    Nowhere,
}

impl Containment {
    /// Returns the cell that owns the place, if any does.
    pub const fn cell(self) -> Option<CellId> {
        match self {
            Self::Inside(cell) | Self::NearOutside { cell, .. } => Some(cell),
            Self::Outside { .. } | Self::Nowhere => None,
        }
    }
}

/// The cell, and how clear that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AreaClaim {
    /// The cell.
    pub cell: CellId,
    /// The primary duty on it: its grid member's.
    pub holding: Option<Holding>,
    /// The distance to the nearest ground of somebody else, or outside; `None` when that is beyond 200 m.
    pub margin_mm: Option<u32>,
    /// How sure it is.
    pub confidence: Confidence,
}

/// A road in reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoadClaim {
    /// The road.
    pub road: RoadId,
    /// The place along it: segment, side, chainage, distance to the centre line.
    pub position: RoadPosition,
    /// The distance beyond the kerb: 0 on the carriageway.
    pub beyond_mm: u32,
    /// The foot of the perpendicular on the centre line.
    pub foot: Point,
    /// The primary duty there: its leader's, else its alley chief's; `None` for an uncontracted road.
    pub holding: Option<Holding>,
}

/// A frontage zone around the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrontageClaim {
    /// The zone.
    pub zone: FrontageId,
    /// The pledge; `None` where nobody signed.
    pub holding: Option<Holding>,
}

/// The person who has to act first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Primary {
    /// In which capacity.
    pub role: DutyRole,
    /// Who.
    pub person: PersonId,
}

/// Somebody who may be the one who answers, for a person to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Candidate {
    /// Through a cell.
    Cell {
        /// The cell.
        cell: CellId,
        /// How far the place is from it: 0 inside.
        distance_mm: u32,
        /// Who holds it.
        person: Option<PersonId>,
    },
    /// Through a road.
    Road(RoadClaim),
}

/// Who answers for a place, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Where the place lies.
    pub containment: Containment,
    /// The cell, inside the district or just outside it.
    pub area: Option<AreaClaim>,
    /// The roads in reach, each by its nearest segment, the one that answers first; five at most.
    pub roads: SmallVec<[RoadClaim; 5]>,
    /// How far the nearest road of somebody else is beyond the kerb, more than the one that answers; `None` for none in reach.
    pub road_margin_mm: Option<u32>,
    /// How sure the road is; `None` without one.
    pub road_confidence: Option<Confidence>,
    /// The frontage zone.
    pub frontage: Option<FrontageClaim>,
    /// All duties on the cell, the road's stretch, the frontage and spots around.
    pub holdings: SmallVec<[Holding; 6]>,
    /// Who has to act first.
    pub primary: Option<Primary>,
    /// How sure that is; `None` where nobody can answer.
    pub confidence: Option<Confidence>,
    /// The best three to choose from, where the confidence is [`Confidence::Choose`].
    pub choices: SmallVec<[Candidate; 3]>,
    /// The ruling or choice that was obeyed.
    pub ruling: Option<RulingId>,
    /// Why.
    pub reasons: Reasons,
    /// The version of the partition and its duties.
    pub version: VersionId,
}

impl Answer {
    /// Returns the road that answers.
    pub fn road(&self) -> Option<&RoadClaim> {
        self.roads.first()
    }
}
