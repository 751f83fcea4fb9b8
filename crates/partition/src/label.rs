//! A place for a cell's label: well inside, and exactly inside.

use std::{cmp::Ordering, collections::BinaryHeap};

use model::{Point, Polygon};

use crate::lattice::{cross, sides};

/// The search stops when no place can be further inside by more than this share of the best one's distance: nobody sees it.
const PRECISION: f64 = 0.2;
/// The centre of gravity is taken where it lies so far inside, as a share of the farthest that its area and its box allow:
/// it is the place that people expect. A 2:1 rectangle reaches 0.63.
const CENTRAL: f64 = 0.6;
/// Squares looked at, at most.
const MOST_SQUARES: usize = 800;
/// Lattice rows looked at when the cell is too thin for the search.
const MOST_ROWS: i64 = 512;

/// Returns a lattice point strictly inside, near the place farthest from the border; in a cell so small or thin that
/// none was found, its least point.
pub(crate) fn label(polygon: &Polygon) -> Point {
    let found = farthest_inside(polygon).filter(|it| strictly_inside(polygon, *it));
    let found = found.or_else(|| by_rows(polygon));
    found.or_else(|| polygon.shell.iter().min().copied()).unwrap_or(Point { x: 0, y: 0 })
}

/// Tells exactly whether a point lies inside and not on the border.
pub(crate) fn strictly_inside(polygon: &Polygon, it: Point) -> bool {
    let mut inside = false;
    for (a, b) in polygon.rings().flat_map(sides) {
        let side = cross(a, b, it);
        let between = |a: i32, b: i32, it: i32| a.min(b) <= it && it <= a.max(b);
        if side == 0 && between(a.x, b.x, it.x) && between(a.y, b.y, it.y) {
            return false;
        }
        if (a.y <= it.y) != (b.y <= it.y) && (side > 0) == (b.y > a.y) {
            inside = !inside;
        }
    }
    inside
}

/// A square of the search: how far inside its middle lies, and how far inside any place of it can lie.
struct Square {
    x: f64,
    y: f64,
    half: f64,
    distance: f64,
}

impl Square {
    /// Makes the square; `None` where no place in it can lie deeper than `least`.
    fn new(walls: &[Wall], x: f64, y: f64, half: f64, least: f64) -> Option<Self> {
        let beyond = least - half * std::f64::consts::SQRT_2;
        distance(walls, x, y, beyond).map(|distance| Self { x, y, half, distance })
    }

    fn most(&self) -> f64 {
        self.distance + self.half * std::f64::consts::SQRT_2
    }
}

impl PartialEq for Square {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Square {}
impl PartialOrd for Square {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Square {
    fn cmp(&self, other: &Self) -> Ordering {
        let place = |it: &Self| (it.x, it.y);
        let (a, b) = (place(self), place(other));
        self.most().total_cmp(&other.most()).then(a.0.total_cmp(&b.0)).then(a.1.total_cmp(&b.1))
    }
}

/// The pole of inaccessibility by a quadtree of squares (the method of Mapbox's polylabel).
fn farthest_inside(polygon: &Polygon) -> Option<Point> {
    let walls: Vec<Wall> = polygon.rings().flat_map(sides).map(Wall::new).collect();
    let (low, high) = corners(polygon)?;
    let (x0, y0) = (f64::from(low.x), f64::from(low.y));
    let (width, height) = (f64::from(high.x) - x0, f64::from(high.y) - y0);
    let (x, y, area) = centroid(polygon)?;
    let mut best = Square::new(&walls, x, y, 0.0, f64::NEG_INFINITY)?;
    let farthest = (area / std::f64::consts::PI).sqrt().min(width.min(height) / 2.0);
    let mut heap = BinaryHeap::new();
    if best.distance < CENTRAL * farthest {
        let half = width.min(height).max(1.0) / 2.0;
        // A very long cell starts with larger squares, to bound their number.
        let half = half.max(width.max(height) / 64.0);
        for i in 0..(width / (2.0 * half)).ceil() as i64 {
            for j in 0..(height / (2.0 * half)).ceil() as i64 {
                let middle = |from: f64, at: i64| from + (2 * at + 1) as f64 * half;
                heap.extend(Square::new(&walls, middle(x0, i), middle(y0, j), half, best.distance));
            }
        }
    }
    let mut looked = 0;
    while let Some(it) = heap.pop() {
        if it.distance > best.distance {
            best = Square { half: 0.0, ..it };
        }
        let enough = best.distance + best.distance.max(1.0) * PRECISION;
        if it.most() <= enough || looked > MOST_SQUARES {
            break;
        }
        let half = it.half / 2.0;
        for (dx, dy) in [(-half, -half), (half, -half), (-half, half), (half, half)] {
            looked += 1;
            let Some(part) = Square::new(&walls, it.x + dx, it.y + dy, half, enough) else { continue };
            if part.distance > best.distance {
                best = Square { half: 0.0, ..part };
            }
            heap.push(part);
        }
    }
    Some(Point { x: best.x.round() as i32, y: best.y.round() as i32 })
}

/// A side, made ready for many distances.
struct Wall {
    x: f64,
    y: f64,
    dx: f64,
    dy: f64,
    by_length2: f64,
}

impl Wall {
    fn new((a, b): (Point, Point)) -> Self {
        let (x, y) = (f64::from(a.x), f64::from(a.y));
        let (dx, dy) = (f64::from(b.x) - x, f64::from(b.y) - y);
        Self { x, y, dx, dy, by_length2: 1.0 / (dx * dx + dy * dy) }
    }
}

/// Returns how far inside a place lies; outside, how far outside, negative. `None` where that is less than `least`.
fn distance(walls: &[Wall], x: f64, y: f64, least: f64) -> Option<f64> {
    let mut inside = false;
    let mut nearest = f64::MAX;
    // Nearer than this to any side, a place is not deep enough even if it lies inside.
    let too_near = if least > 0.0 { least * least } else { -1.0 };
    for it in walls {
        let (ax, ay) = (it.x - x, it.y - y);
        let rises = it.dy > 0.0;
        if (ay > 0.0) != (ay + it.dy > 0.0) && (ax * it.dy - ay * it.dx > 0.0) == rises {
            inside = !inside;
        }
        let along = (-(ax * it.dx + ay * it.dy) * it.by_length2).clamp(0.0, 1.0);
        let (px, py) = (ax + along * it.dx, ay + along * it.dy);
        nearest = nearest.min(px * px + py * py);
        if nearest < too_near {
            return None;
        }
    }
    let distance = if inside { nearest.sqrt() } else { -nearest.sqrt() };
    (distance >= least).then_some(distance)
}

fn corners(polygon: &Polygon) -> Option<(Point, Point)> {
    let first = *polygon.shell.first()?;
    Some(polygon.shell.iter().fold((first, first), |(low, high), it| {
        (Point { x: low.x.min(it.x), y: low.y.min(it.y) }, Point { x: high.x.max(it.x), y: high.y.max(it.y) })
    }))
}

/// Returns the centre of gravity, and the area.
fn centroid(polygon: &Polygon) -> Option<(f64, f64, f64)> {
    let o = polygon.shell.first().map(|it| (f64::from(it.x), f64::from(it.y)))?;
    let (mut x, mut y, mut area2) = (0.0, 0.0, 0.0);
    for (a, b) in polygon.rings().flat_map(sides) {
        let (ax, ay) = (f64::from(a.x) - o.0, f64::from(a.y) - o.1);
        let (bx, by) = (f64::from(b.x) - o.0, f64::from(b.y) - o.1);
        let part = ax * by - ay * bx;
        area2 += part;
        x += part * (ax + bx);
        y += part * (ay + by);
    }
    Some((o.0 + x / (3.0 * area2), o.1 + y / (3.0 * area2), area2 / 2.0))
}

/// Looks along lattice rows for the widest gap between two borders with a lattice point strictly inside.
fn by_rows(polygon: &Polygon) -> Option<Point> {
    let (low, high) = corners(polygon)?;
    let (south, rows) = (i64::from(low.y), i64::from(high.y) - i64::from(low.y));
    let step = (rows / MOST_ROWS).max(1);
    let mut best: Option<(i64, Point)> = None;
    for y in (south..=south + rows).step_by(step as usize) {
        let mut at: Vec<(i64, i64)> = vec![];
        for (a, b) in polygon.rings().flat_map(sides) {
            let (ay, by) = (i64::from(a.y), i64::from(b.y));
            if (ay <= y) != (by <= y) {
                // Exact: the first lattice point not west of the crossing, and the last not east of it.
                let num = i128::from(y - ay) * (i128::from(b.x) - i128::from(a.x));
                let (num, den) = if by < ay { (-num, i128::from(ay - by)) } else { (num, i128::from(by - ay)) };
                let floor = num.div_euclid(den) as i64 + i64::from(a.x);
                at.push((floor, floor + i64::from(num.rem_euclid(den) != 0)));
            }
        }
        at.sort_unstable();
        for it in at.chunks_exact(2) {
            let (west, east) = (it[0].0 + 1, it[1].1 - 1);
            let middle = Point { x: i64::midpoint(west, east) as i32, y: y as i32 };
            if west <= east && best.is_none_or(|it| east - west > it.0) && strictly_inside(polygon, middle) {
                best = Some((east - west, middle));
            }
        }
    }
    best.map(|it| it.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(i32, i32)]) -> Vec<Point> {
        points.iter().map(|&(x, y)| Point { x, y }).collect()
    }

    #[test]
    fn a_label_lies_in_the_wide_part_and_beside_holes() {
        // A long tail to the west of a square with a courtyard south of its middle.
        let shell =
            ring(&[(0, 0), (1_000, 0), (1_000, 1_000), (0, 1_000), (0, 110), (-5_000, 110), (-5_000, 100), (0, 100)]);
        let polygon = Polygon { shell, holes: vec![ring(&[(300, 100), (300, 500), (700, 500), (700, 100)])] };
        let at = label(&polygon);
        assert!(strictly_inside(&polygon, at));
        assert!(at.y > 600 && (200..800).contains(&at.x), "{at:?}");
    }

    #[test]
    fn the_only_lattice_point_inside_is_found() {
        let polygon = Polygon { shell: ring(&[(0, 0), (2, 1), (1, 2)]), holes: vec![] };
        assert_eq!(label(&polygon), Point { x: 1, y: 1 });
        let none = Polygon { shell: ring(&[(0, 0), (1, 0), (0, 1)]), holes: vec![] };
        assert_eq!(label(&none), Point { x: 0, y: 0 });
        assert!(!strictly_inside(&polygon, Point { x: 2, y: 1 }) && !strictly_inside(&polygon, Point { x: 1, y: 0 }));
    }
}
