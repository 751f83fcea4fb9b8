//! The part of the live world that lies still: the district with its indexes and who holds what.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use model::{BrokenDistrict, Categories, CellId, District, DutyRole, PersonId, Piece, Point, RoadId, Span, VersionId};
use spatial::{Frame, FrameError, Locator};
use thiserror::Error;
use tiles::DistrictTiles;

use crate::{rosters::Rosters, streets};

/// A district made ready for questions.
#[derive(Debug)]
pub struct Ground {
    /// The district.
    pub district: Arc<District>,
    /// The categories.
    pub categories: Arc<Categories>,
    /// Its frame.
    pub frame: Arc<Frame>,
    /// Finds cells and roads.
    pub locator: Arc<Locator>,
    tiles: Arc<OnceLock<DistrictTiles>>,
    by_code: Arc<OnceLock<BTreeMap<String, CellId>>>,
    street_m: Arc<OnceLock<Vec<f64>>>,
    neighbours: Arc<OnceLock<Vec<Vec<CellId>>>>,
    pub(crate) version: VersionId,
    pub(crate) widest_mm: u32,
    pub(crate) rosters: Rosters,
    member_of: Arc<[Option<PersonId>]>,
    leader_of: Arc<[Option<PersonId>]>,
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
        let frame = Arc::new(Frame::new(district.frame)?);
        let district = Arc::new(district);
        let locator = Arc::new(Locator::new(Arc::clone(&district)));
        let version = district.version();
        Ok(Self::of(district, Arc::new(categories), frame, locator, version))
    }

    /// Returns the ground under another version of its partition; what does not change is shared.
    pub(crate) fn with(&self, district: District) -> Self {
        let district = Arc::new(district);
        let locator = Arc::new(self.locator.with_cells(Arc::clone(&district)));
        let version = district.version();
        Self::of(district, Arc::clone(&self.categories), Arc::clone(&self.frame), locator, version)
    }

    /// Returns the ground with other leaves or rulings: `district` is the present one but for these, so all indexes are
    /// shared.
    pub(crate) fn decided(&self, district: District) -> Self {
        Self { district: Arc::new(district), ..self.shared() }
    }

    /// Returns the ground under other categories; everything else is shared.
    pub(crate) fn judged_by(&self, categories: Arc<Categories>) -> Self {
        Self { categories, ..self.shared() }
    }

    /// Returns the same ground with all that it has prepared but the rosters, which are made anew of the present ones.
    fn shared(&self) -> Self {
        Self {
            district: Arc::clone(&self.district),
            categories: Arc::clone(&self.categories),
            frame: Arc::clone(&self.frame),
            locator: Arc::clone(&self.locator),
            tiles: Arc::clone(&self.tiles),
            by_code: Arc::clone(&self.by_code),
            street_m: Arc::clone(&self.street_m),
            neighbours: Arc::clone(&self.neighbours),
            version: self.version,
            widest_mm: self.widest_mm,
            rosters: self.rosters.decided(),
            member_of: Arc::clone(&self.member_of),
            leader_of: Arc::clone(&self.leader_of),
        }
    }

    /// Returns the ground as it was in an earlier version, for questions about then.
    ///
    /// # Errors
    /// Where the edges of then do not close. No stored table that does this is known.
    pub(crate) fn back(&self, version: VersionId) -> Result<Self, partition::TableError> {
        let mut shapes = self.shapes(version)?;
        let mut district = District::clone(&self.district);
        for (at, cell) in district.cells.iter_mut().enumerate() {
            let shape = shapes.remove(&CellId::at(at));
            cell.span = Span { from: cell.span.from, to: if shape.is_some() { None } else { Some(version) } };
            if let Some(polygon) = shape {
                cell.polygon = polygon;
            }
        }
        let district = Arc::new(district);
        let locator = Arc::new(self.locator.with_cells(Arc::clone(&district)));
        Ok(Self::of(district, Arc::clone(&self.categories), Arc::clone(&self.frame), locator, version))
    }

    fn of(
        district: Arc<District>,
        categories: Arc<Categories>,
        frame: Arc<Frame>,
        locator: Arc<Locator>,
        version: VersionId,
    ) -> Self {
        let mut member_of = vec![None; district.cells.len()];
        let mut leader_of = vec![None; district.roads.len()];
        for duty in district.duties.iter().filter(|it| it.span.holds(version)) {
            match (&duty.piece, duty.role) {
                (Piece::Cells(cells), DutyRole::GridMember) => {
                    for cell in cells {
                        member_of[cell.index()] = Some(duty.person);
                    }
                }
                (Piece::Road(it), DutyRole::RoadLeader) => leader_of[it.road.index()] = Some(duty.person),
                _ => {}
            }
        }
        let (tiles, by_code, street_m, neighbours) = Default::default();
        Self {
            widest_mm: locate::widest_mm(&district),
            district,
            categories,
            frame,
            locator,
            tiles,
            by_code,
            street_m,
            neighbours,
            version,
            rosters: Rosters::default(),
            member_of: member_of.into(),
            leader_of: leader_of.into(),
        }
    }

    /// Returns what draws it; prepared when first asked for.
    pub fn tiles(&self) -> &DistrictTiles {
        self.tiles.get_or_init(|| DistrictTiles::build(&self.district, &self.frame))
    }

    /// Returns the cell that holds now under this code.
    pub fn cell_of_code(&self, code: &str) -> Option<CellId> {
        let by_code = || self.district.live_cells().map(|(id, it)| (it.code.clone(), id)).collect();
        self.by_code.get_or_init(by_code).get(code).copied()
    }

    /// Returns the metres of street in each cell, by id; measured when first asked for.
    pub fn street_m(&self) -> &[f64] {
        self.street_m.get_or_init(|| streets::street_m(&self.district, &self.locator))
    }

    /// Returns the cells that share a stretch of border with each cell, by id.
    pub fn neighbours(&self) -> &[Vec<CellId>] {
        self.neighbours.get_or_init(|| streets::neighbours(&self.district))
    }

    /// Returns the grid member who answers for a cell.
    pub fn member_of(&self, cell: CellId) -> Option<PersonId> {
        self.member_of.get(cell.index()).copied().flatten()
    }

    /// Returns the leader who holds a road's contract.
    pub fn leader_of(&self, road: RoadId) -> Option<PersonId> {
        self.leader_of.get(road.index()).copied().flatten()
    }

    /// Returns the grid members of the cells whose labels lie within so many millimetres of a place, each once.
    pub fn members_near(&self, at: Point, within_mm: u32) -> Vec<PersonId> {
        let reach = i64::from(within_mm) * Point::PER_MM;
        let near = self.district.live_cells().filter(|(_, cell)| cell.label.distance2(at) <= reach * reach);
        let members: BTreeSet<PersonId> = near.filter_map(|(id, _)| self.member_of(id)).collect();
        members.into_iter().collect()
    }

    /// Returns the road that a segment belongs to.
    pub fn road_of(&self, segment: model::SegmentId) -> RoadId {
        self.district.segments[segment.index()].road
    }
}
