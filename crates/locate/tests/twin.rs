//! Answers do not depend on the order or direction of what is in the lists, and equal those of plain counting.

mod common;

use common::Town;
use locate::{Answer, Question, RoadClaim};
use model::{CellId, District, Duty, DutyRole, Owner, Piece, Point, RoadClass, SegmentId, Side, Span, Stretch};
use proptest::prelude::*;
use testkit::Sketch;

type Line = (u8, u8, Vec<(i32, i32)>);

/// Three cells in a row under two members, and roads anywhere in and around them.
fn town(roads: &[Line]) -> District {
    let mut sketch = Sketch::new();
    for (west, member) in [(0, "甲"), (100, "乙"), (200, "丙")] {
        let east = west + 100;
        sketch = sketch.cell(&[(west, 0), (east, 0), (east, 100), (west, 100)]).member(member);
    }
    for (class, _, line) in roads {
        sketch = sketch.road("路", RoadClass::ALL[usize::from(class % 4)], line);
    }
    let mut district = sketch.district();
    district.duties[2].person = district.duties[0].person;
    for (at, (_, holder, _)) in roads.iter().enumerate().take(district.roads.len()) {
        let piece = Piece::Road(Stretch::whole(model::RoadId::at(at)));
        let person = model::PersonId(u32::from(holder % 4));
        if person.index() < 3 {
            district.duties.push(Duty::standing(person, DutyRole::RoadLeader, piece, Span::FOUNDED));
        }
    }
    district
}

fn roads() -> impl Strategy<Value = Vec<Line>> {
    let corner = (-50..350, -50..150);
    let line = prop::collection::vec(corner, 2..5);
    prop::collection::vec((any::<u8>(), any::<u8>(), line), 1..12)
        .prop_map(|it| it.into_iter().filter(|it| it.2.windows(2).any(|pair| pair[0] != pair[1])).collect())
}

fn places() -> impl Strategy<Value = Vec<(i32, i32, u32)>> {
    // Whole metres fall on borders and centre lines, tenths of millimetres anywhere.
    let anywhere = (-400_000..3_400_000, -400_000..1_400_000);
    let corners = (-40..340, -40..140).prop_map(|(x, y)| (x * 10_000, y * 10_000));
    prop::collection::vec((prop_oneof![anywhere, corners], 3_000..40_000_u32).prop_map(|((x, y), it)| (x, y, it)), 20)
}

fn ask((x, y, accuracy_mm): (i32, i32, u32)) -> Question {
    Question { accuracy_mm, owner: Owner::Road, ..Question::at(Point { x, y }, 0) }
}

/// Puts an answer into terms that do not depend on positions in lists.
fn told(district: &District, it: &Answer) -> impl PartialEq + std::fmt::Debug {
    let cell = |it: CellId| district.cells[it.index()].code.clone();
    let claim = |it: &RoadClaim| {
        let code = district.segments[it.position.segment.index()].code.clone();
        let at = (it.position.distance_mm, it.position.side, it.position.chainage_mm, it.beyond_mm, it.foot);
        (code, at, it.holding.map(|it| it.person))
    };
    let area = it.area.map(|it| (cell(it.cell), it.margin_mm, it.confidence, it.holding.map(|it| it.person)));
    let roads: Vec<_> = it.roads.iter().map(claim).collect();
    (area, roads, it.road_margin_mm, (it.primary, it.confidence, it.reasons), it.choices.len())
}

/// Returns the distance to a line in millimetres, by plain arithmetic.
fn distance_mm(line: &[Point], at: Point) -> u32 {
    let to_leg = |pair: &[Point]| {
        let f = |it: i32| f64::from(it);
        let (dx, dy) = (f(pair[1].x) - f(pair[0].x), f(pair[1].y) - f(pair[0].y));
        let (px, py) = (f(at.x) - f(pair[0].x), f(at.y) - f(pair[0].y));
        let length2 = dx * dx + dy * dy;
        let share = if length2 > 0.0 { ((px * dx + py * dy) / length2).clamp(0.0, 1.0) } else { 0.0 };
        (px - share * dx).hypot(py - share * dy)
    };
    (line.windows(2).map(to_leg).fold(f64::INFINITY, f64::min) / 10.0).round() as u32
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_order_of_cells_and_segments_changes_nothing(roads in roads(), places in places(), by in 1..9_usize) {
        let plain = town(&roads);
        let mut turned = plain.clone();
        let (cells, segments) = (turned.cells.len(), turned.segments.len());
        turned.cells.rotate_left(by % cells);
        if segments > 0 {
            turned.segments.rotate_left(by % segments);
        }
        for duty in &mut turned.duties {
            if let Piece::Cells(list) = &mut duty.piece {
                for it in list.iter_mut() {
                    *it = CellId::at((it.index() + cells - by % cells) % cells);
                }
            }
        }
        let (plain, turned) = (Town::new(plain), Town::new(turned));
        for place in places {
            let (a, b) = (plain.ask(ask(place)), turned.ask(ask(place)));
            prop_assert_eq!(told(&plain.district, &a), told(&turned.district, &b), "{:?}", place);
        }
    }

    #[test]
    fn a_line_turned_round_flips_only_the_side(roads in roads(), places in places()) {
        let plain = town(&roads);
        let mut turned = plain.clone();
        for it in &mut turned.segments {
            it.line.reverse();
        }
        let (plain, turned) = (Town::new(plain), Town::new(turned));
        for place in places {
            let (a, mut b) = (plain.ask(ask(place)), turned.ask(ask(place)));
            prop_assert_eq!(a.roads.len(), b.roads.len());
            for (a, b) in a.roads.iter().zip(&mut b.roads) {
                // On the line itself, and straight ahead of its end, the right side is told both times.
                let (left, right) = (a.position.side, b.position.side);
                prop_assert!(left != right || (left, right) == (Side::Right, Side::Right), "{:?}", place);
                (b.position.side, b.position.chainage_mm) = (a.position.side, a.position.chainage_mm);
            }
            b.choices.clone_from(&a.choices);
            prop_assert_eq!(a, b, "{:?}", place);
        }
    }

    #[test]
    fn the_road_and_its_margin_are_those_of_plain_counting(roads in roads(), places in places()) {
        let town = Town::new(town(&roads));
        let district = &town.district;
        for place in places {
            let ask = ask(place);
            let answer = town.ask(ask);
            if answer.area.is_none() {
                prop_assert!(answer.roads.is_empty());
                continue;
            }
            let tolerance = 10_000.max(2 * ask.accuracy_mm);
            let holder = |at: usize| {
                let of = |it: &&Duty| matches!(it.piece, Piece::Road(it) if it.road.index() == at);
                district.duties.iter().find(of).map(|it| it.person).ok_or(at)
            };
            // Every sketched road is one segment of 6 m.
            let mut all: Vec<_> = district
                .segments
                .iter()
                .enumerate()
                .map(|(at, it)| {
                    let distance = distance_mm(&it.line, ask.point);
                    (distance.saturating_sub(3_000), it.class, distance, it.code.as_str(), at)
                })
                .collect();
            all.sort_unstable();
            let reach = 60_000.min(3_000 + tolerance);
            let found: Vec<_> = all.iter().filter(|it| it.2 <= reach).collect();
            let told: Vec<_> = answer.roads.iter().map(|it| it.position.segment).collect();
            let expected: Vec<_> = found.iter().take(5).map(|it| SegmentId::at(it.4)).collect();
            prop_assert_eq!(told, expected, "{:?}", place);
            if let Some(first) = found.first() {
                let rival = all.iter().find(|it| holder(it.4) != holder(first.4)).map(|it| it.0 - first.0);
                let near = |it: &u32| *it < 2 * ask.accuracy_mm;
                prop_assert_eq!(answer.road_margin_mm.filter(near), rival.filter(near), "{:?}", place);
            }
        }
    }
}
