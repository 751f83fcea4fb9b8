//! Noding: iterated snap rounding until lines meet at common points only.

use model::Point;

use crate::{
    PartitionError,
    buckets::{Grid, Lists},
    lattice::{cross, crossing, meets_pixel},
    mark::{Mark, Sets},
};

/// The most points or pieces of line the numbering has room for; a district of the design size has about a million.
const MOST: usize = 100_000_000;
/// Iterated snap rounding ends by itself; real streets take 2–4 passes. This only bounds a mistake.
const MOST_PASSES: usize = 64;

/// A piece of line before noding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment {
    a: Point,
    b: Point,
    mark: Mark,
}

impl Segment {
    /// Makes the piece between two points; `None` where they are one.
    pub(crate) fn new(a: Point, b: Point, mark: Mark) -> Option<Self> {
        // One direction for each piece of ground, so that results do not depend on how a line was drawn.
        (a != b).then(|| Self { a: a.min(b), b: a.max(b), mark })
    }
}

/// A piece of line between two numbered points, the lesser first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// The point that is less by x, then y.
    pub(crate) u: u32,
    /// The other.
    pub(crate) v: u32,
    /// What it means.
    pub(crate) mark: Mark,
}

/// Lines that meet at common points only.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Network {
    /// The points, ascending by x, then y.
    pub(crate) points: Vec<Point>,
    /// The links, ascending; no two join the same points.
    pub(crate) links: Vec<Link>,
    /// How many passes it took.
    pub(crate) passes: usize,
}

/// Rounds all crossings to the lattice, again and again until nothing moves: then no two links meet but at their ends,
/// and no link passes through the pixel of a point that is not its end.
///
/// Depends on the set of segments only, not on their order.
pub(crate) fn node(segments: Vec<Segment>, sets: &mut Sets) -> Result<Network, PartitionError> {
    let mut segments = segments;
    let mut last = Network::default();
    for pass in 1..=MOST_PASSES {
        let network = node_once(&segments, sets)?;
        if pass > 1 && network.points == last.points && network.links == last.links {
            return Ok(Network { passes: pass, ..network });
        }
        let point = |at: u32| network.points[at as usize];
        segments = network.links.iter().map(|it| Segment { a: point(it.u), b: point(it.v), mark: it.mark }).collect();
        last = network;
    }
    Err(PartitionError::Unstable { passes: MOST_PASSES })
}

fn node_once(segments: &[Segment], sets: &mut Sets) -> Result<Network, PartitionError> {
    let grid = Grid::new(segments.iter().flat_map(|it| [it.a, it.b]), segments.len());
    let mut pairs = Vec::with_capacity(segments.len() * 3);
    for (i, it) in segments.iter().enumerate() {
        grid.along(it.a, it.b, |bucket| pairs.push((bucket, i as u32)));
        check("pieces of line", pairs.len())?;
    }
    let points = hot_points(segments, &Lists::new(grid.len(), &pairs))?;
    let places: Vec<_> = points.iter().enumerate().map(|(i, it)| (grid.at(*it), i as u32)).collect();
    let places = Lists::new(grid.len(), &places);
    let mut links: Vec<Link> = Vec::with_capacity(segments.len() * 2);
    let mut on: Vec<(i64, u32)> = vec![];
    for &Segment { a, b, mark } in segments {
        on.clear();
        let (dx, dy) = (i64::from(b.x) - i64::from(a.x), i64::from(b.y) - i64::from(a.y));
        grid.along(a, b, |bucket| {
            for &at in places.get(bucket as usize) {
                let it = points[at as usize];
                if meets_pixel(it, a, b) {
                    let along = (i64::from(it.x) - i64::from(a.x)) * dx + (i64::from(it.y) - i64::from(a.y)) * dy;
                    on.push((along, at));
                }
            }
        });
        on.sort_unstable();
        on.dedup();
        links.extend(on.windows(2).map(|it| {
            let (s, t) = (it[0].1, it[1].1);
            Link { u: s.min(t), v: s.max(t), mark }
        }));
        check("pieces of line", links.len())?;
    }
    Ok(Network { points, links: join_equal(links, sets), passes: 1 })
}

/// Returns all ends and rounded crossings, ascending, each once.
fn hot_points(segments: &[Segment], buckets: &Lists) -> Result<Vec<Point>, PartitionError> {
    let mut hot: Vec<Point> = segments.iter().flat_map(|it| [it.a, it.b]).collect();
    for bucket in buckets.iter() {
        for (i, &s) in bucket.iter().enumerate() {
            let Segment { a, b, .. } = segments[s as usize];
            let (low, high) = (a.y.min(b.y), a.y.max(b.y));
            for &t in &bucket[i + 1..] {
                let Segment { a: c, b: d, .. } = segments[t as usize];
                if c.x > b.x || d.x < a.x || c.y.min(d.y) > high || c.y.max(d.y) < low {
                    continue;
                }
                let apart = |s: i64, t: i64| s == 0 || t == 0 || (s > 0) == (t > 0);
                if apart(cross(a, b, c), cross(a, b, d)) {
                    continue;
                }
                let from = (cross(c, d, a), cross(c, d, b));
                if !apart(from.0, from.1) {
                    hot.push(crossing(a, b, from));
                }
            }
        }
        check("crossings", hot.len())?;
    }
    hot.sort_unstable();
    hot.dedup();
    Ok(hot)
}

/// Lays links between the same points together and drops what then means nothing.
fn join_equal(mut links: Vec<Link>, sets: &mut Sets) -> Vec<Link> {
    links.sort_unstable_by_key(|it| (it.u, it.v));
    let mut out: Vec<Link> = Vec::with_capacity(links.len());
    for it in links {
        match out.last_mut() {
            Some(last) if (last.u, last.v) == (it.u, it.v) => last.mark = last.mark.join(it.mark, sets),
            _ => out.push(it),
        }
    }
    out.retain(|it| !it.mark.is_empty());
    out
}

fn check(thing: &'static str, count: usize) -> Result<(), PartitionError> {
    if count <= MOST { Ok(()) } else { Err(PartitionError::TooMany { thing, count, most: MOST }) }
}
