//! A made-up district of the design size, for benches: 33 km wide, 99,904 road segments, 5,041 unit cells.

use model::{
    CellEdge, CellId, CommunityId, District, Duty, DutyRole, EdgeClass, Level, Person, PersonId, Piece, Point, Polygon,
    Road, RoadClass, RoadId, RoadSegment, Span, Stretch, UnitCell,
};

use crate::Sketch;

/// Cells along a side.
const CELLS: i32 = 71;
/// Lines of road in each direction, and segments along each: 2 × 223 × 224 = 99,904.
const LINES: i32 = 223;
const BLOCKS: i32 = 224;
/// Half the district's side in lattice units: 16.5 km.
const HALF: i32 = 165_000_000;
/// So many cells one member has.
const CELLS_EACH: usize = 3;

/// Draws the district: a bent net of streets, cells whose borders bend as well, a member for three cells each and a leader
/// for each road.
pub fn big_town() -> District {
    let mut district = Sketch::new().district();
    cells(&mut district);
    roads(&mut district);
    district
}

/// Returns places all over [`big_town`], in no order, the same each time.
pub fn big_town_points(count: usize) -> Vec<Point> {
    // Knuth's multipliers of linear congruences modulo 2⁶⁴.
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as i64 * i64::from(2 * HALF) / (1 << 31)) as i32 - HALF
    };
    (0..count).map(|_| Point { x: next(), y: next() }).collect()
}

/// Moves a place by up to 20 m, smoothly, and not at the outer border.
fn bent(x: i32, y: i32) -> Point {
    let inner = |it: i32| 1.0 - (f64::from(it) / f64::from(HALF)).powi(8);
    let wave = |it: i32, by: f64| (f64::from(it) / by).sin() * 200_000.0;
    let by = inner(x) * inner(y);
    let moved = |it: i32, by: f64| it + by as i32;
    Point { x: moved(x, by * wave(y, 7e5)), y: moved(y, by * wave(x, 9e5)) }
}

/// Returns the line from one corner to another, through the middle.
fn line(a: (i32, i32), b: (i32, i32)) -> Vec<Point> {
    let at = |num: i32, den: i32| bent(a.0 + (b.0 - a.0) / den * num, a.1 + (b.1 - a.1) / den * num);
    vec![bent(a.0, a.1), at(1, 2), bent(b.0, b.1)]
}

fn at(step: i32, steps: i32) -> i32 {
    (i64::from(2 * HALF) * i64::from(step) / i64::from(steps)) as i32 - HALF
}

fn cells(district: &mut District) {
    let corner = |it: i32| at(it, CELLS);
    for row in 0..CELLS {
        for column in 0..CELLS {
            let (west, east, south, north) = (corner(column), corner(column + 1), corner(row), corner(row + 1));
            let corners = [(west, south), (east, south), (east, north), (west, north)];
            let mut shell = vec![];
            for (from, to) in corners.into_iter().zip(corners.into_iter().cycle().skip(1)) {
                // The middle is the same from both ends.
                shell.extend(&line(from.min(to), from.max(to))[1..2]);
                let start = bent(from.0, from.1);
                shell.insert(shell.len() - 1, start);
            }
            let label = Point { x: west / 2 + east / 2, y: south / 2 + north / 2 };
            district.cells.push(UnitCell {
                code: format!("9901010{:02}{:03}{:03}", row + 1, column + 1, 1),
                community: CommunityId(0),
                polygon: Polygon { shell, holes: vec![] },
                label,
                span: Span::FOUNDED,
            });
        }
    }
    let cell = |column: i32, row: i32| {
        let inside = (0..CELLS).contains(&column) && (0..CELLS).contains(&row);
        inside.then(|| CellId::at((row * CELLS + column) as usize))
    };
    for row in 0..=CELLS {
        for column in 0..=CELLS {
            let here = (corner(column), corner(row));
            let mut add = |to: (i32, i32), left, right| {
                let class = EdgeClass::Border;
                let line = line(here, to);
                district.edges.push(CellEdge { line, left, right, class, segment: None, span: Span::FOUNDED });
            };
            if column < CELLS {
                add((corner(column + 1), here.1), cell(column, row), cell(column, row - 1));
            }
            if row < CELLS {
                add((here.0, corner(row + 1)), cell(column - 1, row), cell(column, row));
            }
        }
    }
    let all: Vec<CellId> = (0..district.cells.len()).map(CellId::at).collect();
    for cells in all.chunks(CELLS_EACH) {
        let person = person(district, "网格员");
        let piece = Piece::Cells(cells.to_vec());
        district.duties.push(Duty::standing(person, DutyRole::GridMember, piece, Span::FOUNDED));
    }
}

fn roads(district: &mut District) {
    for number in 0..2 * LINES {
        let (across, along) = (at(number / 2 + 1, LINES + 1), number % 2 == 0);
        let class = if number % 16 < 2 { RoadClass::Main } else { RoadClass::ALL[(number / 2 % 4) as usize] };
        let road = RoadId::at(district.roads.len());
        let code = format!("990101X{:04}", number + 1);
        let mut from_m = 0.0;
        for block in 0..BLOCKS {
            let (a, b) = (at(block, BLOCKS), at(block + 1, BLOCKS));
            let line = if along { line((a, across), (b, across)) } else { line((across, a), (across, b)) };
            let mut segment = RoadSegment {
                code: format!("{code}-{:03}", block + 1),
                road,
                class,
                level: Level::Ground,
                line,
                from_m,
                to_m: from_m,
                width_m: if class == RoadClass::Main { 20.0 } else { 7.0 },
            };
            segment.to_m += segment.length_m();
            from_m = segment.to_m;
            district.segments.push(segment);
        }
        district.roads.push(Road { code, name: Some(format!("第{}路", number + 1)), name_en: None, class });
        let person = person(district, "包路领导");
        let piece = Piece::Road(Stretch::whole(road));
        district.duties.push(Duty::standing(person, DutyRole::RoadLeader, piece, Span::FOUNDED));
    }
}

fn person(district: &mut District, post: &str) -> PersonId {
    let id = PersonId::at(district.persons.len());
    let code = format!("P{:04}", id.0 + 1);
    district.persons.push(Person { name: format!("{post}{}", id.0 + 1), code, post: post.into(), made_up: true });
    id
}
