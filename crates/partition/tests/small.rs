//! Small districts whose cells can be told by hand.

mod common;

use common::{area2_by_home, check, cut, home, p, raw, rectangle, ring, road};
use model::{Polygon, RoadClass};
use partition::{Barrier, BarrierClass, CellOptions, EdgeClass, Home, PartitionError, cells, quality};

/// Metres.
const M: i32 = 10_000;

fn blocks() -> CellOptions {
    CellOptions { split: false, ..CellOptions::default() }
}

#[test]
fn two_streets_cut_a_square_into_four_blocks_numbered_west_to_east_then_north_to_south() {
    let homes = [home(&rectangle(0, 0, 200, 200), M)];
    let streets = [
        road(RoadClass::Branch, 7, &[(-50, 100), (250, 100)], M),
        road(RoadClass::Main, 8, &[(100, 300), (100, -20)], M),
    ];
    let partition = cut(&homes, &streets, &CellOptions::default());
    check(&partition);
    let corners: Vec<_> = partition.cells.iter().map(|it| it.polygon.shell[0]).collect();
    assert_eq!(corners, ring(&[(0, 100), (100, 100), (0, 0), (100, 0)], M));
    let labels: Vec<_> = partition.cells.iter().map(|it| it.label).collect();
    assert_eq!(labels, ring(&[(50, 150), (150, 150), (50, 50), (150, 50)], M));
    let between: Vec<_> = partition.edges.iter().filter(|it| it.left.is_some() && it.right.is_some()).collect();
    assert_eq!(between.len(), 4);
    assert_eq!((between[0].left, between[0].right), (Some(0), Some(2)));
    assert_eq!(
        (between[0].class, between[0].source),
        (EdgeClass::Barrier(BarrierClass::Road(RoadClass::Branch)), Some(7))
    );
    assert_eq!(partition.edges.iter().filter(|it| it.class == EdgeClass::Border).count(), 8);
}

#[test]
fn a_median_strip_goes_to_the_side_with_the_weaker_border_or_to_both() {
    let homes = [home(&rectangle(0, 0, 200, 100), M)];
    let streets = [
        road(RoadClass::Main, 0, &[(98, -1), (98, 101)], M),
        road(RoadClass::Secondary, 1, &[(102, -1), (102, 101)], M),
    ];
    for (strips, areas, report) in [(false, [9_800.0, 10_200.0], (0, 3, 1)), (true, [10_000.0, 10_000.0], (1, 2, 0))] {
        let partition = cut(&homes, &streets, &CellOptions { strips, ..blocks() });
        check(&partition);
        assert_eq!(partition.cells.iter().map(|it| it.polygon.area_m2()).collect::<Vec<_>>(), areas);
        let told = &partition.report;
        assert_eq!((told.strips, told.blocks, told.slivers), report);
    }
}

#[test]
fn a_sliver_that_only_touches_other_homes_stays() {
    let homes = [home(&rectangle(0, 0, 100, 100), M), home(&rectangle(100, 0, 2, 100), M)];
    let partition = cut(&homes, &[], &blocks());
    check(&partition);
    assert_eq!(partition.cells.iter().map(|it| it.home).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn blind_alleys_and_roads_that_hang_on_one_end_cut_nothing() {
    let homes = [home(&rectangle(0, 0, 100, 100), M)];
    let streets = [
        road(RoadClass::Alley, 0, &[(50, -10), (50, 60), (60, 60), (60, 80), (40, 80), (40, 60), (50, 60)], M),
        road(RoadClass::Alley, 1, &[(10, 10), (20, 20)], M),
    ];
    let partition = cut(&homes, &streets, &raw());
    check(&partition);
    // The loop at the end of the alley is a block of its own, and a hole in the other.
    assert_eq!(partition.cells.iter().map(|it| it.polygon.area_m2()).collect::<Vec<_>>(), [400.0, 9_600.0]);
    assert_eq!(partition.cells[1].polygon.holes.len(), 1);
    assert_eq!(partition.report.dangles, 3);
}

#[test]
fn holes_that_touch_the_shell_or_each_other_at_a_point_stay_holes() {
    let diamond = |x: i32, y: i32, r: i32| ring(&[(x - r, y), (x, y - r), (x + r, y), (x, y + r), (x - r, y)], M);
    let homes = [home(&rectangle(0, 0, 100, 100), M)];
    let around = |source, line| Barrier { line, class: BarrierClass::Wall, source };
    let walls = [around(0, diamond(20, 50, 20)), around(1, diamond(60, 50, 20)), around(2, diamond(60, 50, 5))];
    let partition = cut(&homes, &walls, &raw());
    check(&partition);
    let counts: Vec<_> = partition.cells.iter().map(|it| it.polygon.holes.len()).collect();
    assert_eq!(counts.iter().sum::<usize>(), 3, "{counts:?}");
}

#[test]
fn where_homes_overlap_the_first_has_the_ground() {
    let homes = [
        home(&rectangle(0, 0, 100, 100), M),
        home(&rectangle(50, 0, 100, 100), M),
        home(&rectangle(60, 10, 20, 20), M),
    ];
    let partition = cut(&homes, &[], &blocks());
    check(&partition);
    assert_eq!(partition.cells.iter().map(|it| it.polygon.area_m2()).collect::<Vec<_>>(), [10_000.0, 5_000.0]);
    assert_eq!(partition.report.empty_homes, [2]);
    assert!((partition.report.overlap_m2 - 5_000.0).abs() < 1e-6);
}

#[test]
fn doubled_polygons_count_once_and_doubled_rings_cancel() {
    let square = ring(&rectangle(0, 0, 100, 100), M);
    let one = Polygon { shell: square.clone(), holes: vec![] };
    let partition = cut(&[Home { polygons: vec![one.clone(), one.clone()] }], &[], &blocks());
    assert_eq!(partition.report.area2, one.area2());
    assert!((partition.report.self_overlap_m2 - 10_000.0).abs() < 1e-6);
    let nothing = Home { polygons: vec![Polygon { shell: square.clone(), holes: vec![square] }] };
    let error = cells(&[nothing], &[], &[], &blocks(), &mut |_| {}).unwrap_err();
    assert_eq!(error, PartitionError::NoArea { homes: 1 });
}

#[test]
fn spikes_and_self_crossings_of_a_home_do_not_disturb() {
    // A spike to the east, a doubled point, and a bow tie whose halves meet at (0, 0).
    let spike = home(&[(0, 0), (100, 0), (100, 50), (300, 50), (100, 50), (100, 50), (100, 100), (0, 100)], M);
    let bow = home(&[(-100, -100), (0, 0), (-100, 100), (-200, -100), (-200, 100), (-100, 0)], M);
    let partition = cut(&[spike, bow, Home::default(), home(&[(5, 5)], M)], &[], &raw());
    check(&partition);
    assert_eq!(area2_by_home(&partition)[&0], 2 * 10_000 * i128::from(M) * i128::from(M));
    assert_eq!(partition.report.empty_homes, [2, 3]);
}

#[test]
fn islands_lakes_and_islands_in_lakes_keep_their_places() {
    let land =
        Polygon { shell: ring(&rectangle(0, 0, 300, 300), M), holes: vec![ring(&rectangle(100, 100, 100, 100), M)] };
    let island = Polygon { shell: ring(&rectangle(140, 140, 20, 20), M), holes: vec![] };
    let away = Polygon { shell: ring(&rectangle(500, 0, 50, 50), M), holes: vec![] };
    let homes = [Home { polygons: vec![land, island, away] }];
    let partition = cut(&homes, &[], &raw());
    check(&partition);
    let areas: Vec<_> = partition.cells.iter().map(|it| it.polygon.area_m2()).collect();
    assert_eq!(areas.len(), 3);
    assert!(areas.contains(&80_000.0) && areas.contains(&400.0) && areas.contains(&2_500.0), "{areas:?}");
}

#[test]
fn a_gap_narrower_than_the_lattice_or_a_square_metre_is_filled() {
    // Two homes drawn apart by 5 mm over 100 m, closed at both ends.
    let left = Home {
        polygons: vec![Polygon {
            shell: ring(&[(0, 0), (1_000_000, 0), (1_000_000, 1_000_000), (0, 1_000_000)], 1),
            holes: vec![],
        }],
    };
    let right = home(
        &[
            (1_000_000, 0),
            (2_000_000, 0),
            (2_000_000, 1_000_000),
            (1_000_000, 1_000_000),
            (1_000_050, 900_000),
            (1_000_050, 100_000),
        ],
        1,
    );
    let homes = [left, right];
    let filled = cut(&homes, &[], &blocks());
    check(&filled);
    assert_eq!((filled.cells.len(), filled.report.pockets), (2, 1));
    assert!((filled.report.pockets_m2 - 0.45).abs() < 1e-9);
    assert!(filled.edges.iter().filter(|it| it.left.is_some() && it.right.is_some()).count() >= 1);
    let open = cut(&homes, &[], &raw());
    check(&open);
    assert_eq!(filled.report.area2 - open.report.area2, 2 * 45_000_000);
}

#[test]
fn large_blocks_are_cut_into_even_pieces_and_forests_into_few() {
    let homes = [home(&rectangle(0, 0, 1_000, 300), M)];
    let partition = cut(&homes, &[], &CellOptions::default());
    check(&partition);
    assert_eq!(partition.cells.len(), 30);
    assert!(partition.cells.iter().all(|it| (it.polygon.area_m2() - 10_000.0).abs() < 2_500.0));
    let forest = [home(&rectangle(0, 0, 7_000, 6_000), M)];
    let partition = cut(&forest, &[], &CellOptions::default());
    check(&partition);
    assert!((500..=700).contains(&partition.cells.len()), "{}", partition.cells.len());
}

#[test]
fn cuts_go_around_a_building_in_the_middle() {
    let homes = [home(&rectangle(0, 0, 200, 100), M)];
    let house = Polygon { shell: ring(&rectangle(90, 20, 20, 60), M), holes: vec![] };
    let partition = cells(&homes, &[], &[house], &CellOptions::default(), &mut |_| {}).unwrap();
    check(&partition);
    assert_eq!(partition.cells.len(), 2);
    assert!(partition.report.cut_through_buildings_m < 1e-9 && partition.report.cut_m >= 100.0);
}

/// A field of two hectares with two houses that leave only a bent way from south to north, 10 m wide.
fn bent_way() -> ([Home; 1], [Polygon; 3]) {
    let house = |x: i32, y: i32, w: i32, h: i32| Polygon { shell: ring(&rectangle(x, y, w, h), M), holes: vec![] };
    // The third house stands against the first.
    ([home(&rectangle(0, 0, 200, 100), M)], [house(60, -5, 60, 50), house(20, 55, 90, 50), house(120, -5, 20, 30)])
}

#[test]
fn a_cut_bends_round_buildings_where_no_straight_way_is_free() {
    let (homes, houses) = bent_way();
    let partition = cells(&homes, &[], &houses, &CellOptions::default(), &mut |_| {}).unwrap();
    check(&partition);
    assert_eq!(partition.cells.len(), 2);
    let figures = quality(&partition, &homes, &houses, &CellOptions::default()).unwrap();
    assert_eq!((figures.buildings_cut, figures.gap_area, figures.overlap_area), (0, 0, 0));
    assert!(partition.report.cut_through_buildings_m < 1e-9 && figures.within_25_percent > 0.9);
    // Its bends keep clear of the walls by half a metre.
    let cuts = partition.edges.iter().filter(|it| it.class == EdgeClass::Cut);
    let bends = cuts.flat_map(|it| [it.from, it.to]).filter(|it| it.y > 1 && it.y < 999_999);
    for it in bends {
        for house in &houses {
            let xs = house.shell.iter().map(|it| it.x);
            let ys = house.shell.iter().map(|it| it.y);
            let (west, east) = (xs.clone().min().unwrap(), xs.max().unwrap());
            let (south, north) = (ys.clone().min().unwrap(), ys.max().unwrap());
            let away = (west - it.x).max(it.x - east).max(south - it.y).max(it.y - north);
            assert!(away >= 5_000, "{it:?} is {away} units from a wall");
        }
    }
}

#[test]
fn the_order_of_buildings_changes_nothing() {
    let (homes, houses) = bent_way();
    let run = |houses: &[Polygon]| cells(&homes, &[], houses, &CellOptions::default(), &mut |_| {}).unwrap();
    let mut other = houses.clone();
    other.reverse();
    assert_eq!(run(&houses), run(&other));
}

#[test]
fn a_house_over_the_whole_block_is_cut_rather_than_the_block_left_whole() {
    let homes = [home(&rectangle(0, 0, 200, 100), M)];
    let house = [Polygon { shell: ring(&rectangle(-5, -5, 210, 110), M), holes: vec![] }];
    let partition = cells(&homes, &[], &house, &CellOptions::default(), &mut |_| {}).unwrap();
    check(&partition);
    let figures = quality(&partition, &homes, &house, &CellOptions::default()).unwrap();
    assert_eq!((figures.cells, figures.buildings_cut, figures.buildings_cut_free), (2, 1, 0));
}

#[test]
fn a_cut_runs_along_a_house_that_bars_the_short_way() {
    let homes = [home(&rectangle(0, 0, 200, 100), M)];
    let house = [Polygon { shell: ring(&rectangle(-5, 40, 210, 15), M), holes: vec![] }];
    let partition = cells(&homes, &[], &house, &CellOptions::default(), &mut |_| {}).unwrap();
    check(&partition);
    assert_eq!(partition.cells.len(), 2);
    assert!(partition.report.cut_through_buildings_m < 1e-9, "{:?}", partition.report);
    assert!(partition.report.cut_m < 230.0, "{:?}", partition.edges);
}

#[test]
fn a_block_too_small_alone_joins_its_neighbour_across_an_alley_rather_than_a_main_road() {
    let homes = [home(&rectangle(0, 0, 220, 100), M)];
    let roads =
        [road(RoadClass::Alley, 0, &[(100, -1), (100, 101)], M), road(RoadClass::Main, 1, &[(120, -1), (120, 101)], M)];
    let partition = cut(&homes, &roads, &CellOptions::default());
    check(&partition);
    let areas: Vec<_> = partition.cells.iter().map(|it| it.polygon.area_m2()).collect();
    assert_eq!(areas, [12_000.0, 10_000.0]);
}

#[test]
fn every_error_names_the_thing_and_the_value() {
    let square = [home(&rectangle(0, 0, 100, 100), M)];
    let run = |homes: &[Home], barriers: &[Barrier], options: &CellOptions| {
        cells(homes, barriers, &[], options, &mut |_| {}).unwrap_err()
    };
    assert_eq!(run(&[], &[], &blocks()), PartitionError::NoArea { homes: 0 });
    let far = Barrier { line: vec![p(0, 0), p(500_000_001, 0)], class: BarrierClass::Rail, source: 3 };
    assert_eq!(
        run(&square, &[far], &blocks()).to_string(),
        "barrier 0 has the point (500000001, 0), outside the frame of ±500000000"
    );
    let options = CellOptions { target_m2: f64::NAN, ..CellOptions::default() };
    assert_eq!(run(&square, &[], &options).to_string(), "option target_m2 is NaN, not between 1 and 10000000000");
}

#[test]
fn a_district_as_large_as_the_frame_overflows_nothing() {
    let l = 500_000_000;
    let homes = [home(&[(-l, -l), (l, -l), (l, l), (-l, l)], 1)];
    let streets =
        [road(RoadClass::Main, 0, &[(-l, -l), (l, l)], 1), road(RoadClass::Main, 1, &[(-l, l - 1), (l, -l)], 1)];
    let partition = cut(&homes, &streets, &CellOptions { most_pieces: 8, ..CellOptions::default() });
    check(&partition);
    assert_eq!(partition.report.area2, 8 * i128::from(l) * i128::from(l));
}

#[test]
fn progress_rises_from_nought_to_one() {
    let mut heard = vec![];
    let homes = [home(&rectangle(0, 0, 1_000, 300), M)];
    cells(&homes, &[], &[], &CellOptions::default(), &mut |it| heard.push(it)).unwrap();
    assert!(heard.is_sorted() && heard.first() == Some(&0.0) && heard.last() == Some(&1.0), "{heard:?}");
}
