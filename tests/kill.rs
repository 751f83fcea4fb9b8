//! `kill -9` at any moment loses nothing that was answered.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
};

use common::{Running, kill_now};
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
