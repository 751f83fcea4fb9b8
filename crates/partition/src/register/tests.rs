use model::{FrameOrigin, Level, LonLat, Point, Road, RoadClass, RoadSegment, SurveyWay};
use proptest::prelude::*;
use spatial::Frame;

use super::{RegisterReport, register};

const ORIGIN: LonLat = LonLat { lon: 113.94, lat: 22.55 };

fn frame() -> Frame {
    Frame::new(FrameOrigin { origin: ORIGIN }).unwrap()
}

/// A place so many metres east and north of the origin, on the grid of 1e-7 degrees.
fn place((x, y): (i32, i32)) -> LonLat {
    let LonLat { lon, lat } = frame().place(Point { x: x * 10_000, y: y * 10_000 });
    LonLat { lon: (lon * 1e7).round() / 1e7, lat: (lat * 1e7).round() / 1e7 }
}

fn way(class: RoadClass, name: &str, nodes: &[(i32, i32)]) -> SurveyWay {
    SurveyWay {
        source_id: 0,
        class,
        name: (!name.is_empty()).then(|| name.to_owned()),
        name_en: None,
        level: Level::Ground,
        link: false,
        cuts: true,
        width_m: 10.0,
        nodes: nodes.iter().copied().map(place).collect(),
    }
}

fn main_road(name: &str, nodes: &[(i32, i32)]) -> SurveyWay {
    way(RoadClass::Main, name, nodes)
}

fn slip(nodes: &[(i32, i32)]) -> SurveyWay {
    SurveyWay { link: true, ..main_road("", nodes) }
}

fn alley(nodes: &[(i32, i32)]) -> SurveyWay {
    way(RoadClass::Alley, "", nodes)
}

fn made(ways: &[SurveyWay]) -> (Vec<Road>, Vec<RoadSegment>, RegisterReport) {
    let it = register(ways, &frame(), &|_| true, "440305");
    check(&it.0, &it.1);
    it
}

/// What holds for every register.
fn check(roads: &[Road], segments: &[RoadSegment]) {
    assert!(roads.windows(2).all(|pair| (pair[0].class, &pair[0].code) < (pair[1].class, &pair[1].code)));
    assert!(segments.windows(2).all(|pair| pair[0].road <= pair[1].road));
    let mut used = vec![0.0; roads.len()];
    for it in segments {
        assert!(it.code.starts_with(&roads[it.road.index()].code));
        assert!(it.line.len() > 1 && it.line.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(it.from_m >= 0.0 && it.from_m.is_finite() && it.to_m > it.from_m, "{} {}", it.from_m, it.to_m);
        assert!((it.to_m - it.from_m - it.length_m()).abs() < 1e-6);
        used[it.road.index()] += it.length_m();
    }
    assert!(used.iter().all(|it| *it > 0.0), "a road has no segment");
    for (at, _) in roads.iter().enumerate() {
        let least = segments.iter().filter(|it| it.road.index() == at).map(|it| it.from_m).fold(f64::MAX, f64::min);
        assert!(least.abs() < 1e-9, "a road begins at {least}");
    }
}

fn about(a: f64, b: f64) -> bool {
    (a - b).abs() < 0.1
}

/// Code, rounded chainage and name of each segment.
fn table(roads: &[Road], segments: &[RoadSegment]) -> Vec<(String, i64, i64, String)> {
    let name = |it: &RoadSegment| roads[it.road.index()].name.clone().unwrap_or_default();
    segments
        .iter()
        .map(|it| (it.code[6..].to_owned(), it.from_m.round() as i64, it.to_m.round() as i64, name(it)))
        .collect()
}

fn row(code: &str, from: i64, to: i64, name: &str) -> (String, i64, i64, String) {
    (code.to_owned(), from, to, name.to_owned())
}

#[test]
fn a_crossroads_cuts_both_roads_and_each_begins_west_or_north() {
    let ways = [
        main_road("东西路", &[(300, 0), (0, 0), (-200, 0)]),
        way(RoadClass::Secondary, "南北路", &[(0, -100), (0, 0), (0, 150)]),
    ];
    let (roads, segments, report) = made(&ways);
    assert_eq!(
        table(&roads, &segments),
        [
            row("Z0001-001", 0, 200, "东西路"),
            row("Z0001-002", 200, 500, "东西路"),
            row("C0001-001", 0, 150, "南北路"),
            row("C0001-002", 150, 250, "南北路"),
        ]
    );
    assert_eq!(report, RegisterReport::default());
    // Each runs along rising chainage.
    assert!(segments[0].line[0].x < segments[0].line[1].x && segments[2].line[0].y > segments[2].line[1].y);
}

#[test]
fn a_side_road_cuts_the_road_it_ends_at() {
    let ways = [main_road("大街", &[(0, 0), (100, 0), (250, 0)]), alley(&[(100, 0), (100, -80)])];
    let (roads, segments, _) = made(&ways);
    assert_eq!(
        table(&roads, &segments),
        [row("Z0001-001", 0, 100, "大街"), row("Z0001-002", 100, 250, "大街"), row("B0001-001", 0, 80, ""),]
    );
}

#[test]
fn ways_of_one_road_that_meet_end_to_end_are_one_segment_unless_one_is_a_bridge() {
    let mut ways = vec![
        main_road("长路", &[(0, 0), (100, 0)]),
        main_road(" 长路 ", &[(300, 0), (200, 0), (100, 0)]),
        main_road("长路", &[(300, 0), (400, 0)]),
    ];
    ways[1].width_m = 20.0;
    let (_, segments, _) = made(&ways);
    assert_eq!((segments.len(), segments[0].line.len(), segments[0].width_m.to_string()), (1, 5, "15".to_owned()));
    ways[1].level = Level::Bridge;
    let (roads, segments, _) = made(&ways);
    assert_eq!((roads.len(), segments.len(), segments[1].level), (1, 3, Level::Bridge));
}

#[test]
fn both_carriageways_are_one_road_with_like_chainages() {
    let ways = [
        main_road("深南大道", &[(0, 0), (500, 0), (1_000, 0)]),
        main_road("深南大道", &[(1_000, 30), (750, 30), (250, 30), (0, 30)]),
        alley(&[(500, 0), (500, -50)]),
        alley(&[(750, 30), (750, 90)]),
        alley(&[(250, 30), (250, 90)]),
    ];
    let (roads, segments, _) = made(&ways);
    assert_eq!(roads.iter().filter(|it| it.class == RoadClass::Main).count(), 1);
    let first = segments[0].line[0].x;
    for it in segments.iter().filter(|it| it.class == RoadClass::Main) {
        let east = f64::from(it.line[0].x - first) / Point::PER_METRE;
        assert!((it.from_m - east).abs() < 31.0, "{} begins at {} but lies at {east}", it.code, it.from_m);
        assert!(it.line[0].x < it.line[1].x, "{} runs west", it.code);
    }
}

#[test]
fn a_gap_in_a_road_counts_as_far_as_the_crow_flies() {
    let ways = [main_road("断头路", &[(0, 0), (300, 0)]), main_road("断头路", &[(600, 0), (450, 0)])];
    let (roads, segments, _) = made(&ways);
    assert_eq!(table(&roads, &segments), [row("Z0001-001", 0, 300, "断头路"), row("Z0001-002", 450, 600, "断头路")]);
}

#[test]
fn equal_names_in_two_towns_are_two_roads() {
    let ways = [main_road("人民路", &[(0, 0), (300, 0)]), main_road("人民路", &[(501, 0), (900, 0)])];
    let (roads, _, _) = made(&ways);
    assert_eq!(roads.len(), 2);
    let near = [main_road("人民路", &[(0, 0), (300, 0)]), main_road("人民路　", &[(499, 0), (900, 0)])];
    assert_eq!(made(&near).0.len(), 1);
}

#[test]
fn a_ring_road_of_its_own_is_one_segment_from_its_western_end_and_back() {
    let ways =
        [main_road("环路", &[(100, 0), (0, 100), (-100, 0)]), main_road("环路", &[(100, 0), (0, -100), (-100, 0)])];
    let (_, segments, _) = made(&ways);
    let ring = &segments[0];
    assert_eq!((segments.len(), ring.line.len(), ring.line[0]), (1, 5, ring.line[4]));
    assert!(about(ring.to_m, 400.0 * 2.0_f64.sqrt()));
    assert!(ring.line.iter().all(|it| it.x >= ring.line[0].x));
}

#[test]
fn a_ring_road_with_junctions_rises_both_ways_from_its_start() {
    let ways = [
        main_road("环路", &[(100, 0), (0, 100), (-100, 0), (0, -100), (100, 0)]),
        alley(&[(100, 0), (200, 0)]),
        alley(&[(-100, 0), (-200, 0)]),
    ];
    let (_, segments, _) = made(&ways);
    let ring: Vec<_> = segments.iter().filter(|it| it.class == RoadClass::Main).collect();
    assert_eq!(ring.len(), 2);
    assert!(ring.iter().all(|it| it.from_m.abs() < 1e-9 && it.line[0].x < 0));
}

#[test]
fn a_roundabout_is_cut_at_its_arms() {
    let circle = [(20, 0), (0, 20), (-20, 0), (0, -20), (20, 0)];
    let mut ways = vec![way(RoadClass::Branch, "", &circle)];
    for (x, y) in [(1, 0), (0, 1), (-1, 0)] {
        ways.push(way(RoadClass::Branch, "", &[(20 * x, 20 * y), (120 * x, 120 * y)]));
    }
    let (_, segments, _) = made(&ways);
    assert_eq!(segments.len(), 6);
    assert!(about(segments.iter().map(RoadSegment::length_m).sum::<f64>(), 300.0 + 80.0 * 2.0_f64.sqrt()));
}

#[test]
fn a_way_that_touches_itself_is_cut_there() {
    let ways = [main_road("回头路", &[(0, 0), (100, 0), (200, 50), (200, -50), (100, 0)])];
    let (_, segments, _) = made(&ways);
    assert_eq!(segments.len(), 2);
    assert_eq!(segments[1].line.first(), segments[1].line.last());
    assert!(about(segments[1].from_m, 100.0));
}

#[test]
fn nameless_links_go_straight_on_and_turn_at_no_crossing() {
    let ways = [
        alley(&[(-100, 0), (0, 0)]),
        alley(&[(0, 0), (100, 10)]),
        alley(&[(0, 100), (0, 0)]),
        alley(&[(0, 0), (-10, -100)]),
        // Meets the first at more than 45 degrees, and another class goes on in nothing.
        alley(&[(100, 10), (110, 90)]),
        way(RoadClass::Branch, "", &[(100, 10), (200, 20)]),
    ];
    let (roads, segments, _) = made(&ways);
    let found = table(&roads, &segments);
    assert_eq!(
        found.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(),
        ["D0001-001", "B0001-001", "B0001-002", "B0002-001", "B0002-002", "B0003-001"]
    );
    assert!(roads.iter().all(|it| it.name.is_none()));
}

#[test]
fn a_bend_where_nothing_else_meets_is_no_end() {
    let mut ways = [alley(&[(0, 0), (100, 0)]), alley(&[(100, 0), (100, 100)])];
    assert_eq!(made(&ways).1.len(), 1);
    ways[1].level = Level::Bridge;
    let (roads, segments, _) = made(&ways);
    assert_eq!((roads.len(), segments.len()), (1, 2));
}

#[test]
fn a_slip_road_belongs_to_the_greater_of_its_roads_and_goes_on_where_that_ends() {
    let ways = [
        main_road("大道", &[(0, 0), (200, 0), (400, 0), (900, 0)]),
        way(RoadClass::Branch, "小路", &[(500, -300), (500, -100), (500, 300)]),
        // From the avenue to the street in two chains, and one that forks off the second.
        slip(&[(400, 0), (500, -100)]),
        slip(&[(200, 0), (300, -50)]),
        slip(&[(300, -50), (500, -100)]),
        slip(&[(300, -50), (250, -150)]),
    ];
    let (roads, segments, _) = made(&ways);
    assert_eq!(roads.iter().filter_map(|it| it.name.as_deref()).collect::<Vec<_>>(), ["大道", "小路"]);
    let found = table(&roads, &segments);
    let ends: Vec<_> = found.iter().map(|it| (it.0.as_str(), it.1, it.2)).collect();
    // Both leave the avenue; what is connected is one run, which begins where it leaves first.
    assert_eq!(
        ends,
        [
            ("Z0001-001", 0, 200),
            ("Z0001-002", 200, 400),
            ("Z0001-003", 400, 900),
            ("Z0001-004", 900, 1012),
            ("Z0001-005", 1012, 1124),
            ("Z0001-006", 1012, 1218),
            ("Z0001-007", 1218, 1359),
            ("D0001-001", 0, 400),
            ("D0001-002", 400, 600),
        ]
    );
}

#[test]
fn a_slip_road_amid_slip_roads_belongs_where_they_do_and_one_without_roads_to_itself() {
    let ways = [
        main_road("大道", &[(0, 0), (900, 0)]),
        slip(&[(900, 0), (1_000, 100)]),
        slip(&[(1_000, 100), (1_000, 300)]),
        slip(&[(1_000, 100), (1_100, 100)]),
        slip(&[(1_100, 100), (1_200, 100)]),
        slip(&[(0, 900), (100, 900)]),
    ];
    let (roads, segments, _) = made(&ways);
    assert_eq!((roads.len(), segments.iter().filter(|it| it.road.index() == 1).count()), (2, 4));
    assert_eq!((roads[0].name.as_deref(), roads[1].name.as_deref()), (None, Some("大道")));
}

#[test]
fn short_nameless_main_roads_are_slip_roads_and_long_ones_roads() {
    let of = |length: i32| {
        made(&[main_road("大道", &[(0, 0), (300, 0), (900, 0)]), main_road("", &[(300, 0), (300, length)])]).0.len()
    };
    assert_eq!((of(149), of(151)), (1, 2));
    let lane = [main_road("大道", &[(0, 0), (300, 0), (900, 0)]), way(RoadClass::Branch, "", &[(300, 0), (300, 100)])];
    assert_eq!(made(&lane).0.len(), 2);
    // A road with a name keeps it, whatever the source calls it.
    let sign = SurveyWay { link: true, ..main_road("立交匝道", &[(300, 0), (300, 100)]) };
    assert_eq!(made(&[main_road("大道", &[(0, 0), (300, 0), (900, 0)]), sign]).0.len(), 2);
}

#[test]
fn dirt_is_dropped_and_counted() {
    let mut far = main_road("远路", &[(0, 500), (100, 500)]);
    far.nodes.push(LonLat { lon: 120.0, lat: 30.0 });
    far.nodes.push(LonLat { lon: f64::NAN, lat: 1e300 });
    let ways = [
        main_road("路", &[(0, 0), (0, 0), (100, 0), (100, 0)]),
        main_road("点", &[(0, 0), (0, 0)]),
        main_road("空", &[]),
        alley(&[(100, 0), (0, 0), (0, 50), (0, 0)]),
        far,
    ];
    let (roads, segments, report) = made(&ways);
    assert_eq!((roads.len(), segments.len()), (3, 3));
    assert_eq!((report.repeated_nodes, report.short_ways, report.ways_beyond_frame), (3, 2, 1));
    assert_eq!((report.doubled_legs, about(report.doubled_m, 150.0)), (2, true));
    assert_eq!(made(&[]), (vec![], vec![], RegisterReport::default()));
}

#[test]
fn only_what_has_some_part_inside_is_kept_and_kept_whole() {
    let ways = [
        main_road("跨界路", &[(-100, 0), (100, 0)]),
        main_road("外路", &[(50, 50), (100, 50)]),
        main_road("中点路", &[(-100, 90), (90, 90)]),
    ];
    let inside = |it: Point| it.x < -20_000 && it.x > -990_000;
    let (roads, segments, report) = register(&ways, &frame(), &inside, "440305");
    check(&roads, &segments);
    assert_eq!((roads.len(), report.outside_segments), (1, 2));
    assert!(about(report.outside_m, 250.0));
    assert!(about(segments[0].length_m(), 190.0));
}

#[test]
fn a_road_has_the_class_and_the_sign_of_most_of_its_length() {
    let mut ways = [
        way(RoadClass::Branch, "Ａ路", &[(0, 0), (100, 0)]),
        way(RoadClass::Secondary, "A路", &[(100, 0), (300, 0)]),
        way(RoadClass::Branch, "A路", &[(300, 0), (350, 0)]),
    ];
    ways[0].name_en = Some("A Road".to_owned());
    let (roads, segments, _) = made(&ways);
    assert_eq!((roads.len(), roads[0].code.as_str(), roads[0].class), (1, "440305C0001", RoadClass::Secondary));
    assert_eq!((roads[0].name.as_deref(), roads[0].name_en.as_deref()), (Some("A路"), Some("A Road")));
    assert_eq!(
        segments.iter().map(|it| it.class).collect::<Vec<_>>(),
        [RoadClass::Branch, RoadClass::Secondary, RoadClass::Branch]
    );
}

#[test]
fn roads_are_numbered_in_rows_from_the_north_and_in_each_from_the_west() {
    let ways = [
        main_road("丙", &[(0, 100), (50, 100)]),
        main_road("乙", &[(900, 700), (950, 700)]),
        main_road("甲", &[(300, 600), (350, 600)]),
        main_road("丁", &[(200, 450), (250, 450)]),
    ];
    let (roads, _, _) = made(&ways);
    let names: Vec<_> = roads.iter().filter_map(|it| it.name.as_deref()).collect();
    assert_eq!(names, ["甲", "乙", "丙", "丁"]);
}

#[test]
fn ten_thousand_roads_of_a_class_have_codes_of_five_digits() {
    let ways: Vec<_> =
        (0..10_000).map(|it| alley(&[(it % 100 * 50, it / 100 * 50), (it % 100 * 50 + 20, it / 100 * 50)])).collect();
    let (roads, _, _) = made(&ways);
    assert_eq!((roads[0].code.as_str(), roads[9_999].code.as_str()), ("440305B00001", "440305B10000"));
}

/// Random ways on a coarse grid, so that they meet, cross, overlap and repeat themselves.
fn any_ways() -> impl Strategy<Value = Vec<SurveyWay>> {
    let node = (0..7, 0..7).prop_map(|(x, y)| (x * 60, y * 60));
    let any = (0..4_usize, 0..4_usize, prop::collection::vec(node, 0..6), 0..8);
    prop::collection::vec(any, 0..25).prop_map(|ways| {
        let one = |(class, name, nodes, level): (usize, usize, Vec<_>, i32)| SurveyWay {
            level: if level == 0 { Level::Bridge } else { Level::Ground },
            link: level > 5,
            ..way(RoadClass::ALL[class], ["", "", "人民路", "和平街"][name], &nodes)
        };
        ways.into_iter().map(one).collect()
    })
}

/// Gives every higher road a name, so that none is a slip road.
fn without_slips(mut ways: Vec<SurveyWay>) -> Vec<SurveyWay> {
    for it in &mut ways {
        it.link = false;
        if it.class <= RoadClass::Secondary {
            it.name.get_or_insert_with(|| "大路".to_owned());
        }
    }
    ways
}

/// The length of all different legs, told apart without the register.
fn leg_length(ways: &[SurveyWay]) -> f64 {
    let frame = frame();
    let mut legs = std::collections::BTreeSet::new();
    for pair in ways.iter().flat_map(|it| it.nodes.windows(2)) {
        let (a, b) = (frame.point(pair[0]).unwrap(), frame.point(pair[1]).unwrap());
        legs.insert((a.min(b), a.max(b)));
    }
    legs.into_iter().map(|(a, b)| a.distance_m(b)).sum()
}

proptest! {
    #[test]
    fn no_metre_is_lost_and_the_order_of_the_ways_plays_no_part(ways in any_ways(), seed: u64) {
        let (roads, segments, report) = made(&ways);
        prop_assert!((segments.iter().map(RoadSegment::length_m).sum::<f64>() - leg_length(&ways)).abs() < 1e-3);
        let mut shuffled = ways.clone();
        let mut dice = seed | 1;
        for at in (1..shuffled.len()).rev() {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(at, (dice >> 33) as usize % (at + 1));
        }
        let (other_roads, other_segments, other_report) = made(&shuffled);
        prop_assert_eq!(roads, other_roads);
        prop_assert_eq!(segments, other_segments);
        prop_assert_eq!(report.doubled_legs, other_report.doubled_legs);
    }

    #[test]
    fn segments_meet_only_at_their_ends_and_nothing_ends_where_it_goes_on(ways in any_ways()) {
        let ways = without_slips(ways);
        let (roads, segments, _) = made(&ways);
        let mut ends: std::collections::BTreeMap<Point, Vec<&RoadSegment>> = std::collections::BTreeMap::new();
        for it in &segments {
            ends.entry(it.line[0]).or_default().push(it);
            ends.entry(it.line[it.line.len() - 1]).or_default().push(it);
        }
        for it in &segments {
            let inner = &it.line[1..it.line.len() - 1];
            prop_assert!(inner.iter().all(|it| !ends.contains_key(it)));
            let mut once = inner.to_vec();
            once.sort();
            once.dedup();
            prop_assert_eq!(once.len(), inner.len(), "a segment passes a node twice");
        }
        for them in ends.values().filter(|it| it.len() == 2 && !std::ptr::eq(it[0], it[1])) {
            let of = |it: &RoadSegment| (it.class, it.level, roads[it.road.index()].name.clone());
            prop_assert!(of(them[0]) != of(them[1]), "two segments that are one");
        }
    }

    #[test]
    fn chainage_is_the_shortest_distance_over_a_connected_roads_own_segments(ways in any_ways()) {
        let (roads, segments, _) = made(&without_slips(ways));
        for at in 0..roads.len() {
            let own: Vec<_> = segments.iter().filter(|it| it.road.index() == at).collect();
            // Bellman and Ford, slowly but surely, from the one node of chainage 0.
            let zero = own.iter().find(|it| it.from_m.abs() < 1e-9).unwrap().line[0];
            let mut distance = std::collections::BTreeMap::from([(zero, 0.0)]);
            for _ in 0..own.len() {
                for it in &own {
                    let (a, b) = (it.line[0], it.line[it.line.len() - 1]);
                    for (a, b) in [(a, b), (b, a)] {
                        if let Some(from) = distance.get(&a).copied() {
                            let to = distance.entry(b).or_insert(f64::MAX);
                            *to = to.min(from + it.length_m());
                        }
                    }
                }
            }
            let connected = own.iter().all(|it| distance.contains_key(&it.line[0]));
            for it in own.iter().filter(|_| connected) {
                prop_assert!((it.from_m - distance[&it.line[0]]).abs() < 1e-6);
            }
        }
    }
}
