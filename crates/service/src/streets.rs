//! Streets and neighbours of the unit cells, measured over the edge table.

use model::{CellId, District, Point};
use spatial::{Locator, Place};

/// What is left of a segment beside the borders it forms counts from this many metres on.
const LEAST_REST_M: f64 = 1.0;

/// Returns the metres of street in each cell, by id: a street on a border counts half for each side, one inside a cell
/// whole; of a segment that does both, the inner rest counts for the cell at its middle.
pub(crate) fn street_m(district: &District, locator: &Locator) -> Vec<f64> {
    let mut streets = vec![0.0; district.cells.len()];
    let mut on_borders = vec![0.0; district.segments.len()];
    for (_, edge) in district.live_edges() {
        if edge.class.road().is_none() && edge.segment.is_none() {
            continue;
        }
        let length = edge.length_m();
        for cell in [edge.left, edge.right].into_iter().flatten() {
            streets[cell.index()] += length / 2.0;
        }
        if let Some(segment) = edge.segment {
            on_borders[segment.index()] += length;
        }
    }
    for (segment, on_borders) in district.segments.iter().zip(on_borders) {
        let rest = segment.length_m() - on_borders;
        if rest >= LEAST_REST_M
            && let Some(middle) = middle(&segment.line)
            && let Place::Inside(cell) = locator.place(middle)
        {
            streets[cell.index()] += rest;
        }
    }
    streets
}

/// Returns the point of a line half its length from either end.
fn middle(line: &[Point]) -> Option<Point> {
    let mut left: f64 = line.windows(2).map(|it| it[0].distance_m(it[1])).sum::<f64>() / 2.0;
    for it in line.windows(2) {
        let length = it[0].distance_m(it[1]);
        if left <= length && length > 0.0 {
            let at = |a: i32, b: i32| (f64::from(a) + (f64::from(b) - f64::from(a)) * left / length).round() as i32;
            return Some(Point { x: at(it[0].x, it[1].x), y: at(it[0].y, it[1].y) });
        }
        left -= length;
    }
    line.last().copied()
}

/// Returns the cells that share a stretch of border with each cell, by id, rising.
pub(crate) fn neighbours(district: &District) -> Vec<Vec<CellId>> {
    let mut neighbours = vec![vec![]; district.cells.len()];
    for (_, edge) in district.live_edges() {
        if let (Some(left), Some(right)) = (edge.left, edge.right) {
            neighbours[left.index()].push(right);
            neighbours[right.index()].push(left);
        }
    }
    for list in &mut neighbours {
        list.sort_unstable();
        list.dedup();
    }
    neighbours
}
