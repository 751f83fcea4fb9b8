//! The story that every engine must pass, and what only the embedded one promises.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod engines;

use self::engines::{Home, on_both_engines};
use model::{
    Author, Backdrop, BackdropKind, CategoryCode, CellId, Change, Confidence, Decision, District, Duty, DutyRole,
    Event, FrontageId, FrontageZone, Hours, Incident, IncidentDetail, IncidentId, Landmark, LandmarkKind, Leave,
    LeaveId, LonLat, PersonId, Piece, Point, Polygon, Report, Reroute, RoadClass, RoadId, RoadPosition, Ruling,
    RulingId, RulingKind, SegmentId, Shape, Side, Source, Span, Spot, Stage, Stretch, Term, Verdict,
};
use store::{Outcome, Sqlite, Store, StoreError};
use testkit::Sketch;
use uuid::Uuid;

fn district() -> District {
    let mut district = Sketch::new()
        .cell(&[(0, 0), (40, 0), (40, 30), (0, 30)])
        .member("王小明")
        .cell(&[(40, 0), (80, 0), (80, 30), (40, 30)])
        .road("人民路", RoadClass::Main, &[(0, 0), (80, 0)])
        .leader("李主任")
        .road("豆腐巷", RoadClass::Alley, &[(40, 0), (40, 30)])
        .district();
    let ring = |r: i32| [(-r, -r), (r, -r), (r, r), (-r, r)].map(|(x, y)| Point { x, y }).to_vec();
    let shape = Shape::Polygon(Polygon { shell: ring(900), holes: vec![ring(300)] });
    district.backdrop.push(Backdrop { kind: BackdropKind::Water, name: Some("荷塘".into()), shape });
    let at = Point { x: 1, y: -1 };
    district.landmarks.push(Landmark { kind: LandmarkKind::Market, name: "中心市场".into(), at });
    district.roads[1].name = None;
    district.frontages = vec![
        zone("990101X0001-001-L001", Some("老王面馆"), Side::Left),
        zone("990101X0001-001-R001", None, Side::Right),
    ]
    .into();
    district.duties.extend(duties());
    district.leaves = vec![Leave { stand_in: None, ended_at: Some(70), ..leave(60) }].into();
    district.rulings = vec![ruling(50, Verdict::Cell(CellId(1)))].into();
    district
}

fn zone(code: &str, name: Option<&str>, side: Side) -> FrontageZone {
    let shell = [(0, 0), (50_000, 0), (50_000, 40_000)].map(|(x, y)| Point { x, y }).to_vec();
    FrontageZone {
        code: code.into(),
        name: name.map(str::to_owned),
        segment: SegmentId(0),
        side,
        from_mm: 3_000,
        to_mm: 8_001,
        polygon: Polygon { shell, holes: vec![] },
        span: Span::FOUNDED,
    }
}

/// One duty of each kind of piece, with and without ends.
fn duties() -> Vec<Duty> {
    let duty = |role, piece| Duty::standing(PersonId(1), role, piece, Span::FOUNDED);
    let part = Stretch { road: RoadId(0), from_mm: 1, to_mm: Some(79_999), side: Some(Side::Right) };
    let market = Spot { name: "中心市场".into(), at: Point { x: -5, y: 7 }, radius_mm: 60_000 };
    let (from, to) = (Some(-1_000), Some(9_000));
    vec![
        Duty { hours: Hours::PATROL, ..duty(DutyRole::CleaningContractor, Piece::Road(part)) },
        Duty {
            term: Term { from, to: None },
            ..duty(DutyRole::GridSupervisor, Piece::Cells(vec![CellId(0), CellId(1)]))
        },
        Duty { term: Term { from, to }, ..duty(DutyRole::FrontageHolder, Piece::Frontage(FrontageId(1))) },
        Duty { hours: Hours { from: 1_260, to: 420 }, ..duty(DutyRole::HandlingUnit, Piece::Spot(market)) },
        Duty { term: Term { from: None, to }, ..duty(DutyRole::AlleyChief, Piece::Road(Stretch::whole(RoadId(1)))) },
    ]
}

fn leave(made_at: i64) -> Leave {
    Leave { person: PersonId(0), stand_in: Some(PersonId(1)), from: 100, to: 200, made_at, ended_at: None }
}

fn ruling(made_at: i64, verdict: Verdict) -> Ruling {
    Ruling {
        kind: RulingKind::Ruling,
        at: Point { x: 400_000, y: -1 },
        radius_mm: 25_000,
        category: Some(CategoryCode(102)),
        verdict,
        note: "街道办 2026 年 3 号 '; --".into(),
        made_at,
        ended_at: None,
    }
}

fn report(n: u128, reported_at: i64) -> Report {
    let incident = Incident {
        id: IncidentId(Uuid::from_u128(n)),
        category: CategoryCode(102),
        place: LonLat { lon: 113.940_123_456_789, lat: 22.55 },
        point: Point { x: 126_789, y: -3 },
        stage: Stage::Reported,
        source: Source::Member,
        reported_at,
        cell: Some(CellId(1)),
        member: Some(PersonId(0)),
        road: Some(RoadPosition { segment: SegmentId(0), distance_mm: 4_321, side: Side::Left, chainage_mm: 12_000 }),
        leader: None,
        other: Some(PersonId(1)),
        primary: Some(DutyRole::GridMember),
        confidence: Some(Confidence::Likely),
        made_up: false,
        revision: 1,
        case: None,
    };
    let detail = IncidentDetail {
        note: format!("垃圾 {n} 车 '; --"),
        accuracy_m: Some(12.5),
        reason_zh: "因为".into(),
        reason_en: "because".into(),
        trace: "{\"reasons\":[\"inside\"]}".into(),
    };
    let events =
        vec![Event { at: reported_at, verb: "report".into(), stage: Stage::Reported, note: String::new() }.into()];
    Report { incident, detail, events }
}

fn change(n: u128, key: Option<&str>) -> Change {
    Change::Report { reports: vec![report(n, n as i64)], idempotency_key: key.map(str::to_owned) }
}

/// What is committed is given back, in order; what is refused leaves no trace.
async fn story(store: &dyn Store) {
    let empty = store.load().await.unwrap();
    assert!(empty.district.is_none() && empty.incidents.is_empty());

    store.commit(Author::SYSTEM, Change::Found(Box::new(district()))).await.unwrap();
    assert_eq!(store.load().await.unwrap().district, Some(district()));
    let twice = store.commit(Author::SYSTEM, Change::Found(Box::new(district()))).await;
    assert!(matches!(twice, Err(StoreError::NotEmpty(name)) if name == "画中街道"));

    let bare = Report {
        incident: Incident {
            cell: None,
            member: None,
            road: None,
            primary: None,
            other: None,
            confidence: None,
            ..report(1, 50).incident
        },
        ..report(1, 50)
    };
    let both = Change::Report { reports: vec![report(2, 90), bare.clone()], idempotency_key: None };
    assert_eq!(store.commit(Author::SYSTEM, both).await.unwrap(), Outcome::Saved);
    let loaded = store.load().await.unwrap().incidents;
    assert_eq!(loaded, [bare.incident.clone(), report(2, 90).incident], "oldest first, to the last digit");

    let unknown = IncidentId(Uuid::from_u128(99));
    let details = store.details(&[report(2, 90).incident.id, unknown, bare.incident.id]).await.unwrap();
    assert_eq!(details, [Some(report(2, 90).detail), None, Some(bare.detail)]);
    assert_eq!(store.history(bare.incident.id).await.unwrap(), bare.events);
    assert!(store.history(unknown).await.unwrap().is_empty());

    // The same key again is the same report, whatever else it says.
    assert_eq!(store.commit(Author::SYSTEM, change(3, Some("k"))).await.unwrap(), Outcome::Saved);
    let again = store.commit(Author::SYSTEM, change(4, Some("k"))).await.unwrap();
    assert_eq!(again, Outcome::Repeated(IncidentId(Uuid::from_u128(3))));

    // One bad report takes its whole change with it, and no other.
    let mixed = Change::Report { reports: vec![report(5, 5), report(2, 90)], idempotency_key: Some("m".into()) };
    let (bad, good) = tokio::join!(store.commit(Author::SYSTEM, mixed), store.commit(Author::SYSTEM, change(6, None)));
    assert!(matches!(bad, Err(StoreError::Engine { .. })));
    assert_eq!(good.unwrap(), Outcome::Saved);
    let ids: Vec<u128> = store.load().await.unwrap().incidents.iter().map(|it| it.id.0.as_u128()).collect();
    assert_eq!(ids, [3, 6, 1, 2]);
    assert_eq!(
        store.commit(Author::SYSTEM, change(7, Some("m"))).await.unwrap(),
        Outcome::Saved,
        "the refused change kept no key"
    );

    decisions(store).await;
    rerouting(store).await;
}

/// An incident goes to other people with its event, whatever else the decision says; a refused one moves nothing.
async fn rerouting(store: &dyn Store) {
    let before = report(2, 90);
    let road = RoadPosition { segment: SegmentId(1), side: Side::Right, ..before.incident.road.unwrap() };
    let (member, leader, other) = (Some(PersonId(1)), Some(PersonId(0)), None);
    let confidence = Some(Confidence::Certain);
    let after =
        Incident { member, leader, other, confidence, road: Some(road), revision: 2, ..before.incident.clone() };
    let event = Event { at: 99, verb: "reroute".into(), stage: Stage::Reported, note: "请假 / leave".into() };
    let reroute = Reroute {
        incident: after.clone(),
        reason_zh: "代班".into(),
        reason_en: "stands in".into(),
        trace: "{}".into(),
        event: event.clone(),
    };
    let lost = Decision { ended_leaves: vec![(LeaveId(9), 99)], ..Decision::default() };
    assert!(
        store.commit(Author::SYSTEM, Change::Decide { decision: lost, rerouted: vec![reroute.clone()] }).await.is_err()
    );
    assert_eq!(store.history(after.id).await.unwrap(), before.events);
    let come = Change::Decide { decision: Decision::default(), rerouted: vec![reroute] };
    assert_eq!(store.commit(Author::SYSTEM, come).await.unwrap(), Outcome::Saved);
    assert!(store.load().await.unwrap().incidents.contains(&after));
    assert_eq!(store.history(after.id).await.unwrap(), [before.events[0].clone(), event.into()]);
    let told = store.details(&[after.id]).await.unwrap().pop().flatten().unwrap();
    let (reason_zh, reason_en, trace) = ("代班".into(), "stands in".into(), "{}".into());
    assert_eq!(told, IncidentDetail { reason_zh, reason_en, trace, ..before.detail });
}

async fn decide(store: &dyn Store, decision: Decision) -> Result<Outcome, StoreError> {
    store.commit(Author::SYSTEM, Change::Decide { decision, rerouted: vec![] }).await
}

/// Leaves and rulings are added and taken back once; one that does not hold takes the whole change with it.
async fn decisions(store: &dyn Store) {
    let mut expected = district();
    let choice = Ruling { kind: RulingKind::Choice, category: None, ..ruling(80, Verdict::Road(RoadId(1))) };
    let new = vec![choice, ruling(81, Verdict::Person(PersonId(0)))];
    let decisions = [
        Decision { new_leaves: vec![leave(80), leave(81)], ..Decision::default() },
        Decision { new_rulings: new.clone(), ended_rulings: vec![(RulingId(0), 82)], ..Decision::default() },
        Decision { ended_leaves: vec![(LeaveId(2), 90)], ..Decision::default() },
    ];
    for decision in decisions {
        expected = expected.decided(&decision);
        store.commit(Author::SYSTEM, Change::Decide { decision, rerouted: vec![] }).await.unwrap();
    }
    assert_eq!(expected.leaves[1..], [leave(80), Leave { ended_at: Some(90), ..leave(81) }]);
    assert_eq!((expected.rulings[0].ended_at, &expected.rulings[1..]), (Some(82), &*new));
    assert_eq!(store.load().await.unwrap().district.as_ref(), Some(&expected));

    for (lost, id) in [(LeaveId(0), 0), (LeaveId(2), 2), (LeaveId(9), 9)] {
        let ended_leaves = vec![(LeaveId(1), 95), (lost, 95)];
        let refused =
            decide(store, Decision { new_leaves: vec![leave(95)], ended_leaves, ..Decision::default() }).await;
        assert!(matches!(refused, Err(StoreError::NotOnRecord { en: "leave", id: it, .. }) if it == id), "{refused:?}");
    }
    let twice = Decision { ended_rulings: vec![(RulingId(0), 95)], ..Decision::default() };
    let refused = decide(store, twice).await;
    assert!(matches!(refused, Err(StoreError::NotOnRecord { en: "ruling", id: 0, .. })), "{refused:?}");
    let nobody = Leave { stand_in: Some(PersonId(77)), ..leave(95) };
    assert!(decide(store, Decision { new_leaves: vec![nobody], ..Decision::default() }).await.is_err());
    assert_eq!(store.load().await.unwrap().district, Some(expected), "what is refused leaves no trace");
}

async fn both_engines_tell_the_story(folder: Home) {
    story(&*folder.open().unwrap()).await;
}

async fn everything_is_there_after_opening_again(folder: Home) {
    let store = folder.open().unwrap();
    store.commit(Author::SYSTEM, Change::Found(Box::new(district()))).await.unwrap();
    store.commit(Author::SYSTEM, change(1, None)).await.unwrap();
    drop(store);
    let loaded = folder.open().unwrap().load().await.unwrap();
    assert_eq!((loaded.district, loaded.incidents), (Some(district()), vec![report(1, 1).incident]));
}

async fn many_at_once_are_all_saved(folder: Home) {
    let store = folder.open().unwrap();
    store.commit(Author::SYSTEM, Change::Found(Box::new(district()))).await.unwrap();
    let tasks: Vec<_> = (0..500)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move { store.commit(Author::SYSTEM, change(n, None)).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), Outcome::Saved);
    }
    assert_eq!(store.load().await.unwrap().incidents.len(), 500);
}

#[tokio::test]
async fn a_folder_in_use_is_refused_and_free_again_after_closing() {
    let folder = tempfile::tempdir().unwrap();
    let first = Sqlite::open(folder.path()).unwrap();
    assert!(matches!(Sqlite::open(folder.path()), Err(StoreError::Locked(path)) if path == folder.path()));
    drop(first);
    assert!(Sqlite::open(folder.path()).is_ok());
}

#[tokio::test]
async fn files_that_are_not_ours_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wangge.db");
    std::fs::write(&path, "not a database, but long enough to look at it: ".repeat(20)).unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Sqlite::open(folder.path()), Err(StoreError::Foreign { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);

    std::fs::remove_file(&path).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE diary (entry TEXT)").unwrap();
    drop(other);
    assert!(matches!(Sqlite::open(folder.path()), Err(StoreError::Foreign { .. })));
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(Sqlite::open(folder.path()).unwrap());
    let conn = rusqlite::Connection::open(folder.path().join("wangge.db")).unwrap();
    conn.execute_batch("PRAGMA user_version = 999").unwrap();
    drop(conn);
    let refused = Sqlite::open(folder.path());
    assert!(matches!(refused, Err(StoreError::Foreign { why, .. }) if why.contains("999")));
}

async fn events_leaves_and_rulings_cannot_be_deleted(folder: Home) {
    let store = folder.open().unwrap();
    store.commit(Author::SYSTEM, Change::Found(Box::new(district()))).await.unwrap();
    store.commit(Author::SYSTEM, change(1, None)).await.unwrap();
    drop(store);
    for (sql, what) in [
        ("UPDATE event SET note = 'x'", "events are never changed"),
        ("DELETE FROM event", "events are never deleted"),
        ("DELETE FROM leave", "leaves are never deleted"),
        ("DELETE FROM ruling", "rulings are never deleted"),
    ] {
        assert!(folder.meddle(sql).await.unwrap_err().contains(what), "{sql}");
    }
}

async fn an_unknown_word_in_the_database_is_named(folder: Home) {
    let store = folder.open().unwrap();
    store.commit(Author::SYSTEM, Change::Found(Box::new(district()))).await.unwrap();
    drop(store);
    folder.meddle("UPDATE road SET class = 'boulevard' WHERE id = 1").await.unwrap();
    let err = folder.open().unwrap().load().await.unwrap_err();
    assert!(matches!(&err, StoreError::Corrupt { column: "road.class", value } if value == "boulevard"), "{err}");
}

on_both_engines! {
    both_engines_tell_the_story
    everything_is_there_after_opening_again
    many_at_once_are_all_saved
    events_leaves_and_rulings_cannot_be_deleted
    an_unknown_word_in_the_database_is_named
}
