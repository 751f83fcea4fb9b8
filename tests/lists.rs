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
    let demo = Running::demo(folder.path(), 600);
    let supervisor = Somebody::is(&demo, "supervisor");
    let (total, all) = whole(&supervisor, "/api/v1/work?mine=false", 1000);
    assert!(total > 40);
    let grids = supervisor.get("/api/v1/duty-grids");
    let grid = grids["grids"].as_array().unwrap().iter().find(|grid| {
        let cells = grid["cells"].as_array().unwrap();
        grid["person"].is_object() && all.iter().any(|it| cells.contains(&it["incident"]["cell"]["code"]))
    });
    let grid = grid.unwrap();
    let cells = grid["cells"].as_array().unwrap();
    let road = all.iter().find_map(|it| it["incident"]["road"]["code"].as_str()).unwrap();
    let (member, community) = (grid["person"]["code"].as_str().unwrap(), grid["community"].as_str().unwrap());
    type Test<'a> = Box<dyn Fn(&Value) -> bool + 'a>;
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
        let query: String = filter.as_object().unwrap().iter().map(|it| format!("&{}={}", it.0, text(it.1))).collect();
        let mut body = filter.clone();
        body["mine"] = json!(false);
        let search = json!({ "filter": body, "limit": 1000 });
        let by_query = supervisor.get(&format!("/api/v1/work?mine=false{query}&limit=1000"));
        let by_json = supervisor.asks("POST", "/api/v1/work/search", &search);
        assert_eq!(by_query, by_json, "{filter}");
        assert_eq!(ids(&by_query).into_iter().collect::<BTreeSet<_>>(), expected, "{filter}");
        let listed = whole(&supervisor, &format!("/api/v1/incidents?{}", query.trim_start_matches('&')), 1000);
        let listed: BTreeSet<_> = listed.1.iter().map(|it| id_of(it).to_owned()).collect();
        assert!(expected.is_subset(&listed), "{filter}");
        assert!(!expected.is_empty() || filter["verb"] == "file", "{filter} means nothing here");
    }

    // A drawn area: those whose places lie in it, holes out, a ring that is not closed as one that is.
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
    assert_eq!(ids(&inside).into_iter().collect::<BTreeSet<_>>(), expected);
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
