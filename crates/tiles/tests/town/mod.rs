//! A town for tests: wiggly cells that share their borders vertex by vertex, streets along them, houses inside.
#![allow(dead_code, reason = "each test file uses a part")]

use fast_mvt::{MvtLayer, MvtReaderRef, MvtTile, MvtValue};
use model::{
    Backdrop, BackdropKind, CellId, Community, CommunityId, District, Duty, DutyRole, FrameOrigin, Landmark,
    LandmarkKind, Level, LonLat, Person, PersonId, Piece, Point, Polygon, Road, RoadClass, RoadId, RoadSegment, Shape,
    Subdistrict, SubdistrictId, UnitCell,
};
use spatial::Frame;
use tiles::{DistrictTiles, TileId, WorldPoint};

pub const ORIGIN: LonLat = LonLat { lon: 113.94, lat: 22.55 };

pub fn frame() -> Frame {
    Frame::new(FrameOrigin { origin: ORIGIN }).unwrap()
}

pub fn prepared(town: &District) -> DistrictTiles {
    town.check().unwrap();
    DistrictTiles::build(town, &frame())
}

/// A number from `low` to `high` that looks random but is always the same for the same `seed`.
fn wiggle(seed: i32, low: i32, high: i32) -> i32 {
    let mut it = u64::from(seed as u32).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    it ^= it >> 27;
    low + (it % (high - low + 1) as u64) as i32
}

/// The corner of four cells.
fn corner(n: i32, side: i32, column: i32, row: i32) -> Point {
    let seed = row * 10_007 + column;
    let by = side / 5;
    let at = |index: i32| (index - n / 2) * side;
    Point { x: at(column) + wiggle(seed, -by, by), y: at(row) + wiggle(-seed - 1, -by, by) }
}

/// The border between two corners, from `a` until before `b`, with four bends.
fn border(a: Point, b: Point, seed: i32) -> Vec<Point> {
    let mut line = vec![a];
    for step in 1..5 {
        let bend = i64::from(wiggle(seed * 5 + step, -8, 8));
        let along = |a: i32, b: i32, across: i64| {
            a + ((i64::from(b) - i64::from(a)) * i64::from(step) / 5 + across * bend / 100) as i32
        };
        let (dx, dy) = (i64::from(b.x) - i64::from(a.x), i64::from(b.y) - i64::from(a.y));
        line.push(Point { x: along(a.x, b.x, -dy), y: along(a.y, b.y, dx) });
    }
    line
}

/// A town of `n` × `n` cells with sides of about `side_m` metres: four cells in a duty grid of 2 × 2 where there is
/// room, 4 × 4 in a community, 8 × 8 in a sub-district; a street along every border.
pub fn town(n: i32, side_m: i32) -> District {
    let side = side_m * 10_000;
    let corner = |column, row| corner(n, side, column, row);
    // East and north borders from each corner.
    let east = |column: i32, row: i32| border(corner(column, row), corner(column + 1, row), row * 7_001 + column);
    let north = |column: i32, row: i32| border(corner(column, row), corner(column, row + 1), -row * 7_001 - column);
    let back = |mut line: Vec<Point>, to: Point| {
        line.push(to);
        line.reverse();
        line.pop();
        line
    };
    let groups = |size: i32| (n + size - 1) / size;
    let group = |column: i32, row: i32, size: i32| ((row / size) * groups(size) + column / size) as u32;
    let mut cells = Vec::new();
    let mut duties = vec![Vec::new(); (groups(2) * groups(2)) as usize];
    let mut backdrop = Vec::new();
    for row in 0..n {
        for column in 0..n {
            let mut shell = east(column, row);
            shell.extend(north(column + 1, row));
            shell.extend(back(east(column, row + 1), corner(column + 1, row + 1)));
            shell.extend(back(north(column, row), corner(column, row + 1)));
            let label = Point { x: (column - n / 2) * side + side / 2, y: (row - n / 2) * side + side / 2 };
            duties[group(column, row, 2) as usize].push(CellId(cells.len() as u32));
            let house = side / 8;
            for (dx, dy) in [(-1, -1), (1, -1), (-1, 1), (1, 1)] {
                let (x, y) = (label.x + dx * house, label.y + dy * house);
                let half = house / 2 - wiggle(x ^ y, 0, house / 4);
                let shell =
                    [(-1, -1), (1, -1), (1, 1), (-1, 1)].map(|(dx, dy)| Point { x: x + dx * half, y: y + dy * half });
                backdrop.push(Backdrop {
                    kind: BackdropKind::Building,
                    name: None,
                    shape: Shape::Polygon(Polygon { shell: shell.to_vec(), holes: vec![] }),
                });
            }
            cells.push(UnitCell {
                code: format!("440305{:06}{:03}", group(column, row, 4), cells.len() % 1000),
                community: CommunityId(group(column, row, 4)),
                polygon: Polygon { shell, holes: vec![] },
                label,
                span: model::Span::FOUNDED,
            });
        }
    }
    let communities = (0..groups(4) * groups(4)).map(|at| Community {
        code: format!("440305{at:06}"),
        name: format!("社区{at}"),
        name_en: None,
        subdistrict: SubdistrictId(group(at % groups(4) * 4, at / groups(4) * 4, 8)),
    });
    let (roads, segments) = streets(n, &east, &north, &corner);
    District {
        fictional: true,
        subdistricts: (0..groups(8) * groups(8))
            .map(|at| Subdistrict { code: format!("440305{at:03}"), name: format!("街道{at}"), name_en: None })
            .collect(),
        communities: communities.collect(),
        cells: cells.into(),
        roads: roads.into(),
        segments: segments.into(),
        backdrop: backdrop.into(),
        persons: (0..duties.len())
            .map(|at| Person {
                code: at.to_string(), name: format!("网格员{at}"), post: String::new(), made_up: true
            })
            .collect(),
        landmarks: vec![Landmark { kind: LandmarkKind::Market, name: "菜市场".into(), at: Point { x: 7, y: 7 } }]
            .into(),
        duties: duties
            .into_iter()
            .enumerate()
            .map(|(at, cells)| {
                let piece = Piece::Cells(cells);
                Duty::standing(PersonId::at(at), DutyRole::GridMember, piece, model::Span::FOUNDED)
            })
            .collect(),
        ..District::empty("试验区", "440305", ORIGIN, 0)
    }
}

fn streets(
    n: i32,
    east: &dyn Fn(i32, i32) -> Vec<Point>,
    north: &dyn Fn(i32, i32) -> Vec<Point>,
    corner: &dyn Fn(i32, i32) -> Point,
) -> (Vec<Road>, Vec<RoadSegment>) {
    let (mut roads, mut segments) = (Vec::new(), Vec::new());
    for line in 0..=n {
        for eastwards in [true, false] {
            let class = match line {
                _ if line % 16 == 0 => RoadClass::Main,
                _ if line % 8 == 0 => RoadClass::Secondary,
                _ if line % 4 == 0 => RoadClass::Branch,
                _ => RoadClass::Alley,
            };
            let code = format!("440305{}{:04}", ['Z', 'C', 'D', 'B'][class as usize], roads.len());
            for at in 0..n {
                let mut points = if eastwards { east(at, line) } else { north(line, at) };
                points.push(if eastwards { corner(at + 1, line) } else { corner(line, at + 1) });
                segments.push(RoadSegment {
                    code: format!("{code}-{:03}", at + 1),
                    road: RoadId::at(roads.len()),
                    class,
                    level: Level::Ground,
                    line: points,
                    from_m: f64::from(at),
                    to_m: f64::from(at + 1),
                    width_m: 7.04,
                });
            }
            let name = (class < RoadClass::Alley).then(|| format!("{line}号路"));
            roads.push(Road { code, name, name_en: None, class });
        }
    }
    (roads, segments)
}

/// The tiles of zoom `z` within `around` tiles of the one that holds the origin.
pub fn tiles_around(z: u8, around: u32) -> Vec<TileId> {
    let middle = TileId::holding(WorldPoint::of(ORIGIN), z);
    let near = |at: u32| at.saturating_sub(around)..=(at + around).min((1 << z) - 1);
    near(middle.y()).flat_map(|y| near(middle.x()).map(move |x| TileId::new(z, x, y).unwrap())).collect()
}

/// Decodes a tile with fast-mvt.
pub fn decoded(bytes: &[u8]) -> MvtTile {
    MvtReaderRef::new(bytes).unwrap().to_tile().unwrap()
}

pub fn layer(bytes: &[u8], name: &str) -> Option<MvtLayer> {
    decoded(bytes).layers.into_iter().find(|it| it.name == name)
}

pub fn property<'a>(feature: &'a fast_mvt::MvtFeature, key: &str) -> Option<&'a MvtValue> {
    feature.properties.iter().find(|it| it.0 == key).map(|it| &it.1)
}

pub fn number(feature: &fast_mvt::MvtFeature, key: &str) -> u64 {
    match property(feature, key) {
        Some(MvtValue::UInt(it)) => *it,
        other => panic!("{key} is {other:?}"),
    }
}

pub fn text(feature: &fast_mvt::MvtFeature, key: &str) -> Option<String> {
    match property(feature, key) {
        Some(MvtValue::String(it)) => Some(it.clone()),
        None => None,
        other => panic!("{key} is {other:?}"),
    }
}
