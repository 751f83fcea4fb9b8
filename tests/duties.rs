//! Duties, leaves and rulings over HTTP: agreed, refused by name, obeyed by the next answer, kept over a restart.
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

/// Posts what must be refused and returns the field that is named.
fn refused(demo: &Running, path: &str, body: &Value) -> String {
    let (status, problem) = post(demo, path, body);
    assert_eq!(status, 422, "{body}: {problem}");
    let first = &problem["errors"][0];
    assert!(first["zh"].as_str().unwrap().chars().any(|it| it > '\u{4e00}'), "{problem}");
    first["field"].as_str().unwrap().to_owned()
}

fn duties(demo: &Running, query: &str) -> Vec<Value> {
    demo.get(&format!("/api/v1/duties?{query}"))["duties"].as_array().unwrap().clone()
}

/// What a duty says, without its number and version.
fn terms(duty: &Value) -> Value {
    let mut duty = duty.clone();
    for name in ["id", "since"] {
        duty.as_object_mut().unwrap().remove(name);
    }
    duty
}

/// A road leader's duty.
fn contract(demo: &Running) -> Value {
    duties(demo, "role=road_leader").remove(0)
}

#[test]
fn a_preview_lists_what_each_person_gets_and_loses_new_people_too() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 20);
    let held = contract(&demo);
    let edits = json!([
        { "op": "add_persons", "persons": [{ "code": "X-9", "name": "新来的", "post": "路长" }] },
        { "op": "end_duty", "duty": held["id"] },
        { "op": "add_duty", "person": "X-9", "role": "road_leader", "road": held["road"] },
    ]);
    let (status, preview) = post(&demo, "/api/v1/partitions/preview", &json!({ "base": 1, "edits": edits }));
    assert_eq!((status, &preview["duties"]["changed"]), (200, &json!(2)), "{preview}");
    let items = preview["duties"]["items"].as_array().unwrap();
    let listed: Vec<_> = items.iter().map(|it| [&it["change"], &it["holder"]["code"], &it["duty"]["road"]]).collect();
    let (loses, gets) = (json!("loses"), json!("gets"));
    assert_eq!(listed, [[&loses, &held["person"], &held["road"]], [&gets, &json!("X-9"), &held["road"]]]);
    assert!(demo.stop());
}

#[test]
fn a_frontage_is_pledged_for_listed_by_its_zone_and_set_free() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 100);
    let zone = demo.get("/api/v1/frontages?signed=no&limit=1")["zones"][0]["code"].as_str().unwrap().to_owned();
    let pledge = json!({ "op": "add_duty", "person": contract(&demo)["person"], "role": "frontage_holder", "frontage": zone,
        "from": "2026-03-01T00:00:00+08:00", "to": "2100-01-01T00:00:00+08:00" });
    let accept = |base: u64, edit: &Value| {
        let (status, answer) = post(&demo, "/api/v1/partitions", &json!({ "base": base, "edits": [edit] }));
        assert_eq!(status, 201, "{answer}");
    };
    accept(1, &pledge);
    let listed = demo.get(&format!("/api/v1/frontages?zone={zone}"));
    assert_eq!((&listed["rate"]["zones"], &listed["rate"]["signed"]), (&json!(1), &json!(1)));
    let held = duties(&demo, &format!("frontage={zone}"));
    assert_eq!((held.len(), &held[0]["id"], &held[0]["person"]), (1, &listed["zones"][0]["duty"], &pledge["person"]));
    let shapes = demo.get(&format!("/api/v1/frontages/shapes?zone={zone}"));
    assert_eq!(shapes["features"][0]["properties"]["signed_on"], "2026-03-01T00:00:00+08:00");
    assert_eq!(demo.problem("/api/v1/frontages?zone=X").0, 422);

    accept(2, &json!({ "op": "end_duty", "duty": held[0]["id"] }));
    assert_eq!(demo.get(&format!("/api/v1/frontages?zone={zone}"))["rate"]["signed"], 0);
    assert_eq!(duties(&demo, &format!("frontage={zone}")), [Value::Null; 0]);
    assert!(demo.stop());
}

#[test]
fn a_road_is_shared_by_stretch_side_and_hours_and_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 100);
    let before = contract(&demo);
    let (road, leader) = (before["road"].as_str().unwrap(), before["person"].as_str().unwrap());
    assert_eq!(
        (&before["from_m"], &before["to_m"], &before["hours"]),
        (&json!(0.0), &Value::Null, &json!("00:00-24:00"))
    );
    let part = |person: &str, rest: Value| {
        let mut it = json!({ "op": "add_duty", "person": person, "role": "road_leader", "road": road });
        it.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        it
    };
    let edits = json!([
        { "op": "end_duty", "duty": before["id"] },
        { "op": "add_persons", "persons": [{ "code": "X-1", "name": "新来的", "post": "副主任" }] },
        part("X-1", json!({ "to_m": 50.5, "side": "left", "hours": "07:00-21:00", "from": "2026-01-01T00:00:00+08:00" })),
        part("X-1", json!({ "to_m": 50.5, "side": "right" })),
        part(leader, json!({ "from_m": 50.5 })),
        { "op": "add_duty", "person": "X-1", "role": "handling_unit", "from": null, "to": "2030-01-01T00:00:00+08:00",
          "spot": { "name": "菜市场", "lon": demo.place_inside().0, "lat": demo.place_inside().1, "radius_m": 80 } },
    ]);
    let (status, accepted) = post(&demo, "/api/v1/partitions", &json!({ "base": 1, "edits": edits }));
    assert_eq!(status, 201, "{accepted}");
    let now = duties(&demo, &format!("road={road}&role=road_leader"));
    let shown: Vec<_> =
        now.iter().map(|it| json!([it["name"], it["from_m"], it["to_m"], it["side"], it["hours"]])).collect();
    assert_eq!(
        shown,
        [
            json!(["新来的", 0.0, 50.5, "left", "07:00-21:00"]),
            json!(["新来的", 0.0, 50.5, "right", "00:00-24:00"]),
            json!([before["name"], 50.5, null, null, "00:00-24:00"]),
        ]
    );
    assert_eq!((&now[0]["from"], &now[0]["since"]), (&json!("2026-01-01T00:00:00+08:00"), &json!(2)));
    let spot = &duties(&demo, "person=X-1&role=handling_unit")[0];
    assert_eq!(
        (&spot["spot"]["name"], &spot["spot"]["radius_m"], &spot["cells"]),
        (&json!("菜市场"), &json!(80.0), &Value::Null)
    );
    let (lon, lat) = demo.place_inside();
    let there = demo.get(&format!("/api/v1/locate?lon={lon}&lat={lat}"));
    let in_cell = duties(&demo, &format!("cell={}", there["cell"]["code"].as_str().unwrap()));
    assert!(in_cell.iter().any(|it| it["id"] == spot["id"]), "{in_cell:?}");

    let clash = part(leader, json!({ "to_m": 10, "side": "left", "hours": "20:59-22:00" }));
    let body = json!({ "base": 2, "edits": [clash] });
    let (_, problem) = post(&demo, "/api/v1/partitions/preview", &body);
    assert_eq!(problem["errors"][0]["field"], "edits[0].role", "{problem}");
    let (zh, en) = (problem["detail_zh"].as_str().unwrap(), problem["detail"].as_str().unwrap());
    assert!(zh.contains("新来的 (X-1)") && en.contains(road), "{problem}");

    let (status, _) = post(&demo, "/api/v1/partitions/undo", &json!({ "base": 2 }));
    assert_eq!(status, 201);
    assert!(demo.stop());
    let demo = Running::start(folder.path(), &["serve"]);
    let back = duties(&demo, &format!("road={road}"));
    assert_eq!(back.iter().map(terms).collect::<Vec<_>>(), [terms(&before)]);
    assert!(duties(&demo, "person=X-1").is_empty(), "the person stays, without duties");
}

#[test]
fn bad_duties_are_named_and_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 100);
    let held = contract(&demo);
    let (road, person) = (held["road"].as_str().unwrap(), held["person"].as_str().unwrap());
    let with = |field: &str, value: Value| {
        let mut it = json!({ "op": "add_duty", "person": person, "role": "cleaning_contractor", "road": road });
        it[field] = value;
        it
    };
    let spot = |name: &str, radius_m: Value| {
        let mut it = with("road", Value::Null);
        it["spot"] =
            json!({ "name": name, "lon": demo.place_inside().0, "lat": demo.place_inside().1, "radius_m": radius_m });
        it
    };
    let cases = [
        (with("person", json!("nobody")), "edits[0].person"),
        (with("person", Value::Null), "edits[0].person"),
        (with("role", json!("emperor")), "edits[0].role"),
        (with("role", json!("grid_member")), "edits[0].role"),
        (with("role", json!("road_leader")), "edits[0].role"),
        (with("road", json!("X")), "edits[0].road"),
        (with("road", Value::Null), "edits[0]"),
        (with("frontage", json!("F")), "edits[0]"),
        (with("from_m", json!(-1)), "edits[0].from_m"),
        (with("from_m", json!("x")), "edits[0].from_m"),
        (with("to_m", json!(0)), "edits[0].road"),
        (with("to_m", json!(3_900_000)), "edits[0].road"),
        (with("side", json!("up")), "edits[0].side"),
        (with("from", json!("yesterday")), "edits[0].from"),
        (with("to", json!(5)), "edits[0].to"),
        (with("hours", json!("7-21")), "edits[0].hours"),
        (with("hours", json!("07:00-07:00")), "edits[0].hours"),
        (spot("", json!(50)), "edits[0].spot"),
        (spot("市场", json!(5_000)), "edits[0].spot"),
        (spot("市场", Value::Null), "edits[0].spot.radius_m"),
        (json!({ "op": "end_duty", "duty": 99_999_999 }), "edits[0].duty"),
        (json!({ "op": "end_duty", "duty": "x" }), "edits[0].duty"),
        (json!({ "op": "add_persons", "persons": [{ "code": person, "name": "又" }] }), "edits[0].persons"),
        (json!({ "op": "add_persons", "persons": [{ "name": "又" }] }), "edits[0].persons[0].code"),
        (json!({ "op": "end_frontages", "codes": ["F"] }), "edits[0].codes[0]"),
    ];
    for (edit, field) in cases {
        let body = json!({ "base": 1, "edits": [edit] });
        assert_eq!(refused(&demo, "/api/v1/partitions", &body), field, "{body}");
    }
    for query in ["role=emperor", "person=nobody", "road=X", "cell=X", "frontage=X"] {
        assert_eq!(demo.problem(&format!("/api/v1/duties?{query}")).0, 422, "{query}");
    }
    assert_eq!(demo.get("/api/v1/partitions")["current"], 1);
}

#[test]
fn a_stand_in_answers_while_a_leave_lasts() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 100);
    let (lon, lat) = demo.place_inside();
    let locate = format!("/api/v1/locate?lon={lon}&lat={lat}&category=0102");
    let answer = demo.get(&locate);
    let cell = answer["cell"]["code"].as_str().unwrap();
    let members = duties(&demo, "role=grid_member");
    let holds = |it: &&Value| it["cells"].as_array().unwrap().iter().any(|it| it == cell);
    let mine = members.iter().find(holds).unwrap();
    let other = members.iter().find(|it| it["person"] != mine["person"]).unwrap();
    assert_eq!(answer["primary"]["name"], mine["name"]);

    let leave =
        |from: &str, to: &str| json!({ "person": mine["person"], "stand_in": other["person"], "from": from, "to": to });
    let far = leave("2098-01-01T00:00:00+08:00", "2098-02-01T00:00:00+08:00");
    let (status, later) = post(&demo, "/api/v1/leaves", &far);
    assert_eq!((status, &later["stand_in"]["name"]), (201, &other["name"]), "{later}");
    assert_eq!(demo.get(&locate)["primary"]["name"], mine["name"], "not yet");
    // From this moment to the end of the year.
    let made_at = later["made_at"].as_str().unwrap();
    let year: u32 = made_at[..4].parse().unwrap();
    let (status, leave_now) =
        post(&demo, "/api/v1/leaves", &leave(made_at, &format!("{}-01-01T00:00:00+08:00", year + 1)));
    assert_eq!((status, &leave_now["id"]), (201, &json!(1)), "{leave_now}");
    assert_eq!(demo.get(&locate)["primary"]["name"], other["name"]);

    let good = leave("2097-01-01T00:00:00Z", "2097-02-01T00:00:00Z");
    let with = |field: &str, value: Value| {
        let mut it = good.clone();
        it[field] = value;
        it
    };
    let cases = [
        (with("person", Value::Null), "person"),
        (with("person", json!("nobody")), "person"),
        (with("stand_in", json!("nobody")), "stand_in"),
        (with("stand_in", mine["person"].clone()), "stand_in"),
        (with("from", Value::Null), "from"),
        (with("from", json!("soon")), "from"),
        (with("to", json!("2097-01-01T00:00:00Z")), "to"),
        (with("to", json!("2098-01-02T00:00:01Z")), "to"),
        (far, "from"),
    ];
    for (body, field) in cases {
        assert_eq!(refused(&demo, "/api/v1/leaves", &body), field, "{body}");
    }

    demo.kill();
    let demo = Running::start(folder.path(), &["serve"]);
    assert_eq!(demo.get(&locate)["primary"]["name"], other["name"]);
    assert_eq!(demo.get("/api/v1/leaves")["leaves"].as_array().unwrap().len(), 2);
    let (status, ended) = post(&demo, "/api/v1/leaves/1/end", &json!({}));
    assert!(status == 200 && ended["ended_at"].is_string(), "{ended}");
    assert_eq!(demo.get(&locate)["primary"]["name"], mine["name"]);
    for path in ["/api/v1/leaves/1/end", "/api/v1/leaves/9/end", "/api/v1/leaves/x/end"] {
        assert_eq!(post(&demo, path, &json!({})).0, 404, "{path}");
    }
    assert_eq!(demo.get("/api/v1/leaves")["leaves"].as_array().unwrap().len(), 1);
    assert_eq!(demo.get("/api/v1/leaves?all=true")["leaves"].as_array().unwrap().len(), 2);
}

#[test]
fn a_ruling_is_obeyed_until_it_is_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 100);
    let (lon, lat) = demo.place_inside();
    let locate = |category: &str| demo.get(&format!("/api/v1/locate?lon={lon}&lat={lat}&category={category}"));
    let before = locate("0102");
    let leader = contract(&demo);
    let good = json!({ "kind": "ruling", "lon": lon, "lat": lat, "category": "0102", "person": leader["person"],
        "note": "街道办 3 号会议纪要" });
    let (status, made) = post(&demo, "/api/v1/rulings", &good);
    assert_eq!((status, &made["id"], &made["radius_m"]), (201, &json!(0), &json!(20.0)), "{made}");
    assert_eq!((&made["person"]["name"], &made["cell"]), (&leader["name"], &Value::Null));
    let after = locate("0102");
    assert_eq!(after["primary"]["name"], leader["name"], "{after}");
    assert_eq!((&after["confidence"], &after["trace"]["ruling"]["id"]), (&json!("certain"), &json!(0)));
    assert_eq!(locate("0104")["trace"]["ruling"], Value::Null, "for that category alone");

    let with = |field: &str, value: Value| {
        let mut it = good.clone();
        it[field] = value;
        it
    };
    let cases = [
        (with("kind", json!("guess")), "kind"),
        (with("lon", json!("x")), "lon"),
        (with("lat", json!(99)), "lat"),
        (with("radius_m", json!(0.5)), "radius_m"),
        (with("radius_m", json!(201)), "radius_m"),
        (with("category", json!("9999")), "category"),
        (with("person", Value::Null), "cell, road, person"),
        (with("road", leader["road"].clone()), "cell, road, person"),
        (with("person", json!("nobody")), "person"),
        (with("note", json!("长".repeat(501))), "note"),
    ];
    for (body, field) in cases {
        assert_eq!(refused(&demo, "/api/v1/rulings", &body), field, "{body}");
    }

    demo.kill();
    let demo = Running::start(folder.path(), &["serve"]);
    assert_eq!(demo.get("/api/v1/rulings")["rulings"], json!([made]));
    let (status, _) = post(&demo, "/api/v1/rulings/0/end", &json!({}));
    assert_eq!(status, 200);
    let now = demo.get(&format!("/api/v1/locate?lon={lon}&lat={lat}&category=0102"));
    assert_eq!(now["primary"], before["primary"]);
    assert_eq!(post(&demo, "/api/v1/rulings/0/end", &json!({})).0, 404);
}
