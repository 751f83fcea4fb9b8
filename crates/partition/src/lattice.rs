//! Exact arithmetic on lattice points.

use model::Point;

/// Returns twice the signed area of the triangle `o a b`: positive when `b` lies left of `o → a`.
///
/// Exact: inside the frame differences stay below 2³⁰, products below 2⁶¹.
pub(crate) fn cross(o: Point, a: Point, b: Point) -> i64 {
    let (ox, oy) = (i64::from(o.x), i64::from(o.y));
    (i64::from(a.x) - ox) * (i64::from(b.y) - oy) - (i64::from(a.y) - oy) * (i64::from(b.x) - ox)
}

/// Returns `a.x·b.y − a.y·b.x`, the share of edge `a → b` in twice a ring's area.
pub(crate) fn wedge(a: Point, b: Point) -> i64 {
    i64::from(a.x) * i64::from(b.y) - i64::from(a.y) * i64::from(b.x)
}

/// Returns twice the signed area of an open ring, positive when it runs counter-clockwise.
pub(crate) fn ring_area2(ring: &[Point]) -> i128 {
    sides(ring).map(|(a, b)| i128::from(wedge(a, b))).sum()
}

/// Iterates over the sides of an open ring.
pub(crate) fn sides(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// Returns the lattice point nearest to where the properly crossing segments `a b` and `c d` meet; halves go up.
pub(crate) fn crossing(a: Point, b: Point, from_cd: (i64, i64)) -> Point {
    // `from_cd` are the signed distances of `a` and `b` from the line `c d`, in units of its length.
    let (num, den) = (i128::from(from_cd.0), i128::from(from_cd.0) - i128::from(from_cd.1));
    let at = |from: i32, to: i32| {
        let step = round_div(num * (i128::from(to) - i128::from(from)), den);
        (i64::from(from) + step) as i32
    };
    Point { x: at(a.x, b.x), y: at(a.y, b.y) }
}

fn round_div(num: i128, den: i128) -> i64 {
    let (num, den) = if den < 0 { (-num, -den) } else { (num, den) };
    (2 * num + den).div_euclid(2 * den) as i64
}

/// Tells whether segment `a b` meets the pixel of `h`: the unit square around it without its right and upper side.
///
/// Exact in doubled coordinates, whose cross products stay below 2⁶³.
pub(crate) fn meets_pixel(h: Point, a: Point, b: Point) -> bool {
    let double = |it: Point| (2 * i64::from(it.x), 2 * i64::from(it.y));
    let (west, east) = (double(if a.x <= b.x { a } else { b }), double(if a.x <= b.x { b } else { a }));
    let (left, right) = (double(h).0 - 1, double(h).0 + 1);
    let (bottom, top) = (double(h).1 - 1, double(h).1 + 1);
    if west.0 >= right || east.0 < left || west.1.min(east.1) >= top || west.1.max(east.1) < bottom {
        return false;
    }
    if west.0 == east.0 || west.1 == east.1 {
        return true;
    }
    let falls = west.1 > east.1;
    let side = |x: i64, y: i64| ((east.0 - west.0) * (y - west.1) - (east.1 - west.1) * (x - west.0)).signum();
    let upper_left = side(left, top);
    if upper_left == 0 {
        return falls;
    }
    let upper_right = side(right, top);
    if upper_right == 0 {
        return !falls;
    }
    if upper_left != upper_right {
        return true;
    }
    let lower_left = side(left, bottom);
    if lower_left == 0 || lower_left != upper_left {
        return true;
    }
    let lower_right = side(right, bottom);
    if lower_right == 0 { falls } else { lower_right != lower_left }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn p(x: i32, y: i32) -> Point {
        Point { x, y }
    }

    /// Clips the segment to the closed pixel in eighths and looks whether more than the open sides is met.
    fn meets_by_sampling(h: Point, a: Point, b: Point) -> bool {
        // A segment between points of a small lattice meets a half-open pixel exactly when one of the places where it
        // crosses the pixel's border lines, one of its ends, or a place between two of those lies in the pixel.
        let mut at = vec![(0_i64, 1_i64), (1, 1)];
        let (dx, dy) = (i64::from(b.x - a.x), i64::from(b.y - a.y));
        for d in [-1, 1] {
            if dx != 0 {
                at.push((i64::from(2 * (h.x - a.x)) + d, 2 * dx));
            }
            if dy != 0 {
                at.push((i64::from(2 * (h.y - a.y)) + d, 2 * dy));
            }
        }
        let at: Vec<_> = at
            .into_iter()
            .map(|(n, d)| if d < 0 { (-n, -d) } else { (n, d) })
            .filter(|&(n, d)| n >= 0 && n <= d)
            .collect();
        let middles = at.iter().flat_map(|s| at.iter().map(move |t| (s.0 * t.1 + t.0 * s.1, 2 * s.1 * t.1)));
        at.iter().copied().chain(middles).any(|(n, d)| {
            let inside = |from: i32, step: i64, centre: i32| {
                let twice = 2 * (i64::from(from - centre) * d + n * step);
                -d <= twice && twice < d
            };
            inside(a.x, dx, h.x) && inside(a.y, dy, h.y)
        })
    }

    proptest! {
        #[test]
        fn a_pixel_is_met_as_exact_sampling_says(h in (-3..4, -3..4), a in (-6..7, -6..7), b in (-6..7, -6..7)) {
            let (h, a, b) = (p(h.0, h.1), p(a.0, a.1), p(b.0, b.1));
            prop_assert_eq!(meets_pixel(h, a, b), meets_by_sampling(h, a, b));
            prop_assert_eq!(meets_pixel(h, a, b), meets_pixel(h, b, a));
        }
    }

    #[test]
    fn a_crossing_at_the_edge_of_the_frame_is_exact() {
        let far = Point::LIMIT;
        let (a, b, c, d) = (p(-far, -far), p(far, far), p(-far, far), p(far, -far));
        assert_eq!(crossing(a, b, (cross(c, d, a), cross(c, d, b))), p(0, 0));
        assert!(meets_pixel(p(0, 0), a, b) && meets_pixel(p(far, far), a, b) && !meets_pixel(p(1, 0), a, b));
    }
}
