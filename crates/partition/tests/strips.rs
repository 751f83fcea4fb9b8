//! The ground between the carriageways of one road.

mod common;

use common::{area2_by_home, check, cut, home, rectangle, road};
use model::RoadClass;
use partition::{BarrierClass, CellOptions, EdgeClass, Partition, quality};

/// Metres in lattice units.
const M: i32 = 10_000;

fn options() -> CellOptions {
    CellOptions { split: false, ..CellOptions::default() }
}

/// An edge with a line on the ground: its class and number, and its ends in metres.
type Road = (BarrierClass, u32, [(i32, i32); 2]);

fn roads(it: &Partition) -> Vec<Road> {
    let metres = |it: model::Point| (it.x / M, it.y / M);
    it.edges
        .iter()
        .filter(|it| it.left.is_some() && it.right.is_some())
        .filter_map(|it| match it.class {
            EdgeClass::Barrier(class) => Some((class, it.source?, [metres(it.from), metres(it.to)])),
            _ => None,
        })
        .collect()
}

#[test]
fn both_sides_of_a_dual_carriageway_meet_on_its_axis_and_side_streets_reach_it() {
    let homes = [home(&rectangle(0, 0, 400, 400), M)];
    let mut barriers = vec![
        road(RoadClass::Main, 4, &[(0, 194), (400, 194)], M),
        road(RoadClass::Main, 5, &[(400, 206), (0, 206)], M),
        road(RoadClass::Branch, 6, &[(150, 194), (150, 0)], M),
    ];
    let partition = cut(&homes, &barriers, &options());
    check(&partition);
    assert_eq!((partition.report.strips, partition.cells.len()), (1, 3));
    let main = BarrierClass::Road(RoadClass::Main);
    let side = BarrierClass::Road(RoadClass::Branch);
    let found = roads(&partition);
    let axis: Vec<_> = found.iter().filter(|it| it.0 == main).collect();
    assert!(axis.iter().all(|it| it.1 == 4 && it.2[0].1 == 200 && it.2[1].1 == 200), "{axis:?}");
    assert_eq!((axis[0].2[0].0, axis[axis.len() - 1].2[1].0), (0, 400));
    let street: Vec<_> = found.iter().filter(|it| it.0 == side).collect();
    assert!(street.iter().all(|it| it.1 == 6 && it.2.iter().all(|it| (140..=160).contains(&it.0))), "{street:?}");
    let reaches = street.iter().flat_map(|it| it.2).map(|it| it.1);
    assert_eq!((street.len(), reaches.clone().min(), reaches.max()), (2, Some(0), Some(200)));
    barriers.reverse();
    assert_eq!(cut(&homes, &barriers, &options()), partition);
    let without = cut(&homes, &barriers, &CellOptions { strips: false, ..options() });
    assert_eq!((without.report.strips, without.cells.len()), (0, 4));
}

#[test]
fn an_auxiliary_road_beside_a_dual_carriageway_has_the_same_axis() {
    let homes = [home(&rectangle(0, 0, 600, 400), M)];
    let carriageways = [(180, 1), (190, 2), (206, 3), (220, 4)];
    let barriers: Vec<_> =
        carriageways.iter().map(|&(y, source)| road(RoadClass::Main, source, &[(0, y), (600, y)], M)).collect();
    let partition = cut(&homes, &barriers, &options());
    check(&partition);
    assert_eq!((partition.report.strips, partition.cells.len()), (1, 2));
    assert!(roads(&partition).iter().flat_map(|it| it.2).all(|it| it.1 == 200), "{:?}", roads(&partition));
}

#[test]
fn a_wedge_ends_in_its_point_and_a_crossing_street_stays() {
    let homes = [home(&rectangle(0, 0, 800, 400), M)];
    let barriers = [
        // One road that parts in two and goes over a cross street.
        road(RoadClass::Main, 1, &[(0, 200), (100, 200), (200, 192), (800, 192)], M),
        road(RoadClass::Main, 2, &[(100, 200), (200, 208), (800, 208)], M),
        road(RoadClass::Branch, 3, &[(500, 0), (500, 400)], M),
    ];
    let partition = cut(&homes, &barriers, &options());
    check(&partition);
    assert_eq!((partition.report.strips, partition.cells.len()), (2, 4));
    let main: Vec<_> = roads(&partition).into_iter().filter(|it| it.1 < 3).map(|it| it.2).collect();
    assert!(main.iter().flatten().all(|it| (199..=201).contains(&it.1)), "{main:?}");
    let cross: i32 = roads(&partition).iter().filter(|it| it.1 == 3).map(|it| it.2[1].1 - it.2[0].1).sum();
    assert_eq!(cross, 400);
}

#[test]
fn islands_of_roundabouts_lanes_of_alleys_and_borders_stay() {
    let ring = |x: i32, y: i32, r: i32| {
        (0..=16)
            .map(|i| (f64::from(i) * std::f64::consts::TAU / 16.0).sin_cos())
            .map(move |(sin, cos)| (x + (f64::from(r) * cos).round() as i32, y + (f64::from(r) * sin).round() as i32))
    };
    let homes = [home(&rectangle(0, 0, 400, 200), M), home(&rectangle(0, 200, 400, 200), M)];
    let barriers = [
        road(RoadClass::Main, 1, &ring(100, 100, 40).collect::<Vec<_>>(), M),
        road(RoadClass::Main, 2, &[(0, 100), (60, 100)], M),
        road(RoadClass::Main, 3, &[(140, 100), (400, 100)], M),
        road(RoadClass::Alley, 4, &[(0, 150), (400, 150)], M),
        road(RoadClass::Alley, 5, &[(0, 160), (400, 160)], M),
        // Along a border, both carriageways keep what they part.
        road(RoadClass::Main, 6, &[(0, 200), (400, 200)], M),
        road(RoadClass::Main, 7, &[(0, 210), (400, 210)], M),
    ];
    let partition = cut(&homes, &barriers, &options());
    check(&partition);
    assert_eq!(partition.report.strips, 0);
}

#[test]
fn a_strip_along_a_border_joins_its_community_beyond_the_carriageway_and_is_cut_with_it() {
    // Two communities meet in the median, 10 m from either carriageway: each strip has nearly the size of a cell.
    let homes = [home(&rectangle(0, 0, 800, 210), M), home(&rectangle(0, 210, 800, 210), M)];
    let mut barriers = vec![
        road(RoadClass::Main, 1, &[(0, 200), (800, 200)], M),
        road(RoadClass::Main, 2, &[(800, 220), (0, 220)], M),
    ];
    let thin = |options: &CellOptions, barriers: &[partition::Barrier]| {
        let partition = cut(&homes, barriers, options);
        check(&partition);
        let all: i128 = homes.iter().flat_map(|it| &it.polygons).map(model::Polygon::area2).sum();
        assert_eq!(area2_by_home(&partition).values().map(|it| 2 * it).collect::<Vec<_>>(), [all, all]);
        quality(&partition, &homes, &[], options).unwrap()
    };
    let it = thin(&CellOptions::default(), &barriers);
    assert!((it.thin_share, it.within_10_percent, it.cells) == (0.0, 1.0, 34), "{it:?}");
    let without = thin(&CellOptions { strips: false, ..CellOptions::default() }, &barriers);
    assert!(without.thin_share > 0.05, "{without:?}");
    barriers.reverse();
    assert_eq!(thin(&CellOptions::default(), &barriers), it);
}
