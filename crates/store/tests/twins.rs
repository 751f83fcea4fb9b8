//! The same random story, told to both engines, leaves them equal: what each change came to, all that is read, every event and what
//! the audit trail says of it. `STORY` is how many changes it has (2,000 if not set), `STORY_SEED` which story it is.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod engines;
mod tale;

use std::{collections::BTreeMap, env, sync::Arc};

use futures_util::future::join_all;
use model::{Author, IncidentId, LetterId};
use store::{AuditFilter, InboxQuery, LetterQuery, Outcome, Store, StoreError, verify_audit};
use uuid::Uuid;

use self::{
    engines::Home,
    tale::{Step, Tale},
};

fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name).ok().map_or(otherwise, |it| it.parse().unwrap())
}

/// What came of a change, the same for both: what an engine says in its own words is left out, and when, since a server is asked ahead.
fn came(outcome: Result<Outcome, StoreError>) -> String {
    match outcome {
        Ok(it) => format!("{it:?}"),
        Err(StoreError::Engine { .. }) => "refused".to_owned(),
        // A server gives some numbers of letters to nothing.
        Err(StoreError::NotOnRecord { en: it @ "letter", .. }) => format!("no such {it}"),
        Err(err) => err.to_string(),
    }
}

async fn letters(store: &dyn Store) -> Vec<LetterId> {
    let query = LetterQuery { limit: 1_000_000, ..LetterQuery::default() };
    store.letters(query).await.unwrap().into_iter().map(|it| it.id).collect()
}

async fn tell(store: &dyn Store, author: Author, steps: &[Step]) -> Vec<String> {
    let known = letters(store).await;
    let changes: Vec<_> = steps.iter().map(|it| it.change(&known)).collect();
    // They are taken in this order, and written in groups.
    join_all(changes.into_iter().map(|it| store.commit(author, it))).await.into_iter().map(came).collect()
}

/// All that can be read, in words.
async fn told(store: &dyn Store, tale: &Tale) -> BTreeMap<String, String> {
    let ids: Vec<_> = (0..tale.incidents).map(|it| IncidentId(Uuid::from_u128(it))).collect();
    let mut all = BTreeMap::new();
    let mut tell = |name: &str, words: String| assert!(all.insert(name.to_owned(), words).is_none());
    let loaded = store.load().await.unwrap();
    tell("district", format!("{:?}", loaded.district));
    tell("incidents", format!("{:?}", loaded.incidents));
    tell("notices", format!("{:?}", loaded.notices));
    tell("settings", format!("{:?}", loaded.settings));
    tell("details", format!("{:?}", store.details(&ids).await.unwrap()));
    for id in &ids {
        tell(&format!("history {id}"), format!("{:?}", store.history(*id).await.unwrap()));
    }
    for n in 0..tale.keys {
        tell(
            &format!("key {n}"),
            format!("{:?} {:?}", store.known(&format!("k{n}")).await, store.bulk(&format!("b{n}")).await),
        );
    }
    for (account, person) in tale.accounts() {
        tell(&format!("views {account:?}"), format!("{:?}", store.saved_views(account).await.unwrap()));
        tell(&format!("secrets {account:?}"), format!("{:?}", store.secrets(account).await.unwrap()));
        let mut ties = store.ties(account, &[person]).await.unwrap();
        ties.sort();
        tell(&format!("ties {account:?}"), format!("{ties:?}"));
        let recipients = tale.recipients(account, person);
        let query = InboxQuery { account, recipients, before: None, limit: 1_000_000 };
        tell(&format!("inbox {account:?}"), format!("{:?}", store.inbox(query).await.unwrap()));
    }
    tell("accounts", format!("{:?}", store.accounts().await.unwrap()));
    tell("robots", format!("{:?}", store.robots().await.unwrap()));
    tell("photos", format!("{:?}", store.photos(&tale.photos()).await.unwrap()));
    tell("unsent", format!("{:?}", store.unsent(1_000_000).await.unwrap()));
    tell("queues", format!("{:?}", store.letter_queues().await.unwrap()));
    let query = LetterQuery { limit: 1_000_000, ..LetterQuery::default() };
    let mut letters = store.letters(query).await.unwrap();
    for it in &mut letters {
        it.id = LetterId(0);
    }
    tell("letters", format!("{letters:?}"));
    let filter = AuditFilter { before: None, account: None, subject: None, limit: 1_000_000 };
    for it in store.audit(filter).await.unwrap() {
        // The numbers of letters, the clock and the hash that is over it are each engine's own.
        let subject = if it.operation == "letter" { None } else { it.subject };
        let body = if it.operation == "letter" { String::new() } else { it.body };
        tell(
            &format!("audit {}", it.seq),
            format!("{:?} {:?} {} {subject:?} {body}", it.actor, it.origin, it.operation),
        );
    }
    all
}

/// The hashes over the events and photos that each row of the trail vouches for.
async fn vouched(home: &Home) -> Vec<(i64, i64, i64, Vec<u8>)> {
    let sql = "SELECT seq, events_to, photos_to, rows_hash FROM audit ORDER BY seq";
    let Some(url) = &home.place().database else {
        let conn = rusqlite::Connection::open(home.path().join("wangge.db")).unwrap();
        let mut statement = conn.prepare(sql).unwrap();
        let rows = statement.query_map([], |it| Ok((it.get(0)?, it.get(1)?, it.get(2)?, it.get(3)?))).unwrap();
        return rows.map(Result::unwrap).collect();
    };
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let rows = client.query(sql, &[]).await.unwrap();
    rows.iter().map(|it| (it.get(0), it.get(1), it.get(2), it.get(3))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_random_story_leaves_both_engines_equal() {
    let (count, seed) = (number("STORY", 2_000), number("STORY_SEED", 1));
    let homes = [Home::sqlite(), Home::postgres()];
    let stores: Vec<Arc<dyn Store>> = homes.iter().map(|it| it.open().unwrap()).collect();
    let mut tale = Tale::new(seed);
    let (mut saved, mut refused) = (0, 0);
    let mut steps = 0;
    while steps < count {
        let author = tale.author();
        let some = tale.some();
        let (ours, theirs) = (tell(&*stores[0], author, &some).await, tell(&*stores[1], author, &some).await);
        for (step, (ours, theirs)) in some.iter().zip(ours.iter().zip(&theirs)) {
            assert_eq!(ours, theirs, "story {seed}, {step:?}");
            if ours == "Saved" { saved += 1 } else { refused += 1 }
        }
        steps += some.len() as u64;
    }
    assert!(saved > refused && refused > count / 50, "{saved} saved, {refused} refused or repeated");
    let (ours, theirs) = (told(&*stores[0], &tale).await, told(&*stores[1], &tale).await);
    for (name, words) in &ours {
        assert_eq!(Some(words), theirs.get(name), "story {seed}, {name}");
    }
    assert_eq!(ours.len(), theirs.len());
    drop(stores);
    let [ours, theirs] = &homes;
    assert_eq!(vouched(ours).await, vouched(theirs).await, "story {seed}");
    let sound = |home: &Home| verify_audit(home, None).unwrap().unwrap();
    assert_eq!(sound(ours).rows, sound(theirs).rows);
    println!("{steps} changes: {saved} saved, {refused} refused or repeated, {} rows in the trail", sound(ours).rows);
}
