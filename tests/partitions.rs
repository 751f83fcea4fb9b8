//! The partition over HTTP: looked at, changed, taken back; nothing is lost and nothing overlaps.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Running, agent, as_problem};
use serde_json::{Value, json};

/// Posts JSON and returns status and answer.
fn post(demo: &Running, path: &str, body: &Value) -> (u16, Value) {
    let request = agent().post(demo.url(path)).header("content-type", "application/json");
    let mut response = request.send(body.to_string()).unwrap();
    let status = response.status().as_u16();
    if status >= 400 {
        return as_problem(response);
    }
    (status, serde_json::from_str(&response.body_mut().read_to_string().unwrap()).unwrap())
}

/// The shell of a GeoJSON polygon.
fn shell(feature: &Value) -> Vec<[f64; 2]> {
    let ring = feature["geometry"]["coordinates"][0].as_array().unwrap();
    ring.iter().map(|it| [it[0].as_f64().unwrap(), it[1].as_f64().unwrap()]).collect()
}

/// A line across the middle of a ring, from beyond one side to beyond the other.
fn across(ring: &[[f64; 2]]) -> [[f64; 2]; 2] {
    let axis = |at: usize| {
        let values = || ring.iter().map(|it| it[at]);
        (values().fold(f64::MAX, f64::min), values().fold(f64::MIN, f64::max))
    };
    let ((west, east), (south, north)) = (axis(0), axis(1));
    let middle = f64::midpoint(south, north);
    [[west - 1e-4, middle], [east + 1e-4, middle]]
}

fn cells(demo: &Running, number: u64) -> Vec<Value> {
    demo.get(&format!("/api/v1/partitions/{number}/cells"))["features"].as_array().unwrap().clone()
}

fn area(cells: &[Value]) -> f64 {
    cells.iter().map(|it| it["properties"]["area_m2"].as_f64().unwrap()).sum()
}

fn checked(demo: &Running, number: u64) {
    let quality = &demo.get(&format!("/api/v1/partitions/{number}"))["quality"];
    assert_eq!((&quality["gap_area"], &quality["overlap_area"]), (&json!(0), &json!(0)), "{quality}");
}

/// A cell that nearly is a rectangle, so that a line across cuts it in two.
fn plain_cell(cells: &[Value]) -> &Value {
    let holes = |it: &Value| it["geometry"]["coordinates"].as_array().unwrap().len();
    cells.iter().filter(|it| holes(it) == 1).min_by_key(|it| shell(it).len()).unwrap()
}

#[test]
fn a_cell_is_cut_in_two_and_the_cut_is_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 3_000);
    let before = cells(&demo, 1);
    let cell = plain_cell(&before);
    let code = cell["properties"]["code"].as_str().unwrap();
    let body = json!({ "base": 1, "note": "一分为二", "edits": [{ "op": "split", "cell": code, "line": across(&shell(cell)) }] });

    let (status, preview) = post(&demo, "/api/v1/partitions/preview", &body);
    assert_eq!(status, 200, "{preview}");
    let parts: Vec<&Value> = preview["cells"]["features"].as_array().unwrap().iter().collect();
    assert_eq!(parts.len(), 2, "{preview}");
    let sum: f64 = parts.iter().map(|it| it["properties"]["area_m2"].as_f64().unwrap()).sum();
    assert!((sum - cell["properties"]["area_m2"].as_f64().unwrap()).abs() <= 2.0, "{preview}");
    assert_eq!(parts.iter().filter(|it| it["properties"]["state"] == "new").count(), 1);
    assert_eq!(demo.get("/api/v1/partitions")["current"], 1, "a preview keeps nothing");

    let (status, accepted) = post(&demo, "/api/v1/partitions", &body);
    assert_eq!((status, &accepted["number"]), (201, &json!(2)), "{accepted}");
    checked(&demo, 2);
    let after = cells(&demo, 2);
    assert_eq!(after.len(), before.len() + 1);
    assert!((area(&after) - area(&before)).abs() <= 0.6 * before.len() as f64);
    let new = parts.iter().find(|it| it["properties"]["state"] == "new").unwrap()["properties"]["code"].clone();
    assert!(before.iter().all(|it| it["properties"]["code"] != new));
    assert_eq!(demo.get("/api/v1/district")["counts"]["cells"], after.len());

    // Version 1 is still what it was.
    assert_eq!(cells(&demo, 1), before);
    // The same change again was made for a version that does not hold any more.
    let (status, conflict) = post(&demo, "/api/v1/partitions", &body);
    assert_eq!((status, &conflict["type"]), (409, &json!("/problems/conflict")));

    let (status, shown) = post(&demo, "/api/v1/partitions/undo/preview", &json!({ "base": 2 }));
    assert_eq!((status, &shown["ended"]), (200, &json!([new])));
    let (status, undone) = post(&demo, "/api/v1/partitions/undo", &json!({ "base": 2 }));
    assert_eq!((status, &undone["number"], &undone["undone"]), (201, &json!(3), &json!(2)), "{undone}");
    assert_eq!(cells(&demo, 3), before);
    checked(&demo, 3);
    let (status, nothing) = post(&demo, "/api/v1/partitions/undo", &json!({ "base": 3 }));
    assert_eq!((status, &nothing["type"]), (409, &json!("/problems/nothing-to-undo")));

    // All of it is there after a start.
    let versions = demo.get("/api/v1/partitions");
    assert_eq!(versions["versions"].as_array().unwrap().len(), 3);
    assert_eq!(versions["versions"][1]["taken_back"], true);
    assert!(demo.stop());
    let demo = Running::start(folder.path(), &["serve"]);
    assert_eq!(demo.get("/api/v1/partitions"), versions);
    assert_eq!(cells(&demo, 2), after);
    assert_eq!(cells(&demo, 3), before);
}

#[test]
fn open_incidents_go_to_whoever_answers_for_their_ground_now() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 3_000);
    let (lon, lat) = demo.place_inside();
    let report = json!({ "lon": lon, "lat": lat, "category": "0102", "note": "垃圾" });
    let (_, incident) = demo.report(&report, "");
    let code = incident["cell"]["code"].as_str().unwrap();
    let grids = demo.get("/api/v1/duty-grids");
    let grids = grids["grids"].as_array().unwrap();
    let holds = |it: &&Value| it["cells"].as_array().unwrap().iter().any(|it| it == code);
    let mine = grids.iter().find(holds).unwrap();
    let other = grids.iter().find(|it| it["community"] == mine["community"] && !holds(it)).unwrap();
    let edit = json!({ "op": "assign", "cells": [code], "person": other["person"]["code"] });
    let body = json!({ "base": 1, "edits": [edit] });

    let (status, preview) = post(&demo, "/api/v1/partitions/preview", &body);
    assert_eq!(status, 200, "{preview}");
    let id = &incident["id"];
    let item = preview["incidents"]["items"].as_array().unwrap().iter().find(|it| &it["id"] == id).unwrap().clone();
    assert_eq!(item["to"]["member"]["name"], other["person"]["name"]);
    let balance = preview["balance"].as_array().unwrap();
    let moved = balance.iter().find(|it| it["person"]["code"] == other["person"]["code"]).unwrap();
    let count = |it: &Value| it["cells"].as_u64().unwrap();
    assert_eq!(count(&moved["after"]), count(&moved["before"]) + 1);

    let (status, _) = post(&demo, "/api/v1/partitions", &body);
    assert_eq!(status, 201);
    let now = demo.get(&format!("/api/v1/incidents/{}", id.as_str().unwrap()));
    assert_eq!(now["member"]["name"], other["person"]["name"], "{now}");
    let events = now["events"].as_array().unwrap();
    assert_eq!(events.last().unwrap()["verb"], "reroute");
    let answer = demo.get(&format!("/api/v1/locate?lon={lon}&lat={lat}"));
    assert_eq!(answer["member"]["name"], other["person"]["name"]);
}

#[test]
fn neighbours_are_merged_and_roads_change_their_leader() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 500);
    let before = cells(&demo, 1);
    let edges = demo.get("/api/v1/partitions/1/edges");
    let community = |code: &Value| code.as_str().unwrap()[..12].to_owned();
    let inner = edges["features"].as_array().unwrap().iter().map(|it| &it["properties"]).find(|it| {
        it["left"].is_string() && it["right"].is_string() && community(&it["left"]) == community(&it["right"])
    });
    let inner = inner.unwrap();
    let road = edges["features"].as_array().unwrap().iter().find(|it| it["properties"]["road"].is_string()).unwrap();
    let leaders = demo.get("/api/v1/persons?role=road_leader");
    let leader = &leaders["persons"][0]["code"];
    let body = json!({ "base": 1, "edits": [
        { "op": "merge", "cells": [inner["left"], inner["right"]] },
        { "op": "assign_road", "road": road["properties"]["road"], "person": leader },
    ] });
    let (status, accepted) = post(&demo, "/api/v1/partitions", &body);
    // The road may have been the leader's already: then only the merge counts.
    assert_eq!(status, 201, "{accepted}");
    assert_eq!(cells(&demo, 2).len(), before.len() - 1);
    checked(&demo, 2);
    assert_eq!(accepted["preview"]["ended"].as_array().unwrap().len(), 1);
}

#[test]
fn a_plan_balances_the_duty_grids_and_can_be_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 2_000);
    let community = demo.get("/api/v1/duty-grids")["grids"][0]["community"].as_str().unwrap().to_owned();
    let (status, plan) = post(&demo, "/api/v1/duty-grids/plan", &json!({ "communities": [community], "keep": 0.0 }));
    assert_eq!(status, 200, "{plan}");
    let deviation = |name: &str| plan[name]["deviation"].as_f64().unwrap();
    assert!(deviation("after") <= deviation("before") + 1e-3, "{} {}", plan["before"], plan["after"]);
    let edits = plan["edits"].as_array().unwrap();
    assert!(!edits.is_empty(), "nothing to plan in a town whose duty grids were never balanced by incidents");
    let body = json!({ "base": 1, "edits": edits, "planned": true });
    let (status, accepted) = post(&demo, "/api/v1/partitions", &body);
    assert_eq!(status, 201, "{accepted}");
    assert_eq!(demo.get("/api/v1/partitions")["versions"][0]["kind"], "planned");
    let grids = demo.get("/api/v1/duty-grids");
    assert!(grids["grids"].as_array().unwrap().iter().all(|it| it["parts"] == 1), "a duty grid fell apart");
}

#[test]
fn bad_changes_are_named_and_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 100);
    let before = cells(&demo, 1);
    let code = before[0]["properties"]["code"].as_str().unwrap();
    let far = shell(before.last().unwrap())[0];
    let edit = |edit: Value| json!({ "base": 1, "edits": [edit] });
    let cases = [
        (json!({ "edits": [] }), "base"),
        (json!({ "base": 1 }), "edits"),
        (json!({ "base": 1, "edits": [] }), "edits"),
        (edit(json!({ "op": "explode" })), "edits[0].op"),
        (edit(json!({ "op": "split", "cell": "000", "line": [] })), "edits[0].cell"),
        (edit(json!({ "op": "split", "cell": code, "line": "across" })), "edits[0].line"),
        (edit(json!({ "op": "split", "cell": code, "line": [["a", 1]] })), "edits[0].line[0]"),
        (edit(json!({ "op": "split", "cell": code, "line": [[far[0], far[1]]] })), "edits[0].line"),
        (edit(json!({ "op": "merge", "cells": [code] })), "edits[0].cells"),
        (edit(json!({ "op": "merge", "cells": [] })), "edits[0].cells"),
        (
            edit(json!({ "op": "merge", "cells": [code, before.last().unwrap()["properties"]["code"]] })),
            "edits[0].cells",
        ),
        (edit(json!({ "op": "assign", "cells": [code], "person": "nobody" })), "edits[0].person"),
        (edit(json!({ "op": "assign_road", "road": "x", "person": null })), "edits[0].road"),
    ];
    for (body, field) in cases {
        for path in ["/api/v1/partitions/preview", "/api/v1/partitions"] {
            let (status, problem) = post(&demo, path, &body);
            assert_eq!(status, 422, "{body}: {problem}");
            assert_eq!(problem["errors"][0]["field"], field, "{body}: {problem}");
        }
    }
    let (status, _) = post(&demo, "/api/v1/partitions/preview", &json!({ "base": 7, "edits": [] }));
    assert_eq!(status, 409);
    for path in
        ["/api/v1/partitions/0", "/api/v1/partitions/2", "/api/v1/partitions/x/cells", "/api/v1/partitions/9/edges"]
    {
        assert_eq!(demo.problem(path).0, 404, "{path}");
    }
    assert_eq!(demo.problem("/api/v1/partitions?at=1949-10-01").0, 422);
    assert_eq!(demo.get("/api/v1/partitions?at=2099-01-01")["versions"][0]["number"], 1);
    for (name, value) in [("keep", json!(2)), ("members", json!({ "x": 1 })), ("weights", json!({ "area": "much" }))] {
        let (status, problem) = post(&demo, "/api/v1/duty-grids/plan", &json!({ name: value }));
        assert_eq!(status, 422, "{problem}");
    }
    let community = &before[0]["properties"]["community"].as_str().unwrap();
    let crowd = json!({ "communities": [community], "members": { *community: 99_999 } });
    let (status, problem) = post(&demo, "/api/v1/duty-grids/plan", &crowd);
    let named = before[0]["properties"]["community_name"].as_str().unwrap();
    assert_eq!(status, 422, "{problem}");
    assert!(problem["detail_zh"].as_str().unwrap().contains(named), "{problem}");
    assert_eq!(cells(&demo, 1), before);
    assert_eq!(demo.get("/api/v1/partitions")["current"], 1);
}
