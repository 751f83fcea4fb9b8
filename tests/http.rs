//! The fictional demo district over HTTP: the whole loop, and what bad input is told.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    ops::Deref,
    sync::{Arc, Mutex, Weak},
};

use common::{Running, agent, as_problem};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A demo with its folder.
struct Demo {
    running: Running,
    _folder: TempDir,
}

impl Deref for Demo {
    type Target = Running;

    fn deref(&self) -> &Running {
        &self.running
    }
}

/// Returns one demo for all tests that only add to it; it ends with the last test that holds it.
fn demo() -> Arc<Demo> {
    static SHARED: Mutex<Weak<Demo>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap();
    shared.upgrade().unwrap_or_else(|| {
        let folder = tempfile::tempdir().unwrap();
        let demo = Arc::new(Demo { running: Running::demo(folder.path(), 3_000), _folder: folder });
        *shared = Arc::downgrade(&demo);
        demo
    })
}

#[test]
fn the_district_is_a_whole_town() {
    let demo = demo();
    let district = demo.get("/api/v1/district");
    assert_eq!(district["fictional"], true);
    assert_eq!(district["demo_staff"], true);
    let counts = &district["counts"];
    let at_least = |name: &str, least: u64| assert!(counts[name].as_u64().unwrap() >= least, "{name} of {counts}");
    assert_eq!(counts["communities"], 9);
    at_least("cells", 200);
    at_least("alleys", 300);
    at_least("members", 9);
    at_least("leaders", 5);
    at_least("incidents", 3_000);
    assert!(district["area_m2"].as_f64().unwrap() > 4e6);
}

#[test]
fn a_report_tells_who_answers_and_why_and_is_found_everywhere() {
    let demo = demo();
    let (lon, lat) = demo.place_inside();
    let total = || demo.get("/api/v1/incidents?category=0104&status=dispatched&limit=1")["total"].as_u64().unwrap();
    let before = total();
    let mut feed = feed(&demo.base);
    let answer = demo.get(&format!("/api/v1/locate?lon={lon}&lat={lat}&category=0104"));

    let body = json!({ "lon": lon, "lat": lat, "category": "0104", "note": "路面有油污", "source": "member", "accuracy_m": 8 });
    let (status, incident) = demo.report(&body, "");
    assert_eq!(status, 201, "{incident}");
    assert_eq!(incident["category"]["zh"], "道路不洁");
    assert_eq!((&incident["stage"], &incident["made_up"]), (&json!("dispatched"), &json!(false)));
    assert_eq!(incident["cell"]["code"], answer["cell"]["code"]);
    assert_eq!(incident["member"], answer["member"]);
    assert_eq!(incident["road"]["segment"], answer["road"]["segment"]);
    let reason = incident["reason"]["zh"].as_str().unwrap();
    for part in [&incident["cell"]["code"], &incident["member"]["name"], &incident["road"]["name"]] {
        assert!(reason.contains(part.as_str().unwrap()), "{part} in {reason}");
    }
    assert!(incident["primary"]["name"].is_string());
    assert_eq!(incident["limit"], json!({ "value": 2, "unit": "work_hour" }));

    let id = incident["id"].as_str().unwrap();
    let told = feed.find(|it| it["id"] == id).expect("the feed tells it");
    assert_eq!(told["note"], "路面有油污");
    let one = demo.get(&format!("/api/v1/incidents/{id}"));
    assert_eq!(one, incident);
    assert_eq!(one["events"][0]["verb"], "report");
    assert!(total() > before);
    let list = demo.get("/api/v1/incidents?limit=100");
    assert!(list["items"].as_array().unwrap().iter().any(|it| it["id"] == id));
    let (west, south) = (lon - 1e-5, lat - 1e-5);
    let bbox = format!("bbox={west},{south},{},{}", lon + 1e-5, lat + 1e-5);
    let layer = demo.get(&format!("/api/v1/layers/incidents?{bbox}"));
    assert!(layer["features"].as_array().unwrap().iter().any(|it| it["id"] == id));
}

#[test]
fn geojson_is_taken_as_well() {
    let demo = demo();
    let (lon, lat) = demo.place_inside();
    let body = json!({ "type": "Feature", "geometry": { "type": "Point", "coordinates": [lon, lat] },
        "properties": { "category": "0202", "note": "小广告", "source": "hotline" } });
    let mut response = agent()
        .post(demo.url("/api/v1/incidents"))
        .header("content-type", "application/geo+json")
        .send(body.to_string())
        .unwrap();
    assert_eq!(response.status(), 201);
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    let incident: Value = serde_json::from_str(&response.body_mut().read_to_string().unwrap()).unwrap();
    assert_eq!((&incident["source"], &incident["place"]["lon"]), (&json!("hotline"), &json!(lon)));
    assert_eq!(demo.get(&location)["id"], incident["id"]);
}

#[test]
fn the_same_key_is_the_same_report_and_never_another() {
    let demo = demo();
    let (lon, lat) = demo.place_inside();
    let body = json!({ "lon": lon, "lat": lat, "category": "0102", "note": "同一件" });
    let (first, one) = demo.report(&body, "key-1");
    let (second, two) = demo.report(&body, "key-1");
    assert_eq!((first, second), (201, 200));
    assert_eq!(one["id"], two["id"]);
    let other = json!({ "lon": lon, "lat": lat, "category": "0102", "note": "另一件" });
    let (status, problem) = demo.report(&other, "key-1");
    assert_eq!((status, &problem["type"]), (422, &json!("/problems/idempotency-key-reused")));
    for key in ["有", "a b", &"x".repeat(129)] {
        let (status, problem) = demo.report(&body, key);
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("Idempotency-Key")), "{key}");
    }
}

#[test]
fn every_bad_report_is_told_the_field_and_the_value() {
    let demo = demo();
    let (lon, lat) = demo.place_inside();
    let good = json!({ "lon": lon, "lat": lat, "category": "0102" });
    let long = "长".repeat(501);
    let cases = [
        ("lon", json!(181)),
        ("lon", json!("113")),
        ("lat", json!(85)),
        ("lat", json!(null)),
        ("category", json!("0199x")),
        ("category", json!("9901")),
        ("category", json!(102)),
        ("note", json!(long)),
        ("note", json!(5)),
        ("source", json!("neighbour")),
        ("accuracy_m", json!(-1)),
        ("accuracy_m", json!("near")),
    ];
    for (field, value) in cases {
        let mut body = good.clone();
        body[field] = value.clone();
        let (status, problem) = demo.report(&body, "");
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!(field)), "{field} = {value}: {problem}");
    }
    let (status, problem) = demo.report(&json!({ "lon": lon + 0.2, "lat": lat, "category": "0102" }), "");
    assert_eq!((status, &problem["type"]), (422, &json!("/problems/outside-district")));
    let (status, problem) = demo.report(&json!({ "lon": lat, "lat": lon - 80.0, "category": "0102" }), "");
    assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("lon, lat")), "{problem}");
}

#[test]
fn bodies_that_are_none_are_refused_by_kind() {
    let demo = demo();
    let post = |kind: &str, body: Vec<u8>| {
        let request = agent().post(demo.url("/api/v1/incidents")).header("content-type", kind);
        as_problem(request.send(&body[..]).unwrap())
    };
    assert_eq!(post("application/json", b"{\"lon\": ".to_vec()).0, 400);
    assert_eq!(post("application/json", vec![0xff, 0xfe, 0]).0, 400);
    assert_eq!(post("text/plain", b"{}".to_vec()).0, 415);
    assert_eq!(post("application/json", b"[]".to_vec()).0, 422);
    assert_eq!(post("application/json", vec![b' '; 300 * 1024]).0, 413);
    assert_eq!(post("application/json", "[".repeat(100_000).into_bytes()).0, 400);
}

#[test]
fn bad_questions_get_problems_not_panics() {
    let demo = demo();
    let cases = [
        ("/api/v1/locate", 422),
        ("/api/v1/locate?lon=x&lat=1", 422),
        ("/api/v1/locate?lon=NaN&lat=28", 422),
        ("/api/v1/locate?lon=inf&lat=28", 422),
        ("/api/v1/locate?lon=112&lat=28&category=7", 422),
        ("/api/v1/locate?lon=112&lat=28&accuracy_m=-3", 422),
        ("/api/v1/incidents?limit=0", 422),
        ("/api/v1/incidents?limit=1001", 422),
        ("/api/v1/incidents?after=abc", 422),
        ("/api/v1/incidents?category=77", 422),
        ("/api/v1/incidents?category=0102,,", 422),
        ("/api/v1/incidents?status=sleeping", 422),
        ("/api/v1/incidents?from=yesterday", 422),
        ("/api/v1/incidents?bbox=1,2,3", 422),
        ("/api/v1/incidents?bbox=3,2,1,4", 422),
        ("/api/v1/incidents?cell=1", 422),
        ("/api/v1/incidents?road=1", 422),
        ("/api/v1/incidents/nobody", 404),
        ("/api/v1/incidents/00000000-0000-0000-0000-000000000000", 404),
        ("/api/v1/layers/clouds", 404),
        ("/tiles/clouds/1/1/1", 404),
        ("/tiles/clouds", 404),
        ("/tiles/heat/21/0/0", 422),
        ("/tiles/heat/1/2/0", 422),
        ("/tiles/heat/1/0/-1", 422),
        ("/tiles/heat/999999999999/0/0", 422),
        ("/tiles/heat/3/0/0?category=x", 422),
        ("/nowhere", 404),
        ("/assets/../Cargo.toml", 404),
        ("/api/v1/incidents/%ff%fe", 400),
    ];
    for (path, expected) in cases {
        assert_eq!(demo.problem(path).0, expected, "{path}");
    }
    let deleted = agent().delete(demo.url("/api/v1/incidents")).call().unwrap();
    assert_eq!(as_problem(deleted).0, 405);
}

#[test]
fn pages_lead_through_the_whole_list_once() {
    let demo = demo();
    let filter = "category=05&status=closed";
    let all = demo.get(&format!("/api/v1/incidents?{filter}&limit=1000"));
    let total = all["total"].as_u64().unwrap();
    assert!(total > 100, "{total}");
    let mut ids = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = demo.get(&format!("/api/v1/incidents?{filter}&limit=97{cursor}"));
        assert_eq!(page["total"], total);
        let items = page["items"].as_array().unwrap();
        assert!(items.iter().all(|it| it["category"]["code"].as_str().unwrap().starts_with("05")));
        ids.extend(items.iter().map(|it| (it["reported_at"].to_string(), it["id"].to_string())));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(ids.len() as u64, total);
    assert!(ids.is_sorted_by(|a, b| a.0 >= b.0), "newest first");
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len() as u64, total, "none twice");
}

#[test]
fn tiles_and_list_count_the_same_under_a_filter() {
    let demo = demo();
    let district = demo.get("/api/v1/district");
    // A filter that the other tests' reports do not fall under.
    for filter in ["status=closed", "status=closed&category=01,0501", "status=closed&to=2026-06-01T00:00:00%2B08:00"] {
        let total = demo.get(&format!("/api/v1/incidents?{filter}&limit=1"))["total"].as_u64().unwrap();
        for layer in ["heat", "incidents"] {
            for z in [0, 11, 14, 16] {
                let sum: u64 = tiles_of(&district["bounds"], z)
                    .map(|(x, y)| count_in_tile(&demo.fetch(&format!("/tiles/{layer}/{z}/{x}/{y}?{filter}"))))
                    .sum();
                assert_eq!(sum, total, "{layer} {z} {filter}");
            }
        }
    }
}

fn tiles_of(bounds: &Value, z: u32) -> impl Iterator<Item = (u32, u32)> {
    let at = |it: usize| bounds[it].as_f64().unwrap();
    let n = f64::from(1_u32 << z);
    let column = |lon: f64| ((lon + 180.0) / 360.0 * n) as u32;
    let row = |lat: f64| ((1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * n) as u32;
    let (west, south, east, north) = (column(at(0)), row(at(1)), column(at(2)), row(at(3)));
    (west..=east).flat_map(move |x| (north..=south).map(move |y| (x, y)))
}

fn count_in_tile((status, bytes): &(u16, Vec<u8>)) -> u64 {
    if *status == 204 {
        return 0;
    }
    assert_eq!(*status, 200);
    counted(bytes)
}

/// Adds up the property `n` over the features of all layers, each as often as it has points.
fn counted(bytes: &[u8]) -> u64 {
    use fast_mvt::{MvtGeometry, MvtReaderRef, MvtValue};
    let tile = MvtReaderRef::new(bytes).unwrap().to_tile().unwrap();
    let features = tile.layers.iter().flat_map(|it| &it.features);
    let one = |feature: &fast_mvt::MvtFeature| {
        let n = feature.properties.iter().find(|it| it.0 == "n").map(|it| &it.1);
        let Some(MvtValue::UInt(n)) = n else { panic!("n is {n:?}") };
        match &feature.geometry {
            MvtGeometry::Point(_) => *n,
            MvtGeometry::MultiPoint(points) => n * points.0.len() as u64,
            other => panic!("{other:?} is no point"),
        }
    };
    features.map(one).sum()
}

#[test]
fn every_layer_draws_something_and_describes_itself() {
    let demo = demo();
    let district = demo.get("/api/v1/district");
    for layer in ["backdrop", "roads", "areas", "incidents", "heat"] {
        let about = demo.get(&format!("/tiles/{layer}.json"));
        assert_eq!(about["tilejson"], "3.0.0");
        assert!(about["tiles"][0].as_str().unwrap().starts_with(&demo.base), "{about}");
        let drawn = tiles_of(&district["bounds"], 14)
            .filter(|(x, y)| demo.fetch(&format!("/tiles/{layer}/14/{x}/{y}.mvt")).0 == 200)
            .count();
        assert!(drawn > 0, "{layer}");
    }
    for (layer, kind) in [("areas", "Polygon"), ("roads", "LineString"), ("incidents", "Point")] {
        let collection = demo.get(&format!("/api/v1/layers/{layer}"));
        assert_eq!(collection["type"], "FeatureCollection");
        let features = collection["features"].as_array().unwrap();
        assert!(features.len() > 100 && features.iter().all(|it| it["geometry"]["type"] == kind), "{layer}");
    }
}

#[test]
fn answers_are_compressed_tagged_and_not_sent_twice() {
    let demo = demo();
    for path in ["/api/v1/categories", "/tiles/roads/0/0/0", "/api/v1/layers/areas"] {
        let plain = agent().get(demo.url(path)).header("accept-encoding", "gzip").call().unwrap();
        assert_eq!(plain.status(), 200, "{path}");
        assert_eq!(plain.headers()["content-encoding"], "gzip", "{path}");
        let tag = plain.headers()["etag"].to_str().unwrap().to_owned();
        let again = agent().get(demo.url(path)).header("if-none-match", &tag).call().unwrap();
        assert_eq!(again.status(), 304, "{path}");
        let other = agent().get(demo.url(path)).header("if-none-match", "W/\"other\"").call().unwrap();
        assert_eq!(other.status(), 200, "{path}");
    }
}

#[test]
fn the_description_of_the_api_is_whole() {
    let demo = demo();
    let api = demo.get("/api/openapi.json");
    let paths = api["paths"].as_object().unwrap();
    for path in [
        "/api/v1/district",
        "/api/v1/categories",
        "/api/v1/locate",
        "/api/v1/incidents",
        "/api/v1/incidents/{id}",
        "/api/v1/layers/{layer}",
        "/api/v1/feed",
        "/tiles/{layer}",
        "/tiles/{layer}/{z}/{x}/{y}",
        "/health",
    ] {
        assert!(paths.contains_key(path), "{path}");
    }
    let text = api.to_string();
    for reference in text.split("\"$ref\":\"").skip(1).map(|it| it.split('"').next().unwrap()) {
        let path = reference.strip_prefix('#').expect("references stay inside the document");
        assert!(api.pointer(path).is_some(), "{reference}");
    }
}

#[test]
fn the_page_is_answered_under_a_strict_policy() {
    let demo = demo();
    let response = agent().get(demo.url("/")).call().unwrap();
    assert_eq!(response.status(), 200);
    let policy = response.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
}

#[test]
fn a_slow_head_and_a_huge_head_are_cut_off_without_harm() {
    let demo = demo();
    let address = demo.base.strip_prefix("http://").unwrap();
    let mut huge = TcpStream::connect(address).unwrap();
    let head = format!("GET /health HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n", "a".repeat(64 * 1024));
    // The server may hang up while we still write.
    let _ = huge.write_all(head.as_bytes());
    let mut answer = String::new();
    let _ = huge.read_to_string(&mut answer);
    assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(demo.get("/health")["status"], "ok");
}

#[test]
fn what_was_reported_is_there_after_stopping_softly_and_starting_again() {
    let folder = tempfile::tempdir().unwrap();
    let first = Running::demo(folder.path(), 200);
    let (lon, lat) = first.place_inside();
    let (status, incident) = first.report(&json!({ "lon": lon, "lat": lat, "category": "0102", "note": "留下" }), "");
    assert_eq!(status, 201);
    // An open feed must not keep the service from stopping.
    let open = feed(&first.base);
    assert!(first.stop());
    drop(open);
    let again = Running::start(folder.path(), &["serve"]);
    let id = incident["id"].as_str().unwrap();
    assert_eq!(again.get(&format!("/api/v1/incidents/{id}")), incident);
    assert_eq!(again.get("/health")["incidents"], 201);
}

/// Follows the live feed: the data of its `incident` events. Returns after `hello`, so that nothing later is missed.
fn feed(base: &str) -> impl Iterator<Item = Value> + use<> {
    let stream = agent().get(format!("{base}/api/v1/feed")).call().unwrap().into_body().into_reader();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let hello = lines.find(|it| it.contains("event: hello"));
    assert!(hello.is_some(), "the feed says hello");
    let mut incident = false;
    lines.filter_map(move |line| {
        if let Some(event) = line.strip_prefix("event: ") {
            incident = event.trim() == "incident";
        }
        line.strip_prefix("data: ").filter(|_| incident).and_then(|it| serde_json::from_str(it).ok())
    })
}
