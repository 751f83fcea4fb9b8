//! What must hold of the fictional town, whatever the seed.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

use std::collections::{BTreeMap, BTreeSet};

use demo::{TownSize, town};
use model::{
    AreaLevel, BackdropKind, FrameOrigin, LandmarkKind, Level, LonLat, Point, RoadClass, Survey, SurveyShapeGeometry,
};
use spatial::Frame;

const ONE: TownSize = TownSize { subdistricts: 1 };

fn frame() -> Frame {
    Frame::new(FrameOrigin { origin: LonLat { lon: 112.0, lat: 28.0 } }).unwrap()
}

/// A place in metres.
type Metres = (f64, f64);
/// Both ends and half the width of a street's stretch.
type Stretch = (Metres, Metres, f64);

fn metres(frame: &Frame, places: &[LonLat]) -> Vec<Metres> {
    let point = |it: &LonLat| frame.point(*it).unwrap();
    places
        .iter()
        .map(point)
        .map(|it| (f64::from(it.x) / Point::PER_METRE, f64::from(it.y) / Point::PER_METRE))
        .collect()
}

/// A node by its rounded degrees, as ways join.
fn node(it: &LonLat) -> (i64, i64) {
    ((it.lon * 1e7).round() as i64, (it.lat * 1e7).round() as i64)
}

fn polygons(survey: &Survey, kind: BackdropKind) -> Vec<Vec<Metres>> {
    let frame = frame();
    let mut out = Vec::new();
    for shape in survey.backdrop.iter().filter(|it| it.kind == kind) {
        let SurveyShapeGeometry::Polygon(rings) = &shape.geometry else { panic!("{kind:?} is no area") };
        assert_eq!(rings[0].first(), rings[0].last(), "an open ring");
        let mut ring = metres(&frame, &rings[0]);
        ring.pop();
        out.push(ring);
    }
    out
}

fn area(ring: &[Metres]) -> f64 {
    (0..ring.len())
        .map(|i| {
            let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
            (a.0 * b.1 - b.0 * a.1) / 2.0
        })
        .sum()
}

fn distance(p: Metres, a: Metres, b: Metres) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let t = (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / (dx * dx + dy * dy).max(1e-12)).clamp(0.0, 1.0);
    (p.0 - a.0 - t * dx).hypot(p.1 - a.1 - t * dy)
}

fn inside(ring: &[Metres], p: Metres) -> bool {
    (0..ring.len())
        .filter(|&i| {
            let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
            (a.1 > p.1) != (b.1 > p.1) && p.0 < a.0 + (p.1 - a.1) / (b.1 - a.1) * (b.0 - a.0)
        })
        .count()
        % 2
        == 1
}

/// Corners of a ring, and places every two metres along it.
fn samples(ring: &[Metres]) -> Vec<Metres> {
    (0..ring.len())
        .flat_map(|i| {
            let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
            let steps = ((b.0 - a.0).hypot(b.1 - a.1) / 2.0).ceil().max(1.0);
            (0..steps as usize).map(move |step| {
                let t = step as f64 / steps;
                (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1))
            })
        })
        .collect()
}

fn square(it: Metres) -> (i64, i64) {
    ((it.0 / 40.0).floor() as i64, (it.1 / 40.0).floor() as i64)
}

#[test]
fn the_same_seed_gives_the_same_town_and_another_seed_another() {
    let write = |seed| format!("{:?}", town(&ONE, seed));
    assert!(write(7) == write(7), "the same seed gave two towns");
    assert!(write(7) != write(8), "two seeds gave one town");
}

#[test]
fn the_town_says_that_it_is_made_up_and_lies_where_it_should() {
    let survey = town(&ONE, 1);
    assert!(survey.fictional);
    assert_eq!((survey.name.as_str(), survey.code.as_str(), survey.attribution.as_str()), ("荷城街道", "990101", ""));
    for it in survey.ways.iter().flat_map(|it| &it.nodes) {
        assert!((it.lon - 112.0).abs() < 0.03 && (it.lat - 28.0).abs() < 0.03, "{it:?}");
        assert!((it.lon * 1e7 - (it.lon * 1e7).round()).abs() < 1e-4, "{it:?} has more than seven decimals");
    }
}

#[test]
fn nine_communities_carry_codes_and_names_and_divide_the_subdistrict_exactly() {
    for seed in [1, 2, 3] {
        let survey = town(&ONE, seed);
        let frame = frame();
        let size = |level| -> f64 {
            let areas = survey.areas.iter().filter(|it| it.level == level);
            areas
                .map(|it| {
                    let mut ring = metres(&frame, &it.polygons[0][0]);
                    ring.pop();
                    area(&ring)
                })
                .sum()
        };
        let (whole, parts) = (size(AreaLevel::Subdistrict), size(AreaLevel::Community));
        assert!((whole - parts).abs() < 1e-3, "{whole} m² against {parts} m²");
        assert!((5e6..6.6e6).contains(&whole), "{whole}");
        let codes: Vec<&str> = survey.areas.iter().filter_map(|it| it.code.as_deref()).collect();
        let expected: Vec<String> = (1..=9).map(|it| format!("990101001{it:03}")).collect();
        assert_eq!(codes[0], "990101001");
        assert_eq!(codes[1..], expected);
        let names: BTreeSet<&str> = survey.areas.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names.len(), 10);
        // Every stretch of border belongs to the sub-district and one community, or to two communities in turn.
        let mut stretches: BTreeMap<_, i32> = BTreeMap::new();
        for it in survey.areas.iter().filter(|it| it.level == AreaLevel::Community) {
            for pair in it.polygons[0][0].windows(2) {
                *stretches.entry((node(&pair[0]), node(&pair[1]))).or_default() += 1;
                *stretches.entry((node(&pair[1]), node(&pair[0]))).or_default() -= 1;
            }
        }
        let outer = survey.areas[0].polygons[0][0].windows(2);
        for pair in outer {
            *stretches.entry((node(&pair[0]), node(&pair[1]))).or_default() -= 1;
            *stretches.entry((node(&pair[1]), node(&pair[0]))).or_default() += 1;
        }
        assert!(stretches.values().all(|it| *it == 0), "a border is not shared");
    }
}

#[test]
fn counts_are_those_of_a_real_town() {
    for seed in [1, 5, 9] {
        let survey = town(&ONE, seed);
        let marks = |kind| survey.landmarks.iter().filter(|it| it.kind == kind).count();
        assert_eq!(marks(LandmarkKind::Market), 5, "markets, seed {seed}");
        assert!(
            marks(LandmarkKind::School) >= 8 && marks(LandmarkKind::Hospital) == 1 && marks(LandmarkKind::Station) == 1
        );
        assert!(
            marks(LandmarkKind::Shop) > 200
                && marks(LandmarkKind::Restaurant) > 150
                && marks(LandmarkKind::Compound) > 50
        );
        assert_eq!((marks(LandmarkKind::Toilet), marks(LandmarkKind::RefuseStation)), (18, 18));
        let alleys: Vec<&str> =
            survey.ways.iter().filter(|it| it.class == RoadClass::Alley).filter_map(|it| it.name.as_deref()).collect();
        assert!((300..=390).contains(&alleys.len()), "{} named alleys, seed {seed}", alleys.len());
        assert_eq!(alleys.iter().collect::<BTreeSet<_>>().len(), alleys.len(), "an alley's name is given twice");
        let buildings = survey.backdrop.iter().filter(|it| it.kind == BackdropKind::Building).count();
        assert!((4000..9000).contains(&buildings), "{buildings} buildings");
        assert!(survey.ways.iter().any(|it| it.level == Level::Bridge));
        assert!(survey.backdrop.iter().any(|it| it.kind == BackdropKind::Railway));
        assert!(survey.landmarks.iter().any(|it| it.name == "荷城中心农贸市场"));
    }
}

#[test]
fn a_name_belongs_to_one_class_of_road() {
    let survey = town(&TownSize { subdistricts: 4 }, 3);
    let mut classes: BTreeMap<&str, RoadClass> = BTreeMap::new();
    for way in &survey.ways {
        if let Some(name) = &way.name {
            assert_eq!(*classes.entry(name).or_insert(way.class), way.class, "{name}");
        }
    }
    let areas: BTreeSet<&str> = survey.areas.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(areas.len(), survey.areas.len(), "two areas of one name");
    assert!(areas.iter().chain(classes.keys()).all(|it| !it.contains(|c: char| c.is_ascii_digit())), "a list ran out");
}

#[test]
fn every_street_can_be_reached_from_every_other() {
    for seed in [1, 4] {
        let survey = town(&TownSize { subdistricts: 2 }, seed);
        let mut ways_at: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
        for (at, way) in survey.ways.iter().enumerate() {
            assert!(way.nodes.len() > 1 && way.nodes.windows(2).all(|it| it[0] != it[1]));
            for it in &way.nodes {
                ways_at.entry(node(it)).or_default().push(at);
            }
        }
        let (mut seen, mut queue) = (BTreeSet::from([0]), vec![0]);
        while let Some(at) = queue.pop() {
            for next in survey.ways[at].nodes.iter().flat_map(|it| &ways_at[&node(it)]) {
                if seen.insert(*next) {
                    queue.push(*next);
                }
            }
        }
        let lost: Vec<_> = (0..survey.ways.len()).filter(|it| !seen.contains(it)).collect();
        assert!(lost.is_empty(), "cut off: {:?}", lost.iter().map(|it| &survey.ways[*it]).collect::<Vec<_>>());
    }
}

#[test]
fn streets_meet_only_where_they_share_a_node() {
    let survey = town(&ONE, 2);
    let frame = frame();
    let lines: Vec<Vec<Metres>> = survey.ways.iter().map(|it| metres(&frame, &it.nodes)).collect();
    let mut near: BTreeMap<(i64, i64), Vec<(usize, usize)>> = BTreeMap::new();
    for (way, line) in lines.iter().enumerate() {
        for at in 0..line.len() - 1 {
            let (a, b) = (square(line[at]), square(line[at + 1]));
            for x in a.0.min(b.0)..=a.0.max(b.0) {
                for y in a.1.min(b.1)..=a.1.max(b.1) {
                    near.entry((x, y)).or_default().push((way, at));
                }
            }
        }
    }
    for list in near.values() {
        for (i, (one, at)) in list.iter().enumerate() {
            for (other, other_at) in &list[i + 1..] {
                let first = (lines[*one][*at], lines[*one][at + 1]);
                let second = (lines[*other][*other_at], lines[*other][other_at + 1]);
                assert!(
                    !(crosses(first, second) && crosses(second, first)),
                    "{:?} crosses {:?} at {first:?}",
                    survey.ways[*one].name,
                    survey.ways[*other].name
                );
            }
        }
    }
}

/// Whether `other` has its ends on both sides of the line through `of`, by more than the rounding of degrees.
fn crosses(of: (Metres, Metres), other: (Metres, Metres)) -> bool {
    let (dx, dy) = (of.1.0 - of.0.0, of.1.1 - of.0.1);
    let off = |it: Metres| (dx * (it.1 - of.0.1) - dy * (it.0 - of.0.0)) / dx.hypot(dy);
    off(other.0).min(off(other.1)) < -0.05 && off(other.0).max(off(other.1)) > 0.05
}

#[test]
fn no_building_stands_on_a_street_in_the_water_or_in_another() {
    for seed in [1, 6] {
        let survey = town(&ONE, seed);
        let frame = frame();
        let buildings = polygons(&survey, BackdropKind::Building);
        let mut streets: BTreeMap<(i64, i64), Vec<Stretch>> = BTreeMap::new();
        for way in &survey.ways {
            for pair in metres(&frame, &way.nodes).windows(2) {
                let (a, b) = (square(pair[0]), square(pair[1]));
                for x in a.0.min(b.0) - 1..=a.0.max(b.0) + 1 {
                    for y in a.1.min(b.1) - 1..=a.1.max(b.1) + 1 {
                        streets.entry((x, y)).or_default().push((pair[0], pair[1], way.width_m / 2.0));
                    }
                }
            }
        }
        let mut near: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
        for (at, ring) in buildings.iter().enumerate() {
            assert!(area(ring) > 15.0, "a building of {} m²", area(ring));
            let squares: BTreeSet<_> = samples(ring).into_iter().map(square).collect();
            for it in squares {
                near.entry(it).or_default().push(at);
            }
        }
        let water = polygons(&survey, BackdropKind::Water);
        for (at, ring) in buildings.iter().enumerate() {
            for place in samples(ring) {
                for (a, b, half) in streets.get(&square(place)).into_iter().flatten() {
                    assert!(distance(place, *a, *b) > *half, "a building stands on a street at {place:?}");
                }
                for other in near.get(&square(place)).into_iter().flatten().filter(|it| **it != at) {
                    assert!(!inside(&buildings[*other], place), "two buildings overlap at {place:?}");
                }
                assert!(!water.iter().any(|it| inside(it, place)), "a building stands in the water at {place:?}");
            }
        }
    }
}

#[test]
fn a_bigger_town_has_as_many_subdistricts_as_asked_for_and_stays_in_one_frame() {
    for (asked, got) in [(0, 1), (1, 1), (3, 3), (5, 5)] {
        let survey = town(&TownSize { subdistricts: asked }, 1);
        let count = survey.areas.iter().filter(|it| it.level == AreaLevel::Subdistrict).count();
        assert_eq!((count, survey.areas.len()), (got, got * 10));
    }
}
