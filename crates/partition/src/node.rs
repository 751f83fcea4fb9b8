//! Noding: iterated snap rounding until lines meet at common points only.

use model::Point;

use crate::{
    PartitionError,
    buckets::{Grid, Lists},
    lattice::{cross, crossing, meets_pixel},
    mark::{Mark, Sets},
    relief::relieve,
};

/// The most points or pieces of line the numbering has room for; a district of the design size has about a million.
const MOST: usize = 100_000_000;
/// The most places of pieces in buckets: 400 MB. Real streets have about three for each piece.
const MOST_PLACES: usize = 30_000_000;
/// The most pairs of neighbouring pieces that are looked at: a few seconds. Real streets have about ten for each piece.
const MOST_PAIRS: usize = 1_000_000_000;
/// Lines with more pairs or buckets than this for each piece are crowded: there it pays to lay equal ground together first.
const CROWDED: usize = 64;
/// Iterated snap rounding ends by itself; real streets take 2–4 passes. This only bounds a mistake.
const MOST_PASSES: usize = 64;

/// A piece of line before noding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The end that is less by x, then y.
    pub(crate) a: Point,
    /// The other.
    pub(crate) b: Point,
    /// What it means.
    pub(crate) mark: Mark,
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
/// Depends on the set of segments only, not on their order. A pass looks only at what the one before has moved: two
/// pieces that have not moved were found not to cross, and not to meet any pixel that there was.
pub(crate) fn node(segments: Vec<Segment>, sets: &mut Sets) -> Result<Network, PartitionError> {
    let mut noding = Noding::new(segments);
    let many = noding.pieces.len().saturating_mul(CROWDED).min(MOST_PLACES);
    if noding.lay_out(many).is_err() || noding.pairs() > many {
        noding = Noding::new(relieve(noding.pieces, sets));
        noding.lay_out(MOST_PLACES)?;
    }
    let mut passes = 1;
    while noding.pass()? {
        passes += 1;
        if passes > MOST_PASSES {
            return Err(PartitionError::Unstable { passes: MOST_PASSES });
        }
        noding.lay_out(MOST_PLACES)?;
    }
    Ok(noding.network(passes, sets))
}

struct Noding {
    /// All pieces of all passes.
    pieces: Vec<Segment>,
    /// The points that each piece joins, where it has stayed whole.
    ends: Vec<(u32, u32)>,
    /// Where the pieces of this pass begin: those before have not moved since they were looked at.
    fresh: usize,
    /// All points: those of the first pass ascending, then those of each pass after.
    points: Vec<Point>,
    grid: Grid,
    /// The pieces of each pass by bucket.
    layers: Vec<Lists>,
    /// The buckets of each piece of this pass, and where they begin.
    buckets: Vec<(u32, u32)>,
    starts: Vec<u32>,
    /// The new points of each pass by bucket.
    places: Vec<Lists>,
}

/// No end yet: the piece was cut.
const CUT_UP: (u32, u32) = (u32::MAX, u32::MAX);

impl Noding {
    fn new(pieces: Vec<Segment>) -> Self {
        let grid = Grid::new(pieces.iter().flat_map(|it| [it.a, it.b]), pieces.len());
        Self {
            pieces,
            ends: vec![],
            fresh: 0,
            points: vec![],
            grid,
            layers: vec![],
            buckets: vec![],
            starts: vec![],
            places: vec![],
        }
    }

    /// Puts the pieces of this pass into buckets, in at most so many places.
    fn lay_out(&mut self, most: usize) -> Result<(), PartitionError> {
        self.buckets.clear();
        self.starts.clear();
        for i in self.fresh..self.pieces.len() {
            self.starts.push(self.buckets.len() as u32);
            let Segment { a, b, .. } = self.pieces[i];
            self.grid.along(a, b, |bucket| self.buckets.push((bucket, i as u32)));
            check("long lines across others", self.buckets.len(), most)?;
        }
        self.starts.push(self.buckets.len() as u32);
        self.layers.push(Lists::new(self.grid.len(), &self.buckets));
        Ok(())
    }

    /// Returns how many pairs of pieces lie in one bucket.
    fn pairs(&self) -> usize {
        self.layers.iter().flat_map(Lists::iter).map(|it| it.len() * it.len().saturating_sub(1) / 2).sum()
    }

    /// Cuts pieces at points; returns whether any was cut, so that another pass is due.
    fn pass(&mut self) -> Result<bool, PartitionError> {
        let mut found = self.crossings()?;
        if self.fresh == 0 {
            found.extend(self.pieces.iter().flat_map(|it| [it.a, it.b]));
        } else {
            found.retain(|it| !self.is_known(*it));
        }
        found.sort_unstable_by_key(|it| key(*it));
        found.dedup();
        let first = self.points.len();
        self.points.extend(found);
        check("points", self.points.len(), MOST)?;
        let grid = &self.grid;
        let new = self.points[first..].iter().zip(first as u32..).map(|(it, at)| (grid.at(*it), at));
        self.places.push(Lists::new(grid.len(), &new.collect::<Vec<_>>()));

        let mut next: Vec<Segment> = vec![];
        let mut ends: Vec<(u32, u32)> = vec![];
        self.cut_old(first, &mut next);
        let mut on: Vec<(i64, u32)> = vec![];
        for i in self.fresh..self.pieces.len() {
            let Segment { a, b, .. } = self.pieces[i];
            let at = i - self.fresh;
            on.clear();
            let along = Along::new(a, b);
            for (bucket, _) in &self.buckets[self.starts[at] as usize..self.starts[at + 1] as usize] {
                for places in &self.places {
                    for &it in places.get(*bucket as usize) {
                        let point = self.points[it as usize];
                        if meets_pixel(point, a, b) {
                            on.push((along.at(point), it));
                        }
                    }
                }
            }
            ends.push(self.cut(i, &mut on, &mut next));
        }
        self.ends.extend(ends);
        self.fresh = self.pieces.len();
        let cut = !next.is_empty();
        self.pieces.append(&mut next);
        check("pieces of line", self.pieces.len(), MOST)?;
        Ok(cut)
    }

    /// Cuts pieces of earlier passes at the points found now.
    fn cut_old(&mut self, first: usize, next: &mut Vec<Segment>) {
        let mut hits: Vec<(u32, u32)> = vec![];
        if self.fresh > 0 {
            let earlier = &self.layers[..self.layers.len() - 1];
            for (it, at) in self.points[first..].iter().zip(first as u32..) {
                let bucket = self.grid.at(*it) as usize;
                for &i in earlier.iter().flat_map(|layer| layer.get(bucket)) {
                    let Segment { a, b, .. } = self.pieces[i as usize];
                    if self.ends[i as usize] != CUT_UP && meets_pixel(*it, a, b) {
                        hits.push((i, at));
                    }
                }
            }
        }
        hits.sort_unstable();
        let mut on: Vec<(i64, u32)> = vec![];
        for hits in hits.chunk_by(|s, t| s.0 == t.0) {
            let i = hits[0].0 as usize;
            let (u, v) = self.ends[i];
            let along = Along::new(self.pieces[i].a, self.pieces[i].b);
            on.clear();
            on.extend(
                [u, v].into_iter().chain(hits.iter().map(|it| it.1)).map(|it| (along.at(self.points[it as usize]), it)),
            );
            self.ends[i] = self.cut(i, &mut on, next);
        }
    }

    /// Cuts a piece at the points on it; returns its ends where there is nothing to cut.
    fn cut(&self, piece: usize, on: &mut [(i64, u32)], next: &mut Vec<Segment>) -> (u32, u32) {
        if let [s, t] = on {
            return if s.0 < t.0 { (s.1, t.1) } else { (t.1, s.1) };
        }
        on.sort_unstable();
        let point = |it: &(i64, u32)| self.points[it.1 as usize];
        let mark = self.pieces[piece].mark;
        next.extend(on.windows(2).filter_map(|it| Segment::new(point(&it[0]), point(&it[1]), mark)));
        CUT_UP
    }

    /// Returns the rounded crossings of the pieces of this pass with all others.
    fn crossings(&self) -> Result<Vec<Point>, PartitionError> {
        let Some((layer, earlier)) = self.layers.split_last() else { return Ok(vec![]) };
        let mut found = vec![];
        let mut pairs = 0;
        let mut old: Vec<u32> = vec![];
        for (bucket, fresh) in layer.iter().enumerate().filter(|it| !it.1.is_empty()) {
            old.clear();
            let before = earlier.iter().flat_map(|it| it.get(bucket)).copied();
            old.extend(before.filter(|it| self.ends[*it as usize] != CUT_UP));
            pairs += fresh.len() * (old.len() + fresh.len());
            check("pairs of lines in one place", pairs, MOST_PAIRS)?;
            for (i, &s) in fresh.iter().enumerate() {
                let s = &self.pieces[s as usize];
                for t in fresh[i + 1..].iter().chain(&old) {
                    found.extend(proper_crossing(s, &self.pieces[*t as usize]));
                }
            }
            check("crossings", found.len(), MOST)?;
        }
        Ok(found)
    }

    fn is_known(&self, it: Point) -> bool {
        let bucket = self.grid.at(it) as usize;
        self.places.iter().flat_map(|places| places.get(bucket)).any(|at| self.points[*at as usize] == it)
    }

    /// Numbers the points from west to east and lays equal links together.
    fn network(self, passes: usize, sets: &mut Sets) -> Network {
        let Self { pieces, ends, mut points, .. } = self;
        let mut number: Vec<u32> = vec![];
        if !points.is_sorted() {
            let mut order: Vec<u32> = (0..points.len() as u32).collect();
            order.sort_unstable_by_key(|it| key(points[*it as usize]));
            number.resize(points.len(), 0);
            for (at, it) in order.iter().enumerate() {
                number[*it as usize] = at as u32;
            }
            points.sort_unstable_by_key(|it| key(*it));
        }
        let number = |it: u32| number.get(it as usize).copied().unwrap_or(it);
        let whole = pieces.iter().zip(ends).filter(|it| it.1 != CUT_UP);
        let links = whole.map(|(it, (u, v))| Link { u: number(u), v: number(v), mark: it.mark }).collect();
        Network { points, links: join_equal(links, sets), passes }
    }
}

/// The order along a piece of line.
struct Along {
    a: Point,
    dx: i64,
    dy: i64,
}

impl Along {
    fn new(a: Point, b: Point) -> Self {
        Self { a, dx: i64::from(b.x) - i64::from(a.x), dy: i64::from(b.y) - i64::from(a.y) }
    }

    fn at(&self, it: Point) -> i64 {
        (i64::from(it.x) - i64::from(self.a.x)) * self.dx + (i64::from(it.y) - i64::from(self.a.y)) * self.dy
    }
}

/// Returns the point's place in the order by x, then y, as one number.
fn key(it: Point) -> u64 {
    let flip = |it: i32| u64::from(it as u32 ^ (1 << 31));
    flip(it.x) << 32 | flip(it.y)
}

/// Returns where two pieces cross, rounded; `None` where they do not meet or one ends on the other.
fn proper_crossing(s: &Segment, t: &Segment) -> Option<Point> {
    let (Segment { a, b, .. }, Segment { a: c, b: d, .. }) = (*s, *t);
    if c.x > b.x || d.x < a.x || c.y.min(d.y) > a.y.max(b.y) || c.y.max(d.y) < a.y.min(b.y) {
        return None;
    }
    let apart = |s: i64, t: i64| s == 0 || t == 0 || (s > 0) == (t > 0);
    if apart(cross(a, b, c), cross(a, b, d)) {
        return None;
    }
    let from = (cross(c, d, a), cross(c, d, b));
    (!apart(from.0, from.1)).then(|| crossing(a, b, from))
}

/// Lays links between the same points together and drops what then means nothing.
fn join_equal(mut links: Vec<Link>, sets: &mut Sets) -> Vec<Link> {
    links.sort_unstable_by_key(|it| u64::from(it.u) << 32 | u64::from(it.v));
    links.dedup_by(|it, last| {
        let equal = (last.u, last.v) == (it.u, it.v);
        if equal {
            last.mark = last.mark.join(it.mark, sets);
        }
        equal
    });
    links.retain(|it| !it.mark.is_empty());
    links
}

fn check(thing: &'static str, count: usize, most: usize) -> Result<(), PartitionError> {
    if count <= most { Ok(()) } else { Err(PartitionError::TooMany { thing, count, most }) }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::BarrierClass;

    /// The definition: all pieces against all points and all pieces, until nothing is cut.
    fn by_force(mut segments: Vec<Segment>, sets: &mut Sets) -> Network {
        for passes in 1.. {
            let mut points: Vec<Point> = segments.iter().flat_map(|it| [it.a, it.b]).collect();
            for s in &segments {
                points.extend(segments.iter().filter_map(|t| proper_crossing(s, t)));
            }
            points.sort_unstable();
            points.dedup();
            let mut next = vec![];
            for it in &segments {
                let along = Along::new(it.a, it.b);
                let mut on: Vec<Point> = points.iter().copied().filter(|p| meets_pixel(*p, it.a, it.b)).collect();
                on.sort_unstable_by_key(|it| along.at(*it));
                next.extend(on.windows(2).filter_map(|on| Segment::new(on[0], on[1], it.mark)));
            }
            if next == segments {
                let at = |it: Point| points.binary_search(&it).unwrap() as u32;
                let links = segments.iter().map(|it| Link { u: at(it.a), v: at(it.b), mark: it.mark }).collect();
                return Network { links: join_equal(links, sets), points, passes };
            }
            segments = next;
        }
        unreachable!("noding comes to rest")
    }

    fn segments(lines: &[(i32, i32, i32, i32, u8)], sets: &mut Sets) -> Vec<Segment> {
        let one = |&(ax, ay, bx, by, mark): &(i32, i32, i32, i32, u8)| {
            let mark = match mark {
                0 => Mark::CUT,
                1 => Mark::barrier(BarrierClass::Wall, u32::from(mark)),
                _ => Mark::border(sets.one(u32::from(mark))),
            };
            Segment::new(Point { x: ax, y: ay }, Point { x: bx, y: by }, mark)
        };
        lines.iter().filter_map(one).collect()
    }

    proptest! {
        #[test]
        fn noding_in_buckets_pass_by_pass_gives_what_brute_force_gives(
            lines in vec((-20..20_i32, -20..20_i32, -20..20_i32, -20..20_i32, 0..4_u8), 0..24),
        ) {
            let sets = &mut Sets::new();
            let segments = segments(&lines, sets);
            let network = node(segments.clone(), sets).unwrap();
            prop_assert_eq!(&network, &by_force(segments.clone(), sets));
            let again = network.links.iter().filter_map(|it| {
                Segment::new(network.points[it.u as usize], network.points[it.v as usize], it.mark)
            });
            prop_assert_eq!(&node(again.collect(), sets).unwrap().links.len(), &network.links.len());
        }

        #[test]
        fn relief_changes_nothing(
            lines in vec((-6..6_i32, -4..4_i32, -6..6_i32, -4..4_i32, 0..2_u8), 0..24),
        ) {
            // Without borders: those that cancel would be gone before noding, with the bends that they make in others.
            let sets = &mut Sets::new();
            let segments = segments(&lines, sets);
            let bare = |network: Network| {
                let named = |it: &Link| (network.points[it.u as usize], network.points[it.v as usize], it.mark);
                network.links.iter().map(named).collect::<Vec<_>>()
            };
            let relieved = relieve(segments.clone(), sets);
            prop_assert_eq!(bare(node(relieved, sets).unwrap()), bare(node(segments, sets).unwrap()));
        }
    }

    #[test]
    fn a_hundred_thousand_pieces_of_one_line_are_noded_and_a_star_of_as_many_is_refused() {
        let p = |x: i32, y: i32| Point { x, y };
        let sets = &mut Sets::new();
        let far = 300_000_000_i64;
        // Knuth's MMIX generator: fixed places, no dependency.
        let mut state = 1_u64;
        let mut place = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) as i64 % far) as i32
        };
        let on_a_line = (0..100_000).filter_map(|_| Segment::new(p(place(), 7), p(place(), 7), Mark::CUT));
        let network = node(on_a_line.collect(), sets).unwrap();
        assert!(network.links.len() > 190_000 && network.links.len() < 200_000);
        let equal = (0..100_000).filter_map(|_| Segment::new(p(-5, 3), p(90_000_000, 7), Mark::CUT));
        assert_eq!(node(equal.collect(), sets).unwrap().links.len(), 1);
        let star =
            (0..100_000).filter_map(|i| Segment::new(p(-1_000_000, 50_000 - i), p(1_000_000, i - 50_000), Mark::CUT));
        let refused = node(star.collect(), sets);
        assert!(matches!(refused, Err(PartitionError::TooMany { .. })), "{:?}", refused.map(|it| it.links.len()));
    }
}
