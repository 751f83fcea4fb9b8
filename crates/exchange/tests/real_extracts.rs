//! The real extracts of the shared data folder, against the counts that its SOURCE.md files give.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::{collections::BTreeMap, path::PathBuf};

use exchange::{RoadClassTable, StreetsFile, read_boundary, read_streets};
use model::{AreaLevel, BackdropKind, LandmarkKind, RoadClass, SurveyWay};

fn shared(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(name);
    let there = path.exists();
    if !there {
        println!("skipped: {} is absent", path.display());
    }
    there.then_some(path)
}

/// A table that takes every line of street, so that lines can be counted as `SOURCE.md` does.
fn every_line() -> RoadClassTable {
    RoadClassTable::parse("key,value,condition,class,cuts,width_m,zh\nhighway,*,,alley,yes,5,\n").unwrap()
}

fn read(name: &str, table: &RoadClassTable) -> Option<StreetsFile> {
    let (mut done, mut total) = (0, 0);
    let (file, dirt) = read_streets(&shared(name)?, table, &mut |d, t| {
        assert!(d >= done && d <= t && (total == 0 || total == t), "{d} of {t} after {done} of {total}");
        (done, total) = (d, t);
    })
    .unwrap();
    assert_eq!(done, total);
    println!("{name}:\n{dirt}");
    assert_eq!((dirt.missing_nodes, dirt.bad_places), (0, 0));
    Some(file)
}

fn km(ways: &[SurveyWay]) -> f64 {
    let leg = |pair: &[model::LonLat]| {
        let mean = f64::midpoint(pair[0].lat, pair[1].lat).to_radians();
        (pair[1].lat - pair[0].lat).hypot((pair[1].lon - pair[0].lon) * mean.cos()) * 111.195
    };
    ways.iter().flat_map(|it| it.nodes.windows(2)).map(leg).sum()
}

fn names(ways: &[SurveyWay]) -> usize {
    ways.iter().filter_map(|it| it.name.as_deref()).collect::<std::collections::BTreeSet<_>>().len()
}

#[test]
fn the_extracts_hold_the_lines_kilometres_and_names_that_their_source_counts() {
    for (folder, lines, length, named, buildings) in [
        ("shenzhen-nanshan", 1_245, 315.4, 77, 437),
        ("nanjing-xinjiekou", 383, 86.9, 117, 1_277),
        ("beijing-tsinghua", 678, 126.1, 21, 521),
    ] {
        let Some(file) = read(&format!("{folder}/{folder}.osm.pbf"), &every_line()) else { return };
        let found = (file.ways.len(), names(&file.ways));
        let drawn = file.backdrop.iter().filter(|it| it.kind == BackdropKind::Building).count();
        println!("{folder}: {found:?}, {:.1} km, {drawn} buildings", km(&file.ways));
        assert_eq!(found.0, lines, "{folder}");
        assert!((km(&file.ways) - length).abs() < length * 0.01, "{folder}: {} km", km(&file.ways));
        assert!(found.1.abs_diff(named) <= named / 10, "{folder}: {} names", found.1);
        assert!(drawn.abs_diff(buildings) <= buildings / 50, "{folder}: {drawn} buildings");
        assert_eq!(file.attribution, "© OpenStreetMap contributors");
    }
}

#[test]
fn the_same_streets_come_from_pbf_and_from_geojson() {
    let table = RoadClassTable::default();
    for folder in ["shenzhen-nanshan", "nanjing-xinjiekou", "beijing-tsinghua"] {
        let Some(pbf) = read(&format!("{folder}/{folder}.osm.pbf"), &table) else { return };
        let Some(json) = read(&format!("{folder}/roads.geojson"), &table) else { return };
        let sorted = |file: StreetsFile| -> BTreeMap<i64, SurveyWay> {
            file.ways.into_iter().map(|it| (it.source_id, it)).collect()
        };
        let (pbf, json) = (sorted(pbf), sorted(json));
        assert_eq!(pbf.len(), json.len(), "{folder}");
        for (id, way) in &pbf {
            assert_eq!(Some(way), json.get(id), "{folder}");
        }
    }
}

#[test]
fn the_classes_of_nanshan_are_those_of_the_shipped_table() {
    let Some(file) = read("shenzhen-nanshan/shenzhen-nanshan.osm.pbf", &RoadClassTable::default()) else { return };
    let mut counts: BTreeMap<RoadClass, usize> = BTreeMap::new();
    for way in &file.ways {
        *counts.entry(way.class).or_default() += 1;
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for it in &file.backdrop {
        *kinds.entry(it.kind.as_str()).or_default() += 1;
    }
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for it in &file.landmarks {
        *places.entry(it.kind.as_str()).or_default() += 1;
    }
    println!("{counts:?}\n{kinds:?}\n{places:?}");
    assert_eq!(counts[&RoadClass::Secondary], 53 + link_count("secondary_link"));
    assert!(counts[&RoadClass::Main] >= 58);
    assert!(kinds["housing"] + kinds["green"] > 0);
    assert!(file.landmarks.iter().all(|it| !it.name.is_empty()));
    assert!(file.landmarks.iter().any(|it| it.kind == LandmarkKind::School));
}

/// Counts the lines with this value in the GeoJSON export, without this crate.
fn link_count(value: &str) -> usize {
    let text = std::fs::read_to_string(shared("shenzhen-nanshan/roads.geojson").unwrap()).unwrap();
    text.matches(&format!("\"highway\":\"{value}\"")).count()
}

#[test]
fn a_whole_city_comes_from_packed_geojson() {
    let table = RoadClassTable::default();
    let Some(wuhan) = read("wuhan-network/roads.geojson.gz", &every_line()) else { return };
    assert_eq!(wuhan.ways.len(), 92_642);
    assert!((km(&wuhan.ways) - 7_185.0).abs() < 72.0, "{}", km(&wuhan.ways));
    let Some(jinan) = read("jinan-network/jinan-core-edges.geojson.gz", &table) else { return };
    // One of the 14,641 edges begins and ends at one place.
    assert_eq!(jinan.ways.len(), 14_640);
}

#[test]
fn the_subdistricts_of_nanshan_have_names_and_levels() {
    let Some(path) = shared("shenzhen-nanshan/subdistricts_clipped.geojson") else { return };
    let (areas, dirt) = read_boundary(&path).unwrap();
    let mut names: Vec<_> = areas.iter().map(|it| it.name.as_str()).collect();
    names.sort_unstable();
    assert!(dirt.is_clean(), "{dirt}");
    assert_eq!(names, ["南头街道", "桃源街道", "沙河街道", "粤海街道", "西丽街道"]);
    assert!(areas.iter().all(|it| it.level == AreaLevel::Subdistrict && it.name_en.is_some()));
}

#[test]
fn ten_districts_without_levels_are_several_areas() {
    let Some(path) = shared("shenzhen-nanshan/shenzhen_districts_wgs84.geojson") else { return };
    let (areas, dirt) = read_boundary(&path).unwrap();
    assert_eq!((areas.len(), dirt.unnamed_areas), (10, 10));
    assert_eq!(areas[9].name, "未命名区域 10");
}
