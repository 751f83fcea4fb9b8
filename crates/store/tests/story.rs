//! The story that every engine must pass, and what only the embedded one promises.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
use model::{
    Backdrop, BackdropKind, CategoryCode, CellId, Change, District, DutyRole, Event, Incident, IncidentDetail,
    IncidentId, Landmark, LandmarkKind, LonLat, PersonId, Point, Polygon, Report, RoadClass, RoadPosition, SegmentId,
    Shape, Side, Source, Stage,
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
    district
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
        frontage_holder: None,
        primary: Some(DutyRole::GridMember),
        confidence: None,
        made_up: false,
        revision: 1,
    };
    let detail = IncidentDetail {
        note: format!("垃圾 {n} 车 '; --"),
        accuracy_m: Some(12.5),
        reason_zh: "因为".into(),
        reason_en: "because".into(),
        trace: String::new(),
    };
    let events = vec![Event { at: reported_at, verb: "report".into(), stage: Stage::Reported, note: String::new() }];
    Report { incident, detail, events }
}

fn change(n: u128, key: Option<&str>) -> Change {
    Change::Report { reports: vec![report(n, n as i64)], idempotency_key: key.map(str::to_owned) }
}

/// What is committed is given back, in order; what is refused leaves no trace.
async fn story(store: &dyn Store) {
    let empty = store.load().await.unwrap();
    assert!(empty.district.is_none() && empty.incidents.is_empty());

    store.commit(Change::Found(Box::new(district()))).await.unwrap();
    assert_eq!(store.load().await.unwrap().district, Some(district()));
    let twice = store.commit(Change::Found(Box::new(district()))).await;
    assert!(matches!(twice, Err(StoreError::NotEmpty(name)) if name == "画中街道"));

    let bare = Report {
        incident: Incident { cell: None, member: None, road: None, primary: None, ..report(1, 50).incident },
        ..report(1, 50)
    };
    let both = Change::Report { reports: vec![report(2, 90), bare.clone()], idempotency_key: None };
    assert_eq!(store.commit(both).await.unwrap(), Outcome::Saved);
    let loaded = store.load().await.unwrap().incidents;
    assert_eq!(loaded, [bare.incident.clone(), report(2, 90).incident], "oldest first, to the last digit");

    let unknown = IncidentId(Uuid::from_u128(99));
    let details = store.details(&[report(2, 90).incident.id, unknown, bare.incident.id]).await.unwrap();
    assert_eq!(details, [Some(report(2, 90).detail), None, Some(bare.detail)]);
    assert_eq!(store.history(bare.incident.id).await.unwrap(), bare.events);
    assert!(store.history(unknown).await.unwrap().is_empty());

    // The same key again is the same report, whatever else it says.
    assert_eq!(store.commit(change(3, Some("k"))).await.unwrap(), Outcome::Saved);
    let again = store.commit(change(4, Some("k"))).await.unwrap();
    assert_eq!(again, Outcome::Repeated(IncidentId(Uuid::from_u128(3))));

    // One bad report takes its whole change with it, and no other.
    let mixed = Change::Report { reports: vec![report(5, 5), report(2, 90)], idempotency_key: Some("m".into()) };
    let (bad, good) = tokio::join!(store.commit(mixed), store.commit(change(6, None)));
    assert!(matches!(bad, Err(StoreError::Engine { .. })));
    assert_eq!(good.unwrap(), Outcome::Saved);
    let ids: Vec<u128> = store.load().await.unwrap().incidents.iter().map(|it| it.id.0.as_u128()).collect();
    assert_eq!(ids, [3, 6, 1, 2]);
    assert_eq!(store.commit(change(7, Some("m"))).await.unwrap(), Outcome::Saved, "the refused change kept no key");
}

#[tokio::test]
async fn sqlite_tells_the_story() {
    let folder = tempfile::tempdir().unwrap();
    story(&Sqlite::open(&folder.path().join("new/folder")).unwrap()).await;
}

#[tokio::test]
async fn everything_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open(folder.path()).unwrap();
    store.commit(Change::Found(Box::new(district()))).await.unwrap();
    store.commit(change(1, None)).await.unwrap();
    drop(store);
    let loaded = Sqlite::open(folder.path()).unwrap().load().await.unwrap();
    assert_eq!((loaded.district, loaded.incidents), (Some(district()), vec![report(1, 1).incident]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_are_all_saved() {
    let folder = tempfile::tempdir().unwrap();
    let store = std::sync::Arc::new(Sqlite::open(folder.path()).unwrap());
    store.commit(Change::Found(Box::new(district()))).await.unwrap();
    let tasks: Vec<_> = (0..500)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move { store.commit(change(n, None)).await })
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

#[tokio::test]
async fn events_cannot_be_changed_or_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open(folder.path()).unwrap();
    store.commit(Change::Found(Box::new(district()))).await.unwrap();
    store.commit(change(1, None)).await.unwrap();
    drop(store);
    let conn = rusqlite::Connection::open(folder.path().join("wangge.db")).unwrap();
    for sql in ["UPDATE event SET note = 'x'", "DELETE FROM event"] {
        assert!(conn.execute(sql, []).unwrap_err().to_string().contains("events are never"), "{sql}");
    }
}

#[tokio::test]
async fn an_unknown_word_in_the_database_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open(folder.path()).unwrap();
    store.commit(Change::Found(Box::new(district()))).await.unwrap();
    drop(store);
    let conn = rusqlite::Connection::open(folder.path().join("wangge.db")).unwrap();
    conn.execute("UPDATE road SET class = 'boulevard' WHERE id = 1", []).unwrap();
    drop(conn);
    let err = Sqlite::open(folder.path()).unwrap().load().await.unwrap_err();
    assert!(matches!(&err, StoreError::Corrupt { column: "road.class", value } if value == "boulevard"), "{err}");
}
