//! What group commit brings on both engines: reports saved a second by one client and by many, each answered when it is on
//! disk; and how long reading takes meanwhile. With fsync, in the system's folder for temporary files.
//!
//! `cargo bench -p store --bench commit`
#![expect(clippy::unwrap_used, reason = "a measurement ends where something fails")]

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use model::{Author, CellId, Change, Event, Happening, Incident, IncidentDetail, IncidentId, Report, Stage};
use store::{Postgres, Sqlite, Store};
use testkit::{Cluster, Sketch};
use tokio::task::JoinSet;
use uuid::Uuid;

/// One client and all of them write so long, in turns.
const TURN: Duration = Duration::from_secs(3);
/// Of so many turns the best counts.
const TURNS: usize = 3;
/// How often is read between two looks at the clock.
const READS: usize = 2_000;

fn report(id: IncidentId) -> Change {
    let incident = Incident { cell: Some(CellId(0)), made_up: true, ..testkit::incident(id, 1_784_600_000_000) };
    let detail = IncidentDetail {
        note: "菜市场东门垃圾一堆".into(),
        accuracy_m: Some(12.5),
        reason_zh: "在 1 号网格内，距边界 20 米".into(),
        reason_en: "in cell 1, 20 m from its border".into(),
        trace: "{}".into(),
    };
    let event = Event { at: incident.reported_at, verb: "report".into(), stage: Stage::Reported, note: String::new() };
    let report = Report { incident, detail, events: vec![Happening::Event(event)] };
    Change::Report { reports: vec![report], idempotency_key: Some(id.0.to_string()) }
}

/// Lets so many clients report one after the other until told to stop; returns how many reports were saved.
async fn write(store: &Arc<dyn Store>, clients: usize, stop: Arc<AtomicBool>) -> usize {
    let mut all = JoinSet::new();
    for _ in 0..clients {
        let (store, stop) = (store.clone(), stop.clone());
        all.spawn(async move {
            let mut saved = 0;
            while !stop.load(Relaxed) {
                store.commit(Author::SYSTEM, report(IncidentId(Uuid::now_v7()))).await.unwrap();
                saved += 1;
            }
            saved
        });
    }
    all.join_all().await.into_iter().sum()
}

/// Returns how many reports a second so many clients save.
async fn rate(store: &Arc<dyn Store>, clients: usize) -> f64 {
    let stop = Arc::new(AtomicBool::new(false));
    let begun = Instant::now();
    let written = tokio::spawn({
        let (store, stop) = (store.clone(), stop.clone());
        async move { write(&store, clients, stop).await }
    });
    tokio::time::sleep(TURN).await;
    stop.store(true, Relaxed);
    written.await.unwrap() as f64 / begun.elapsed().as_secs_f64()
}

/// Returns the median and the 99th percentile of how long reading one incident's details takes.
async fn reading(store: &Arc<dyn Store>, known: &[IncidentId]) -> (Duration, Duration) {
    let mut took = Vec::with_capacity(READS);
    for at in 0..READS {
        let id = known[at * 7_919 % known.len()];
        let begun = Instant::now();
        assert!(store.details(&[id]).await.unwrap()[0].is_some());
        took.push(begun.elapsed());
    }
    took.sort_unstable();
    (took[READS / 2], took[READS * 99 / 100])
}

/// Measures an engine with so many clients against one.
async fn measure(name: &str, store: Arc<dyn Store>, clients: usize, goal: f64) {
    let district = Sketch::new().cell(&[(0, 0), (40, 0), (40, 30), (0, 30)]).member("王小明").district();
    store.commit(Author::SYSTEM, Change::Found(Box::new(district))).await.unwrap();
    let known: Vec<_> = (1..=1_000).map(|it| IncidentId(Uuid::from_u128(it))).collect();
    for id in &known {
        store.commit(Author::SYSTEM, report(*id)).await.unwrap();
    }
    let (mut one, mut many) = (0.0_f64, 0.0_f64);
    for _ in 0..TURNS {
        one = one.max(rate(&store, 1).await);
        many = many.max(rate(&store, clients).await);
    }
    println!(
        "{name}: one client {one:.0} reports a second, {clients} clients {many:.0}: {:.1} times as many (goal {goal})",
        many / one
    );
    let idle = reading(&store, &known).await;
    let stop = Arc::new(AtomicBool::new(false));
    let writing = tokio::spawn({
        let (store, stop) = (store.clone(), stop.clone());
        async move { write(&store, clients, stop).await }
    });
    let busy = reading(&store, &known).await;
    stop.store(true, Relaxed);
    writing.await.unwrap();
    println!(
        "{name}: reading takes {:.0?} (p99 {:.0?}) at rest, {:.0?} (p99 {:.0?}) while {clients} clients write",
        idle.0, idle.1, busy.0, busy.1
    );
}

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    measure("SQLite", Arc::new(Sqlite::open(folder.path()).unwrap()), 128, 20.0).await;
    let (cluster, folder) = (Cluster::start(true), tempfile::tempdir().unwrap());
    measure("PostgreSQL", Arc::new(Postgres::open(&cluster.database(), folder.path()).unwrap()), 32, 10.0).await;
}
