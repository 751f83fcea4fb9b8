//! From a survey to a district: areas, codes, cells and roads fit together.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use model::{AreaLevel, District, Level, LonLat, RoadClass, Survey, SurveyArea, SurveyWay};
use partition::{CellGraph, CellOptions, CodeDigits, DistrictError, district, district_quality, live_partition};
use spatial::{Locator, Place};

/// Degrees of about a metre at the place of the tests.
const METRE: (f64, f64) = (1.0 / 98_300.0, 1.0 / 110_800.0);

fn place((x_m, y_m): (f64, f64)) -> LonLat {
    LonLat { lon: 112.0 + x_m * METRE.0, lat: 28.0 + y_m * METRE.1 }
}

fn square(level: AreaLevel, name: &str, code: Option<&str>, west: f64, east: f64) -> SurveyArea {
    let ring = [(west, 0.0), (east, 0.0), (east, 800.0), (west, 800.0), (west, 0.0)].map(place).to_vec();
    SurveyArea { level, name: name.into(), name_en: None, code: code.map(str::to_owned), polygons: vec![vec![ring]] }
}

fn way(name: &str, class: RoadClass, nodes: &[(f64, f64)]) -> SurveyWay {
    SurveyWay {
        source_id: 1,
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

fn survey(areas: Vec<SurveyArea>) -> Survey {
    let ways = vec![
        way("人民路", RoadClass::Main, &[(-50.0, 400.0), (500.0, 400.0), (1650.0, 400.0)]),
        way("", RoadClass::Alley, &[(500.0, 0.0), (500.0, 400.0), (500.0, 800.0)]),
        way("", RoadClass::Branch, &[(1200.0, 0.0), (1200.0, 800.0)]),
    ];
    Survey { name: "方区".into(), areas, ways, ..Survey::default() }
}

fn cut(survey: &Survey) -> District {
    district(survey, &CellOptions::default(), 0, &mut |_| ()).unwrap().0
}

#[test]
fn each_cell_has_a_code_of_its_community_and_no_two_share_one() {
    let district = cut(&survey(vec![
        square(AreaLevel::Subdistrict, "西街道", Some("990101007"), 0.0, 800.0),
        square(AreaLevel::Subdistrict, "东街道", None, 800.0, 1600.0),
        square(AreaLevel::Community, "甲社区", Some("990101007003"), 0.0, 400.0),
        square(AreaLevel::Community, "乙社区", None, 400.0, 800.0),
    ]));
    assert_eq!(district.code, "990101");
    let codes: Vec<_> = district.communities.iter().map(|it| (it.name.as_str(), it.code.as_str())).collect();
    assert_eq!(codes, [("甲社区", "990101007003"), ("乙社区", "990101007001"), ("东街道", "990101001001")]);
    let cells: BTreeSet<_> = district.cells.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(cells.len(), district.cells.len());
    for cell in &district.cells {
        assert!(cell.code.len() == 15 && cell.code.starts_with(&district.communities[cell.community.index()].code));
    }
    let area: f64 = district.cells.iter().map(|it| it.polygon.area_m2()).sum();
    assert!((area / 1_280_000.0 - 1.0).abs() < 0.01, "{area}");
}

#[test]
fn every_place_inside_lies_in_one_cell_of_its_own_sub_district() {
    let district = std::sync::Arc::new(cut(&survey(vec![
        square(AreaLevel::Subdistrict, "西街道", None, 0.0, 800.0),
        square(AreaLevel::Subdistrict, "东街道", None, 800.0, 1600.0),
    ])));
    let (locator, frame) = (Locator::new(district.clone()), spatial::Frame::new(district.frame).unwrap());
    for step in 0..1_000 {
        let (x, y) = (f64::from(step % 40) * 40.0 + 7.0, f64::from(step / 40) * 31.0 + 9.0);
        let Place::Inside(cell) = locator.place(frame.point(place((x, y))).unwrap()) else { panic!("{x} {y}") };
        let community = district.cells[cell.index()].community;
        let of = district.communities[community.index()].subdistrict.index();
        assert_eq!(of, usize::from(x > 800.0), "{x} {y}");
    }
}

#[test]
fn a_community_with_more_than_999_cells_goes_on_under_the_next_code() {
    let mut survey = survey(vec![square(AreaLevel::District, "方区", Some("990101"), 0.0, 1600.0)]);
    survey.ways.extend(
        (1..40).map(|it| way("", RoadClass::Alley, &[(f64::from(it) * 40.0, 0.0), (f64::from(it) * 40.0, 800.0)])),
    );
    survey.ways.extend(
        (1..40).map(|it| way("", RoadClass::Alley, &[(0.0, f64::from(it) * 20.0), (1600.0, f64::from(it) * 20.0)])),
    );
    let options =
        CellOptions { target_m2: 800.0, sliver_m2: 10.0, thin_m: 0.0, split: false, ..CellOptions::default() };
    let (district, _) = district(&survey, &options, 0, &mut |_| ()).unwrap();
    assert!(district.cells.len() > 999, "{}", district.cells.len());
    let codes: Vec<_> = district.communities.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["990101001001", "990101001002"]);
    assert_eq!(district.cells[998].code, "990101001001999");
    assert_eq!(district.cells[999].code, "990101001002001");
}

#[test]
fn legacy_codes_have_fourteen_digits_and_end_at_99() {
    let survey = survey(vec![square(AreaLevel::District, "方区", Some("990101"), 0.0, 1600.0)]);
    let options = CellOptions { codes: CodeDigits::Fourteen, ..CellOptions::default() };
    let (district, _) = district(&survey, &options, 0, &mut |_| ()).unwrap();
    assert!(district.cells.len() > 99, "{}", district.cells.len());
    assert_eq!(district.cells[98].code, "99010100100199");
    assert_eq!(district.cells[99].code, "99010100100201");
    assert_eq!(CodeDigits::of(&district), CodeDigits::Fourteen);
}

#[test]
fn a_road_along_the_border_is_registered_on_every_side() {
    let mut survey = survey(vec![square(AreaLevel::District, "方区", None, 0.0, 1600.0)]);
    let corners = [(0.0, 0.0), (1600.0, 0.0), (1600.0, 800.0), (0.0, 800.0), (0.0, 0.0)];
    survey.ways = corners.windows(2).map(|ends| way("环路", RoadClass::Main, ends)).collect();
    survey.ways.push(way("远路", RoadClass::Main, &[(0.0, 830.0), (1600.0, 830.0)]));
    let district = cut(&survey);
    let length: f64 = district.segments.iter().map(model::RoadSegment::length_m).sum();
    assert!((length / 4_800.0 - 1.0).abs() < 0.01, "{length}");
    assert_eq!(district.roads.iter().map(|it| it.name.as_deref()).collect::<Vec<_>>(), [Some("环路")]);
}

#[test]
fn boundaries_that_cannot_be_used_are_named() {
    let refused = |survey: &Survey| district(survey, &CellOptions::default(), 0, &mut |_| ()).unwrap_err();
    assert_eq!(refused(&survey(vec![])), DistrictError::NoBoundary);
    let twice = survey(vec![
        square(AreaLevel::Subdistrict, "甲", Some("990101001"), 0.0, 800.0),
        square(AreaLevel::Subdistrict, "乙", Some("990101001"), 800.0, 1600.0),
    ]);
    assert!(
        matches!(refused(&twice), DistrictError::SameCode { first, second, .. } if first == "甲" && second == "乙")
    );
    let code = Survey { code: "12ab".into(), ..survey(vec![square(AreaLevel::District, "甲", None, 0.0, 9.0)]) };
    assert_eq!(refused(&code), DistrictError::Code("12ab".into()));
    let wide = survey(vec![square(AreaLevel::District, "甲", None, 0.0, 300_000.0)]);
    assert!(matches!(refused(&wide), DistrictError::Place { area, .. } if area == "甲"));
    let apart = survey(vec![square(AreaLevel::District, "甲", None, 9_000.0, 9_900.0)]);
    assert_eq!(refused(&apart), DistrictError::Apart { ways: 3 });
}

#[test]
fn the_same_survey_gives_the_same_district() {
    let survey = survey(vec![square(AreaLevel::District, "方区", None, 0.0, 1600.0)]);
    assert_eq!(cut(&survey), cut(&survey));
}

#[test]
fn a_district_measures_as_it_was_cut_and_a_lost_cell_is_a_gap() {
    let survey = survey(vec![square(AreaLevel::District, "方区", Some("440305"), 0.0, 1600.0)]);
    let mut district = cut(&survey);
    let measure = |it: &District| district_quality(it, &survey, &CellOptions::default()).unwrap();
    let quality = measure(&district);
    assert_eq!((quality.cells, quality.gap_area, quality.overlap_area), (district.cells.len(), 0, 0));
    assert!(quality.border_on_roads > 0.1, "{quality:?}");
    let partition = live_partition(&district);
    assert!(
        partition.edges.is_sorted_by_key(|it| (it.from, it.to)) && partition.edges.iter().all(|it| it.from < it.to)
    );

    let lost = district.cells[3].polygon.area2();
    district.cells[3].span.to = Some(model::VersionId(0));
    let quality = measure(&district);
    assert_eq!((quality.cells, quality.gap_area, quality.overlap_area), (district.cells.len() - 1, lost, 0));
    let partition = live_partition(&district);
    let beside = partition.edges.iter().flat_map(|it| [it.left, it.right]).flatten();
    assert!(beside.max().is_some_and(|it| (it as usize) < partition.cells.len()));
}

#[test]
fn the_graph_of_a_district_is_that_of_its_partition() {
    let district = cut(&survey(vec![
        square(AreaLevel::Community, "甲社区", None, 0.0, 800.0),
        square(AreaLevel::Community, "乙社区", None, 800.0, 1600.0),
    ]));
    let cells: Vec<_> = district.live_cells().map(|it| it.0).collect();
    let (graph, twin) =
        (CellGraph::of_district(&district, &cells), CellGraph::of_partition(&live_partition(&district)));
    assert_eq!((graph.cells.len(), graph.borders.len()), (twin.cells.len(), twin.borders.len()));
    for (it, twin) in graph.cells.iter().zip(&twin.cells) {
        assert_eq!((it.community, it.at), (twin.community, twin.at));
        assert!((it.area_m2 - twin.area_m2).abs() < 1e-6 && (it.street_m - twin.street_m).abs() < 1e-6);
    }
    for (it, twin) in graph.borders.iter().zip(&twin.borders) {
        assert_eq!((it.a, it.b, it.class), (twin.a, twin.b, twin.class));
        assert!((it.length_m - twin.length_m).abs() < 1e-6);
    }
    // Of one community alone: its streets stay, the borders to the other go.
    let some: Vec<_> = cells.iter().copied().filter(|it| district.cells[it.index()].community.index() == 1).collect();
    let part = CellGraph::of_district(&district, &some);
    let whole: Vec<_> = graph.cells.iter().copied().filter(|it| it.community == 1).collect();
    assert!(part.cells == whole && !whole.is_empty());
    let inner = |it: &&partition::GridBorder| [it.a, it.b].iter().all(|it| graph.cells[*it as usize].community == 1);
    assert_eq!(part.borders.len(), graph.borders.iter().filter(inner).count());
    assert!(part.borders.len() < graph.borders.len());
}
