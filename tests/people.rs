//! What one person answers for, over HTTP: every duty with its ground, sums that count once, leaves and stand-ins.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Running, agent};
use serde_json::{Value, json};

fn post(demo: &Running, path: &str, body: &Value) -> (u16, Value) {
    let request = agent().post(demo.url(path)).header("content-type", "application/json");
    let mut response = request.send(body.to_string()).unwrap();
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.body_mut().read_to_string().unwrap()).unwrap())
}

fn held(demo: &Running, code: &str) -> Value {
    demo.get(&format!("/api/v1/persons/{code}/duties"))
}

/// All places of a geometry.
fn places(shape: &Value) -> Vec<[f64; 2]> {
    match shape.as_array() {
        Some(pair) if pair.len() == 2 && pair[0].is_number() => {
            vec![[pair[0].as_f64().unwrap(), pair[1].as_f64().unwrap()]]
        }
        Some(list) => list.iter().flat_map(places).collect(),
        None => places(&shape["coordinates"]),
    }
}

#[test]
fn a_member_sees_cells_sums_and_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 2_000);
    let grids = demo.get("/api/v1/duty-grids");
    let grid = grids["grids"].as_array().unwrap().iter().find(|it| !it["person"].is_null()).unwrap();
    let code = grid["person"]["code"].as_str().unwrap();
    let mine = held(&demo, code);
    assert_eq!(mine["person"]["name"], grid["person"]["name"]);
    assert_eq!(mine["made_up"], true);
    let area: f64 = grids["grids"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["person"]["code"] == code)
        .map(|it| it["area_m2"].as_f64().unwrap())
        .sum();
    assert!((mine["totals"]["area_m2"].as_f64().unwrap() - area).abs() <= 2.0, "{}", mine["totals"]);
    let duties = mine["duties"].as_array().unwrap();
    assert!(!duties.is_empty() && duties.iter().all(|it| it["holds"] == true && it["role"] == "grid_member"));
    let [west, south, east, north] = [0, 1, 2, 3].map(|it| mine["bounds"][it].as_f64().unwrap());
    for [lon, lat] in duties.iter().flat_map(|it| places(&it["shape"])) {
        assert!(west <= lon && lon <= east && south <= lat && lat <= north);
    }
}

#[test]
fn a_stretch_is_cut_at_its_ends_and_what_overlaps_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 100);
    let roads = demo.get("/api/v1/roads?class=branch");
    let road = roads["roads"].as_array().unwrap().iter().find(|it| it["length_m"].as_f64().unwrap() > 200.0).unwrap();
    let road = demo.get(&format!("/api/v1/roads/{}", road["code"].as_str().unwrap()));
    let first = &road["segments"][0];
    assert!(first["line"].as_array().unwrap().len() >= 2, "{first}");
    let duty = |from: f64, to: f64| {
        json!({ "op": "add_duty", "person": "SPARE1", "role": "cleaning_contractor", "road": road["code"],
            "from_m": from, "to_m": to })
    };
    let edits = json!([
        { "op": "add_persons", "persons": [{ "code": "SPARE1", "name": "洁城公司" }] },
        duty(10.0, 60.0), duty(40.0, 90.0),
    ]);
    let (status, answer) = post(&demo, "/api/v1/partitions", &json!({ "base": 1, "edits": edits }));
    assert_eq!(status, 201, "{answer}");
    let mine = held(&demo, "SPARE1");
    assert_eq!(mine["duties"].as_array().unwrap().len(), 2);
    assert_eq!(mine["totals"]["length_m"], 80.0, "{}", mine["totals"]);
    assert_eq!(mine["duties"][0]["length_m"], 50.0);
    assert_eq!(mine["duties"][0]["title"], road["name"]);
    // What is drawn is as long as what is told, within a metre of the screen's own measure.
    let drawn: f64 =
        mine["duties"][0]["shape"]["coordinates"].as_array().unwrap().iter().map(|it| length(&places(it))).sum();
    let lanes = drawn / 50.0;
    assert!((lanes - lanes.round()).abs() < 0.02 && lanes >= 0.98, "{drawn} m drawn of 50");
}

/// Length of a line in metres on a ball, good to a few parts in a thousand.
fn length(line: &[[f64; 2]]) -> f64 {
    let metres = |a: [f64; 2], b: [f64; 2]| {
        let east = (b[0] - a[0]) * a[1].to_radians().cos();
        east.hypot(b[1] - a[1]) * 111_195.0
    };
    line.windows(2).map(|it| metres(it[0], it[1])).sum()
}

#[test]
fn whoever_stands_in_sees_the_duties_of_the_one_on_leave() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 100);
    let persons = demo.get("/api/v1/persons?role=grid_member");
    let holders: Vec<&Value> =
        persons["persons"].as_array().unwrap().iter().filter(|it| it["cells"].as_u64() > Some(0)).collect();
    let (away, other) = (holders[0]["code"].as_str().unwrap(), holders[1]["code"].as_str().unwrap());
    let leave = json!({ "person": away, "stand_in": other, "from": "2020-01-01T00:00:00+08:00", "to": "2020-01-05T00:00:00+08:00" });
    let (status, answer) = post(&demo, "/api/v1/leaves", &leave);
    assert_eq!(status, 201, "{answer}");
    let over = held(&demo, away);
    assert_eq!(over["leaves"], json!([]), "a leave that is over is not listed");
    // From the moment of that answer to the end of its year.
    let made_at = answer["made_at"].as_str().unwrap();
    let year: u32 = made_at[..4].parse().unwrap();
    let end = format!("{}-01-01T00:00:00+08:00", year + 1);
    let leave = json!({ "person": away, "stand_in": other, "from": made_at, "to": end });
    let (status, answer) = post(&demo, "/api/v1/leaves", &leave);
    assert_eq!(status, 201, "{answer}");
    let mine = held(&demo, other);
    assert_eq!(mine["standing_in"].as_array().unwrap().len(), held(&demo, away)["duties"].as_array().unwrap().len());
    assert_eq!(mine["standing_in"][0]["person"], away);
}

#[test]
fn nobody_of_that_number_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 100);
    let (status, problem) = demo.problem("/api/v1/persons/nobody/duties");
    assert_eq!(status, 404, "{problem}");
    assert!(problem["detail_zh"].as_str().unwrap().contains("nobody"), "{problem}");
}
