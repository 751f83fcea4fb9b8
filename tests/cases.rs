//! A case over HTTP: from a resident's report to its publication, and every way of being refused.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../crates/evidence/tests/common/mod.rs"]
mod camera;
mod common;

use camera::jpeg;
use common::{Running, as_problem, nobody};
use serde_json::{Value, json};
use ureq::{Body, http::Response};

/// Somebody of the demonstration.
struct Somebody<'a> {
    demo: &'a Running,
    cookie: String,
}

impl<'a> Somebody<'a> {
    fn is(demo: &'a Running, persona: &str) -> Self {
        Self { demo, cookie: demo.persona(persona) }
    }

    fn send(&self, path: &str, body: &Value, headers: &[(&str, &str)]) -> Response<Body> {
        let mut request = nobody()
            .post(self.demo.url(path))
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send(body.to_string()).unwrap()
    }

    /// Does something that must be taken; returns the incident.
    fn does(&self, verb: &str, id: &str, body: &Value) -> Value {
        let mut response = self.send(&format!("/api/v1/incidents/{id}/{verb}"), body, &[]);
        let text = response.body_mut().read_to_string().unwrap();
        assert_eq!(response.status(), 200, "{verb}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Does something that must be refused; returns status and problem.
    fn cannot(&self, verb: &str, id: &str, body: &Value, headers: &[(&str, &str)]) -> (u16, Value) {
        as_problem(self.send(&format!("/api/v1/incidents/{id}/{verb}"), body, headers))
    }

    fn get(&self, path: &str) -> Value {
        let mut response = nobody().get(self.demo.url(path)).header("cookie", &self.cookie).call().unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        assert_eq!(response.status(), 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    fn photo(&self) -> String {
        let request = nobody().post(self.demo.url("/api/v1/photos")).header("cookie", &self.cookie);
        let request = request.header("sec-fetch-site", "same-origin").header("content-type", "image/jpeg");
        let mut response = request.send(&jpeg()[..]).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        let photo: Value = serde_json::from_str(&text).unwrap();
        photo["id"].as_str().unwrap_or_else(|| panic!("{text}")).to_owned()
    }
}

fn words(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|it| it["verb"].as_str().unwrap()).collect()
}

#[test]
fn a_residents_report_is_verified_filed_handled_checked_and_published() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 300);
    let (lon, lat) = demo.place_inside();
    let place = json!({ "lon": lon, "lat": lat });
    // So vague a position leaves the choice of who answers to people.
    let report = json!({ "lon": lon, "lat": lat, "category": "0102", "note": "垃圾堆了三天", "accuracy_m": 100 });
    let mut sent = nobody()
        .post(demo.url("/api/v1/incidents"))
        .header("content-type", "application/json")
        .send(report.to_string());
    let text = sent.as_mut().unwrap().body_mut().read_to_string().unwrap();
    let reported: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&reported["stage"], &reported["confidence"]), (&json!("reported"), &json!("choose")), "{text}");
    let id = reported["id"].as_str().unwrap();

    let [acceptor, member, supervisor, dispatcher, unit, inspector, office] =
        ["acceptor", "grid_member", "supervisor", "dispatcher", "handling_unit", "inspector", "office"]
            .map(|it| Somebody::is(&demo, it));
    let seen = acceptor.get(&format!("/api/v1/incidents/{id}"));
    assert_eq!(words(&seen["legal"]), ["ask_verification", "merge", "comment"]);
    let similar = format!("/api/v1/incidents/likely-duplicates?lon={lon}&lat={lat}&category=0102&note=垃圾");
    let similar = acceptor.get(&similar);
    assert!(similar["items"].as_array().unwrap().iter().any(|it| it["incident"]["id"] == id), "{similar}");

    acceptor.does("ask_verification", id, &json!({}));
    let (status, problem) = supervisor.cannot("verify", id, &json!({ "found": true }), &[]);
    assert_eq!((status, &problem["type"]), (422, &json!("/problems/incomplete")), "a photo is needed");
    let found = json!({ "found": true, "photos": [{ "id": supervisor.photo() }] });
    assert_eq!(supervisor.does("verify", id, &found)["stage"], "accepted");
    assert_eq!(supervisor.does("file", id, &json!({}))["flow"]["category_version"], 1);
    let station = unit.get("/api/v1/me")["account"]["person"]["code"].as_str().unwrap().to_owned();
    let sent = dispatcher.does("dispatch", id, &json!({ "unit": station }));
    assert_eq!((&sent["stage"], &sent["flow"]["unit"]["code"]), (&json!("dispatched"), &json!(station)));
    let due = sent["flow"]["due_at"].clone();
    assert!(due.is_string());

    let work = unit.get("/api/v1/work?limit=1000");
    let task = work["items"].as_array().unwrap().iter().find(|it| it["incident"]["id"] == id).unwrap();
    assert_eq!(words(&task["legal"]), ["sign", "return", "comment"]);
    unit.does("sign", id, &json!({}));
    let after = |unit: &Somebody<'_>| json!([{ "id": unit.photo(), "kind": "before" }, { "id": unit.photo(), "kind": "after" }]);
    let (status, problem) = unit.cannot("feed_back", id, &json!({ "photos": after(&unit) }), &[]);
    assert_eq!(status, 422, "nobody knows where the photo was taken: {problem}");
    let handled = json!({ "photos": after(&unit), "place": place, "note": "已清运" });
    let checked = unit.does("feed_back", id, &handled);
    assert_eq!((&checked["stage"], &checked["flow"]["due_at"]), (&json!("awaiting_check"), &due));
    let (status, _) = unit.cannot("pass", id, &json!({}), &[]);
    assert_eq!(status, 403, "nobody checks the own work");
    inspector.does("pass", id, &json!({ "note": "已复核" }));
    let published = office.does("publish", id, &json!({}));
    assert!(published["flow"]["published_at"].is_string() && published["flow"]["in_time"] == true);
    let verbs: Vec<_> = published["events"].as_array().unwrap().iter().map(|it| it["verb"].as_str().unwrap()).collect();
    let flow = ["report", "ask_verification", "verify", "file", "dispatch", "sign", "feed_back"];
    assert_eq!(verbs[..7], flow);
    assert_eq!(verbs[verbs.len() - 2..], ["pass", "publish"]);
    let events = &published["events"];
    assert_eq!(events[6]["photos"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&events[5]["actor"]["role"], &events[0]["actor"]["kind"]),
        (&json!("handling_unit"), &json!("anonymous"))
    );

    // After a restart all of it is there, and the case can still be reopened.
    drop((acceptor, member, supervisor, dispatcher, unit, inspector, office));
    assert!(demo.stop());
    let demo = Running::demo(folder.path(), 300);
    let inspector = Somebody::is(&demo, "inspector");
    let again = inspector.get(&format!("/api/v1/incidents/{id}"));
    assert_eq!(
        (&again["events"], &again["flow"]["closed_at"]),
        (&published["events"], &published["flow"]["closed_at"])
    );
    assert_eq!(inspector.does("reopen", id, &json!({ "note": "又堆了" }))["flow"]["reopens"], 1);
}

#[test]
fn who_stands_in_knows_of_the_case_is_told_and_handles_it_and_only_while_the_leave_lasts() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 50);
    let (lon, lat) = demo.place_inside();
    let [inspector, supervisor, dispatcher, unit, office, leader] =
        ["inspector", "supervisor", "dispatcher", "handling_unit", "office", "leader"]
            .map(|it| Somebody::is(&demo, it));
    // Reports by staff are accepted by themselves; so vague a position leaves the rest to people.
    let report = json!({ "lon": lon, "lat": lat, "category": "0102", "accuracy_m": 100 });
    let mut sent = inspector.send("/api/v1/incidents", &report, &[]);
    let reported: Value = serde_json::from_str(&sent.body_mut().read_to_string().unwrap()).unwrap();
    assert_eq!((&reported["stage"], &reported["source"]), (&json!("accepted"), &json!("inspection")), "{reported}");
    let id = reported["id"].as_str().unwrap();
    let code = |it: &Somebody<'_>| it.get("/api/v1/me")["account"]["person"]["code"].as_str().unwrap().to_owned();
    supervisor.does("file", id, &json!({}));
    dispatcher.does("dispatch", id, &json!({ "unit": code(&unit) }));
    assert_eq!(leader.cannot("sign", id, &json!({}), &[]).0, 404, "it is none of theirs");

    // From when the report came to that moment a year later.
    let from = reported["reported_at"].as_str().unwrap();
    let year: u16 = from[..4].parse().unwrap();
    let to = format!("{}-{}", year + 1, from[5..].replacen("02-29", "02-28", 1));
    let leave = json!({ "person": code(&unit), "stand_in": code(&leader), "from": from, "to": to });
    let mut put = office.send("/api/v1/leaves", &leave, &[]);
    let put: Value = serde_json::from_str(&put.body_mut().read_to_string().unwrap()).unwrap();
    assert!(put["id"].is_u64(), "{put}");
    let waiting = leader.get("/api/v1/work?limit=1000");
    let task = waiting["items"].as_array().unwrap().iter().find(|it| it["incident"]["id"] == id);
    assert!(words(&task.expect("it waits for who stands in")["legal"]).contains(&"sign"));
    let told = leader.get("/api/v1/inbox?limit=500");
    assert!(told["items"].as_array().unwrap().iter().any(|it| it["incident"] == id), "{told}");
    let signed = leader.does("sign", id, &json!({}));
    assert_eq!((&signed["stage"], &signed["flow"]["unit"]["code"]), (&json!("handling"), &json!(code(&unit))));

    let end = format!("/api/v1/leaves/{}/end", put["id"]);
    assert_eq!(office.send(&end, &json!({}), &[]).status(), 200);
    // What somebody did something to stays known.
    let (status, problem) = leader.cannot("return", id, &json!({ "note": "不归我管" }), &[]);
    assert_eq!((status, &problem["type"]), (403, &json!("/problems/not-yours")), "{problem}");
}

#[test]
fn what_is_refused_says_why_and_what_is_open_and_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 100);
    let (lon, lat) = demo.place_inside();
    let (_, reported) = demo.report(&json!({ "lon": lon, "lat": lat, "category": "0102" }), "");
    let id = reported["id"].as_str().unwrap();
    let [acceptor, supervisor, leader] = ["acceptor", "supervisor", "leader"].map(|it| Somebody::is(&demo, it));
    let history = || acceptor.get(&format!("/api/v1/incidents/{id}"))["events"].as_array().unwrap().len();

    let signed_out = nobody().post(demo.url(&format!("/api/v1/incidents/{id}/comment"))).send("{}").unwrap();
    assert_eq!(as_problem(signed_out).0, 401);
    let (status, problem) = acceptor.cannot("publish", id, &json!({}), &[]);
    assert_eq!((status, &problem["type"]), (409, &json!("/problems/not-open")));
    assert!(words(&problem["open"]).contains(&"ask_verification"), "{problem}");
    assert!(problem["detail_zh"].as_str().unwrap().contains("公示"), "{problem}");
    assert_eq!(supervisor.cannot("ask_verification", id, &json!({}), &[]).0, 403);
    let (status, problem) = acceptor.cannot("comment", id, &json!({ "note": " " }), &[]);
    assert_eq!((status, &problem["type"]), (422, &json!("/problems/incomplete")));
    for (verb, body, field) in [
        ("merge", json!({ "into": "x" }), "into"),
        ("comment", json!({ "note": ["a"] }), "note"),
        ("comment", json!({ "note": "字".repeat(501) }), "note"),
        ("comment", json!({ "note": "x", "photos": [{ "id": "ab" }] }), "photos[0].id"),
        ("comment", json!({ "note": "x", "photos": [{ "id": "a".repeat(64) }] }), "photos[0].id"),
        ("comment", json!({ "note": "x", "place": { "lon": "east" } }), "place.lon"),
        ("comment", json!([]), "body"),
    ] {
        let (status, problem) = acceptor.cannot(verb, id, &body, &[]);
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!(field)), "{problem}");
    }
    assert_eq!(acceptor.cannot("dance", id, &json!({}), &[]).0, 404);
    assert_eq!(acceptor.cannot("comment", "no-uuid", &json!({ "note": "x" }), &[]).0, 404);
    assert_eq!(acceptor.cannot("comment", id, &json!({ "note": "x" }), &[("if-match", "seven")]).0, 422);
    let (status, problem) = acceptor.cannot("comment", id, &json!({ "note": "x" }), &[("if-match", "\"7\"")]);
    assert_eq!((status, &problem["type"]), (412, &json!("/problems/stale")));
    assert_eq!(history(), 1, "what is refused leaves no trace");

    // The revision that was seen, and a key: done once.
    let comment = format!("/api/v1/incidents/{id}/comment");
    for _ in 0..2 {
        let first =
            acceptor.send(&comment, &json!({ "note": "看过" }), &[("if-match", "\"1\""), ("idempotency-key", "k")]);
        assert_eq!((first.status().as_u16(), first.headers()["etag"].to_str().unwrap()), (200, "\"2\""));
    }
    assert_eq!(history(), 2);

    // Notices: numbered, to who has the case; they move no clock.
    let notices = format!("/api/v1/incidents/{id}/notices");
    let mut issued = supervisor.send(&notices, &json!({ "kind": "supervision", "text": "请尽快处置" }), &[]);
    let notice: Value = serde_json::from_str(&issued.body_mut().read_to_string().unwrap()).unwrap();
    assert_eq!(issued.status(), 201, "{notice}");
    assert!(notice["title"].as_str().unwrap().starts_with("督〔"), "{notice}");
    let number = notice["id"].as_u64().unwrap();
    let received = leader.send(&format!("/api/v1/notices/{number}/receive"), &json!({}), &[]);
    assert_eq!(as_problem(received).0, 404, "addressed to somebody else, about a case that is none of theirs");
    assert_eq!(as_problem(acceptor.send(&notices, &json!({ "kind": "supervision", "text": "x" }), &[])).0, 403);
    for (body, field) in [
        (json!({ "kind": "love letter", "text": "x" }), "kind"),
        (json!({ "kind": "supervision", "text": " " }), "text"),
        (json!({ "kind": "supervision", "text": "x", "due_at": "2001-01-01T00:00:00Z" }), "due_at"),
        (json!({ "kind": "supervision", "text": "x", "to": "nobody" }), "to"),
    ] {
        let (status, problem) = as_problem(supervisor.send(&notices, &body, &[]));
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!(field)), "{problem}");
    }
    let list = supervisor.get(&format!("/api/v1/notices?incident={id}&open=true"));
    assert_eq!((&list["total"], &list["items"][0]["title"]), (&json!(1), &notice["title"]));
    assert_eq!(history(), 3);
}
