//! What the partition is made of and what it gives back.

pub use model::{BarrierClass, EdgeClass};
use model::{Point, Polygon};

/// A line along which blocks are cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barrier {
    /// The line; neighbouring points may be equal, the line may cross itself. Less than two points bar nothing.
    pub line: Vec<Point>,
    /// What it is.
    pub class: BarrierClass,
    /// The caller's number, given back on edges.
    pub source: u32,
}

/// A community: the smallest area that a cell must stay inside.
///
/// A point is inside a polygon when a ray from it crosses the rings an odd number of times, whichever way they run, so that
/// self-crossing and doubled rings have a meaning; it is inside the home when it is inside one of the polygons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// Its parts. Rings may touch, overlap or cross themselves.
    pub polygons: Vec<Polygon>,
}

/// A cell: connected ground inside one home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The position of its home in the list given.
    pub home: u32,
    /// Its ground: the shell counter-clockwise, holes clockwise, no point twice in one ring. Neighbouring cells have all
    /// points of their common border in common.
    pub polygon: Polygon,
    /// A place strictly inside, far from the border; in a cell of a width of one or two lattice units (0.2 mm), where no
    /// lattice point inside was found, its least border point.
    pub label: Point,
    /// Twice its area in square lattice units.
    pub area2: i128,
}

/// A straight piece of border between two cells, or between a cell and the ground outside all homes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Where it starts: the end that is less by x, then y.
    pub from: Point,
    /// Where it ends.
    pub to: Point,
    /// The cell on its left, looking from `from` to `to`.
    pub left: Option<u32>,
    /// The cell on its right.
    pub right: Option<u32>,
    /// What runs along it.
    pub class: EdgeClass,
    /// The number of the barrier: of several on the same ground, the least of the strongest class.
    pub source: Option<u32>,
}

/// Cells without gaps and without common ground, and the edges between them.
///
/// The cells are sorted by home, then as their codes' sequence runs (DOMAIN.md: "west→east, then north→south"): each home
/// is cut into rows as high as the square root of its mean cell area, from its northernmost label southwards; rows go from
/// north to south, the labels in a row from west to east (of two on one meridian, the northern first).
#[derive(Clone, Debug, PartialEq)]
pub struct Partition {
    /// The cells.
    pub cells: Vec<Cell>,
    /// The edges, by `from`, then `to`.
    pub edges: Vec<Edge>,
    /// What happened on the way.
    pub report: PartitionReport,
}

/// What happened while cells were cut.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PartitionReport {
    /// Twice the area of all homes together in square lattice units, summed over the outer edges: exactly the sum of the
    /// cells' areas.
    pub area2: i128,
    /// Homes that got no cell: without ground, or wholly under homes before them.
    pub empty_homes: Vec<u32>,
    /// Ground that lies in two homes or more, in m²; it goes to the first of them.
    pub overlap_m2: f64,
    /// Ground that lies in two polygons or more of the same home, in m².
    pub self_overlap_m2: f64,
    /// Pockets of ground without a home that were given to a neighbour.
    pub pockets: usize,
    /// Their ground in m².
    pub pockets_m2: f64,
    /// Passes of snapping until nothing moved, over both nodings.
    pub passes: usize,
    /// Pieces of line that ended inside a block and were dropped, also outside the homes.
    pub dangles: usize,
    /// Blocks between barriers, before anything was merged or cut; without the strips given to their sides.
    pub blocks: usize,
    /// Strips between carriageways that were given to their two sides.
    pub strips: usize,
    /// Slivers merged before cutting.
    pub slivers: usize,
    /// Cuts through large blocks.
    pub cuts: usize,
    /// Leftovers merged after cutting.
    pub leftovers: usize,
    /// Edges that are cuts, in metres.
    pub cut_m: f64,
    /// Metres of those inside buildings.
    pub cut_through_buildings_m: f64,
}
