//! What people do, over a sketched town and the real store.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use async_trait::async_trait;
use common::{flow, reject};
use locate::{Containment, ReasonCode};
use model::{Author, CategoryCode, Change, Confidence, District, DutyRole, LonLat, Point, RoadClass, Source};
use service::{
    Announcement, Answer, Clock, Ground, ListFilter, Query, ReportError, Service, ServiceError, Sort, Submission,
};
use spatial::Frame;
use store::{Sqlite, Store};
use testkit::Sketch;
use tiles::{Filter, StageSet};

/// Ticks one second each time it is asked.
struct Ticks(AtomicI64);

#[async_trait]
impl Clock for Ticks {
    fn now_ms(&self) -> i64 {
        self.0.fetch_add(1_000, Ordering::SeqCst)
    }

    async fn reached(&self, _: i64) {
        std::future::pending::<()>().await;
    }
}

/// Two cells of 100 m, the second without a member; a contracted main road along their south, an alley between them.
fn town() -> District {
    Sketch::new()
        .cell(&[(0, 0), (100, 0), (100, 100), (0, 100)])
        .member("王小明")
        .cell(&[(100, 0), (200, 0), (200, 100), (100, 100)])
        .road("人民路", RoadClass::Main, &[(0, 0), (100, 0), (200, 0)])
        .leader("李主任")
        .road("豆腐巷", RoadClass::Alley, &[(100, 0), (100, 100)])
        .district()
}

fn ground() -> Ground {
    Ground::new(town(), catalog::categories()).unwrap()
}

/// Returns the place of metres in the sketch.
fn at(x_m: f64, y_m: f64) -> LonLat {
    let frame = Frame::new(town().frame).unwrap();
    frame.place(Point { x: (x_m * Point::PER_METRE) as i32, y: (y_m * Point::PER_METRE) as i32 })
}

fn submission(place: LonLat, category: &str) -> Submission {
    Submission {
        query: Query::new(place),
        category: category.parse().unwrap(),
        note: "路边".into(),
        source: Source::Resident,
        made_up: false,
    }
}

/// Asks the sketched town with an accuracy in metres and a category, empty for none.
fn ask(ground: &Ground, place: LonLat, accuracy_m: Option<f64>, category: &str) -> Answer {
    let category: Option<CategoryCode> = category.parse().ok();
    ground.answer(&Query { accuracy_m, category, ..Query::new(place) }, 0).unwrap()
}

async fn service(folder: &std::path::Path) -> Service {
    let store = Arc::new(Sqlite::open(folder).unwrap());
    if store.load().await.unwrap().district.is_none() {
        store.commit(Author::SYSTEM, Change::Found(Box::new(town()))).await.unwrap();
    }
    Service::start(store, Arc::new(Ticks(AtomicI64::new(1_790_000_000_000))), catalog::categories(), flow())
        .await
        .unwrap()
}

#[test]
fn a_matter_of_the_road_goes_to_its_leader_and_names_the_member_too() {
    let ground = ground();
    let answer = ask(&ground, at(30.0, 12.0), None, "0104");
    let name = |id: Option<model::PersonId>| id.map(|it| ground.district.persons[it.index()].name.as_str());
    assert_eq!((name(answer.member()), name(answer.leader())), (Some("王小明"), Some("李主任")));
    assert_eq!(answer.found.primary.map(|it| it.role), Some(DutyRole::RoadLeader));
    let road = answer.road().unwrap().position;
    let words = ground.explain(&answer);
    assert!((road.distance_mm.abs_diff(12_000)) <= 1 && road.chainage_mm.abs_diff(30_000) <= 1, "{road:?}");
    for part in ["990101001001001", "王小明", "人民路（主干道）", "北侧", "12.0 米", "0+030", "李主任", "按道路归责"]
    {
        assert!(words.zh.contains(part), "{part}: {}", words.zh);
    }
    for part in ["990101001001001", "12.0 m", "north side", "acts first"] {
        assert!(words.en.contains(part), "{part}: {}", words.en);
    }
}

#[test]
fn a_matter_of_the_cell_goes_to_the_member_however_near_the_road() {
    let answer = ask(&ground(), at(30.0, 1.0), None, "0101");
    assert_eq!(answer.found.primary.map(|it| it.role), Some(DutyRole::GridMember));
}

#[test]
fn a_matter_of_the_road_too_far_from_it_goes_to_the_member() {
    let near_then_far = [(32.9, DutyRole::RoadLeader), (33.1, DutyRole::GridMember)];
    // Half of 6 m and twice the usual 15 m: the road reaches 33 m.
    for (y, role) in near_then_far {
        let answer = ask(&ground(), at(30.0, y), None, "0110");
        assert_eq!(answer.found.primary.map(|it| it.role), Some(role), "{y}");
    }
    let sharp = ask(&ground(), at(30.0, 20.0), Some(3.0), "0110");
    assert_eq!(sharp.found.primary.map(|it| it.role), Some(DutyRole::GridMember), "a sharp position shrinks the reach");
}

#[test]
fn what_nobody_holds_is_said_to_be_a_gap() {
    let ground = ground();
    let answer = ask(&ground, at(150.0, 60.0), None, "0101");
    assert_eq!((answer.member(), answer.found.primary), (None, None));
    let words = ground.explain(&answer).zh;
    assert!(words.contains("责任盲区") && words.contains("暂无责任人"), "{words}");
    let alley = ask(&ground, at(102.0, 60.0), None, "");
    assert!(alley.found.reasons.has(ReasonCode::Uncontracted));
    assert!(ground.explain(&alley).zh.contains("该路尚无包路领导"));
}

#[test]
fn a_little_outside_counts_far_outside_does_not() {
    let ground = ground();
    let near = ask(&ground, at(-15.0, 50.0), None, "");
    let fifteen = |mm: u32| mm.abs_diff(15_000) <= 1;
    let containment = near.found.containment;
    assert!(matches!(containment, Containment::NearOutside { distance_mm, .. } if fifteen(distance_mm)));
    assert!(near.member().is_some() && ground.explain(&near).zh.contains("界外 15 米"));
    assert_eq!(near.found.confidence, Some(Confidence::Likely), "never certain outside");
    let far = ask(&ground, at(-1500.0, 50.0), None, "");
    assert!(matches!(far.found.containment, Containment::Outside { .. }));
    assert!(far.member().is_none() && far.road().is_none());
    assert!(ground.explain(&far).zh.contains("1.5 公里"));
}

#[tokio::test]
async fn a_report_is_saved_applied_announced_and_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let first = service(folder.path()).await;
    let (before, mut followed) = (first.world(), first.follow());
    let reported = first.report(submission(at(30.0, 12.0), "0104"), None).await.unwrap();
    assert!(reported.fresh && reported.incident.leader.is_some());
    let id = reported.incident.id;
    let told = followed.recv().await.unwrap();
    assert!(matches!(told, Announcement::Incident { incident, .. } if incident.id == id));
    assert!(before.is_empty(), "a reader's world does not change under it");
    assert_eq!(first.world().incident(id), Some(reported.incident.clone()));
    assert_eq!(first.detail(id).await.unwrap().note, "路边");
    assert_eq!(first.history(id).await.unwrap().len(), 1);
    drop(first);
    let again = service(folder.path()).await;
    assert_eq!(again.world().incident(id), Some(reported.incident));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_sent_many_times_at_once_is_one_incident() {
    let folder = tempfile::tempdir().unwrap();
    let service = service(folder.path()).await;
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let service = service.clone();
            tokio::spawn(async move { service.report(submission(at(30.0, 12.0), "0104"), Some("k".into())).await })
        })
        .collect();
    let mut fresh = 0;
    for task in tasks {
        fresh += usize::from(task.await.unwrap().unwrap().fresh);
    }
    assert_eq!((fresh, service.world().len()), (1, 1));
    let other = service.report(submission(at(31.0, 12.0), "0104"), Some("k".into())).await;
    assert!(matches!(other, Err(ReportError::KeyReused(_))));
}

#[tokio::test]
async fn what_is_refused_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let service = service(folder.path()).await;
    let refused = [
        submission(at(5_000.0, 0.0), "0104"),
        submission(LonLat { lon: f64::NAN, lat: 22.0 }, "0104"),
        submission(at(30.0, 12.0), "9999"),
        Submission { note: "长".repeat(501), ..submission(at(30.0, 12.0), "0104") },
        {
            let query = Query { accuracy_m: Some(f64::NAN), ..Query::new(at(30.0, 12.0)) };
            Submission { query, ..submission(at(30.0, 12.0), "0104") }
        },
    ];
    for it in refused {
        assert!(service.report(it.clone(), Some("k".into())).await.is_err(), "{it:?}");
    }
    assert!(service.world().is_empty());
    assert!(service.report(submission(at(30.0, 12.0), "0104"), Some("k".into())).await.unwrap().fresh);
}

#[tokio::test]
async fn an_empty_store_says_that_there_is_no_district() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Sqlite::open(folder.path()).unwrap());
    let started = Service::start(store, Arc::new(service::SystemClock), catalog::categories(), flow()).await;
    assert!(matches!(started.err(), Some(ServiceError::NoDistrict)));
}

#[tokio::test]
async fn the_list_agrees_with_looking_at_every_incident() {
    let folder = tempfile::tempdir().unwrap();
    let service = service(folder.path()).await;
    for n in 0..40 {
        let category = ["0104", "0101", "0501"][n % 3];
        let it = submission(at(5.0 + 4.5 * n as f64, 20.0), category);
        let id = service.report(it, None).await.unwrap().incident.id;
        if n % 4 == 0 {
            reject(&service, id).await;
        }
    }
    let world = service.world();
    let all: Vec<_> = (0..40).filter_map(|at| world.at(at)).collect();
    let (from, to) = (all[5].reported_at, all[30].reported_at);
    let filter = Filter {
        categories: Some(["0104", "0501"].into_iter().map(|it| it.parse().unwrap()).collect()),
        stages: StageSet::open(),
        from_ms: Some(from),
        to_ms: Some(to),
        ..Filter::default()
    };
    let mut expected: Vec<_> = all
        .iter()
        .filter(|it| it.category.0 != 101 && it.stage.is_open() && (from..to).contains(&it.reported_at))
        .map(|it| (it.reported_at, it.id))
        .collect();
    expected.sort_unstable_by(|a, b| b.cmp(a));
    assert!(expected.len() > 5);
    let list = ListFilter { index: filter, ..ListFilter::default() };
    let (mut listed, mut cursor) = (Vec::new(), None);
    loop {
        let page = service.list(list.clone(), Sort::NEWEST, 3, cursor).await.unwrap();
        assert_eq!(page.total as usize, expected.len());
        listed.extend(page.incidents.iter().map(|it| (it.reported_at, it.id)));
        let Some(next) = page.next else { break };
        assert_eq!(next.to_string().parse(), Ok(next));
        cursor = Some(next);
    }
    assert_eq!(listed, expected);
}
