//! Coverage of duty over HTTP.

mod common;

use common::Running;
use serde_json::Value;

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is not a number"))
}

#[test]
fn the_figures_add_up_and_the_layer_shows_every_fault() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 0);
    let coverage = demo.get("/api/v1/duty-coverage?limit=10000");
    let whole = |it: &Value| number(&it["one"]) + number(&it["none"]) + number(&it["several"]) - number(&it["total"]);
    assert!(whole(&coverage["areas"]).abs() < 1.0, "{}", coverage["areas"]);
    let lengths = demo.get("/api/v1/roads?limit=1")["length_m"].clone();
    for roads in coverage["roads"].as_array().unwrap() {
        assert!(whole(roads).abs() < 0.1, "{roads}");
        let class = roads["class"].as_str().unwrap();
        assert!((number(&roads["total"]) - number(&lengths[class])).abs() < 2.0, "{class}: {roads}, {lengths}");
    }
    let faults = coverage["faults"].as_array().unwrap();
    assert_eq!(faults.len() as u64, coverage["total"].as_u64().unwrap());
    let gaps: f64 = faults.iter().filter(|it| it["road"].is_string()).map(|it| number(&it["amount"])).sum();
    let none: f64 = coverage["roads"].as_array().unwrap().iter().map(|it| number(&it["none"])).sum();
    assert!((gaps - none).abs() < 1.0, "the list has {gaps} m, the figures {none} m");
    let shapes = demo.get("/api/v1/duty-coverage/shapes");
    assert!(shapes["features"].as_array().unwrap().len() >= faults.len());
}

#[test]
fn a_leave_without_stand_in_opens_the_cells_of_its_member() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 0);
    let persons = demo.get("/api/v1/persons?role=grid_member");
    let member = persons["persons"].as_array().unwrap().iter().find(|it| it["cells"].as_u64() > Some(0)).unwrap();
    let code = member["code"].as_str().unwrap();
    let other = persons["persons"].as_array().unwrap().iter().find(|it| it["code"] != member["code"]).unwrap();
    let from = "from=2099-01-01T08:00:00Z";
    let open = demo.get(&format!("/api/v1/duty-coverage/opens?person={code}&{from}"));
    let faults = open["faults"].as_array().unwrap();
    assert_eq!(faults.len() as u64, member["cells"].as_u64().unwrap());
    assert!(faults.iter().all(|it| it["kind"] == "on_leave" && it["persons"][0]["code"] == member["code"]));
    let stand_in = other["code"].as_str().unwrap();
    let held = demo.get(&format!("/api/v1/duty-coverage/opens?person={code}&{from}&stand_in={stand_in}"));
    assert_eq!(held["faults"].as_array().unwrap().len(), 0);
    let ended = demo.get("/api/v1/duty-coverage/opens?duty=0");
    assert!(ended["faults"].as_array().unwrap().iter().all(|it| it["kind"] == "ended" && it["since"].is_string()));
    assert!(!ended["faults"].as_array().unwrap().is_empty());
}

#[test]
fn bad_values_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 0);
    for (path, field) in [
        ("duty-coverage?hours=7-21", "hours"),
        ("duty-coverage?at=1970-01-02", "at"),
        ("duty-coverage?limit=0", "limit"),
        ("duty-coverage/shapes?at=soon", "at"),
        ("duty-coverage/opens", "person, duty"),
        ("duty-coverage/opens?duty=4000000", "duty"),
        ("duty-coverage/opens?person=nobody&from=2026-11-22T00:00:00Z", "person"),
        ("duty-coverage/opens?person=nobody", "from"),
    ] {
        let (status, problem) = demo.problem(&format!("/api/v1/{path}"));
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &Value::from(field)), "{path}: {problem}");
    }
}
