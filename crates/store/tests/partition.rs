//! Versions of the partition: what memory holds after a change is what the store gives back, and old databases are
//! brought along.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod engines;

use self::engines::{Home, on_both_engines};
use model::{
    Author, BarrierClass, CategoryCode, CellEdge, CellId, Change, Confidence, District, Duty, DutyId, DutyRole,
    EdgeClass, EdgeId, Event, FrontageId, FrontageZone, Hours, Incident, IncidentDetail, IncidentId, LonLat,
    PartitionVersion, Person, PersonId, Piece, Point, Polygon, Repartition, Report, Reroute, RoadClass, RoadId,
    SegmentId, Side, Source, Span, Stage, Stretch, Term, UnitCell, VersionId, VersionKind,
};
use store::{Outcome, Sqlite, Store};
use testkit::Sketch;
use uuid::Uuid;

fn p(x: i32, y: i32) -> Point {
    Point { x: x * 10_000, y: y * 10_000 }
}

fn edge(line: &[Point], left: Option<u32>, right: Option<u32>, class: EdgeClass, span: Span) -> CellEdge {
    let segment = class.road().map(|_| SegmentId(0));
    CellEdge { line: line.to_vec(), left: left.map(CellId), right: right.map(CellId), class, segment, span }
}

/// One cell of 40 m by 30 m with its border.
fn district() -> District {
    let mut district = Sketch::new()
        .cell(&[(0, 0), (40, 0), (40, 30), (0, 30)])
        .member("王小明")
        .road("人民路", RoadClass::Main, &[(0, 0), (40, 0)])
        .leader("李主任")
        .district();
    let main = EdgeClass::Barrier(BarrierClass::Road(RoadClass::Main));
    district.edges = vec![
        edge(&[p(0, 0), p(40, 0)], Some(0), None, main, Span::FOUNDED),
        edge(&[p(0, 0), p(0, 30), p(40, 30), p(40, 0)], None, Some(0), EdgeClass::Border, Span::FOUNDED),
    ]
    .into();
    district
}

/// Cuts the cell in two: the western part keeps the code.
fn cut(district: &District) -> Repartition {
    let now = Span::since(VersionId(1));
    let ring = |x0: i32, x1: i32| Polygon { shell: vec![p(x0, 0), p(x1, 0), p(x1, 30), p(x0, 30)], holes: vec![] };
    let cell = UnitCell {
        code: "990101001001002".into(),
        polygon: ring(25, 40),
        label: p(30, 15),
        span: now,
        ..district.cells[0].clone()
    };
    let wall = EdgeClass::Barrier(BarrierClass::Wall);
    let duty = |person, cells: &[u32]| {
        let piece = Piece::Cells(cells.iter().copied().map(CellId).collect());
        Duty::standing(PersonId(person), DutyRole::GridMember, piece, now)
    };
    let holder = Person { code: "S1".into(), name: "老王面馆".into(), post: "商户".into(), made_up: true };
    let part = Piece::Road(Stretch { road: RoadId(0), from_mm: 0, to_mm: Some(20_000), side: Some(Side::Left) });
    let pledge = Duty {
        term: Term { from: Some(9), to: Some(99) },
        ..Duty::standing(PersonId(2), DutyRole::FrontageHolder, Piece::Frontage(FrontageId(0)), now)
    };
    let leader = Duty { hours: Hours::PATROL, ..Duty::standing(PersonId(1), DutyRole::RoadLeader, part, now) };
    Repartition {
        new_persons: vec![holder],
        new_frontages: vec![zone(now)],
        reshaped_cells: vec![(CellId(0), ring(0, 25), p(12, 15))],
        new_cells: vec![cell],
        ended_edges: vec![EdgeId(1)],
        new_edges: vec![
            edge(&[p(25, 0), p(25, 30)], Some(0), Some(1), wall, now),
            edge(&[p(40, 0), p(40, 30), p(25, 30)], Some(1), None, EdgeClass::Border, now),
        ],
        ended_duties: vec![DutyId(0)],
        new_duties: vec![duty(0, &[0]), duty(1, &[1]), leader, pledge],
        ..Repartition::default()
    }
}

fn zone(span: Span) -> FrontageZone {
    FrontageZone {
        code: "990101X0001-001-L001".into(),
        name: None,
        segment: SegmentId(0),
        side: Side::Left,
        from_mm: 0,
        to_mm: 20_000,
        polygon: Polygon { shell: vec![p(0, 0), p(20, 0), p(20, 4), p(0, 4)], holes: vec![] },
        span,
    }
}

fn version(kind: VersionKind, at: i64) -> PartitionVersion {
    PartitionVersion { kind, valid_from: at, note: "从中间一分为二".into() }
}

fn incident() -> Report {
    let incident = Incident {
        id: IncidentId(Uuid::from_u128(7)),
        category: CategoryCode(102),
        place: LonLat { lon: 112.0, lat: 28.0 },
        point: p(30, 10),
        stage: Stage::Reported,
        source: Source::Member,
        reported_at: 5,
        cell: Some(CellId(0)),
        member: Some(PersonId(0)),
        road: None,
        leader: None,
        other: None,
        primary: Some(DutyRole::GridMember),
        confidence: None,
        made_up: false,
        revision: 1,
        case: None,
    };
    let events = vec![Event { at: 5, verb: "report".into(), stage: Stage::Reported, note: String::new() }.into()];
    Report { incident, detail: IncidentDetail { note: "垃圾".into(), ..IncidentDetail::default() }, events }
}

async fn a_version_is_given_back_as_memory_has_it(folder: Home) {
    let store = folder.open().unwrap();
    let founded = district();
    store.commit(Author::SYSTEM, Change::Found(Box::new(founded.clone()))).await.unwrap();
    store.commit(Author::SYSTEM, Change::Report { reports: vec![incident()], idempotency_key: None }).await.unwrap();

    let (edited, change) = (version(VersionKind::Edited, 9), cut(&founded));
    let after = founded.with(&edited, &change).unwrap();
    let moved = Incident {
        cell: Some(CellId(1)),
        member: Some(PersonId(1)),
        other: Some(PersonId(2)),
        confidence: Some(Confidence::Certain),
        revision: 2,
        ..incident().incident
    };
    let event = Event { at: 9, verb: "reroute".into(), stage: Stage::Reported, note: "第 2 版".into() };
    let rerouted = vec![Reroute {
        incident: moved.clone(),
        reason_zh: "因为".into(),
        reason_en: "because".into(),
        trace: "{}".into(),
        event: event.clone(),
    }];
    let saved =
        store.commit(Author::SYSTEM, Change::Repartition { version: edited, change: Box::new(change), rerouted }).await;
    assert_eq!(saved.unwrap(), Outcome::Saved);

    let undo = Repartition {
        ended_cells: vec![CellId(1)],
        revived_cells: vec![(CellId(0), founded.cells[0].polygon.clone(), founded.cells[0].label)],
        ended_edges: vec![EdgeId(2), EdgeId(3)],
        new_edges: vec![CellEdge { span: Span::since(VersionId(2)), ..founded.edges[1].clone() }],
        ended_frontages: vec![FrontageId(0)],
        new_frontages: vec![zone(Span::since(VersionId(2)))],
        ..Repartition::default()
    };
    let undone = version(VersionKind::Undone(VersionId(1)), 12);
    let last = after.with(&undone, &undo).unwrap();
    store
        .commit(Author::SYSTEM, Change::Repartition { version: undone, change: Box::new(undo), rerouted: vec![] })
        .await
        .unwrap();
    drop(store);

    let store = folder.open().unwrap();
    let loaded = store.load().await.unwrap();
    assert_eq!(loaded.district, Some(last.clone()));
    assert_eq!(loaded.incidents, std::slice::from_ref(&moved));
    assert_eq!(store.history(moved.id).await.unwrap(), [incident().events[0].clone(), event.into()]);
    let detail = store.details(&[moved.id]).await.unwrap().pop().flatten().unwrap();
    assert_eq!([detail.note, detail.reason_zh, detail.trace], ["垃圾", "因为", "{}"]);

    assert_eq!([0, 8, 9, 11, 12].map(|at| last.version_at(at).map(|it| it.0)), [0, 0, 1, 1, 2].map(Some));
    assert_eq!(last.version_at(-1), None);
    assert_eq!(last.live_cells().count(), 1);
}

async fn a_version_that_names_what_is_not_there_is_refused_and_leaves_no_trace(folder: Home) {
    let founded = district();
    let lost = Repartition { ended_cells: vec![CellId(9)], ..Repartition::default() };
    assert!(founded.with(&version(VersionKind::Edited, 9), &lost).is_err());

    let store = folder.open().unwrap();
    store.commit(Author::SYSTEM, Change::Found(Box::new(founded.clone()))).await.unwrap();
    let dangling = edge(&[p(0, 0), p(1, 1)], Some(77), None, EdgeClass::Cut, Span::since(VersionId(1)));
    let change = Repartition { new_edges: vec![dangling], ..Repartition::default() };
    let refused =
        Change::Repartition { version: version(VersionKind::Edited, 9), change: Box::new(change), rerouted: vec![] };
    assert!(store.commit(Author::SYSTEM, refused).await.is_err());
    assert_eq!(store.load().await.unwrap().district, Some(founded));
}

#[tokio::test]
async fn a_database_of_the_first_schema_gets_one_version_and_then_its_edges() {
    let folder = tempfile::tempdir().unwrap();
    let conn = rusqlite::Connection::open(folder.path().join("wangge.db")).unwrap();
    conn.execute_batch(include_str!("../../../migrations/sqlite/0001_district_and_incidents.sql")).unwrap();
    conn.execute_batch(&format!("PRAGMA application_id = {}; PRAGMA user_version = 1;", 0x5747_4745)).unwrap();
    conn.execute_batch(
        "INSERT INTO district VALUES (1, '画中街道', '990101', 1, '', 113.94, 22.55);
         INSERT INTO subdistrict VALUES (0, '990101001', '画中街道', NULL);
         INSERT INTO community VALUES (0, '990101001001', '画中社区', NULL, 0);
         INSERT INTO unit_cell VALUES (0, '990101001001001', 0, 5, 5, 'POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))');
         INSERT INTO person VALUES (0, 'W1', '王小明', '网格员', 0);
         INSERT INTO duty VALUES (0, 0, 'grid_member', NULL);
         INSERT INTO duty_cell VALUES (0, 0);",
    )
    .unwrap();
    drop(conn);
    let store = Sqlite::open(folder.path()).unwrap();
    let district = store.load().await.unwrap().district.unwrap();
    assert_eq!(*district.versions, [PartitionVersion::founded(0)]);
    assert!(district.edges.is_empty());
    assert_eq!((district.cells[0].span, district.duties[0].span), (Span::FOUNDED, Span::FOUNDED));

    let around = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)].map(|(x, y)| Point { x, y });
    let edges = vec![edge(&around, Some(0), None, EdgeClass::Border, Span::FOUNDED)];
    store.commit(Author::SYSTEM, Change::Edges(edges.clone())).await.unwrap();
    store.commit(Author::SYSTEM, Change::Edges(edges.clone())).await.unwrap();
    assert_eq!(*store.load().await.unwrap().district.unwrap().edges, edges, "given twice, kept once");
}

#[tokio::test]
async fn duties_of_the_second_schema_stand_at_all_hours_on_whole_roads() {
    let folder = tempfile::tempdir().unwrap();
    let conn = rusqlite::Connection::open(folder.path().join("wangge.db")).unwrap();
    conn.execute_batch(include_str!("../../../migrations/sqlite/0001_district_and_incidents.sql")).unwrap();
    conn.execute_batch(include_str!("../../../migrations/sqlite/0002_partition_versions.sql")).unwrap();
    conn.execute_batch(&format!("PRAGMA application_id = {}; PRAGMA user_version = 2;", 0x5747_4745)).unwrap();
    conn.execute_batch(
        "INSERT INTO district VALUES (1, '画中街道', '990101', 1, '', 113.94, 22.55);
         INSERT INTO partition_version VALUES (0, 'founded', NULL, 0, '');
         INSERT INTO subdistrict VALUES (0, '990101001', '画中街道', NULL);
         INSERT INTO community VALUES (0, '990101001001', '画中社区', NULL, 0);
         INSERT INTO unit_cell VALUES (0, '990101001001001', 0, 5, 5, 'POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))', 0, NULL);
         INSERT INTO road VALUES (0, '990101X0001', NULL, NULL, 'main');
         INSERT INTO person VALUES (0, 'W1', '王小明', '网格员', 0);
         INSERT INTO duty VALUES (0, 0, 'grid_member', NULL, 0, NULL), (1, 0, 'road_leader', 0, 0, NULL);
         INSERT INTO duty_cell VALUES (0, 0);
         INSERT INTO incident VALUES (x'00000000000000000000000000000007', 102, 0, 0, 0, 0, 'reported', 'member', 5, 0, 0,
             NULL, NULL, NULL, NULL, NULL, 'grid_member', 0, 1, '', NULL, '', '');",
    )
    .unwrap();
    drop(conn);
    let store = Sqlite::open(folder.path()).unwrap();
    let loaded = store.load().await.unwrap();
    let duty = |role, piece| Duty::standing(PersonId(0), role, piece, Span::FOUNDED);
    let (cells, road) = (Piece::Cells(vec![CellId(0)]), Piece::Road(Stretch::whole(RoadId(0))));
    let expected = [duty(DutyRole::GridMember, cells), duty(DutyRole::RoadLeader, road)];
    assert_eq!(*loaded.district.unwrap().duties, expected);
    assert_eq!((loaded.incidents[0].confidence, loaded.incidents[0].other), (None, None));
    assert_eq!(store.details(&[loaded.incidents[0].id]).await.unwrap()[0].as_ref().unwrap().trace, "");
}

on_both_engines! {
    a_version_is_given_back_as_memory_has_it
    a_version_that_names_what_is_not_there_is_refused_and_leaves_no_trace
}
