//! Requests about many incidents and saved views survive a restart, and stand in the trail.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod engines;

use std::sync::Arc;

use self::engines::{Home, on_both_engines};

use model::{
    Account, AccountChange, AccountId, AccountRole, Author, Bulk, BulkAnswer, BulkChange, BulkItem, Change, Grant,
    IncidentId, SavedView, Sha256Hash, Sharing, Stage, ViewChange, ViewId, ViewList,
    case::{Actor, Verb},
};
use store::{AuditFilter, Outcome, Store, StoreError, ViewFault, verify_audit};
use uuid::Uuid;

const CLERK: Author =
    Author { actor: Actor::Account { account: AccountId(0), role: AccountRole::Dispatcher, person: None }, from: None };

async fn opened(folder: &Home) -> Arc<dyn Store> {
    let store = folder.open().unwrap();
    for (id, login) in [(0, "fang"), (1, "lin")] {
        let account = Account {
            id: AccountId(id),
            login: login.into(),
            name: "方敏".into(),
            grants: vec![Grant::everywhere(AccountRole::Dispatcher)],
            person: None,
            created_at: 5,
            disabled_at: None,
            password: false,
            totp: false,
        };
        let opened = AccountChange::Opened { account, password: None };
        store.commit(Author::SYSTEM, Change::Account(Box::new(opened))).await.unwrap();
    }
    store
}

fn view(id: u128, owner: u32, name: &str) -> SavedView {
    SavedView {
        id: ViewId(Uuid::from_u128(id)),
        owner: AccountId(owner),
        name: name.into(),
        list: ViewList::Work,
        filter: "{\"road\":\"R1\"}".into(),
        sort: None,
        shared: Sharing::Own,
        made_at: 7,
        changed_at: 7,
    }
}

async fn keep(store: &Arc<dyn Store>, change: ViewChange) -> Result<Outcome, StoreError> {
    store.commit(CLERK, Change::View(Box::new(change))).await
}

async fn told(store: &Arc<dyn Store>) -> Vec<(String, String)> {
    let all = AuditFilter { before: None, account: Some(AccountId(0)), subject: None, limit: 100 };
    store.audit(all).await.unwrap().into_iter().rev().map(|it| (it.operation, it.body)).collect()
}

async fn a_request_about_many_is_on_record_before_and_after_and_its_key_counts_once(folder: Home) {
    let store = opened(&folder).await;
    let item = |at: u128, seen| BulkItem { incident: IncidentId(Uuid::from_u128(at)), seen, answer: None };
    let bulk = Bulk {
        key: "0 bulk k".into(),
        digest: Sha256Hash([5; 32]),
        verb: Verb::Sign,
        made_at: 3,
        items: vec![item(9, Some(2)), item(4, None)],
    };
    let commit = |change: BulkChange| store.commit(CLERK, Change::Bulk(Box::new(change)));
    assert_eq!(store.bulk("0 bulk k").await.unwrap(), None);
    assert_eq!(commit(BulkChange::Begun(bulk.clone())).await.unwrap(), Outcome::Saved);
    let other = Bulk { verb: Verb::Pass, items: vec![item(1, None)], ..bulk.clone() };
    assert!(matches!(commit(BulkChange::Begun(other)).await.unwrap(), Outcome::Repeated(_)));
    assert_eq!(store.bulk("0 bulk k").await.unwrap(), Some((bulk.clone(), false)));
    let answers = vec![
        BulkAnswer::Done { revision: 3, stage: Stage::Handling },
        BulkAnswer::Refused { kind: "/problems/not-open".into(), zh: "不能".into(), en: "not now".into() },
    ];
    let ended = |answers: &[BulkAnswer]| BulkChange::Ended { key: "0 bulk k".into(), answers: answers.to_vec() };
    assert_eq!(commit(ended(&answers)).await.unwrap(), Outcome::Saved);
    let others = [answers[1].clone(), answers[1].clone()];
    assert!(matches!(commit(ended(&others)).await.unwrap(), Outcome::Repeated(_)), "what ended stays");
    drop(store);

    let store = folder.open().unwrap();
    let mut whole = bulk;
    for (item, answer) in whole.items.iter_mut().zip(answers) {
        item.answer = Some(answer);
    }
    assert_eq!(store.bulk("0 bulk k").await.unwrap(), Some((whole, true)));
    let rows = told(&store).await;
    assert_eq!(rows.iter().map(|it| &it.0[..]).collect::<Vec<_>>(), ["bulk", "bulk"], "repeats leave no row");
    assert!(rows[0].1.contains("\"begun\":\"sign\"") && rows[1].1.contains("\"refused\":1"), "{rows:?}");
    assert!(verify_audit(&folder, None).unwrap().is_ok());
}

async fn saved_views_come_back_and_keep_their_names_and_their_number(folder: Home) {
    let store = opened(&folder).await;
    let (own, others) = (view(1, 0, "超期"), SavedView { shared: Sharing::District, ..view(2, 1, "超期") });
    keep(&store, ViewChange::Made(own.clone())).await.unwrap();
    keep(&store, ViewChange::Made(others.clone())).await.unwrap();
    keep(&store, ViewChange::Made(view(3, 1, "别人的"))).await.unwrap();
    let taken = |it| matches!(it, Err(StoreError::View(ViewFault::NameTaken(name))) if name == "超期");
    assert!(taken(keep(&store, ViewChange::Made(view(4, 0, "超期"))).await));
    keep(&store, ViewChange::Made(view(4, 0, "街面"))).await.unwrap();
    assert!(taken(keep(&store, ViewChange::Revised(view(4, 0, "超期"))).await));
    let revised = SavedView {
        name: "市容".into(),
        filter: "{}".into(),
        sort: Some("-due_at".into()),
        shared: Sharing::Role(AccountRole::Office),
        changed_at: 9,
        ..view(4, 0, "街面")
    };
    keep(&store, ViewChange::Revised(revised.clone())).await.unwrap();
    let gone = |it| matches!(it, Err(StoreError::View(ViewFault::Gone)));
    assert!(gone(keep(&store, ViewChange::Revised(view(8, 0, "无"))).await));
    assert!(gone(keep(&store, ViewChange::Dropped(ViewId(Uuid::from_u128(8)))).await));
    for at in 0..SavedView::MOST as u128 - 2 {
        keep(&store, ViewChange::Made(view(100 + at, 0, &format!("第{at}")))).await.unwrap();
    }
    let full = keep(&store, ViewChange::Made(view(99, 0, "多"))).await;
    assert!(matches!(full, Err(StoreError::View(ViewFault::TooMany))));
    for at in 0..SavedView::MOST as u128 - 2 {
        keep(&store, ViewChange::Dropped(ViewId(Uuid::from_u128(100 + at)))).await.unwrap();
    }
    drop(store);
    let store = folder.open().unwrap();
    assert_eq!(store.saved_views(AccountId(0)).await.unwrap(), [revised, own, others]);
    let rows = told(&store).await;
    assert!(rows.iter().all(|it| it.0 == "view" && !it.1.contains("超期")), "names stand apart: {rows:?}");
    assert!(verify_audit(&folder, None).unwrap().is_ok());
}

on_both_engines! {
    a_request_about_many_is_on_record_before_and_after_and_its_key_counts_once
    saved_views_come_back_and_keep_their_names_and_their_number
}
