//! The figures of partitions whose faults are known.

mod common;

use common::{cut, home, raw, rectangle, ring, road};
use model::{Polygon, RoadClass};
use partition::{CellOptions, Home, Partition, Quality, quality};

/// Metres.
const M: i32 = 10_000;

/// Two hectares side by side.
fn field() -> ([Home; 1], Partition) {
    let homes = [home(&rectangle(0, 0, 200, 100), M)];
    let partition = cut(&homes, &[], &CellOptions::default());
    assert_eq!(partition.cells.len(), 2);
    (homes, partition)
}

#[expect(clippy::unwrap_used, reason = "so few lines can be numbered")]
fn measure(partition: &Partition, homes: &[Home], buildings: &[Polygon]) -> Quality {
    quality(partition, homes, buildings, &CellOptions::default()).unwrap()
}

#[test]
fn two_hectares_side_by_side_are_right_in_everything() {
    let (homes, partition) = field();
    let it = measure(&partition, &homes, &[]);
    assert_eq!((it.cells, it.forced, it.gap_area, it.overlap_area, it.buildings_cut), (2, 0, 0, 0, 0));
    for (value, right) in [
        (it.within_10_percent, 1.0),
        (it.within_25_percent_unforced, 1.0),
        (it.thin_share, 0.0),
        (it.border_on_roads, 0.0),
    ] {
        assert!((value - right).abs() < 1e-9);
    }
    assert!((it.area_mean - 10_000.0).abs() < 1e-3 && (it.area_median - 10_000.0).abs() < 1.0);
    assert!((it.compactness - std::f64::consts::FRAC_PI_4).abs() < 1e-3 && (it.cut_m - 100.0).abs() < 1e-3);
}

#[test]
fn small_blocks_between_roads_are_forced_and_strips_are_thin() {
    let homes = [home(&rectangle(0, 0, 215, 100), M)];
    let roads = [
        road(RoadClass::Main, 0, &[(100, -1), (100, 101)], M),
        road(RoadClass::Branch, 1, &[(115, -1), (115, 101)], M),
    ];
    let partition = cut(&homes, &roads, &raw());
    let it = measure(&partition, &homes, &[]);
    assert_eq!((it.cells, it.forced), (3, 3));
    for (value, right) in [
        (it.within_10_percent, 2.0 / 3.0),
        (it.within_10_percent_unforced, 0.0),
        (it.thin_share, 1.0 / 3.0),
        (it.border_on_roads, 1.0),
        (it.area_min, 1_500.0),
    ] {
        assert!((value - right).abs() < 1e-9, "{value} is not {right}");
    }
}

#[test]
fn a_lost_cell_is_a_gap_and_a_doubled_one_an_overlap() {
    let (homes, whole) = field();
    let mut partition = whole.clone();
    let lost = partition.cells.pop().unwrap();
    let it = measure(&partition, &homes, &[]);
    assert_eq!((it.gap_area, it.overlap_area), (lost.area2, 0));
    partition = whole.clone();
    partition.cells.extend([lost.clone(), lost.clone()]);
    let it = measure(&partition, &homes, &[]);
    assert_eq!((it.gap_area, it.overlap_area), (0, 2 * lost.area2));
    partition.cells.clear();
    let it = measure(&partition, &homes, &[]);
    assert_eq!((it.gap_area, it.cells), (homes[0].polygons[0].area2(), 0));
}

#[test]
fn one_corner_moved_by_one_unit_is_found_as_gap_or_overlap() {
    let (homes, whole) = field();
    let width = 100 * M;
    // The lower end of the common border, as the eastern cell has it.
    let corner = |partition: &Partition| {
        let east = partition.cells.iter().position(|it| it.polygon.shell.iter().all(|p| p.x > 900_000)).unwrap();
        let shell = &partition.cells[east].polygon.shell;
        (east, (0..shell.len()).min_by_key(|i| (shell[*i].y, shell[*i].x)).unwrap())
    };
    let (cell, point) = corner(&whole);
    for by in [-7, 9] {
        let mut partition = whole.clone();
        partition.cells[cell].polygon.shell[point].x += by;
        let it = measure(&partition, &homes, &[]);
        let moved = i128::from(by.abs()) * i128::from(width);
        // The far end of the border is a lattice unit or two off the vertical, and noding rounds.
        let near = |value: i128| (value - moved).abs() <= 2 * i128::from(width);
        assert!(near(if by > 0 { it.gap_area } else { it.overlap_area }), "{it:?}");
        assert_eq!(if by > 0 { it.overlap_area } else { it.gap_area }, 0);
    }
}

#[test]
fn a_house_in_the_way_leaves_a_free_path_and_one_across_the_block_does_not() {
    let (homes, partition) = field();
    let house = |x: i32, y: i32, w: i32, h: i32| Polygon { shell: ring(&rectangle(x, y, w, h), M), holes: vec![] };
    let cut = |buildings: &[Polygon]| {
        let it = measure(&partition, &homes, buildings);
        (it.buildings_cut, it.buildings_cut_free)
    };
    assert_eq!(cut(&[house(80, 20, 40, 60), house(10, 10, 20, 20)]), (1, 1));
    assert_eq!(cut(&[house(80, -5, 40, 60)]), (1, 1));
    assert_eq!(cut(&[house(80, -5, 40, 110)]), (1, 0));
    // Two that touch bar the block together.
    assert_eq!(cut(&[house(80, -5, 40, 55), house(80, 50, 40, 55)]), (2, 0));
    assert_eq!(cut(&[house(80, -5, 40, 54), house(80, 50, 40, 55)]), (2, 2));
}
