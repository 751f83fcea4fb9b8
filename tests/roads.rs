//! The register of roads over HTTP.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;

use common::Running;
use serde_json::Value;

fn sum(lengths: &Value) -> f64 {
    ["main", "secondary", "branch", "alley"].iter().map(|it| lengths[it].as_f64().unwrap()).sum()
}

#[test]
fn the_register_lists_every_road_with_its_length_and_its_leader() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 100);
    let district = demo.get("/api/v1/district");
    let all = demo.get("/api/v1/roads?limit=100000");
    let roads = all["roads"].as_array().unwrap();
    assert_eq!((&all["total"], roads.len() as u64), (&district["counts"]["roads"], all["total"].as_u64().unwrap()));
    assert!((sum(&all["length_m"]) - sum(&district["length_m"])).abs() < 1.0);
    let lengths: f64 = roads.iter().map(|it| it["length_m"].as_f64().unwrap()).sum();
    assert!((lengths - sum(&all["length_m"])).abs() < roads.len() as f64 * 0.001);
    let codes: Vec<_> = roads.iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
    assert!(roads.iter().all(|it| !it["name"].as_str().unwrap().is_empty() && it["segment_count"].as_u64() > Some(0)));
    let leaders = roads.iter().filter_map(|it| it["leader"]["code"].as_str()).collect::<BTreeSet<_>>();
    assert_eq!(leaders.len() as u64, district["counts"]["leaders"].as_u64().unwrap());

    let main = demo.get("/api/v1/roads?class=main");
    assert!(main["roads"].as_array().unwrap().iter().all(|it| it["class"] == "main"));
    let named = main["roads"].as_array().unwrap().iter().find(|it| it["named"] == true).unwrap();
    let found = demo.get(&format!("/api/v1/roads?class=main&q={}", encoded(named["name"].as_str().unwrap())));
    assert!(found["roads"].as_array().unwrap().contains(named));
    assert!(found["total"].as_u64() <= main["total"].as_u64());
    let few = demo.get("/api/v1/roads?limit=2");
    assert_eq!((&few["total"], few["roads"].as_array().unwrap().len()), (&all["total"], 2));
    assert_eq!(demo.get("/api/v1/roads?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E6%9D%A1%E8%B7%AF")["total"], 0);
}

#[test]
fn a_road_tells_its_segments_by_chainage_and_the_cells_beside_them() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 100);
    let cells = demo.get("/api/v1/layers/areas");
    let cells: BTreeSet<_> =
        cells["features"].as_array().unwrap().iter().map(|it| it["properties"]["code"].as_str().unwrap()).collect();
    let main = demo.get("/api/v1/roads?class=main");
    let mut beside = 0;
    for item in main["roads"].as_array().unwrap() {
        let road = demo.get(&format!("/api/v1/roads/{}", item["code"].as_str().unwrap()));
        for field in ["code", "name", "name_en", "named", "class", "length_m", "leader"] {
            assert_eq!(road[field], item[field], "{field}");
        }
        let segments = road["segments"].as_array().unwrap();
        assert_eq!(segments.len() as u64, item["segment_count"].as_u64().unwrap());
        let from: Vec<_> = segments.iter().map(|it| it["from_m"].as_f64().unwrap()).collect();
        assert!(from[0].abs() < 1e-9 && from.is_sorted());
        for it in segments {
            let length = it["to_m"].as_f64().unwrap() - it["from_m"].as_f64().unwrap();
            assert!((length - it["length_m"].as_f64().unwrap()).abs() < 0.002);
            let sides = [&it["left"], &it["right"]].map(|it| it.as_array().unwrap());
            assert!(sides.iter().any(|it| !it.is_empty()), "{it} has no cell beside it");
            for code in sides.into_iter().flatten() {
                assert!(cells.contains(code.as_str().unwrap()), "{code} is no live cell");
                beside += 1;
            }
        }
    }
    assert!(beside > 20);
}

#[test]
fn what_is_no_road_and_no_class_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 10);
    let (status, problem) = demo.problem("/api/v1/roads/999999Z0001");
    assert_eq!((status, &problem["type"]), (404, &Value::from("/problems/not-found")));
    for bad in ["class=motorway", "limit=0", "limit=many"] {
        let (status, problem) = demo.problem(&format!("/api/v1/roads?{bad}"));
        assert_eq!((status, problem["errors"][0]["field"].as_str()), (422, bad.split('=').next()));
    }
}

/// Percent-encodes a text for an address.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |text, it| format!("{text}%{it:02X}"))
}
