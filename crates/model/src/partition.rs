//! The partition: versions with dates, and the edge table that is the truth about where cells lie.

use crate::{
    CellId, Community, District, Duty, DutyId, EdgeId, FrontageId, FrontageZone, Person, Point, Polygon, RoadClass,
    SegmentId, UnitCell, VersionId,
};

/// What kind of line stops people on the ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BarrierClass {
    /// A road.
    Road(RoadClass),
    /// A bank or a stream.
    Water,
    /// A railway.
    Rail,
    /// A wall or fence.
    Wall,
}

/// What runs along an edge of the partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EdgeClass {
    /// A barrier, also where it is the border of a home.
    Barrier(BarrierClass),
    /// The border of a community, with nothing on the ground.
    Border,
    /// A cut through a large block.
    Cut,
}

impl EdgeClass {
    /// All classes.
    pub const ALL: [Self; 9] = [
        Self::Barrier(BarrierClass::Road(RoadClass::Main)),
        Self::Barrier(BarrierClass::Road(RoadClass::Secondary)),
        Self::Barrier(BarrierClass::Road(RoadClass::Branch)),
        Self::Barrier(BarrierClass::Road(RoadClass::Alley)),
        Self::Barrier(BarrierClass::Water),
        Self::Barrier(BarrierClass::Rail),
        Self::Barrier(BarrierClass::Wall),
        Self::Border,
        Self::Cut,
    ];

    /// Returns the identifier used in API, database and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Barrier(BarrierClass::Road(class)) => class.as_str(),
            Self::Barrier(BarrierClass::Water) => "water",
            Self::Barrier(BarrierClass::Rail) => "rail",
            Self::Barrier(BarrierClass::Wall) => "wall",
            Self::Border => "border",
            Self::Cut => "cut",
        }
    }

    /// Returns the class with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Returns the class of the road that runs along the edge.
    pub const fn road(self) -> Option<RoadClass> {
        match self {
            Self::Barrier(BarrierClass::Road(class)) => Some(class),
            _ => None,
        }
    }
}

/// From which version on something holds, and until which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// The version that brought it.
    pub from: VersionId,
    /// The version that ended it; `None` while it holds.
    pub to: Option<VersionId>,
}

impl Span {
    /// From the first version on.
    pub const FOUNDED: Self = Self { from: VersionId(0), to: None };

    /// Returns the span that begins with `version`.
    pub const fn since(version: VersionId) -> Self {
        Self { from: version, to: None }
    }

    /// Tells whether it holds in `version`.
    ///
    /// ```
    /// use model::{Span, VersionId};
    /// let span = Span { from: VersionId(1), to: Some(VersionId(3)) };
    /// assert_eq!([0, 1, 2, 3].map(|it| span.holds(VersionId(it))), [false, true, true, false]);
    /// ```
    pub fn holds(self, version: VersionId) -> bool {
        self.from <= version && self.to.is_none_or(|to| version < to)
    }

    /// Tells whether it still holds.
    pub const fn is_live(self) -> bool {
        self.to.is_none()
    }
}

/// How a version came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VersionKind {
    /// The first one: cut out of streets, or as imported.
    Founded,
    /// People changed borders or duties.
    Edited,
    /// The duty grids were planned anew.
    Planned,
    /// A division was imported in place of the one before.
    Imported,
    /// An earlier version was taken back.
    Undone(VersionId),
}

impl VersionKind {
    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Founded => "founded",
            Self::Edited => "edited",
            Self::Planned => "planned",
            Self::Imported => "imported",
            Self::Undone(_) => "undone",
        }
    }

    /// Returns the kind with this identifier; `undone` needs the version that was taken back.
    pub fn parse(text: &str, undone: Option<VersionId>) -> Option<Self> {
        match (text, undone) {
            ("founded", None) => Some(Self::Founded),
            ("edited", None) => Some(Self::Edited),
            ("planned", None) => Some(Self::Planned),
            ("imported", None) => Some(Self::Imported),
            ("undone", Some(version)) => Some(Self::Undone(version)),
            _ => None,
        }
    }

    /// Returns the version that was taken back.
    pub const fn undone(self) -> Option<VersionId> {
        match self {
            Self::Undone(version) => Some(version),
            _ => None,
        }
    }
}

/// A state of cells and duties that held from a moment on, until the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionVersion {
    /// How it came about.
    pub kind: VersionKind,
    /// From when on it holds: milliseconds since 1970-01-01T00:00:00Z. Rises from version to version.
    pub valid_from: i64,
    /// What was said about it.
    pub note: String,
}

impl PartitionVersion {
    /// Returns the first version of a district, which holds from `at` (milliseconds since 1970).
    pub const fn founded(at: i64) -> Self {
        Self { kind: VersionKind::Founded, valid_from: at, note: String::new() }
    }
}

/// A piece of border between two cells, or between a cell and the ground outside the district.
///
/// All edges of one version together are the truth about that version: a cell's ground is what its edges enclose, so
/// cells can neither overlap nor leave a gap, whatever is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellEdge {
    /// The line; two points at least, no two neighbours equal. It ends where another edge begins, or closes on itself.
    pub line: Vec<Point>,
    /// The cell on its left, looking along the line.
    pub left: Option<CellId>,
    /// The cell on its right; never the same as on the left.
    pub right: Option<CellId>,
    /// What runs along it.
    pub class: EdgeClass,
    /// The road segment that runs along it, where one is registered.
    pub segment: Option<SegmentId>,
    /// When it holds.
    pub span: Span,
}

impl CellEdge {
    /// Returns the length of its line in metres.
    ///
    /// ```
    /// use model::{CellEdge, EdgeClass, Point, Span};
    /// let line = [(0, 0), (30_000, 40_000), (30_000, 0)].map(|(x, y)| Point { x, y }).to_vec();
    /// let edge = CellEdge { line, left: None, right: None, class: EdgeClass::Cut, segment: None, span: Span::FOUNDED };
    /// assert!((edge.length_m() - 9.0).abs() < 1e-9);
    /// ```
    pub fn length_m(&self) -> f64 {
        crate::place::length_m(&self.line)
    }
}

/// What a new version changes: everything else stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Repartition {
    /// Communities that are added, for codes that overflow.
    pub new_communities: Vec<Community>,
    /// Cells that end; their codes never come back.
    pub ended_cells: Vec<CellId>,
    /// Cells that go on under their code on other ground, or with further points on their border: the ground and label.
    pub reshaped_cells: Vec<(CellId, Polygon, Point)>,
    /// Cells that are added; their ids follow the present ones.
    pub new_cells: Vec<UnitCell>,
    /// Cells that ended earlier and hold again, because the version that ended them is taken back.
    pub revived_cells: Vec<(CellId, Polygon, Point)>,
    /// Edges that end.
    pub ended_edges: Vec<EdgeId>,
    /// Edges that are added.
    pub new_edges: Vec<CellEdge>,
    /// Persons that are added; their ids follow the present ones.
    pub new_persons: Vec<Person>,
    /// Frontage zones that end.
    pub ended_frontages: Vec<FrontageId>,
    /// Frontage zones that are added; their ids follow the present ones.
    pub new_frontages: Vec<FrontageZone>,
    /// Duties that end.
    pub ended_duties: Vec<DutyId>,
    /// Duties that are added.
    pub new_duties: Vec<Duty>,
}

impl Repartition {
    /// Tells whether nothing changes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl District {
    /// Returns the version that holds now; a district has one from its founding on.
    pub fn version(&self) -> VersionId {
        VersionId::at(self.versions.len().saturating_sub(1))
    }

    /// Returns the version that held at a moment (milliseconds since 1970); `None` before the first.
    pub fn version_at(&self, ms: i64) -> Option<VersionId> {
        let after = self.versions.partition_point(|it| it.valid_from <= ms);
        after.checked_sub(1).map(VersionId::at)
    }

    /// Iterates over the cells that hold now.
    pub fn live_cells(&self) -> impl Iterator<Item = (CellId, &UnitCell)> {
        self.cells.iter().enumerate().filter(|it| it.1.span.is_live()).map(|(at, it)| (CellId::at(at), it))
    }

    /// Iterates over the edges that hold now.
    pub fn live_edges(&self) -> impl Iterator<Item = (EdgeId, &CellEdge)> {
        self.edges.iter().enumerate().filter(|it| it.1.span.is_live()).map(|(at, it)| (EdgeId::at(at), it))
    }

    /// Iterates over the duties that hold now.
    pub fn live_duties(&self) -> impl Iterator<Item = (DutyId, &Duty)> {
        self.duties.iter().enumerate().filter(|it| it.1.span.is_live()).map(|(at, it)| (DutyId::at(at), it))
    }

    /// Iterates over the frontage zones that hold now.
    pub fn live_frontages(&self) -> impl Iterator<Item = (FrontageId, &FrontageZone)> {
        self.frontages.iter().enumerate().filter(|it| it.1.span.is_live()).map(|(at, it)| (FrontageId::at(at), it))
    }

    /// Returns the district under its next version.
    ///
    /// # Errors
    /// A reference that leads nowhere; then nothing may be saved.
    pub fn with(&self, version: &PartitionVersion, change: &Repartition) -> Result<Self, crate::BrokenDistrict> {
        let mut next = self.clone();
        let number = VersionId::at(self.versions.len());
        next.versions.push(version.clone());
        next.communities.extend(change.new_communities.iter().cloned());
        next.cells.extend(change.new_cells.iter().cloned());
        next.edges.extend(change.new_edges.iter().cloned());
        next.persons.extend(change.new_persons.iter().cloned());
        next.frontages.extend(change.new_frontages.iter().cloned());
        next.duties.extend(change.new_duties.iter().cloned());
        let lost = |thing, index, count| crate::BrokenDistrict {
            holder: "new version",
            at: number.index(),
            thing,
            index,
            count,
        };
        let (cells, edges, duties) = (next.cells.len(), next.edges.len(), next.duties.len());
        let frontages = next.frontages.len();
        for id in &change.ended_cells {
            next.cells.get_mut(id.index()).ok_or_else(|| lost("unit cell", id.index(), cells))?.span.to = Some(number);
        }
        for (shapes, revive) in [(&change.reshaped_cells, false), (&change.revived_cells, true)] {
            for (id, polygon, label) in shapes {
                let cell = next.cells.get_mut(id.index()).ok_or_else(|| lost("unit cell", id.index(), cells))?;
                (cell.polygon, cell.label) = (polygon.clone(), *label);
                if revive {
                    cell.span.to = None;
                }
            }
        }
        for id in &change.ended_edges {
            next.edges.get_mut(id.index()).ok_or_else(|| lost("edge", id.index(), edges))?.span.to = Some(number);
        }
        for id in &change.ended_duties {
            next.duties.get_mut(id.index()).ok_or_else(|| lost("duty", id.index(), duties))?.span.to = Some(number);
        }
        for id in &change.ended_frontages {
            let zone = next.frontages.get_mut(id.index());
            zone.ok_or_else(|| lost("frontage zone", id.index(), frontages))?.span.to = Some(number);
        }
        next.check()?;
        Ok(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_and_kind_reads_back_from_its_identifier() {
        for class in EdgeClass::ALL {
            assert_eq!(EdgeClass::parse(class.as_str()), Some(class));
        }
        let undone = VersionKind::Undone(VersionId(3));
        for kind in [VersionKind::Founded, VersionKind::Edited, VersionKind::Planned, VersionKind::Imported, undone] {
            assert_eq!(VersionKind::parse(kind.as_str(), kind.undone()), Some(kind));
        }
        assert_eq!(VersionKind::parse("undone", None), None);
    }
}
