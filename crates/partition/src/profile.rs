//! The profile of a block along a direction: how wide it is where, and how much area lies before.

use model::Point;

use crate::split::{Foot, Way};

/// A direction as a unit vector.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Direction {
    x: f64,
    y: f64,
}

impl Direction {
    /// Returns the direction from `a` to `b`; `None` where they are one point.
    pub(crate) fn between(a: Point, b: Point) -> Option<Self> {
        let (x, y) = (f64::from(b.x) - f64::from(a.x), f64::from(b.y) - f64::from(a.y));
        let length = x.hypot(y);
        (length > 0.0).then(|| Self { x: x / length, y: y / length })
    }

    /// Returns the direction turned counter-clockwise by `angle` radians.
    pub(crate) fn turned(self, angle: f64) -> Self {
        let (sin, cos) = angle.sin_cos();
        Self { x: self.x * cos - self.y * sin, y: self.x * sin + self.y * cos }
    }

    /// Returns the direction a right angle to the left.
    pub(crate) fn left(self) -> Self {
        Self { x: -self.y, y: self.x }
    }

    /// Returns how far along the direction a point lies, in lattice units.
    pub(crate) fn along(self, it: Point) -> f64 {
        self.along_of((f64::from(it.x), f64::from(it.y)))
    }

    /// Returns how far along the direction a place lies.
    pub(crate) fn along_of(self, it: (f64, f64)) -> f64 {
        it.0 * self.x + it.1 * self.y
    }

    /// Returns a point moved so far in the direction.
    pub(crate) fn moved(self, it: Point, by: f64) -> Point {
        Point { x: it.x + (by * self.x).round() as i32, y: it.y + (by * self.y).round() as i32 }
    }

    /// Returns the point so far along the direction and so far to its left.
    fn place(self, along: f64, left: f64) -> Point {
        Point { x: (along * self.x - left * self.y).round() as i32, y: (along * self.y + left * self.x).round() as i32 }
    }
}

/// A block seen along a direction: its rings with each point's place along and across.
pub(crate) struct Projection {
    direction: Direction,
    rings: Vec<Vec<(f64, f64)>>,
}

impl Projection {
    pub(crate) fn new(rings: &[Vec<Point>], direction: Direction) -> Self {
        let across = direction.left();
        let place = |it: &Point| (direction.along(*it), across.along(*it));
        Self { direction, rings: rings.iter().map(|ring| ring.iter().map(place).collect()).collect() }
    }
}

/// The width of a block across a direction, piece by piece linear.
pub(crate) struct Profile {
    /// Where a piece starts along the direction, the area before it, and its width `level + slope × (s − start)`.
    pieces: Vec<Piece>,
    end: f64,
}

struct Piece {
    start: f64,
    before: f64,
    level: f64,
    slope: f64,
}

impl Profile {
    /// Sweeps over the rings (shell counter-clockwise, holes clockwise).
    pub(crate) fn new(projection: &Projection) -> Self {
        // The width is the sum of ∓t over the sides that a line at `s` crosses: level and slope at the side's start.
        let mut events: Vec<(f64, f64, f64)> = vec![];
        for ring in &projection.rings {
            let Some(mut s) = ring.last().copied() else { continue };
            for &t in ring {
                // Sides across the direction have no width; a thousandth of a unit keeps slopes finite.
                if (t.0 - s.0).abs() >= 1e-3 {
                    let sign = if t.0 > s.0 { -1.0 } else { 1.0 };
                    let slope = sign * (t.1 - s.1) / (t.0 - s.0);
                    let (first, last) = if t.0 > s.0 { (s, t) } else { (t, s) };
                    events.push((first.0, sign * first.1, slope));
                    events.push((last.0, -sign * last.1, -slope));
                }
                s = t;
            }
        }
        events.sort_unstable_by(|s, t| s.0.total_cmp(&t.0).then(s.1.total_cmp(&t.1)).then(s.2.total_cmp(&t.2)));
        let mut pieces: Vec<Piece> = Vec::with_capacity(events.len());
        let mut end = 0.0;
        let (mut before, mut level, mut slope) = (0.0, 0.0, 0.0);
        for (at, step, bend) in events {
            if let Some(last) = pieces.last() {
                let length = at - last.start;
                before += length * (level + slope * length / 2.0);
                level += slope * length;
            }
            level += step;
            slope += bend;
            pieces.push(Piece { start: at, before, level, slope });
            end = at;
        }
        Self { pieces, end }
    }

    /// Returns where so much area lies before, in lattice units along the direction.
    pub(crate) fn place_of(&self, area: f64) -> f64 {
        let next = self.pieces.partition_point(|it| it.before <= area);
        let Some(piece) = next.checked_sub(1).and_then(|it| self.pieces.get(it)) else { return self.end };
        let end = self.pieces.get(next).map_or(self.end, |it| it.start);
        let (mut low, mut high) = (0.0, end - piece.start);
        for _ in 0..40 {
            let middle = f64::midpoint(low, high);
            if piece.before + middle * (piece.level + piece.slope * middle / 2.0) < area {
                low = middle;
            } else {
                high = middle;
            }
        }
        piece.start + f64::midpoint(low, high)
    }
}

/// A straight way through a block, from border to border.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chord {
    /// Its two points.
    pub(crate) way: Way,
    /// The area within the shell on one side of it, in square lattice units, where it goes from shell to shell and is not
    /// alone on its line: then it divides the block by itself.
    pub(crate) cut_off: Option<f64>,
}

/// Returns the chords in which the line across the projection's direction at `place` cuts the rings, from right to left.
pub(crate) fn chords(rings: &[Vec<Point>], shell: usize, projection: &Projection, place: f64) -> Vec<Chord> {
    // The place across, and where.
    let mut at: Vec<(f64, Foot)> = vec![];
    for (i, ring) in projection.rings.iter().enumerate() {
        let Some(mut s) = ring.last().copied() else { continue };
        for (to, &t) in ring.iter().enumerate() {
            if (s.0 < place) != (t.0 < place) {
                let share = (place - s.0) / (t.0 - s.0);
                at.push((s.1 + share * (t.1 - s.1), Foot { ring: i, to }));
            }
            s = t;
        }
    }
    at.sort_unstable_by(|s, t| s.0.total_cmp(&t.0));
    let alone = at.len() == 2;
    at.chunks_exact(2)
        .map(|it| {
            let ends = (projection.direction.place(place, it[0].0), projection.direction.place(place, it[1].0));
            let divides = !alone && it[0].1.ring == shell && it[1].1.ring == shell;
            let cut_off = divides.then(|| cut_off(&rings[shell], ends, (it[0].1.to, it[1].1.to)));
            Chord { way: Way { line: vec![ends.0, ends.1], feet: [it[0].1, it[1].1] }, cut_off }
        })
        .filter(|it| it.way.line[0] != it.way.line[1])
        .collect()
}

/// Returns the area between a chord and the ring from its start on to its end.
fn cut_off(ring: &[Point], (from, to): (Point, Point), (first, after): (usize, usize)) -> f64 {
    let count = (after + ring.len() - first) % ring.len();
    let way = (0..count).map(|i| ring[(first + i) % ring.len()]).chain([to]);
    let relative = |it: Point| (f64::from(it.x) - f64::from(from.x), f64::from(it.y) - f64::from(from.y));
    let (mut last, mut twice) = ((0.0, 0.0), 0.0);
    for it in way.map(relative) {
        twice += last.0 * it.1 - last.1 * it.0;
        last = it;
    }
    twice.abs() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(x: i32, y: i32) -> Point {
        Point { x, y }
    }

    #[test]
    fn the_place_of_an_area_is_where_a_hand_calculation_puts_it() {
        // A 400 × 100 block with a 100 × 50 notch out of its top from x = 100 to 200.
        let ring = vec![p(0, 0), p(400, 0), p(400, 100), p(200, 100), p(200, 50), p(100, 50), p(100, 100), p(0, 100)];
        let east = Direction::between(p(0, 0), p(1, 0)).unwrap();
        let block = std::slice::from_ref(&ring);
        let profile = Profile::new(&Projection::new(block, east));
        for (area, x) in [(5_000.0, 50.0), (10_000.0, 100.0), (12_500.0, 150.0), (15_000.0, 200.0), (34_000.0, 390.0)] {
            assert!((profile.place_of(area) - x).abs() < 1e-6, "{area}: {}", profile.place_of(area));
        }
        let found = |direction: Direction, place: f64| -> Vec<_> {
            let found = chords(block, 0, &Projection::new(block, direction), place);
            found.into_iter().map(|it| ((it.way.line[0], it.way.line[1]), it.cut_off)).collect()
        };
        assert_eq!(found(east, 150.0), [((p(150, 0), p(150, 50)), None)]);
        let both = [((p(400, 75), p(200, 75)), Some(5_000.0)), ((p(100, 75), p(0, 75)), Some(2_500.0))];
        assert_eq!(found(east.left(), 75.0), both);
    }

    #[test]
    fn chords_from_a_hole_divide_nothing_by_themselves() {
        let square = |low: i32, high: i32| vec![p(low, low), p(high, low), p(high, high), p(low, high)];
        let block = [square(0, 100), square(40, 60).into_iter().rev().collect()];
        let east = Direction::between(p(0, 0), p(1, 0)).unwrap();
        let found: Vec<_> =
            chords(&block, 0, &Projection::new(&block, east), 50.0).into_iter().map(|it| it.cut_off).collect();
        assert_eq!(found, [None, None]);
    }
}
