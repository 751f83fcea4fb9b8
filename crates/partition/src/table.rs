//! The edge table: the borders of all cells, each once. Cells are what the edges enclose.

pub(crate) mod along;
pub(crate) mod chain;
mod shape;

use model::{BarrierClass, CellEdge, CellId, CommunityId, EdgeClass, Point, Polygon, RoadSegment, VersionId};
use thiserror::Error;

use self::{
    along::Alongside,
    chain::{Piece, chain},
};
use crate::{
    Edge, PartitionError,
    lattice::sides,
    mark::{Mark, Sets},
    node::Segment,
    plane::{NONE, Plane},
};

pub use shape::shapes;
pub(crate) use shape::shapes_of;

/// Why cells make no edge table, or edges no cells.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum TableError {
    /// Two edges run on the same ground.
    #[error("({}, {})–({}, {}) 有两条重合的边 / two edges run on the same ground", .from.x, .from.y, .to.x, .to.y)]
    SameGround {
        /// One end of the piece.
        from: Point,
        /// The other.
        to: Point,
    },
    /// An edge has less than two points, the same point twice in a row, or the same cell on both sides.
    #[error("第 {at} 条边无效（两侧为同一网格，或点不足） / edge {at} has the same cell on both sides, or no length")]
    BadEdge {
        /// The position among the edges given.
        at: usize,
    },
    /// Edges around a point contradict each other about the cell between them.
    #[error("({}, {}) 处各边对所属网格说法不一 / the edges around this point name different cells for the same ground", .at.x, .at.y)]
    Torn {
        /// The point.
        at: Point,
    },
    /// The edges of a cell do not enclose one connected area.
    #[error("网格 {} 不是一块连通的区域 / unit cell {} is not one connected area", .cell.0, .cell.0)]
    NotConnected {
        /// The cell.
        cell: CellId,
    },
    /// Borders cross, or touch where one of them has no point.
    #[error("({}, {}) 处边界相交，或邻格没有这个公共点 / borders cross here, or a neighbour lacks this point", .at.x, .at.y)]
    NotShared {
        /// The place.
        at: Point,
    },
    /// Two cells have ground in common.
    #[error("网格 {} 与 {} 在 ({}, {}) 附近重叠 / unit cells {} and {} overlap here", .first.0, .second.0, .at.x, .at.y, .first.0, .second.0)]
    Overlap {
        /// The first cell.
        first: CellId,
        /// The second.
        second: CellId,
        /// A point on the border of the common ground.
        at: Point,
    },
    /// The borders cannot be noded.
    #[error("边界无法处理 / the borders cannot be noded")]
    Node(#[from] PartitionError),
}

/// Makes the edge table of a partition.
///
/// Straight pieces are joined to lines between nodes; a node is where not exactly two pieces of the same cells, class and
/// segment meet. A piece on a road gets the segment on the ground that runs along it, within half a metre; where the border
/// runs beside the road (between two carriageways), the nearest one of its class within 20 m. An edge begins at its lesser end
/// (by x, then y), a closed one at its least point; of the two ways round it takes the one with the lesser second point.
/// Edges are sorted by their points. `cell` numbers the cells. `since` is the version that brings the edges.
pub fn edge_table(
    edges: &[Edge],
    cell: impl Fn(u32) -> CellId,
    segments: &[RoadSegment],
    since: VersionId,
) -> Vec<CellEdge> {
    let along = Alongside::new(segments);
    let pieces = edges.iter().map(|it| Piece {
        from: it.from,
        to: it.to,
        left: it.left.map(&cell),
        right: it.right.map(&cell),
        class: it.class,
        segment: it.class.road().and_then(|class| along.of_class(it.from, it.to, class)),
    });
    chain(pieces.collect(), &|_| false, since)
}

/// Makes the edge table of cells that share all points of their common borders, as districts had them before there were
/// edge tables.
///
/// A border with a road segment on the ground within half a metre along it has the segment's class; else it is a border
/// where communities differ or nothing lies beyond, else a cut. Lines and order are those of [`edge_table`].
///
/// # Errors
/// Cells that overlap, cross or lack a common point; nothing is guessed.
pub fn edges_of_cells(
    cells: &[(CellId, CommunityId, &Polygon)],
    segments: &[RoadSegment],
    since: VersionId,
) -> Result<Vec<CellEdge>, TableError> {
    let mut sets = Sets::new();
    let mut given: Vec<(Point, Point)> = vec![];
    let mut pieces = vec![];
    for (at, (.., polygon)) in cells.iter().enumerate() {
        let mark = Mark::border(sets.one(at as u32));
        for (a, b) in polygon.rings().flat_map(sides) {
            given.push((a.min(b), a.max(b)));
            pieces.extend(Segment::new(a, b, mark));
        }
    }
    given.sort_unstable();
    given.dedup();
    let all: Vec<u32> = (0..cells.len() as u32).collect();
    let plane = Plane::new(pieces, &all, &mut sets)?;
    // Noding must have changed nothing.
    let noded: Vec<(Point, Point)> = plane.links.iter().map(|it| plane.ends(it)).collect();
    let odd = given.iter().zip(&noded).find(|(a, b)| a != b).map(|(a, b)| (*a).min(*b));
    if let Some((at, _)) = odd.or_else(|| given.get(noded.len()).or(noded.get(given.len())).copied()) {
        return Err(TableError::NotShared { at });
    }
    let along = Alongside::new(segments);
    let mut pieces = Vec::with_capacity(noded.len());
    for ((from, to), faces) in noded.into_iter().zip(&plane.sides) {
        for face in faces {
            if let &[first, second, ..] = sets.members(plane.parts[*face as usize]) {
                let id = |at: u32| cells[at as usize].0;
                return Err(TableError::Overlap { first: id(first), second: id(second), at: from });
            }
        }
        let owner = faces.map(|it| plane.owner[it as usize]).map(|it| cells.get(it as usize).filter(|_| it != NONE));
        let [left, right] = owner;
        let segment = along.any(from, to);
        let class = match (segment, left, right) {
            (Some((_, class)), ..) => EdgeClass::Barrier(BarrierClass::Road(class)),
            (None, Some(left), Some(right)) if left.1 == right.1 => EdgeClass::Cut,
            _ => EdgeClass::Border,
        };
        let (left, right) = (left.map(|it| it.0), right.map(|it| it.0));
        pieces.push(Piece { from, to, left, right, class, segment: segment.map(|it| it.0) });
    }
    Ok(chain(pieces, &|_| false, since))
}
