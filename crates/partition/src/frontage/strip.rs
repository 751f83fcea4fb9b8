//! One side of a segment, measured along it and away from it.

use model::{Point, Polygon, RoadSegment, Side};

use super::wall::Wall;

/// Zones of less ground than this are none, in m².
const LEAST_M2: f64 = 1.0;

/// One side of a segment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strip<'a> {
    segment: &'a RoadSegment,
    /// 1 on the left, -1 on the right.
    sign: f64,
}

impl<'a> Strip<'a> {
    pub(super) const fn new(segment: &'a RoadSegment, side: Side) -> Self {
        let sign = match side {
            Side::Left => 1.0,
            Side::Right => -1.0,
        };
        Self { segment, sign }
    }

    /// Returns a place's chainage and distance from the centre line, with the place.
    pub(super) fn of(&self, point: Point) -> (f64, f64, Point) {
        let mut best = (f64::INFINITY, 0.0);
        let mut at_m = self.segment.from_m;
        for ends in self.segment.line.windows(2) {
            let ((ax, ay), (bx, by), (px, py)) = (metres(ends[0]), metres(ends[1]), metres(point));
            let (dx, dy) = (bx - ax, by - ay);
            let length2 = dx * dx + dy * dy;
            let share = (((px - ax) * dx + (py - ay) * dy) / length2).clamp(0.0, 1.0);
            let distance = (px - ax - share * dx).hypot(py - ay - share * dy);
            if distance < best.0 {
                best = (distance, at_m + share * length2.sqrt());
            }
            at_m += length2.sqrt();
        }
        (best.1, best.0, point)
    }

    /// Tells whether a line runs along the road beside it; `least` is the cosine of the greatest angle between them.
    pub(super) fn runs_along(&self, a: Point, b: Point, least: f64) -> bool {
        let ((ax, ay), (bx, by)) = (metres(a), metres(b));
        let (chainage, ..) = self.of(Point { x: i32::midpoint(a.x, b.x), y: i32::midpoint(a.y, b.y) });
        let (_, (ux, uy)) = self.at(chainage);
        let length = (bx - ax).hypot(by - ay);
        length > 0.0 && (((bx - ax) * ux + (by - ay) * uy) / length).abs() >= least
    }

    /// Returns the ground before a façade between two chainages, `None` where that is no area to speak of.
    pub(super) fn zone(&self, wall: &Wall, from: f64, to: f64, pavement_m: f64) -> Option<Polygon> {
        let kerb = self.segment.width_m / 2.0;
        let outer = if wall.nearest - kerb >= pavement_m { kerb } else { 0.0 };
        let inside: Vec<_> = wall.points.iter().filter(|it| from < it.0 && it.0 < to).collect();
        let depth = |near: f64| {
            let nearest = wall.points.iter().min_by(|a, b| (a.0 - near).abs().total_cmp(&(b.0 - near).abs()));
            nearest.map_or(wall.nearest, |it| it.1)
        };
        let mut ring = vec![self.beside(from, depth(from))];
        ring.extend(inside.iter().map(|it| it.2));
        ring.push(self.beside(to, depth(to)));
        let mut bends: Vec<f64> = self.bends().filter(|it| from < *it && *it < to).collect();
        bends.insert(0, from);
        bends.push(to);
        ring.extend(bends.iter().rev().map(|it| self.beside(*it, outer)));
        ring.dedup();
        if ring.first() == ring.last() {
            ring.pop();
        }
        let mut polygon = Polygon { shell: ring, holes: vec![] };
        if polygon.area2() < 0 {
            polygon.shell.reverse();
        }
        (polygon.area_m2() >= LEAST_M2 && is_simple(&polygon.shell)).then_some(polygon)
    }

    /// Iterates over the chainages of the bends.
    fn bends(&self) -> impl Iterator<Item = f64> {
        let mut at_m = self.segment.from_m;
        self.segment.line.windows(2).map(move |it| {
            at_m += it[0].distance_m(it[1]);
            at_m
        })
    }

    /// Returns the place of a chainage and the direction of the road there, which on a bend is that before it.
    fn at(&self, chainage_m: f64) -> ((f64, f64), (f64, f64)) {
        let mut left = chainage_m - self.segment.from_m;
        let mut found = ((0.0, 0.0), (1.0, 0.0));
        for ends in self.segment.line.windows(2) {
            let ((ax, ay), (bx, by)) = (metres(ends[0]), metres(ends[1]));
            let length = (bx - ax).hypot(by - ay);
            let unit = ((bx - ax) / length, (by - ay) / length);
            let along = left.clamp(0.0, length);
            found = ((ax + along * unit.0, ay + along * unit.1), unit);
            left -= length;
            if left <= 0.0 {
                break;
            }
        }
        found
    }

    /// Returns the lattice point beside the road at a chainage and distance.
    fn beside(&self, chainage_m: f64, distance_m: f64) -> Point {
        let ((x, y), (ux, uy)) = self.at(chainage_m);
        let off = self.sign * distance_m;
        let unit = |metres: f64| (metres * Point::PER_METRE).round() as i32;
        Point { x: unit(x - uy * off), y: unit(y + ux * off) }
    }
}

fn metres(point: Point) -> (f64, f64) {
    (f64::from(point.x) / Point::PER_METRE, f64::from(point.y) / Point::PER_METRE)
}

/// Tells whether a ring touches itself nowhere; rings of zones have a dozen corners.
fn is_simple(ring: &[Point]) -> bool {
    let edge = |at: usize| (ring[at], ring[(at + 1) % ring.len()]);
    let turn = |a: Point, b: Point, c: Point| {
        let (ax, ay) = (i128::from(a.x), i128::from(a.y));
        let cross = (i128::from(b.x) - ax) * (i128::from(c.y) - ay) - (i128::from(b.y) - ay) * (i128::from(c.x) - ax);
        cross.signum()
    };
    let within = |(a, b): (Point, Point), c: Point| {
        turn(a, b, c) == 0
            && (a.x.min(b.x)..=a.x.max(b.x)).contains(&c.x)
            && (a.y.min(b.y)..=a.y.max(b.y)).contains(&c.y)
    };
    let crosses = |e: (Point, Point), f: (Point, Point)| {
        (turn(e.0, e.1, f.0) * turn(e.0, e.1, f.1) < 0 && turn(f.0, f.1, e.0) * turn(f.0, f.1, e.1) < 0)
            || within(e, f.0)
            || within(e, f.1)
            || within(f, e.0)
            || within(f, e.1)
    };
    let apart = |i: usize, j: usize| j > i + 1 && (i, j) != (0, ring.len() - 1);
    ring.len() >= 3 && (0..ring.len()).all(|i| (0..ring.len()).all(|j| !apart(i, j) || !crosses(edge(i), edge(j))))
}
