//! The part of the live world that lies still: the district with its indexes and who holds what.

use std::sync::Arc;

use model::{BrokenDistrict, Categories, CellId, District, DutyRole, PersonId, Piece, RoadId};
use spatial::{Frame, FrameError, Locator};
use thiserror::Error;
use tiles::DistrictTiles;

/// A district made ready for questions.
#[derive(Debug)]
pub struct Ground {
    /// The district.
    pub district: Arc<District>,
    /// The categories.
    pub categories: Categories,
    /// Its frame.
    pub frame: Frame,
    /// Finds cells and roads.
    pub locator: Locator,
    /// Draws it.
    pub tiles: DistrictTiles,
    member_of: Vec<Option<PersonId>>,
    leader_of: Vec<Option<PersonId>>,
}

/// Why a district cannot be used.
#[derive(Debug, Error)]
pub enum GroundError {
    /// A reference in it leads nowhere.
    #[error("辖区数据不一致 / the district's data do not fit together")]
    Broken(#[from] BrokenDistrict),
    /// Its frame is no place.
    #[error("辖区原点无效 / the district's origin is not a place")]
    Frame(#[from] FrameError),
}

impl Ground {
    /// Builds the indexes of a district.
    ///
    /// # Errors
    /// [`GroundError`] when the district's data do not fit together.
    pub fn new(district: District, categories: Categories) -> Result<Self, GroundError> {
        district.check()?;
        let frame = Frame::new(district.frame)?;
        let mut member_of = vec![None; district.cells.len()];
        let mut leader_of = vec![None; district.roads.len()];
        for (_, duty) in district.live_duties() {
            match (&duty.piece, duty.role) {
                (Piece::Cells(cells), DutyRole::GridMember) => {
                    for cell in cells {
                        member_of[cell.index()] = Some(duty.person);
                    }
                }
                (Piece::Road(road), DutyRole::RoadLeader) => leader_of[road.index()] = Some(duty.person),
                // A member of roads or a leader of areas answers for nothing that is asked today.
                (Piece::Cells(_), DutyRole::RoadLeader) | (Piece::Road(_), DutyRole::GridMember) => {}
            }
        }
        let tiles = DistrictTiles::build(&district, &frame);
        let district = Arc::new(district);
        let locator = Locator::new(district.clone());
        Ok(Self { district, categories, frame, locator, tiles, member_of, leader_of })
    }

    /// Returns the grid member who answers for a cell.
    pub fn member_of(&self, cell: CellId) -> Option<PersonId> {
        self.member_of.get(cell.index()).copied().flatten()
    }

    /// Returns the leader who holds a road's contract.
    pub fn leader_of(&self, road: RoadId) -> Option<PersonId> {
        self.leader_of.get(road.index()).copied().flatten()
    }

    /// Returns the road that a segment belongs to.
    pub fn road_of(&self, segment: model::SegmentId) -> RoadId {
        self.district.segments[segment.index()].road
    }
}
