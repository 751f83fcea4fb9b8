//! The demo on real streets: Shenzhen Nanshan, where the shared data is at hand.

mod common;

use common::{Running, shared};
use serde_json::{Value, json};

#[test]
fn real_streets_are_cut_drawn_and_answered_for() {
    let Some(data) = shared("shenzhen-nanshan") else { return };
    let folder = tempfile::tempdir().unwrap();
    let streets = data.join("shenzhen-nanshan.osm.pbf");
    let boundary = data.join("subdistricts_clipped.geojson");
    let (streets, boundary) = (streets.to_str().unwrap(), boundary.to_str().unwrap());
    let running = Running::start(
        folder.path(),
        &[
            "demo",
            "--streets",
            streets,
            "--boundary",
            boundary,
            "--name",
            "南山区",
            "--code",
            "440305",
            "--incidents",
            "2000",
        ],
    );

    let district = running.get("/api/v1/district");
    assert_eq!((&district["name"], &district["fictional"]), (&json!("南山区"), &json!(false)));
    assert_eq!(district["attribution"], "© OpenStreetMap contributors");
    assert_eq!(district["counts"]["subdistricts"], 5);
    let names: Vec<&str> =
        district["subdistricts"].as_array().unwrap().iter().filter_map(|it| it["name"].as_str()).collect();
    assert!(names.contains(&"粤海街道"), "{names:?}");

    // Without gaps and overlaps: the cells' area is the frame's, 4.8 × 3.8 km, measured on the ellipsoid's sphere.
    let (width, height) = ((113.9694 - 113.9230_f64).to_radians(), (22.5701 - 22.5358_f64).to_radians());
    let frame_m2 = width * 6_378_137.0 * 22.553_f64.to_radians().cos() * height * 6_345_000.0;
    let area_m2 = district["area_m2"].as_f64().unwrap();
    assert!((area_m2 / frame_m2 - 1.0).abs() < 0.005, "{area_m2} of {frame_m2}");

    let cells = running.get("/api/v1/layers/areas");
    let cells = cells["features"].as_array().unwrap();
    assert!(cells.len() > 300, "{}", cells.len());
    assert!(
        cells.iter().all(|it| it["id"].as_str().is_some_and(|code| code.len() == 15 && code.starts_with("440305")))
    );

    // On 深南大道, the main road through the middle.
    let roads = running.get("/api/v1/layers/roads");
    let avenue: Vec<&Value> =
        roads["features"].as_array().unwrap().iter().filter(|it| it["properties"]["name"] == "深南大道").collect();
    assert!(!avenue.is_empty(), "深南大道 is there");
    let (lon, lat) = running.place_inside();
    let answer = running.get(&format!("/api/v1/locate?lon={lon}&lat={lat}&category=0102"));
    assert!(answer["member"]["made_up"] == true && answer["road"]["distance_m"].is_number(), "{answer}");
    let (status, incident) = running.report(&json!({ "lon": lon, "lat": lat, "category": "0102" }), "");
    assert_eq!(status, 201);
    assert!(incident["reason"]["zh"].as_str().unwrap().contains("街道"), "{incident}");
    for layer in ["roads", "areas", "backdrop"] {
        assert_eq!(running.get(&format!("/tiles/{layer}.json"))["attribution"], "© OpenStreetMap contributors");
    }
}

#[test]
fn importing_and_serving_is_the_same_without_made_up_people() {
    let Some(data) = shared("nanjing-xinjiekou") else { return };
    let folder = tempfile::tempdir().unwrap();
    let boundary = folder.path().join("frame.geojson");
    let (west, south, east, north) = (118.763, 32.034, 118.796, 32.052);
    let ring = json!([[west, south], [east, south], [east, north], [west, north], [west, south]]);
    let feature = json!({ "type": "FeatureCollection", "features": [{ "type": "Feature",
        "properties": { "name": "新街口", "level": "subdistrict" }, "geometry": { "type": "Polygon", "coordinates": [ring] } }] });
    std::fs::write(&boundary, feature.to_string()).unwrap();
    let into = folder.path().join("data");
    let imported = common::wangge()
        .args(["import", "streets"])
        .arg(data.join("nanjing-xinjiekou.osm.pbf"))
        .arg("--boundary")
        .arg(&boundary)
        .args(["--code", "320102", "--data"])
        .arg(&into)
        .output()
        .unwrap();
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    let running = Running::start(&into, &["serve"]);
    let district = running.get("/api/v1/district");
    assert_eq!((&district["name"], &district["demo_staff"]), (&json!("新街口"), &json!(false)));
    let answer = running.get("/api/v1/locate?lon=118.78&lat=32.043&category=0102");
    assert!(answer["member"].is_null(), "{answer}");
    assert!(answer["reason"]["zh"].as_str().unwrap().contains("责任盲区"), "{answer}");
    let (status, _) = running.report(&json!({ "lon": 118.78, "lat": 32.043, "category": "0102" }), "");
    assert_eq!(status, 201, "a gap in duties does not lose the report");
}
