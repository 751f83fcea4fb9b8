//! `kill -9` at random moments while 32 clients write. `make torture` does it 200 times.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    collections::BTreeMap,
    path::Path,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
};

use common::{Running, kill_now, run};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::{Cluster, postgres_rows};

const CLIENTS: usize = 32;
/// How many reports a client tries in a round.
const EACH: usize = 40;

fn torture() -> bool {
    std::env::var_os("WANGGE_TORTURE").is_some()
}

/// Numbers that look random, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// What a service writes to: a folder, and a database of PostgreSQL where there is one.
struct Place {
    folder: TempDir,
    database: Option<String>,
}

impl Place {
    fn demo(&self) -> Running {
        let database = self.database.as_deref().map(Path::new);
        let env: Vec<_> = database.into_iter().map(|it| ("WANGGE_DATABASE", it)).collect();
        Running::demo_with(self.folder.path(), 50, &env)
    }

    fn look_through(&self) {
        let mut args = vec!["doctor"];
        args.extend(self.database.iter().flat_map(|it| ["--database", it]));
        let (code, said) = run(&args, Path::new("--least-free=0"), self.folder.path());
        assert_eq!(code, Some(0), "{said}");
    }

    /// Looks into the database itself: the note, id and key of each report that came with a key.
    fn reports(&self) -> Vec<[String; 3]> {
        let sql = |id| format!("SELECT note, {id}, key FROM incident_detail JOIN idempotency USING (incident)");
        if let Some(url) = &self.database {
            let rows = postgres_rows(url, &sql("replace(incident::text, '-', '')"));
            return rows.into_iter().map(|it| it.try_into().unwrap()).collect();
        }
        let conn = self.file();
        let mut statement = conn.prepare(&sql("lower(hex(incident))")).unwrap();
        let rows = statement.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?])).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// Counts the reports without a key, of which the clients send none.
    fn without_key(&self) -> i64 {
        let made_up = if self.database.is_some() { "made_up" } else { "made_up <> 0" };
        let sql = format!(
            "SELECT count(*) FROM incident JOIN incident_detail ON incident = id
             WHERE note <> '' AND NOT ({made_up}) AND id NOT IN (SELECT incident FROM idempotency)"
        );
        match &self.database {
            Some(url) => postgres_rows(url, &sql)[0][0].parse().unwrap(),
            None => self.file().query_row(&sql, [], |row| row.get(0)).unwrap(),
        }
    }

    fn file(&self) -> Connection {
        let path = self.folder.path().join("wangge.db");
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
    }
}

#[test]
fn a_service_killed_at_random_moments_has_all_that_it_answered_and_nothing_twice() {
    kill_over_and_over(&Place { folder: tempfile::tempdir().unwrap(), database: None });
}

#[test]
fn a_service_on_postgresql_killed_at_random_moments_has_all_that_it_answered_and_nothing_twice() {
    // One that waits for the disk, as in earnest.
    let cluster = Cluster::start(true);
    kill_over_and_over(&Place { folder: tempfile::tempdir().unwrap(), database: Some(cluster.database()) });
}

fn kill_over_and_over(place: &Place) {
    let rounds = if torture() { 200 } else { 3 };
    let mut dice = Dice(20_261_122);
    let mut answered: BTreeMap<String, String> = BTreeMap::new();
    for round in 0..rounds {
        let running = place.demo();
        let (lon, lat) = running.place_inside();
        let kill_after = dice.below(CLIENTS * EACH / 2);
        let (count, dead) = (AtomicUsize::new(0), AtomicBool::new(false));
        let taken = thread::scope(|scope| {
            let client = |client: usize| {
                let (running, count, dead) = (&running, &count, &dead);
                move || {
                    let mut taken = Vec::new();
                    for n in 0..EACH {
                        // Every fourth is sent again with its key, as by a client that heard no answer.
                        let key = format!("{round}-{client}-{}", n - usize::from(n % 4 == 3));
                        let body = json!({ "lon": lon, "lat": lat, "category": "0102", "note": key });
                        match running.try_report(&body, &key) {
                            Ok((200 | 201, text)) => {
                                let incident: Value = serde_json::from_str(&text).unwrap();
                                taken.push((key, incident["id"].as_str().unwrap().to_owned()));
                                if count.fetch_add(1, Ordering::SeqCst) == kill_after {
                                    dead.store(true, Ordering::SeqCst);
                                    kill_now(running);
                                }
                            }
                            Ok((status, text)) => panic!("{status}: {text}"),
                            Err(_) if dead.load(Ordering::SeqCst) => break,
                            Err(err) => panic!("{err}"),
                        }
                    }
                    taken
                }
            };
            let clients: Vec<_> = (0..CLIENTS).map(|it| scope.spawn(client(it))).collect();
            clients.into_iter().flat_map(|it| it.join().unwrap()).collect::<Vec<_>>()
        });
        running.kill();
        for (key, id) in taken {
            // A repeated key was answered with what it was answered with before.
            assert_eq!(answered.entry(key).or_insert(id.clone()), &id);
        }
        everything_is_there(place, &answered);
        if round % 10 == 0 {
            place.look_through();
        }
    }
    place.look_through();
    let again = place.demo();
    let kept = again.get("/health")["incidents"].as_u64().unwrap();
    let on = if place.database.is_some() { "PostgreSQL" } else { "SQLite" };
    println!("{on}: {rounds} kills, {} answered reports, {kept} incidents, none lost, none twice", answered.len());
    assert!(kept >= 50 + answered.len() as u64);
}

fn everything_is_there(place: &Place, answered: &BTreeMap<String, String>) {
    let mut kept = BTreeMap::new();
    for [note, id, key] in place.reports() {
        // A key is kept with whose it is.
        let key = key.split_once(' ').map_or(key.clone(), |it| it.1.to_owned());
        assert_eq!(note, key);
        assert!(kept.insert(key, id).is_none(), "{note} is there twice");
    }
    for (key, id) in answered {
        assert_eq!(kept.get(key), Some(&id.replace('-', "")), "{key} was answered");
    }
    assert_eq!(place.without_key(), 0, "reports without the key that they were sent with");
}

#[test]
fn the_same_key_a_thousand_times_at_once_is_one_case() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::demo(folder.path(), 10);
    let (lon, lat) = running.place_inside();
    let body = json!({ "lon": lon, "lat": lat, "category": "0102", "note": "一次" });
    let answers: Vec<(u16, Value)> = thread::scope(|scope| {
        // As many at once as the service works on, over and over.
        let client = || (0..10).map(|_| running.report(&body, "the-same")).collect::<Vec<_>>();
        let clients: Vec<_> = (0..100).map(|_| scope.spawn(client)).collect();
        clients.into_iter().flat_map(|it| it.join().unwrap()).collect()
    });
    assert_eq!(answers.len(), 1_000);
    assert_eq!(answers.iter().filter(|it| it.0 == 201).count(), 1, "made once");
    let id = &answers[0].1["id"];
    assert!(answers.iter().all(|(status, it)| matches!(status, 200 | 201) && &it["id"] == id));
    assert_eq!(running.get("/health")["incidents"], 11);
}
