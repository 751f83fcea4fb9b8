//! Who answers for many points: the command and the interface, end to end.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{fmt::Write as _, fs, io::Write, path::Path, process::Stdio};

use common::{Running, agent, as_problem, shared, wangge};
use serde_json::{Value, json};

const SQUARE: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"方区"},
    "geometry":{"type":"Polygon","coordinates":[[[112,28],[112.01,28],[112.01,28.01],[112,28.01],[112,28]]]}}]}"#;
const STREETS: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"highway":"primary","name":"人民路"},
    "geometry":{"type":"LineString","coordinates":[[111.99,28.005],[112.02,28.005]]}},{"type":"Feature",
    "properties":{"highway":"residential"},"geometry":{"type":"LineString","coordinates":[[112.005,27.99],[112.005,28.005],[112.005,28.02]]}}]}"#;

/// Runs `wangge locate` over an input; returns whether it went well, what it wrote, and what it said.
fn locate(args: &[&str], input: &[u8]) -> (bool, String, String) {
    let mut child = wangge()
        .arg("locate")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // A run that refuses its options reads nothing.
    let feed = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    feed.join().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains("panicked"), "{said}");
    (output.status.success(), String::from_utf8(output.stdout).unwrap(), said)
}

/// The rows of a CSV text as maps from column to field.
fn rows(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|it| it.unwrap()).collect()
}

fn files(folder: &Path) -> [String; 2] {
    let paths = [folder.join("streets.geojson"), folder.join("boundary.geojson")];
    fs::write(&paths[0], STREETS).unwrap();
    fs::write(&paths[1], SQUARE).unwrap();
    paths.map(|it| it.to_str().unwrap().to_owned())
}

#[test]
fn rows_come_back_in_their_order_with_their_own_columns() {
    let folder = tempfile::tempdir().unwrap();
    let [streets, boundary] = files(folder.path());
    let args = ["--streets", &streets, "--boundary", &boundary];
    let input =
        "\u{feff}编号,lat,lon,备注,cell\n7,28.00501,112.0070,\"垃圾, 两处\",旧\n8,28.002,112.002,,\n9,28.05,112.3,,\n";
    let (ok, written, said) = locate(&args, input.as_bytes());
    assert!(ok, "{said}");
    let header = "编号,lat,lon,备注,cell,member,road,leader,distance_m,side,chainage_m,confidence,status,reasons";
    assert_eq!(written.lines().next(), Some(header));
    let rows = rows(&written);
    assert_eq!([0, 1, 2].map(|it| rows[it]["编号"].as_str()), ["7", "8", "9"]);
    assert_eq!((rows[0]["备注"].as_str(), rows[0]["status"].as_str()), ("垃圾, 两处", "inside"));
    assert!(rows[0]["road"].ends_with(" 人民路") && rows[0]["reasons"].contains("body"), "{:?}", rows[0]);
    // 1e-5° north of a road that follows a chord a little north of its parallel.
    let distance: f64 = rows[0]["distance_m"].parse().unwrap();
    assert!((1.0..1.2).contains(&distance), "{distance}");
    assert_ne!(rows[0]["cell"], "旧");
    assert_eq!((rows[2]["status"].as_str(), rows[2]["road"].as_str()), ("outside", ""));
    assert!(said.contains("3 points"), "{said}");
}

#[test]
fn a_bad_row_says_what_is_wrong_and_the_others_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let [streets, boundary] = files(folder.path());
    let args = ["--streets", &streets, "--boundary", &boundary];
    let good = "112.002,28.002,,,,";
    let bad = [
        ("NaN,28.002,,,,", "lon", "NaN"),
        ("112.002,inf,,,,", "lat", "inf"),
        ("1000,28.002,,,,", "lon", "1000"),
        ("112.002,-1000,,,,", "lat", "-1000"),
        ("28.002,112.002,,,,", "lat", "swapped"),
        ("112.002,28.002,10000,,,", "accuracy_m", "10000"),
        ("112.002,28.002,-1,,,", "accuracy_m", "-1"),
        ("112.002,28.002,near,,,", "accuracy_m", "near"),
        ("112.002,28.002,,9999,,", "category", "9999"),
        ("112.002,28.002,,,mars2000,", "datum", "wgs84, cgcs2000, gcj02, bd09"),
        ("112.002,28.002,,,,yesterday", "at", "yesterday"),
        (",28.002,,,,", "lon", "required"),
        ("x,28.002,,,,", "lon", "x"),
        ("113.9,28.002,,,,", "lon, lat", "50 km"),
        ("112.002,28.002", "fields", "6"),
        ("112.002,28.002,,,,,a,b", "fields", "a,b"),
    ];
    let lines: Vec<&str> = bad.iter().flat_map(|it| [good, it.0]).chain([good]).collect();
    let input = format!("lon,lat,accuracy_m,category,datum,at\n{}\n", lines.join("\n"));
    let (ok, written, said) = locate(&args, input.as_bytes());
    assert!(ok, "{said}");
    let rows = rows(&written);
    assert_eq!(rows.len(), 2 * bad.len() + 1, "nothing is lost");
    for (at, row) in rows.iter().enumerate() {
        if at % 2 == 0 {
            assert_eq!(row["status"], "inside", "{at}");
            continue;
        }
        let (_, field, what) = bad[at / 2];
        let why = &row["reasons"];
        assert_eq!((row["status"].as_str(), row["cell"].as_str()), ("error", ""), "{why}");
        assert!(why.contains(&format!("第 {} 行", at + 2)) && why.contains(&format!("line {}", at + 2)), "{why}");
        assert!(why.contains(&format!("{field} = ")) && why.contains(what), "{field} {what}: {why}");
        assert!(said.contains(why.as_str()), "{said}");
    }
    assert!(said.contains(&format!("errors {}", bad.len())), "{said}");
}

#[test]
fn what_is_no_table_of_points_ends_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let [streets, _] = files(folder.path());
    let refused = |input: &[u8]| {
        let (ok, written, said) = locate(&["--streets", &streets], input);
        assert!(!ok && written.is_empty(), "{written}");
        said
    };
    assert!(refused(b"").contains("lon"));
    assert!(refused(b"112,28\n112,28\n").contains("112,28"));
    assert!(refused(b"\xff\xfel\0o\0n\0").contains("UTF-16"));
    assert!(refused(b"{\"type\":\"Topology\"}").contains("features"));
    let (ok, _, said) = locate(&["--streets", &streets], b"{\"features\":[{\"geometry\":null},");
    assert!(!ok && said.contains("line 1"), "{said}");
    let (ok, _, said) = locate(&["--data", folder.path().to_str().unwrap()], b"lon,lat\n");
    assert!(!ok && said.contains("wangge demo"), "{said}");
    let (ok, _, said) = locate(&["--streets", &streets, "--datum", "mars"], b"lon,lat\n");
    assert!(!ok && said.contains("gcj02"), "{said}");
    let (ok, written, _) = locate(&["--streets", &streets], b"lon,lat\n");
    assert!(ok && written.starts_with("lon,lat,cell,"), "a header alone is a table of no points: {written}");
}

#[test]
fn points_come_as_geojson_and_go_as_geojson() {
    let folder = tempfile::tempdir().unwrap();
    let [streets, boundary] = files(folder.path());
    let args = ["--streets", &streets, "--boundary", &boundary, "--format", "geojson"];
    let input = json!({ "type": "FeatureCollection", "features": [
        { "type": "Feature", "properties": { "id": 7, "tags": ["a"] },
          "geometry": { "type": "Point", "coordinates": [112.002, 28.002, 40] } },
        { "type": "Feature", "properties": { "id": 8 }, "geometry": { "type": "LineString", "coordinates": [] } },
        { "type": "Feature", "properties": { "id": 9, "accuracy_m": "x" },
          "geometry": { "type": "Point", "coordinates": [112.002, 28.002] } }] });
    let (ok, written, said) = locate(&args, input.to_string().as_bytes());
    assert!(ok, "{said}");
    let collection: Value = serde_json::from_str(&written).unwrap();
    let features = collection["features"].as_array().unwrap();
    assert_eq!(features.len(), 3);
    assert_eq!(features[0]["geometry"]["coordinates"], json!([112.002, 28.002]));
    let properties = &features[0]["properties"];
    assert_eq!(
        (&properties["id"], &properties["tags"], &properties["status"]),
        (&json!(7), &json!(["a"]), &json!("inside"))
    );
    for (at, field) in [(1, "geometry = "), (2, "accuracy_m = ")] {
        let properties = &features[at]["properties"];
        assert_eq!(properties["status"], "error");
        assert!(properties["reasons"].as_str().unwrap().contains(field), "{properties}");
    }
    assert_eq!(features[1]["geometry"], Value::Null);
    let (ok, written, _) = locate(&args[..4], input.to_string().as_bytes());
    assert!(ok && written.starts_with("lon,lat,id,tags,cell,"), "{written}");
    let (ok, written, _) = locate(&args, b"{\"features\":[]}");
    assert!(ok && serde_json::from_str::<Value>(&written).unwrap()["features"] == json!([]));
}

#[test]
fn a_datum_is_undone_before_anything_is_measured() {
    let folder = tempfile::tempdir().unwrap();
    let [streets, boundary] = files(folder.path());
    let plain = ["--streets", &streets, "--boundary", &boundary];
    let shifted = spatial::Datum::Gcj02.from_cgcs2000(model::LonLat { lon: 112.003, lat: 28.004 });
    let told = |args: &[&str], input: String| {
        let (ok, written, said) = locate(args, input.as_bytes());
        assert!(ok, "{said}");
        let row = rows(&written).remove(0);
        ["cell", "road", "distance_m", "chainage_m", "status"].map(|it| row[it].clone())
    };
    let truth = told(&plain, "lon,lat\n112.003,28.004\n".into());
    let gcj02 = [&plain[..], &["--datum", "gcj02"]].concat();
    assert_eq!(told(&gcj02, format!("lon,lat\n{},{}\n", shifted.lon, shifted.lat)), truth);
    assert_eq!(told(&plain, format!("lon,lat,datum\n{},{},gcj02\n", shifted.lon, shifted.lat)), truth);
    assert_ne!(told(&plain, format!("lon,lat\n{},{}\n", shifted.lon, shifted.lat)), truth);
}

/// The peer: `PyPI`'s `spaghetti` 1.7.6, as SOURCE.md beside the data says.
#[test]
fn snapped_distances_are_those_of_the_peer() {
    let Some(folder) = shared("geodanet-crimes-on-streets") else { return };
    let streets = folder.join("streets_wgs84.geojson");
    let points = fs::read(folder.join("crimes_wgs84.geojson")).unwrap();
    let (ok, written, said) = locate(&["--streets", streets.to_str().unwrap()], &points);
    assert!(ok, "{said}");
    let ours = rows(&written);
    let peers = rows(&fs::read_to_string(folder.join("peer_snap_spaghetti_1.7.6.csv")).unwrap());
    assert_eq!((ours.len(), peers.len()), (287, 287));
    // US survey feet.
    let foot_m = 1200.0 / 3937.0;
    let mut worst: f64 = 0.0;
    for (ours, peer) in ours.iter().zip(&peers) {
        let distance: f64 = ours["distance_m"].parse().unwrap();
        worst = worst.max((distance / foot_m - peer["dist_snapped"].parse::<f64>().unwrap()).abs());
    }
    println!("287 points: at most {worst:.4} ft from the peer");
    assert!(worst <= 0.05, "{worst} ft");
}

#[test]
fn a_data_folder_answers_alike_by_command_and_by_interface() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let running = Running::demo(&data, 50);
    let (lon, lat) = running.place_inside();
    let places: Vec<(f64, f64)> =
        (0..40).map(|it| (lon + f64::from(it % 7) * 3e-4, lat + f64::from(it / 7) * 3e-4)).collect();
    let points: Vec<Value> =
        places.iter().map(|it| json!({ "lon": it.0, "lat": it.1, "category": "0102", "accuracy_m": 5 })).collect();
    let (status, answered) = post(&running, &json!({ "points": points }));
    let answers = answered["answers"].as_array().unwrap();
    assert_eq!((status, answers.len()), (200, 40), "{answered}");
    let (_, traced) = post(&running, &json!({ "points": points, "trace": true }));
    for (at, (lon, lat)) in places.iter().enumerate() {
        let one = running.get(&format!("/api/v1/locate?lon={lon}&lat={lat}&category=0102&accuracy_m=5"));
        let many = &answers[at];
        assert_eq!(many["cell"], one["cell"]["code"], "{at}");
        assert_eq!(many["member"]["name"], one["member"]["name"]);
        assert_eq!((&many["leader"]["name"], &many["confidence"]), (&one["leader"]["name"], &one["confidence"]));
        assert_eq!((&many["distance_m"], &many["reasons"]), (&one["road"]["distance_m"], &one["trace"]["reasons"]));
        assert_eq!(many["primary"]["name"], one["primary"]["name"]);
        let whole = &traced["answers"][at];
        assert_eq!((&whole["reason"], &whole["trace"]["roads"]), (&one["reason"], &one["trace"]["roads"]));
    }
    assert!(running.stop());
    let mut input = "lon,lat,category,accuracy_m,at\n".to_owned();
    for (lon, lat) in &places {
        writeln!(input, "{lon},{lat},102,5,").unwrap();
    }
    writeln!(input, "{lon},{lat},,,1999-01-01\n{lon},{lat},,,2026-01-01T08:00:00+08:00").unwrap();
    let (ok, written, said) = locate(&["--data", data.to_str().unwrap()], input.as_bytes());
    assert!(ok, "{said}");
    let rows = rows(&written);
    for (row, many) in rows.iter().zip(answers) {
        assert_eq!(row["cell"].as_str(), many["cell"].as_str().unwrap_or(""));
        let member = many["member"]
            .as_object()
            .map(|it| format!("{} {}", it["code"].as_str().unwrap(), it["name"].as_str().unwrap()));
        assert_eq!(row["member"], member.unwrap_or_default());
        assert_eq!(row["confidence"].as_str(), many["confidence"].as_str().unwrap_or(""));
    }
    assert!(rows[40]["reasons"].contains("at = ") && rows[40]["reasons"].contains("1999-01-01"), "{:?}", rows[40]);
    assert_eq!(rows[41]["status"], "inside");
}

fn post(running: &Running, body: &Value) -> (u16, Value) {
    let request = agent().post(running.url("/api/v1/locate")).header("content-type", "application/json");
    let mut response = request.send(body.to_string()).unwrap();
    let text = response.body_mut().with_config().limit(1 << 28).read_to_string().unwrap();
    (response.status().as_u16(), serde_json::from_str(&text).unwrap())
}

#[test]
fn many_points_are_answered_in_order_and_bad_ones_in_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::demo(folder.path(), 0);
    let (lon, lat) = running.place_inside();
    let bad = [
        (json!({ "lon": "x", "lat": lat }), "lon"),
        (json!({ "lat": lat }), "lon"),
        (json!({ "lon": 1000, "lat": lat }), "lon"),
        (json!({ "lon": lat, "lat": lon }), "lat"),
        (json!({ "lon": lon, "lat": lat, "accuracy_m": 10_000 }), "accuracy_m"),
        (json!({ "lon": lon, "lat": lat, "accuracy_m": "near" }), "accuracy_m"),
        (json!({ "lon": lon, "lat": lat, "category": "9999" }), "category"),
        (json!({ "lon": lon, "lat": lat, "datum": "mars2000" }), "datum"),
        (json!({ "lon": lon, "lat": lat, "level": "roof" }), "level"),
        (json!({ "lon": lon, "lat": lat, "road": "没有的路" }), "road"),
        (json!({ "lon": lon, "lat": lat, "at": "1999-01-01" }), "at"),
        (json!({ "lon": lon, "lat": lat, "at": 7 }), "at"),
        (json!([lon, lat]), "point"),
    ];
    let good = json!({ "lon": lon, "lat": lat, "accuracy_m": null });
    let points: Vec<&Value> = bad.iter().flat_map(|it| [&good, &it.0]).collect();
    let (status, answered) = post(&running, &json!({ "points": points }));
    assert_eq!(status, 200, "{answered}");
    let answers = answered["answers"].as_array().unwrap();
    assert_eq!(answers.len(), 2 * bad.len());
    for (at, (_, field)) in bad.iter().enumerate() {
        assert_eq!(answers[2 * at]["status"], "inside", "{at}");
        let error = &answers[2 * at + 1]["error"];
        assert_eq!(error["field"], *field, "{error}");
        assert!(error["zh"].is_string() && error["en"].is_string(), "{error}");
    }
    assert!(answers[7]["error"]["en"].as_str().unwrap().contains("swapped"));
    assert!(answers[15]["error"]["en"].as_str().unwrap().contains("gcj02"));
    for body in [
        json!({}),
        json!({ "points": [] }),
        json!({ "points": 3 }),
        json!([]),
        json!({ "points": vec![&good; 10_001] }),
    ] {
        let (status, problem) = post(&running, &body);
        assert_eq!((status, problem["errors"][0]["field"].as_str()), (422, Some("points")), "{problem}");
    }
    let (status, answered) = post(&running, &json!({ "points": vec![&good; 10_000] }));
    assert_eq!((status, answered["answers"].as_array().map(Vec::len)), (200, Some(10_000)));
    let refused = |kind: &str, body: &str| {
        as_problem(agent().post(running.url("/api/v1/locate")).header("content-type", kind).send(body).unwrap()).0
    };
    assert_eq!(refused("application/json", "{"), 400);
    assert_eq!(refused("text/csv", "lon,lat"), 415);
    assert_eq!(refused("application/json", &" ".repeat(5 << 20)), 413);
    let (status, problem) = running.problem(&format!("/api/v1/locate?lon={lon}&lat={lat}&datum=mars2000"));
    assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("datum")));
    let shifted = spatial::Datum::Gcj02.from_cgcs2000(model::LonLat { lon, lat });
    let plain = running.get(&format!("/api/v1/locate?lon={lon}&lat={lat}"));
    let undone = running.get(&format!("/api/v1/locate?lon={}&lat={}&datum=gcj02", shifted.lon, shifted.lat));
    assert_eq!(undone["trace"]["roads"], plain["trace"]["roads"]);
    let report =
        json!({ "lon": shifted.lon, "lat": shifted.lat, "datum": "gcj02", "category": "0102", "level": "roof" });
    assert_eq!(running.report(&report, "").1["errors"][0]["field"], "level");
    let report = json!({ "lon": shifted.lon, "lat": shifted.lat, "datum": "gcj02", "category": "0102", "heading": 90, "speed_mps": 2 });
    let (status, incident) = running.report(&report, "");
    assert_eq!(status, 201, "{incident}");
    assert_eq!(incident["cell"]["code"], plain["cell"]["code"], "{incident}");
}

#[test]
fn a_data_folder_is_read_beside_the_service_that_runs_on_it() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 20);
    let (lon, lat) = demo.place_inside();
    let cell = demo.get(&format!("/api/v1/locate?lon={lon}&lat={lat}"))["cell"]["code"].clone();
    let (ok, written, said) =
        locate(&["--data", folder.path().to_str().unwrap()], format!("lon,lat\n{lon},{lat}\n").as_bytes());
    assert!(ok, "{said}");
    assert_eq!(rows(&written)[0]["cell"], cell.as_str().unwrap());
}
