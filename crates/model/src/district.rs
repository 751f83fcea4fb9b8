//! The district: everything that lies still while incidents come and go.

use thiserror::Error;

use crate::{
    Backdrop, CellEdge, Community, Duty, FrameOrigin, FrontageZone, Landmark, Leave, List, LonLat, PartitionVersion,
    Person, Piece, Road, RoadSegment, Ruling, Span, Subdistrict, UnitCell, Verdict,
};

/// A district with its areas, roads, people and duties. Ids are positions in these lists, which copies share until they
/// change.
#[derive(Clone, Debug, PartialEq)]
pub struct District {
    /// The name.
    pub name: String,
    /// The six-digit code.
    pub code: String,
    /// Whether the district is made up.
    pub fictional: bool,
    /// Whom the map must name; empty when nobody.
    pub attribution: String,
    /// The frame of all its lattice points.
    pub frame: FrameOrigin,
    /// Sub-districts.
    pub subdistricts: List<Subdistrict>,
    /// Communities.
    pub communities: List<Community>,
    /// Unit cells of all versions.
    pub cells: List<UnitCell>,
    /// The versions of the partition, oldest first; the last one holds.
    pub versions: List<PartitionVersion>,
    /// The edge table: the borders of the cells in all versions.
    pub edges: List<CellEdge>,
    /// Roads.
    pub roads: List<Road>,
    /// Road segments.
    pub segments: List<RoadSegment>,
    /// The drawn ground.
    pub backdrop: List<Backdrop>,
    /// Places that people go by.
    pub landmarks: List<Landmark>,
    /// Persons.
    pub persons: List<Person>,
    /// Duties of all versions.
    pub duties: List<Duty>,
    /// Frontage zones of all versions.
    pub frontages: List<FrontageZone>,
    /// Leaves ever put on record.
    pub leaves: List<Leave>,
    /// Rulings and choices ever put on record.
    pub rulings: List<Ruling>,
}

/// What is wrong with a district's references.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{holder} {at} names {thing} {index}, but there are only {count}")]
pub struct BrokenDistrict {
    /// The list that holds the reference.
    pub holder: &'static str,
    /// The position in it.
    pub at: usize,
    /// What is named.
    pub thing: &'static str,
    /// The number named.
    pub index: usize,
    /// How many there are.
    pub count: usize,
}

impl District {
    /// Returns a district of nothing but its name, its code and its frame, with the version that `founded_at` names.
    pub fn empty(name: &str, code: &str, origin: LonLat, founded_at: i64) -> Self {
        Self {
            name: name.to_owned(),
            code: code.to_owned(),
            fictional: false,
            attribution: String::new(),
            frame: FrameOrigin { origin },
            subdistricts: List::new(),
            communities: List::new(),
            cells: List::new(),
            versions: vec![PartitionVersion::founded(founded_at)].into(),
            edges: List::new(),
            roads: List::new(),
            segments: List::new(),
            backdrop: List::new(),
            landmarks: List::new(),
            persons: List::new(),
            duties: List::new(),
            frontages: List::new(),
            leaves: List::new(),
            rulings: List::new(),
        }
    }

    /// Checks that every reference between the lists leads somewhere.
    ///
    /// # Errors
    /// The first reference that leads nowhere.
    pub fn check(&self) -> Result<(), BrokenDistrict> {
        let check = |holder, at, thing, index: usize, count| {
            if index < count { Ok(()) } else { Err(BrokenDistrict { holder, at, thing, index, count }) }
        };
        let span = |holder, at, it: Span| {
            let last = it.to.unwrap_or(it.from).max(it.from);
            check(holder, at, "version", last.index(), self.versions.len())
        };
        for (at, it) in self.communities.iter().enumerate() {
            check("community", at, "sub-district", it.subdistrict.index(), self.subdistricts.len())?;
        }
        for (at, it) in self.cells.iter().enumerate() {
            check("unit cell", at, "community", it.community.index(), self.communities.len())?;
            span("unit cell", at, it.span)?;
        }
        for (at, it) in self.edges.iter().enumerate() {
            for cell in [it.left, it.right].into_iter().flatten() {
                check("edge", at, "unit cell", cell.index(), self.cells.len())?;
            }
            if let Some(segment) = it.segment {
                check("edge", at, "road segment", segment.index(), self.segments.len())?;
            }
            span("edge", at, it.span)?;
        }
        for (at, it) in self.segments.iter().enumerate() {
            check("road segment", at, "road", it.road.index(), self.roads.len())?;
        }
        for (at, it) in self.duties.iter().enumerate() {
            check("duty", at, "person", it.person.index(), self.persons.len())?;
            span("duty", at, it.span)?;
            match &it.piece {
                Piece::Cells(cells) => {
                    for cell in cells {
                        check("duty", at, "unit cell", cell.index(), self.cells.len())?;
                    }
                }
                Piece::Road(it) => check("duty", at, "road", it.road.index(), self.roads.len())?,
                Piece::Frontage(it) => check("duty", at, "frontage zone", it.index(), self.frontages.len())?,
                Piece::Spot(_) => {}
            }
        }
        for (at, it) in self.frontages.iter().enumerate() {
            check("frontage zone", at, "road segment", it.segment.index(), self.segments.len())?;
            span("frontage zone", at, it.span)?;
        }
        for (at, it) in self.leaves.iter().enumerate() {
            for person in [Some(it.person), it.stand_in].into_iter().flatten() {
                check("leave", at, "person", person.index(), self.persons.len())?;
            }
        }
        for (at, it) in self.rulings.iter().enumerate() {
            match it.verdict {
                Verdict::Cell(cell) => check("ruling", at, "unit cell", cell.index(), self.cells.len())?,
                Verdict::Road(road) => check("ruling", at, "road", road.index(), self.roads.len())?,
                Verdict::Person(person) => check("ruling", at, "person", person.index(), self.persons.len())?,
            }
        }
        Ok(())
    }
}
