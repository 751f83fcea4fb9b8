//! A straight line seen from a point: distance, foot and chainage, decided without rounding on the way.
//!
//! With coordinates in a frame every difference stays below 2³⁰, every cross or dot product within 2⁶¹ and every
//! product compared here within 2¹²³, so `i64` and `u128` hold them all. Floating point only guesses; where the guess
//! lies too near to the limit between two answers, whole numbers decide.

use std::cmp::Ordering;

use model::Point;

use crate::ring::cross;

/// So near to a half a guessed value is settled exactly. Guesses are off by less than 10⁻⁵.
const DOUBT: f64 = 1e-4;

/// More than any difference of coordinates, and so little that the guesses stay as near to the truth.
const LIFT: i64 = 1 << 31;

/// The nearest place of the line from `a` to `b`, seen from a point.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sight {
    /// Cross product of the line and the way to the point: positive when the point lies left.
    pub cross: i64,
    /// Square of the line's length.
    length2: i64,
    /// Share of the way to the foot, times `length2`.
    along: i64,
    /// Square of the distance when the nearest place is an end.
    end2: Option<i64>,
    /// About one by the line's length.
    per_length: f64,
}

impl Sight {
    /// Looks from `point` to the line from `a` to `b`; all three in a frame. `per_length` is that of [`per_length`].
    pub fn of(a: Point, b: Point, per_length: f64, point: Point) -> Self {
        let length2 = a.distance2(b);
        let dot = (i64::from(b.x) - i64::from(a.x)) * (i64::from(point.x) - i64::from(a.x))
            + (i64::from(b.y) - i64::from(a.y)) * (i64::from(point.y) - i64::from(a.y));
        let (along, end2) = if dot <= 0 {
            (0, Some(a.distance2(point)))
        } else if dot >= length2 {
            (length2, Some(b.distance2(point)))
        } else {
            (dot, None)
        };
        Self { cross: cross(a, b, point), length2, along, end2, per_length }
    }

    /// Returns the distance in whole millimetres, halves upwards.
    pub fn distance_mm(&self) -> u32 {
        let root = match self.end2 {
            Some(end2) => (end2 as f64).sqrt(),
            None => (self.cross as f64).abs() * self.per_length,
        };
        rounded_mm(root, 0, || self.distance2())
    }

    /// Returns the chainage of the foot in whole millimetres, halves upwards, of a line that begins at `from` lattice
    /// units.
    pub fn chainage_mm(&self, from: u32) -> u32 {
        if self.along == 0 {
            return rounded_mm(0.0, from, || (0, 1));
        }
        rounded_mm(self.along as f64 * self.per_length, from, || (square(self.along), self.length2.unsigned_abs()))
    }

    /// Returns the foot's lattice point, halves to the north and east.
    pub fn foot(&self, a: Point, b: Point) -> Point {
        if self.along == 0 {
            return a;
        }
        let share = self.along as f64 * self.per_length * self.per_length;
        let coordinate = |a: i32, b: i32| {
            let length = i64::from(b) - i64::from(a);
            // Lifted above zero, where a cast rounds down.
            let guess = share * length as f64 + 0.5 + LIFT as f64;
            let floor = if doubtful(guess) {
                let (length2, along) = (i128::from(self.length2), i128::from(self.along));
                (2 * along * i128::from(length) + length2).div_euclid(2 * length2) as i64
            } else {
                guess as i64 - LIFT
            };
            // Between a and b, so it fits.
            (i64::from(a) + floor) as i32
        };
        Point { x: coordinate(a.x, b.x), y: coordinate(a.y, b.y) }
    }

    /// Compares the true distances.
    pub fn cmp_distance(&self, other: &Self) -> Ordering {
        cmp_fractions(self.distance2(), other.distance2())
    }

    /// Compares how squarely the point lies beside the endless lines: their distances from it.
    pub fn cmp_squareness(&self, other: &Self) -> Ordering {
        cmp_fractions(self.beside2(), other.beside2())
    }

    /// Returns the square of the distance as a fraction.
    fn distance2(&self) -> (u128, u64) {
        match self.end2 {
            Some(end2) => (u128::from(end2.unsigned_abs()), 1),
            None => self.beside2(),
        }
    }

    fn beside2(&self) -> (u128, u64) {
        (square(self.cross), self.length2.unsigned_abs().max(1))
    }
}

/// Returns about one by a line's length; of a line without length, by which nothing but zero is multiplied, one.
pub(crate) fn per_length(a: Point, b: Point) -> f64 {
    1.0 / (a.distance2(b).max(1) as f64).sqrt()
}

/// Tells whether a guess above zero lies so near to a whole number that it may be the next one's.
fn doubtful(guess: f64) -> bool {
    let rest = guess - (guess as i64) as f64;
    !(DOUBT..=1.0 - DOUBT).contains(&rest)
}

fn square(it: i64) -> u128 {
    u128::from(it.unsigned_abs()) * u128::from(it.unsigned_abs())
}

/// Rounds `from` + √fraction lattice units to millimetres; `root` is the root to within 10⁻⁴.
fn rounded_mm(root: f64, from: u32, fraction: impl Fn() -> (u128, u64)) -> u32 {
    let guess = (f64::from(from) + root) / Point::PER_MM as f64 + 0.5;
    if !doubtful(guess) {
        return guess as u32;
    }
    let limit = (guess + 0.5) as i64;
    // Reaches `limit` millimetres when from + root ≥ 10 limit − 5.
    let least = limit * Point::PER_MM - Point::PER_MM / 2 - i64::from(from);
    let (over, under) = fraction();
    let reached = least <= 0 || square(least).checked_mul(u128::from(under)).is_some_and(|it| it <= over);
    if reached { limit as u32 } else { (limit - 1).max(0) as u32 }
}

/// Compares two fractions with denominators above zero.
fn cmp_fractions(a: (u128, u64), b: (u128, u64)) -> Ordering {
    wide_product(a.0, b.1).cmp(&wide_product(b.0, a.1))
}

/// Returns the 192 bits of a product, the upper 128 and the lower 64.
fn wide_product(a: u128, b: u64) -> (u128, u64) {
    let b = u128::from(b);
    let low = (a & u128::from(u64::MAX)) * b;
    ((a >> 64) * b + (low >> 64), low as u64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMIT: i32 = Point::LIMIT;

    fn seen(a: Point, b: Point, point: Point) -> Sight {
        Sight::of(a, b, per_length(a, b), point)
    }

    fn at(x: i32, y: i32) -> Point {
        Point { x, y }
    }

    #[test]
    fn half_a_millimetre_counts_upwards_and_a_hair_less_does_not() {
        let sight = |y| seen(at(0, 0), at(100, 0), at(50, y)).distance_mm();
        assert_eq!([sight(4), sight(5), sight(14), sight(15), sight(-15)], [0, 1, 1, 2, 2]);
        // A line through the lattice whose distance of 4.999…95 units no guess tells from 5.
        let slanted = seen(at(0, 0), at(LIMIT, 1), at(LIMIT / 2 + 10, 5));
        assert_eq!(slanted.distance_mm(), 0);
        assert_eq!(seen(at(0, 0), at(LIMIT, -1), at(LIMIT / 2 + 10, 5)).distance_mm(), 1);
    }

    #[test]
    fn the_corners_of_the_frame_overflow_nothing() {
        let corners = [at(-LIMIT, -LIMIT), at(LIMIT, -LIMIT), at(LIMIT, LIMIT), at(-LIMIT, LIMIT)];
        for a in corners {
            for b in corners {
                for point in corners {
                    let sight = seen(a, b, point);
                    assert!(sight.distance_mm() <= 141_421_357);
                    assert!(sight.chainage_mm(u32::MAX) >= 429_496_730);
                    assert_eq!(sight.cmp_distance(&sight), Ordering::Equal);
                    assert!(sight.foot(a, b).distance2(a) <= a.distance2(b));
                }
            }
        }
    }

    fn coordinate() -> impl Strategy<Value = i32> {
        prop_oneof![-LIMIT..=LIMIT, -40..40, Just(LIMIT), Just(-LIMIT)]
    }

    fn point() -> impl Strategy<Value = Point> {
        (coordinate(), coordinate()).prop_map(|(x, y)| at(x, y))
    }

    proptest! {
        #[test]
        fn turning_a_line_round_flips_the_side_alone((a, b, it) in (point(), point(), point())) {
            let (to, fro) = (seen(a, b, it), seen(b, a, it));
            prop_assert_eq!(to.cross, -fro.cross);
            prop_assert_eq!(to.cmp_distance(&fro), Ordering::Equal);
            prop_assert_eq!((to.distance_mm(), to.foot(a, b)), (fro.distance_mm(), fro.foot(b, a)));
            let length_mm = a.distance_m(b) * 1000.0;
            let sum = f64::from(to.chainage_mm(0) + fro.chainage_mm(0));
            prop_assert!((sum - length_mm).abs() <= 1.0 + 1e-3, "{} against {}", sum, length_mm);
        }

        #[test]
        fn the_foot_is_nowhere_farther_than_told((a, b, it) in (point(), point(), point())) {
            let sight = seen(a, b, it);
            let told = f64::from(sight.distance_mm()) / 1000.0;
            // The foot itself is rounded by at most 0.07 mm.
            prop_assert!((sight.foot(a, b).distance_m(it) - told).abs() <= 0.000_571 + 1e-7);
        }

        #[test]
        fn a_wide_product_is_the_product(a in any::<u64>(), b in any::<u64>()) {
            let (high, low) = wide_product(u128::from(a), b);
            prop_assert_eq!((high << 64) | u128::from(low), u128::from(a) * u128::from(b));
        }
    }
}
