//! Finding cell and road of a point, beside looking at every cell and every piece of road.

use std::{hint::black_box, sync::Arc};

use criterion::{Criterion, criterion_group, criterion_main};
use model::{District, Point, RoadClass};
use spatial::{Locator, Place, contains};
use testkit::Sketch;

/// Blocks of 100 m in a square of 60 × 60: 3,600 cells, 7,320 road segments.
const BLOCKS: i32 = 60;

fn town() -> District {
    let mut sketch = Sketch::new();
    for row in 0..BLOCKS {
        for column in 0..BLOCKS {
            let (x, y) = (column * 100, row * 100);
            sketch = sketch.cell(&[(x, y), (x + 100, y), (x + 100, y + 100), (x, y + 100)]);
        }
    }
    for line in 0..=BLOCKS {
        for block in 0..BLOCKS {
            let (a, b) = (block * 100, block * 100 + 100);
            sketch =
                sketch.road("街", RoadClass::Branch, &[(a, line * 100), (a + 50, line * 100 + 1), (b, line * 100)]);
            sketch = sketch.road("巷", RoadClass::Alley, &[(line * 100, a), (line * 100 + 1, a + 50), (line * 100, b)]);
        }
    }
    sketch.district()
}

/// Points all over the town, by a fixed rule.
fn points() -> Vec<Point> {
    let side = i64::from(BLOCKS) * 1_000_000;
    let spread = |n: i64, prime: i64| i32::try_from(n * prime % side).expect("within the town");
    (1..1_000).map(|n| Point { x: spread(n, 48_271_003), y: spread(n, 69_621_017) }).collect()
}

fn locate(c: &mut Criterion) {
    let district = Arc::new(town());
    let locator = Locator::new(district.clone());
    let points = points();
    let mut next = points.iter().copied().cycle();
    let mut point = move || next.next().expect("a cycle does not end");

    let mut group = c.benchmark_group("cell");
    group.bench_function("locator", |b| b.iter(|| locator.place(black_box(point()))));
    let mut next = points.iter().copied().cycle();
    group.bench_function("every cell", |b| {
        b.iter(|| {
            let point = black_box(next.next().expect("a cycle does not end"));
            district.cells.iter().position(|it| contains(&it.polygon, point))
        });
    });
    group.finish();

    let mut group = c.benchmark_group("road");
    let mut next = points.iter().copied().cycle();
    group.bench_function("locator", |b| {
        b.iter(|| locator.nearest_road(black_box(next.next().expect("a cycle does not end")), 500.0));
    });
    let mut next = points.iter().copied().cycle();
    group.bench_function("every piece", |b| {
        b.iter(|| {
            let point = black_box(next.next().expect("a cycle does not end"));
            let pieces = district.segments.iter().flat_map(|it| it.line.windows(2));
            pieces.map(|ends| to_line2(ends[0], ends[1], point)).fold(f64::INFINITY, f64::min)
        });
    });
    group.finish();
    assert!(matches!(locator.place(points[0]), Place::Inside(_)), "the points lie in the town");
    c.bench_function("build 3,600 cells, 7,320 segments", |b| b.iter(|| Locator::new(district.clone())));
}

/// Returns the square of the distance from a point to a line between two points.
fn to_line2(a: Point, b: Point, point: Point) -> f64 {
    let (ax, ay) = (f64::from(a.x), f64::from(a.y));
    let (dx, dy) = (f64::from(b.x) - ax, f64::from(b.y) - ay);
    let (px, py) = (f64::from(point.x) - ax, f64::from(point.y) - ay);
    let share = ((px * dx + py * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    (px - share * dx).powi(2) + (py - share * dy).powi(2)
}

criterion_group!(benches, locate);
criterion_main!(benches);
