//! What only a server does: it is shared, far away, and comes and goes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod engines;
mod town;
mod wire;

use std::{collections::BTreeSet, sync::Arc};

use model::{Author, Change, IncidentId, Message, MessageKind, PersonId, Recipient};
use store::{Outcome, Place, Postgres, Store, StoreError, verify_audit};
use testkit::{Cluster, postgres_database};
use uuid::Uuid;

use self::{
    engines::Home,
    town::{found, report},
    wire::{Cut, Wire},
};

async fn there(store: &dyn Store) -> BTreeSet<u128> {
    store.load().await.unwrap().incidents.iter().map(|it| it.id.0.as_u128()).collect()
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_the_password() {
    let folder = tempfile::tempdir().unwrap();
    let url = "postgres://clerk:very-secret@127.0.0.1:1/town?connect_timeout=2";
    let refused = Postgres::open(url, folder.path()).unwrap_err();
    let text = format!("{refused} {refused:?}");
    assert!(text.contains("127.0.0.1:1/town") && !text.contains("secret"), "{text}");
    let refused = Postgres::open("postgres://clerk:very-secret@host:port/town", folder.path()).unwrap_err();
    let text = format!("{refused} {refused:?}");
    assert!(matches!(refused, StoreError::Address(_)) && !text.contains("secret"), "{text}");
    let place = Place { database: Some(url.to_owned()), ..Place::from(folder.path()) };
    assert_eq!(place.to_string(), "127.0.0.1:1/town");
}

#[tokio::test]
async fn a_database_of_another_program_is_refused_and_left_alone() {
    let home = Home::postgres();
    home.meddle("CREATE TABLE diary (entry TEXT)").await.unwrap();
    assert!(matches!(home.open(), Err(StoreError::Foreign { .. })));
    home.meddle("DROP TABLE diary").await.unwrap();
    assert!(home.open().is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_wait_for_a_server_that_comes_back_and_each_is_there_once() {
    let cluster = Cluster::start(true);
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(Postgres::open(&cluster.database(), folder.path()).unwrap());
    store.commit(Author::SYSTEM, found()).await.unwrap();
    for round in 0..4 {
        let tasks: Vec<_> = (0..100)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move { store.commit(Author::SYSTEM, report(round * 1_000 + n)).await })
            })
            .collect();
        cluster.halt();
        cluster.again();
        for task in tasks {
            assert_eq!(task.await.unwrap().unwrap(), Outcome::Saved);
        }
        assert_eq!(there(&*store).await.len() as u128, (round + 1) * 100);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_whose_answer_was_lost_is_not_done_again_and_one_that_was_not_heard_is() {
    let url = postgres_database();
    let folder = tempfile::tempdir().unwrap();
    let wire = Wire::to(&url);
    let store = Postgres::open(&wire.url, folder.path()).unwrap();
    store.commit(Author::SYSTEM, found()).await.unwrap();
    for n in 0..40 {
        let cut = if n % 2 == 0 { Cut::Answer } else { Cut::Question };
        wire.cut_at_commit(cut);
        assert_eq!(store.commit(Author::SYSTEM, report(n)).await.unwrap(), Outcome::Saved, "{cut:?}");
        assert!(!wire.is_armed(), "it was cut");
        assert_eq!(there(&store).await, (0..=n).collect(), "{cut:?}");
        // What leaves no row in the audit trail is done again: it changes nothing where it is there.
        let kind = MessageKind::Escalated { percent: 50, due_at: n as i64 };
        let message =
            Message { at: 1, to: Recipient::Person(PersonId(0)), kind, incident: IncidentId(Uuid::from_u128(n)) };
        wire.cut_at_commit(cut);
        assert_eq!(store.commit(Author::SYSTEM, Change::Tell(vec![message])).await.unwrap(), Outcome::Saved, "{cut:?}");
        assert!(!wire.is_armed(), "it was cut");
        assert_eq!(store.unsent(100).await.unwrap().len() as u128, n + 1, "{cut:?}");
    }
    drop(store);
    let place = Place { database: Some(url), ..Place::from(folder.path()) };
    // One row for each change, and for the beginning.
    assert_eq!(verify_audit(&place, None).unwrap().unwrap().rows, 42);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_lacks_what_was_saved_takes_nothing_more() {
    let url = postgres_database();
    let folder = tempfile::tempdir().unwrap();
    let wire = Wire::to(&url);
    let store = Postgres::open(&wire.url, folder.path()).unwrap();
    store.commit(Author::SYSTEM, found()).await.unwrap();
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    // As after a failover to a server that had not heard of it all.
    let less = "ALTER TABLE audit DISABLE TRIGGER USER; DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)";
    client.batch_execute(less).await.unwrap();
    wire.cut_at_commit(Cut::Question);
    for n in 0..2 {
        let refused = store.commit(Author::SYSTEM, report(n)).await.unwrap_err();
        assert!(matches!(refused, StoreError::Overtaken(_)), "{refused}");
    }
    assert!(there(&store).await.is_empty());
}
