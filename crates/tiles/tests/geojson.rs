//! GeoJSON as RFC 7946 wants it.
#![expect(clippy::unwrap_used, reason = "a helper of tests may panic like a test")]

mod town;

use std::collections::BTreeMap;

use model::{CategoryCode, LonLat, Stage};
use serde_json::Value;
use tiles::geojson::{self, Collection, IncidentFeature};

fn parsed(text: &str) -> Vec<Value> {
    let it: Value = serde_json::from_str(text).unwrap();
    assert_eq!(it["type"], "FeatureCollection");
    it["features"].as_array().unwrap().clone()
}

fn units(position: &Value) -> (i64, i64) {
    let unit = |at: usize| (position[at].as_f64().unwrap() * 1e7).round() as i64;
    (unit(0), unit(1))
}

fn ring(it: &Value) -> Vec<(i64, i64)> {
    it.as_array().unwrap().iter().map(units).collect()
}

fn area2(ring: &[(i64, i64)]) -> i128 {
    ring.windows(2)
        .map(|it| i128::from(it[0].0) * i128::from(it[1].1) - i128::from(it[1].0) * i128::from(it[0].1))
        .sum()
}

#[test]
fn cells_keep_their_shared_vertices_and_the_right_hand_rule() {
    let town = town::town(6, 100);
    let features = parsed(&geojson::areas(&town, &town::frame(), 0..town.cells.len(), true));
    assert_eq!(features.len(), 36);
    let mut edges = BTreeMap::<_, i32>::new();
    for it in &features {
        assert_eq!(it["geometry"]["type"], "Polygon");
        let shell = ring(&it["geometry"]["coordinates"][0]);
        assert_eq!(shell.first(), shell.last());
        assert!(area2(&shell) > 0, "counter-clockwise");
        for it in shell.windows(2) {
            *edges.entry((it[0].min(it[1]), it[0].max(it[1]))).or_default() += 1;
        }
    }
    // 6 × 6 cells of borders in five pieces: 60 inside with two sides, 24 outside with one.
    let with = |sides| edges.values().filter(|it| **it == sides).count();
    assert_eq!((with(2), with(1), with(3)), (60 * 5, 24 * 5, 0));
    let properties = &features[0]["properties"];
    assert_eq!(properties["member"], "网格员0");
    assert_eq!(properties["community_name"], "社区0");
    assert_eq!(features[0]["id"], town.cells[0].code);
}

#[test]
fn a_hole_runs_clockwise_even_when_given_otherwise() {
    let at = |x: i32, y: i32| LonLat { lon: 113.9 + f64::from(x) * 0.01, lat: 22.5 + f64::from(y) * 0.01 };
    let square = |low, high| vec![at(low, low), at(high, low), at(high, high), at(low, high)];
    let clockwise: Vec<_> = square(0, 9).into_iter().rev().collect();
    let mut collection = Collection::new();
    collection.polygon("a", [clockwise, square(3, 6)], &Value::Null);
    let features = parsed(&collection.finish());
    let rings = &features[0]["geometry"]["coordinates"];
    assert!(area2(&ring(&rings[0])) > 0 && area2(&ring(&rings[1])) < 0);
}

#[test]
fn what_rounds_to_nothing_is_left_out() {
    let mut collection = Collection::new();
    let near = |it: i32| LonLat { lon: f64::from(it) * 1e-9, lat: 0.0 };
    collection.line("a", (0..5).map(near), &Value::Null);
    collection.polygon("b", [(0..5).map(near)], &Value::Null);
    collection.polygon("c", Vec::<Vec<LonLat>>::new(), &Value::Null);
    assert!(collection.is_empty());
}

#[test]
fn roads_are_lines_with_their_names_and_chainage() {
    let town = town::town(4, 100);
    let features = parsed(&geojson::roads(&town, &town::frame(), [0, 1, 999_999]));
    assert_eq!(features.len(), 2);
    assert_eq!(features[1]["geometry"]["type"], "LineString");
    assert_eq!(features[0]["geometry"]["coordinates"][5], features[1]["geometry"]["coordinates"][0]);
    assert_eq!(features[1]["properties"]["from_m"], 1.0);
    assert_eq!(features[1]["properties"]["name"], "0号路");
    assert_eq!(features[1]["properties"]["name_en"], Value::Null);
}

#[test]
fn incidents_are_points_whatever_their_id_says() {
    let it = IncidentFeature {
        id: "a\"b\\\n".into(),
        place: LonLat { lon: -113.940_000_04, lat: -0.000_000_2 },
        category: CategoryCode(102),
        stage: Stage::Handling,
        reported_at: "2026-11-21T21:05:03+08:00".into(),
        cell: None,
        road: None,
    };
    let text = geojson::incidents([it]);
    assert!(text.contains("[-113.94,-0.0000002]"), "{text}");
    let features = parsed(&text);
    assert_eq!(features[0]["id"], "a\"b\\\n");
    assert_eq!(features[0]["properties"]["category"], "0102");
    assert_eq!(features[0]["properties"]["open"], true);
}
