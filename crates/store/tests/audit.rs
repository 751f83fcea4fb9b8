//! Whatever somebody does to events, photos or the audit trail itself behind the program's back is found.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod engines;

use std::sync::Arc;

use self::engines::{Home, on_both_engines};

use std::{net::IpAddr, path::Path};

use futures_util::future::join_all;
use model::{
    AccountId, AccountRole, Author, CaseEvent, Change, Decision, Deed, Event, Incident, IncidentDetail, IncidentId,
    Leave, LonLat, PersonId, PhotoFile, PhotoFormat, Point, Report, RoadClass, Stage,
    case::{Action, Actor, Outcome as Led, Photo, PhotoId, PhotoKind},
};
use rusqlite::{Connection, types::Value};
use store::{AuditFilter, Outcome, Place, Sqlite, Store, StoreError, TrailFault, verify_audit};
use testkit::Sketch;
use uuid::Uuid;

const CLERK: Author = Author {
    actor: Actor::Account { account: AccountId(7), role: AccountRole::Dispatcher, person: Some(PersonId(1)) },
    from: Some(IpAddr::V4(std::net::Ipv4Addr::new(10, 1, 2, 3))),
};

fn report(n: u128) -> Report {
    let incident = testkit::incident(IncidentId(Uuid::from_u128(n)), n as i64);
    let event = Event { at: n as i64, verb: "report".into(), stage: Stage::Reported, note: "垃圾".into() };
    Report { incident, detail: IncidentDetail::default(), events: vec![event.into()] }
}

fn reports(ids: impl IntoIterator<Item = u128>) -> Change {
    Change::Report { reports: ids.into_iter().map(report).collect(), idempotency_key: None }
}

/// A comment with two photos.
fn comment(n: u128) -> Change {
    let photo = |id| Photo { id: PhotoId([id; 32]), kind: PhotoKind::After, taken_at: Some(9), place: None };
    let event = CaseEvent {
        revision: 2,
        at: 90,
        actor: CLERK.actor,
        action: Action::Comment,
        outcome: Led { stage: Stage::Handling, version: Some(1), due_at: Some(100), step_due_at: None },
        note: "已清运".into(),
        photos: vec![photo(1), photo(2)],
        place: Some(Point { x: 3, y: 4 }),
    };
    let incident = Incident { stage: Stage::Handling, revision: 2, ..report(n).incident };
    let deeds = vec![Deed { incident, before: 1, events: vec![event] }];
    Change::Case { deeds, decision: Decision::default(), rerouted: vec![], idempotency_key: None }
}

fn leave() -> Change {
    let leave = Leave { person: PersonId(0), stand_in: None, from: 1, to: 2, made_at: 1, ended_at: None };
    let decision = Decision { new_leaves: vec![leave], ..Decision::default() };
    Change::Decide { decision, rerouted: vec![] }
}

fn photo(id: u8) -> PhotoFile {
    PhotoFile {
        id: PhotoId([id; 32]),
        format: PhotoFormat::Jpeg,
        bytes: 3,
        width: 4,
        height: 5,
        taken_at: Some(6),
        place: Some(LonLat { lon: 113.0, lat: 22.0 }),
        uploaded_at: 7,
        uploaded_by: None,
    }
}

/// A small database: ten changes by three kinds of authors.
async fn filled(place: impl Into<Place>) -> Arc<dyn Store> {
    let store = place.into().open().unwrap();
    let district = Sketch::new()
        .cell(&[(0, 0), (40, 0), (40, 30), (0, 30)])
        .member("王小明")
        .road("人民路", RoadClass::Main, &[(0, 0), (80, 0)])
        .leader("李主任")
        .district();
    store.commit(Author::SYSTEM, Change::Found(Box::new(district))).await.unwrap();
    store.commit(Author::ANONYMOUS, reports([1])).await.unwrap();
    store.commit(CLERK, reports([2, 3])).await.unwrap();
    store.add_photo(CLERK, photo(1), b"one".to_vec(), vec![]).await.unwrap();
    store.add_photo(Author::ANONYMOUS, photo(2), b"two".to_vec(), vec![]).await.unwrap();
    store.commit(CLERK, comment(2)).await.unwrap();
    store.commit(CLERK, leave()).await.unwrap();
    store
}

fn check(place: impl Into<Place>) -> Result<store::SoundTrail, TrailFault> {
    verify_audit(place, None).unwrap()
}

/// A connection that may do what the program never does.
fn intruder(folder: &Path) -> Connection {
    let conn = Connection::open(folder.join("wangge.db")).unwrap();
    let set = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF;";
    conn.execute_batch(set).unwrap();
    let triggers: Vec<String> = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for name in triggers {
        conn.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    conn
}

/// All that a value could be turned into by changing one byte, and something where there is nothing.
fn others(value: &Value, kind: &str) -> Vec<Value> {
    let flipped = |bytes: &[u8]| -> Vec<Vec<u8>> {
        let one = |at: usize| {
            let mut bytes = bytes.to_vec();
            bytes[at] ^= 0x04;
            bytes
        };
        (0..bytes.len()).map(one).chain([[bytes, b"x"].concat()]).collect()
    };
    match value {
        Value::Null => vec![match kind {
            "INTEGER" => Value::Integer(0),
            "REAL" => Value::Real(0.0),
            "TEXT" => Value::Text(String::new()),
            _ => Value::Blob(vec![]),
        }],
        Value::Integer(it) => (0..8).map(|byte| Value::Integer(it ^ (4 << (8 * byte)))).collect(),
        Value::Real(it) => vec![Value::Real(it + 1e-9), Value::Real(-it)],
        Value::Text(it) => {
            // What is no text any more is another case: the engine stores it all the same.
            flipped(it.as_bytes()).into_iter().filter_map(|it| String::from_utf8(it).ok()).map(Value::Text).collect()
        }
        Value::Blob(it) => flipped(it).into_iter().map(Value::Blob).collect(),
    }
}

#[tokio::test]
async fn every_changed_byte_of_events_photos_and_trail_is_found() {
    let folder = tempfile::tempdir().unwrap();
    drop(filled(folder.path()).await);
    let sound = check(folder.path()).unwrap();
    assert_eq!((sound.rows, sound.events_to), (8, 4), "a row for the beginning and one for each change");
    let conn = intruder(folder.path());
    let mut tried = 0;
    for (table, key) in
        [("event", "seq"), ("event_photo", "position"), ("photo", "seq"), ("audit", "seq"), ("audit_origin", "seq")]
    {
        let columns: Vec<(String, String)> = conn
            .prepare(&format!("SELECT name, type FROM pragma_table_info('{table}')"))
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let keys: Vec<i64> = conn
            .prepare(&format!("SELECT {key} FROM {table}"))
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert!(!keys.is_empty(), "{table}");
        for (column, kind) in &columns {
            for id in &keys {
                let sql = format!("SELECT {column} FROM {table} WHERE {key} = {id}");
                let before: Value = conn.query_row(&sql, [], |row| row.get(0)).unwrap();
                for other in others(&before, kind) {
                    let whole = conn.unchecked_transaction().unwrap();
                    let update = format!("UPDATE {table} SET {column} = ?1 WHERE {key} = {id}");
                    // A number that is taken, or nothing where something has to be: the engine itself refuses.
                    if whole.execute(&update, [&other]).is_err() {
                        continue;
                    }
                    whole.commit().unwrap();
                    let found = check(folder.path());
                    assert!(found.is_err(), "{table}.{column} of {id}: {before:?} became {other:?}");
                    tried += 1;
                    let new_id = match &other {
                        Value::Integer(it) if column == key => *it,
                        _ => *id,
                    };
                    let back = format!("UPDATE {table} SET {column} = ?1 WHERE {key} = {new_id}");
                    assert_eq!(conn.execute(&back, [&before]).unwrap(), 1);
                }
            }
        }
    }
    assert!(tried > 1_000, "{tried}");
    assert_eq!(check(folder.path()).unwrap(), sound, "put back as it was");
}

#[tokio::test]
async fn what_is_removed_added_or_cut_off_is_found() {
    let folder = tempfile::tempdir().unwrap();
    drop(filled(folder.path()).await);
    let sound = check(folder.path()).unwrap();
    let noted = Some(sound.last.to_string().parse().unwrap());
    assert_eq!(verify_audit(folder.path(), noted).unwrap(), Ok(sound));
    let conn = intruder(folder.path());
    let tries = [
        ("DELETE FROM event WHERE seq = 2", true),
        ("DELETE FROM event WHERE seq = 4", true),
        ("DELETE FROM event_photo WHERE position = 1", true),
        ("DELETE FROM photo WHERE seq = 2", true),
        ("DELETE FROM audit WHERE seq = 1", true),
        ("DELETE FROM audit WHERE seq = 4", true),
        ("DELETE FROM audit", true),
        ("INSERT INTO event SELECT 99, incident, at, verb, stage, note, case_revision, actor, account, role, person, x, y,
             version, due_at, step_due_at, target, until, other, number FROM event WHERE seq = 4", true),
        ("INSERT INTO event (seq, incident, at, verb, stage, note) SELECT -5, id, 1, 'report', 'closed', '' FROM incident LIMIT 1", true),
        ("INSERT INTO event_photo SELECT event, 9, photo, kind, taken_at, x, y FROM event_photo WHERE position = 1", true),
        ("UPDATE incident SET category = 501 WHERE reported_at = 1", true),
        ("UPDATE incident SET lon = lon + 0.001 WHERE reported_at = 1", true),
        ("UPDATE incident SET reported_at = 4 WHERE reported_at = 1", true),
        ("INSERT INTO audit SELECT 0, at, actor, account, role, person, origin, operation, subject, body, events_to, photos_to,
             rows_hash, hash FROM audit WHERE seq = 1", true),
        // The last change appended nothing: without its row the trail is whole, but not the one that was noted.
        ("DELETE FROM audit_origin WHERE seq = 8; DELETE FROM audit WHERE seq = 8", false),
    ];
    for (sql, alone) in tries {
        conn.execute_batch(&format!("BEGIN; {sql}; COMMIT")).unwrap();
        assert_eq!(check(folder.path()).is_err(), alone, "{sql}");
        assert!(verify_audit(folder.path(), noted).unwrap().is_err(), "{sql}");
        let fresh = tempfile::tempdir().unwrap();
        drop(filled(fresh.path()).await);
        // The next try begins from a whole one.
        conn.execute_batch(
            "DELETE FROM audit_origin; DELETE FROM audit; DELETE FROM event_photo; DELETE FROM event;
            DELETE FROM photo; DELETE FROM incident",
        )
        .unwrap();
        conn.execute("ATTACH ?1 AS fresh", [fresh.path().join("wangge.db").to_str().unwrap()]).unwrap();
        for table in ["audit_origin", "audit", "event_photo", "event", "photo", "incident"] {
            conn.execute_batch(&format!("INSERT INTO {table} SELECT * FROM fresh.{table}")).unwrap();
        }
        conn.execute_batch("DETACH fresh").unwrap();
        assert!(check(folder.path()).is_ok());
    }
}

async fn erasing_where_somebody_came_from_keeps_the_chain_whole(folder: Home) {
    let store = filled(&folder).await;
    let all = |account| AuditFilter { before: None, account, subject: None, limit: 100 };
    let mine = store.audit(all(Some(AccountId(7)))).await.unwrap();
    assert_eq!(mine.len(), 4);
    assert!(mine.iter().all(|it| it.origin.as_deref() == Some("10.1.2.3")));
    let before = check(&folder).unwrap();
    store.commit(Author::SYSTEM, Change::Forget(AccountId(7))).await.unwrap();
    let after = check(&folder).unwrap();
    assert_eq!(after.rows, before.rows + 1, "beside a store that is open; that it was erased is on record");
    let mine = store.audit(all(Some(AccountId(7)))).await.unwrap();
    assert!(mine.len() == 4 && mine.iter().all(|it| it.origin.is_none()));
    drop(store);
    // Only SQLite writes over what is erased.
    let file = std::fs::read(folder.path().join("wangge.db")).unwrap_or_default();
    assert!(!file.windows(8).any(|it| it == b"10.1.2.3"), "not even in free pages");
}

async fn the_trail_is_read_newest_first_by_pages_accounts_and_subjects(folder: Home) {
    let store = filled(&folder).await;
    let filter = AuditFilter { before: None, account: None, subject: None, limit: 3 };
    let numbers = |rows: &[store::AuditRow]| rows.iter().map(|it| it.seq).collect::<Vec<_>>();
    let page = store.audit(filter.clone()).await.unwrap();
    assert_eq!(numbers(&page), [8, 7, 6]);
    assert_eq!((&page[0].operation[..], page[0].actor), ("decide", CLERK.actor));
    let page = store.audit(AuditFilter { before: Some(6), ..filter.clone() }).await.unwrap();
    assert_eq!(numbers(&page), [5, 4, 3]);
    let about = Some(IncidentId(Uuid::from_u128(2)).to_string());
    let page = store.audit(AuditFilter { subject: about.clone(), ..filter.clone() }).await.unwrap();
    assert_eq!(page.iter().map(|it| &it.operation[..]).collect::<Vec<_>>(), ["case"]);
    assert!(page[0].body.contains("\"verbs\":[\"comment\"]"), "{}", page[0].body);
    let page = store.audit(AuditFilter { subject: about, account: Some(AccountId(8)), ..filter }).await.unwrap();
    assert!(page.is_empty());
}

async fn what_was_refused_or_repeated_leaves_no_row(folder: Home) {
    let store = filled(&folder).await;
    let rows = check(&folder).unwrap().rows;
    assert!(store.commit(CLERK, reports([9, 1])).await.is_err());
    let keyed = Change::Report { reports: vec![report(10)], idempotency_key: Some("k".into()) };
    store.commit(CLERK, keyed.clone()).await.unwrap();
    store.commit(CLERK, keyed).await.unwrap();
    assert!(!store.add_photo(CLERK, photo(1), b"one".to_vec(), vec![]).await.unwrap());
    assert_eq!(check(&folder).unwrap().rows, rows + 1);
}

async fn one_that_is_refused_takes_no_other_of_its_group_with_it(folder: Home) {
    let store = filled(&folder).await;
    let rows = check(&folder).unwrap().rows;
    let keyed = || Change::Report { reports: vec![report(30)], idempotency_key: Some("k".into()) };
    // Somebody commented the second before, and the first is there already. They are taken in this order, and written in groups.
    let group = [reports([20]), comment(2), reports([21, 1]), keyed(), keyed(), reports([22]), comment(3)];
    let came = join_all(group.map(|it| store.commit(CLERK, it))).await;
    let saved: Vec<_> = came.iter().map(|it| matches!(it, Ok(Outcome::Saved))).collect();
    assert_eq!(saved, [true, false, false, true, false, true, true], "{came:?}");
    assert!(matches!(came[1], Err(StoreError::Stale(it)) if it == report(2).incident.id), "{came:?}");
    assert!(matches!(came[4], Ok(Outcome::Repeated(it)) if it == report(30).incident.id), "{came:?}");
    let details = store.details(&[20, 21, 22, 30].map(|it| report(it).incident.id)).await.unwrap();
    assert_eq!(details.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true, true]);
    assert_eq!(check(&folder).unwrap().rows, rows + 4);
}

#[tokio::test]
async fn what_was_there_before_the_trail_is_covered_by_its_first_row() {
    let folder = tempfile::tempdir().unwrap();
    let conn = Connection::open(folder.path().join("wangge.db")).unwrap();
    for sql in [
        include_str!("../../../migrations/sqlite/0001_district_and_incidents.sql"),
        include_str!("../../../migrations/sqlite/0002_partition_versions.sql"),
        include_str!("../../../migrations/sqlite/0003_duties.sql"),
        include_str!("../../../migrations/sqlite/0004_cases.sql"),
        include_str!("../../../migrations/sqlite/0005_photos.sql"),
        include_str!("../../../migrations/sqlite/0006_notices.sql"),
    ] {
        conn.execute_batch(sql).unwrap();
    }
    conn.execute_batch(&format!(
        "PRAGMA application_id = {}; PRAGMA user_version = 6; PRAGMA foreign_keys = OFF;
         INSERT INTO event (incident, at, verb, stage, note) VALUES (x'07', 1, 'report', 'reported', '垃圾'),
             (x'07', 2, 'reroute', 'reported', '');",
        0x5747_4745
    ))
    .unwrap();
    drop(conn);
    assert!(verify_audit(folder.path(), None).is_err(), "of an earlier version");
    drop(Sqlite::open(folder.path()).unwrap());
    let sound = check(folder.path()).unwrap();
    assert_eq!((sound.rows, sound.events_to), (1, 2));
    intruder(folder.path()).execute_batch("UPDATE event SET note = 'x' WHERE seq = 1").unwrap();
    assert!(matches!(check(folder.path()), Err(TrailFault::Appended { seq: 1, .. })));
}

#[tokio::test]
async fn a_trail_that_was_taken_away_does_not_begin_anew() {
    let folder = tempfile::tempdir().unwrap();
    drop(filled(folder.path()).await);
    intruder(folder.path()).execute_batch("DELETE FROM audit_origin; DELETE FROM audit").unwrap();
    let store = Sqlite::open(folder.path()).unwrap();
    assert!(matches!(store.commit(CLERK, reports([20])).await, Err(StoreError::Corrupt { .. })));
    assert_eq!(check(folder.path()), Err(TrailFault::Missing { seq: 1 }));
}

async fn the_program_s_own_connection_refuses_to_change_the_trail(folder: Home) {
    drop(filled(&folder).await);
    for sql in [
        "UPDATE audit SET body = ''",
        "DELETE FROM audit",
        "UPDATE audit_origin SET origin = ''",
        "UPDATE event SET note = ''",
        "DELETE FROM event",
        "DELETE FROM event_photo",
        "UPDATE photo SET taken_at = 1",
        "DELETE FROM photo",
    ] {
        let err = folder.meddle(sql).await.unwrap_err();
        assert!(err.contains("never"), "{sql}: {err}");
    }
}

on_both_engines! {
    erasing_where_somebody_came_from_keeps_the_chain_whole
    the_trail_is_read_newest_first_by_pages_accounts_and_subjects
    what_was_refused_or_repeated_leaves_no_row
    one_that_is_refused_takes_no_other_of_its_group_with_it
    the_program_s_own_connection_refuses_to_change_the_trail
}
