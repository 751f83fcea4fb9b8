//! The cells on both sides of the streets of Nanshan, against looking each place up in all cells.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use exchange::{RoadClassTable, read_boundary, read_streets};
use model::{CellId, District, Point, RoadSegment, SegmentId, Survey};
use partition::{CellOptions, sides};
use spatial::{Locator, contains, distance_m};

fn nanshan() -> Option<District> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/shenzhen-nanshan"));
    if !folder.exists() {
        println!("skipped: {} is absent", folder.display());
        return None;
    }
    let streets = folder.join("shenzhen-nanshan.osm.pbf");
    let (file, _) = read_streets(&streets, &RoadClassTable::default(), &mut |_, _| ()).unwrap();
    let (areas, _) = read_boundary(&folder.join("subdistricts_clipped.geojson")).unwrap();
    let survey = Survey {
        name: "南山区".into(),
        code: "440305".into(),
        ways: file.ways,
        areas,
        backdrop: file.backdrop,
        ..Survey::default()
    };
    Some(partition::district(&survey, &CellOptions::default(), 0, &mut |_| ()).unwrap().0)
}

/// Nearer to its ends a street that forks off at a small angle still runs within two metres.
const AWAY_M: f64 = 20.0;

/// Places beside a segment, every 10 m and so far from its ends: those on the left, those on the right.
fn beside(segment: &RoadSegment, aside_m: f64, away_m: f64) -> [Vec<Point>; 2] {
    let mut places = [Vec::new(), Vec::new()];
    let (length, mut passed) = (segment.length_m(), 0.0);
    for pair in segment.line.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let leg = a.distance_m(b);
        let ahead = (f64::from(b.x - a.x) / leg, f64::from(b.y - a.y) / leg);
        for step in 0..(leg / 10.0) as i32 {
            let along = 5.0 + f64::from(step) * 10.0;
            if passed + along < away_m || passed + along > length - away_m {
                continue;
            }
            for (sign, places) in [1.0, -1.0].into_iter().zip(&mut places) {
                let x = f64::from(a.x) + ahead.0 * along - ahead.1 * aside_m * sign;
                let y = f64::from(a.y) + ahead.1 * along + ahead.0 * aside_m * sign;
                places.push(Point { x: x as i32, y: y as i32 });
            }
        }
        passed += leg;
    }
    places
}

#[test]
fn what_lies_two_metres_beside_a_street_is_on_that_side() {
    let Some(district) = nanshan() else { return };
    let locator = Locator::new(Arc::new(district.clone()));
    let ids: Vec<_> = (0..district.segments.len()).map(SegmentId::at).collect();
    let found = sides(&district, &locator, &ids);
    let live: Vec<_> = district.live_cells().collect();
    let (mut asked, mut missed) = (0, 0);
    for (segment, sides) in district.segments.iter().zip(&found) {
        for (places, side) in beside(segment, 2.0, AWAY_M).into_iter().zip([&sides.left, &sides.right]) {
            assert_eq!(side.iter().collect::<BTreeSet<_>>().len(), side.len(), "a cell stands twice");
            for place in places {
                let expected: Option<CellId> = live.iter().find(|it| contains(&it.1.polygon, place)).map(|it| it.0);
                asked += usize::from(expected.is_some());
                missed += usize::from(expected.is_some_and(|it| !side.contains(&it)));
            }
        }
    }
    println!("{asked} places beside {} segments, {missed} in a cell that is not on their side", found.len());
    assert!(asked > 15_000, "{asked}");
    // Where a border runs between one and two metres from the centre line, the two ways of asking differ.
    assert!(missed * 200 < asked, "{missed} of {asked}");
}

#[test]
fn every_cell_beside_a_street_comes_near_it() {
    let Some(district) = nanshan() else { return };
    let locator = Locator::new(Arc::new(district.clone()));
    let ids: Vec<_> = (0..district.segments.len()).map(SegmentId::at).step_by(3).collect();
    for (id, sides) in ids.iter().zip(sides(&district, &locator, &ids)) {
        let segment = &district.segments[id.index()];
        let [left, right] = beside(segment, 0.0, 0.0);
        let on: Vec<_> = segment.line.iter().chain(&left).chain(&right).copied().collect();
        for cell in sides.left.iter().chain(&sides.right) {
            let polygon = &district.cells[cell.index()].polygon;
            let near = on.iter().any(|it| contains(polygon, *it) || distance_m(polygon, *it) < 6.0);
            assert!(near, "{} is not at {}", district.cells[cell.index()].code, segment.code);
        }
    }
}
