//! Messages are kept with the change that they tell of, and read by those to whom they go.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod engines;

use self::engines::{Home, on_both_engines};

use std::sync::Arc;

use model::{
    Account, AccountChange, AccountId, AccountRole, Author, Case, CaseEvent, CategoryCode, Change, Decision, Deed,
    Grant, Incident, IncidentDetail, IncidentId, Message, MessageKind, Notice, NoticeChange, NoticeKind, PersonId,
    Point, ProfileId, Recipient, Report, RoadClass, Source, Stage,
    case::{Action, Actor, Outcome as Led, Times},
};
use store::{InboxQuery, Store};
use testkit::Sketch;
use uuid::Uuid;

const ID: IncidentId = IncidentId(Uuid::from_u128(1));
const UNIT: PersonId = PersonId(1);

fn case() -> Case {
    Case {
        id: ID,
        profile: ProfileId(1),
        category: CategoryCode(102),
        version: None,
        source: Source::Member,
        point: Point { x: 1, y: 2 },
        reporter: Actor::Anonymous,
        reporters: 1,
        stage: Stage::Dispatched,
        revision: 2,
        changed_at: 20,
        due_at: Some(100),
        step_due_at: None,
        times: Times::default(),
        unit: Some(UNIT),
        handler: None,
        checker: None,
        bounces: 0,
        deferrals: 0,
        reworks: 0,
        reopens: 0,
        asked_until: None,
        review_at: None,
        merged_into: None,
    }
}

fn incident() -> Incident {
    Incident { stage: Stage::Filed, ..testkit::incident(ID, 1) }
}

fn dispatch() -> Change {
    let event = CaseEvent {
        revision: 2,
        at: 20,
        actor: Actor::System,
        action: Action::Dispatch { unit: UNIT },
        outcome: Led { stage: Stage::Dispatched, version: None, due_at: Some(100), step_due_at: None },
        note: String::new(),
        photos: vec![],
        place: None,
    };
    let incident = Incident { stage: Stage::Dispatched, revision: 2, case: Some(Arc::new(case())), ..incident() };
    let deeds = vec![Deed { incident, before: 1, events: vec![event] }];
    Change::Case { deeds, decision: Decision::default(), rerouted: vec![], idempotency_key: Some("k".into()) }
}

fn escalated(percent: u16, due_at: i64) -> Message {
    let to = Recipient::Role(AccountRole::Supervisor);
    Message { at: 50, to, kind: MessageKind::Escalated { percent, due_at }, incident: ID }
}

async fn store(folder: &Home) -> Arc<dyn Store> {
    let store = folder.open().unwrap();
    let district = Sketch::new()
        .cell(&[(0, 0), (40, 0), (40, 30), (0, 30)])
        .member("王小明")
        .road("人民路", RoadClass::Main, &[(0, 0), (80, 0)])
        .leader("李主任")
        .district();
    store.commit(Author::SYSTEM, Change::Found(Box::new(district))).await.unwrap();
    let report = Report { incident: incident(), detail: IncidentDetail::default(), events: vec![] };
    store.commit(Author::SYSTEM, Change::Report { reports: vec![report], idempotency_key: None }).await.unwrap();
    let account = Account {
        id: AccountId(0),
        login: "unit".into(),
        name: "处置".into(),
        grants: vec![Grant::usual(AccountRole::HandlingUnit, Some(UNIT))],
        person: Some(UNIT),
        created_at: 1,
        disabled_at: None,
        password: false,
        totp: false,
    };
    let opened = AccountChange::Opened { account, password: None };
    store.commit(Author::SYSTEM, Change::Account(Box::new(opened))).await.unwrap();
    store
}

fn to(recipients: &[Recipient]) -> InboxQuery {
    InboxQuery { account: AccountId(0), recipients: recipients.to_vec(), before: None, limit: 10 }
}

async fn a_deed_tells_in_the_same_change_and_once(folder: Home) {
    let store = store(&folder).await;
    store.commit(Author::SYSTEM, dispatch()).await.unwrap();
    store.commit(Author::SYSTEM, dispatch()).await.unwrap();
    let mine = store.inbox(to(&[Recipient::Person(UNIT), Recipient::Account(AccountId(0))])).await.unwrap();
    let expected = Message { at: 20, to: Recipient::Person(UNIT), kind: MessageKind::Dispatched, incident: ID };
    assert_eq!((mine.unread.len(), mine.items.len(), mine.items[0].message), (1, 1, expected));
    assert!(store.inbox(to(&[Recipient::Person(PersonId(0))])).await.unwrap().items.is_empty());
    assert!(store.inbox(to(&[])).await.unwrap().items.is_empty());
}

async fn a_report_that_is_dispatched_by_itself_tells_who_is_sent_it_unless_it_is_made_up(folder: Home) {
    let store = store(&folder).await;
    let Change::Case { mut deeds, .. } = dispatch() else { unreachable!() };
    let deed = deeds.remove(0);
    let report = |n, made_up| {
        let id = IncidentId(Uuid::from_u128(n));
        let case = Some(Arc::new(Case { id, ..case() }));
        let incident = Incident { id, made_up, case, ..deed.incident.clone() };
        Report { incident, detail: IncidentDetail::default(), events: vec![deed.events[0].clone().into()] }
    };
    let reports = vec![report(2, false), report(3, true)];
    store.commit(Author::SYSTEM, Change::Report { reports, idempotency_key: None }).await.unwrap();
    let mine = store.inbox(to(&[Recipient::Person(UNIT)])).await.unwrap();
    let told: Vec<_> = mine.items.iter().map(|it| (it.message.kind, it.message.incident)).collect();
    assert_eq!(told, [(MessageKind::Dispatched, IncidentId(Uuid::from_u128(2)))]);
}

async fn a_notice_tells_its_addressee(folder: Home) {
    let store = store(&folder).await;
    let notice = Notice {
        kind: NoticeKind::Supervision,
        number: 1,
        incident: ID,
        to: UNIT,
        text: "请尽快处置".into(),
        issued_at: 30,
        issued_by: None,
        due_at: None,
        received_at: None,
        answered_at: None,
        answer: String::new(),
    };
    let event = model::Event { at: 30, verb: "notice_issued".into(), stage: Stage::Filed, note: String::new() };
    let change = Change::Notice { change: NoticeChange::Issued(notice), incident: ID, event };
    store.commit(Author::SYSTEM, change).await.unwrap();
    let mine = store.inbox(to(&[Recipient::Person(UNIT)])).await.unwrap();
    assert_eq!((mine.items.len(), mine.items[0].message.kind), (1, MessageKind::NoticeIssued));
}

async fn the_same_step_of_the_same_limit_is_told_once_and_of_another_limit_again(folder: Home) {
    let store = store(&folder).await;
    for told in [vec![escalated(50, 100)], vec![escalated(50, 100), escalated(100, 100)], vec![escalated(50, 200)]] {
        store.commit(Author::SYSTEM, Change::Tell(told)).await.unwrap();
    }
    let inbox = store.inbox(to(&[Recipient::Role(AccountRole::Supervisor)])).await.unwrap();
    let told: Vec<_> = inbox.items.iter().map(|it| it.message).collect();
    assert_eq!(told, [escalated(50, 200), escalated(100, 100), escalated(50, 100)], "newest first");
}

async fn what_was_read_stays_read_and_pages_follow_each_other(folder: Home) {
    let store = store(&folder).await;
    store.commit(Author::SYSTEM, Change::Tell((1..=5).map(|it| escalated(it, 100)).collect())).await.unwrap();
    let role = [Recipient::Role(AccountRole::Supervisor)];
    let page = store.inbox(InboxQuery { limit: 2, ..to(&role) }).await.unwrap();
    assert_eq!((page.unread.len(), page.read_upto), (5, 0));
    let before = Some(page.items[1].id);
    let next = store.inbox(InboxQuery { limit: 2, before, ..to(&role) }).await.unwrap();
    assert_eq!(next.items.iter().map(|it| it.message).collect::<Vec<_>>(), [escalated(3, 100), escalated(2, 100)]);
    for upto in [page.items[1].id, 1] {
        store.commit(Author::SYSTEM, Change::Read { account: AccountId(0), upto }).await.unwrap();
    }
    let page = store.inbox(to(&role)).await.unwrap();
    assert_eq!((page.unread.len(), page.items[1].id), (1, page.read_upto));
}

on_both_engines! {
    a_deed_tells_in_the_same_change_and_once
    a_report_that_is_dispatched_by_itself_tells_who_is_sent_it_unless_it_is_made_up
    a_notice_tells_its_addressee
    the_same_step_of_the_same_limit_is_told_once_and_of_another_limit_again
    what_was_read_stays_read_and_pages_follow_each_other
}
