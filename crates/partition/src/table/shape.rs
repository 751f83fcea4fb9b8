//! From edges back to the polygons of cells.

use std::collections::BTreeMap;

use model::{CellEdge, CellId, Point, Polygon};

use super::TableError;
use crate::{
    face::next_half_edges,
    mark::Mark,
    node::Link,
    plane::NONE,
    ring::{polygon, rings_of},
};

/// Returns the polygons that the edges enclose, by cell: the shell counter-clockwise, holes clockwise and sorted, each ring from
/// its least point, no point twice in a ring. Edges whose spans differ are taken together: pass those of one version.
///
/// ```
/// use model::{CellEdge, CellId, EdgeClass, Point, Span};
/// let line = [(0, 0), (9, 0), (0, 9), (0, 0)].map(|(x, y)| Point { x, y }).to_vec();
/// let edge =
///     CellEdge { line, left: Some(CellId(4)), right: None, class: EdgeClass::Border, segment: None, span: Span::FOUNDED };
/// assert_eq!(partition::shapes(&[edge])?[&CellId(4)].area2(), 81);
/// # Ok::<(), partition::TableError>(())
/// ```
///
/// # Errors
/// Edges on the same ground, that contradict each other around a point, or that enclose no single area. Edges that cross
/// without a common point are not found.
pub fn shapes<'a>(edges: impl IntoIterator<Item = &'a CellEdge>) -> Result<BTreeMap<CellId, Polygon>, TableError> {
    shapes_of(edges, |_| true)
}

/// Returns the polygons of some cells; `edges` must hold all edges of these.
pub(crate) fn shapes_of<'a>(
    edges: impl IntoIterator<Item = &'a CellEdge>,
    wanted: impl Fn(CellId) -> bool,
) -> Result<BTreeMap<CellId, Polygon>, TableError> {
    let wanted = |it: Option<CellId>| it.filter(|it| wanted(*it));
    let mut pieces: Vec<(Point, Point, [Option<CellId>; 2])> = vec![];
    for (at, it) in edges.into_iter().enumerate() {
        if it.left == it.right || it.line.len() < 2 {
            return Err(TableError::BadEdge { at });
        }
        let sides = [wanted(it.left), wanted(it.right)];
        if sides == [None; 2] {
            continue;
        }
        for ends in it.line.windows(2) {
            let (a, b) = (ends[0], ends[1]);
            match a.cmp(&b) {
                std::cmp::Ordering::Less => pieces.push((a, b, sides)),
                std::cmp::Ordering::Equal => return Err(TableError::BadEdge { at }),
                std::cmp::Ordering::Greater => pieces.push((b, a, [sides[1], sides[0]])),
            }
        }
    }
    pieces.sort_unstable();
    if let Some(pair) = pieces.windows(2).find(|it| (it[0].0, it[0].1) == (it[1].0, it[1].1)) {
        return Err(TableError::SameGround { from: pair[0].0, to: pair[0].1 });
    }
    enclosed(&pieces)
}

/// Walks around the cells; `pieces` are sorted and distinct.
fn enclosed(pieces: &[(Point, Point, [Option<CellId>; 2])]) -> Result<BTreeMap<CellId, Polygon>, TableError> {
    let mut points: Vec<Point> = pieces.iter().flat_map(|it| [it.0, it.1]).collect();
    points.sort_unstable();
    points.dedup();
    let mut cells: Vec<CellId> = pieces.iter().flat_map(|it| it.2).flatten().collect();
    cells.sort_unstable();
    cells.dedup();
    let point = |it: &Point| points.binary_search(it).map_or(NONE, |at| at as u32);
    let links: Vec<Link> = pieces.iter().map(|it| Link { u: point(&it.0), v: point(&it.1), mark: Mark::CUT }).collect();
    // What lies outside the cells has the number after the last.
    let outside = cells.len();
    let number =
        |it: Option<CellId>| it.and_then(|it| cells.binary_search(&it).ok()).map_or(outside as u32, |at| at as u32);
    let sides: Vec<[u32; 2]> = pieces.iter().map(|it| it.2.map(number)).collect();
    for (half, next) in next_half_edges(&points, &links).into_iter().enumerate() {
        let side = |half: usize| sides[half / 2][half % 2];
        if side(half) != side(next as usize) {
            let it = &links[next as usize / 2];
            let at = if next.is_multiple_of(2) { it.u } else { it.v };
            return Err(TableError::Torn { at: points[at as usize] });
        }
    }
    let region: Vec<u32> = (0..outside as u32).chain([NONE]).collect();
    let shapes = rings_of(&points, &links, &sides, &region, outside).into_iter().zip(cells);
    shapes.map(|(it, cell)| polygon(it).map(|it| (cell, it)).ok_or(TableError::NotConnected { cell })).collect()
}
