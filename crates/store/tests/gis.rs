//! With PostGIS a database has views that a map program opens; without it nothing is missed.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod engines;
mod tale;

use std::process::Command;

use model::{Author, Change, LonLat, Point, RoadClass};
use spatial::Frame;
use store::{Finding, copy_store, examine};
use testkit::Sketch;
use tokio_postgres::Client;

use self::engines::Home;

/// Every view with the type of its geometry.
const VIEWS: [(&str, &str); 10] = [
    ("borders", "LINESTRING"),
    ("boundary", "MULTIPOLYGON"),
    ("cells", "POLYGON"),
    ("communities", "MULTIPOLYGON"),
    ("frontages", "POLYGON"),
    ("incidents", "POINT"),
    ("landmarks", "POINT"),
    ("road_segments", "LINESTRING"),
    ("roads", "MULTILINESTRING"),
    ("subdistricts", "MULTIPOLYGON"),
];

async fn client(home: &Home) -> Client {
    let url = home.place().database.clone().unwrap();
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn with_postgis() -> Home {
    let home = Home::postgres();
    home.meddle("CREATE EXTENSION postgis").await.unwrap();
    home
}

async fn fill(home: &Home) {
    let store = home.open().unwrap();
    let sketch = Sketch::new()
        .cell(&[(0, 0), (400, 0), (400, 300), (0, 300)])
        .member("王小明")
        .cell(&[(400, 0), (900, 0), (900, 300), (400, 300)])
        .member("李小红")
        .road("人民路", RoadClass::Main, &[(0, 0), (400, 0), (900, 10)])
        .leader("李主任");
    store.commit(Author::SYSTEM, Change::Found(Box::new(sketch.district()))).await.unwrap();
    let mut tale = tale::Tale::new(3);
    // What founds another district is refused.
    for _ in 0..40 {
        for step in tale.some() {
            let _ = store.commit(Author::SYSTEM, step.change(&[])).await;
        }
    }
}

async fn texts(client: &Client, sql: &str) -> Vec<String> {
    client.query(sql, &[]).await.unwrap().iter().map(|it| it.get(0)).collect()
}

/// Reads the places of `POLYGON((x y,…),…)` and the like.
fn places(wkt: &str) -> Vec<LonLat> {
    let inner = wkt.trim_start_matches(|it: char| it != '(');
    let pairs = inner.split(',').map(|it| it.trim_matches(|it: char| "() ".contains(it)).split_once(' ').unwrap());
    pairs.map(|(lon, lat)| LonLat { lon: lon.parse().unwrap(), lat: lat.parse().unwrap() }).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_views_show_what_the_store_holds_to_a_tenth_of_a_millimetre() {
    let home = with_postgis().await;
    fill(&home).await;
    let (client, store) = (client(&home).await, home.open().unwrap());
    let loaded = store.load().await.unwrap();
    let district = loaded.district.unwrap();
    let frame = Frame::new(district.frame).unwrap();
    let lattice = |wkt: &str| places(wkt).into_iter().map(|it| frame.point(it).unwrap()).collect::<Vec<Point>>();

    let sql = "SELECT code || ' ' || ST_AsText(geom, 15) FROM gis.cells ORDER BY id";
    let shown = texts(&client, sql).await;
    let cells: Vec<_> = district.live_cells().map(|it| it.1).collect();
    assert_eq!(shown.len(), cells.len());
    for (shown, cell) in shown.iter().zip(cells) {
        let (code, wkt) = shown.split_once(' ').unwrap();
        let rings = cell.polygon.rings().flat_map(|it| it.iter().chain(it.first()).copied());
        assert_eq!((code, lattice(wkt)), (&*cell.code, rings.collect()));
    }
    let shown = texts(&client, "SELECT ST_AsText(geom, 15) FROM gis.road_segments ORDER BY id").await;
    assert_eq!(shown.len(), district.segments.len());
    for (wkt, segment) in shown.iter().zip(&*district.segments) {
        assert_eq!(lattice(wkt), segment.line);
    }
    let shown = texts(&client, "SELECT id || ' ' || ST_AsText(geom, 15) FROM gis.incidents ORDER BY id").await;
    let mut incidents: Vec<_> = loaded.incidents.iter().collect();
    incidents.sort_by_key(|it| it.id);
    assert!(shown.len() == incidents.len() && shown.len() > 50, "{}", shown.len());
    for (shown, incident) in shown.iter().zip(incidents) {
        let (id, wkt) = shown.split_once(' ').unwrap();
        assert_eq!((id, places(wkt)[0]), (&*incident.id.to_string(), incident.place));
    }
    let whole = "SELECT CAST(ST_Equals(ST_Union(c.geom), b.geom) OR ST_Area(ST_SymDifference(ST_Union(c.geom), b.geom)) < 1e-12 AS TEXT)
                 FROM gis.cells c, gis.boundary b GROUP BY b.geom";
    assert_eq!(texts(&client, whole).await, ["true"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_view_has_valid_geometry_of_one_type_distinct_ids_and_comments() {
    let home = with_postgis().await;
    fill(&home).await;
    let client = client(&home).await;
    let sql = "SELECT f_table_name || ' ' || type FROM geometry_columns
               WHERE f_table_schema = 'gis' AND srid = 4490 AND f_geometry_column = 'geom' ORDER BY 1";
    assert_eq!(texts(&client, sql).await, VIEWS.map(|(view, kind)| format!("{view} {kind}")));
    for (view, _) in VIEWS {
        let sql = format!(
            "SELECT count(*)::text || ' ' || count(DISTINCT id) || ' ' || count(*) FILTER (WHERE ST_IsValid(geom)) FROM gis.{view}"
        );
        let counts = &texts(&client, &sql).await[0];
        let counts: Vec<_> = counts.split(' ').collect();
        assert!(counts[1] == counts[0] && counts[2] == counts[0], "{view}: {counts:?}");
        assert!(counts[0] != "0" || ["frontages", "landmarks", "borders"].contains(&view), "{view} shows nothing");
        let bare = format!(
            "SELECT CAST(attname AS TEXT) FROM pg_attribute WHERE attrelid = 'gis.{view}'::regclass AND attnum > 0
                 AND attname NOT IN ('id', 'geom') AND col_description(attrelid, attnum) IS NULL"
        );
        assert_eq!(texts(&client, &bare).await, Vec::<String>::new(), "{view}");
    }
    // The program that QGIS opens layers with, where it is at hand.
    let url = home.place().database.clone().unwrap().replace("%2F", "/");
    let rest = url.strip_prefix("postgres://wangge@");
    if let Some((host, name)) = rest.and_then(|it| it.rsplit_once('/'))
        && let Ok(said) = Command::new("ogrinfo")
            .args(["-so", &format!("PG:host={host} user=wangge dbname={name} schemas=gis"), "cells"])
            .output()
    {
        let said = String::from_utf8([said.stdout, said.stderr].concat()).unwrap();
        assert!(said.contains("Geometry: Polygon") && said.contains("CGCS2000"), "{said}");
    }
}

fn found(home: &Home) -> bool {
    examine(home.place(), 0, &mut |_, _, _| ()).unwrap().findings.contains(&Finding::Views)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn views_come_with_the_extension_keep_nothing_from_changing_and_are_made_anew() {
    let home = Home::postgres();
    fill(&home).await;
    assert!(!found(&home), "without PostGIS nothing is missed");
    home.meddle("CREATE EXTENSION postgis").await.unwrap();
    assert!(found(&home));
    drop(home.open().unwrap());
    assert!(!found(&home));
    // Views of an earlier program, under a table that changes.
    home.meddle("COMMENT ON SCHEMA gis IS 'earlier'; DROP VIEW gis.cells; CREATE VIEW gis.cells AS SELECT 1 AS id")
        .await
        .unwrap();
    assert!(found(&home));
    drop(home.open().unwrap());
    assert!(!found(&home));
    assert!(!texts(&client(&home).await, "SELECT code FROM gis.cells").await.is_empty());
    // One of somebody else's that rests on ours stays, and so does everything else.
    home.meddle("CREATE VIEW theirs AS SELECT * FROM gis.cells; COMMENT ON SCHEMA gis IS 'earlier'").await.unwrap();
    drop(home.open().unwrap());
    assert!(found(&home));
    assert!(!texts(&client(&home).await, "SELECT code FROM theirs").await.is_empty());
    home.meddle("DROP VIEW theirs").await.unwrap();

    // An empty database that has the extension is empty all the same, also after it was opened once.
    let copy = with_postgis().await;
    copy_store(home.place(), copy.place(), &mut |_, _, _| ()).unwrap();
    assert!(found(&copy));
    drop(copy.open().unwrap());
    assert!(!found(&copy));
    let opened = with_postgis().await;
    drop(opened.open().unwrap());
    copy_store(home.place(), opened.place(), &mut |_, _, _| ()).unwrap();
}
