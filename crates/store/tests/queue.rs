//! More changes than may wait for the disk are refused at once, and those that were taken are all saved.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod engines;

use std::collections::BTreeSet;

use futures_util::future::join_all;
use model::{Author, Change, Event, IncidentDetail, IncidentId, Report, RoadClass, Stage};
use store::{Outcome, StoreError};
use testkit::Sketch;
use uuid::Uuid;

use self::engines::Home;

/// More than wait and are being written together.
const CHANGES: u128 = 1_500;

fn report(n: u128) -> Change {
    let incident = testkit::incident(IncidentId(Uuid::from_u128(n)), n as i64);
    let event = Event { at: n as i64, verb: "report".into(), stage: Stage::Reported, note: String::new() };
    let report = Report { incident, detail: IncidentDetail::default(), events: vec![event.into()] };
    Change::Report { reports: vec![report], idempotency_key: None }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_refuses_and_keeps_what_it_took() {
    let home = Home::sqlite();
    let store = home.open().unwrap();
    let road =
        Sketch::new().cell(&[(0, 0), (40, 0), (40, 30), (0, 30)]).road("人民路", RoadClass::Main, &[(0, 0), (40, 0)]);
    store.commit(Author::SYSTEM, Change::Found(Box::new(road.district()))).await.unwrap();
    // Another writer keeps the file busy until one is refused.
    let other = rusqlite::Connection::open(home.path().join("wangge.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let other = std::sync::Mutex::new(Some(other));
    let answers = join_all((0..CHANGES).map(|n| {
        let (store, other) = (&store, &other);
        async move {
            let answer = store.commit(Author::SYSTEM, report(n)).await;
            if matches!(answer, Err(StoreError::Busy)) {
                drop(other.lock().unwrap().take());
            }
            (n, answer)
        }
    }))
    .await;
    let busy = answers.iter().filter(|it| matches!(it.1, Err(StoreError::Busy))).count();
    assert!(busy > 0, "1,024 wait, 256 are written together");
    let saved: BTreeSet<u128> = answers.iter().filter(|it| matches!(it.1, Ok(Outcome::Saved))).map(|it| it.0).collect();
    let there: BTreeSet<u128> = store.load().await.unwrap().incidents.iter().map(|it| it.id.0.as_u128()).collect();
    assert_eq!(there, saved);
}
