//! Finds where the rings of an area cross.

use model::LonLat;

/// How many pairs of sides are compared at most; a file that needs more is made to be slow, and is let through: the partition
/// gives crossing rings a meaning of their own.
const MOST_PAIRS: u64 = 400_000_000;
/// Units in a degree: 1e-9 degrees are 0.1 mm. Differences fit 40 bits, so cross products are exact in an `i128`.
const PER_DEGREE: f64 = 1e9;

/// A place on the grid of 1e-9 degrees.
type Place = (i64, i64);

/// A side of a ring, with the places before and after it, which tell a touch from a crossing.
#[derive(Clone, Copy, Debug)]
struct Side {
    a: Place,
    b: Place,
    /// Where the ring goes on after `b`.
    next: Place,
}

/// Returns a place where rings of an area cross themselves or each other; the first in the order of sides.
///
/// Rings are closed. They may touch in points and run along each other; exact on the grid of 1e-9 degrees.
pub(crate) fn crossing<'a>(rings: impl Iterator<Item = &'a [LonLat]>) -> Option<LonLat> {
    let mut sides = Vec::new();
    for ring in rings {
        let unit = |it: f64| (it * PER_DEGREE).round() as i64;
        let mut ring: Vec<Place> = ring.iter().map(|it| (unit(it.lon), unit(it.lat))).collect();
        ring.dedup();
        if ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        let at = |i: usize| ring[i % ring.len()];
        if ring.len() > 2 {
            sides.extend((0..ring.len()).map(|i| Side { a: at(i), b: at(i + 1), next: at(i + 2) }));
        }
    }
    let (x, y) = first_crossing(&sides)?;
    Some(LonLat { lon: x / PER_DEGREE, lat: y / PER_DEGREE })
}

fn first_crossing(sides: &[Side]) -> Option<(f64, f64)> {
    let grid = Grid::new(sides);
    let mut boxes: Vec<(u32, u32)> = Vec::new();
    for (i, side) in sides.iter().enumerate() {
        grid.cover(side, |bucket| boxes.push((bucket, i as u32)));
    }
    boxes.sort_unstable();
    let mut pairs = 0_u64;
    let mut first: Option<(u32, u32)> = None;
    for bucket in boxes.chunk_by(|a, b| a.0 == b.0) {
        pairs += (bucket.len() as u64).pow(2) / 2;
        if pairs > MOST_PAIRS {
            break;
        }
        for (at, &(_, i)) in bucket.iter().enumerate() {
            for &(_, j) in &bucket[at + 1..] {
                if first.is_none_or(|it| (i, j) < it) && cross(&sides[i as usize], &sides[j as usize]) {
                    first = Some((i, j));
                }
            }
        }
    }
    first.map(|(i, j)| meeting(&sides[i as usize], &sides[j as usize]))
}

/// Tells whether two sides cross: inside both, or in the end of one where its ring changes to the other's other side.
fn cross(s: &Side, t: &Side) -> bool {
    let (ta, tb) = (turn(s.a, s.b, t.a), turn(s.a, s.b, t.b));
    let (sa, sb) = (turn(t.a, t.b, s.a), turn(t.a, t.b, s.b));
    if ta * tb < 0 && sa * sb < 0 {
        return true;
    }
    // A corner of one ring on the other's side or corner. Each corner is looked at with the side that ends in it.
    through(s, t) || through(t, s)
}

/// Tells whether the ring of `s` goes through `t` at the end of `s`, from one side of `t`'s ring to the other.
fn through(s: &Side, t: &Side) -> bool {
    let at = s.b;
    if at == t.a || turn(t.a, t.b, at) != 0 || !between(t.a, t.b, at) {
        return false;
    }
    // The directions into which the other ring leaves this place.
    let (back, on) = (t.a, if at == t.b { t.next } else { t.b });
    let side = |it: Place| side_of(back, at, on, it);
    side(s.a) * side(s.next) < 0
}

/// Tells on which side of the way `back` → `at` → `on` the ray from `at` to `it` lies: 1 left, −1 right, 0 along it.
fn side_of(back: Place, at: Place, on: Place, it: Place) -> i32 {
    let (first, second) = (turn(back, at, it), turn(at, on, it));
    let along = |from: Place| turn(at, from, it) == 0 && dot(at, from, it) > 0;
    if along(back) || along(on) {
        return 0;
    }
    match turn(back, at, on) {
        // A left bend: the left is the narrow side.
        1 => {
            if first > 0 && second > 0 {
                1
            } else {
                -1
            }
        }
        -1 => {
            if first < 0 && second < 0 {
                -1
            } else {
                1
            }
        }
        // Straight on, or back on itself, where there is no other side.
        _ => {
            if dot(at, back, on) < 0 {
                first
            } else {
                0
            }
        }
    }
}

fn turn(a: Place, b: Place, c: Place) -> i32 {
    let d = |p: Place| (i128::from(p.0 - a.0), i128::from(p.1 - a.1));
    let ((bx, by), (cx, cy)) = (d(b), d(c));
    (bx * cy - by * cx).signum() as i32
}

fn dot(at: Place, b: Place, c: Place) -> i128 {
    let d = |p: Place| (i128::from(p.0 - at.0), i128::from(p.1 - at.1));
    let ((bx, by), (cx, cy)) = (d(b), d(c));
    bx * cx + by * cy
}

fn between(a: Place, b: Place, it: Place) -> bool {
    let within = |low: i64, high: i64, it: i64| (low.min(high)..=low.max(high)).contains(&it);
    within(a.0, b.0, it.0) && within(a.1, b.1, it.1)
}

/// Returns where the lines of two sides meet, in units; the corner when they run along each other.
fn meeting(s: &Side, t: &Side) -> (f64, f64) {
    let d = |from: Place, to: Place| ((to.0 - from.0) as f64, (to.1 - from.1) as f64);
    let ((sx, sy), (tx, ty), (ox, oy)) = (d(s.a, s.b), d(t.a, t.b), d(s.a, t.a));
    let det = sx * ty - sy * tx;
    let share = if det == 0.0 { 1.0 } else { ((ox * ty - oy * tx) / det).clamp(0.0, 1.0) };
    (s.a.0 as f64 + share * sx, s.a.1 as f64 + share * sy)
}

/// Square buckets over all sides.
struct Grid {
    west: i64,
    south: i64,
    size: i64,
    columns: i64,
}

impl Grid {
    fn new(sides: &[Side]) -> Self {
        let least = |axis: fn(&Side) -> i64| sides.iter().map(axis).min().unwrap_or(0);
        let most = |axis: fn(&Side) -> i64| sides.iter().map(axis).max().unwrap_or(0);
        let (west, south) = (least(|it| it.a.0), least(|it| it.a.1));
        let (width, height) = (most(|it| it.a.0) - west, most(|it| it.a.1) - south);
        let length: f64 = sides.iter().map(|it| ((it.b.0 - it.a.0) as f64).hypot((it.b.1 - it.a.1) as f64)).sum();
        let mean = (length / sides.len().max(1) as f64) as i64;
        // Twice the mean side, so that most sides lie in one or two buckets; 2,048 buckets across at most.
        let size = (2 * mean).max(width.max(height) / 2_048).max(1);
        Self { west, south, size, columns: width / size + 1 }
    }

    /// Calls `visit` with the buckets that a side goes through, row by row, and some beside them.
    fn cover(&self, side: &Side, mut visit: impl FnMut(u32)) {
        let (low, high) = if side.a.1 <= side.b.1 { (side.a, side.b) } else { (side.b, side.a) };
        let row = |y: i64| (y - self.south) / self.size;
        let column = |x: f64| ((x - self.west as f64) / self.size as f64).floor() as i64;
        let x_at = |y: i64| {
            let share = (y.clamp(low.1, high.1) - low.1) as f64 / (high.1 - low.1).max(1) as f64;
            low.0 as f64 + share * (high.0 - low.0) as f64
        };
        for at in row(low.1)..=row(high.1) {
            let (from, to) = if row(low.1) == row(high.1) {
                (low.0 as f64, high.0 as f64)
            } else {
                (x_at(self.south + at * self.size), x_at(self.south + (at + 1) * self.size))
            };
            // One unit of slack for the rounding of the share.
            let (from, to) = (column(from.min(to) - 1.0), column(from.max(to) + 1.0));
            for it in from.max(0)..=to.min(self.columns - 1) {
                visit((at * self.columns + it) as u32);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Dice;

    fn find(rings: &[&[(i32, i32)]]) -> Option<(f64, f64)> {
        let rings: Vec<Vec<LonLat>> = rings
            .iter()
            .map(|ring| {
                let place = |&(x, y): &(i32, i32)| LonLat { lon: f64::from(x) / 100.0, lat: f64::from(y) / 100.0 };
                ring.iter().chain(ring.first()).map(place).collect()
            })
            .collect();
        let round = |it: f64| (it * 1e4).round() / 100.0;
        crossing(rings.iter().map(Vec::as_slice)).map(|it| (round(it.lon), round(it.lat)))
    }

    #[test]
    fn a_bow_tie_crosses_in_its_middle_also_where_the_middle_is_a_corner() {
        assert_eq!(find(&[&[(0, 0), (2, 2), (2, 0), (0, 2)]]), Some((1.0, 1.0)));
        assert_eq!(find(&[&[(0, 0), (1, 1), (2, 2), (2, 0), (1, 1), (0, 2)]]), Some((1.0, 1.0)));
        assert_eq!(find(&[&[(0, 0), (1, 1), (2, 2), (2, 0), (0, 2)]]), Some((1.0, 1.0)));
        assert_eq!(find(&[&[(0, 0), (2, 2), (2, 0), (1, 1), (0, 2)]]), Some((1.0, 1.0)));
    }

    #[test]
    fn touching_rings_and_spikes_do_not_cross() {
        let plain: [&[&[(i32, i32)]]; 6] = [
            &[&[(0, 0), (4, 0), (4, 4), (0, 4)]],
            // A pinch: two lobes on the same side of their common corner.
            &[&[(0, 0), (2, 2), (4, 0), (4, 4), (2, 2), (0, 4)]],
            // A spike out and back.
            &[&[(0, 0), (4, 0), (4, 2), (6, 2), (4, 2), (4, 4), (0, 4)]],
            // A hole that touches the shell with a corner, and one with a side.
            &[&[(0, 0), (4, 0), (4, 4), (0, 4)], &[(4, 2), (3, 3), (3, 1)]],
            &[&[(0, 0), (4, 0), (4, 4), (0, 4)], &[(4, 1), (4, 3), (3, 2)]],
            // A second part on the other side of the shell's side.
            &[&[(0, 0), (4, 0), (4, 4), (0, 4)], &[(4, 1), (6, 1), (6, 3), (4, 3)]],
        ];
        for rings in plain {
            assert_eq!(find(rings), None, "{rings:?}");
        }
    }

    #[test]
    fn a_hole_beyond_its_shell_crosses_it() {
        assert_eq!(find(&[&[(0, 0), (4, 0), (4, 4), (0, 4)], &[(3, 1), (5, 1), (5, 3), (3, 3)]]), Some((4.0, 1.0)));
        // Through a corner of the shell.
        assert!(find(&[&[(0, 0), (4, 0), (4, 4), (0, 4)], &[(3, 3), (5, 5), (2, 3)]]).is_some());
    }

    #[test]
    fn the_grid_finds_what_comparing_all_pairs_finds() {
        let mut dice = Dice(7);
        let (mut crossed, mut plain) = (0, 0);
        for case in 0..2_000 {
            let span = [6, 40, 2_000][case % 3];
            let count = 3 + dice.below(5);
            let ring: Vec<Place> =
                (0..count).map(|_| (dice.below(span) as i64 * 1_000, dice.below(span) as i64 * 1_000)).collect();
            let mut open = ring.clone();
            open.dedup();
            if open.len() < 3 || open[0] == open[open.len() - 1] {
                continue;
            }
            let at = |i: usize| open[i % open.len()];
            let sides: Vec<Side> = (0..open.len()).map(|i| Side { a: at(i), b: at(i + 1), next: at(i + 2) }).collect();
            let all = (0..sides.len())
                .flat_map(|i| (i + 1..sides.len()).map(move |j| (i, j)))
                .find(|&(i, j)| cross(&sides[i], &sides[j]));
            assert_eq!(first_crossing(&sides), all.map(|(i, j)| meeting(&sides[i], &sides[j])), "{open:?}");
            *(if all.is_some() { &mut crossed } else { &mut plain }) += 1;
        }
        assert!(crossed > 300 && plain > 300, "{crossed} {plain}");
    }

    #[test]
    fn half_a_million_corners_are_looked_through() {
        let count = 500_000;
        let mut ring: Vec<LonLat> = (0..count)
            .map(|i| {
                let angle = f64::from(i) / f64::from(count) * std::f64::consts::TAU;
                let radius = 0.3 + 0.001 * (angle * 1_000.0).sin();
                LonLat { lon: 114.0 + radius * angle.cos(), lat: 30.0 + radius * angle.sin() }
            })
            .collect();
        ring.push(ring[0]);
        assert_eq!(crossing(std::iter::once(ring.as_slice())), None);
        ring.swap(250_000, 250_700);
        assert!(crossing(std::iter::once(ring.as_slice())).is_some());
    }
}
