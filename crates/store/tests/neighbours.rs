//! Several processes on one server: each has a store of its own.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod engines;
mod town;
mod wire;

use std::sync::Arc;

use model::{Account, AccountChange, AccountId, Author, Change, Decision, Leave, PersonId};
use store::{Outcome, Parts, Postgres, Store, StoreError, verify_audit};
use testkit::postgres_database;

use self::{
    engines::Home,
    town::{found, report},
    wire::{Cut, Wire},
};

fn leave(person: u32) -> Change {
    let leave = Leave { person: PersonId(person), stand_in: None, from: 10, to: 20, made_at: 1, ended_at: None };
    Change::Decide { decision: Decision { new_leaves: vec![leave], ..Decision::default() }, rerouted: vec![] }
}

fn account(id: u32) -> Change {
    let account = Account {
        id: AccountId(id),
        login: format!("login{id}"),
        name: "王".into(),
        grants: vec![],
        person: None,
        created_at: 1,
        disabled_at: None,
        password: false,
        totp: false,
    };
    Change::Account(Box::new(AccountChange::Opened { account, password: None }))
}

/// Opens two processes' stores on a founded database.
async fn two() -> (Home, Arc<dyn Store>, Arc<dyn Store>) {
    let home = Home::postgres();
    let one = home.open().unwrap();
    one.commit(Author::SYSTEM, found()).await.unwrap();
    let other = home.open().unwrap();
    (home, one, other)
}

async fn save(store: &dyn Store, change: Change) -> Result<Outcome, StoreError> {
    store.commit(Author::SYSTEM, change).await
}

/// Reads what is new of everything, and counts it as followed.
async fn follow(store: &dyn Store) -> store::News {
    let news = store.news(Parts::ALL).await.unwrap();
    store.followed(Parts::ALL, news.upto);
    news
}

/// Ends the connections of a name on the server, as a failing network would.
async fn cut(home: &Home, name: &str) {
    let cut = format!(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
         WHERE application_name LIKE '{name}' AND datname = current_database() AND pid <> pg_backend_pid()"
    );
    home.meddle(&cut).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_write_one_trail_and_each_reads_what_the_other_wrote() {
    let (home, one, other) = two().await;
    let tasks: Vec<_> = (0..200)
        .map(|n| {
            let store = if n % 2 == 0 { one.clone() } else { other.clone() };
            tokio::spawn(async move { save(&*store, report(n)).await })
        })
        .collect();
    for it in tasks {
        assert_eq!(it.await.unwrap().unwrap(), Outcome::Saved);
    }
    for (store, odd) in [(&one, 1), (&other, 0)] {
        let news = follow(&**store).await;
        let seen: Vec<u128> = news.incidents.iter().map(|it| it.id.0.as_u128()).collect();
        assert!((0..200).filter(|it| it % 2 == odd).all(|it| seen.contains(&it)));
        assert_eq!((news.parts, news.upto), (Parts::INCIDENTS, 202));
        assert_eq!(store.news(Parts::ALL).await.unwrap().parts, Parts::NONE, "it was followed");
    }
    assert_eq!(verify_audit(&home, None).unwrap().unwrap().rows, 202);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_rests_on_what_another_changed_is_refused_until_that_was_followed() {
    let (home, one, other) = two().await;
    save(&*one, leave(0)).await.unwrap();
    for change in [report(1), leave(1), found()] {
        assert!(matches!(save(&*other, change).await, Err(StoreError::Behind)));
    }
    save(&*other, account(0)).await.unwrap();
    let news = other.news(Parts::PEOPLE).await.unwrap();
    assert_eq!(news.people.unwrap().0.len(), 1);
    assert!(news.district.is_none() && news.settings.is_none());
    other.followed(Parts::WORLD, news.upto);
    save(&*other, report(1)).await.unwrap();
    save(&*other, leave(1)).await.unwrap();
    // The one is behind in both.
    assert!(matches!(save(&*one, account(1)).await, Err(StoreError::Behind)));
    assert!(matches!(save(&*one, leave(0)).await, Err(StoreError::Behind)));
    let news = follow(&*one).await;
    assert!(news.parts.has(Parts::ACCOUNTS) && news.incidents.len() == 1 && news.people.unwrap().0.len() == 2);
    save(&*one, account(1)).await.unwrap();
    assert_eq!(verify_audit(&home, None).unwrap().unwrap().rows, 7);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_else_writes_while_one_has_its_turn() {
    let (home, one, other) = two().await;
    save(&*other, report(0)).await.unwrap();
    let turn = one.turn().await.unwrap();
    assert_eq!(turn.behind(), Parts::INCIDENTS);
    let waiting = tokio::spawn(async move { save(&*other, report(1)).await });
    follow(&*one).await;
    // Its own changes, of whatever kind, go on; a second turn of the same process is the same one.
    let again = one.turn().await.unwrap();
    for n in 2..20 {
        save(&*one, report(n)).await.unwrap();
    }
    save(&*one, leave(0)).await.unwrap();
    drop(again);
    assert!(!waiting.is_finished());
    save(&*one, leave(1)).await.unwrap();
    drop(turn);
    // The one that waited finds people changed.
    assert!(matches!(waiting.await.unwrap(), Err(StoreError::Behind)));
    assert_eq!(verify_audit(&home, None).unwrap().unwrap().rows, 23);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_that_nobody_waits_for_any_more_is_over() {
    let (_home, one, other) = two().await;
    let turn = one.turn().await.unwrap();
    let waiting = tokio::spawn({
        let other = other.clone();
        async move { other.turn().await }
    });
    tokio::task::yield_now().await;
    waiting.abort();
    drop(turn);
    save(&*one, report(1)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_that_was_lost_with_its_connection_numbers_nothing() {
    let (home, one, other) = two().await;
    let turn = one.turn().await.unwrap();
    cut(&home, "wangge-%-%").await;
    save(&*other, report(0)).await.unwrap();
    assert!(matches!(save(&*one, leave(0)).await, Err(StoreError::Behind)));
    // Even where it was followed: the leave was thought of before.
    follow(&*one).await;
    assert!(matches!(save(&*one, leave(0)).await, Err(StoreError::Behind)));
    save(&*one, report(1)).await.unwrap();
    drop(turn);
    let turn = one.turn().await.unwrap();
    assert_eq!(turn.behind(), Parts::NONE);
    save(&*one, leave(0)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_whose_answer_was_lost_is_known_again_while_others_write() {
    let url = postgres_database();
    let folder = tempfile::tempdir().unwrap();
    let wire = Wire::to(&url);
    let store = Postgres::open(&wire.url, folder.path()).unwrap();
    save(&store, found()).await.unwrap();
    let other = Arc::new(Postgres::open(&url, folder.path()).unwrap());
    let busy = tokio::spawn(async move {
        for n in 1_000..1_400 {
            save(&*other, report(n)).await.unwrap();
        }
    });
    for n in 0..20 {
        wire.cut_at_commit(if n % 2 == 0 { Cut::Answer } else { Cut::Question });
        assert_eq!(save(&store, report(n)).await.unwrap(), Outcome::Saved);
    }
    busy.await.unwrap();
    let news = store.news(Parts::ALL).await.unwrap();
    let seen: Vec<u128> = news.incidents.iter().map(|it| it.id.0.as_u128()).collect();
    assert!((1_000..1_400).all(|it| seen.contains(&it)));
    store.followed(Parts::ALL, news.upto);
    save(&store, report(99)).await.unwrap();
    assert_eq!(store.news(Parts::ALL).await.unwrap().parts, Parts::NONE, "what was written by itself is no news");
    let place = store::Place { database: Some(url), ..store::Place::from(folder.path()) };
    assert_eq!(verify_audit(&place, None).unwrap().unwrap().rows, 423);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_process_leads_and_another_takes_over_when_it_is_gone() {
    let (home, one, other) = two().await;
    one.leading().wait_for(|it| *it).await.unwrap();
    assert!(!*other.leading().borrow());
    drop(one);
    other.leading().wait_for(|it| *it).await.unwrap();
    // One that loses its connection leads no more, until it or another has it again.
    let mut leading = other.leading();
    leading.mark_unchanged();
    cut(&home, "wangge-listener").await;
    leading.changed().await.unwrap();
    leading.wait_for(|it| *it).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_is_woken_by_what_another_writes_also_after_its_connection_was_cut() {
    let (home, one, other) = two().await;
    for n in 0..4 {
        if n % 2 == 1 {
            cut(&home, "wangge-listener").await;
        }
        save(&*other, report(n)).await.unwrap();
        loop {
            one.woken().unwrap().notified().await;
            let news = follow(&*one).await;
            if news.parts.has(Parts::INCIDENTS) {
                assert_eq!(news.incidents.len(), 1);
                break;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_schema_is_not_brought_up_to_date_under_another_process() {
    let (home, one, _other) = two().await;
    home.meddle("ALTER TABLE migration DISABLE TRIGGER USER; DELETE FROM migration WHERE number = (SELECT max(number) FROM migration)")
        .await
        .unwrap();
    let refused = home.open().err().unwrap();
    assert!(matches!(&refused, StoreError::Taken(_)), "{refused}");
    assert!(save(&*one, report(1)).await.is_ok());
}
