//! Finding roads and cells of 100,000 points in a city, beside R-trees of the same lines and boxes and beside looking
//! at everything. Times are for all points; the throughput is points a second.

mod city;

use std::hint::black_box;

use city::City;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime};
use model::{Point, Polygon};
use rstar::{
    AABB, PointDistance, RTree,
    primitives::{GeomWithData, Line as TreeLine, Rectangle},
};
use spatial::{CellGrid, Line, LineGrid, Ownership, contains, z_order};

/// How far the candidates of a report may lie.
const REACH_MM: u32 = 50_000;

type LineTree = RTree<GeomWithData<TreeLine<[f64; 2]>, u32>>;
type BoxTree = RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>;

fn pair(point: Point) -> [f64; 2] {
    [f64::from(point.x), f64::from(point.y)]
}

fn line_tree(lines: &[Line]) -> LineTree {
    RTree::bulk_load(lines.iter().map(|it| GeomWithData::new(TreeLine::new(pair(it.a), pair(it.b)), it.item)).collect())
}

fn box_tree(cells: &[Polygon]) -> BoxTree {
    let boxes = cells.iter().zip(0..).map(|(it, cell)| {
        let corners: Vec<_> = it.shell.iter().map(|it| pair(*it)).collect();
        let envelope = AABB::from_points(&corners);
        GeomWithData::new(Rectangle::from_corners(envelope.lower(), envelope.upper()), cell)
    });
    RTree::bulk_load(boxes.collect())
}

/// Asks all points.
fn ask<T>(group: &mut BenchmarkGroup<WallTime>, name: &str, points: &[Point], answer: impl Fn(Point) -> T) {
    group.throughput(Throughput::Elements(points.len() as u64));
    group.bench_function(name, |b| {
        b.iter(|| {
            for point in points {
                black_box(answer(black_box(*point)));
            }
        });
    });
}

fn in_z_order(points: &[Point]) -> Vec<Point> {
    z_order(points).into_iter().map(|it| points[it as usize]).collect()
}

fn roads(c: &mut Criterion, city: &City) {
    let (lines, points) = (&city.lines, &city.points);
    let sorted = in_z_order(points);
    let (grid, tree) = (LineGrid::new(lines.iter().copied()).with_short_lists(), line_tree(lines));
    println!("{}: {} lines, {:.1} bytes a line", city.name, grid.len(), grid.bytes() as f64 / grid.len() as f64);
    for point in points.iter().take(1_000) {
        let (Some(ours), Some(theirs)) = (grid.nearest(*point, u32::MAX), tree.nearest_neighbor(pair(*point))) else {
            panic!("both find a line")
        };
        let theirs_mm = theirs.geom().distance_2(&pair(*point)).sqrt() / Point::PER_MM as f64;
        assert!((f64::from(ours.distance_mm) - theirs_mm).abs() < 0.501, "{point:?}: {ours:?}, {theirs_mm} mm");
    }

    let mut group = c.benchmark_group(format!("{}: nearest road", city.name));
    ask(&mut group, "grid", points, |it| grid.nearest(it, u32::MAX));
    ask(&mut group, "rstar", points, |it| tree.nearest_neighbor(pair(it)).map(|it| it.data));
    ask(&mut group, "grid, in Z-order", &sorted, |it| grid.nearest(it, u32::MAX));
    ask(&mut group, "rstar, in Z-order", &sorted, |it| tree.nearest_neighbor(pair(it)).map(|it| it.data));
    group.bench_function("grid, in bulk with sorting", |b| {
        b.iter(|| {
            let mut answers = vec![None; points.len()];
            for at in z_order(points) {
                answers[at as usize] = grid.nearest(points[at as usize], u32::MAX).map(|it| it.item);
            }
            answers
        });
    });
    ask(&mut group, "every line", &points[..100], |it| {
        lines.iter().map(|line| distance2(line, it)).fold(f64::INFINITY, f64::min)
    });
    group.finish();

    let mut group = c.benchmark_group(format!("{}: roads within 50 m", city.name));
    ask(&mut group, "grid, in Z-order", &sorted, |it| {
        let mut count = 0;
        grid.visit_within(it, REACH_MM, |_| count += 1);
        count
    });
    let reach2 = (f64::from(REACH_MM) * Point::PER_MM as f64).powi(2);
    ask(&mut group, "rstar, in Z-order", &sorted, |it| tree.locate_within_distance(pair(it), reach2).count());
    group.finish();

    let mut group = c.benchmark_group(format!("{}: building", city.name));
    group.bench_function("grid of lines", |b| b.iter(|| LineGrid::new(lines.iter().copied())));
    group.bench_function("grid of lines with short lists", |b| {
        b.iter(|| LineGrid::new(lines.iter().copied()).with_short_lists());
    });
    group.bench_function("rstar of lines", |b| b.iter(|| line_tree(lines)));
    group.finish();
}

fn cells(c: &mut Criterion, city: &City) {
    let (cells, points) = (&city.cells, &city.points);
    let sorted = in_z_order(points);
    let (grid, tree) = (CellGrid::new(cells), box_tree(cells));
    let in_tree = |it: Point| {
        let boxes = tree.locate_all_at_point(pair(it)).map(|it| it.data);
        boxes.filter(|cell| contains(&cells[*cell as usize], it)).min()
    };
    println!("{}: {} cells, {:.0} bytes a cell", city.name, cells.len(), grid.bytes() as f64 / cells.len() as f64);
    for point in points {
        let Ownership::Inside { cell, .. } = grid.place(*point) else { panic!("{point:?} lies in the city") };
        assert_eq!(Some(cell), in_tree(*point));
    }

    let mut group = c.benchmark_group(format!("{}: cell", city.name));
    ask(&mut group, "grid", points, |it| grid.place(it));
    ask(&mut group, "rstar", points, in_tree);
    ask(&mut group, "grid, in Z-order", &sorted, |it| grid.place(it));
    ask(&mut group, "rstar, in Z-order", &sorted, in_tree);
    ask(&mut group, "every cell", &points[..100], |it| cells.iter().position(|cell| contains(cell, it)));
    group.finish();

    let mut group = c.benchmark_group(format!("{}: building", city.name));
    group.bench_function("grid of cells", |b| b.iter(|| CellGrid::new(cells)));
    group.bench_function("rstar of boxes", |b| b.iter(|| box_tree(cells)));
    group.finish();
}

/// Returns the square of the distance from a point to a line.
fn distance2(line: &Line, point: Point) -> f64 {
    let (ax, ay) = (f64::from(line.a.x), f64::from(line.a.y));
    let (dx, dy) = (f64::from(line.b.x) - ax, f64::from(line.b.y) - ay);
    let (px, py) = (f64::from(point.x) - ax, f64::from(point.y) - ay);
    let share = ((px * dx + py * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    (px - share * dx).powi(2) + (py - share * dy).powi(2)
}

fn locate(c: &mut Criterion) {
    let made_up = City::made_up();
    roads(c, &made_up);
    cells(c, &made_up);
    match City::wuhan() {
        Some(wuhan) => roads(c, &wuhan),
        None => println!("skipped: the roads of Wuhan are not there"),
    }
}

fn settings() -> Criterion {
    Criterion::default().sample_size(20).warm_up_time(std::time::Duration::from_secs(1))
}

criterion_group!(name = benches; config = settings(); targets = locate);
criterion_main!(benches);
