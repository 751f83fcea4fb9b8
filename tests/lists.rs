//! Lists over HTTP: one filter everywhere, orders and pages.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;

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

    fn send(&self, method: &str, path: &str, body: &Value, key: &str) -> Response<Body> {
        let request = ureq::http::Request::builder().method(method).uri(self.demo.url(path));
        let mut request = request
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/json");
        if !key.is_empty() {
            request = request.header("idempotency-key", key);
        }
        let text = if body.is_null() { String::new() } else { body.to_string() };
        nobody().run(request.body(text).unwrap()).unwrap()
    }

    /// Sends what must be taken; returns what comes of it.
    fn asks(&self, method: &str, path: &str, body: &Value) -> Value {
        self.asks_with(method, path, body, "")
    }

    fn asks_with(&self, method: &str, path: &str, body: &Value, key: &str) -> Value {
        let mut response = self.send(method, path, body, key);
        let text = response.body_mut().read_to_string().unwrap();
        assert!(response.status().is_success(), "{method} {path} {body}: {text}");
        if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() }
    }

    fn get(&self, path: &str) -> Value {
        self.asks("GET", path, &Value::Null)
    }

    /// Sends what must be refused; returns status and problem.
    fn cannot(&self, method: &str, path: &str, body: &Value, key: &str) -> (u16, Value) {
        as_problem(self.send(method, path, body, key))
    }
}

/// Tells whether an item is meant.
type Test<'a> = Box<dyn Fn(&Value) -> bool + 'a>;

fn id_of(item: &Value) -> &str {
    item.get("incident").unwrap_or(item)["id"].as_str().unwrap()
}

fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|it| id_of(it).to_owned()).collect()
}

/// Follows a list to its end.
fn whole(who: &Somebody<'_>, path: &str, limit: usize) -> (u64, Vec<Value>) {
    let (mut items, mut after) = (vec![], String::new());
    loop {
        let page = who.get(&format!("{path}&limit={limit}{after}"));
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return (page["total"].as_u64().unwrap(), items),
        }
    }
}

#[test]
fn every_order_leads_through_the_whole_list_once_though_reports_come_in_between() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 400);
    let supervisor = Somebody::is(&demo, "supervisor");
    let (lon, lat) = demo.place_inside();
    let code = |it: &Value| it["category"]["code"].as_str().unwrap().to_owned();
    for (path, sort) in [
        ("/api/v1/incidents?", "category"),
        ("/api/v1/incidents?", "-category"),
        ("/api/v1/incidents?", "-stage"),
        ("/api/v1/incidents?", "reported_at"),
        ("/api/v1/incidents?", "due_at"),
        ("/api/v1/incidents?", "-reporters"),
        ("/api/v1/work?mine=false", "due_at"),
        ("/api/v1/work?mine=false", "-due_at"),
    ] {
        let (mut seen, mut after, mut total) = (vec![], String::new(), None);
        loop {
            let page = supervisor.get(&format!("{path}&sort={sort}&limit=59{after}"));
            total.get_or_insert_with(|| page["total"].as_u64().unwrap());
            seen.extend(page["items"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
            let report = json!({ "lon": lon, "lat": lat, "category": "0102", "source": "member" });
            assert_eq!(demo.report(&report, "").0, 201);
        }
        let once: BTreeSet<_> = seen.iter().map(id_of).collect();
        assert_eq!(once.len(), seen.len(), "{path} {sort}: none twice");
        assert!(seen.len() as u64 >= total.unwrap(), "{path} {sort}: none skipped");
        match sort {
            "category" => assert!(seen.iter().map(code).is_sorted()),
            "-category" => assert!(seen.iter().map(code).rev().is_sorted()),
            "due_at" if path.contains("work") => {
                let due: Vec<_> = seen.iter().filter_map(|it| it["due_at"].as_str()).collect();
                assert!(due.len() > 20 && due.is_sorted() && seen[due.len() - 1]["due_at"].is_string());
            }
            _ => {}
        }
    }
    for (query, field) in [
        ("sort=weight", "sort"),
        ("after=bm90aGluZw", "after"),
        ("limit=0", "limit"),
        ("days=0", "days"),
        ("days=3&from=2026-01-01T00:00:00Z", "days"),
        ("verb=dance", "verb"),
        ("grid=nobody", "grid"),
        ("community=1", "community"),
        ("subdistrict=1", "subdistrict"),
        ("standing=lying", "standing"),
        ("status=asleep", "status"),
    ] {
        for list in ["incidents", "work"] {
            let (status, problem) = supervisor.cannot("GET", &format!("/api/v1/{list}?{query}"), &Value::Null, "");
            assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!(field)), "{problem}");
        }
    }
    let page = supervisor.get("/api/v1/incidents?limit=1");
    let next = page["next"].as_str().unwrap();
    let other = format!("/api/v1/incidents?sort=category&after={next}");
    assert_eq!(supervisor.cannot("GET", &other, &Value::Null, "").1["errors"][0]["field"], "after");
}

#[test]
fn a_filter_means_the_same_in_a_query_and_as_json_in_both_lists() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 3000);
    let supervisor = Somebody::is(&demo, "supervisor");
    let (total, all) = whole(&supervisor, "/api/v1/work?mine=false", 1000);
    assert!(total > 20, "{total}");
    let grids = supervisor.get("/api/v1/duty-grids");
    let grid = grids["grids"].as_array().unwrap().iter().find(|grid| {
        let cells = grid["cells"].as_array().unwrap();
        grid["person"].is_object() && all.iter().any(|it| cells.contains(&it["incident"]["cell"]["code"]))
    });
    let grid = grid.unwrap();
    let cells = grid["cells"].as_array().unwrap();
    let road = all.iter().find_map(|it| it["incident"]["road"]["code"].as_str()).unwrap();
    let (member, community) = (grid["person"]["code"].as_str().unwrap(), grid["community"].as_str().unwrap());
    let cases: Vec<(Value, Test<'_>)> = vec![
        (json!({ "road": road }), Box::new(|it| it["incident"]["road"]["code"] == road)),
        (
            json!({ "grid": member, "community": community }),
            Box::new(|it| cells.contains(&it["incident"]["cell"]["code"])),
        ),
        (json!({ "standing": "overdue" }), Box::new(|it| it["standing"] == "overdue")),
        (
            json!({ "verb": "file" }),
            Box::new(|it| it["legal"].as_array().unwrap().iter().any(|it| it["verb"] == "file")),
        ),
        (
            json!({ "status": ["handling", "dispatched"] }),
            Box::new(|it| matches!(it["incident"]["stage"].as_str(), Some("handling" | "dispatched"))),
        ),
        (
            json!({ "category": ["01", "0501"] }),
            Box::new(|it| {
                let code = it["incident"]["category"]["code"].as_str().unwrap();
                code.starts_with("01") || code == "0501"
            }),
        ),
        (json!({ "days": 3660 }), Box::new(|_| true)),
    ];
    for (filter, test) in cases {
        let expected: BTreeSet<_> = all.iter().filter(|it| test(it)).map(|it| id_of(it).to_owned()).collect();
        let text = |it: &Value| match it {
            Value::Array(list) => list.iter().map(|it| it.as_str().unwrap()).collect::<Vec<_>>().join(","),
            Value::String(it) => it.clone(),
            other => other.to_string(),
        };
        let query: Vec<_> = filter.as_object().unwrap().iter().map(|it| format!("&{}={}", it.0, text(it.1))).collect();
        let query = query.concat();
        let mut body = filter.clone();
        body["mine"] = json!(false);
        let search = json!({ "filter": body, "limit": 1000 });
        let by_query = supervisor.get(&format!("/api/v1/work?mine=false{query}&limit=1000"));
        let by_json = supervisor.asks("POST", "/api/v1/work/search", &search);
        assert_eq!(by_query, by_json, "{filter}");
        assert!(ids(&by_query).into_iter().collect::<BTreeSet<_>>() == expected, "{filter}");
        let listed = whole(&supervisor, &format!("/api/v1/incidents?{}", query.trim_start_matches('&')), 1000);
        let listed: BTreeSet<_> = listed.1.iter().map(|it| id_of(it).to_owned()).collect();
        assert!(expected.is_subset(&listed), "{filter}");
        assert!(!expected.is_empty() || filter["verb"] == "file", "{filter} means nothing here");
    }
}

#[test]
fn a_drawn_area_means_what_lies_in_it_and_a_filter_that_makes_no_sense_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 600);
    let supervisor = Somebody::is(&demo, "supervisor");
    // A ring that is not closed counts as one that is.
    let bounds: Vec<f64> =
        demo.get("/api/v1/district")["bounds"].as_array().unwrap().iter().map(|it| it.as_f64().unwrap()).collect();
    let (west, east) = (bounds[0] - 0.01, f64::midpoint(bounds[0], bounds[2]));
    let (south, north) = (bounds[1] - 0.01, bounds[3] + 0.01);
    let ring = json!([[west, south], [east, south], [east, north], [west, north]]);
    let area =
        |rings: Value| json!({ "filter": { "within": { "type": "Polygon", "coordinates": rings } }, "limit": 1000 });
    let inside = supervisor.asks("POST", "/api/v1/incidents/search", &area(json!([ring])));
    let (_, everything) = whole(&supervisor, "/api/v1/incidents?", 1000);
    let of_west = |it: &&Value| it["place"]["lon"].as_f64().unwrap() < east;
    let expected: BTreeSet<_> = everything.iter().filter(of_west).map(|it| id_of(it).to_owned()).collect();
    assert!(!expected.is_empty() && expected.len() < everything.len());
    assert_eq!(inside["total"], json!(expected.len()));
    assert!(ids(&inside).into_iter().collect::<BTreeSet<_>>() == expected);
    let hollow = supervisor.asks("POST", "/api/v1/incidents/search", &area(json!([ring, ring])));
    assert_eq!(hollow["total"], 0, "a hole as large as the area leaves nothing");

    let many: Vec<_> = (0..2002).map(|it| json!([west + f64::from(it) * 1e-6, south])).collect();
    for (body, field) in [
        (area(json!([[[west, south], [east, south]]])), "filter.within.coordinates[0]"),
        (area(json!([many])), "filter.within"),
        (area(json!([])), "filter.within"),
        (area(json!([[[west, south], [east, "x"], [east, north]]])), "filter.within.coordinates[0][1]"),
        (json!({ "filter": { "within": { "type": "Point", "coordinates": [west, south] } } }), "filter.within"),
        (json!({ "filter": { "raod": "1" } }), "filter.raod"),
        (json!({ "filter": { "road": "" } }), "filter.road"),
        (json!({ "filter": { "road": "1" } }), "filter.road"),
        (json!({ "filter": [] }), "filter"),
        (json!({ "sort": "x" }), "sort"),
        (json!({ "order": "x" }), "order"),
        (json!([]), "body"),
    ] {
        for list in ["incidents", "work"] {
            let (status, problem) = supervisor.cannot("POST", &format!("/api/v1/{list}/search"), &body, "");
            assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!(field)), "{problem}");
        }
    }
}

/// Returns how many deeds of a verb an incident's history has.
fn deeds(who: &Somebody<'_>, id: &str, verb: &str) -> usize {
    let events = who.get(&format!("/api/v1/incidents/{id}"))["events"].clone();
    events.as_array().unwrap().iter().filter(|it| it["verb"] == verb).count()
}

/// Reports incidents at a place, and returns their ids.
fn report(demo: &Running, count: usize) -> Vec<String> {
    let (lon, lat) = demo.place_inside();
    let one = |at: usize| {
        let body =
            json!({ "lon": lon, "lat": lat, "category": "0102", "note": format!("第 {at} 堆"), "accuracy_m": 100 });
        let mut sent = nobody()
            .post(demo.url("/api/v1/incidents"))
            .header("content-type", "application/json")
            .send(body.to_string());
        let text = sent.as_mut().unwrap().body_mut().read_to_string().unwrap();
        serde_json::from_str::<Value>(&text).unwrap()["id"].as_str().unwrap().to_owned()
    };
    (0..count).map(one).collect()
}

const BULK: &str = "/api/v1/incidents/bulk";

#[test]
fn many_are_done_one_by_one_each_with_its_own_answer_and_a_key_does_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 200);
    let [acceptor, supervisor, resident] = ["acceptor", "supervisor", "resident"].map(|it| Somebody::is(&demo, it));
    let new = report(&demo, 5);
    let nowhere = "00000000-0000-4000-8000-000000000000";
    let mut items: Vec<_> = new.iter().map(|it| json!({ "id": it, "revision": 1 })).collect();
    items[3]["revision"] = json!(7);
    items.push(json!({ "id": nowhere }));
    let asked = |dry: bool| json!({ "verb": "ask_verification", "items": items, "dry_run": dry });

    // Trying changes nothing and tells why.
    let tried = acceptor.asks("POST", BULK, &asked(true));
    assert_eq!(
        (&tried["total"], &tried["can"], &tried["refused"], &tried["done"]),
        (&json!(6), &json!(4), &json!(2), &json!(0))
    );
    let kind = |it: &Value, at: usize| it["items"][at]["problem"]["type"].clone();
    assert_eq!((kind(&tried, 3), kind(&tried, 5)), (json!("/problems/stale"), json!("/problems/not-found")));
    assert!(tried["items"][3]["problem"]["detail_zh"].as_str().unwrap().contains("第 7 版"), "{tried}");
    assert_eq!((&tried["items"][0]["stage"], &tried["items"][0]["revision"]), (&json!("reported"), &json!(1)));
    assert!(new.iter().all(|it| deeds(&acceptor, it, "ask_verification") == 0));

    // A real run needs a key, and the roles of the single deed.
    assert_eq!(acceptor.cannot("POST", BULK, &asked(false), "").1["errors"][0]["field"], "Idempotency-Key");
    let refused = supervisor.asks_with("POST", BULK, &asked(false), "not-mine");
    assert_eq!((&refused["done"], &refused["refused"]), (&json!(0), &json!(6)));
    assert!(refused["items"][0]["problem"]["detail_zh"].as_str().unwrap().contains("只能由受理员"), "{refused}");
    let unknown = resident.asks_with("POST", BULK, &asked(false), "k");
    assert!((0..6).all(|at| kind(&unknown, at) == "/problems/not-found"), "{unknown}");

    let done = acceptor.asks_with("POST", BULK, &asked(false), "k");
    assert_eq!((&done["done"], &done["refused"]), (&json!(4), &json!(2)), "{done}");
    assert_eq!((&done["items"][0]["status"], &done["items"][0]["stage"]), (&json!("done"), &json!("verifying")));
    assert_eq!((kind(&done, 3), kind(&done, 5)), (json!("/problems/stale"), json!("/problems/not-found")));
    // What has changed since changes no answer, and nothing is done again.
    let comment = json!({ "note": "看过" });
    acceptor.asks("POST", &format!("/api/v1/incidents/{}/comment", new[0]), &comment);
    assert_eq!(acceptor.asks_with("POST", BULK, &asked(false), "k"), done);
    let counts: Vec<_> = new.iter().map(|it| deeds(&acceptor, it, "ask_verification")).collect();
    assert_eq!(counts, [1, 1, 1, 0, 1]);
    let other = json!({ "verb": "comment", "fields": { "note": "x" }, "items": items });
    assert_eq!(acceptor.cannot("POST", BULK, &other, "k").1["errors"][0]["field"], "Idempotency-Key");

    // Each deed stands in the trail on its own, and the request too.
    let administrator = Somebody::is(&demo, "administrator");
    let trail = administrator.get("/api/v1/audit?limit=100");
    let rows = trail["items"].as_array().unwrap();
    let begun = rows.iter().find(|it| it["operation"] == "bulk" && it["body"]["begun"] == "ask_verification");
    assert!(begun.is_some_and(|it| it["role"] == "acceptor" || it["role"] == "supervisor"), "{trail}");
    assert!(rows.iter().any(|it| it["operation"] == "bulk" && it["body"]["ended"]["done"] == 4), "{trail}");
    let single = |id: &String| {
        rows.iter().any(|it| it["operation"] == "case" && it["subject"] == *id && it["role"] == "acceptor")
    };
    assert!(single(&new[0]) && single(&new[4]));

    for (body, field) in [
        (json!({ "items": items }), "verb"),
        (json!({ "verb": "dance", "items": items }), "verb"),
        (json!({ "verb": "report", "items": items }), "verb"),
        (json!({ "verb": "accept" }), "items"),
        (json!({ "verb": "accept", "items": [] }), "items"),
        (json!({ "verb": "accept", "items": items, "filter": {} }), "items"),
        (json!({ "verb": "accept", "items": [{ "id": "x" }] }), "items[0].id"),
        (json!({ "verb": "accept", "items": [{ "id": nowhere }, { "id": nowhere }] }), "items[1].id"),
        (json!({ "verb": "accept", "items": [{ "id": nowhere, "revision": -1 }] }), "items[0].revision"),
        (json!({ "verb": "dispatch", "items": items }), "fields.unit"),
        (json!({ "verb": "dispatch", "fields": { "unit": "nobody" }, "items": items }), "fields.unit"),
        (json!({ "verb": "accept", "filter": { "raod": "x" } }), "filter.raod"),
        (json!({ "verb": "accept", "filter": {} }), "expected"),
        (json!({ "verb": "accept", "filter": {}, "dryrun": true }), "dryrun"),
        (json!([]), "body"),
    ] {
        let (status, problem) = acceptor.cannot("POST", BULK, &body, "another");
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!(field)), "{problem}");
    }
    let many: Vec<_> = (0..501).map(|at| json!({ "id": format!("00000000-0000-4000-8000-{at:012}") })).collect();
    let (status, problem) = acceptor.cannot("POST", BULK, &json!({ "verb": "accept", "items": many }), "another");
    assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("items")));
}

#[test]
fn a_filter_does_what_its_dry_run_told_and_nothing_that_the_caller_may_not() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 400);
    let [acceptor, member] = ["acceptor", "grid_member"].map(|it| Somebody::is(&demo, it));
    let new = report(&demo, 3);
    let place = demo.place_inside();
    let (west, south, east, north) = (place.0 - 1e-4, place.1 - 1e-4, place.0 + 1e-4, place.1 + 1e-4);
    let ring = json!([[west, south], [east, south], [east, north], [west, north], [west, south]]);
    let lasso = json!({ "within": { "type": "Polygon", "coordinates": [ring] } });
    let body = |more: Value| {
        let mut body = json!({ "verb": "ask_verification", "filter": lasso });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let tried = acceptor.asks("POST", BULK, &body(json!({ "dry_run": true })));
    let can: Vec<_> = tried["items"].as_array().unwrap().iter().filter(|it| it["status"] == "can").map(id_of).collect();
    assert_eq!(tried["can"], json!(can.len()));
    assert!(new.iter().all(|it| can.contains(&it.as_str())), "{tried}");
    let here = acceptor.asks(
        "POST",
        "/api/v1/work/search",
        &json!({ "filter": { "mine": false, "within": lasso["within"] } }),
    );
    assert_eq!(tried["total"], here["total"]);

    // More came meanwhile: nothing is done.
    let expected = tried["can"].clone();
    report(&demo, 1);
    let (status, problem) = acceptor.cannot("POST", BULK, &body(json!({ "expected": expected })), "f");
    assert_eq!((status, &problem["type"]), (409, &json!("/problems/count-changed")));
    assert_eq!(deeds(&acceptor, &new[0], "ask_verification"), 0);
    let expected = acceptor.asks("POST", BULK, &body(json!({ "dry_run": true })))["can"].clone();
    let asked = body(json!({ "expected": expected }));
    let done = acceptor.asks_with("POST", BULK, &asked, "f");
    assert_eq!((&done["done"], &done["total"]), (&expected, &expected), "{done}");
    // The filter means none by now; the key means what it meant.
    assert_eq!(acceptor.asks("POST", BULK, &body(json!({ "dry_run": true })))["can"], 0);
    assert_eq!(acceptor.asks_with("POST", BULK, &asked, "f"), done);
    assert_eq!(deeds(&acceptor, &new[0], "ask_verification"), 1);

    // By road, and by duty grid: only what the caller knows of, as their own report.
    let report = json!({ "lon": place.0, "lat": place.1, "category": "0102", "accuracy_m": 100 });
    let own = member.asks("POST", "/api/v1/incidents", &report);
    let road = own["road"]["code"].as_str().expect("a road near the middle of the town");
    let (whole, part) = (
        acceptor.get(&format!("/api/v1/work?mine=false&road={road}&limit=1")),
        member.get(&format!("/api/v1/work?mine=false&road={road}&limit=1")),
    );
    let comment =
        |filter: Value| json!({ "verb": "comment", "fields": { "note": "请抓紧" }, "filter": filter, "dry_run": true });
    let seen = member.asks("POST", BULK, &comment(json!({ "road": road })));
    assert_eq!(seen["can"], part["total"]);
    assert!(part["total"].as_u64() >= Some(1), "{part}");
    assert!(whole["total"].as_u64() >= part["total"].as_u64());
    let code = member.get("/api/v1/me")["account"]["person"]["code"].as_str().unwrap().to_owned();
    let own = member.asks("POST", BULK, &comment(json!({ "grid": code })));
    assert_eq!(own["can"], member.get(&format!("/api/v1/work?mine=false&grid={code}&limit=1"))["total"]);
}

#[test]
fn a_bulk_that_was_cut_off_goes_on_with_the_same_key_and_does_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 60);
    let acceptor = Somebody::is(&demo, "acceptor");
    let new = report(&demo, 120);
    let items: Vec<_> = new.iter().map(|it| json!({ "id": it })).collect();
    let asked = json!({ "verb": "comment", "fields": { "note": "已登记" }, "items": items });
    let (url, cookie, text) = (demo.url(BULK), acceptor.cookie.clone(), asked.to_string());
    let sent = std::thread::spawn(move || {
        let request = nobody().post(url).header("cookie", cookie).header("sec-fetch-site", "same-origin");
        let request = request.header("content-type", "application/json").header("idempotency-key", "cut");
        // The service dies before, while or after it answers.
        let _ = request.send(text);
    });
    common::eventually(|| (deeds(&acceptor, &new[0], "comment") == 1).then_some(()));
    demo.kill();
    sent.join().unwrap();

    let again = Running::demo(folder.path(), 60);
    let acceptor = Somebody::is(&again, "acceptor");
    let done = acceptor.asks_with("POST", BULK, &asked, "cut");
    assert_eq!((&done["done"], &done["refused"]), (&json!(120), &json!(0)), "{done}");
    assert!(new.iter().all(|it| deeds(&acceptor, it, "comment") == 1), "each once");
    assert_eq!(acceptor.asks_with("POST", BULK, &asked, "cut"), done);
}

#[test]
fn saved_views_are_ones_own_or_shared_and_checked_whenever_they_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 300);
    let [supervisor, dispatcher, resident, administrator] =
        ["supervisor", "dispatcher", "resident", "administrator"].map(|it| Somebody::is(&demo, it));
    let road = demo.get("/api/v1/roads?limit=1")["roads"][0]["code"].as_str().unwrap().to_owned();
    let overdue = json!({ "name": " 超期未办 ", "list": "work", "filter": { "standing": "overdue", "mine": false }, "sort": "-due_at" });
    let made = supervisor.asks("POST", "/api/v1/views", &overdue);
    assert_eq!((&made["name"], &made["own"], &made["shared"]), (&json!("超期未办"), &json!(true), &Value::Null));
    let path = format!("/api/v1/views/{}", made["id"].as_str().unwrap());
    let names = |who: &Somebody<'_>| -> Vec<String> {
        let list = who.get("/api/v1/views");
        list["items"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&supervisor), ["超期未办"]);
    assert!(names(&dispatcher).is_empty());
    assert_eq!(dispatcher.cannot("DELETE", &path, &Value::Null, "").0, 404, "nobody else knows of it");

    // The figure is that of the list.
    let counted = supervisor.get("/api/v1/views?counts=1&list=work");
    let overdue_now = supervisor.get("/api/v1/work?standing=overdue&mine=false&limit=1")["total"].clone();
    assert_eq!(counted["items"][0]["count"], overdue_now);
    assert!(overdue_now.as_u64().unwrap() > 0 && supervisor.get("/api/v1/views?list=incidents")["items"] == json!([]));

    // Shared with a role, then with the staff; it shows nobody more than they may see.
    let share = |with: Value| json!({ "shared": with });
    let shared = supervisor.asks("PATCH", &path, &share(json!("dispatcher")));
    assert_eq!(
        (&shared["shared"], &shared["name"], &shared["sort"]),
        (&json!("dispatcher"), &json!("超期未办"), &json!("-due_at"))
    );
    assert_eq!((names(&dispatcher), names(&resident)), (vec!["超期未办".to_owned()], vec![]));
    let seen = dispatcher.get("/api/v1/views?counts=true")["items"][0].clone();
    assert_eq!((&seen["own"], &seen["may_change"]), (&json!(false), &json!(false)));
    assert!(seen["owner"].is_string());
    assert_eq!(dispatcher.cannot("PATCH", &path, &json!({ "name": "我的" }), "").0, 403);
    assert_eq!(supervisor.asks("PATCH", &path, &share(json!("district")))["shared"], "district");
    assert_eq!((names(&dispatcher).len(), names(&resident).len()), (1, 0));
    let own = json!({ "name": "我的", "list": "incidents", "filter": { "road": road }, "shared": "district" });
    assert_eq!(dispatcher.cannot("POST", "/api/v1/views", &own, "").0, 403, "not for dispatchers");

    // Names are unique among one's own.
    let (status, problem) = supervisor.cannot("POST", "/api/v1/views", &overdue, "");
    assert_eq!((status, &problem["type"]), (409, &json!("/problems/name-taken")));
    let mine = dispatcher.asks("POST", "/api/v1/views", &overdue);
    let second = json!({ "name": "街面", "list": "incidents", "filter": { "category": ["05"], "status": "open" } });
    let second = dispatcher.asks("POST", "/api/v1/views", &second);
    let second = format!("/api/v1/views/{}", second["id"].as_str().unwrap());
    assert_eq!(dispatcher.cannot("PATCH", &second, &json!({ "name": "超期未办" }), "").0, 409);
    assert_eq!(
        dispatcher.asks("PATCH", &second, &json!({ "filter": { "road": road }, "sort": "category" }))["filter"]["road"],
        road
    );

    for (body, field) in [
        (json!({ "list": "work", "filter": {} }), "name"),
        (json!({ "name": "", "list": "work", "filter": {} }), "name"),
        (json!({ "name": "字".repeat(41), "list": "work", "filter": {} }), "name"),
        (json!({ "name": "a\nb", "list": "work", "filter": {} }), "name"),
        (json!({ "name": "x", "filter": {} }), "list"),
        (json!({ "name": "x", "list": "play", "filter": {} }), "list"),
        (json!({ "name": "x", "list": "work" }), "filter"),
        (json!({ "name": "x", "list": "work", "filter": { "road": "nowhere" } }), "filter.road"),
        (json!({ "name": "x", "list": "work", "filter": { "raod": "nowhere" } }), "filter.raod"),
        (json!({ "name": "x", "list": "work", "filter": {}, "sort": "x" }), "sort"),
        (json!({ "name": "x", "list": "work", "filter": {}, "shared": "world" }), "shared"),
        (json!({ "name": "x", "list": "work", "filter": {}, "colour": "red" }), "colour"),
    ] {
        let (status, problem) = supervisor.cannot("POST", "/api/v1/views", &body, "");
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!(field)), "{problem}");
    }
    assert_eq!(supervisor.cannot("PATCH", &path, &json!({ "list": "incidents" }), "").1["errors"][0]["field"], "list");
    assert_eq!(supervisor.cannot("PATCH", "/api/v1/views/x", &json!({}), "").0, 404);

    // Fifty and no more.
    for at in 2..50 {
        let body = json!({ "name": format!("第{at}个"), "list": "work", "filter": {} });
        dispatcher.asks("POST", "/api/v1/views", &body);
    }
    let (status, problem) =
        dispatcher.cannot("POST", "/api/v1/views", &json!({ "name": "多", "list": "work", "filter": {} }), "");
    assert_eq!((status, &problem["type"]), (409, &json!("/problems/too-many")));

    // What is shared can be given up by an administrator, what is not can be found by nobody else.
    let hidden = format!("/api/v1/views/{}", mine["id"].as_str().unwrap());
    assert_eq!(administrator.cannot("DELETE", &hidden, &Value::Null, "").0, 404);
    administrator.asks("DELETE", &path, &Value::Null);
    assert!(names(&supervisor).is_empty());
    assert_eq!(supervisor.cannot("PATCH", &path, &json!({ "name": "x" }), "").0, 404);
    let trail = administrator.get("/api/v1/audit?operation=view&limit=200");
    let rows = trail["items"].as_array().unwrap();
    assert!(rows.iter().any(|it| it["operation"] == "view" && it["body"]["dropped"] == true));
    assert!(rows.iter().any(|it| it["body"]["revised"]["shared"] == "district"));
    assert!(!trail.to_string().contains("超期未办"), "names stand apart");

    // A filter whose road is gone stays, and says so.
    demo.kill();
    let conn = rusqlite::Connection::open(folder.path().join("wangge.db")).unwrap();
    conn.execute("UPDATE saved_view SET filter = '{\"road\":\"gone\"}' WHERE name = '街面'", []).unwrap();
    drop(conn);
    let again = Running::demo(folder.path(), 300);
    let dispatcher = Somebody::is(&again, "dispatcher");
    let list = dispatcher.get("/api/v1/views?counts=1");
    let broken = list["items"].as_array().unwrap().iter().find(|it| it["name"] == "街面").unwrap();
    assert_eq!((&broken["count"], &broken["problem"]["type"]), (&Value::Null, &json!("/problems/invalid-value")));
    assert_eq!(list["items"].as_array().unwrap().len(), 50);
    assert_eq!(
        dispatcher.asks("PATCH", &second, &json!({ "name": "旧路" }))["name"],
        "旧路",
        "it can still be renamed"
    );
}
