//! Wrong files get one clear error, and the data folder stays as it was.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{fs, path::Path};

use common::wangge;
use model::LonLat;
use serde_json::json;
use spatial::Datum;

const SQUARE: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"方区"},
    "geometry":{"type":"Polygon","coordinates":[[[112,28],[112.01,28],[112.01,28.01],[112,28.01],[112,28]]]}}]}"#;
const STREETS: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"highway":"primary","name":"人民路"},
    "geometry":{"type":"LineString","coordinates":[[111.99,28.005],[112.02,28.005]]}},{"type":"Feature",
    "properties":{"highway":"residential"},"geometry":{"type":"LineString","coordinates":[[112.005,27.99],[112.005,28.005],[112.005,28.02]]}}]}"#;

/// Imports these files into a new folder; returns whether it went well, and what was said.
fn import(folder: &Path, streets: &[u8], boundary: &[u8], more: &[&str]) -> (bool, String) {
    let (a, b) = (folder.join("streets"), folder.join("boundary.geojson"));
    fs::write(&a, streets).unwrap();
    fs::write(&b, boundary).unwrap();
    let mut command = wangge();
    command.args(["import", "streets"]).arg(&a).arg("--boundary").arg(&b).arg("--data").arg(folder.join("data"));
    let output = command.args(more).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(!said.contains("panicked"), "{said}");
    (output.status.success(), said)
}

#[test]
fn geojson_streets_are_cut_and_summed_up() {
    let folder = tempfile::tempdir().unwrap();
    let (ok, said) = import(folder.path(), STREETS.as_bytes(), SQUARE.as_bytes(), &[]);
    assert!(ok && said.contains("方区") && said.contains("unit cells"), "{said}");
    let (ok, said) = import(folder.path(), STREETS.as_bytes(), SQUARE.as_bytes(), &[]);
    assert!(!ok && said.contains("方区"), "a second district is refused: {said}");
}

#[test]
fn wrong_files_get_one_clear_error_and_found_nothing() {
    let elsewhere = SQUARE.replace("[112", "[115");
    let cases: [(&str, &[u8], &[u8]); 8] = [
        ("empty streets", b"", SQUARE.as_bytes()),
        ("text as streets", b"hello, these are my streets", SQUARE.as_bytes()),
        ("OSM XML", b"<?xml version='1.0'?><osm version='0.6'></osm>", SQUARE.as_bytes()),
        ("streets without streets", SQUARE.as_bytes(), SQUARE.as_bytes()),
        ("empty boundary", STREETS.as_bytes(), b""),
        ("lines as boundary", STREETS.as_bytes(), STREETS.as_bytes()),
        ("streets of another place", STREETS.as_bytes(), elsewhere.as_bytes()),
        ("truncated boundary", STREETS.as_bytes(), &SQUARE.as_bytes()[..60]),
    ];
    for (what, streets, boundary) in cases {
        let folder = tempfile::tempdir().unwrap();
        let (ok, said) = import(folder.path(), streets, boundary, &[]);
        let errors = said.lines().filter(|it| it.starts_with("错误 / Error: ")).count();
        assert!(!ok && errors == 1, "{what}: {said}");
        assert!(!folder.path().join("data/wangge.db").exists(), "{what} left a database");
    }
}

#[test]
fn a_boundary_in_a_plane_system_and_a_bad_code_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let plane = SQUARE.replace("[112", "[38520").replace(",28", ",3098765");
    let (ok, said) = import(folder.path(), STREETS.as_bytes(), plane.as_bytes(), &[]);
    assert!(!ok && said.contains("38520"), "{said}");
    let (ok, said) = import(folder.path(), STREETS.as_bytes(), SQUARE.as_bytes(), &["--code", "12ab"]);
    assert!(!ok && said.contains("12ab"), "{said}");
}

#[test]
fn the_road_class_table_can_be_printed_edited_and_given_back() {
    let folder = tempfile::tempdir().unwrap();
    let printed = wangge().arg("road-classes").output().unwrap().stdout;
    let table = folder.path().join("classes.csv");
    let edited = String::from_utf8(printed).unwrap().replace("highway,primary,,main,", "highway,primary,,secondary,");
    fs::write(&table, edited).unwrap();
    let (ok, said) =
        import(folder.path(), STREETS.as_bytes(), SQUARE.as_bytes(), &["--classes", table.to_str().unwrap()]);
    assert!(ok && said.contains("main 0.0, secondary 3.0"), "{said}");
    fs::write(&table, "key,value\nhighway,primary\n").unwrap();
    let (ok, _) = import(folder.path(), STREETS.as_bytes(), SQUARE.as_bytes(), &["--classes", table.to_str().unwrap()]);
    assert!(!ok);
}

#[test]
fn serving_an_empty_folder_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let output = wangge().args(["serve", "--data"]).arg(folder.path()).output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("wangge demo"));
}

#[test]
fn a_demo_with_half_of_its_files_or_no_size_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |args: &[&str]| {
        let output = wangge().arg("demo").args(args).arg("--data").arg(folder.path()).output().unwrap();
        assert!(!output.status.success(), "{args:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(refused(&["--boundary", "b.geojson"]).contains("--streets"));
    assert!(refused(&["--streets", "s.osm.pbf"]).contains("--boundary"));
    assert!(refused(&["--size", "0"]).contains("1..=200"));
    assert!(!folder.path().join("wangge.db").exists());
}

#[test]
fn a_boundary_of_a_shifted_map_is_told_with_its_datum_and_read_in_it() {
    let folder = tempfile::tempdir().unwrap();
    // A grid of streets 0.002 degrees (200 m) apart, and an outline that follows four of them.
    let line = |a: [f64; 2], b: [f64; 2]| {
        json!({ "type": "Feature", "properties": { "highway": "residential" },
            "geometry": { "type": "LineString", "coordinates": [a, b] } })
    };
    let at = |it: i32| f64::from(it) * 0.002;
    let streets: Vec<_> = (-3..=13)
        .flat_map(|it| {
            let (x, y) = (112.0 + at(it), 28.0 + at(it));
            [line([x, 27.99], [x, 28.03]), line([111.99, y], [112.03, y])]
        })
        .collect();
    let streets = json!({ "type": "FeatureCollection", "features": streets }).to_string();
    let sides = |along: i32| [(along, 0), (10, along), (10 - along, 10), (0, 10 - along)];
    let mut ring: Vec<[f64; 2]> = (0..4)
        .flat_map(|side| (0..10).map(move |along| sides(along)[side]))
        .map(|(x, y)| LonLat { lon: 112.0 + at(x), lat: 28.0 + at(y) })
        .map(|it| Datum::Gcj02.from_cgcs2000(it))
        .map(|it| [it.lon, it.lat])
        .collect();
    ring.push(ring[0]);
    let boundary = json!({ "type": "Polygon", "coordinates": [ring] }).to_string();
    let (ok, said) = import(folder.path(), streets.as_bytes(), boundary.as_bytes(), &[]);
    assert!(ok && said.contains("注意") && said.contains("add --datum gcj02"), "{said}");
    let folder = tempfile::tempdir().unwrap();
    let (ok, said) = import(folder.path(), streets.as_bytes(), boundary.as_bytes(), &["--datum", "gcj02"]);
    assert!(ok && !said.contains("--datum"), "{said}");
}
