//! Strips between the carriageways of one road: their ground goes to both sides, and the border runs on the axis.

use model::{Point, RoadClass};

use crate::{
    BarrierClass,
    buckets::Lists,
    lattice::{cross, sides},
    mark::Mark,
    node::{Link, Segment},
    plane::{NONE, Plane},
    ring::rings,
};

mod axis;

use axis::{Axis, axis};

/// A strip's mean width (twice the area by the perimeter) is below this many metres (FACTS.md, Partition).
const WIDTH_M: f64 = 30.0;
/// The same of strips side by side, with carriageways in between: what a main road with lanes beside it takes (a guess).
const TOGETHER_M: f64 = 60.0;
/// Its squared perimeter is more than so many times its area (FACTS.md, Partition); a 9:1 rectangle has 44.
const LENGTH: f64 = 40.0;
/// This share of its border is main or secondary road (FACTS.md, Partition).
const BORDER: f64 = 0.85;
/// Two strips that share this part of the smaller one's border lie side by side and have one axis.
const BESIDE: f64 = 0.25;
/// Corners of one strip at most: a longer outline is no road's.
const MOST_CORNERS: usize = 2_000;

/// What lies along strips now.
pub(crate) struct Relaid {
    /// How many strips were given to their sides.
    pub(crate) count: usize,
    /// The carriageways that are no border any more, link by link.
    pub(crate) gone: Vec<bool>,
    /// The axes, and the side streets drawn on to them.
    pub(crate) lines: Vec<Segment>,
}

/// Finds the strips and lays their axes.
///
/// A carriageway gives way where the strip's home goes on behind it in a block of at least `least_m2`. A strip that is none at
/// a closer look (with holes, its axis outside of it, less than half of one side giving way) stays as it is.
pub(crate) fn relay(plane: &Plane, least_m2: f64) -> Relaid {
    let mut out = Relaid { count: 0, gone: vec![false; plane.links.len()], lines: vec![] };
    let shapes = Shape::of_faces(plane);
    let is_strip: Vec<bool> =
        shapes.iter().zip(&plane.owner).map(|(it, owner)| *owner != NONE && it.is_strip()).collect();
    if !is_strip.contains(&true) {
        return out;
    }
    let (region, count) = groups(plane, &shapes, &is_strip);
    let ends = plane.links.iter().enumerate().flat_map(|(i, it)| [(it.u, i as u32), (it.v, i as u32)]);
    let at_point = Lists::new(plane.points.len(), &ends.collect::<Vec<_>>());
    let mut relaid = vec![false; count];
    for (group, rings) in rings(plane, &region, count).into_iter().enumerate() {
        let [ring] = rings.as_slice() else { continue };
        let shape = Shape::of_ring(ring);
        if ring.len() > MOST_CORNERS || !shape.is_long(TOGETHER_M) {
            continue;
        }
        let Some(border) = Border::new(plane, ring, &region, &shapes, least_m2) else { continue };
        if let Some(Axis { lines, gone }) =
            axis(ring, &border, shape.width(), |corner| border.side_street(&at_point, corner))
        {
            relaid[group] = true;
            out.count += 1;
            out.lines.extend(lines);
            for side in gone {
                out.gone[border.links[side]] = true;
            }
        }
    }
    // Carriageways inside, between strips side by side.
    for (gone, &[left, right]) in out.gone.iter_mut().zip(&plane.sides) {
        let group = region[left as usize];
        *gone |= group != NONE && group == region[right as usize] && relaid[group as usize];
    }
    out
}

/// Area, perimeter and how much of it is main or secondary road, in lattice units.
#[derive(Clone, Copy, Default)]
struct Shape {
    area: f64,
    perimeter: f64,
    main: f64,
}

impl Shape {
    fn of_faces(plane: &Plane) -> Vec<Self> {
        let mut out: Vec<Self> =
            plane.area2.iter().map(|it| Self { area: *it as f64 / 2.0, ..Self::default() }).collect();
        for (it, sides) in plane.links.iter().zip(&plane.sides) {
            let (a, b) = plane.ends(it);
            let length = (a.distance2(b) as f64).sqrt();
            for side in sides {
                let shape = &mut out[*side as usize];
                shape.perimeter += length;
                shape.main += if is_main(it.mark) { length } else { 0.0 };
            }
        }
        out
    }

    fn of_ring(ring: &[Point]) -> Self {
        let perimeter = sides(ring).map(|(a, b)| (a.distance2(b) as f64).sqrt()).sum();
        Self { area: crate::lattice::ring_area2(ring) as f64 / 2.0, perimeter, main: 0.0 }
    }

    fn width(&self) -> f64 {
        2.0 * self.area / self.perimeter
    }

    fn is_long(&self, width_m: f64) -> bool {
        self.width() < width_m * Point::PER_METRE && self.perimeter * self.perimeter > LENGTH * self.area
    }

    fn is_strip(&self) -> bool {
        self.is_long(WIDTH_M) && self.main > BORDER * self.perimeter
    }
}

fn is_main(mark: Mark) -> bool {
    matches!(mark.line(), Some((BarrierClass::Road(RoadClass::Main | RoadClass::Secondary), _)))
}

/// Numbers the strips, those that lie side by side in one home as one; the rest is [`NONE`].
fn groups(plane: &Plane, shapes: &[Shape], is_strip: &[bool]) -> (Vec<u32>, usize) {
    let mut shared: Vec<([u32; 2], f64)> = vec![];
    for (it, &[left, right]) in plane.links.iter().zip(&plane.sides) {
        let (l, r) = (left as usize, right as usize);
        if is_strip[l] && is_strip[r] && plane.owner[l] == plane.owner[r] {
            let (a, b) = plane.ends(it);
            shared.push(([left.min(right), left.max(right)], (a.distance2(b) as f64).sqrt()));
        }
    }
    shared.sort_by_key(|it| it.0);
    let mut group: Vec<u32> = (0..shapes.len() as u32).collect();
    let root = |group: &[u32], mut at: u32| {
        while group[at as usize] != at {
            at = group[at as usize];
        }
        at
    };
    for pair in shared.chunk_by(|s, t| s.0 == t.0) {
        let [a, b] = pair[0].0;
        let least = shapes[a as usize].perimeter.min(shapes[b as usize].perimeter);
        if pair.iter().map(|it| it.1).sum::<f64>() > BESIDE * least {
            let (a, b) = (root(&group, a), root(&group, b));
            group[a.max(b) as usize] = a.min(b);
        }
    }
    let (mut number, mut count) = (vec![NONE; shapes.len()], 0);
    let region = (0..shapes.len() as u32).map(|face| {
        if !is_strip[face as usize] {
            return NONE;
        }
        let root = root(&group, face) as usize;
        if number[root] == NONE {
            number[root] = count;
            count += 1;
        }
        number[root]
    });
    let region = region.collect();
    (region, count as usize)
}

/// What lies along a strip's ring and behind it, side by side of the ring.
struct Border<'a> {
    plane: &'a Plane,
    links: Vec<usize>,
    /// The face behind.
    behind: Vec<u32>,
    /// Whether the side is a carriageway that may give way.
    yields: Vec<bool>,
}

impl<'a> Border<'a> {
    fn new(plane: &'a Plane, ring: &[Point], region: &[u32], shapes: &[Shape], least_m2: f64) -> Option<Self> {
        let mut out = Self { plane, links: vec![], behind: vec![], yields: vec![] };
        let number = |it: Point| plane.points.binary_search(&it).ok().map(|at| at as u32);
        for (a, b) in sides(ring) {
            let (from, to) = (number(a)?, number(b)?);
            let ends = (from.min(to), from.max(to));
            let at = plane.links.binary_search_by_key(&ends, |it| (it.u, it.v)).ok()?;
            let [left, right] = plane.sides[at];
            // The strip lies on the left of its ring.
            let (inside, behind) = if from < to { (left, right) } else { (right, left) };
            let shape = &shapes[behind as usize];
            let large = shape.area >= least_m2 * Point::PER_METRE * Point::PER_METRE;
            let same = plane.owner[inside as usize] == plane.owner[behind as usize];
            out.links.push(at);
            out.behind.push(behind);
            out.yields.push(is_main(plane.links[at].mark) && same && large && region[behind as usize] == NONE);
        }
        Some(out)
    }

    fn link(&self, side: usize) -> &Link {
        &self.plane.links[self.links[side]]
    }

    /// Returns what the strongest street means that meets the ring in a corner from outside.
    fn side_street(&self, at_point: &Lists, corner: Point) -> Mark {
        let Ok(point) = self.plane.points.binary_search(&corner) else { return Mark::CUT };
        let others = at_point.get(point).iter().map(|it| *it as usize).filter(|it| !self.links.contains(it));
        let marks = others.map(|it| self.plane.links[it].mark).filter(|it| it.is_line());
        marks.min_by_key(|it| it.rank()).map_or(Mark::CUT, Mark::line_only)
    }
}

/// Tells whether two pieces cross between their ends.
fn cross_inside((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let apart = |s: i64, t: i64| s == 0 || t == 0 || (s > 0) == (t > 0);
    let beside = c.x.max(d.x) < a.x.min(b.x)
        || a.x.max(b.x) < c.x.min(d.x)
        || c.y.max(d.y) < a.y.min(b.y)
        || a.y.max(b.y) < c.y.min(d.y);
    !beside && !apart(cross(a, b, c), cross(a, b, d)) && !apart(cross(c, d, a), cross(c, d, b))
}
