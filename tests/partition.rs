//! `wangge partition` from streets and boundary to files: the same bytes each time, one clear error for bad input.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
};

use common::{shared, wangge};
use serde_json::Value;

const SQUARE: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"方区","code":"440305"},
    "geometry":{"type":"Polygon","coordinates":[[[112,28],[112.01,28],[112.01,28.01],[112,28.01],[112,28]]]}}]}"#;
const STREETS: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"highway":"primary","name":"人民路"},
    "geometry":{"type":"LineString","coordinates":[[111.99,28.005],[112.02,28.005]]}},{"type":"Feature",
    "properties":{"highway":"residential"},"geometry":{"type":"LineString","coordinates":[[112.005,27.99],[112.005,28.005],[112.005,28.02]]}}]}"#;

/// A folder with inputs, in which the command runs.
struct Case {
    folder: tempfile::TempDir,
}

impl Case {
    fn new(streets: &str, boundary: &str) -> Self {
        let case = Self { folder: tempfile::tempdir().unwrap() };
        fs::write(case.path("streets.geojson"), streets).unwrap();
        fs::write(case.path("boundary.geojson"), boundary).unwrap();
        case
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the command on the two files with more arguments; returns whether it went well, and what was said.
    fn run(&self, more: &[&str]) -> (bool, String) {
        run(self.folder.path(), Path::new("streets.geojson"), Path::new("boundary.geojson"), more)
    }

    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|it| it.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path(name)).unwrap()).unwrap()
    }
}

fn run(folder: &Path, streets: &Path, boundary: &Path, more: &[&str]) -> (bool, String) {
    let mut command = wangge();
    command.current_dir(folder).arg("partition").arg("--streets").arg(streets).arg("--boundary").arg(boundary);
    let output = command.args(more).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(!said.contains("panicked"), "{said}");
    (output.status.success(), said)
}

const ALL: [&str; 4] = ["--out", "cells.geojson", "--report", "report.json"];

#[test]
fn cells_and_report_come_out_of_streets_and_boundary() {
    let case = Case::new(STREETS, SQUARE);
    let (ok, said) = case.run(&ALL);
    assert!(ok && said.contains("方区") && said.contains("单元网格"), "{said}");
    let (cells, report) = (case.json("cells.geojson"), case.json("report.json"));
    let cells = cells["features"].as_array().unwrap();
    assert_eq!(report["cells"].as_u64(), Some(cells.len() as u64));
    assert!(cells.len() > 60, "about 1.1 km² in cells of 1 ha: {}", cells.len());
    let sum: f64 = cells.iter().map(|it| it["properties"]["area_m2"].as_f64().unwrap()).sum();
    assert!((sum - report["area_m2"].as_f64().unwrap()).abs() < 1.0, "{sum} {report}");
    assert!(cells.iter().all(|it| it["properties"]["code"].as_str().unwrap().starts_with("440305")), "{cells:?}");
    assert_eq!(case.files(), ["boundary.geojson", "cells.geojson", "report.json", "streets.geojson"]);
}

#[test]
fn two_runs_give_the_same_bytes() {
    let case = Case::new(STREETS, SQUARE);
    assert!(case.run(&ALL).0);
    let first = fs::read(case.path("cells.geojson")).unwrap();
    assert!(case.run(&ALL).0);
    assert_eq!(first, fs::read(case.path("cells.geojson")).unwrap());
}

#[test]
fn a_smaller_target_gives_more_cells_and_a_senseless_one_is_refused() {
    let case = Case::new(STREETS, SQUARE);
    let cells = |target: &str| {
        let (ok, said) = case.run(&["--target-area", target, "--report", "report.json"]);
        assert!(ok, "{said}");
        case.json("report.json")["cells"].as_u64().unwrap()
    };
    assert!(cells("5000") > cells("20000"));
    for target in ["0", "-3", "NaN", "1e99"] {
        let (ok, said) = case.run(&[&format!("--target-area={target}"), "--out", "none.geojson"]);
        assert!(!ok && said.contains("target_m2"), "{target}: {said}");
    }
    assert!(!case.path("none.geojson").exists());
}

#[test]
fn a_wall_beside_the_streets_becomes_a_border() {
    let case = Case::new(STREETS, SQUARE);
    let wall = r#"{"type":"LineString","coordinates":[[112.0025,27.99],[112.0025,28.02]]}"#;
    fs::write(case.path("walls.geojson"), wall).unwrap();
    let (ok, said) = case.run(&["--barriers", "walls.geojson", "--out", "cells.geojson"]);
    assert!(ok, "{said}");
    for cell in case.json("cells.geojson")["features"].as_array().unwrap() {
        let ring = cell["geometry"]["coordinates"][0].as_array().unwrap();
        let side = |least: bool| {
            // A millimetre of slack beside the wall.
            ring.iter().any(|it| (it[0].as_f64().unwrap() - 112.0025) * if least { -1.0 } else { 1.0 } > 1e-8)
        };
        assert!(!(side(true) && side(false)), "a cell lies on both sides of the wall: {cell}");
    }
}

#[test]
fn bad_input_is_one_error_that_names_it_and_writes_nothing() {
    let elsewhere = SQUARE.replace("[112", "[115");
    let square = |from: &str, to: &str| SQUARE.replacen(from, to, 1);
    let cases: [(&str, &str, String, &[&str]); 6] = [
        ("empty streets", "", SQUARE.into(), &["streets.geojson", "空"]),
        ("empty boundary", STREETS, String::new(), &["boundary.geojson", "空"]),
        ("cut off boundary", STREETS, SQUARE[..150].into(), &["boundary.geojson", "cut off"]),
        ("no features", STREETS, r#"{"type":"FeatureCollection","features":[]}"#.into(), &["boundary.geojson"]),
        ("streets elsewhere", STREETS, elsewhere, &["不在边界内"]),
        ("no place", STREETS, square("[112.01,28]", "[181,28]"), &["boundary.geojson", "181"]),
    ];
    for (what, streets, boundary, expected) in cases {
        let case = Case::new(streets, &boundary);
        let (ok, said) = case.run(&ALL);
        let errors = said.lines().filter(|it| it.starts_with("错误 / Error: ")).count();
        assert!(!ok && errors == 1 && expected.iter().all(|it| said.contains(it)), "{what}: {said}");
        assert_eq!(case.files(), ["boundary.geojson", "streets.geojson"], "{what} left a file");
    }
}

#[test]
fn what_is_read_is_never_written_over() {
    let case = Case::new(STREETS, SQUARE);
    for more in [&["--out", "boundary.geojson"][..], &["--out", "a", "--report", "a"], &["--out", "."]] {
        let (ok, said) = case.run(more);
        assert!(!ok && said.contains("错误"), "{more:?}: {said}");
    }
    assert_eq!(case.files(), ["boundary.geojson", "streets.geojson"]);
    assert_eq!(fs::read_to_string(case.path("boundary.geojson")).unwrap(), SQUARE);
}

#[test]
fn nanshan_is_cut_twice_alike() {
    let Some(data) = shared("shenzhen-nanshan") else { return };
    let folder = tempfile::tempdir().unwrap();
    let (streets, boundary) = (data.join("shenzhen-nanshan.osm.pbf"), data.join("subdistricts_clipped.geojson"));
    let cells = || {
        let (ok, said) = run(folder.path(), &streets, &boundary, &ALL);
        assert!(ok, "{said}");
        fs::read(folder.path().join("cells.geojson")).unwrap()
    };
    let first = cells();
    assert!(first == cells(), "two runs differ");
    let report: Value = serde_json::from_slice(&fs::read(folder.path().join("report.json")).unwrap()).unwrap();
    assert!(report["cells"].as_u64().unwrap() > 1_000, "{report}");
}
