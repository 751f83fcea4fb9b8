//! The audit trail over HTTP and on the command line: what was changed is listed, and what was tampered with is found.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::path::Path;

use common::{Running, agent, wangge};
use serde_json::{Value, json};

/// Runs `wangge audit verify`: whether it found the trail whole, and what it said.
fn verify(data: &Path, more: &[&str]) -> (Option<i32>, String) {
    let output = wangge().args(["audit", "verify", "--data"]).arg(data).args(more).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

fn reported(demo: &Running) -> Value {
    let (lon, lat) = demo.place_inside();
    let (status, incident) = demo.report(&json!({ "lon": lon, "lat": lat, "category": "0102", "note": "垃圾" }), "");
    assert_eq!(status, 201, "{incident}");
    incident["id"].clone()
}

#[test]
fn what_was_done_is_listed_with_who_and_from_where_until_that_is_erased() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 10);
    let id = reported(&demo);
    let cookie = demo.persona("administrator");
    demo.act_with(&cookie);
    let list = demo.get(&format!("/api/v1/audit?subject={}", id.as_str().unwrap()));
    let row = &list["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&row["operation"], &row["subject"], &row["origin"]), (&json!("report"), &id, &json!("127.0.0.1")));
    assert_eq!(row["body"]["first"][0]["category"], "0102", "{row}");
    let account = row["account"].as_u64().expect("the supervisor of the demonstration");

    // Page by page, every row once.
    let (mut cursor, mut numbers) = (String::new(), vec![]);
    loop {
        let page = demo.get(&format!("/api/v1/audit?limit=3{cursor}"));
        numbers.extend(page["items"].as_array().unwrap().iter().map(|it| it["seq"].as_i64().unwrap()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert!(numbers.len() > 3 && numbers.iter().eq((1..=numbers.len() as i64).rev().collect::<Vec<_>>().iter()));

    let (code, said) = verify(folder.path(), &[]);
    assert_eq!(code, Some(0), "beside the running service: {said}");
    let noted = said.split_whitespace().last().unwrap().to_owned();
    let forget = agent().post(demo.url(&format!("/api/v1/accounts/{account}/forget"))).send_empty().unwrap();
    assert_eq!(forget.status(), 204);
    let of_account = demo.get(&format!("/api/v1/audit?account={account}"));
    let rows = of_account["items"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|it| it["origin"].is_null()), "{of_account}");
    assert_eq!(verify(folder.path(), &["--noted", &noted]).0, Some(0));

    let (status, problem) = demo.problem("/api/v1/audit?limit=0");
    assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("limit")));
    let cookie = demo.persona("supervisor");
    demo.act_with(&cookie);
    assert_eq!(demo.problem("/api/v1/audit").0, 403, "not everybody may read it");
}

#[test]
fn tampering_is_found_and_named_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 10);
    reported(&demo);
    assert!(demo.stop());
    let (code, said) = verify(folder.path(), &[]);
    assert_eq!(code, Some(0), "{said}");
    let noted = said.split_whitespace().last().unwrap().to_owned();
    let conn = rusqlite::Connection::open(folder.path().join("wangge.db")).unwrap();
    conn.execute_batch(
        "DROP TRIGGER event_is_never_changed;
         UPDATE event SET at = at - 1 WHERE seq = (SELECT max(seq) FROM event)",
    )
    .unwrap();
    let (code, said) = verify(folder.path(), &[]);
    assert_eq!(code, Some(1));
    assert!(said.contains("所证的内容被改动") && said.contains("vouches for was changed"), "{said}");
    conn.execute_batch("UPDATE event SET at = at + 1 WHERE seq = (SELECT max(seq) FROM event)").unwrap();
    assert_eq!(verify(folder.path(), &["--noted", &noted]).0, Some(0));
    let other = noted.replace(|it: char| it.is_ascii_hexdigit() && !it.is_ascii_digit(), "0");
    let (code, said) = verify(folder.path(), &["--noted", &other]);
    assert_eq!((code, said.contains("is not the one that was noted")), (Some(1), true), "{said}");
    assert_eq!(verify(folder.path(), &["--noted", "x"]).0, Some(2));
    let nowhere = tempfile::tempdir().unwrap();
    assert_eq!(verify(nowhere.path(), &[]).0, Some(1));
}

#[test]
fn people_are_told_what_is_sent_to_them_and_what_is_overdue() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 3_000);
    // The made-up cases were overdue while nobody was watching: the first look tells.
    let inbox = common::eventually(|| {
        let inbox = demo.get("/api/v1/inbox?limit=2");
        (inbox["unread"].as_u64().unwrap() > 2).then_some(inbox)
    });
    let items = inbox["items"].as_array().unwrap();
    assert!(items.len() == 2 && items.iter().all(|it| it["read"] == false), "{inbox}");
    let one = &items[0];
    assert_eq!(one["kind"], "escalated", "{one}");
    assert!(one["zh"].as_str().unwrap().contains("时限") && one["percent"].as_u64().is_some(), "{one}");
    assert!(demo.get(&format!("/api/v1/incidents/{}", one["incident"].as_str().unwrap()))["id"].is_string());
    let next = demo.get(&format!("/api/v1/inbox?limit=2&cursor={}", inbox["next"].as_str().unwrap()));
    assert!(next["items"][0]["id"].as_i64().unwrap() < items[1]["id"].as_i64().unwrap());

    let read = |body: Value| {
        let request = agent().post(demo.url("/api/v1/inbox/read")).header("content-type", "application/json");
        request.send(body.to_string()).unwrap()
    };
    assert_eq!(read(json!({ "upto": items[1]["id"] })).status(), 204);
    let after = demo.get("/api/v1/inbox?limit=2");
    assert_eq!((&after["items"][0]["read"], &after["items"][1]["read"]), (&json!(false), &json!(true)));
    assert_eq!(read(json!({ "upto": "all" })).status(), 422);
}
