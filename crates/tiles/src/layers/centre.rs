//! The place for an area's label: far from its border.

use super::view::Path;
use crate::WorldPoint;

/// How much nearer to the best place the search may stop, as a share of the area's lesser extent.
const PRECISION: f64 = 0.02;
/// How many squares the search looks at, at most.
const MOST_SQUARES: usize = 4_000;

/// Returns a place inside the rings that is about as far from them as any, `None` without a shell. Squares are searched
/// from the most promising on, and quartered while they may hold a better place (the method of Mapbox's polylabel).
pub(super) fn centre(rings: &[Path]) -> Option<WorldPoint> {
    let shell = &rings.first()?.points;
    let low = |axis: fn(&WorldPoint) -> u32| shell.iter().map(axis).min();
    let high = |axis: fn(&WorldPoint) -> u32| shell.iter().map(axis).max();
    let (west, east) = (f64::from(low(|it| it.x)?), f64::from(high(|it| it.x)?));
    let (north, south) = (f64::from(low(|it| it.y)?), f64::from(high(|it| it.y)?));
    let lesser = (east - west).min(south - north);
    // A strip without width has no inside.
    let side = if lesser > 0.0 { lesser } else { return shell.first().copied() };
    let (columns, rows) = (((east - west) / side).ceil() as u32, ((south - north) / side).ceil() as u32);
    let mut squares = std::collections::BinaryHeap::new();
    // A long strip is not worth more squares than this.
    let stride = (columns.max(rows) / 64).max(1) as usize;
    for column in (0..columns).step_by(stride) {
        for row in (0..rows).step_by(stride) {
            let middle = |from: f64, at: u32| from + side * (f64::from(at) + 0.5);
            squares.push(Square::of(rings, [middle(west, column), middle(north, row)], side / 2.0));
        }
    }
    let mut best = Square::of(rings, [f64::midpoint(west, east), f64::midpoint(north, south)], 0.0);
    for _ in 0..MOST_SQUARES {
        let Some(square) = squares.pop() else { break };
        if square.inset > best.inset {
            best = square;
        }
        if square.most - best.inset <= lesser * PRECISION {
            break;
        }
        let half = square.half / 2.0;
        for (dx, dy) in [(-half, -half), (half, -half), (-half, half), (half, half)] {
            squares.push(Square::of(rings, [square.at[0] + dx, square.at[1] + dy], half));
        }
    }
    Some(WorldPoint { x: best.at[0].round() as u32, y: best.at[1].round() as u32 })
}

/// A square that may hold the place.
#[derive(Clone, Copy, Debug)]
struct Square {
    at: [f64; 2],
    half: f64,
    /// How far inside the middle lies; negative outside.
    inset: f64,
    /// The greatest inset that any of its places can have.
    most: f64,
}

impl Square {
    fn of(rings: &[Path], at: [f64; 2], half: f64) -> Self {
        let inset = inset(rings, at);
        Self { at, half, inset, most: inset + half * std::f64::consts::SQRT_2 }
    }
}

impl PartialEq for Square {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Square {}

impl PartialOrd for Square {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Square {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let of = |it: &Self| (it.most, it.at[0], it.at[1]);
        let ((a, ax, ay), (b, bx, by)) = (of(self), of(other));
        a.total_cmp(&b).then(ax.total_cmp(&bx)).then(ay.total_cmp(&by))
    }
}

/// Returns how far inside the rings a place lies; negative outside.
fn inset(rings: &[Path], [x, y]: [f64; 2]) -> f64 {
    let (mut inside, mut nearest2) = (false, f64::INFINITY);
    for ring in rings.iter().map(|it| &it.points) {
        for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            let ((ax, ay), (bx, by)) = ((f64::from(a.x), f64::from(a.y)), (f64::from(b.x), f64::from(b.y)));
            let (dx, dy) = (bx - ax, by - ay);
            if (ay > y) != (by > y) && x < ax + (y - ay) / dy * dx {
                inside = !inside;
            }
            let length2 = dx * dx + dy * dy;
            let along = if length2 > 0.0 { (((x - ax) * dx + (y - ay) * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
            nearest2 = nearest2.min((ax + along * dx - x).powi(2) + (ay + along * dy - y).powi(2));
        }
    }
    if inside { nearest2.sqrt() } else { -nearest2.sqrt() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ring(points: &[(u32, u32)]) -> Path {
        Path::line(points.iter().map(|(x, y)| WorldPoint { x: *x, y: *y }).collect())
    }

    #[test]
    fn a_square_is_labelled_in_its_middle_and_an_l_in_its_corner() {
        let square = [ring(&[(0, 0), (0, 1_000), (1_000, 1_000), (1_000, 0)])];
        let at = centre(&square).unwrap();
        assert!(at.x.abs_diff(500) < 25 && at.y.abs_diff(500) < 25, "{at:?}");
        let l = [ring(&[(0, 0), (0, 1_000), (1_000, 1_000), (1_000, 600), (300, 600), (300, 0)])];
        let at = centre(&l).unwrap();
        assert!(at.x < 500 && at.y > 700, "{at:?}");
        assert_eq!(centre(&[]), None);
        assert!(centre(&[ring(&[(5, 5), (5, 9), (5, 5)])]).is_some());
    }

    #[test]
    fn a_lake_in_the_middle_pushes_the_label_aside() {
        let shell = ring(&[(0, 0), (0, 1_000), (1_000, 1_000), (1_000, 0)]);
        let lake = ring(&[(300, 300), (900, 300), (900, 900), (300, 900)]);
        let at = centre(&[shell, lake]).unwrap();
        assert!(at.x < 290 || at.y < 290, "{at:?}");
    }

    proptest! {
        #[test]
        fn no_place_of_a_fine_raster_lies_much_deeper(radii in prop::collection::vec(100_u32..1_000, 5..12)) {
            let turn = std::f64::consts::TAU / radii.len() as f64;
            let star: Vec<_> = (0..radii.len()).map(|at| {
                let (sin, cos) = (turn * at as f64).sin_cos();
                let on = |it: f64| (1_000.0 + it * f64::from(radii[at])) as u32;
                (on(cos), on(sin))
            }).collect();
            let star = [ring(&star)];
            let at = centre(&star).unwrap();
            let found = inset(&star, [f64::from(at.x), f64::from(at.y)]);
            prop_assert!(found > 0.0);
            for x in (0..2_000).step_by(40) {
                for y in (0..2_000).step_by(40) {
                    prop_assert!(inset(&star, [f64::from(x), f64::from(y)]) < found + 45.0);
                }
            }
        }
    }
}
