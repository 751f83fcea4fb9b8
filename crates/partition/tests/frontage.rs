//! Frontage zones on sketched streets and on the demo's kind of data.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use model::{Backdrop, BackdropKind, District, FrontageZone, Point, Polygon, RoadClass, Shape, Side, VersionId};
use partition::{FrontageOptions, frontages};
use spatial::{Locator, contains};
use testkit::Sketch;

fn at(x_m: f64, y_m: f64) -> Point {
    Point { x: (x_m * Point::PER_METRE) as i32, y: (y_m * Point::PER_METRE) as i32 }
}

/// Adds a rectangular building between two corners in metres.
fn build(district: &mut District, name: &str, (x0, y0): (f64, f64), (x1, y1): (f64, f64)) {
    let shell = vec![at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1)];
    let shape = Shape::Polygon(Polygon { shell, holes: vec![] });
    district.backdrop.push(Backdrop { kind: BackdropKind::Building, name: Some(name.into()), shape });
}

/// A street of 200 m and 6 m width along the x axis.
fn street() -> District {
    Sketch::new()
        .cell(&[(0, -100), (200, -100), (200, 100), (0, 100)])
        .road("人民路", RoadClass::Branch, &[(0, 0), (200, 0)])
        .district()
}

fn zones(district: District) -> Vec<FrontageZone> {
    let district = Arc::new(district);
    frontages(&district, &Locator::new(Arc::clone(&district)), &FrontageOptions::default(), VersionId(0))
}

fn owner(zones: &[FrontageZone], x: f64, y: f64) -> Vec<&str> {
    let point = at(x, y);
    zones.iter().filter(|it| contains(&it.polygon, point)).map(|it| it.name.as_deref().unwrap()).collect()
}

#[test]
fn a_zone_is_as_wide_as_the_facade_and_gaps_are_shared_half_and_half() {
    let mut district = street();
    build(&mut district, "东店", (60.0, 10.0), (90.0, 25.0));
    build(&mut district, "西店", (20.0, 10.0), (50.0, 25.0));
    let zones = zones(district);
    let ranges: Vec<_> = zones.iter().map(|it| (it.name.as_deref().unwrap(), it.from_mm, it.to_mm, it.side)).collect();
    assert_eq!(ranges, [("西店", 20_000, 55_000, Side::Left), ("东店", 55_000, 90_000, Side::Left)]);
    assert_eq!(
        zones.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(),
        ["990101X0001-001-L001", "990101X0001-001-L002"]
    );
    assert_eq!(owner(&zones, 52.0, 5.0), ["西店"]);
    assert_eq!(owner(&zones, 58.0, 5.0), ["东店"]);
    assert!(owner(&zones, 95.0, 5.0).is_empty(), "nobody's ground beyond the last façade");
}

#[test]
fn a_zone_ends_at_the_kerb_and_without_a_pavement_at_the_centre_line() {
    let mut district = street();
    build(&mut district, "有人行道", (20.0, 8.0), (50.0, 20.0));
    build(&mut district, "贴路", (20.0, -15.0), (50.0, -4.0));
    let zones = zones(district);
    assert_eq!(owner(&zones, 30.0, 7.9), ["有人行道"]);
    assert_eq!(owner(&zones, 30.0, 3.1), ["有人行道"]);
    assert!(owner(&zones, 30.0, 2.9).is_empty(), "the carriageway is the road's");
    assert_eq!(owner(&zones, 30.0, -0.1), ["贴路"]);
    let area: f64 = zones.iter().map(|it| it.polygon.area_m2()).sum();
    assert!((area - (30.0 * 5.0 + 30.0 * 4.0)).abs() < 0.1, "{area}");
}

#[test]
fn a_house_behind_another_far_off_or_turned_away_has_no_zone() {
    let mut district = street();
    build(&mut district, "前", (20.0, 6.0), (50.0, 12.0));
    build(&mut district, "后", (25.0, 14.0), (45.0, 20.0));
    build(&mut district, "远", (100.0, 40.0), (130.0, 60.0));
    let zones = zones(district);
    assert_eq!(zones.iter().map(|it| it.name.as_deref().unwrap()).collect::<Vec<_>>(), ["前"]);
}

#[test]
fn a_corner_house_has_a_zone_on_each_of_its_streets_and_none_overlap() {
    let mut district = Sketch::new()
        .cell(&[(-100, -100), (200, -100), (200, 100), (-100, 100)])
        .road("人民路", RoadClass::Branch, &[(0, 0), (200, 0)])
        .road("豆腐巷", RoadClass::Alley, &[(0, 0), (0, 100)])
        .district();
    build(&mut district, "拐角", (8.0, 8.0), (40.0, 40.0));
    let zones = zones(district);
    assert_eq!(zones.len(), 2);
    assert_ne!(zones[0].segment, zones[1].segment);
    for x in 0..80 {
        for y in 0..80 {
            let here = owner(&zones, f64::from(x) + 0.5, f64::from(y) + 0.5);
            assert!(here.len() <= 1, "{x} {y}: {here:?}");
        }
    }
}
