//! `wangge import division`: faults are told with their place, small ones are mended.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{fs, path::Path};

use common::{Running, wangge};
use serde_json::Value;

/// Squares of about a hectare side by side; the second begins so many degrees beyond the end of the first.
fn division(gap: f64) -> String {
    let square = |code: &str, west: f64| {
        let (east, south, north) = (west + 0.001, 28.0, 28.0009);
        format!(
            r#"{{"type":"Feature","properties":{{"网格编码":"{code}","网格员":"张三"}},"geometry":{{"type":"Polygon",
            "coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"#
        )
    };
    let squares = [square("440305001001001", 112.0), square("440305001001002", 112.001 + gap)];
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, squares.join(","))
}

fn run(folder: &Path, more: &[&str]) -> (bool, String) {
    let mut command = wangge();
    command.current_dir(folder).args(["import", "division", "division.geojson", "--report", "report.json"]);
    let output = command.args(more).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(!said.contains("panicked"), "{said}");
    (output.status.success(), said)
}

fn json(folder: &Path, name: &str) -> Value {
    serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap()
}

#[test]
fn a_sound_division_has_no_faults() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("division.geojson"), division(0.0)).unwrap();
    let (ok, said) = run(folder.path(), &["--out", "faults.geojson"]);
    assert!(ok && said.contains("2 个网格，0 处问题"), "{said}");
    assert_eq!(json(folder.path(), "faults.geojson")["features"].as_array().map(Vec::len), Some(0));
}

#[test]
fn an_overlap_is_told_with_its_place_and_mended() {
    let folder = tempfile::tempdir().unwrap();
    // About a metre.
    fs::write(folder.path().join("division.geojson"), division(-0.00001)).unwrap();
    let (ok, said) = run(folder.path(), &["--out", "faults.geojson", "--mend", "mended.geojson"]);
    assert!(ok && said.contains("重叠 / overlap: 1") && said.contains("mended: 1"), "{said}");
    let report = json(folder.path(), "report.json");
    assert!(report["overlap_area"].as_i64() > Some(0), "{report}");
    let fault = &report["faults"][0];
    assert!((fault["lon"].as_f64().unwrap() - 112.000_995).abs() < 1e-5, "{report}");
    assert_eq!(fault["areas"][1]["code"], "440305001001002");
    assert_eq!(json(folder.path(), "faults.geojson")["features"][0]["properties"]["kind"], "overlap");
    // What was mended is sound.
    fs::rename(folder.path().join("mended.geojson"), folder.path().join("division.geojson")).unwrap();
    let (ok, said) = run(folder.path(), &[]);
    assert!(ok && said.contains("0 处问题"), "{said}");
    let mended = json(folder.path(), "division.geojson");
    assert_eq!(mended["features"][0]["properties"]["member"], "张三");
}

#[test]
fn what_is_too_large_to_be_mended_is_named_and_nothing_written() {
    let folder = tempfile::tempdir().unwrap();
    // About fifty metres.
    fs::write(folder.path().join("division.geojson"), division(-0.0005)).unwrap();
    let (ok, said) = run(folder.path(), &["--mend", "mended.geojson"]);
    assert!(!ok && said.contains("too large") && said.contains("440305001001001"), "{said}");
    assert!(!folder.path().join("mended.geojson").exists() && !folder.path().join("report.json").exists());
}

#[test]
fn ground_without_a_cell_inside_the_boundary_is_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("division.geojson"), division(0.0)).unwrap();
    let boundary =
        r#"{"type":"Polygon","coordinates":[[[112,28],[112.002,28],[112.002,28.0018],[112,28.0018],[112,28]]]}"#;
    fs::write(folder.path().join("boundary.geojson"), boundary).unwrap();
    let (ok, said) = run(folder.path(), &["--boundary", "boundary.geojson"]);
    assert!(ok && said.contains("空隙 / gap: 1"), "{said}");
    assert!(json(folder.path(), "report.json")["gap_area"].as_i64() > Some(0));
}

#[test]
fn a_missing_attribute_or_a_bad_place_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("division.geojson");
    fs::write(&path, division(0.0)).unwrap();
    let (ok, said) = run(folder.path(), &["--code-column", "BGCODE"]);
    assert!(!ok && said.contains("BGCODE") && said.contains("网格员"), "{said}");
    fs::write(&path, division(0.0).replacen("[112,28]", "[28,112]", 1)).unwrap();
    let (ok, said) = run(folder.path(), &[]);
    assert!(!ok && said.contains("第 1 个要素") && said.contains("颠倒"), "{said}");
}

#[test]
fn a_division_of_a_district_becomes_its_next_version_under_the_old_codes() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let demo = Running::demo(&data, 50);
    let (_, cells) = demo.fetch("/api/v1/partitions/1/cells");
    assert!(demo.stop());
    let mut division: Value = serde_json::from_slice(&cells).unwrap();
    fs::write(folder.path().join("division.geojson"), &cells).unwrap();
    let count = division["features"].as_array().unwrap().len();

    let (ok, said) = run(folder.path(), &["--data", "data", "--note", "移交"]);
    assert!(ok && said.contains("已采用为第 2 版"), "{said}");
    assert!(said.contains(&format!("{count} 个单元网格，其中 {count} 个沿用原编码")), "{said}");
    let served = Running::start(&data, &["serve"]);
    let version = &served.get("/api/v1/partitions")["versions"][0];
    assert_eq!((&version["kind"], &version["note"]), (&Value::from("imported"), &Value::from("移交")));
    let quality = &served.get("/api/v1/partitions/2")["quality"];
    assert_eq!((&quality["gap_area"], &quality["overlap_area"]), (&Value::from(0), &Value::from(0)));
    let grids = served.get("/api/v1/duty-grids");
    assert!(grids["grids"].as_array().unwrap().iter().all(|it| it["person"].is_object()), "a cell lost its holder");
    assert!(served.stop());

    // One corner a kilometre off: ground in two cells, far too much to be mended.
    let inner = |it: &Value| it["geometry"]["coordinates"][0].as_array().unwrap().len();
    let features = division["features"].as_array_mut().unwrap();
    let largest = (0..features.len()).max_by_key(|it| inner(&features[*it])).unwrap();
    let shrunk = &mut features[largest]["geometry"]["coordinates"][0].as_array_mut().unwrap()[0][0];
    *shrunk = Value::from(shrunk.as_f64().unwrap() + 0.01);
    fs::write(folder.path().join("division.geojson"), division.to_string()).unwrap();
    let (ok, said) = run(folder.path(), &["--data", "data"]);
    assert!(!ok, "{said}");
    let served = Running::start(&data, &["serve"]);
    assert_eq!(served.get("/api/v1/partitions")["current"], 2, "a refused division changes nothing");
}

#[test]
fn a_folder_without_a_district_takes_no_division() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("division.geojson"), division(0.0)).unwrap();
    let (ok, said) = run(folder.path(), &["--data", "nowhere"]);
    assert!(!ok && said.contains("nowhere") && !folder.path().join("nowhere").exists(), "{said}");
}
