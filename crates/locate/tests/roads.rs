//! Which road answers, and how sure that is.

mod common;

use common::{Town, at, on_road};
use locate::{Candidate, Containment, Course, Question, ReasonCode};
use model::{Confidence, Level, RoadClass, RoadId};
use testkit::Sketch;

/// One large cell of 网格员, and in it two roads 40 m apart, of 李 and 王.
fn parallel() -> Sketch {
    Sketch::new()
        .cell(&[(0, -500), (1000, -500), (1000, 500), (0, 500)])
        .member("网格员")
        .road("南路", RoadClass::Branch, &[(0, 0), (1000, 0)])
        .leader("李")
        .road("北路", RoadClass::Branch, &[(0, 40), (1000, 40)])
        .leader("王")
}

/// A main road to the east, and a branch road to the north across it.
fn crossing() -> Sketch {
    Sketch::new()
        .cell(&[(-500, -500), (500, -500), (500, 500), (-500, 500)])
        .member("网格员")
        .road("支路", RoadClass::Branch, &[(0, -200), (0, 200)])
        .leader("王")
        .road("大道", RoadClass::Main, &[(-200, 0), (200, 0)])
        .leader("李")
}

fn accurate(ask: Question, metres: f64) -> Question {
    ask.accuracy_m(Some(metres))
}

#[test]
fn a_margin_of_twice_the_accuracy_is_certain_of_once_likely_and_of_less_a_choice() {
    let town = Town::new(parallel().district());
    // Carriageways are 6 m wide: the kerbs are at 3 m and at 37 m. Beyond twice the accuracy no rival is looked for.
    for (y, margin_mm, confidence) in [
        (3.0, None, Confidence::Certain),
        (10.0, Some(20_000), Confidence::Certain),
        (10.001, Some(19_998), Confidence::Likely),
        (15.0, Some(10_000), Confidence::Likely),
        (15.001, Some(9_998), Confidence::Choose),
        (19.0, Some(2_000), Confidence::Choose),
    ] {
        let answer = town.ask(accurate(on_road(500.0, y), 10.0));
        assert_eq!((town.road(&answer), answer.road_margin_mm), (Some("南路"), margin_mm), "{y}");
        assert_eq!((answer.confidence, answer.road_confidence), (Some(confidence), Some(confidence)), "{y}");
        assert_eq!(town.first(&answer), Some("李"));
        let choices = if confidence == Confidence::Choose { 2 } else { 0 };
        assert_eq!(answer.choices.len(), choices, "{y}");
        // The other road answers within half its width and twice the accuracy: from 17 m on; before, the cell is the choice.
        let roads = answer.choices.iter().filter(|it| matches!(it, Candidate::Road(_))).count();
        assert_eq!(roads, if y > 17.0 { choices } else { choices / 2 }, "{y}");
    }
}

#[test]
fn roads_of_one_leader_are_no_conflict() {
    let mut district = parallel().district();
    let leader = district.duties[1].person;
    district.duties[2].person = leader;
    let answer = Town::new(district).ask(accurate(on_road(500.0, 19.0), 10.0));
    assert_eq!((answer.confidence, answer.road_margin_mm), (Some(Confidence::Certain), None));
}

#[test]
fn the_kerb_counts_before_the_centre_line_and_the_body_before_the_verge() {
    let mut district = parallel().district();
    district.segments[1].width_m = 40.0;
    let town = Town::new(district);
    let answer = town.ask(on_road(500.0, 21.0));
    assert_eq!(town.road(&answer), Some("北路"));
    assert!(answer.reasons.has(ReasonCode::Body) && !answer.reasons.has(ReasonCode::WithinTolerance));
    let answer = town.ask(on_road(500.0, -8.0));
    assert_eq!((town.road(&answer), answer.roads[0].beyond_mm), (Some("南路"), 5_000));
    assert!(answer.reasons.has(ReasonCode::WithinTolerance));
}

#[test]
fn at_a_junction_the_higher_class_answers() {
    let town = Town::new(crossing().district());
    let answer = town.ask(on_road(2.0, 1.0));
    assert_eq!(town.road(&answer), Some("大道"));
    assert!(answer.reasons.has(ReasonCode::JunctionClass));
    assert_eq!((answer.road_margin_mm, answer.confidence), (Some(0), Some(Confidence::Choose)));
    let alone = town.ask(on_road(60.0, 1.0));
    assert!(!alone.reasons.has(ReasonCode::JunctionClass));
}

#[test]
fn a_heading_decides_above_walking_pace_and_never_excludes() {
    let town = Town::new(crossing().district());
    let moving = |x, y, heading_deg, speed_mps| {
        let course = Some(Course { heading_deg, speed_mps });
        town.ask(Question { course, ..accurate(on_road(x, y), 5.0) })
    };
    let north = moving(1.0, 1.0, 0.0, 1.5);
    assert_eq!(town.road(&north), Some("支路"));
    assert!(north.reasons.has(ReasonCode::Heading));
    for heading_deg in [180.0, 350.0, 30.0] {
        assert_eq!(town.road(&moving(1.0, 1.0, heading_deg, 1.5)), Some("支路"), "{heading_deg}");
    }
    for (heading_deg, speed_mps) in [(90.0, 1.5), (0.0, 1.0), (0.0, 0.0), (f64::NAN, 9.0)] {
        let answer = moving(1.0, 1.0, heading_deg, speed_mps);
        assert_eq!(town.road(&answer), Some("大道"), "{heading_deg} {speed_mps}");
        assert!(!answer.reasons.has(ReasonCode::Heading));
    }
    assert_eq!(town.road(&moving(100.0, 1.0, 0.0, 9.0)), Some("大道"), "the only road still answers");
}

#[test]
fn a_level_decides_between_what_lies_above_each_other() {
    let mut district = crossing().district();
    district.segments[0].level = Level::Bridge;
    let town = Town::new(district);
    let answer = town.ask(Question { level: Some(Level::Bridge), ..on_road(2.0, 1.0) });
    assert_eq!((town.road(&answer), answer.confidence), (Some("支路"), Some(Confidence::Certain)));
    assert!(answer.reasons.has(ReasonCode::Level) && !answer.reasons.has(ReasonCode::JunctionClass));
    let tunnel = town.ask(Question { level: Some(Level::Tunnel), ..on_road(2.0, 1.0) });
    assert_eq!(town.road(&tunnel), Some("大道"), "where nothing is on that level the others answer");
}

#[test]
fn a_road_that_was_named_answers_when_it_is_in_reach() {
    let town = Town::new(parallel().district());
    let answer = town.ask(Question { road: Some(RoadId(1)), ..accurate(on_road(500.0, 18.0), 10.0) });
    assert_eq!((town.road(&answer), answer.confidence), (Some("北路"), Some(Confidence::Likely)));
    assert!(answer.reasons.has(ReasonCode::Hint));
    let far = town.ask(Question { road: Some(RoadId(1)), ..accurate(on_road(500.0, -20.0), 10.0) });
    assert_eq!(town.road(&far), Some("南路"));
    assert!(!far.reasons.has(ReasonCode::Hint));
}

#[test]
fn of_roads_equally_far_and_of_equal_class_the_lower_code_answers() {
    let town = Town::new(parallel().district());
    let answer = town.ask(on_road(500.0, 20.0));
    assert_eq!((town.road(&answer), answer.road_margin_mm), (Some("南路"), Some(0)));
    assert!(answer.reasons.has(ReasonCode::CodeTie));
    assert!(!town.ask(on_road(500.0, 19.0)).reasons.has(ReasonCode::CodeTie));
}

#[test]
fn a_road_answers_up_to_its_reach_and_the_verge_of_the_category_widens_it() {
    let town = Town::new(parallel().district());
    // Half the width, twice the accuracy.
    let near = town.ask(accurate(on_road(500.0, -23.0), 10.0));
    assert_eq!(near.roads.len(), 1);
    let far = town.ask(accurate(on_road(500.0, -23.001), 10.0));
    assert!(far.roads.is_empty() && far.reasons.has(ReasonCode::NoRoadWithin));
    assert_eq!(town.first(&far), Some("网格员"), "without a road the cell answers");
    let verge = Question { verge_mm: 5_000, ..accurate(on_road(500.0, -28.0), 10.0) };
    assert_eq!(town.ask(verge).roads.len(), 1);
    let blurred = town.ask(Question { verge_mm: 90_000, ..accurate(on_road(500.0, -60.001), 100.0) });
    assert!(blurred.roads.is_empty(), "60 m are the end");
}

#[test]
fn a_road_without_a_contract_is_shown_and_the_cell_acts() {
    let mut district = parallel().district();
    district.duties.remove(1);
    let town = Town::new(district);
    let answer = town.ask(on_road(500.0, 1.0));
    assert_eq!((town.road(&answer), town.first(&answer)), (Some("南路"), Some("网格员")));
    assert!(answer.reasons.has(ReasonCode::Uncontracted) && answer.roads[0].holding.is_none());
}

#[test]
fn the_category_decides_whether_road_or_cell_comes_first_and_both_are_told() {
    let town = Town::new(parallel().district());
    for (ask, first) in [(at(500.0, 1.0), "网格员"), (on_road(500.0, 1.0), "李")] {
        let answer = town.ask(ask);
        assert_eq!((town.first(&answer), town.road(&answer)), (Some(first), Some("南路")));
        assert!(answer.area.is_some_and(|it| it.holding.is_some()) && answer.holdings.len() == 2);
    }
}

#[test]
fn a_little_outside_is_at_most_likely_and_farther_is_nobodys() {
    let town = Town::new(parallel().district());
    let near = town.ask(accurate(at(-5.0, 200.0), 3.0));
    assert!(matches!(near.containment, Containment::NearOutside { distance_mm: 5_000, .. }));
    assert!(near.reasons.has(ReasonCode::NearOutside));
    assert_eq!((near.confidence, town.first(&near)), (Some(Confidence::Likely), Some("网格员")));
    assert!(matches!(town.ask(accurate(at(-20.0, 200.0), 3.0)).containment, Containment::NearOutside { .. }));
    assert!(matches!(town.ask(accurate(at(-50.0, 200.0), 25.0)).containment, Containment::NearOutside { .. }));
    let far = town.ask(accurate(on_road(-20.001, 0.0), 3.0));
    assert!(matches!(far.containment, Containment::Outside { distance_mm: 20_001, .. }));
    assert_eq!((far.primary, far.confidence, far.roads.len()), (None, None, 0));
    assert!(far.reasons.has(ReasonCode::Outside));
}

#[test]
fn without_cells_the_roads_answer_alone() {
    let sketch = Sketch::new().road("独路", RoadClass::Branch, &[(0, 0), (100, 0)]).leader("李");
    let town = Town::new(sketch.district());
    let answer = town.ask(at(50.0, 5.0));
    assert_eq!((town.first(&answer), answer.confidence), (Some("李"), Some(Confidence::Certain)));
    assert_eq!(answer.containment, Containment::Nowhere);
    assert!(!answer.reasons.has(ReasonCode::Outside));
}
