//! A database of before is brought up to date when it is first served.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{path::Path, sync::Arc};

use common::flow;
use model::{Span, VersionId};
use rusqlite::Connection;
use service::{Service, SystemClock};
use store::Sqlite;

/// Writes a database as the program wrote it before there were frontage zones: a cell, a street along its south, and a house
/// of 20 by 10 m whose wall stands 8 m from the centre line.
fn old_database(folder: &Path) {
    let conn = Connection::open(folder.join("wangge.db")).unwrap();
    for sql in [
        include_str!("../../../migrations/sqlite/0001_district_and_incidents.sql"),
        include_str!("../../../migrations/sqlite/0002_partition_versions.sql"),
    ] {
        conn.execute_batch(sql).unwrap();
    }
    conn.execute_batch(
        "PRAGMA application_id = 1464289093;
         PRAGMA user_version = 2;
         INSERT INTO district VALUES (1, '画中街道', '990101', 1, '', 113.94, 22.55);
         INSERT INTO partition_version VALUES (0, 'founded', NULL, 0, '');
         INSERT INTO subdistrict VALUES (0, '990101001', '画中街道', NULL);
         INSERT INTO community VALUES (0, '990101001001', '画中社区', NULL, 0);
         INSERT INTO unit_cell VALUES (0, '990101001001001', 0, 5, 5,
             'POLYGON ((0 0, 1000000 0, 1000000 1000000, 0 1000000, 0 0))', 0, NULL);
         INSERT INTO road VALUES (0, '990101D0001', '人民路', NULL, 'branch');
         INSERT INTO road_segment VALUES (0, '990101D0001-001', 0, 'branch', 'ground', 0, 100, 7,
             'LINESTRING (0 0, 1000000 0)');
         INSERT INTO backdrop VALUES (0, 'building', '老王面馆',
             'POLYGON ((300000 80000, 500000 80000, 500000 180000, 300000 180000, 300000 80000))');",
    )
    .unwrap();
}

#[tokio::test]
async fn a_district_without_frontage_zones_gets_them_once_as_a_version() {
    let folder = tempfile::tempdir().unwrap();
    old_database(folder.path());
    let mut codes = vec![];
    for _ in 0..2 {
        let store = Arc::new(Sqlite::open(folder.path()).unwrap());
        let service = Service::start(store, Arc::new(SystemClock), catalog::categories(), flow()).await.unwrap();
        let district = service.world().ground.district.clone();
        assert_eq!((district.versions.len(), district.edges.is_empty()), (2, false), "one more version, and borders");
        let zone = &district.frontages[0];
        assert_eq!((zone.name.as_deref(), zone.span), (Some("老王面馆"), Span::since(VersionId(1))));
        assert!((zone.from_mm.abs_diff(30_000)).max(zone.to_mm.abs_diff(50_000)) <= 100, "{zone:?}");
        codes.push(district.frontages.iter().map(|it| it.code.clone()).collect::<Vec<_>>());
    }
    assert_eq!(codes[0], codes[1]);
}
