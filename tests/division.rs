//! `wangge import division`: faults are told with their place, small ones are mended.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{fs, path::Path};

use common::{Running, wangge};
use model::LonLat;
use serde_json::{Value, json};
use spatial::Datum;

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

/// A division of 5 × 5 hectares with its boundary, as GeoJSON of `datum`.
fn town(datum: Datum, boundary: bool) -> String {
    let ring = |west: i32, south: i32, size: i32| {
        let corners = [(0, 0), (size, 0), (size, size), (0, size), (0, 0)].map(|(x, y)| {
            let place = LonLat { lon: 112.0 + f64::from(west + x) * 0.001, lat: 28.0 + f64::from(south + y) * 0.0009 };
            let LonLat { lon, lat } = datum.from_cgcs2000(place);
            [lon, lat]
        });
        json!({ "type": "Feature", "properties": { "网格编码": format!("44030500100{:04}", west * 10 + south) },
            "geometry": { "type": "Polygon", "coordinates": [corners] } })
    };
    let squares: Vec<Value> =
        if boundary { vec![ring(0, 0, 5)] } else { (0..25).map(|it| ring(it / 5, it % 5, 1)).collect() };
    json!({ "type": "FeatureCollection", "features": squares }).to_string()
}

#[test]
fn a_division_of_a_shifted_map_is_told_with_its_datum_and_read_in_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("boundary.geojson"), town(Datum::Wgs84, true)).unwrap();
    for datum in [Datum::Gcj02, Datum::Bd09] {
        fs::write(folder.path().join("division.geojson"), town(datum, false)).unwrap();
        let name = datum.as_str();
        let (_, said) = run(folder.path(), &["--boundary", "boundary.geojson"]);
        assert!(said.contains("注意") && said.contains(&format!("--datum {name}")) && said.contains(" m"), "{said}");
        let (ok, said) = run(folder.path(), &["--boundary", "boundary.geojson", "--datum", name]);
        assert!(ok && said.contains("25 个网格") && !said.contains("--datum"), "{said}");
        let report = json(folder.path(), "report.json");
        // Twice the area in units of 0.1 mm: below 10 m², for the outline of long straight lines bends a little in the shift.
        assert!(report["outside_area"].as_i64().is_some_and(|it| it < 2_000_000_000), "{report}");
    }
    let (ok, said) = run(folder.path(), &["--datum", "beijing54"]);
    assert!(!ok && said.contains("gcj02"), "{said}");
}

#[test]
fn a_division_in_a_towns_own_plane_is_read_by_control_points() {
    let folder = tempfile::tempdir().unwrap();
    let square = json!({ "type": "Polygon", "coordinates": [[[5100, 2200], [5200, 2200], [5200, 2300], [5100, 2300], [5100, 2200]]] });
    fs::write(folder.path().join("division.geojson"), square.to_string()).unwrap();
    // A degree of the meridian is 110,870 m at 28.2°, one of the parallel 98,188 m.
    let points = "x,y,lon,lat\n0,0,112,28.2\n9818.8,0,112.1,28.2\n0,11087,112,28.3\n";
    fs::write(folder.path().join("points.csv"), points).unwrap();
    let (ok, said) = run(folder.path(), &["--control-points", "points.csv", "--mend", "mended.geojson"]);
    assert!(ok && said.contains("3 control points: scale 0.9996") && said.contains("残差"), "{said}");
    let corner = &json(folder.path(), "mended.geojson")["features"][0]["geometry"]["coordinates"][0];
    let near = |it: &Value| {
        (it[0].as_f64().unwrap() - 112.051_9).abs() < 2e-3 && (it[1].as_f64().unwrap() - 28.219_8).abs() < 2e-3
    };
    assert!(corner.as_array().unwrap().iter().all(near), "{corner}");
    fs::write(folder.path().join("points.csv"), &points[..points.len() - 14]).unwrap();
    let (ok, said) = run(folder.path(), &["--control-points", "points.csv"]);
    assert!(!ok && said.contains("line 4"), "{said}");
    let (ok, said) = run(folder.path(), &["--epsg", "115"]);
    assert!(!ok && said.contains("EPSG:4547"), "{said}");
}
