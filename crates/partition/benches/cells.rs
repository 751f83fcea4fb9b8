//! How long it takes to cut a district, beside another library's slicing of the same area by the same lines.
//!
//! The streets are a crooked grid made here; real ones join in where the shared data is present.

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;

use common::real::{self, Place};
use criterion::{Criterion, criterion_group, criterion_main};
use i_overlay::{core::fill_rule::FillRule, i_float::int::point::IntPoint, string::slice::IntSlice};
use model::{Point, Polygon, RoadClass};
use partition::{Barrier, BarrierClass, CellOptions, Home, cells};

/// A town of `n` × `n` blocks of about 90 m, four communities, crooked streets, every sixth of them a main road, and a
/// blind alley in every block.
fn town(n: i32) -> Place {
    let mut state = 7_u64;
    let mut shift = move |most: i32| {
        // Knuth's MMIX generator: fixed streets, no dependency.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as i32 % most
    };
    let block = 900_000;
    let nodes: Vec<Vec<Point>> = (0..=n)
        .map(|i| (0..=n).map(|j| Point { x: i * block + shift(200_000), y: j * block + shift(200_000) }).collect())
        .collect();
    let mut barriers = vec![];
    let mut add = |line: Vec<Point>, class: RoadClass| {
        barriers.push(Barrier { line, class: BarrierClass::Road(class), source: barriers.len() as u32 });
    };
    let class = |i: i32| if i % 6 == 0 { RoadClass::Main } else { RoadClass::Branch };
    for i in 0..=n {
        add((0..=n).map(|j| nodes[i as usize][j as usize]).collect(), class(i));
        add((0..=n).map(|j| nodes[j as usize][i as usize]).collect(), class(i));
    }
    for it in nodes.iter().flatten() {
        add(vec![*it, Point { x: it.x + shift(block), y: it.y + shift(block) }], RoadClass::Alley);
    }
    let (low, mid, high) = (50_000, n / 2 * block + 100_000, n * block + 100_000);
    let homes = [(low, low), (mid, low), (low, mid), (mid, mid)].map(|(x, y)| {
        let (east, north) = (if x == low { mid } else { high }, if y == low { mid } else { high });
        let shell = [(x, y), (east, y), (east, north), (x, north)].map(|(x, y)| Point { x, y }).to_vec();
        Home { polygons: vec![Polygon { shell, holes: vec![] }] }
    });
    Place { homes: homes.to_vec(), barriers, buildings: vec![] }
}

fn measure(c: &mut Criterion, name: &str, place: &Place) {
    let mut group = c.benchmark_group(name);
    group.sample_size(10);
    let mut run = |what: &str, options: CellOptions| {
        group.bench_function(what, |b| {
            b.iter(|| cells(&place.homes, &place.barriers, &place.buildings, black_box(&options), &mut |_| {}));
        });
    };
    run("cells", CellOptions::default());
    run("blocks and slivers only", CellOptions { split: false, min_share: 0.0, ..CellOptions::default() });
    // The peer gives rings of blocks alone: no edges, no owners of barriers, no labels.
    let int = |it: &Point| IntPoint::new(it.x, it.y);
    let homes: Vec<Vec<Vec<IntPoint<i32>>>> = place
        .homes
        .iter()
        .flat_map(|it| &it.polygons)
        .map(|it| it.rings().map(|ring| ring.iter().map(int).collect()).collect())
        .collect();
    let lines: Vec<Vec<IntPoint<i32>>> = place.barriers.iter().map(|it| it.line.iter().map(int).collect()).collect();
    group.bench_function("i_overlay slice", |b| {
        b.iter(|| black_box(&homes).slice_by_paths(&lines, FillRule::EvenOdd));
    });
    group.finish();
}

fn bench(c: &mut Criterion) {
    measure(c, "town of 6 km²", &town(27));
    measure(c, "town of 50 km²", &town(78));
    for (name, place) in
        [("Nanshan", real::nanshan()), ("Wuhan Sroad", real::wuhan("Sroad")), ("Wuhan Mroad", real::wuhan("Mroad"))]
    {
        if let Some(place) = place {
            measure(c, name, &place);
        }
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
