//! Cities to search in.

use std::{fs::File, io::Read};

use flate2::read::GzDecoder;
use model::{FrameOrigin, LonLat, Point, Polygon};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use spatial::{Frame, Line};

/// Lines and cells of a city and points all over it.
pub struct City {
    pub name: &'static str,
    pub lines: Vec<Line>,
    pub cells: Vec<Polygon>,
    pub points: Vec<Point>,
}

/// Points asked for.
const POINTS: usize = 100_000;
/// Half the width of the made-up city: 16.5 km.
const HALF: i32 = 165_000_000;
/// Junctions along each side of the made-up city: 99,904 streets between them.
const JUNCTIONS: i32 = 224;
/// Cells along each side: 5,041 of them.
const CELLS: i32 = 71;
/// Straight pieces of a border between two cells.
const PIECES: i32 = 5;

impl City {
    /// Makes up a city of crooked streets 148 m apart and of cells 465 m wide with 20 corners each.
    pub fn made_up() -> Self {
        let mut dice = Pcg64Mcg::seed_from_u64(20_261_122);
        let junctions = jittered(&mut dice, JUNCTIONS);
        let junction = |column: i32, row: i32| junctions[(row * JUNCTIONS + column) as usize];
        let mut lines = vec![];
        for (column, row) in (0..JUNCTIONS).flat_map(|row| (0..JUNCTIONS).map(move |column| (column, row))) {
            for (to_column, to_row) in [(column + 1, row), (column, row + 1)] {
                if to_column < JUNCTIONS && to_row < JUNCTIONS {
                    let (a, b) = (junction(column, row), junction(to_column, to_row));
                    lines.push(Line { item: lines.len() as u32, from: 0, a, b });
                }
            }
        }
        let across = CELLS * PIECES + 1;
        let corners = jittered(&mut dice, across);
        let corner = |column: i32, row: i32| corners[(row * across + column) as usize];
        let mut cells = vec![];
        for (x, y) in (0..CELLS).flat_map(|row| (0..CELLS).map(move |column| (column * PIECES, row * PIECES))) {
            let east = (0..PIECES).map(|it| corner(x + it, y));
            let north = (0..PIECES).map(|it| corner(x + PIECES, y + it));
            let west = (0..PIECES).map(|it| corner(x + PIECES - it, y + PIECES));
            let south = (0..PIECES).map(|it| corner(x, y + PIECES - it));
            cells.push(Polygon { shell: east.chain(north).chain(west).chain(south).collect(), holes: vec![] });
        }
        let inner = HALF - HALF / CELLS;
        let points = (0..POINTS).map(|_| anywhere(&mut dice, (-inner, -inner), (inner, inner))).collect();
        Self { name: "made-up city", lines, cells, points }
    }

    /// Reads the 92,642 edges of Wuhan, when they are there, and asks within 50 m of them; without cells.
    pub fn wuhan() -> Option<Self> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/wuhan-network/roads.geojson.gz");
        let mut text = String::new();
        GzDecoder::new(File::open(path).ok()?).read_to_string(&mut text).ok()?;
        let frame = Frame::new(FrameOrigin { origin: LonLat { lon: 114.3, lat: 30.55 } }).ok()?;
        let roads: serde_json::Value = serde_json::from_str(&text).ok()?;
        let mut lines = vec![];
        for (road, item) in roads["features"].as_array()?.iter().zip(0..) {
            let place = |it: &serde_json::Value| Some(LonLat { lon: it[0].as_f64()?, lat: it[1].as_f64()? });
            let places = road["geometry"]["coordinates"].as_array()?.iter().filter_map(place);
            let points: Vec<Point> = places.filter_map(|it| frame.point(it).ok()).collect();
            lines.extend(points.windows(2).map(|it| Line { item, from: 0, a: it[0], b: it[1] }));
        }
        let mut dice = Pcg64Mcg::seed_from_u64(420_100);
        let points = (0..POINTS).map(|_| {
            let near = lines[dice.random_range(0..lines.len())].a;
            anywhere(&mut dice, (near.x - 500_000, near.y - 500_000), (near.x + 500_000, near.y + 500_000))
        });
        let points = points.collect();
        Some(Self { name: "Wuhan", lines, cells: vec![], points })
    }
}

fn anywhere(dice: &mut Pcg64Mcg, min: (i32, i32), max: (i32, i32)) -> Point {
    Point { x: dice.random_range(min.0..=max.0), y: dice.random_range(min.1..=max.1) }
}

/// Returns the crossings of a net with so many a side, row by row, each a little out of place.
fn jittered(dice: &mut Pcg64Mcg, count: i32) -> Vec<Point> {
    let pitch = 2 * HALF / (count - 1);
    let jitter = pitch / 4;
    let crossings = (0..count).flat_map(|row| (0..count).map(move |column| (column, row)));
    crossings
        .map(|(column, row)| {
            let mut along = |it: i32| pitch * it - HALF + dice.random_range(-jitter..=jitter);
            Point { x: along(column), y: along(row) }
        })
        .collect()
}
