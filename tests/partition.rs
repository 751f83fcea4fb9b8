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

const ALL: [&str; 8] = ["--out", "cells.geojson", "--edges", "edges.csv", "--report", "report.json", "--members", "5"];

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
    assert_eq!(case.files(), ["boundary.geojson", "cells.geojson", "edges.csv", "report.json", "streets.geojson"]);
}

#[test]
fn the_report_says_how_good_the_cells_are() {
    let case = Case::new(STREETS, SQUARE);
    let (ok, said) = case.run(&ALL);
    assert!(ok && said.contains("±10 %") && said.contains("duty grids: 5"), "{said}");
    let report = case.json("report.json");
    assert_eq!((report["gap_area"].as_i64(), report["overlap_area"].as_i64()), (Some(0), Some(0)), "{report}");
    assert!(report["within_25_percent"].as_f64() >= report["within_10_percent"].as_f64(), "{report}");
    for key in ["thin_share", "buildings_cut", "border_on_roads", "cpu_ms", "compactness", "cut_m", "area_median_m2"] {
        assert!(report[key].is_number(), "{key}: {report}");
    }
    assert!(report["border_on_roads"].as_f64() > Some(0.0), "{report}");
    let balance = &report["balance"];
    assert_eq!((balance["grids"].as_u64(), balance["broken"].as_u64()), (Some(5), Some(0)), "{report}");
    let cells = case.json("cells.geojson");
    let mut grids: Vec<u64> =
        cells["features"].as_array().unwrap().iter().map(|it| it["properties"]["grid"].as_u64().unwrap()).collect();
    grids.sort_unstable();
    grids.dedup();
    assert_eq!(grids, [1, 2, 3, 4, 5]);
    let (ok, said) = case.run(&["--members", "5000", "--out", "none.geojson"]);
    assert!(!ok && said.contains("5000") && !case.path("none.geojson").exists(), "{said}");
}

#[test]
fn the_edges_go_round_every_cell() {
    let case = Case::new(STREETS, SQUARE);
    assert!(case.run(&ALL).0);
    let cells = case.json("cells.geojson");
    let perimeter_m: f64 =
        cells["features"].as_array().unwrap().iter().map(|it| it["properties"]["perimeter_m"].as_f64().unwrap()).sum();
    let edges = fs::read_to_string(case.path("edges.csv")).unwrap();
    let mut lines = edges.lines();
    assert_eq!(lines.next(), Some("left,right,class,road,segment,length_m,line"));
    let (mut beside_m, mut on_main) = (0.0, 0);
    for line in lines {
        let fields: Vec<&str> = line.splitn(7, ',').collect();
        let length_m: f64 = fields[5].parse().unwrap();
        let sides = fields[..2].iter().filter(|it| !it.is_empty()).count();
        beside_m += length_m * sides as f64;
        on_main += u32::from(fields[2] == "main" && fields[3].starts_with("440305Z") && sides == 2);
    }
    assert!((beside_m - perimeter_m).abs() < 0.01 * edges.lines().count() as f64, "{beside_m} {perimeter_m}");
    assert!(on_main > 0, "人民路 has cells on both sides: {edges}");
}

#[test]
fn two_runs_give_the_same_bytes() {
    let case = Case::new(STREETS, SQUARE);
    assert!(case.run(&ALL).0);
    let files = || ["cells.geojson", "edges.csv"].map(|it| fs::read(case.path(it)).unwrap());
    let first = files();
    assert!(case.run(&ALL).0);
    assert!(first == files(), "two runs differ");
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
fn older_codes_have_fourteen_digits() {
    let case = Case::new(STREETS, SQUARE);
    let (ok, said) = case.run(&["--codes", "14", "--target-area", "20000", "--out", "cells.geojson"]);
    assert!(ok, "{said}");
    let cells = case.json("cells.geojson");
    let codes = cells["features"].as_array().unwrap().iter().map(|it| it["properties"]["code"].as_str().unwrap().len());
    assert!(codes.into_iter().all(|it| it == 14));
    assert!(!case.run(&["--codes", "16"]).0);
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
    let square = |from: &str, to: &str| {
        assert!(SQUARE.contains(from), "{from}");
        SQUARE.replacen(from, to, 1)
    };
    let circle = |count: u32| {
        let place = |i: u32| {
            let angle = f64::from(i % count) / f64::from(count) * std::f64::consts::TAU;
            format!("[{:.8},{:.8}]", 112.0 + 0.01 * angle.cos(), 28.0 + 0.01 * angle.sin())
        };
        let ring: Vec<String> = (0..=count).map(place).collect();
        format!(r#"{{"type":"Polygon","coordinates":[[{}]]}}"#, ring.join(","))
    };
    let streets_of_metres = STREETS.replace("[111.99,28.005]", "[500000,3098000]");
    let cases: [(&str, &str, String, &[&str]); 15] = [
        ("empty streets", "", SQUARE.into(), &["streets.geojson", "空"]),
        ("empty boundary", STREETS, String::new(), &["boundary.geojson", "空"]),
        ("cut off boundary", STREETS, SQUARE[..150].into(), &["boundary.geojson", "cut off"]),
        ("no features", STREETS, r#"{"type":"FeatureCollection","features":[]}"#.into(), &["boundary.geojson", "要素"]),
        ("streets elsewhere", STREETS, SQUARE.replace("[112", "[115"), &["不在边界内", "different places"]),
        ("no place", STREETS, square("[112.01,28]", "[181,28]"), &["boundary.geojson", "feature 1", "181"]),
        ("swapped", STREETS, square("[112.01,28]", "[28,112.01]"), &["颠倒", "swapped", "112.01"]),
        ("no number", STREETS, square("[112.01,28]", "[NaN,28]"), &["boundary.geojson", "NaN", "line 2"]),
        ("no number in streets", &STREETS.replacen("28.005", "NaN", 1), SQUARE.into(), &["streets.geojson", "NaN"]),
        ("metres", &streets_of_metres, SQUARE.into(), &["streets.geojson", "500000", "投影"]),
        ("unclosed", STREETS, square(",[112,28]]]", "]]"), &["boundary.geojson", "未闭合", "112, 28.01"]),
        (
            "crossing itself",
            STREETS,
            square("[112.01,28],[112.01,28.01]", "[112.01,28.01],[112.01,28]"),
            &["boundary.geojson", "自相交", "112.0050000", "28.0050000"],
        ),
        ("no area", STREETS, square("[112.01,28.01],[112,28.01]", "[112.02,28],[112.03,28]"), &["面积为零"]),
        ("a million points", STREETS, circle(1_000_000), &["boundary.geojson", "1000001", "500000"]),
        ("a whole country", STREETS, square("[112.01,28.01]", "[119,33]"), &["50"]),
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
        ["cells.geojson", "edges.csv"].map(|it| fs::read(folder.path().join(it)).unwrap())
    };
    let first = cells();
    assert!(first == cells(), "two runs differ");
    let report: Value = serde_json::from_slice(&fs::read(folder.path().join("report.json")).unwrap()).unwrap();
    assert!(report["cells"].as_u64().unwrap() > 1_000, "{report}");
    assert_eq!((report["gap_area"].as_i64(), report["overlap_area"].as_i64()), (Some(0), Some(0)), "{report}");
}
