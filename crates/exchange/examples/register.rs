//! Reads a file of streets and prints its road register in figures, with how long each step took.
//!
//! `cargo run --release -p exchange --example register -- 区.osm.pbf [boundary.geojson]`

use std::{collections::BTreeMap, error::Error, path::PathBuf, time::Instant};

use exchange::{RoadClassTable, read_boundary, read_streets};
use model::{FrameOrigin, LonLat, Point, RoadClass, RoadSegment};
use spatial::Frame;

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = std::env::args_os().skip(1).map(PathBuf::from);
    let streets = paths.next().ok_or("用法 / usage: register 道路文件 [边界文件]")?;
    let clock = Instant::now();
    let (streets, dirt) = read_streets(&streets, &RoadClassTable::default(), &mut |_, _| ())?;
    println!("读取 / read: {:?}, 道路线 / ways {}", clock.elapsed(), streets.ways.len());
    println!("{dirt}");
    let origin = streets.ways[streets.ways.len() / 2].nodes[0];
    let frame = Frame::new(FrameOrigin { origin })?;
    let rings = match paths.next() {
        Some(path) => rings(&read_boundary(&path)?.0, &frame)?,
        None => Vec::new(),
    };
    let inside = |at: Point| rings.is_empty() || holds(&rings, at);
    let clock = Instant::now();
    let (roads, segments, report) = partition::register(&streets.ways, &frame, &inside, "000000");
    println!("编制 / made: {:?}, 道路 / roads {}, 路段 / segments {}", clock.elapsed(), roads.len(), segments.len());
    println!("{report:?}");
    let mut by_class: BTreeMap<RoadClass, (usize, usize, usize, f64)> = BTreeMap::new();
    for road in &roads {
        let it = by_class.entry(road.class).or_default();
        it.0 += 1;
        it.1 += usize::from(road.name.is_some());
    }
    for segment in &segments {
        let it = by_class.entry(roads[segment.road.index()].class).or_default();
        it.2 += 1;
        it.3 += segment.length_m() / 1_000.0;
    }
    for (class, (roads, named, segments, km)) in by_class {
        println!("{:　<5}\t道路 {roads}（有名 {named}）\t路段 {segments}\t{km:.1} km", class.zh());
    }
    let mut lengths: BTreeMap<usize, (usize, f64, f64)> = BTreeMap::new();
    for it in &segments {
        let of = lengths.entry(it.road.index()).or_default();
        *of = (of.0 + 1, of.1 + RoadSegment::length_m(it), of.2.max(it.to_m));
    }
    let mut longest: Vec<_> = lengths.into_iter().filter(|it| roads[it.0].name.is_some()).collect();
    longest.sort_by(|a, b| b.1.1.total_cmp(&a.1.1));
    for (at, (count, metres, end)) in longest.into_iter().take(12) {
        let name = roads[at].name.as_deref().unwrap_or("");
        println!("{} {name}: {count} 段, {:.2} km, 里程至 K{:.3}", roads[at].code, metres / 1e3, end / 1e3);
    }
    Ok(())
}

/// Returns the rings of all areas in the frame.
fn rings(areas: &[model::SurveyArea], frame: &Frame) -> Result<Vec<Vec<Point>>, spatial::FrameError> {
    let ring = |it: &Vec<LonLat>| it.iter().map(|it| frame.point(*it)).collect();
    areas.iter().flat_map(|it| it.polygons.iter().flatten()).map(ring).collect()
}

/// Returns whether areas that share no ground hold a point.
fn holds(rings: &[Vec<Point>], at: Point) -> bool {
    let crosses = |pair: &&[Point]| {
        let [a, b] = [pair[0], pair[1]].map(|it| (f64::from(it.x), f64::from(it.y)));
        let (x, y) = (f64::from(at.x), f64::from(at.y));
        (a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0)
    };
    rings.iter().map(|it| it.windows(2).filter(crosses).count()).sum::<usize>() % 2 == 1
}
