//! A store that is copied to either engine is the same row by row, or it is not there at all.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod engines;
mod tale;

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use model::{AccountRole, Author, Change, IncidentId, Message, MessageKind, Recipient, RobotId};
use rusqlite::types::Value;
use sha2::Digest as _;
use store::{Copied, CopyError, LetterQuery, Place, Store, StoreError, Work, copy_store, examine};
use uuid::Uuid;

use self::{engines::Home, tale::Tale};

/// Tells a story of this many changes; what is refused is refused.
async fn tell(store: Arc<dyn Store>, count: usize) {
    let mut tale = Tale::new(7);
    let mut steps = 0;
    while steps < count {
        let author = tale.author();
        let query = LetterQuery { limit: 1_000, ..LetterQuery::default() };
        let known: Vec<_> = store.letters(query).await.unwrap().iter().map(|it| it.id).collect();
        for step in tale.some() {
            let _ = store.commit(author, step.change(&known)).await;
            steps += 1;
        }
    }
}

fn copy(from: &Home, to: &Home) -> Result<Copied, CopyError> {
    copy_store(from.place(), to.place(), &mut |_, _, _| ())
}

/// All rows of all tables of an SQLite file, but when the migrations were applied.
fn dump(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let conn = rusqlite::Connection::open(folder.join("wangge.db")).unwrap();
    let mut names =
        conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'migration'").unwrap();
    let names = names.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let rows = |name: &str| {
        let mut all = conn.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
        let width = all.column_count();
        let read = |row: &rusqlite::Row<'_>| (0..width).map(|at| row.get(at)).collect::<Result<Vec<Value>, _>>();
        let rows = all.query_map([], read).unwrap().map(|it| format!("{:?}", it.unwrap()));
        let mut rows: Vec<_> = rows.collect();
        rows.sort();
        rows
    };
    names.map(Result::unwrap).map(|name| (name.clone(), rows(&name))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_story_that_is_copied_to_the_other_engine_and_back_is_the_same_row_by_row() {
    let homes = [Home::sqlite(), Home::postgres(), Home::postgres(), Home::sqlite(), Home::sqlite()];
    tell(homes[0].open().unwrap(), 1_500).await;
    let before = dump(homes[0].path());
    assert!(before.values().map(Vec::len).sum::<usize>() > 2_000 && !before["letter"].is_empty());
    let mut ends = Vec::new();
    for pair in homes.windows(2) {
        let it = copy(&pair[0], &pair[1]).unwrap();
        assert_eq!(it.rows as usize, before.values().map(Vec::len).sum::<usize>() - before["sqlite_sequence"].len());
        ends.push(it.examined.trail.unwrap());
    }
    assert!(ends.windows(2).all(|it| it[0] == it[1]), "{ends:?}");
    for home in [&homes[3], &homes[4]] {
        let after = dump(home.path());
        for (table, rows) in &before {
            assert_eq!(Some(rows), after.get(table), "{table}");
        }
        assert_eq!(before.len(), after.len());
    }
}

async fn letters(store: &dyn Store) -> Vec<i64> {
    let query = LetterQuery { limit: 1_000_000, ..LetterQuery::default() };
    store.letters(query).await.unwrap().iter().map(|it| it.id.0).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_written_to_a_copy_goes_on_behind_what_was_there() {
    let homes = [Home::sqlite(), Home::postgres(), Home::sqlite()];
    tell(homes[0].open().unwrap(), 600).await;
    let last = letters(&*homes[0].open().unwrap()).await.into_iter().max().unwrap();
    // A number that was given out does not come back, though its letter is gone.
    homes[0].meddle(&format!("DELETE FROM letter WHERE id = {last}")).await.unwrap();
    copy(&homes[0], &homes[1]).unwrap();
    copy(&homes[1], &homes[2]).unwrap();
    let mut came = Vec::new();
    for home in &homes {
        let store = home.open().unwrap();
        let incident = store.load().await.unwrap().incidents[0].id;
        let told = (0..1_000).map(|due_at| {
            let kind = MessageKind::Escalated { percent: 77, due_at };
            Message { at: 1, to: Recipient::Role(AccountRole::Supervisor), kind, incident }
        });
        store.commit(Author::SYSTEM, Change::Tell(told.collect())).await.unwrap();
        let message = store.unsent(100_000).await.unwrap().last().unwrap().id;
        let robot = RobotId(0);
        let letter = model::LetterChange::Written { upto: message, letters: vec![(robot, message)], at: 1 };
        store.commit(Author::SYSTEM, Change::Letter(letter)).await.unwrap();
        came.push(letters(&*store).await.into_iter().max().unwrap());
        assert!(store.history(IncidentId(Uuid::from_u128(0))).await.is_ok());
    }
    assert_eq!(came[0], last + 1);
    assert!(came[1] == came[0] && came[2] == came[0], "{came:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_written_over_and_whatever_cannot_be_read_is_named() {
    let (from, other) = (Home::sqlite(), Home::sqlite());
    tell(from.open().unwrap(), 50).await;
    tell(other.open().unwrap(), 50).await;

    let folder = copy(&from, &other).unwrap_err();
    assert!(matches!(&folder, CopyError::Occupied(it) if it == other.path()), "{folder}");
    let full = Home::postgres();
    copy(&from, &full).unwrap();
    let again = copy(&from, &full).unwrap_err();
    assert!(
        matches!(&again, CopyError::NotEmpty(it) if it.contains("/town") || it.contains("/wangge_test")),
        "{again}"
    );
    let strange = Home::postgres();
    strange.meddle("CREATE TABLE diary (entry TEXT)").await.unwrap();
    let refused = copy(&from, &strange).unwrap_err();
    assert!(matches!(refused, CopyError::Store(StoreError::Foreign { .. })), "{refused}");

    let away = "postgres://clerk:very-secret@127.0.0.1:1/town?connect_timeout=2";
    let away = Place { database: Some(away.to_owned()), ..Place::from(other.path()) };
    for refused in [
        copy_store(from.place(), &away, &mut |_, _, _| ()).unwrap_err(),
        copy_store(&away, full.place(), &mut |_, _, _| ()).unwrap_err(),
    ] {
        let text = format!("{refused} {refused:?}");
        assert!(text.contains("127.0.0.1:1/town") && !text.contains("secret"), "{text}");
    }
    other.meddle("DELETE FROM migration WHERE number = (SELECT max(number) FROM migration)").await.unwrap();
    full.meddle("DELETE FROM migration WHERE number = (SELECT max(number) FROM migration)").await.unwrap();
    // The number in the file is what counts there.
    other.meddle(&format!("PRAGMA user_version = {}", dump_version(&other) - 1)).await.unwrap();
    for old in [&other, &full] {
        let refused = copy(old, &Home::sqlite()).unwrap_err();
        assert!(matches!(refused, CopyError::Store(StoreError::Outdated(_))), "{refused}");
    }
}

fn dump_version(home: &Home) -> i64 {
    let conn = rusqlite::Connection::open(home.path().join("wangge.db")).unwrap();
    conn.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_is_cut_off_leaves_no_store_and_can_be_begun_anew() {
    let from = Home::sqlite();
    tell(from.open().unwrap(), 1_500).await;
    for to in [Home::postgres(), Home::sqlite()] {
        for at in [Work::Rows, Work::Hashes, Work::Trail, Work::Cases] {
            let cut = &mut |work, _, _| assert!(work != at, "cut off");
            assert!(copy_store(from.place(), to.place(), cut).is_err(), "{at:?}");
            assert!(!to.path().join("wangge.db").exists());
            let found = examine(to.place(), 0, &mut |_, _, _| ());
            assert!(found.is_err(), "{found:?}");
        }
        copy(&from, &to).unwrap();
    }
    // One that was opened and never written to is as good as empty, but not while somebody has it open.
    let opened = Home::postgres();
    let store = opened.open().unwrap();
    let refused = copy(&from, &opened).unwrap_err();
    assert!(matches!(refused, CopyError::Store(StoreError::Taken(_))), "{refused}");
    drop(store);
    copy(&from, &opened).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_character_that_postgresql_cannot_keep_is_named() {
    let from = Home::sqlite();
    tell(from.open().unwrap(), 50).await;
    from.meddle("UPDATE road SET name = 'a' || char(0) || 'b' WHERE id = 0").await.unwrap();
    let to = Home::postgres();
    let refused = copy(&from, &to).unwrap_err();
    assert!(matches!(&refused, CopyError::Zero { table, column } if table == "road" && column == "name"), "{refused}");
    copy(&from, &Home::sqlite()).unwrap();
}

async fn every_kind_of_damage_of_a_database_is_found(of: fn() -> Home) {
    for (damage, found) in [
        ("UPDATE incident SET settled = 1 - settled", "Case"),
        ("UPDATE event SET note = 'x' WHERE seq = 2", "Trail"),
        ("DELETE FROM audit WHERE seq = 1", "Trail"),
        ("DELETE FROM subdistrict", "Reference"),
    ] {
        let home = of();
        tell(home.open().unwrap(), 200).await;
        // The story's own cases do not all hold.
        let before = examine(home.place(), 0, &mut |_, _, _| ()).unwrap().findings;
        home.meddle(&unguarded(&home, damage)).await.unwrap();
        let after = examine(home.place(), 0, &mut |_, _, _| ()).unwrap().findings;
        let new = after.iter().find(|it| !before.contains(it) && format!("{it:?}").starts_with(found));
        let new = new.unwrap_or_else(|| panic!("{damage}: {after:?}"));
        let copied = copy(&home, &Home::sqlite());
        match copied {
            Err(CopyError::Unsound(it)) => assert!(new.is_of_copy() && it.findings.contains(new), "{damage}: {it:?}"),
            it => assert!(!new.is_of_copy() && it.unwrap().examined.findings.contains(new), "{damage}"),
        }
    }
}

/// A statement with all that guards the tables laid aside.
fn unguarded(home: &Home, sql: &str) -> String {
    if home.place().database.is_some() {
        return format!("SET session_replication_role = replica; {sql}");
    }
    let conn = rusqlite::Connection::open(home.path().join("wangge.db")).unwrap();
    let mut triggers =
        conn.prepare("SELECT 'DROP TRIGGER ' || name FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let triggers = triggers.query_map([], |row| row.get::<_, String>(0)).unwrap().collect::<Result<Vec<_>, _>>();
    format!("PRAGMA foreign_keys = OFF; {}; {sql}", triggers.unwrap().join("; "))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_damage_of_a_file_is_found() {
    every_kind_of_damage_of_a_database_is_found(Home::sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_damage_on_a_server_is_found() {
    every_kind_of_damage_of_a_database_is_found(Home::postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn photos_go_along_and_a_missing_one_is_told() {
    let from = Home::sqlite();
    let store = from.open().unwrap();
    tell(store.clone(), 50).await;
    let bytes = b"as good as a photo".to_vec();
    let id = model::case::PhotoId(sha2::Sha256::digest(&bytes).into());
    let photo = model::PhotoFile {
        id,
        format: model::PhotoFormat::Jpeg,
        bytes: bytes.len() as u64,
        width: 1,
        height: 1,
        taken_at: None,
        place: None,
        uploaded_at: 1,
        uploaded_by: None,
    };
    store.add_photo(Author::SYSTEM, photo, bytes.clone(), bytes.clone()).await.unwrap();
    drop(store);
    let homes = [from, Home::postgres(), Home::sqlite()];
    for pair in homes.windows(2) {
        copy(&pair[0], &pair[1]).unwrap();
        let (_, there) = pair[1].open().unwrap().photo_bytes(id, model::PhotoSize::Whole).await.unwrap().unwrap();
        assert_eq!(there, bytes);
    }
    // Where photos stay in one folder they are not copied onto themselves.
    let beside = Place { folder: homes[0].path().to_owned(), database: Some(testkit::postgres_database()) };
    let it = copy_store(homes[0].place(), &beside, &mut |_, _, _| ()).unwrap();
    assert!(!it.examined.findings.iter().any(|it| format!("{it}").contains(&id.to_string())));
    fs::remove_dir_all(homes[0].path().join("photos")).unwrap();
    let it = copy(&homes[0], &Home::postgres()).unwrap();
    assert!(it.examined.findings.iter().any(|it| format!("{it}").contains(&id.to_string())));
}
