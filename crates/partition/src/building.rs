//! Buildings: what cuts had better avoid.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use model::{Point, Polygon};

use crate::{
    buckets::{Grid, Lists},
    label::strictly_inside,
    lattice::{cross, sides},
};

/// Less than this inside a building is a touch, in metres: rounding moves walls and lines by a lattice unit (0.1 mm) or two.
pub(crate) const TOUCH_M: f64 = 0.01;

/// Buildings in square buckets.
pub(crate) struct Buildings<'a> {
    polygons: Vec<&'a Polygon>,
    grid: Grid,
    lists: Lists,
    /// The cluster of each building, once asked for.
    clusters: OnceLock<Vec<u32>>,
}

impl<'a> Buildings<'a> {
    /// Indexes the buildings in an order of their own, whichever they come in; those without points hold nothing.
    pub(crate) fn new(polygons: &'a [Polygon]) -> Self {
        let mut polygons: Vec<&Polygon> = polygons.iter().collect();
        polygons.sort_unstable_by(|a, b| (&a.shell, &a.holes).cmp(&(&b.shell, &b.holes)));
        let corners = |it: &Polygon| {
            let first = *it.shell.first()?;
            Some(it.shell.iter().fold((first, first), |(low, high), p| {
                (Point { x: low.x.min(p.x), y: low.y.min(p.y) }, Point { x: high.x.max(p.x), y: high.y.max(p.y) })
            }))
        };
        let boxes: Vec<_> = polygons.iter().map(|it| corners(it)).collect();
        let grid = Grid::new(boxes.iter().flatten().flat_map(|it| [it.0, it.1]), polygons.len());
        let mut pairs = vec![];
        for (i, it) in boxes.iter().enumerate() {
            if let Some((low, high)) = it {
                grid.within(*low, *high, |bucket| pairs.push((bucket, i as u32)));
            }
        }
        let lists = Lists::new(grid.len(), &pairs);
        Self { polygons, grid, lists, clusters: OnceLock::new() }
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.polygons.is_empty()
    }

    /// Returns how many metres of segment `a b` lie inside buildings.
    pub(crate) fn length_inside_m(&self, a: Point, b: Point) -> f64 {
        let mut total = 0.0;
        self.each_inside(a, b, |_, length_m| total += length_m);
        total
    }

    /// Visits the buildings that segment `a b` runs through, ascending, with the metres inside each.
    pub(crate) fn each_inside(&self, a: Point, b: Point, mut visit: impl FnMut(u32, f64)) {
        if self.is_empty() || a == b {
            return;
        }
        let mut near = vec![];
        self.grid.along(a, b, |bucket| near.extend_from_slice(self.lists.get(bucket as usize)));
        near.sort_unstable();
        near.dedup();
        for it in near {
            let mut share = share_inside(self.get(it), a, b);
            if share > 0.0 {
                // Along a wall it depends on the direction what is inside: that is a touch, not a cut.
                share = share.min(share_inside(self.get(it), b, a));
            }
            if share > 0.0 {
                visit(it, share * a.distance_m(b));
            }
        }
    }

    /// Returns the buildings whose bucket the box between `low` and `high` touches, ascending.
    pub(crate) fn near(&self, low: Point, high: Point) -> Vec<u32> {
        let mut near = vec![];
        self.grid.within(low, high, |bucket| near.extend_from_slice(self.lists.get(bucket as usize)));
        near.sort_unstable();
        near.dedup();
        near
    }

    /// Returns a building.
    pub(crate) fn get(&self, at: u32) -> &'a Polygon {
        self.polygons[at as usize]
    }

    /// Returns the cluster of each building, as its least building: buildings that touch or overlap form one.
    pub(crate) fn clusters(&self) -> &[u32] {
        self.clusters.get_or_init(|| self.find_clusters())
    }

    /// Returns the clusters that bar a block with this border: they reach from border to border, so that ways over free
    /// ground cannot go round them, or cover all of the border.
    ///
    /// A cluster that lies on one stretch of the border alone does not bar the block.
    pub(crate) fn barring(&self, border: &[(Point, Point)]) -> BTreeSet<u32> {
        // For each cluster the pieces of border that it touches, with the metres inside.
        let mut crossed = BTreeMap::<u32, BTreeMap<(Point, Point), f64>>::new();
        for &(a, b) in border {
            self.each_inside(a, b, |building, length_m| {
                let pieces = crossed.entry(self.clusters()[building as usize]).or_default();
                *pieces.entry((a, b)).or_default() += length_m;
            });
        }
        let covers = |((a, b), length_m): (&(Point, Point), &f64)| *length_m > a.distance_m(*b) - TOUCH_M;
        let bars = |pieces: &BTreeMap<_, _>| {
            stretches(pieces.keys()) > 1 || (pieces.len() == border.len() && pieces.iter().all(covers))
        };
        crossed.iter().filter(|it| bars(it.1)).map(|it| *it.0).collect()
    }

    fn find_clusters(&self) -> Vec<u32> {
        let mut cluster: Vec<u32> = (0..self.polygons.len() as u32).collect();
        for list in self.lists.iter() {
            for (i, &s) in list.iter().enumerate() {
                for &t in &list[i + 1..] {
                    let (a, b) = (root(&cluster, s), root(&cluster, t));
                    if a != b && touch(self.get(s), self.get(t)) {
                        cluster[a.max(b) as usize] = a.min(b);
                    }
                }
            }
        }
        (0..cluster.len() as u32).map(|it| root(&cluster, it)).collect()
    }
}

/// Returns into how many connected lines pieces fall.
fn stretches<'a>(pieces: impl Iterator<Item = &'a (Point, Point)>) -> usize {
    let mut part: Vec<u32> = vec![];
    let mut at = BTreeMap::<Point, u32>::new();
    for (a, b) in pieces {
        let this = part.len() as u32;
        part.push(this);
        for end in [a, b] {
            let (s, t) = (root(&part, *at.entry(*end).or_insert(this)), root(&part, this));
            part[s.max(t) as usize] = s.min(t);
        }
    }
    (0..part.len()).filter(|it| part[*it] as usize == *it).count()
}

fn root(cluster: &[u32], mut at: u32) -> u32 {
    while cluster[at as usize] != at {
        at = cluster[at as usize];
    }
    at
}

/// Whether two polygons have a point in common.
fn touch(a: &Polygon, b: &Polygon) -> bool {
    let meet = a.rings().flat_map(sides).any(|s| b.rings().flat_map(sides).any(|t| segments_meet(s, t)));
    let holds = |outer: &Polygon, inner: &Polygon| inner.shell.first().is_some_and(|it| strictly_inside(outer, *it));
    meet || holds(a, b) || holds(b, a)
}

fn segments_meet((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let beside = |a: i32, b: i32, c: i32, d: i32| a.max(b) < c.min(d) || c.max(d) < a.min(b);
    if beside(a.x, b.x, c.x, d.x) || beside(a.y, b.y, c.y, d.y) {
        return false;
    }
    let apart = |s: i64, t: i64| s.signum() * t.signum() > 0;
    !apart(cross(a, b, c), cross(a, b, d)) && !apart(cross(c, d, a), cross(c, d, b))
}

/// Returns which share of segment `a b` lies inside a polygon, by the even-odd rule.
fn share_inside(polygon: &Polygon, a: Point, b: Point) -> f64 {
    let from_a = |it: Point| (f64::from(it.x) - f64::from(a.x), f64::from(it.y) - f64::from(a.y));
    let (dx, dy) = from_a(b);
    let along = |it: Point| {
        let (x, y) = from_a(it);
        (x * dx + y * dy) / (dx * dx + dy * dy)
    };
    let mut at: Vec<f64> = vec![];
    for (from, to) in polygon.rings().flat_map(sides) {
        let (first, second) = (cross(a, b, from), cross(a, b, to));
        if (first < 0) != (second < 0) {
            let share = first as f64 / (first as f64 - second as f64);
            at.push((along(from) + share * (along(to) - along(from))).clamp(0.0, 1.0));
        }
    }
    at.sort_unstable_by(f64::total_cmp);
    at.chunks_exact(2).map(|it| it[1] - it[0]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_measured_inside_a_building_but_not_in_its_courtyard() {
        let square = |low: i32, high: i32| {
            [(low, low), (high, low), (high, high), (low, high)].map(|(x, y)| Point { x, y }).to_vec()
        };
        let house = Polygon { shell: square(0, 100_000), holes: vec![square(40_000, 60_000)] };
        let houses = [house, Polygon { shell: vec![], holes: vec![] }];
        let buildings = Buildings::new(&houses);
        let inside = |a: (i32, i32), b: (i32, i32)| {
            buildings.length_inside_m(Point { x: a.0, y: a.1 }, Point { x: b.0, y: b.1 })
        };
        assert!((inside((-50_000, 50_000), (150_000, 50_000)) - 8.0).abs() < 1e-9);
        assert!((inside((20_000, 10_000), (150_000, 10_000)) - 8.0).abs() < 1e-9);
        assert!(inside((-50_000, 110_000), (150_000, 110_000)) < 1e-9);
    }
}
