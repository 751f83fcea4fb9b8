//! What group commit brings on both engines: reports saved a second by one client and by many, each answered when it is on
//! disk; and how long reading takes meanwhile. With fsync, in the system's folder for temporary files.
//!
//! It is measured twice: on the disk as it is, and on one that is simulated: a library made by the C compiler (`cc`) is loaded
//! into this program and the server, and lets each flush take [`SLOW_MS`].
//!
//! `cargo bench -p store --bench commit`
#![expect(clippy::unwrap_used, reason = "a measurement ends where something fails")]

use std::{
    env,
    fs::{File, Permissions},
    io::Write,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use model::{Author, CellId, Change, Event, Happening, Incident, IncidentDetail, IncidentId, Report, Stage};
use store::{Postgres, Sqlite, Store};
use tempfile::TempDir;
use testkit::{Cluster, Sketch};
use tokio::task::JoinSet;
use uuid::Uuid;

/// So many clients write so long, in turns.
const TURN: Duration = Duration::from_secs(2);
/// Of so many turns the best counts.
const TURNS: usize = 2;
/// How many clients write; the first stands for writing one by one.
const CLIENTS: [usize; 4] = [1, 8, 32, 128];
/// How often is read between two looks at the clock.
const READS: usize = 2_000;
/// A flush of the disk that the goals were measured on, in milliseconds (FACTS.md, Storage: 195 commits a second).
const SLOW_MS: u32 = 5;
/// Tells this program, started again, that its disk is a simulated one.
const SLOW: &str = "WANGGE_SLOW_DISK";

/// Lets every flush take so long, in milliseconds, that its own time is part of.
const LIBRARY: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
static int slow(int (*flush)(int), int fd) {
    struct timespec now, until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += SLOW_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    int done = flush(fd);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, &now)) {}
    return done;
}
int fsync(int fd) { return slow((int (*)(int))dlsym(RTLD_NEXT, "fsync"), fd); }
int fdatasync(int fd) { return slow((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"), fd); }
"#;

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
    middle(took)
}

fn middle(mut took: Vec<Duration>) -> (Duration, Duration) {
    took.sort_unstable();
    (took[took.len() / 2], took[took.len() * 99 / 100])
}

/// Measures an engine; the goal is how many times as much `many` clients are to save as one.
async fn measure(name: &str, store: Arc<dyn Store>, many: usize, goal: f64) {
    let district = Sketch::new().cell(&[(0, 0), (40, 0), (40, 30), (0, 30)]).member("王小明").district();
    store.commit(Author::SYSTEM, Change::Found(Box::new(district))).await.unwrap();
    let known: Vec<_> = (1..=1_000).map(|it| IncidentId(Uuid::from_u128(it))).collect();
    let reports: JoinSet<_> = known
        .iter()
        .map(|id| {
            let (store, id) = (store.clone(), *id);
            async move { store.commit(Author::SYSTEM, report(id)).await.unwrap() }
        })
        .collect();
    reports.join_all().await;
    let mut rates = [0.0_f64; CLIENTS.len()];
    for _ in 0..TURNS {
        for (best, clients) in rates.iter_mut().zip(CLIENTS) {
            *best = best.max(rate(&store, clients).await);
        }
    }
    let one = rates[0];
    for (clients, rate) in CLIENTS.into_iter().zip(rates) {
        let (each, times) = (1e6 / rate, rate / one);
        let goal = if clients == many { format!(" (goal {goal})") } else { String::new() };
        println!(
            "{name}: {clients:3} clients {rate:6.0} reports a second, {each:6.1} µs each, {times:5.1} times{goal}"
        );
    }
    let idle = reading(&store, &known).await;
    let stop = Arc::new(AtomicBool::new(false));
    let writing = tokio::spawn({
        let (store, stop) = (store.clone(), stop.clone());
        async move { write(&store, many, stop).await }
    });
    let busy = reading(&store, &known).await;
    stop.store(true, Relaxed);
    writing.await.unwrap();
    println!(
        "{name}: reading takes {:.0?} (p99 {:.0?}) at rest, {:.0?} (p99 {:.0?}) while {many} clients write (goal: twice)",
        idle.0, idle.1, busy.0, busy.1
    );
}

/// Returns the median time of a flush.
fn flush() -> Duration {
    let mut file = tempfile::tempfile().unwrap();
    let mut one = || {
        file.write_all(&[1; 4096]).unwrap();
        let begun = Instant::now();
        file.sync_data().unwrap();
        begun.elapsed()
    };
    middle((0..100).map(|_| one()).collect()).0
}

/// Makes the library that slows the disk; `None` without a C compiler.
fn library(folder: &TempDir) -> Option<PathBuf> {
    // The server's user reads it, too.
    std::fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    let (source, library) = (folder.path().join("slow.c"), folder.path().join("slow.so"));
    File::create(&source).and_then(|mut it| it.write_all(LIBRARY.as_bytes())).unwrap();
    let mut cc = Command::new("cc");
    cc.args(["-shared", "-fPIC", "-O1", "-w"]).arg(format!("-DSLOW_MS={SLOW_MS}"));
    let made = cc.arg("-o").arg(&library).arg(&source).arg("-ldl").status();
    made.is_ok_and(|it| it.success()).then_some(library)
}

#[tokio::main]
async fn main() {
    let disk = if env::var_os(SLOW).is_some() { "a simulated disk" } else { "the disk as it is" };
    println!("On {disk}, a flush taking {:.1?}:", flush());
    let folder = tempfile::tempdir().unwrap();
    measure("SQLite", Arc::new(Sqlite::open(folder.path()).unwrap()), 128, 20.0).await;
    let (cluster, folder) = (Cluster::start(true), tempfile::tempdir().unwrap());
    measure("PostgreSQL", Arc::new(Postgres::open(&cluster.database(), folder.path()).unwrap()), 32, 10.0).await;
    if env::var_os(SLOW).is_some() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let Some(library) = library(&folder) else {
        println!("There is no C compiler, so no disk is simulated.");
        return;
    };
    let mut again = Command::new(env::current_exe().unwrap());
    assert!(again.env("LD_PRELOAD", library).env(SLOW, "1").status().unwrap().success());
}
