//! How long it takes to give the cells of a real district to thirty members. `examples/grids.rs` and `bench/metis.py` tell
//! how good the grids are, beside METIS.

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;

use common::real;
use criterion::{Criterion, criterion_group, criterion_main};
use partition::{CellGraph, CellOptions, GridOptions, Members, cells, duty_grids};

fn bench(c: &mut Criterion) {
    let Some(place) = real::wuhan("Mroad") else { return };
    let Ok(partition) = cells(&place.homes, &place.barriers, &[], &CellOptions::default(), &mut |_| {}) else { return };
    let graph = CellGraph::of_partition(&partition);
    let mut group = c.benchmark_group("duty grids, Wuhan Mroad");
    group.sample_size(10);
    for effort in [0, 500, 3_000] {
        let options = GridOptions { effort, ..GridOptions::new(Members::Total(30)) };
        group.bench_function(format!("effort {effort}"), |b| {
            b.iter(|| duty_grids(&graph, black_box(&options), &mut |_| {}));
        });
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
