//! Random districts, checked against brute force.

mod common;

use common::{cells_at, check, cut, p, raw, rings_hold};
use model::{Point, Polygon, RoadClass};
use partition::{Barrier, BarrierClass, CellOptions, Home, Partition};
use proptest::{collection::vec, prelude::*};

fn point(reach: i32) -> impl Strategy<Value = Point> {
    (-reach..=reach, -reach..=reach).prop_map(|(x, y)| p(x, y))
}

/// Polygons of any shape: self-crossing, with spikes, degenerate.
fn homes(reach: i32) -> impl Strategy<Value = Vec<Home>> {
    let ring = move || vec(point(reach), 0..8);
    let polygon = (ring(), vec(ring(), 0..2)).prop_map(|(shell, holes)| Polygon { shell, holes });
    let first = Polygon { shell: vec![p(-reach, 0), p(0, -reach), p(reach, 0), p(0, reach)], holes: vec![] };
    vec(vec(polygon, 0..3).prop_map(|polygons| Home { polygons }), 0..4).prop_map(move |mut homes| {
        homes.push(Home { polygons: vec![first.clone()] });
        homes
    })
}

fn barriers(reach: i32) -> impl Strategy<Value = Vec<Barrier>> {
    let class = prop_oneof![
        Just(BarrierClass::Road(RoadClass::Main)),
        Just(BarrierClass::Road(RoadClass::Alley)),
        Just(BarrierClass::Water),
        Just(BarrierClass::Wall),
    ];
    let one = (vec(point(reach + 3), 0..6), class, 0..9_u32);
    vec(one.prop_map(|(line, class, source)| Barrier { line, class, source }), 0..12)
}

/// Whether a place is so close to a home's border that snapping may carry it over.
fn near_border(homes: &[Home], it: Point) -> bool {
    homes
        .iter()
        .flat_map(|home| &home.polygons)
        .flat_map(Polygon::rings)
        .any(|ring| (0..ring.len()).any(|i| distance2(ring[i], ring[(i + 1) % ring.len()], it) < 9.0))
}

/// Every place lies in one cell at most, and that in the home that the definition tells.
fn homes_are_right(homes: &[Home], partition: &Partition, places: &[Point]) -> Result<(), TestCaseError> {
    for &it in places {
        let cell = cells_at(partition, it);
        if !near_border(homes, it) {
            let inside = |home: &Home| home.polygons.iter().any(|polygon| rings_hold(polygon.rings(), it));
            let home = homes.iter().position(inside).map(|at| at as u32);
            prop_assert_eq!(cell.map(|at| partition.cells[at as usize].home), home, "{:?}", it);
        }
    }
    Ok(())
}

fn distance2(a: Point, b: Point, it: Point) -> f64 {
    let (ax, ay) = (f64::from(a.x - it.x), f64::from(a.y - it.y));
    let (dx, dy) = (f64::from(b.x - a.x), f64::from(b.y - a.y));
    let length2 = dx * dx + dy * dy;
    let t = if length2 > 0.0 { (-(ax * dx + ay * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
    (ax + t * dx).powi(2) + (ay + t * dy).powi(2)
}

/// `PROPTEST_CASES`, or 400.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(400)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_place_of_a_crowded_lattice_lies_in_one_cell_of_its_home(
        homes in homes(40),
        barriers in barriers(40),
        places in vec(point(45), 40),
    ) {
        let partition = cut(&homes, &barriers, &raw());
        check(&partition);
        homes_are_right(&homes, &partition, &places)?;
    }

    #[test]
    fn the_order_and_direction_of_barriers_do_not_matter(
        homes in homes(60),
        (barriers, mut shuffled) in barriers(60).prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle())),
    ) {
        for it in &mut shuffled {
            it.line.reverse();
        }
        prop_assert_eq!(cut(&homes, &barriers, &raw()), cut(&homes, &shuffled, &raw()));
    }

    #[test]
    fn merging_and_cutting_keep_the_district_exact(
        homes in homes(100),
        barriers in barriers(100),
        places in vec(point(1_000_000), 30),
    ) {
        // The same lattice in metres, so that cells of 400 m² make sense.
        let blow = |it: Point| p(it.x * 10_000 + it.y % 7, it.y * 10_000 + it.x % 5);
        let ring = |it: &Vec<Point>| it.iter().copied().map(blow).collect::<Vec<_>>();
        let polygon = |it: &Polygon| Polygon { shell: ring(&it.shell), holes: it.holes.iter().map(ring).collect() };
        let homes: Vec<Home> =
            homes.iter().map(|it| Home { polygons: it.polygons.iter().map(polygon).collect() }).collect();
        let barriers: Vec<Barrier> = barriers.iter().map(|it| Barrier { line: ring(&it.line), ..*it }).collect();
        let options = CellOptions { target_m2: 400.0, sliver_m2: 40.0, thin_m: 2.0, pocket_m2: 0.0, ..CellOptions::default() };
        let partition = cut(&homes, &barriers, &options);
        check(&partition);
        let all = cut(&homes, &barriers, &raw());
        // Ends of cuts bend borders by less than a unit each.
        let bent = (partition.report.area2 - all.report.area2).abs();
        prop_assert!(bent <= 40_000_000 * (1 + partition.report.cuts as i128), "{bent}");
        homes_are_right(&homes, &partition, &places)?;
    }
}
