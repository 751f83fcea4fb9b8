//! `kill -9` at any moment loses nothing that was answered.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
};

use common::{Running, eventually, kill_now};
use serde_json::json;

/// How many reports are tried in all, by eight clients at once.
const REPORTS: usize = 1_000;

#[test]
fn a_killed_service_has_every_report_that_it_answered() {
    killed(&[]);
}

#[test]
fn a_killed_service_on_postgresql_has_every_report_that_it_answered() {
    killed(&["--database", &testkit::postgres_database()]);
}

/// Kills a demonstration over and over, with these arguments more.
fn killed(more: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let demo = [&["demo", "--incidents", "100"], more].concat();
    let mut answered = BTreeSet::new();
    // Killed after some, after many, and after all were answered.
    for (round, kill_after) in [37, 411, REPORTS].into_iter().enumerate() {
        let running = Running::start(folder.path(), &demo);
        let (lon, lat) = running.place_inside();
        let (count, dead) = (AtomicUsize::new(0), AtomicBool::new(false));
        let ids = thread::scope(|scope| {
            let clients: Vec<_> = (0..8)
                .map(|client| {
                    let (running, count, dead) = (&running, &count, &dead);
                    scope.spawn(move || {
                        let mut ids = Vec::new();
                        for n in 0..REPORTS / 8 {
                            let note = format!("第 {round} 轮 {client}-{n}");
                            let body = json!({ "lon": lon, "lat": lat, "category": "0102", "note": note });
                            match running.try_report(&body, &format!("{round}-{client}-{n}")) {
                                Ok((201, text)) => {
                                    let incident: serde_json::Value = serde_json::from_str(&text).unwrap();
                                    ids.push((incident["id"].as_str().unwrap().to_owned(), note));
                                    if count.fetch_add(1, Ordering::SeqCst) + 1 == kill_after {
                                        kill_now(running);
                                        dead.store(true, Ordering::SeqCst);
                                    }
                                }
                                Ok((status, text)) => panic!("{status}: {text}"),
                                Err(_) if dead.load(Ordering::SeqCst) || kill_after < REPORTS => break,
                                Err(err) => panic!("{err}"),
                            }
                        }
                        ids
                    })
                })
                .collect();
            clients.into_iter().flat_map(|it| it.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(ids.len() >= kill_after.min(REPORTS / 8 * 8), "{} of {kill_after} answered", ids.len());
        answered.extend(ids);
        running.kill();
    }
    let again = Running::start(folder.path(), &demo);
    for (id, note) in &answered {
        assert_eq!(again.get(&format!("/api/v1/incidents/{id}"))["note"], json!(note));
    }
    // What was saved but not answered may be there as well; what was never sent may not.
    let there = again.get("/health")["incidents"].as_u64().unwrap();
    assert!((100 + answered.len() as u64..=100 + 3 * REPORTS as u64).contains(&there), "{there}");
}

#[test]
fn a_killed_process_leaves_the_other_on_the_same_database_going_on() {
    let folder = tempfile::tempdir().unwrap();
    let database = testkit::postgres_database();
    let demo = ["demo", "--incidents", "100", "--database", &database];
    let (one, other) = (Running::start(folder.path(), &demo), Running::start(folder.path(), &demo));
    let (lon, lat) = one.place_inside();
    let report = |at: &Running, note: &str| {
        let body = json!({ "lon": lon, "lat": lat, "category": "0102", "note": note });
        let (status, text) = at.try_report(&body, note).unwrap();
        assert_eq!(status, 201, "{text}");
        serde_json::from_str::<serde_json::Value>(&text).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let find = |at: &Running, id: &str| {
        let (status, body) = at.fetch(&format!("/api/v1/incidents/{id}"));
        (status == 200).then_some(body)
    };
    // Both are written to until one is killed in the middle, wherever it is; the other answers every one.
    let (answered, others) = thread::scope(|scope| {
        let client = scope.spawn(|| {
            let body = |n: usize| json!({ "lon": lon, "lat": lat, "category": "0102", "note": format!("{n}") });
            let all = (0..).map(|n| one.try_report(&body(n), &format!("one-{n}")).ok());
            all.map_while(|it| it.filter(|it| it.0 == 201)).map(|it| it.1).collect::<Vec<_>>()
        });
        let before: Vec<_> = (0..50).map(|n| report(&other, &format!("before-{n}"))).collect();
        kill_now(&one);
        let after: Vec<_> = (0..50).map(|n| report(&other, &format!("after-{n}"))).collect();
        (client.join().unwrap(), [before, after].concat())
    });
    for text in answered {
        let id = serde_json::from_str::<serde_json::Value>(&text).unwrap()["id"].as_str().unwrap().to_owned();
        eventually(|| find(&other, &id));
    }
    // One that comes back has everything, and is followed again.
    let again = Running::start(folder.path(), &demo);
    assert!(others.iter().all(|id| find(&again, id).is_some()));
    let id = report(&again, "again");
    eventually(|| find(&other, &id));
}
