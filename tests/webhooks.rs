//! Messages to robots of chat groups, from the report to a receiver on this machine that the administrator allowed.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    collections::{BTreeMap, VecDeque},
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{Arc, Mutex},
};

use common::{Running, agent, as_problem, eventually};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};

const SECRET: &str = "a-secret-that-signs";

/// What somebody posted.
#[derive(Clone, Debug)]
struct Posted {
    path: String,
    headers: BTreeMap<String, String>,
    body: String,
}

/// A receiver on this machine: answers what it was told, and 200 when it was told nothing.
struct Receiver {
    port: u16,
    posted: Arc<Mutex<Vec<Posted>>>,
    answers: Arc<Mutex<VecDeque<String>>>,
}

impl Receiver {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let it = Self { port: listener.local_addr().unwrap().port(), posted: Arc::default(), answers: Arc::default() };
        let (posted, answers) = (it.posted.clone(), it.answers.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                // A process that is killed in the middle posts nothing.
                let Some(it) = read(&stream) else { continue };
                posted.lock().unwrap().push(it);
                let answer = answers.lock().unwrap().pop_front().unwrap_or_else(|| "200 OK".into());
                let _ = write!(stream, "HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            }
        });
        it
    }

    fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    fn then(&self, answer: &str) {
        self.answers.lock().unwrap().push_back(answer.into());
    }

    fn posted(&self) -> Vec<Posted> {
        self.posted.lock().unwrap().clone()
    }

    /// Waits until so many requests came.
    fn until(&self, count: usize) -> Vec<Posted> {
        eventually(|| Some(self.posted()).filter(|it| it.len() >= count))
    }
}

fn read(stream: &TcpStream) -> Option<Posted> {
    let mut lines = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        lines.read_line(&mut line).ok().filter(|it| *it > 0)?;
        Some(line.trim_end().to_owned())
    };
    let path = line()?.split(' ').nth(1)?.to_owned();
    let mut headers = BTreeMap::new();
    loop {
        let it = line()?;
        let Some((name, value)) = it.split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let mut body = vec![0; headers.get("content-length")?.parse().ok()?];
    lines.read_exact(&mut body).ok()?;
    Some(Posted { path, headers, body: String::from_utf8(body).ok()? })
}

/// Returns the demonstration with its administrator signed in; failures are tried again at once.
fn demo(folder: &Path) -> Running {
    let demo = Running::start(folder, &["demo", "--incidents", "0", "--retry-first-ms", "1"]);
    demo.act_with(&demo.persona("administrator"));
    demo
}

fn send(demo: &Running, method: &str, path: &str, body: &Value) -> ureq::http::Response<ureq::Body> {
    let request = ureq::http::Request::builder().method(method).uri(demo.url(path));
    agent().run(request.header("content-type", "application/json").body(body.to_string()).unwrap()).unwrap()
}

/// Sends what must be taken with this status.
fn does(demo: &Running, method: &str, path: &str, body: &Value, status: u16) -> Value {
    let mut response = send(demo, method, path, body);
    let text = response.body_mut().read_to_string().unwrap();
    assert_eq!(response.status(), status, "{method} {path}: {text}");
    if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() }
}

fn allow(demo: &Running, hosts: &[&str]) {
    assert_eq!(does(demo, "PUT", "/api/v1/robots/hosts", &json!({ "hosts": hosts }), 200)["hosts"], json!(hosts));
}

fn robot(demo: &Running, body: &Value) -> u64 {
    does(demo, "POST", "/api/v1/robots", body, 201)["id"].as_u64().unwrap()
}

fn generic(receiver: &Receiver) -> Value {
    json!({ "name": "指挥大厅", "kind": "generic", "address": receiver.address("hook/a-key-in-the-path?token=abc"),
        "secret": SECRET })
}

/// Somebody of the staff reports, and the case is sent to who answers.
fn reported(demo: &Running) -> String {
    let (lon, lat) = demo.place_inside();
    let member = demo.persona("grid_member");
    demo.act_with(&member);
    let (status, it) = demo.report(
        &json!({ "lon": lon, "lat": lat, "category": "0102", "source": "member",
            "note": "请联系 13800000000" }),
        "",
    );
    demo.act_with(&demo.persona("administrator"));
    assert_eq!((status, &it["stage"]), (201, &json!("dispatched")), "{it}");
    it["id"].as_str().unwrap().to_owned()
}

fn outbox(demo: &Running, state: &str) -> Vec<Value> {
    demo.get(&format!("/api/v1/outbox?state={state}"))["items"].as_array().unwrap().clone()
}

/// Waits until so many letters are so far.
fn until(demo: &Running, state: &str, count: usize) -> Vec<Value> {
    eventually(|| Some(outbox(demo, state)).filter(|it| it.len() == count))
}

#[test]
fn a_message_is_delivered_once_signed_and_without_names() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, receiver) = (demo(folder.path()), Receiver::start());
    allow(&demo, &["127.0.0.1"]);
    robot(&demo, &generic(&receiver));
    let id = reported(&demo);
    let delivered = until(&demo, "delivered", 1).remove(0);
    assert_eq!((&delivered["incident"], &delivered["kind"]), (&json!(id), &json!("dispatched")));
    assert_eq!((&delivered["robot"]["name"], &delivered["error"]), (&json!("指挥大厅"), &Value::Null));

    let posted = receiver.posted();
    assert_eq!(posted.len(), 1, "once");
    let Posted { path, headers, body } = &posted[0];
    assert_eq!(path, "/hook/a-key-in-the-path?token=abc");
    assert!(headers["content-type"].starts_with("application/json"));
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(format!("{}.{body}", headers["x-wangge-timestamp"]).as_bytes());
    let signed = model::Sha256Hash(mac.finalize().into_bytes().into());
    assert_eq!(headers["x-wangge-signature"], format!("sha256={signed}"));
    let told: Value = serde_json::from_str(body).unwrap();
    assert!(told["id"].as_str().is_some_and(|it| !it.is_empty()), "receivers know it again: {told}");
    assert!(told["title"].as_str().unwrap().contains("新案件已派遣"), "{told}");
    let persons = demo.get("/api/v1/persons?limit=1000").to_string();
    let member = demo.get(&format!("/api/v1/incidents/{id}"))["member"]["name"].as_str().unwrap().to_owned();
    assert!(persons.contains(&member) && !body.contains(&member) && !body.contains("13800000000"), "{body}");
}

#[test]
fn what_failed_is_tried_again_by_itself_and_what_was_refused_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, receiver) = (demo(folder.path()), Receiver::start());
    allow(&demo, &["127.0.0.1"]);
    let number = robot(&demo, &generic(&receiver));
    receiver.then("500 Internal Server Error");
    reported(&demo);
    let delivered = until(&demo, "delivered", 1).remove(0);
    assert_eq!((receiver.posted().len(), &delivered["tries"]), (2, &json!(2)));
    let ids: Vec<Value> =
        receiver.posted().iter().map(|it| serde_json::from_str::<Value>(&it.body).unwrap()["id"].clone()).collect();
    assert_eq!(ids[0], ids[1], "the receiver knows it again");

    receiver.then("404 Not Found");
    reported(&demo);
    let dead = until(&demo, "dead", 1).remove(0);
    assert!(dead["error"]["zh"].as_str().unwrap().starts_with("对方答复 404"), "{dead}");
    assert!(dead["error"]["en"].as_str().unwrap().starts_with("it answered 404"), "{dead}");
    assert_eq!(demo.get(&format!("/api/v1/robots/{number}"))["dead"], 1);
    let path = |verb: &str| format!("/api/v1/outbox/{}/{verb}", dead["id"]);
    assert_eq!(does(&demo, "POST", &path("retry"), &Value::Null, 200)["state"], "waiting");
    until(&demo, "delivered", 2);
    for verb in ["retry", "drop"] {
        assert_eq!(as_problem(send(&demo, "POST", &path(verb), &Value::Null)).0, 409);
    }
    assert_eq!(as_problem(send(&demo, "POST", "/api/v1/outbox/999/retry", &Value::Null)).0, 404);

    // All that was laid aside for a robot, once its fault is mended.
    for _ in 0..2 {
        receiver.then("403 Forbidden");
        reported(&demo);
    }
    until(&demo, "dead", 2);
    let path = format!("/api/v1/robots/{number}/retry");
    does(&demo, "POST", &path, &Value::Null, 200);
    until(&demo, "delivered", 4);
    assert_eq!(does(&demo, "POST", &path, &Value::Null, 200)["dead"], 0);
    assert_eq!(as_problem(send(&demo, "POST", "/api/v1/robots/99/retry", &Value::Null)).0, 404);

    receiver.then("302 Found\r\nlocation: https://example.org/");
    reported(&demo);
    let dead = until(&demo, "dead", 1).remove(0);
    assert!(dead["error"]["zh"].as_str().unwrap().contains("不跟随重定向"), "{dead}");
    let path = format!("/api/v1/outbox/{}/drop", dead["id"]);
    assert_eq!(does(&demo, "POST", &path, &Value::Null, 200)["state"], "dropped");
    // Page by page, newest first.
    let page = demo.get(&format!("/api/v1/outbox?limit=3&robot={number}"));
    let next = demo.get(&format!("/api/v1/outbox?limit=3&cursor={}", page["next"].as_str().unwrap()));
    assert_eq!((page["items"].as_array().unwrap().len(), next["items"].as_array().unwrap().len()), (3, 2));
    assert_eq!((&page["items"][0]["id"], &next["next"]), (&dead["id"], &Value::Null));
    assert_eq!(demo.problem("/api/v1/outbox?state=lost").1["errors"][0]["field"], "state");
}

#[test]
fn only_allowed_hosts_are_reached_and_what_is_refused_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, receiver) = (demo(folder.path()), Receiver::start());
    let (status, problem) = as_problem(send(&demo, "POST", "/api/v1/robots", &generic(&receiver)));
    assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("address")));
    let said = problem.to_string();
    assert!(said.contains("主机 127.0.0.1 不在允许名单里") && said.contains("not on the list"), "{said}");
    assert!(!said.contains("a-key-in-the-path") && !said.contains(SECRET), "{said}");
    let usual = demo.get("/api/v1/robots/hosts");
    assert!(usual["hosts"].as_array().unwrap().contains(&json!("qyapi.weixin.qq.com")), "{usual}");

    // A name that leads into the own network is not reached because the name is on the list.
    allow(&demo, &["localhost"]);
    let named = json!({ "name": "名", "kind": "wecom", "address": format!("https://localhost:{}/key", receiver.port) });
    let number = robot(&demo, &named);
    let tried = does(&demo, "POST", &format!("/api/v1/robots/{number}/test"), &Value::Null, 200);
    assert_eq!(tried["delivered"], false);
    assert!(tried["zh"].as_str().unwrap().contains("内网地址"), "{tried}");
    assert!(receiver.posted().is_empty());

    // With the address itself on the list it is; and no longer when it was taken off.
    allow(&demo, &["127.0.0.1"]);
    let number = robot(&demo, &generic(&receiver));
    let test = format!("/api/v1/robots/{number}/test");
    assert_eq!(does(&demo, "POST", &test, &Value::Null, 200)["delivered"], true);
    assert!(receiver.until(1)[0].body.contains("测试消息"));
    receiver.then("403 Forbidden");
    let tried = does(&demo, "POST", &test, &Value::Null, 200);
    assert_eq!((&tried["delivered"], tried["en"].as_str().unwrap()), (&json!(false), "it answered 403: "));
    allow(&demo, &["qyapi.weixin.qq.com"]);
    assert_eq!(does(&demo, "POST", &test, &Value::Null, 200)["delivered"], false);
    assert_eq!(receiver.posted().len(), 2);
    let (status, problem) =
        as_problem(send(&demo, "PUT", "/api/v1/robots/hosts", &json!({ "hosts": ["169.254.169.254"] })));
    assert_eq!((status, &problem["errors"][0]["value"]), (422, &json!("169.254.169.254")));
}

#[test]
fn a_robot_is_changed_and_removed_and_its_secrets_are_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, receiver) = (demo(folder.path()), Receiver::start());
    allow(&demo, &["127.0.0.1"]);
    let mut body = generic(&receiver);
    body["kinds"] = json!(["escalated", "closed"]);
    body["scope"] = json!({ "categories": ["0102"] });
    let made = does(&demo, "POST", "/api/v1/robots", &body, 201);
    let number = made["id"].as_u64().unwrap();
    assert_eq!((&made["host"], &made["signed"], &made["digest"]), (&json!("127.0.0.1"), &json!(true), &json!(true)));
    assert_eq!((&made["kinds"], &made["scope"]["categories"]), (&json!(["closed", "escalated"]), &json!(["0102"])));
    let path = format!("/api/v1/robots/{number}");
    let revise = format!("{path}/revise");
    let revised = does(&demo, "POST", &revise, &json!({ "name": "大厅", "kinds": [], "digest": false }), 200);
    assert_eq!((&revised["name"], &revised["kinds"], &revised["signed"]), (&json!("大厅"), &json!([]), &json!(true)));
    assert_eq!(does(&demo, "POST", &revise, &json!({ "secret": null }), 200)["signed"], false);
    for (field, value) in [
        ("name", json!("")),
        ("kinds", json!(["gossip"])),
        ("scope", json!({ "communities": ["no such"] })),
        ("address", json!("ftp://127.0.0.1/")),
        ("digest", json!("yes")),
    ] {
        let (status, problem) = as_problem(send(&demo, "POST", &revise, &json!({ field: value })));
        let named = problem["errors"][0]["field"].as_str().unwrap().to_owned();
        assert_eq!(
            (status, if named == "communities" { "scope".into() } else { named }),
            (422, field.into()),
            "{problem}"
        );
    }

    let mut shown = vec![demo.get("/api/v1/robots").to_string(), demo.get(&path).to_string(), made.to_string()];
    shown.push(demo.get("/api/v1/audit?limit=100").to_string());
    assert!(shown[3].contains("\"robot\""));
    for text in shown {
        assert!(!text.contains(SECRET) && !text.contains("a-key-in-the-path") && !text.contains("token=abc"), "{text}");
    }
    assert_eq!(demo.get("/api/v1/robots")["kinds"].as_array().unwrap().len(), 11);
    does(&demo, "DELETE", &path, &Value::Null, 204);
    assert_eq!(demo.problem(&path).0, 404);
    assert_eq!(as_problem(send(&demo, "DELETE", &path, &Value::Null)).0, 404);
    assert_eq!(demo.get("/api/v1/robots")["robots"], json!([]));
}

#[test]
fn a_restart_keeps_the_outbox_and_goes_on_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let receiver = Receiver::start();
    let first = Running::start(folder.path(), &["demo", "--incidents", "0", "--retry-first-ms", "3600000"]);
    first.act_with(&first.persona("administrator"));
    allow(&first, &["127.0.0.1"]);
    robot(&first, &generic(&receiver));
    receiver.then("503 Service Unavailable");
    reported(&first);
    eventually(|| outbox(&first, "waiting").into_iter().find(|it| it["tries"] == 1));
    first.kill();

    let again = demo(folder.path());
    let waiting = outbox(&again, "waiting");
    assert_eq!((waiting.len(), &waiting[0]["tries"]), (1, &json!(1)));
    does(&again, "POST", &format!("/api/v1/outbox/{}/retry", waiting[0]["id"]), &Value::Null, 200);
    until(&again, "delivered", 1);
    assert_eq!(receiver.posted().len(), 2);
    reported(&again);
    until(&again, "delivered", 2);
    assert!(again.stop());
    assert_eq!(receiver.posted().len(), 3, "what arrived is not sent again");
}
