//! The axis of a strip: midpoints between its two sides, walked along together.

use std::collections::{BTreeMap, BTreeSet};

use model::{Point, Polygon};

use super::{Border, cross_inside};
use crate::{
    label::strictly_inside,
    lattice::{cross, sides},
    mark::Mark,
    node::Segment,
};

/// An end side is at most so many mean widths long.
const END_WIDTHS: f64 = 3.0;
/// An end has at most so many sides.
const END_SIDES: usize = 4;
/// The sides are sampled at steps of so many mean widths, at most so many times each.
const STEP_WIDTHS: f64 = 1.0;
const MOST_SAMPLES: f64 = 2_000.0;
/// Bends of the axis below this share of the mean width are straightened.
const SMOOTH_WIDTHS: f64 = 0.1;
/// This share of each side must give way, else the strip stays.
const LEAST_GONE: f64 = 0.5;
/// Units by which the axis overshoots an end side, so that noding always finds the crossing; the stub is a dangle.
const OVERSHOOT: f64 = 3.0;

/// A strip's axis.
pub(super) struct Axis {
    /// The axis, and the side streets drawn on to it.
    pub(super) lines: Vec<Segment>,
    /// The sides of the ring that give way.
    pub(super) gone: Vec<usize>,
}

/// A place on one side of the strip.
#[derive(Clone, Copy)]
struct Place {
    x: f64,
    y: f64,
    /// The side of the ring that goes on from here.
    side: usize,
    /// The corner of the ring, if it is one.
    corner: Option<usize>,
}

impl Place {
    fn distance(&self, other: &Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// Lays the axis of a ring (counter-clockwise) of some mean width in lattice units; `None` where it has no proper one.
pub(super) fn axis(ring: &[Point], border: &Border, width: f64, side_street: impl Fn(Point) -> Mark) -> Option<Axis> {
    let (first, last) = farthest_corners(ring)?;
    let (start, end) = (End::at(ring, first, width), End::at(ring, last, width));
    let ahead = chain(ring, start.after, end.before, true, width);
    let back = chain(ring, start.before, end.after, false, width);
    let mut gone = vec![];
    for chain in [&ahead, &back] {
        let (mut all, mut yielding) = (0.0, 0.0);
        for it in chain.windows(2) {
            let length = it[0].distance(&it[1]);
            all += length;
            if border.yields[it[0].side] {
                yielding += length;
                if it[0].corner.is_some() {
                    gone.push(it[0].side);
                }
            }
        }
        if yielding <= LEAST_GONE * all {
            return None;
        }
    }
    let rungs = rungs(&ahead, &back);
    let middle = |&(i, j): &(usize, usize)| Point {
        x: f64::midpoint(ahead[i].x, back[j].x).round() as i32,
        y: f64::midpoint(ahead[i].y, back[j].y).round() as i32,
    };
    let line: Vec<Point> = rungs.iter().map(middle).collect();
    // The rung from each corner at which what lies behind changes.
    let mut ribs: BTreeMap<usize, (Point, usize)> = BTreeMap::new();
    for (chain, of) in [(&ahead, 0), (&back, 1)] {
        let mut shortest: BTreeMap<usize, (f64, usize)> = BTreeMap::new();
        for (k, it) in rungs.iter().enumerate() {
            let at = if of == 0 { it.0 } else { it.1 };
            let length = ahead[it.0].distance(&back[it.1]);
            let best = shortest.entry(at).or_insert((length, k));
            if length < best.0 {
                *best = (length, k);
            }
        }
        for at in 1..chain.len().saturating_sub(1) {
            let (Some(corner), before, after) = (chain[at].corner, chain[at - 1].side, chain[at].side) else {
                continue;
            };
            let same = border.behind[before] == border.behind[after] && border.yields[before] == border.yields[after];
            if let Some((_, k)) = shortest.get(&at).filter(|_| !same) {
                ribs.insert(corner, (ring[corner], *k));
            }
        }
    }
    let fixed: BTreeSet<usize> = ribs.values().map(|it| it.1).chain([0, line.len() - 1]).collect();
    let kept = smooth(&line, &fixed, SMOOTH_WIDTHS * width);
    if kept.len() < 2 {
        return None;
    }
    let mut pieces: Vec<(Point, Point, Mark)> = vec![];
    for it in kept.windows(2) {
        let (i, j) = rungs[it[0]];
        let marks = [ahead[i].side, back[j].side].map(|side| border.link(side).mark);
        let mark = marks.into_iter().min_by_key(|it| it.rank()).unwrap_or(Mark::CUT).line_only();
        pieces.push((line[it[0]], line[it[1]], mark));
    }
    let (head, tail) = (pieces[0].2, pieces[pieces.len() - 1].2);
    pieces.push((start.tip, line[0], head));
    pieces.push((line[line.len() - 1], end.tip, tail));
    pieces.extend(ribs.values().map(|(corner, k)| (*corner, line[*k], side_street(*corner))));
    if !is_inside(ring, &pieces, [&start, &end], &kept.iter().map(|it| line[*it]).collect::<Vec<_>>()) {
        return None;
    }
    let mut lines: Vec<Segment> = pieces.iter().filter_map(|&(a, b, mark)| Segment::new(a, b, mark)).collect();
    let inwards = [line[kept[1]], line[kept[kept.len() - 2]]];
    for (end, inwards, mark) in [(&start, inwards[0], head), (&end, inwards[1], tail)] {
        if !end.is_corner() {
            lines.extend(Segment::new(overshoot(end.tip, inwards), end.tip, mark));
        }
    }
    Some(Axis { lines, gone })
}

/// Where the strip ends: across a few sides of the ring, or in a corner.
struct End {
    /// The corner before the sides, counter-clockwise, and the one after; the same for an end in a corner.
    before: usize,
    after: usize,
    /// The middle of the sides, or the corner.
    tip: Point,
}

impl End {
    fn at(ring: &[Point], corner: usize, width: f64) -> Self {
        let count = ring.len();
        let way = |from: usize, to: usize| {
            let (a, b) = (ring[from % count], ring[to % count]);
            (f64::from(b.x) - f64::from(a.x), f64::from(b.y) - f64::from(a.y))
        };
        let turns_left = |s: (f64, f64), t: (f64, f64)| s.0 * t.1 - s.1 * t.0 > 0.0;
        let mut best: Option<(f64, Self)> = None;
        let most = END_SIDES.min(count.saturating_sub(2));
        for back in 0..=most {
            for on in usize::from(back == 0)..=most - back {
                let (from, to) = (corner + count - back, corner + count + on);
                let length: f64 = (from..to).map(|it| way(it, it + 1)).map(|it| it.0.hypot(it.1)).sum();
                let (arrive, across, leave) = (way(from + count - 1, from), way(from, to), way(to, to + 1));
                // The way turns back by more than 120°, to the left.
                let turn =
                    (arrive.0 * leave.0 + arrive.1 * leave.1) / (arrive.0.hypot(arrive.1) * leave.0.hypot(leave.1));
                let score = turn + 0.2 * length / width;
                if length < END_WIDTHS * width
                    && turn < -0.5
                    && turns_left(arrive, across)
                    && turns_left(across, leave)
                    && best.as_ref().is_none_or(|it| score < it.0)
                {
                    let tip = halfway(ring, from, to, length);
                    best = Some((score, Self { before: from % count, after: to % count, tip }));
                }
            }
        }
        best.map_or(Self { before: corner, after: corner, tip: ring[corner] }, |it| it.1)
    }

    fn is_corner(&self) -> bool {
        self.before == self.after
    }

    fn has(&self, side: usize, count: usize) -> bool {
        (side + count - self.before) % count < (self.after + count - self.before) % count
    }
}

/// Returns the place in the middle of some sides that are so long together.
fn halfway(ring: &[Point], from: usize, to: usize, length: f64) -> Point {
    let mut rest = length / 2.0;
    for it in from..to {
        let (a, b) = (ring[it % ring.len()], ring[(it + 1) % ring.len()]);
        let side = (a.distance2(b) as f64).sqrt();
        if rest <= side {
            let between = |a: i32, b: i32| (f64::from(a) + rest / side * (f64::from(b) - f64::from(a))).round() as i32;
            return Point { x: between(a.x, b.x), y: between(a.y, b.y) };
        }
        rest -= side;
    }
    ring[to % ring.len()]
}

fn farthest_corners(ring: &[Point]) -> Option<(usize, usize)> {
    let pairs = (0..ring.len()).flat_map(|i| (i + 1..ring.len()).map(move |j| (i, j)));
    // The first of equals.
    pairs.reduce(|best, it| {
        let distance = |it: (usize, usize)| ring[it.0].distance2(ring[it.1]);
        if distance(it) > distance(best) { it } else { best }
    })
}

/// Returns the places from one corner to another, ahead or back along the ring.
fn chain(ring: &[Point], from: usize, to: usize, ahead: bool, width: f64) -> Vec<Place> {
    let count = ring.len();
    let perimeter: f64 = sides(ring).map(|(a, b)| (a.distance2(b) as f64).sqrt()).sum();
    let step = (STEP_WIDTHS * width).max(perimeter / MOST_SAMPLES).max(1.0);
    let mut out = vec![];
    let mut at = from;
    while at != to {
        let next = if ahead { (at + 1) % count } else { (at + count - 1) % count };
        let side = if ahead { at } else { next };
        let (a, b) = (ring[at], ring[next]);
        let samples = ((a.distance2(b) as f64).sqrt() / step).ceil().max(1.0);
        for i in 0..samples as usize {
            let share = i as f64 / samples;
            let between = |a: i32, b: i32| f64::from(a) + share * (f64::from(b) - f64::from(a));
            out.push(Place { x: between(a.x, b.x), y: between(a.y, b.y), side, corner: (i == 0).then_some(at) });
        }
        at = next;
    }
    let side = out.last().map_or(from, |it| it.side);
    out.push(Place { x: f64::from(ring[to].x), y: f64::from(ring[to].y), side, corner: Some(to) });
    out
}

/// Walks along both sides together, each time to the nearer next place.
fn rungs(ahead: &[Place], back: &[Place]) -> Vec<(usize, usize)> {
    let (mut i, mut j) = (0, 0);
    let mut out = vec![(0, 0)];
    while i + 1 < ahead.len() || j + 1 < back.len() {
        let first = ahead.get(i + 1).map_or(f64::INFINITY, |it| it.distance(&back[j]));
        let second = back.get(j + 1).map_or(f64::INFINITY, |it| it.distance(&ahead[i]));
        if first <= second {
            i += 1;
        } else {
            j += 1;
        }
        out.push((i, j));
    }
    out
}

/// Returns which points of a line to keep (Douglas and Peucker), always those fixed.
fn smooth(line: &[Point], fixed: &BTreeSet<usize>, tolerance: f64) -> Vec<usize> {
    let mut keep = fixed.clone();
    let fixed: Vec<usize> = fixed.iter().copied().collect();
    let mut todo: Vec<(usize, usize)> = fixed.windows(2).map(|it| (it[0], it[1])).collect();
    while let Some((from, to)) = todo.pop() {
        let (a, b) = (line[from], line[to]);
        let length = (a.distance2(b) as f64).sqrt();
        let off = |it: &usize| {
            let it = line[*it];
            if length > 0.0 { cross(a, b, it).abs() as f64 / length } else { (a.distance2(it) as f64).sqrt() }
        };
        let farthest = (from + 1..to).reduce(|best, it| if off(&it) > off(&best) { it } else { best });
        if let Some(middle) = farthest.filter(|it| off(it) > tolerance) {
            keep.insert(middle);
            todo.extend([(from, middle), (middle, to)]);
        }
    }
    keep.into_iter().collect()
}

/// Tells whether all pieces lie in the ring; those that start at an end side may cross it.
fn is_inside(ring: &[Point], pieces: &[(Point, Point, Mark)], ends: [&End; 2], line: &[Point]) -> bool {
    let polygon = Polygon { shell: ring.to_vec(), holes: vec![] };
    let is_end = |side: usize| ends.iter().any(|it| it.has(side, ring.len()));
    let walls: Vec<(Point, Point)> =
        sides(ring).enumerate().filter(|(side, _)| !is_end(*side)).map(|(_, it)| it).collect();
    let inner = line.get(1..line.len().saturating_sub(1)).unwrap_or_default();
    inner.iter().all(|it| strictly_inside(&polygon, *it))
        && pieces.iter().all(|it| !walls.iter().any(|wall| cross_inside((it.0, it.1), *wall)))
}

/// Returns the point a few units beyond `from` on the line from `to`.
fn overshoot(from: Point, to: Point) -> Point {
    let (dx, dy) = (f64::from(from.x) - f64::from(to.x), f64::from(from.y) - f64::from(to.y));
    let length = dx.hypot(dy).max(1.0);
    let add = |at: i32, step: f64| {
        (f64::from(at) + (step / length * OVERSHOOT)).round().clamp(-f64::from(Point::LIMIT), f64::from(Point::LIMIT))
            as i32
    };
    Point { x: add(from.x, dx), y: add(from.y, dy) }
}
