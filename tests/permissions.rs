//! The permission matrix: every operation of the OpenAPI document, as every role and as nobody, inside and outside the scope.
//!
//! What is expected stands here once more, apart from the tables of the program.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{Running, nobody};
use serde_json::{Value, json};

/// The letters of the roles in the tables below.
const ROLES: [(char, &str); 10] = [
    ('R', "resident"),
    ('M', "grid_member"),
    ('S', "supervisor"),
    ('L', "leader"),
    ('U', "handling_unit"),
    ('A', "acceptor"),
    ('D', "dispatcher"),
    ('I', "inspector"),
    ('O', "office"),
    ('N', "administrator"),
];
const EVERYBODY: &str = "RMSLUADION-";
const SIGNED_IN: &str = "RMSLUADION";
const STAFF: &str = "MSLUADION";

/// Who may do what; `-` is who did not sign in. `{…}` are filled with what is there, or with what nobody has.
const OPERATIONS: &[(&str, &str, &str)] = &[
    ("GET", "/health", EVERYBODY),
    ("GET", "/api/v1/district", EVERYBODY),
    ("GET", "/api/v1/categories", EVERYBODY),
    ("GET", "/api/v1/categories/{code}", EVERYBODY),
    ("GET", "/api/v1/categories.csv", EVERYBODY),
    ("GET", "/api/v1/categories.xlsx", EVERYBODY),
    ("PUT", "/api/v1/categories/{code}", "ON"),
    ("POST", "/api/v1/categories/import", "ON"),
    ("GET", "/api/v1/calendar/{year}", EVERYBODY),
    ("GET", "/api/v1/calendar.csv", EVERYBODY),
    ("GET", "/api/v1/calendar.xlsx", EVERYBODY),
    ("PUT", "/api/v1/calendar/{year}", "ON"),
    ("POST", "/api/v1/calendar/import", "ON"),
    ("POST", "/api/v1/staff/import", "ON"),
    ("GET", "/api/v1/locate", EVERYBODY),
    ("POST", "/api/v1/locate", EVERYBODY),
    ("GET", "/api/v1/roads", EVERYBODY),
    ("GET", "/api/v1/roads/{code}", EVERYBODY),
    ("GET", "/api/v1/layers/areas", EVERYBODY),
    ("GET", "/api/v1/layers/roads", EVERYBODY),
    ("GET", "/api/v1/layers/incidents", SIGNED_IN),
    ("GET", "/tiles/areas/14/0/0", EVERYBODY),
    ("GET", "/tiles/roads/14/0/0", EVERYBODY),
    ("GET", "/tiles/backdrop/14/0/0", EVERYBODY),
    ("GET", "/tiles/incidents/14/0/0", SIGNED_IN),
    ("GET", "/tiles/heat/14/0/0.mvt", SIGNED_IN),
    ("GET", "/tiles/{layer}", EVERYBODY),
    ("GET", "/api/v1/feed", EVERYBODY),
    ("GET", "/api/v1/incidents", SIGNED_IN),
    ("POST", "/api/v1/incidents", EVERYBODY),
    ("GET", "/api/v1/incidents/{id}", SIGNED_IN),
    ("GET", "/api/v1/incidents/likely-duplicates", SIGNED_IN),
    ("GET", "/api/v1/recurrences", SIGNED_IN),
    ("GET", "/api/v1/work", SIGNED_IN),
    ("POST", "/api/v1/incidents/search", SIGNED_IN),
    ("POST", "/api/v1/work/search", SIGNED_IN),
    ("GET", "/api/v1/views", SIGNED_IN),
    ("POST", "/api/v1/views", SIGNED_IN),
    ("PATCH", "/api/v1/views/{id}", SIGNED_IN),
    ("DELETE", "/api/v1/views/{id}", SIGNED_IN),
    ("POST", "/api/v1/incidents/bulk", SIGNED_IN),
    ("POST", "/api/v1/photos", EVERYBODY),
    ("GET", "/api/v1/photos/{id}", SIGNED_IN),
    ("GET", "/api/v1/photos/{id}/thumbnail", SIGNED_IN),
    ("GET", "/api/v1/notices", SIGNED_IN),
    ("POST", "/api/v1/incidents/{id}/notices", SIGNED_IN),
    ("POST", "/api/v1/notices/{id}/receive", SIGNED_IN),
    ("POST", "/api/v1/notices/{id}/answer", SIGNED_IN),
    ("GET", "/api/v1/persons", STAFF),
    ("GET", "/api/v1/persons/{code}/duties", STAFF),
    ("GET", "/api/v1/duties", STAFF),
    ("GET", "/api/v1/persons.csv", STAFF),
    ("GET", "/api/v1/persons.xlsx", STAFF),
    ("GET", "/api/v1/duties.csv", STAFF),
    ("GET", "/api/v1/duties.xlsx", STAFF),
    ("GET", "/api/v1/pledges.csv", STAFF),
    ("GET", "/api/v1/pledges.xlsx", STAFF),
    ("GET", "/api/v1/duty-grids", STAFF),
    ("GET", "/api/v1/duty-coverage", STAFF),
    ("GET", "/api/v1/duty-coverage/opens", STAFF),
    ("GET", "/api/v1/duty-coverage/shapes", STAFF),
    ("GET", "/api/v1/frontages", STAFF),
    ("GET", "/api/v1/frontages/shapes", STAFF),
    ("GET", "/api/v1/leaves", STAFF),
    ("POST", "/api/v1/leaves", "SON"),
    ("POST", "/api/v1/leaves/{id}/end", "SON"),
    ("GET", "/api/v1/rulings", STAFF),
    ("POST", "/api/v1/rulings", "SD"),
    ("POST", "/api/v1/rulings/{id}/end", "SD"),
    ("GET", "/api/v1/partitions", EVERYBODY),
    ("GET", "/api/v1/partitions/{number}", EVERYBODY),
    ("GET", "/api/v1/partitions/{number}/cells", STAFF),
    ("GET", "/api/v1/partitions/{number}/edges", STAFF),
    ("POST", "/api/v1/partitions", "SON"),
    ("POST", "/api/v1/partitions/preview", "SON"),
    ("POST", "/api/v1/partitions/undo", "SON"),
    ("POST", "/api/v1/partitions/undo/preview", "SON"),
    ("POST", "/api/v1/duty-grids/plan", "SON"),
    ("GET", "/api/v1/me", EVERYBODY),
    ("POST", "/api/v1/session", EVERYBODY),
    ("POST", "/api/v1/session/first", EVERYBODY),
    ("DELETE", "/api/v1/session", SIGNED_IN),
    ("POST", "/api/v1/me/password", SIGNED_IN),
    ("POST", "/api/v1/me/totp", SIGNED_IN),
    ("POST", "/api/v1/me/totp/confirm", SIGNED_IN),
    ("GET", "/api/v1/sessions", SIGNED_IN),
    ("DELETE", "/api/v1/sessions/{id}", SIGNED_IN),
    ("GET", "/api/v1/tokens", SIGNED_IN),
    ("POST", "/api/v1/tokens", SIGNED_IN),
    ("DELETE", "/api/v1/tokens/{id}", SIGNED_IN),
    ("GET", "/api/v1/accounts", "N"),
    ("POST", "/api/v1/accounts", "N"),
    ("GET", "/api/v1/accounts/{id}", "N"),
    ("POST", "/api/v1/accounts/{id}/revise", "N"),
    ("POST", "/api/v1/accounts/{id}/password", "N"),
    ("POST", "/api/v1/accounts/{id}/totp/remove", "N"),
    ("GET", "/api/v1/accounts/{id}/sessions", "N"),
    ("DELETE", "/api/v1/accounts/{id}/sessions/{session}", "N"),
    ("POST", "/api/v1/accounts/{id}/forget", "N"),
    ("GET", "/api/v1/audit", "NI"),
    ("GET", "/api/v1/robots", "N"),
    ("POST", "/api/v1/robots", "N"),
    ("GET", "/api/v1/robots/hosts", "N"),
    ("PUT", "/api/v1/robots/hosts", "N"),
    ("GET", "/api/v1/robots/{id}", "N"),
    ("DELETE", "/api/v1/robots/{id}", "N"),
    ("POST", "/api/v1/robots/{id}/revise", "N"),
    ("POST", "/api/v1/robots/{id}/test", "N"),
    ("POST", "/api/v1/robots/{id}/retry", "N"),
    ("GET", "/api/v1/outbox", "N"),
    ("POST", "/api/v1/outbox/{id}/retry", "N"),
    ("POST", "/api/v1/outbox/{id}/drop", "N"),
    ("GET", "/api/v1/inbox", SIGNED_IN),
    ("POST", "/api/v1/inbox/read", SIGNED_IN),
    ("GET", "/api/v1/demo/personas", EVERYBODY),
    ("POST", "/api/v1/demo/session", EVERYBODY),
];

/// Who may do what to a case, and a stage in which it can be tried (DOMAIN.md, Case flow).
const VERBS: &[(&str, &str, &str)] = &[
    ("ask_verification", "reported", "A"),
    ("verify", "verifying", "MSI"),
    ("accept", "reported", "A"),
    ("merge", "reported", "A"),
    ("file", "accepted", "S"),
    ("refuse", "accepted", "S"),
    ("dispatch", "filed", "D"),
    ("sign", "dispatched", "UMLS"),
    ("return", "dispatched", "UMLS"),
    ("redispatch", "returned", "D"),
    ("dispute", "returned", "D"),
    ("rule", "disputed", "S"),
    ("ask_deferral", "handling", "UMLS"),
    ("approve_deferral", "deferred", "SL"),
    ("refuse_deferral", "deferred", "SL"),
    ("suspend", "handling", "L"),
    ("resume", "suspended", "LS"),
    ("feed_back", "handling", "UMLS"),
    ("handle_on_the_spot", "handling", "M"),
    ("appoint_checker", "awaiting_check", "SA"),
    ("pass", "awaiting_check", "MSI"),
    ("fail", "awaiting_check", "MSI"),
    ("reopen", "closed", "I"),
    ("publish", "closed", "O"),
    ("comment", "dispatched", STAFF),
];

/// Somebody who asks: the letter, and the cookie.
type Who = (char, Option<String>);

struct Answer {
    status: u16,
    text: String,
}

impl Answer {
    /// Tells what a refusal for want of a role looks like; what is refused for other reasons was let in.
    fn let_in(&self) -> bool {
        let kind = |it: &str| self.text.contains(it);
        let refused = (self.status == 401 && kind("/problems/not-signed-in"))
            || (self.status == 403 && (kind("/problems/forbidden") || kind("只能由")));
        !refused
    }
}

fn ask(demo: &Running, who: &Who, method: &str, path: &str, body: &Value) -> Answer {
    let request = ureq::http::Request::builder().method(method).uri(demo.url(path));
    let mut request = request.header("sec-fetch-site", "same-origin").header("content-type", "application/json");
    if let Some(cookie) = &who.1 {
        request = request.header("cookie", cookie);
    }
    let sent = if matches!(method, "POST" | "PATCH" | "PUT") { body.to_string() } else { String::new() };
    let mut response = nobody().run(request.body(sent).unwrap()).unwrap();
    let status = response.status().as_u16();
    // The feed goes on for as long as somebody listens.
    let stream = response.headers().get("content-type").is_some_and(|it| it == "text/event-stream");
    let text = if stream { String::new() } else { response.body_mut().read_to_vec().map(lossy).unwrap() };
    Answer { status, text }
}

#[expect(clippy::needless_pass_by_value, reason = "named where bytes are mapped")]
fn lossy(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

fn get(demo: &Running, who: &Who, path: &str) -> Value {
    let answer = ask(demo, who, "GET", path, &Value::Null);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

fn everybody(demo: &Running) -> Vec<Who> {
    let roles = ROLES.iter().map(|(letter, role)| (*letter, Some(demo.persona(role))));
    roles.chain([('-', None)]).collect()
}

/// Fills a path with what is there.
fn filled(demo: &Running, path: &str) -> String {
    let id = if path.starts_with("/api/v1/incidents/") {
        demo.get("/api/v1/incidents?limit=1")["items"][0]["id"].as_str().unwrap().to_owned()
    } else if path.starts_with("/api/v1/photos/") {
        "0".repeat(64)
    } else {
        "999999".to_owned()
    };
    let code = if path.contains("persons") {
        "W0001".to_owned()
    } else if path.contains("categories") {
        "0501".to_owned()
    } else {
        demo.get("/api/v1/roads?limit=1")["roads"][0]["code"].as_str().unwrap().to_owned()
    };
    path.replace("{id}", &id)
        .replace("{session}", "0")
        .replace("{code}", &code)
        .replace("{number}", "1")
        .replace("{year}", "2026")
        .replace("{layer}", "heat")
}

#[test]
fn every_operation_lets_in_whom_the_matrix_names_and_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 300);
    let people = everybody(&demo);

    // Nothing that the document lists is missing above, the verbs apart.
    let document = demo.get("/api/openapi.json");
    let known: BTreeSet<(String, String)> = OPERATIONS.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let verb = path.strip_prefix("/api/v1/incidents/{id}/");
            let is_verb = verb.is_some_and(|it| VERBS.iter().any(|line| line.0 == it));
            let layered = path.contains("{layer}");
            let listed = known.contains(&(method.to_uppercase(), path.clone()));
            assert!(listed || is_verb || layered, "{method} {path} is not in the matrix");
        }
    }

    let mut tried = 0;
    let mut wrong = Vec::new();
    for (method, path, expected) in OPERATIONS {
        let address = filled(&demo, path);
        for who in &people {
            // Signing out ends a session of its own.
            let role = ROLES.iter().find(|it| it.0 == who.0).map(|it| it.1);
            let fresh = (*method, *path) == ("DELETE", "/api/v1/session");
            let own = (who.0, role.filter(|_| fresh).map(|it| demo.persona(it)));
            let answer = ask(&demo, if fresh { &own } else { who }, method, &address, &json!({}));
            assert!(answer.status < 500, "{method} {path} as {}: {} {}", who.0, answer.status, answer.text);
            tried += 1;
            if answer.let_in() != expected.contains(who.0) {
                wrong.push(format!("{method} {path} as {}: {} {}", who.0, answer.status, answer.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(tried, OPERATIONS.len() * 11);
}

/// Tells whether an incident was reported by the account of a person.
fn is_reporter(demo: &Running, who: &Who, id: &str) -> bool {
    let me = &get(demo, who, "/api/v1/me")["account"]["person"]["code"];
    let reporter = &get(demo, who, &format!("/api/v1/incidents/{id}"))["events"][0]["actor"]["person"]["code"];
    !me.is_null() && me == reporter
}

#[test]
fn every_verb_lets_in_whom_the_matrix_names_and_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 4000);
    let people = everybody(&demo);
    let mut used = BTreeSet::new();
    // What each verb needs to be understood; the rest is left out, so that little of it leads on.
    let into = demo.get("/api/v1/incidents?limit=1")["items"][0]["id"].clone();
    let body = json!({ "found": true, "unit": "C01", "checker": "W0001", "into": into,
        "until": "2099-01-05T10:00:00+08:00", "review_at": "2099-01-05T10:00:00+08:00" });
    let (mut open, mut shut, mut unseen) = (BTreeSet::new(), 0, 0);
    let mut wrong = Vec::new();
    for (verb, stage, expected) in VERBS {
        let all = demo.get(&format!("/api/v1/incidents?status={stage}&limit=1000"));
        let all: Vec<&str> = all["items"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
        for who in &people {
            let path = |id: &str| format!("/api/v1/incidents/{id}/{verb}");
            if who.1.is_none() {
                assert_eq!(all.first().map_or(401, |it| ask(&demo, who, "POST", &path(it), &json!({})).status), 401);
                continue;
            }
            let seen = get(&demo, who, &format!("/api/v1/incidents?status={stage}&limit=1000"));
            let seen: Vec<&str> =
                seen["items"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
            let hidden = |it: &&&str| {
                !seen.contains(*it)
                    && ask(&demo, who, "GET", &format!("/api/v1/incidents/{it}"), &Value::Null).status == 404
            };
            if let Some(outside) = all.iter().find(hidden) {
                unseen += 1;
                assert_eq!(ask(&demo, who, "POST", &path(outside), &json!({})).status, 404, "{verb} as {}", who.0);
            }
            // What is let in may move an incident on.
            let Some(inside) = seen.iter().find(|it| !used.contains(**it)) else { continue };
            let answer = ask(&demo, who, "POST", &path(inside), &body);
            // Who reported it may reopen it too.
            let may = expected.contains(who.0) || (*verb == "reopen" && is_reporter(&demo, who, inside));
            if answer.let_in() != may || matches!(answer.status, 401 | 404 | 500..) {
                wrong.push(format!("{verb} as {}: {} {}", who.0, answer.status, answer.text));
            }
            if answer.let_in() {
                open.insert(*verb);
                used.insert((*inside).to_owned());
            } else {
                shut += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // A made-up year has cases in every stage; some may be missing by chance, and by the hour of the day.
    assert!(open.len() >= VERBS.len() / 2 && shut > 40 && unseen > 20, "{open:?} {shut} {unseen}");
}

#[test]
fn lists_layers_and_single_cases_end_where_the_scope_ends() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 2000);
    let ids = |it: &Value| -> BTreeMap<String, Value> {
        let items = it["items"].as_array().unwrap();
        items.iter().map(|it| (it["id"].as_str().unwrap().to_owned(), it.clone())).collect()
    };
    let all = ids(&demo.get("/api/v1/incidents?limit=1000&from=2000-01-01T00:00:00Z"));
    for (letter, role) in ROLES {
        let who = (letter, Some(demo.persona(role)));
        let list = get(&demo, &who, "/api/v1/incidents?limit=1000");
        let (total, seen) = (list["total"].as_u64().unwrap(), ids(&list));
        let layer = get(&demo, &who, "/api/v1/layers/incidents?limit=100000");
        assert_eq!(layer["features"].as_array().unwrap().len() as u64, total, "{role}");
        assert_eq!(total == 0, role == "resident", "{role}");
        assert_eq!(total < 2000, "RMLU".contains(letter), "{role}");
        let tile = ask(&demo, &who, "GET", "/tiles/heat/0/0/0", &Value::Null);
        assert_eq!(tile.status, if total == 0 { 204 } else { 200 }, "{role}");
        // Of the thousand newest of all, those that are not among the thousand newest of this one are unknown to them.
        let outside = all.keys().find(|it| !seen.contains_key(*it) && total < 1000);
        if let Some(outside) = outside {
            let path = format!("/api/v1/incidents/{outside}");
            assert_eq!(ask(&demo, &who, "GET", &path, &Value::Null).status, 404, "{role}");
        }
        if let Some(inside) = seen.keys().next() {
            assert_eq!(ask(&demo, &who, "GET", &format!("/api/v1/incidents/{inside}"), &Value::Null).status, 200);
        }
        if role == "leader" {
            let me = get(&demo, &who, "/api/v1/me");
            let own = |it: &&Value| it["leader"]["name"] == me["account"]["name"];
            assert!(
                seen.values().filter(own).count() * 2 > seen.len(),
                "most of a leader's cases are on the own roads"
            );
        }
    }
}

#[test]
fn who_did_not_sign_in_reports_but_learns_no_names_and_nothing_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 50);
    let nobody = ('-', None);
    let (lon, lat) = demo.place_inside();
    let known = demo.get(&format!("/api/v1/locate?lon={lon}&lat={lat}"));
    let name = known["member"]["name"].as_str().unwrap();
    assert!(known["reason"]["zh"].as_str().unwrap().contains(name));
    let nameless = |answer: &Answer, what: &str| {
        assert!(matches!(answer.status, 200 | 201), "{what}: {} {}", answer.status, answer.text);
        assert!(!answer.text.contains(name), "{what} tells of {name}: {}", answer.text);
    };
    let one = ask(&demo, &nobody, "GET", &format!("/api/v1/locate?lon={lon}&lat={lat}"), &Value::Null);
    nameless(&one, "locate");
    let told: Value = serde_json::from_str(&one.text).unwrap();
    assert_eq!((&told["cell"], &told["member"], &told["trace"]), (&known["cell"], &Value::Null, &Value::Null));
    assert!(told["reason"]["zh"].as_str().unwrap().contains("网格员"), "{told}");
    for trace in [false, true] {
        let body = json!({ "points": [{ "lon": lon, "lat": lat }], "trace": trace });
        nameless(&ask(&demo, &nobody, "POST", "/api/v1/locate", &body), "locate many");
    }
    nameless(&ask(&demo, &nobody, "GET", "/api/v1/layers/areas", &Value::Null), "areas");
    let roads = ask(&demo, &nobody, "GET", "/api/v1/roads?limit=100000", &Value::Null);
    nameless(&roads, "roads");
    assert!(!roads.text.contains("\"leader\":{"));

    let report = json!({ "lon": lon, "lat": lat, "category": "0102", "note": "一堆垃圾", "source": "member" });
    let made = ask(&demo, &nobody, "POST", "/api/v1/incidents", &report);
    nameless(&made, "report");
    let made: Value = serde_json::from_str(&made.text).unwrap();
    assert_eq!(made["source"], "resident", "nobody becomes staff by saying so");
    let path = format!("/api/v1/incidents/{}", made["id"].as_str().unwrap());
    assert_eq!(ask(&demo, &nobody, "GET", &path, &Value::Null).status, 401);

    let silent = json!({ "lon": lon, "lat": lat, "category": "0102" });
    let roles = [("grid_member", "member"), ("acceptor", "hotline"), ("supervisor", "inspection")];
    for (persona, source) in roles {
        let somebody = ('S', Some(demo.persona(persona)));
        let made = ask(&demo, &somebody, "POST", "/api/v1/incidents", &silent);
        let made: Value = serde_json::from_str(&made.text).unwrap();
        assert_eq!(made["source"], source, "{persona}: {made}");
    }

    // A resident with an account knows of the own report, and of no other.
    let resident = ('R', Some(demo.persona("resident")));
    assert_eq!(ask(&demo, &resident, "GET", &path, &Value::Null).status, 404);
    let own = ask(&demo, &resident, "POST", "/api/v1/incidents", &report);
    let own: Value = serde_json::from_str(&own.text).unwrap();
    let list = get(&demo, &resident, "/api/v1/incidents");
    assert_eq!((&list["total"], &list["items"][0]["id"]), (&json!(1), &own["id"]));
    assert!(demo.stop());
    let again = Running::demo(folder.path(), 50);
    let resident = ('R', Some(again.persona("resident")));
    assert_eq!(get(&again, &resident, "/api/v1/incidents")["total"], 1, "also after a restart");
}
