//! Who holds what at a moment.

mod common;

use common::{Town, at, on_road, point};
use locate::{Question, ReasonCode};
use model::{
    CategoryCode, CellId, Confidence, District, Duty, DutyRole, Hours, Leave, PartitionVersion, PersonId, Piece,
    RoadClass, RoadId, Ruling, RulingKind, Side, Span, Stretch, Term, Verdict, VersionId,
};
use testkit::Sketch;

const HOUR: i64 = 3_600_000;
/// Eight in the morning in Shanghai, a year later.
const MORNING: i64 = 365 * 24 * HOUR;

/// West of x = 100 is the cell of 甲, east of it that of 乙; a road of 李 along y = 50.
fn town() -> District {
    Sketch::new()
        .cell(&[(0, 0), (100, 0), (100, 100), (0, 100)])
        .member("甲")
        .cell(&[(100, 0), (200, 0), (200, 100), (100, 100)])
        .member("乙")
        .road("人民路", RoadClass::Main, &[(0, 50), (200, 50)])
        .leader("李")
        .district()
}

fn then(ask: Question, at_ms: i64) -> Question {
    Question { at_ms, ..ask }
}

fn leave(stand_in: Option<u32>, made_at: i64) -> Leave {
    let (from, to) = (MORNING, MORNING + 48 * HOUR);
    Leave { person: PersonId(0), stand_in: stand_in.map(PersonId), from, to, made_at, ended_at: None }
}

fn ruling(kind: RulingKind, verdict: Verdict, made_at: i64) -> Ruling {
    let at = point(50.0, 20.0);
    Ruling { kind, at, radius_mm: 10_000, category: None, verdict, note: String::new(), made_at, ended_at: None }
}

#[test]
fn during_a_leave_the_stand_in_acts_and_without_one_nobody() {
    let mut district = town();
    district.leaves.push(leave(Some(1), 0));
    let covered = Town::new(district.clone());
    for (at_ms, first) in [(MORNING - 1, "甲"), (MORNING, "乙"), (MORNING + 48 * HOUR, "甲")] {
        let answer = covered.ask(then(at(50.0, 20.0), at_ms));
        assert_eq!(covered.first(&answer), Some(first), "{at_ms}");
        assert_eq!(answer.reasons.has(ReasonCode::OnLeave), first == "乙");
    }
    district.leaves[0].stand_in = None;
    let open = Town::new(district);
    let answer = open.ask(then(at(50.0, 20.0), MORNING));
    assert_eq!(answer.primary, None);
    assert!(answer.reasons.has(ReasonCode::OnLeave));
    assert_eq!(answer.area.unwrap().holding.unwrap().person, PersonId(0), "whose it is stays told");
}

#[test]
fn stand_ins_on_leave_pass_it_on_and_a_ring_of_them_leaves_nobody() {
    let mut district = town();
    district.leaves = vec![leave(Some(1), 0), Leave { person: PersonId(1), ..leave(Some(2), 0) }].into();
    let chain = Town::new(district.clone());
    assert_eq!(chain.first(&chain.ask(then(at(50.0, 20.0), MORNING))), Some("李"));
    district.leaves[1].stand_in = Some(PersonId(0));
    let ring = Town::new(district);
    assert_eq!(ring.ask(then(at(50.0, 20.0), MORNING)).primary, None);
}

#[test]
fn out_of_hours_the_holder_is_told_with_the_reason() {
    let mut district = town();
    district.duties[0].hours = Hours::PATROL;
    let town = Town::new(district);
    // The epoch is eight in the morning; the patrol ends at nine in the evening.
    for (hours, off) in [(0, false), (12, false), (13, true), (22, true), (23, false)] {
        let answer = town.ask(then(at(50.0, 20.0), MORNING + hours * HOUR));
        assert_eq!(town.first(&answer), Some("甲"));
        assert_eq!(answer.reasons.has(ReasonCode::OffHours), off, "{hours}");
    }
}

#[test]
fn a_duty_holds_for_its_term_only() {
    let mut district = town();
    district.duties[2].term = Term { from: Some(MORNING), to: Some(MORNING + HOUR) };
    let town = Town::new(district);
    for (at_ms, first) in [(MORNING - 1, "甲"), (MORNING, "李"), (MORNING + HOUR, "甲")] {
        let answer = town.ask(then(on_road(50.0, 51.0), at_ms));
        assert_eq!(town.first(&answer), Some(first));
        assert_eq!(answer.reasons.has(ReasonCode::Uncontracted), first == "甲");
    }
}

#[test]
fn stretches_and_sides_of_a_road_have_their_own_leaders() {
    let mut district = town();
    let stretch = |from_mm, to_mm, side| Piece::Road(Stretch { road: RoadId(0), from_mm, to_mm, side });
    district.duties[2].piece = stretch(0, Some(100_000), None);
    let more = [(0, stretch(100_000, None, Some(Side::Left))), (1, stretch(100_000, None, Some(Side::Right)))];
    for (person, piece) in more {
        district.duties.push(Duty::standing(PersonId(person), DutyRole::RoadLeader, piece, Span::FOUNDED));
    }
    let town = Town::new(district);
    for (x, y, first) in [(99.999, 51.0, "李"), (100.0, 51.0, "甲"), (150.0, 51.0, "甲"), (150.0, 49.0, "乙")] {
        assert_eq!(town.first(&town.ask(on_road(x, y))), Some(first), "{x} {y}");
    }
}

#[test]
fn a_ruling_is_obeyed_within_its_radius_and_category_and_before_a_choice() {
    let mut district = town();
    district.rulings = vec![
        ruling(RulingKind::Ruling, Verdict::Cell(CellId(1)), 10),
        ruling(RulingKind::Choice, Verdict::Person(PersonId(2)), 20),
    ]
    .into();
    district.rulings[0].category = "0102".parse::<CategoryCode>().ok();
    let town = Town::new(district);
    let of = |x, y, category: Option<&str>, at_ms| {
        let category = category.map(|it| it.parse().unwrap());
        town.ask(Question { category, ..then(at(x, y), at_ms) })
    };
    for (ask, first, confidence) in [
        (of(50.0, 20.0, Some("0102"), 100), "乙", Confidence::Certain),
        (of(60.0, 20.0, Some("0102"), 100), "乙", Confidence::Certain),
        (of(60.001, 20.0, Some("0102"), 100), "甲", Confidence::Likely),
        (of(50.0, 20.0, Some("0103"), 100), "李", Confidence::Likely),
        (of(50.0, 20.0, None, 15), "甲", Confidence::Likely),
    ] {
        assert_eq!((town.first(&ask), ask.confidence), (Some(first), Some(confidence)));
        assert_eq!(ask.reasons.has(ReasonCode::Ruling), first != "甲");
        assert_eq!(ask.ruling.is_some(), first != "甲");
    }
}

#[test]
fn a_choice_lifts_a_doubt_to_likely_and_a_ruling_to_certain() {
    for (kind, sure) in [(RulingKind::Choice, Confidence::Likely), (RulingKind::Ruling, Confidence::Certain)] {
        let mut district = town();
        let plain = Town::new(district.clone());
        assert_eq!(plain.ask(at(99.0, 20.0)).confidence, Some(Confidence::Choose));
        district.rulings.push(Ruling { at: point(99.0, 20.0), ..ruling(kind, Verdict::Cell(CellId(0)), 0) });
        assert_eq!(Town::new(district).ask(at(99.0, 20.0)).confidence, Some(sure));
    }
}

#[test]
fn a_choice_against_what_the_position_says_is_never_certain() {
    let mut district = town();
    let plain = Town::new(district.clone());
    let sharp = |ask: Question| ask.accuracy_m(Some(3.0));
    assert_eq!(plain.ask(sharp(at(50.0, 20.0))).confidence, Some(Confidence::Certain));
    district.rulings.push(ruling(RulingKind::Choice, Verdict::Cell(CellId(1)), 0));
    let chosen = Town::new(district);
    let answer = chosen.ask(sharp(at(50.0, 20.0)));
    assert_eq!((chosen.first(&answer), answer.confidence), (Some("乙"), Some(Confidence::Likely)));
}

#[test]
fn a_ruling_for_a_road_out_of_reach_gives_the_place_to_no_other_road() {
    let far = Sketch::new()
        .cell(&[(0, 0), (400, 0), (400, 100), (0, 100)])
        .member("甲")
        .road("人民路", RoadClass::Main, &[(0, 50), (200, 50)])
        .leader("李")
        .road("远路", RoadClass::Main, &[(390, 0), (390, 100)])
        .leader("王");
    let mut district = far.district();
    let plain = Town::new(district.clone());
    district.rulings.push(Ruling { at: point(50.0, 48.0), ..ruling(RulingKind::Ruling, Verdict::Road(RoadId(1)), 0) });
    let ruled = Town::new(district);
    let ask = at(50.0, 48.0);
    let (answer, before) = (ruled.ask(ask), plain.ask(ask));
    assert_eq!((ruled.first(&answer), answer.ruling), (plain.first(&before), None));
}

#[test]
fn the_same_question_about_then_has_the_same_answer_whatever_came_later() {
    let mut district = town();
    let ask = [at(50.0, 20.0), on_road(50.0, 51.0), at(99.0, 20.0)].map(|it| then(it, MORNING + HOUR));
    let before = Town::new(district.clone());
    let answers = ask.map(|it| before.ask(it));
    // Put on record an hour after the moment that is asked about.
    district.leaves.push(leave(Some(1), MORNING + 2 * HOUR));
    district.rulings.push(ruling(RulingKind::Ruling, Verdict::Cell(CellId(1)), MORNING + 2 * HOUR));
    let standing = Duty::standing(PersonId(1), DutyRole::RoadLeader, district.duties[2].piece.clone(), Span::FOUNDED);
    district.duties[2].term.to = Some(MORNING + 2 * HOUR);
    district.duties.push(Duty { term: Term { from: Some(MORNING + 2 * HOUR), to: None }, ..standing });
    let after = Town::new(district);
    assert_eq!(ask.map(|it| after.ask(it)), answers);
    let later = ask.map(|it| after.first(&after.ask(then(it, MORNING + 3 * HOUR))).map(str::to_owned));
    assert_eq!(later, ["乙", "乙", "乙"].map(|it| Some(it.to_owned())), "and later everything is different");
}

#[test]
fn a_roster_shows_the_duties_of_its_version() {
    let mut district = town();
    let (first, second) = (VersionId(0), VersionId(1));
    let next = PartitionVersion { valid_from: MORNING, ..district.versions[0].clone() };
    district.versions.push(next);
    district.duties[0].span.to = Some(second);
    let piece = district.duties[0].piece.clone();
    district.duties.push(Duty::standing(PersonId(1), DutyRole::GridMember, piece, Span::since(second)));
    for (version, person) in [(first, PersonId(0)), (second, PersonId(1))] {
        let roster = locate::Roster::new(&district, version, MORNING);
        assert_eq!(roster.member(CellId(0), 600).unwrap().person, person);
    }
}
