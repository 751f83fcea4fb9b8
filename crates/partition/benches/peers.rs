//! Noding and faces beside GEOS (shapely) on the same lines in the same run, and GEOS's word on our cells.
//!
//! Both run in one thread and are measured by CPU time, best of several runs. Without the shared data, or without Python and the
//! way to its packages, each part is skipped with one line.
#![expect(clippy::unwrap_used, reason = "a bench fails like a test")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use common::{
    holds,
    real::{self, Place},
};
use model::{Point, Polygon};
use partition::{CellOptions, Home, blocks, cells};

/// Each figure is the best of so many batches.
const BATCHES: usize = 5;
/// A batch runs for so long: the clock of CPU time may tick at 4 ms.
const BATCH: Duration = Duration::from_millis(400);

fn main() {
    let python = python();
    let folder = std::env::temp_dir().join(format!("wangge-peers-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let peer = |arguments: &[&str]| {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/geos.py");
        let output = Command::new(python.as_ref()?).arg(script).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Some(String::from_utf8(output.stdout).unwrap())
    };
    let (district, net) = (real::wuhan("Mroad"), real::wuhan("Mroad").and_then(whole));
    for (name, place) in [("Wuhan Mroad", &district), ("Wuhan, whole net", &net)] {
        if let Some(place) = place {
            faces(name, &lines(place), &folder, &peer);
        }
    }
    for part in [4, 2, 1] {
        if let Some(net) = &net {
            growth(net, part);
        }
    }
    for (name, place) in [("Nanshan", &real::nanshan()), ("Wuhan Mroad", &district), ("Wuhan, whole net", &net)] {
        if let Some(place) = place {
            coverage(name, place, &folder, &peer);
        }
    }
    fs::remove_dir_all(&folder).unwrap();
}

/// Returns the whole net, with the box around it as the only community.
fn whole(it: Place) -> Option<Place> {
    let points = || it.barriers.iter().flat_map(|it| &it.line);
    let (west, east) = (points().map(|it| it.x).min()?, points().map(|it| it.x).max()?);
    let (south, north) = (points().map(|it| it.y).min()?, points().map(|it| it.y).max()?);
    let shell = [(west, south), (east, south), (east, north), (west, north)].map(|(x, y)| Point { x, y }).to_vec();
    Some(Place { homes: vec![Home { polygons: vec![Polygon { shell, holes: vec![] }] }], ..it })
}

/// The usual options, but fields and lakes outside the town are cut as finely as the town: the more cells.
fn options() -> CellOptions {
    CellOptions { most_pieces: 100_000, ..CellOptions::default() }
}

/// Says how fast blocks are found here and by GEOS.
fn faces(name: &str, lines: &[Vec<Point>], folder: &Path, peer: &dyn Fn(&[&str]) -> Option<String>) {
    let pieces: usize = lines.iter().map(|it| it.len() - 1).sum();
    let (ours, count) = best_ms(|| blocks(lines).unwrap().len());
    println!("{name}: noding + faces of {pieces} pieces: {ours:.1} ms, {count} blocks");
    let file = folder.join("lines");
    let rows: Vec<String> = lines.iter().map(|it| format!("LINESTRING({})", wkt(it))).collect();
    fs::write(&file, rows.join("\n")).unwrap();
    let runs = if pieces < 20_000 { "8" } else { "3" };
    let Some(answer) = peer(&["faces", file.to_str().unwrap(), runs]) else { return };
    let (count, theirs) = answer.trim().split_once(' ').unwrap();
    let theirs: f64 = theirs.parse().unwrap();
    println!("{name}: GEOS unary_union + polygonize: {theirs:.1} ms, {count} polygons: {:.1} × as long", theirs / ours);
}

/// Says how the whole pipeline grows: the south-western part of the net, then all of it.
fn growth(net: &Place, part: i32) {
    let mut place = Place { homes: net.homes.clone(), barriers: net.barriers.clone(), buildings: vec![] };
    let shell = &mut place.homes[0].polygons[0].shell;
    let (low, high) = (shell[0].y, shell[2].y);
    for it in &mut shell[2..] {
        it.y = low + (high - low) / part;
    }
    let (ours, count) =
        best_ms(|| cells(&place.homes, &place.barriers, &[], &options(), &mut |_| {}).unwrap().cells.len());
    println!(
        "Wuhan, 1/{part} of the net: streets → {count} cells: {ours:.0} ms, {:.1} µs a cell",
        ours * 1e3 / count as f64
    );
}

/// Says what the whole pipeline takes, and what GEOS says of its cells.
fn coverage(name: &str, place: &Place, folder: &Path, peer: &dyn Fn(&[&str]) -> Option<String>) {
    let cut = || cells(&place.homes, &place.barriers, &place.buildings, &options(), &mut |_| {}).unwrap();
    let (ours, count) = best_ms(|| cut().cells.len());
    println!("{name}: streets → {count} cells: {ours:.0} ms");
    let file = folder.join("cells");
    let rows: Vec<String> = cut().cells.iter().map(|it| polygon(&it.polygon)).collect();
    fs::write(&file, rows.join("\n")).unwrap();
    let Some(answer) = peer(&["coverage", file.to_str().unwrap()]) else { return };
    println!("{name}: GEOS says of the coverage: {}", answer.trim());
}

/// Returns the lines that noding gets: the border and the streets that reach the inside.
fn lines(place: &Place) -> Vec<Vec<Point>> {
    let polygons = || place.homes.iter().flat_map(|it| &it.polygons);
    let inside = |it: &&Vec<Point>| polygons().any(|polygon| it.iter().any(|it| holds(polygon, *it)));
    let borders = polygons().flat_map(Polygon::rings).map(|it| it.iter().copied().chain([it[0]]).collect());
    borders.chain(place.barriers.iter().map(|it| &it.line).filter(inside).cloned()).collect()
}

fn wkt(line: &[Point]) -> String {
    let mut out = String::new();
    for it in line {
        let comma = if out.is_empty() { "" } else { "," };
        write!(out, "{comma}{} {}", it.x, it.y).unwrap();
    }
    out
}

fn polygon(it: &Polygon) -> String {
    let ring = |it: &[Point]| format!("({},{} {})", wkt(it), it[0].x, it[0].y);
    format!("POLYGON({})", it.rings().map(ring).collect::<Vec<_>>().join(","))
}

/// Runs a piece of work again and again; returns the least CPU time of a run in ms, and what it gives.
fn best_ms<T>(work: impl Fn() -> T) -> (f64, T) {
    let (mut best, mut last) = (f64::INFINITY, work());
    for _ in 0..BATCHES {
        let (wall, start) = (Instant::now(), cpu_ms());
        let mut runs = 0;
        while runs == 0 || wall.elapsed() < BATCH {
            last = work();
            runs += 1;
        }
        let spent = cpu_ms().zip(start).map_or(wall.elapsed().as_secs_f64() * 1e3, |(end, start)| end - start);
        best = best.min(spent / f64::from(runs));
    }
    (best, last)
}

/// Returns the CPU time of this thread so far, where the system tells it (Linux).
fn cpu_ms() -> Option<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse::<f64>().ok().map(|it| it / 1e6)
}

/// Returns a Python with shapely, or says why there is none.
fn python() -> Option<String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/python.sh");
    let Ok(output) = Command::new("sh").args([script, "shapely"]).output() else {
        println!("skipped: no shell to look for Python");
        return None;
    };
    if !output.status.success() {
        println!("{} (GEOS)", String::from_utf8_lossy(&output.stderr).trim());
        return None;
    }
    Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
}
