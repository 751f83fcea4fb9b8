use model::{BackdropKind, LandmarkKind, Level, LonLat, RoadClass, SurveyShapeGeometry};

use super::*;
use crate::testing::{Dice, Pbf, file, framed};

fn read(bytes: &[u8]) -> Result<(StreetsFile, Dirt), ExchangeError> {
    read_streets(file(bytes).path(), &RoadClassTable::default(), &mut |_, _| ())
}

fn problem(bytes: &[u8]) -> Problem {
    read(bytes).unwrap_err().problem
}

/// A small town: two streets, a pond with an island, a toilet, and a way to nowhere.
fn town() -> Pbf {
    let mut pbf = Pbf::default();
    let ring = |from: i64, x: i64, y: i64, side: i64| {
        [(0, 0), (side, 0), (side, side), (0, side)]
            .into_iter()
            .zip(from..)
            .map(move |((dx, dy), id)| (id, x + dx, y + dy))
            .collect::<Vec<_>>()
    };
    for (id, x, y) in [ring(1, 0, 0, 9_000), ring(11, 20_000, 0, 9_000), ring(21, 22_000, 2_000, 3_000)].concat() {
        pbf = pbf.node(id, 1_139_400_000 + x, 225_500_000 + y, &[]);
    }
    pbf.node(31, 1_139_400_500, 225_500_500, &[("amenity", "toilets")])
        .node(32, 1_139_400_600, 225_500_500, &[("shop", "kiosk")])
        .node(33, 1_139_400_700, 225_500_500, &[("shop", "tea"), ("name", "清茶"), ("name:zh", "清茶店")])
        .way(100, &[1, 2, 3], &[("highway", "primary"), ("name", "人民路"), ("name:en", "Renmin Road")])
        .way(101, &[3, 3, 4, 99], &[("highway", "service"), ("tunnel", "yes")])
        .way(102, &[98, 99], &[("highway", "residential")])
        .way(103, &[1, 2], &[("highway", "moving_walkway")])
        .way(104, &[1, 2, 3, 4, 1], &[("highway", "pedestrian"), ("area", "yes")])
        .way(105, &[1, 2, 3, 4, 1], &[("landuse", "residential"), ("barrier", "wall"), ("name", "平安小区")])
        .way(110, &[11, 12, 13], &[])
        .way(111, &[11, 14, 13], &[])
        .way(112, &[21, 22, 23, 24, 21], &[])
        .relation(
            1,
            &[(110, "outer"), (111, ""), (112, "inner"), (77, "inner")],
            &[("type", "multipolygon"), ("natural", "water"), ("name", "月湖")],
        )
}

#[test]
fn a_small_town_is_read_whole() {
    let (file, dirt) = read(&town().finish()).unwrap();
    let [road, tunnel] = &file.ways[..] else { panic!("{:?}", file.ways) };
    assert_eq!((road.source_id, road.class, road.name.as_deref()), (100, RoadClass::Main, Some("人民路")));
    assert_eq!((road.name_en.as_deref(), road.cuts, road.level), (Some("Renmin Road"), true, Level::Ground));
    assert_eq!(road.nodes[0], LonLat { lon: 113.94, lat: 22.55 });
    assert_eq!((tunnel.nodes.len(), tunnel.cuts, tunnel.level), (2, false, Level::Tunnel));
    let kinds: Vec<_> = file.backdrop.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [BackdropKind::Plaza, BackdropKind::Wall, BackdropKind::Housing, BackdropKind::Water]);
    let SurveyShapeGeometry::Polygon(pond) = &file.backdrop[3].geometry else { panic!() };
    assert_eq!((pond.len(), pond[0].len(), pond[1].len()), (2, 5, 5));
    let places: Vec<_> = file.landmarks.iter().map(|it| (it.kind, it.name.as_str())).collect();
    let tea = (LandmarkKind::Shop, "清茶店");
    assert_eq!(places, [(LandmarkKind::Toilet, "公共厕所"), tea, (LandmarkKind::Compound, "平安小区")]);
    let expected = Dirt {
        repeated_nodes: 1,
        missing_nodes: 3,
        missing_members: 1,
        short_ways: 1,
        area_ways: 1,
        unknown_values: [("highway=moving_walkway".to_owned(), 1)].into(),
        ..Dirt::default()
    };
    assert_eq!(dirt, expected);
}

#[test]
fn a_pbf_cut_off_anywhere_is_said_to_be_cut_off() {
    let whole = town().finish();
    let header_end = framed("OSMHeader", &[]).len();
    for len in 20..whole.len() {
        match problem(&whole[..len]) {
            Problem::Truncated { at } => assert!(at as usize <= len),
            // The header alone is a whole file, only one without roads.
            Problem::NoRoads { .. } => assert!(len >= header_end && len < header_end + 60),
            other => panic!("{len}: {other:?}"),
        }
    }
}

#[test]
fn flipped_bytes_never_panic_and_never_hang() {
    let whole = town().finish();
    let mut dice = Dice(7);
    let mut refused = 0;
    for round in 0..3_000 {
        let mut bytes = whole.clone();
        for _ in 0..=dice.below(3) {
            let at = dice.below(bytes.len());
            bytes[at] = if round % 2 == 0 { bytes[at] ^ (1 << dice.below(8)) } else { dice.below(256) as u8 };
        }
        refused += usize::from(read(&bytes).is_err());
    }
    assert!(refused > 300, "only {refused} of 3,000 broken files were refused");
}

#[test]
fn numbers_that_overflow_and_unknown_members_are_a_broken_block() {
    let overflow = Pbf::default().way(1, &[i64::MAX, 5, i64::MIN, 7], &[("highway", "primary")]).finish();
    assert!(read(&overflow).is_err());
    let far = Pbf::default().node(1, i64::MAX / 2, 5, &[]).way(1, &[1, 2], &[("highway", "primary")]).finish();
    assert!(read(&far).is_err());
    let mut member = town().finish();
    // The member types are the last field of the file's only relation: tag 10, four bytes of 1.
    let at = member.windows(6).position(|it| it == [0x52, 4, 1, 1, 1, 1]).unwrap() + 2;
    member[at] = 9;
    assert!(matches!(problem(&member), Problem::Broken { .. }), "{:?}", problem(&member));
}

#[test]
fn a_block_that_claims_to_be_huge_is_refused_before_it_is_read() {
    let mut bytes = Pbf::default().finish();
    // A header that announces a blob of 2 GiB − 1.
    bytes.extend([0, 0, 0, 15]);
    bytes.extend(b"\x0a\x07OSMData\x18\xff\xff\xff\xff\x07");
    assert!(matches!(problem(&bytes), Problem::Broken { .. }));
    bytes.truncate(bytes.len() - 6);
    bytes.extend([0x18, 0xff, 0xff, 0xff, 0xff, 0x0f]);
    assert!(matches!(problem(&bytes), Problem::Broken { .. }));
}

#[test]
fn a_history_file_is_refused() {
    let bytes = town().finish_with(&["OsmSchema-V0.6", "HistoricalInformation"]);
    assert!(matches!(problem(&bytes), Problem::Feature(name) if name == "HistoricalInformation"));
}

#[test]
fn lines_points_and_polygons_come_from_geojson() {
    let text = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "id": "w7", "properties": {"highway": "secondary", "name": "北街", "layer": -1},
         "geometry": {"type": "MultiLineString", "coordinates": [[[113.9, 22.5], [113.91, 22.5, 3]], [[113.92, 22.5], [113.93, 22.5]]]}},
        {"type": "Feature", "properties": {"building": "yes"},
         "geometry": {"type": "Polygon", "coordinates": [[[113.9, 22.5], [113.91, 22.5], [113.91, 22.51]]]}},
        {"type": "Feature", "properties": {"amenity": "marketplace"}, "geometry": {"type": "Point", "coordinates": [113.9, 22.5]}},
        {"type": "Feature", "properties": {"highway": "primary"}, "geometry": {"type": "LineString", "coordinates": [[113.9, 22.5], [999, 22.5]]}},
        {"type": "Feature", "properties": null, "geometry": null}
    ]}"#;
    let (file, dirt) = read(text.as_bytes()).unwrap();
    assert_eq!(file.ways.iter().map(|it| (it.source_id, it.level)).collect::<Vec<_>>(), [(7, Level::Tunnel); 2]);
    assert_eq!((file.backdrop.len(), file.landmarks[0].name.as_str()), (1, "集贸市场"));
    assert_eq!(file.attribution, "© OpenStreetMap contributors");
    let expected = Dirt { bad_places: 1, short_ways: 1, closed_rings: 1, unusable_features: 1, ..Dirt::default() };
    assert_eq!(dirt, expected);
}

#[test]
fn an_operators_own_layer_names_nobody() {
    let table =
        RoadClassTable::parse("key,value,condition,class,cuts,width_m,zh\n类别,主干道,,main,yes,20,\n").unwrap();
    let text = r#"{"type": "Feature", "properties": {"类别": "主干道"},
        "geometry": {"type": "LineString", "coordinates": [[113.9, 22.5], [113.91, 22.5]]}}"#;
    let (streets, _) = read_streets(file(text.as_bytes()).path(), &table, &mut |_, _| ()).unwrap();
    assert_eq!((streets.ways[0].class, streets.attribution.as_str()), (RoadClass::Main, ""));
}

#[test]
fn a_layer_in_metres_is_told_once_with_its_first_value() {
    let text = r#"{"type": "Feature", "properties": {"highway": "primary"},
        "geometry": {"type": "LineString", "coordinates": [[12683000.5, 2575000.25], [12683100, 2575000]]}}"#;
    let error = read(text.as_bytes()).unwrap_err().to_string();
    assert!(error.contains("12683000.5") && error.contains("投影坐标") && error.contains("projection"), "{error}");
}

#[test]
fn a_file_without_streets_says_how_much_it_looked_at() {
    let text = r#"{"type": "Point", "coordinates": [113.9, 22.5]}"#;
    assert!(matches!(problem(text.as_bytes()), Problem::NoRoads { seen: 1 }));
}

#[test]
fn a_file_without_any_class_is_one_of_branch_roads_where_that_is_asked_for() {
    let line = r#"{"type": "LineString", "coordinates": [[113.9, 22.5], [114, 22.5]]}"#;
    let text = |tags: &str| {
        format!(
            r#"{{"type": "FeatureCollection", "features": [
                {{"type": "Feature", "properties": {{"ID": 1, "name": "一路", "width": "9"}}, "geometry": {line}}},
                {{"type": "Feature", "properties": {{{tags}}}, "geometry": {line}}}]}}"#
        )
    };
    let read = |text: &str| {
        read_streets_or_lines(file(text.as_bytes()).path(), &RoadClassTable::default(), &mut |_, _| {}).unwrap().0.ways
    };
    let ways = read(&text(""));
    assert_eq!(
        ways.iter().map(|it| (it.class, it.width_m)).collect::<Vec<_>>(),
        [(RoadClass::Branch, 9.0), (RoadClass::Branch, 7.0)]
    );
    assert_eq!(ways[0].name.as_deref(), Some("一路"));
    let classed = read(&text("\"highway\": \"primary\""));
    assert_eq!(classed.iter().map(|it| it.class).collect::<Vec<_>>(), [RoadClass::Main], "a class tells streets apart");
    assert!(matches!(problem(text("").as_bytes()), Problem::NoRoads { .. }));
}

#[test]
fn random_json_never_panics() {
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"type\"",
        "\"FeatureCollection\"",
        "\"features\"",
        "\"Feature\"",
        "\"geometry\"",
        "\"LineString\"",
        "\"Polygon\"",
        "\"coordinates\"",
        "[113.9,22.5]",
        "[[[1,2],[3,4],[1,2]]]",
        "null",
        "-1e999",
        "\"properties\"",
        "{\"highway\":\"primary\"}",
        "\u{feff}",
        "\\u0000",
    ];
    let mut dice = Dice(11);
    for _ in 0..3_000 {
        let text: String = (0..dice.below(30)).map(|_| pieces[dice.below(pieces.len())]).collect();
        let _ = read(format!("{{{text}").as_bytes());
    }
    let whole = r#"{"type":"Feature","properties":{"highway":"primary"},"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}"#;
    assert!(read(whole.as_bytes()).is_ok());
    for len in 1..whole.len() {
        assert!(matches!(problem(&whole.as_bytes()[..len]), Problem::Truncated { .. }), "{len}");
    }
}
