//! Gives the cells of the Wuhan test district to members and writes their graph for `bench/metis.py`.
//!
//! `cargo run --release -p partition --example grids -- [members] [file for the graph]`

#[path = "../tests/common/mod.rs"]
mod common;

use std::{fmt::Write, fs, io, time::Instant};

use common::real;
use partition::{CellGraph, CellOptions, GridOptions, GridWeights, Members, cells, duty_grids};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let members = arguments.first().and_then(|it| it.parse().ok()).unwrap_or(30);
    let Some(place) = real::wuhan("Mroad") else { return Ok(()) };
    let partition = cells(&place.homes, &place.barriers, &place.buildings, &CellOptions::default(), &mut |_| {})
        .map_err(io::Error::other)?;
    let graph = CellGraph::of_partition(&partition);
    println!("{} cells, {} borders, {members} members", graph.cells.len(), graph.borders.len());
    if let Some(file) = arguments.get(1) {
        fs::write(file, text(&graph, &GridWeights::default()))?;
    }
    // Several seeds: one alone may be lucky. Short borders are asked for at the tolerance that METIS reaches with ufactor 20.
    let runs =
        [(false, 0.02, 500), (false, 0.02, 3_000), (false, 0.02, 10_000), (true, 0.02, 2_000), (true, 0.03, 2_000)];
    for (prefer_main_roads, tolerance, effort) in runs {
        for seed in 0..5 {
            let members = Members::Total(members);
            let options = GridOptions { prefer_main_roads, tolerance, effort, seed, ..GridOptions::new(members) };
            let start = Instant::now();
            let plan = duty_grids(&graph, &options, &mut |_| {}).map_err(io::Error::other)?;
            let it = plan.report;
            println!(
                "roads {prefer_main_roads:5}, tolerance {tolerance}, effort {effort:5}, seed {seed}: border {:.2} km, {:.1} % on main roads, \
                 deviation {:.2} % at most, {:.2} % rms, {} broken, {:.2} s",
                it.border_m / 1e3,
                100.0 * it.border_on_main_m / it.border_m,
                100.0 * it.deviation_max,
                100.0 * it.deviation_rms,
                it.broken,
                start.elapsed().as_secs_f64(),
            );
        }
    }
    Ok(())
}

/// The graph as text: counts, the load of each cell, then each border with its length and class.
fn text(graph: &CellGraph, weights: &GridWeights) -> String {
    let mut out = format!("{} {}\n", graph.cells.len(), graph.borders.len());
    for it in graph.loads(weights) {
        let _ = writeln!(out, "{it:.9}");
    }
    for it in &graph.borders {
        let _ = writeln!(out, "{} {} {:.3} {}", it.a, it.b, it.length_m, it.class.as_str());
    }
    out
}
