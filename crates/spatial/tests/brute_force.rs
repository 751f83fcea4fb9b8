//! The indexes beside looking at everything: on random and on adversarial scenes they answer the same.
//!
//! `cargo test --release -p spatial --test brute_force -- --ignored --nocapture` asks a million points.

mod brute;

use model::{Point, Polygon, Side};
use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_pcg::Pcg64Mcg;
use spatial::{CellGrid, Hit, Line, LineGrid, Ownership};

use brute::Found;

const LIMIT: i32 = Point::LIMIT;
/// Half the width of the scenes in lattice units, from a handful of lattice points to the whole frame.
const REACHES: [i32; 6] = [4, 30, 2_000, 5_000_000, 60_000_000, LIMIT];

fn at(x: i32, y: i32) -> Point {
    Point { x: x.clamp(-LIMIT, LIMIT), y: y.clamp(-LIMIT, LIMIT) }
}

fn anywhere(dice: &mut Pcg64Mcg, reach: i32) -> Point {
    at(dice.random_range(-reach..=reach), dice.random_range(-reach..=reach))
}

/// Makes chains of lines: free ones, level and upright ones, ones that begin at a junction, follow a neighbour or go
/// back on themselves, and lone points.
fn streets(dice: &mut Pcg64Mcg, reach: i32) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![];
    for item in 0..dice.random_range(1..40) {
        let mut from = dice.random_range(0..50_000);
        let mut a = match lines.get(dice.random_range(0..=lines.len())) {
            Some(it) => it.b,
            None => anywhere(dice, reach),
        };
        for _ in 0..dice.random_range(1..6) {
            let step = (reach / dice.random_range(1..20)).max(1);
            let (dx, dy) = (dice.random_range(-step..=step), dice.random_range(-step..=step));
            let b = match (dice.random_range(0..8), lines.last()) {
                (0, _) => at(a.x + dx, a.y),
                (1, _) => at(a.x, a.y + dy),
                (2, Some(last)) => last.a,
                (3, _) => at(a.x + dx, a.y + dx),
                (4, _) if dice.random_bool(0.2) => a,
                _ => at(a.x.saturating_add(dx), a.y.saturating_add(dy)),
            };
            lines.push(Line { item, from, a, b });
            from += (a.distance_m(b) * Point::PER_METRE).round() as u32;
            a = b;
        }
    }
    lines
}

/// Makes cells: a net of jittered quadrangles without gaps, the same with holes and gaps, a fan, or ones that overlap.
fn cells(dice: &mut Pcg64Mcg, reach: i32) -> Vec<Polygon> {
    let whole = |shell: Vec<Point>| Polygon { shell, holes: vec![] };
    let count = dice.random_range(1..7);
    let pitch = (2 * (reach / count)).max(2);
    let jitter = if dice.random_bool(0.3) { 0 } else { (pitch / 3).max(1) };
    let mut corners = vec![];
    for row in 0..=count {
        for column in 0..=count {
            let mut shift = || if jitter == 0 { 0 } else { dice.random_range(-jitter..=jitter) };
            let along = |it: i32, shift: i32| (i64::from(pitch) * i64::from(it)) as i32 - reach + shift;
            corners.push(at(along(column, shift()), along(row, shift())));
        }
    }
    let corner = |column: i32, row: i32| corners[(row * (count + 1) + column) as usize];
    let mut all = vec![];
    for (row, column) in (0..count).flat_map(|row| (0..count).map(move |column| (row, column))) {
        let shell = [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(x, y)| corner(column + x, row + y)).to_vec();
        match dice.random_range(0..12) {
            0 => {}
            1 => {
                let middle =
                    Point { x: i32::midpoint(shell[0].x, shell[2].x), y: i32::midpoint(shell[0].y, shell[2].y) };
                all.extend((0..4).map(|it| whole(vec![shell[it], shell[(it + 1) % 4], middle])));
            }
            2 => {
                let inward = |it: &Point| {
                    let toward = |a: i32, b: i32| i32::midpoint(a, b);
                    Point { x: toward(it.x, shell[0].x), y: toward(it.y, shell[0].y) }
                };
                let hole: Vec<Point> = shell.iter().rev().map(inward).collect();
                all.push(Polygon { shell, holes: vec![hole] });
            }
            3 => all.push(whole((0..dice.random_range(0..9)).map(|_| anywhere(dice, reach)).collect())),
            _ => all.push(whole(shell)),
        }
    }
    all.shuffle(dice);
    all
}

/// Makes a point that is hard for these lines: on an end, on the line, a lattice unit beside it, on its prolongation, in
/// the middle between two, at the border of the frame, or anywhere.
fn question(dice: &mut Pcg64Mcg, lines: &[Line], reach: i32) -> Point {
    let Some(line) = lines.get(dice.random_range(0..lines.len().max(1))) else { return anywhere(dice, reach) };
    let (dx, dy) = (i64::from(line.b.x) - i64::from(line.a.x), i64::from(line.b.y) - i64::from(line.a.y));
    let along = |part: i64, of: i64| {
        let on = |a: i32, d: i64| (i64::from(a) + d * part / of).clamp(-i64::from(LIMIT), i64::from(LIMIT)) as i32;
        Point { x: on(line.a.x, dx), y: on(line.a.y, dy) }
    };
    let divisor = greatest_common_divisor(dx.abs(), dy.abs()).max(1);
    match dice.random_range(0..10) {
        0 => line.a,
        1 => line.b,
        // Exactly on the line, where the lattice allows, or on its prolongation.
        2 => along(dice.random_range(0..=divisor), divisor),
        3 => along(dice.random_range(-divisor..=2 * divisor), divisor),
        4 | 5 => {
            let it = along(dice.random_range(0..=1000), 1000);
            at(it.x + dice.random_range(-12..=12), it.y + dice.random_range(-12..=12))
        }
        6 => {
            let other = lines[dice.random_range(0..lines.len())];
            Point { x: i32::midpoint(line.a.x, other.b.x), y: i32::midpoint(line.a.y, other.b.y) }
        }
        7 => {
            let mut side = || [-LIMIT, LIMIT, dice.random_range(-LIMIT..=LIMIT)][dice.random_range(0..3)];
            at(side(), side())
        }
        8 => anywhere(dice, reach.saturating_mul(2).min(LIMIT)),
        _ => anywhere(dice, reach),
    }
}

fn greatest_common_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

fn found(it: &Hit) -> Found {
    Found { item: it.item, distance_mm: it.distance_mm, side: it.side, chainage_mm: it.chainage_mm, foot: it.foot }
}

fn ask_lines(seed: u64, points: usize) {
    let mut dice = Pcg64Mcg::seed_from_u64(seed);
    let (mut hits, mut listed_hits) = (vec![], vec![]);
    let mut asked = 0;
    while asked < points {
        let reach = REACHES[dice.random_range(0..REACHES.len())];
        let lines = streets(&mut dice, reach);
        let mut shuffled = lines.clone();
        shuffled.shuffle(&mut dice);
        let listed_mm = (reach as u32 / 40).saturating_mul(dice.random_range(0..4));
        let listed = LineGrid::new(shuffled.clone()).with_surroundings(listed_mm);
        let (grid, other) = (LineGrid::new(lines.iter().copied()), LineGrid::new(shuffled).with_short_lists());
        for _ in 0..200 {
            let point = question(&mut dice, &lines, reach);
            let reach_mm = (reach as u32 / 40).saturating_mul(dice.random_range(0..3));
            let nearest = grid.nearest(point, u32::MAX);
            assert_eq!(nearest.as_ref().map(found), brute::nearest(&lines, point, u32::MAX), "{point:?} {lines:?}");
            assert_eq!(nearest, other.nearest(point, u32::MAX), "shuffled and with short lists, {point:?} {lines:?}");
            let reached = grid.nearest(point, reach_mm);
            assert_eq!(reached, nearest.filter(|it| it.distance_mm <= reach_mm), "{reach_mm} mm around {point:?}");
            assert_eq!(
                reached,
                listed.nearest(point, reach_mm),
                "with what lies within {listed_mm} mm, {point:?} {lines:?}"
            );
            listed.within(point, reach_mm, &mut listed_hits);
            grid.within(point, reach_mm, &mut hits);
            assert_eq!(hits, listed_hits, "with what lies within {listed_mm} mm, {point:?} {lines:?}");
            let within: Vec<Found> = hits.iter().map(found).collect();
            assert_eq!(within, brute::within(&lines, point, reach_mm), "{reach_mm} mm around {point:?} {lines:?}");
            asked += 1;
        }
    }
}

fn ask_cells(seed: u64, points: usize) {
    let mut dice = Pcg64Mcg::seed_from_u64(seed);
    let mut asked = 0;
    let mut kinds = [0; 4];
    while asked < points {
        let reach = REACHES[dice.random_range(0..REACHES.len())];
        let cells = cells(&mut dice, reach);
        let borders = brute::borders(&cells);
        let grid = CellGrid::new(&cells);
        for _ in 0..200 {
            let point = question(&mut dice, &borders, reach);
            let place = grid.place(point);
            let owner = brute::owner(&cells, &borders, point);
            let nearest = || brute::nearest(&borders, point, u32::MAX);
            let outside = |it: Found| Ownership::Outside { nearest: it.item, distance_mm: it.distance_mm };
            let expected = match owner {
                Some((cell, touch)) => Ownership::Inside { cell, touch },
                None => nearest().map_or(Ownership::Nowhere, outside),
            };
            kinds[owner.map_or(3, |it| it.1 as usize)] += 1;
            assert_eq!(place, expected, "{point:?} among {cells:?}");
            asked += 1;
        }
    }
    assert!(kinds.iter().all(|it| *it > points / 100), "free, on an edge, on a corner, outside: {kinds:?}");
    println!("of {asked} points: {kinds:?} free, on an edge, on a corner, outside");
}

#[test]
fn the_nearest_lines_are_those_that_looking_at_every_line_finds() {
    ask_lines(1, 6_000);
}

#[test]
fn the_owner_is_the_cell_that_looking_at_every_cell_finds() {
    ask_cells(2, 20_000);
}

#[test]
#[ignore = "a million points take a minute in a release build"]
fn a_million_points_are_answered_as_by_looking_at_everything() {
    ask_lines(3, 500_000);
    ask_cells(4, 500_000);
}

/// Turns each item's lines round; chainage then counts from the other end.
fn turned(lines: &[Line]) -> (Vec<Line>, Vec<u32>) {
    let length = |it: &Line| (it.a.distance_m(it.b) * Point::PER_METRE).round() as u32;
    let mut ends = vec![];
    for it in lines {
        ends.resize(ends.len().max(it.item as usize + 1), 0);
        let end = &mut ends[it.item as usize];
        *end = (*end).max(it.from + length(it));
    }
    let turn =
        |it: &Line| Line { item: it.item, from: ends[it.item as usize] - it.from - length(it), a: it.b, b: it.a };
    (lines.iter().map(turn).collect(), ends)
}

#[test]
fn a_road_turned_round_changes_the_side_and_where_chainage_begins() {
    let mut dice = Pcg64Mcg::seed_from_u64(5);
    for _ in 0..60 {
        let reach = REACHES[dice.random_range(2..REACHES.len())];
        let mut lines = streets(&mut dice, reach);
        // A road that goes back over its own ground has no side.
        let once: std::collections::BTreeSet<_> =
            lines.iter().map(|it| (it.item, it.a.min(it.b), it.a.max(it.b))).collect();
        let mut seen = std::collections::BTreeSet::new();
        lines.retain(|it| seen.insert((it.item, it.a.min(it.b), it.a.max(it.b))));
        assert_eq!(once.len(), lines.len());
        let (turned, ends) = turned(&lines);
        let (to, fro) = (LineGrid::new(lines.clone()), LineGrid::new(turned));
        for _ in 0..100 {
            let point = question(&mut dice, &lines, reach);
            let (a, b) = (to.nearest(point, u32::MAX).unwrap(), fro.nearest(point, u32::MAX).unwrap());
            assert_eq!((a.item, a.distance_mm, a.foot), (b.item, b.distance_mm, b.foot));
            let opposite = |it: Side| if it == Side::Left { Side::Right } else { Side::Left };
            assert_eq!(a.side, b.side.map(opposite), "{point:?} {lines:?}");
            let sum = i64::from(a.chainage_mm) + i64::from(b.chainage_mm);
            assert!((sum - i64::from(ends[a.item as usize]) / Point::PER_MM).abs() <= 1, "{a:?} {b:?}");
        }
    }
}

#[test]
fn the_outside_of_a_sharp_bend_lies_on_the_side_away_from_the_turn() {
    let (a, b, c) = (at(0, 0), at(10_000, 0), at(0, 5_000));
    let lines = [Line { item: 0, from: 0, a, b }, Line { item: 0, from: 10_000, a: b, b: c }];
    let grid = LineGrid::new(lines);
    for point in [at(15_000, 100), at(15_000, -100), at(12_000, 3_900), at(10_001, 0)] {
        let it = grid.nearest(point, u32::MAX).unwrap();
        assert_eq!((it.foot, it.side), (b, Some(Side::Right)), "{point:?}");
    }
}

#[test]
fn points_and_lines_beyond_the_frame_harm_nothing() {
    let beyond = [i32::MIN, -LIMIT - 1, LIMIT + 1, i32::MAX].map(|it| Point { x: it, y: it });
    let (a, b) = (at(0, 0), at(100, 0));
    let lines = LineGrid::new(beyond.iter().map(|it| Line { item: 7, from: 0, a, b: *it }).chain([Line {
        item: 9,
        from: u32::MAX,
        a,
        b,
    }]));
    assert_eq!(lines.nearest(at(3, 4), u32::MAX).map(|it| it.item), Some(9));
    let cells = CellGrid::new(&[Polygon { shell: vec![a, b, at(0, 100)], holes: vec![] }]);
    for point in beyond {
        assert_eq!(lines.nearest(point, u32::MAX), None);
        assert_eq!(cells.place(point), Ownership::Nowhere);
    }
    assert_eq!(LineGrid::new([]).nearest(a, u32::MAX), None);
    assert_eq!(CellGrid::new(&[]).place(a), Ownership::Nowhere);
}
