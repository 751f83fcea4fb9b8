//! A point against rings, decided exactly on the lattice.

use model::{Point, Polygon};

/// Tells whether `polygon` owns `point`.
///
/// The test is half-open: of two polygons that share a border, exactly one owns each point of it, so in a partition
/// every point inside has exactly one owner. Time is linear in the number of vertices.
///
/// ```
/// use model::{Point, Polygon};
/// let square = |x: i32| Polygon {
///     shell: [(0, 0), (10, 0), (10, 10), (0, 10)].map(|(dx, y)| Point { x: x + dx, y }).to_vec(),
///     holes: vec![],
/// };
/// let border = Point { x: 10, y: 5 };
/// assert_ne!(spatial::contains(&square(0), border), spatial::contains(&square(10), border));
/// ```
pub fn contains(polygon: &Polygon, point: Point) -> bool {
    polygon.rings().flat_map(edges).filter(|&(a, b)| crosses(a, b, point)).count() % 2 == 1
}

/// Returns the distance in metres from `point` to the border of `polygon`, infinite for a polygon without edges.
pub fn distance_m(polygon: &Polygon, point: Point) -> f64 {
    let nearest = polygon.rings().flat_map(edges).map(|(a, b)| distance2(a, b, point));
    nearest.fold(f64::INFINITY, f64::min).sqrt() / Point::PER_METRE
}

pub(crate) fn edges(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// Tells whether the ray from `point` to the east crosses the edge, an end counting for the edge above it only.
pub(crate) fn crosses(a: Point, b: Point, point: Point) -> bool {
    if (a.y > point.y) == (b.y > point.y) {
        return false;
    }
    let (low, high) = if a.y < b.y { (a, b) } else { (b, a) };
    cross(low, high, point) > 0
}

/// Returns the cross product of `b - a` and `point - a`: positive when `point` lies left of the line.
pub(crate) fn cross(a: Point, b: Point, point: Point) -> i64 {
    let (ax, ay) = (i64::from(a.x), i64::from(a.y));
    (i64::from(b.x) - ax) * (i64::from(point.y) - ay) - (i64::from(b.y) - ay) * (i64::from(point.x) - ax)
}

/// Returns the square of the distance between a point and the line from `a` to `b`, in lattice units.
fn distance2(a: Point, b: Point, point: Point) -> f64 {
    let ab = (f64::from(b.x) - f64::from(a.x), f64::from(b.y) - f64::from(a.y));
    let ap = (f64::from(point.x) - f64::from(a.x), f64::from(point.y) - f64::from(a.y));
    let length2 = ab.0 * ab.0 + ab.1 * ab.1;
    let share = if length2 > 0.0 { ((ap.0 * ab.0 + ap.1 * ab.1) / length2).clamp(0.0, 1.0) } else { 0.0 };
    let (dx, dy) = (ap.0 - share * ab.0, ap.1 - share * ab.1);
    dx * dx + dy * dy
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn polygon(shell: &[(i32, i32)], hole: &[(i32, i32)]) -> Polygon {
        let ring = |it: &[(i32, i32)]| it.iter().map(|&(x, y)| Point { x, y }).collect::<Vec<_>>();
        Polygon { shell: ring(shell), holes: if hole.is_empty() { vec![] } else { vec![ring(hole)] } }
    }

    #[test]
    fn a_hole_is_outside() {
        let it = polygon(&[(0, 0), (90, 0), (90, 90), (0, 90)], &[(30, 30), (30, 60), (60, 60), (60, 30)]);
        assert!(contains(&it, Point { x: 10, y: 45 }));
        assert!(!contains(&it, Point { x: 45, y: 45 }));
        assert!(!contains(&it, Point { x: 95, y: 45 }));
    }

    #[test]
    fn distance_is_to_the_nearest_border_inside_and_outside() {
        let it = polygon(&[(0, 0), (100_000, 0), (100_000, 100_000), (0, 100_000)], &[]);
        assert!((distance_m(&it, Point { x: 20_000, y: 50_000 }) - 2.0).abs() < 1e-9);
        assert!((distance_m(&it, Point { x: 130_000, y: 140_000 }) - 5.0).abs() < 1e-9);
    }

    proptest! {
        /// A fan of triangles around a centre tiles the square: each point, also on a spoke, has exactly one owner.
        #[test]
        fn every_point_of_a_fan_has_exactly_one_owner(cx in 1..99, cy in 1..99, x in 0..100, y in 0..100) {
            let corners = [(0, 0), (100, 0), (100, 100), (0, 100)];
            let owners = (0..4).filter(|&i| {
                contains(&polygon(&[corners[i], corners[(i + 1) % 4], (cx, cy)], &[]), Point { x, y })
            });
            prop_assert_eq!(owners.count(), 1);
        }
    }
}
