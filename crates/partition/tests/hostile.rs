//! Input that nobody would draw: it ends in time, with cells or with a clear error.

mod common;

use common::{check, cut, home, p, real, rectangle, road};
use model::{Point, Polygon, RoadClass};
use partition::{Barrier, CellOptions, Home, PartitionError, blocks, cells};

/// Knuth's MMIX generator: the same places on every machine.
fn places(count: usize, reach: i32) -> Vec<Point> {
    let mut state = 9_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as i32 % reach
    };
    (0..count).map(|_| p(next(), next())).collect()
}

fn one(shell: Vec<Point>) -> Vec<Home> {
    vec![Home { polygons: vec![Polygon { shell, holes: vec![] }] }]
}

#[test]
fn a_boundary_of_a_million_points_is_cut_like_any_other() {
    // A coast of a million steps around a square of 3 km.
    let side = 250_000;
    let step = |i: i32| (i * 120, if i % 2 == 0 { 0 } else { 60 + i % 7 });
    let mut shell: Vec<Point> = vec![];
    shell.extend((0..side).map(step).map(|(along, out)| p(along, -out)));
    shell.extend((0..side).map(step).map(|(along, out)| p(side * 120 + out, along)));
    shell.extend((0..side).map(step).map(|(along, out)| p((side * 120) - along, side * 120 + out)));
    shell.extend((0..side).map(step).map(|(along, out)| p(-out, side * 120 - along)));
    assert_eq!(shell.len(), 1_000_000);
    let options = CellOptions { split: false, ..CellOptions::default() };
    let partition =
        cut(&one(shell.clone()), &[road(RoadClass::Main, 1, &[(-9, 1_000), (4_000, 1_300)], 10_000)], &options);
    let area2 = Polygon { shell, holes: vec![] }.area2();
    assert_eq!(partition.cells.len(), 2);
    // The road meets the coast twice; snapping moves less than a unit of a step there.
    assert!((partition.report.area2 - area2).abs() < 2_000);
}

#[test]
fn boundaries_without_ground_are_refused() {
    let line: Vec<Point> = (0..1_000).map(|i| p(i * 1_000, i * 500)).collect();
    for shell in [vec![], vec![p(5, 5); 4], line.clone(), line.iter().chain(line.iter().rev()).copied().collect()] {
        let refused = cells(&one(shell), &[], &[], &CellOptions::default(), &mut |_| {});
        assert_eq!(refused, Err(PartitionError::NoArea { homes: 1 }));
    }
}

#[test]
fn a_boundary_that_crosses_itself_thousands_of_times_has_its_odd_ground() {
    let shell = places(300, 10_000_000);
    let partition = cut(&one(shell.clone()), &[], &CellOptions { split: false, ..CellOptions::default() });
    let all = blocks(&[shell.iter().copied().chain([shell[0]]).collect::<Vec<_>>()]).unwrap();
    let least = all.len() / 3;
    assert!(all.len() > 10_000 && partition.report.blocks > least, "{} of {}", partition.report.blocks, all.len());
    check(&cut(&one(shell[..60].to_vec()), &[], &CellOptions::default()));
}

#[test]
fn a_hundred_thousand_equal_lines_are_one() {
    let homes = [home(&rectangle(0, 0, 200, 100), 10_000)];
    let road = road(RoadClass::Main, 3, &[(100, -5), (100, 150)], 10_000);
    let single = cut(&homes, std::slice::from_ref(&road), &CellOptions::default());
    let many: Vec<Barrier> = vec![road; 100_000];
    assert_eq!(cut(&homes, &many, &CellOptions::default()), single);
}

#[test]
fn a_line_drawn_to_and_fro_a_hundred_thousand_times_is_one() {
    let homes = [home(&rectangle(0, 0, 200, 100), 10_000)];
    let line: Vec<Point> = places(100_000, 2_400_000).into_iter().map(|it| p(it.x - 200_000, 500_000)).collect();
    let barriers = [Barrier { line, ..road(RoadClass::Main, 3, &[], 1) }];
    let partition = cut(&homes, &barriers, &CellOptions { split: false, ..CellOptions::default() });
    check(&partition);
    assert_eq!(partition.cells.len(), 2);
}

#[test]
fn lines_through_one_point_are_cut_there_and_too_many_are_refused() {
    let star = |count: i32| -> Vec<Barrier> {
        let ends = |i: i32| [(-2_000_000, (i - count / 2) * 20), (2_000_000, (count / 2 - i) * 20)];
        (0..count).map(|i| road(RoadClass::Alley, i as u32, &ends(i), 1)).collect()
    };
    let homes = [home(&rectangle(-100, -100, 200, 200), 10_000)];
    let options = CellOptions { split: false, min_share: 0.0, sliver_m2: 0.0, thin_m: 0.0, ..CellOptions::default() };
    let partition = cut(&homes, &star(1_000), &options);
    check(&partition);
    assert_eq!(partition.report.blocks, 2_000);
    let refused = cells(&homes, &star(100_000), &[], &options, &mut |_| {});
    assert!(matches!(refused, Err(PartitionError::TooMany { .. })));
}

#[test]
fn real_streets_in_another_order_give_the_same_bytes() {
    for place in [real::nanshan(), real::wuhan("Sroad")].into_iter().flatten() {
        let first = cut(&place.homes, &place.barriers, &CellOptions::default());
        let mut shuffled = place.barriers.clone();
        for (i, at) in places(shuffled.len(), i32::MAX).into_iter().enumerate() {
            shuffled.swap(i, at.x as usize % (i + 1));
        }
        for it in shuffled.iter_mut().step_by(3) {
            it.line.reverse();
        }
        assert_eq!(cut(&place.homes, &shuffled, &CellOptions::default()), first);
    }
}
