//! Two processes on one PostgreSQL database, each with a service of its own: what is done at one is there at the other.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use common::{HOUR, Hands, LEADER, LI, START, WANG, ZHAO, acting, acting_as, at, flow, town};
use model::{
    AccountRole, Author, Category, CategoryCode, Change, Grant, IncidentId, NoticeKind, PersonId, Source, VersionKind,
    case::Action,
};
use partition::Edit;
use service::{
    Announcement, CaseError, Clock, Credentials, DraftError, NewAccount, NewLeave, NewNotice, Order, Query, Service,
    SettingError, Submission, World,
};
use store::{Place, Postgres, Store, verify_audit};
use tempfile::TempDir;
use testkit::postgres_database;
use tokio::sync::watch;

/// A clock that counts how often somebody began to wait.
struct Counting(Hands, AtomicUsize);

#[async_trait]
impl Clock for Counting {
    fn now_ms(&self) -> i64 {
        self.0.now_ms()
    }

    async fn reached(&self, ms: i64) {
        self.1.fetch_add(1, Ordering::SeqCst);
        self.0.reached(ms).await;
    }
}

/// A database and a folder for photos, which the processes share.
struct Shared {
    url: String,
    folder: TempDir,
}

impl Shared {
    async fn founded() -> Self {
        let it = Self { url: postgres_database(), folder: tempfile::tempdir().unwrap() };
        it.store().commit(Author::SYSTEM, Change::Found(Box::new(town()))).await.unwrap();
        it
    }

    fn store(&self) -> Arc<dyn Store> {
        Arc::new(Postgres::open(&self.url, self.folder.path()).unwrap())
    }

    /// Starts a process's service.
    async fn start(&self) -> (Service, Arc<Hands>) {
        let clock = Arc::new(Hands(watch::Sender::new(START)));
        (Service::start(self.store(), clock.clone(), catalog::categories(), flow()).await.unwrap(), clock)
    }

    async fn two() -> (Self, Service, Service) {
        let it = Self::founded().await;
        let (one, other) = (it.start().await.0, it.start().await.0);
        (it, one, other)
    }

    /// Returns how many rows the audit trail has, all of them sound.
    fn rows(&self) -> i64 {
        let place = Place { database: Some(self.url.clone()), ..Place::from(self.folder.path()) };
        verify_audit(&place, None).unwrap().unwrap().rows
    }
}

fn submission(x_m: f64, y_m: f64) -> Submission {
    Submission {
        query: Query::new(at(x_m, y_m)),
        category: "0101".parse().unwrap(),
        note: String::new(),
        source: Source::Member,
        made_up: false,
    }
}

/// A member's report, which is filed and dispatched by itself.
async fn report(service: &Service, x_m: f64, y_m: f64) -> IncidentId {
    let member = acting_as(service, AccountRole::GridMember, Some(LI));
    member.report(submission(x_m, y_m), None).await.unwrap().incident.id
}

/// Gives up on what does not come.
async fn soon<T>(it: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_mins(1), it).await.unwrap()
}

/// Waits until a world is as wanted.
async fn until(service: &Service, wanted: impl Fn(&World) -> bool) {
    let mut news = service.follow();
    soon(async {
        while !wanted(&service.world()) {
            let _ = news.recv().await;
        }
    })
    .await;
}

fn first(service: &Service, id: IncidentId) -> Option<PersonId> {
    service.world().incident(id).unwrap().primary_person()
}

fn order(id: IncidentId, action: Action, seen: Option<u32>) -> Order {
    Order { id, action, note: "理由".into(), photos: vec![], place: None, seen }
}

/// Tells whether two processes have the same incidents, people and settings in memory.
fn same(one: &World, other: &World) -> bool {
    let incidents = |it: &World| {
        let all: std::collections::BTreeMap<_, _> =
            (0..it.len()).filter_map(|at| it.at(at as u32)).map(|it| (it.id, it.clone())).collect();
        all
    };
    incidents(one) == incidents(other)
        && one.ground.district == other.ground.district
        && one.notices == other.notices
        && one.ground.categories == other.ground.categories
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_at_one_is_told_to_those_who_follow_the_other() {
    let (_shared, one, other) = Shared::two().await;
    let mut news = other.follow();
    for n in 0..20 {
        let id = report(&one, f64::from(n) * 10.0 + 5.0, 70.0).await;
        let told = soon(news.recv()).await.unwrap();
        assert!(matches!(told, Announcement::Incident { incident, .. } if incident.id == id));
        assert_eq!(one.world().incident(id), other.world().incident(id));
        assert_eq!(other.detail(id).await.unwrap(), one.detail(id).await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_seen_at_one_counts_at_the_other() {
    let (_shared, one, other) = Shared::two().await;
    let id = report(&one, 50.0, 70.0).await;
    let seen = one.world().incident(id).unwrap().revision;
    // The other has not even heard of it, or just has: it looks before it refuses.
    let unit = acting_as(&other, AccountRole::GridMember, Some(WANG));
    let done = unit.act(order(id, Action::Sign, Some(seen)), None).await.unwrap();
    assert_eq!(done.incident.revision, seen + 1);
    let stale = acting(&one, AccountRole::Dispatcher).act(order(id, Action::Comment, Some(seen)), None).await;
    assert!(
        matches!(stale, Err(CaseError::Stale { now, .. }) if now == seen + 1)
            || matches!(&stale, Err(CaseError::Store(store::StoreError::Stale(_)))),
        "{stale:?}"
    );
    let commented = acting(&one, AccountRole::Dispatcher).act(order(id, Action::Comment, Some(seen + 1)), None).await;
    assert_eq!(commented.unwrap().incident.revision, seen + 2);
    until(&other, |it| it.incident(id).unwrap().revision == seen + 2).await;
    // A key is one key, wherever it is used.
    let key = || Some("k".to_owned());
    let asked = submission(20.0, 70.0);
    let (a, b) = (one.by(Author::SYSTEM), other.by(Author::SYSTEM));
    let (a, b) = (a.report(asked.clone(), key()).await.unwrap(), b.report(asked, key()).await.unwrap());
    assert!(a.fresh && !b.fresh);
    assert_eq!(a.incident.id, b.incident.id);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leave_at_one_moves_the_incidents_of_both_and_those_that_come() {
    let (_shared, one, other) = Shared::two().await;
    let before = [report(&one, 50.0, 70.0).await, report(&other, 60.0, 70.0).await];
    let leave = NewLeave { person: WANG, stand_in: Some(LI), from: START, to: START + HOUR };
    one.add_leave(leave).await.unwrap();
    assert_eq!(before.map(|it| first(&one, it)), [Some(LI); 2], "it knew of both");
    // At once: the other cannot save anything that it routed as before.
    let after = report(&other, 40.0, 70.0).await;
    assert_eq!(first(&other, after), Some(LI));
    assert_eq!(before.map(|it| first(&other, it)), [Some(LI); 2]);
    // Numbers go on at the other.
    let second = NewLeave { person: ZHAO, stand_in: Some(LI), from: START, to: START + HOUR };
    assert_eq!(other.add_leave(second).await.unwrap().0, 1);
    until(&one, |it| it.ground.district.leaves.len() == 2 && it.len() == 3).await;
    assert!(same(&one.world(), &other.world()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn moments_are_followed_by_one_and_by_another_when_that_is_gone() {
    let shared = Shared::founded().await;
    let (one, clock) = shared.start().await;
    let id = report(&one, 50.0, 70.0).await;
    let leave = NewLeave { person: WANG, stand_in: Some(LI), from: START + HOUR, to: START + 3 * HOUR };
    one.add_leave(leave).await.unwrap();
    let (other, others_clock) = shared.start().await;
    clock.0.send_replace(START + HOUR);
    others_clock.0.send_replace(START + HOUR);
    for it in [&one, &other] {
        until(it, |it| it.incident(id).unwrap().primary_person() == Some(LI)).await;
    }
    assert_eq!(one.world().incident(id).unwrap().revision, 2, "once");
    drop(one);
    others_clock.0.send_replace(START + 3 * HOUR);
    until(&other, |it| it.incident(id).unwrap().primary_person() == Some(WANG)).await;
    assert_eq!(other.world().incident(id).unwrap().revision, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_one_that_leads_looks_at_the_clock_no_more_often_than_it_has_to() {
    let shared = Shared::founded().await;
    let (store, clock) = (shared.store(), Arc::new(Counting(Hands(watch::Sender::new(START)), AtomicUsize::new(0))));
    let service = Service::start(store.clone(), clock.clone(), catalog::categories(), flow()).await.unwrap();
    soon(store.leading().wait_for(|it| *it)).await.unwrap();
    for n in 0..20 {
        report(&service, f64::from(n) * 10.0, 70.0).await;
    }
    let looked = clock.1.load(Ordering::SeqCst);
    assert!(looked < 20, "{looked}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_signs_in_at_one_is_signed_in_at_the_other() {
    let (_shared, one, other) = Shared::two().await;
    let new = |login: &str| NewAccount {
        login: login.into(),
        name: String::new(),
        grants: vec![Grant::everywhere(AccountRole::Dispatcher)],
        person: None,
        password: Some(model::Secret::new("a long enough sentence".to_owned())),
    };
    let shown = |login: &str| Credentials {
        login: login.into(),
        password: model::Secret::new("a long enough sentence".to_owned()),
        code: None,
        agent: "test".into(),
    };
    one.accounts().create(new("zhang")).await.unwrap();
    let here = other.accounts().sign_in(shown("zhang")).await.unwrap();
    let there = one.accounts().sign_in(shown("zhang")).await.unwrap();
    assert_ne!(here.session.id, there.session.id);
    for (accounts, opened) in [(one.accounts(), &here), (other.accounts(), &there)] {
        let known = accounts.signed_in(opened.token.reveal()).await.unwrap();
        assert_eq!(known.account.login, "zhang");
        assert!(accounts.signed_in("guessed").await.is_none());
    }
    // Accounts that are made at both get numbers of their own.
    let (a, b) = (one.accounts(), other.accounts());
    let (a, b) = tokio::join!(a.create(new("li")), b.create(new("wang")));
    assert_ne!(a.unwrap().id, b.unwrap().id);
    one.accounts().end_session(there.account.id, here.session.id).await.unwrap();
    soon(async {
        while other.accounts().signed_in(here.token.reveal()).await.is_some() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_and_a_setting_of_one_hold_at_the_other() {
    let (shared, one, other) = Shared::two().await;
    let id = report(&one, 150.0, 70.0).await;
    let cells: Vec<_> = one.world().ground.district.live_cells().map(|it| it.0).collect();
    let merge = |cells: &[model::CellId]| vec![Edit::Merge { cells: cells.to_vec() }];
    one.repartition(1, merge(&cells[..2]), VersionKind::Edited, String::new()).await.unwrap();
    // Made for the version before, it is refused; made for the new one it is understood at once.
    let old = other.repartition(1, merge(&cells[1..]), VersionKind::Edited, String::new()).await;
    assert!(matches!(old, Err(DraftError::Conflict { base: 1, current: 2 })), "{old:?}");
    assert_eq!(other.world().incident(id), one.world().incident(id));
    let live: Vec<_> = other.world().ground.district.live_cells().map(|it| it.0).collect();
    other.repartition(2, merge(&live), VersionKind::Edited, String::new()).await.unwrap();
    one.preview_undo(3).await.unwrap();
    assert!(same(&one.world(), &other.world()));

    let code = CategoryCode(101);
    let held = one.world().ground.categories.get(code).unwrap().clone();
    let asked = Category { limit: "3 clock_hour".parse().unwrap(), ..held };
    let next = one.revise_category(1, asked.clone()).await.unwrap();
    let stale = other.revise_category(1, asked).await;
    assert!(matches!(stale, Err(SettingError::Stale { seen: 1, holds: 2, .. })), "{stale:?}");
    assert_eq!(other.world().ground.categories.get(code), Some(&next));
    let late = report(&other, 50.0, 70.0).await;
    assert_eq!(other.world().incident(late).unwrap().case.as_deref().unwrap().version, Some(2));
    // The beginning, the district and its edges, a report, two versions, a category, a report.
    assert_eq!(shared.rows(), 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_at_two_at_once_both_end_with_what_is_on_record() {
    let (shared, one, other) = Shared::two().await;
    let both = [one.clone(), other.clone()];
    let mut lives = tokio::task::JoinSet::new();
    for life in 0..6_u32 {
        let service = both[life as usize % 2].clone();
        lives.spawn(async move {
            // A number that looks random and is the same each time.
            let mut dice = life;
            let mut roll = |sides: u32| {
                dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (dice >> 16) % sides
            };
            for _ in 0..25 {
                let world = service.world();
                let any = (!world.is_empty()).then(|| world.at(roll(world.len() as u32)).unwrap().id);
                match (roll(8), any) {
                    (0, _) => {
                        let from = START + i64::from(roll(3)) * HOUR;
                        let leave = NewLeave { person: PersonId(roll(3)), stand_in: None, from, to: from + HOUR };
                        // Two at once may be about the same person.
                        let _ = service.add_leave(leave).await;
                    }
                    (1, Some(id)) => {
                        let notice = NewNotice {
                            kind: NoticeKind::Supervision,
                            incident: id,
                            to: Some(LEADER),
                            text: "请尽快".into(),
                            due_at: None,
                        };
                        acting(&service, AccountRole::Supervisor).issue_notice(notice).await.unwrap();
                    }
                    (2 | 3, Some(id)) => {
                        // It may be somebody else's by now.
                        let _ =
                            acting(&service, AccountRole::Dispatcher).act(order(id, Action::Comment, None), None).await;
                    }
                    (4, Some(id)) => {
                        let unit = acting_as(&service, AccountRole::GridMember, world.incident(id).unwrap().member);
                        let _ = unit.act(order(id, Action::Sign, None), None).await;
                    }
                    _ => {
                        report(&service, f64::from(roll(300)), 70.0).await;
                    }
                }
            }
        });
    }
    while let Some(it) = soon(lives.join_next()).await {
        it.unwrap();
    }
    let (third, _) = shared.start().await;
    for it in &both {
        until(it, |it| same(it, &third.world())).await;
    }
    let numbers: Vec<_> = third.world().notices.iter().map(|it| it.number).collect();
    assert_eq!(numbers, (1..=numbers.len() as u32).collect::<Vec<_>>());
    assert!(shared.rows() > 100);
}
