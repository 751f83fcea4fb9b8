//! What the tests of cells have in common.
#![expect(dead_code, reason = "each test binary uses its share")]
#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

pub mod real;

use std::collections::{BTreeMap, BTreeSet};

use model::{Point, Polygon, RoadClass};
use partition::{Barrier, BarrierClass, CellOptions, Home, Partition};

pub fn p(x: i32, y: i32) -> Point {
    Point { x, y }
}

pub fn ring(points: &[(i32, i32)], scale: i32) -> Vec<Point> {
    points.iter().map(|it| p(it.0 * scale, it.1 * scale)).collect()
}

/// A home of one polygon without holes, in units of `scale` lattice units.
pub fn home(points: &[(i32, i32)], scale: i32) -> Home {
    Home { polygons: vec![Polygon { shell: ring(points, scale), holes: vec![] }] }
}

pub fn rectangle(x: i32, y: i32, width: i32, height: i32) -> Vec<(i32, i32)> {
    vec![(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
}

pub fn road(class: RoadClass, source: u32, points: &[(i32, i32)], scale: i32) -> Barrier {
    Barrier { line: ring(points, scale), class: BarrierClass::Road(class), source }
}

/// Options under which every face becomes a cell.
pub fn raw() -> CellOptions {
    CellOptions {
        min_share: 0.0,
        sliver_m2: 0.0,
        thin_m: 0.0,
        pocket_m2: 0.0,
        strips: false,
        split: false,
        ..CellOptions::default()
    }
}

pub fn cut(homes: &[Home], barriers: &[Barrier], options: &CellOptions) -> Partition {
    partition::cells(homes, barriers, &[], options, &mut |_| {}).unwrap()
}

fn cross(o: Point, a: Point, b: Point) -> i128 {
    let d = |a: i32, b: i32| i128::from(a) - i128::from(b);
    d(a.x, o.x) * d(b.y, o.y) - d(a.y, o.y) * d(b.x, o.x)
}

/// Half-open ray cast: every lattice point is inside exactly one of the faces of a planar subdivision.
pub fn holds(polygon: &Polygon, it: Point) -> bool {
    rings_hold(polygon.rings(), it)
}

pub fn rings_hold<'a>(rings: impl Iterator<Item = &'a [Point]>, it: Point) -> bool {
    let mut inside = false;
    for ring in rings {
        for i in 0..ring.len() {
            let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
            let (low, high) = if a.y < b.y { (a, b) } else { (b, a) };
            if low.y <= it.y && it.y < high.y && cross(low, high, it) > 0 {
                inside = !inside;
            }
        }
    }
    inside
}

/// In lattice units.
fn perimeter(polygon: &Polygon) -> f64 {
    let length = |ring: &[Point]| {
        (0..ring.len()).map(|i| ring[i].distance_m(ring[(i + 1) % ring.len()])).sum::<f64>() * Point::PER_METRE
    };
    polygon.rings().map(length).sum()
}

fn on_border(polygon: &Polygon, it: Point) -> bool {
    polygon.rings().any(|ring| {
        (0..ring.len()).any(|i| {
            let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
            let between = |a: i32, b: i32, it: i32| a.min(b) <= it && it <= a.max(b);
            cross(a, b, it) == 0 && between(a.x, b.x, it.x) && between(a.y, b.y, it.y)
        })
    })
}

/// Checks everything that holds for any partition; quadratic checks only when it is small.
pub fn check(partition: &Partition) {
    let Partition { cells, edges, report } = partition;
    assert_eq!(cells.iter().map(|it| it.area2).sum::<i128>(), report.area2, "cells cover the district exactly");
    // The directed sides of each cell's rings, and the same from the edges.
    let mut of_cells = BTreeSet::new();
    for (at, cell) in cells.iter().enumerate() {
        assert_eq!(cell.area2, cell.polygon.area2());
        assert!(cell.area2 > 0);
        for (i, ring) in cell.polygon.rings().enumerate() {
            let area2 = Polygon { shell: ring.to_vec(), holes: vec![] }.area2();
            assert!((i == 0) == (area2 > 0), "ring {i} of cell {at} runs the wrong way");
            let distinct: BTreeSet<_> = ring.iter().collect();
            assert_eq!(distinct.len(), ring.len(), "a point comes twice in ring {i} of cell {at}");
            for j in 0..ring.len() {
                assert!(of_cells.insert((at as u32, ring[j], ring[(j + 1) % ring.len()])));
            }
        }
        if on_border(&cell.polygon, cell.label) || !holds(&cell.polygon, cell.label) {
            let thin = (cell.area2 as f64) < 2.0 * perimeter(&cell.polygon) || cell.area2 < 200;
            assert!(thin, "label of cell {at} of area2 {} is not inside", cell.area2);
        }
    }
    let mut of_edges = BTreeSet::new();
    let mut outer2 = 0;
    for it in edges {
        assert!(it.from < it.to && it.left != it.right);
        let mut add = |cell: Option<u32>, a: Point, b: Point| {
            if let Some(cell) = cell {
                assert!(of_edges.insert((cell, a, b)));
            } else {
                outer2 -= i128::from(a.x) * i128::from(b.y) - i128::from(a.y) * i128::from(b.x);
            }
        };
        add(it.left, it.from, it.to);
        add(it.right, it.to, it.from);
    }
    assert_eq!(of_cells, of_edges, "the rings and the edge table tell the same");
    assert_eq!(outer2, report.area2);
    assert!(edges.is_sorted_by(|a, b| (a.from, a.to) < (b.from, b.to)), "edges are sorted and distinct");
    assert!(cells.is_sorted_by_key(|it| it.home));
    if edges.len() < 600 {
        for (i, s) in edges.iter().enumerate() {
            for t in &edges[i + 1..] {
                assert!(!meet_inside(s.from, s.to, t.from, t.to), "edges {s:?} and {t:?} meet inside");
            }
        }
    }
}

/// Whether two segments have a point in common that is not an end of both.
fn meet_inside(a: Point, b: Point, c: Point, d: Point) -> bool {
    let on = |a: Point, b: Point, it: Point| {
        let between = |a: i32, b: i32, it: i32| a.min(b) <= it && it <= a.max(b);
        cross(a, b, it) == 0 && between(a.x, b.x, it.x) && between(a.y, b.y, it.y) && it != a && it != b
    };
    if on(a, b, c) || on(a, b, d) || on(c, d, a) || on(c, d, b) {
        return true;
    }
    let sides = [cross(a, b, c), cross(a, b, d), cross(c, d, a), cross(c, d, b)].map(i128::signum);
    sides[0] * sides[1] < 0 && sides[2] * sides[3] < 0
}

/// Returns the cells that hold a point; there must never be two.
pub fn cells_at(partition: &Partition, it: Point) -> Option<u32> {
    let found: Vec<u32> =
        (0..partition.cells.len() as u32).filter(|at| holds(&partition.cells[*at as usize].polygon, it)).collect();
    assert!(found.len() <= 1, "{it:?} lies in cells {found:?}");
    found.first().copied()
}

/// Sums of cell areas by home.
pub fn area2_by_home(partition: &Partition) -> BTreeMap<u32, i128> {
    let mut out = BTreeMap::new();
    for it in &partition.cells {
        *out.entry(it.home).or_default() += it.area2;
    }
    out
}
