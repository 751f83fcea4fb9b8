//! What must hold of made-up cases as they go on.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use demo::{Album, Life, TownSize, cast, incidents, town};
use model::{
    AccountRole, Case, CaseEvent, Confidence, District, IncidentId, PersonId, Stage,
    case::{Action, Actor, Move, Opening, Route, Setting, replay},
};

/// 2026-11-22 10:00 in Shanghai.
const NOW: i64 = 1_795_312_800_000;
const DAY: i64 = 86_400_000;

fn of_town() -> District {
    let mut district = common::of_survey(&town(&TownSize::default(), 1));
    demo::staff(&mut district, 1);
    district
}

/// Every made-up case with its deeds; grid members answer in turn, one report in ten has no certain route.
fn lives(district: &District, n: usize) -> Vec<(Case, Vec<CaseEvent>)> {
    let (tree, flow) = (catalog::categories(), catalog::flow(catalog::STREET).unwrap());
    let life = Life::new(district, Album::default(), NOW);
    let members: Vec<PersonId> =
        cast(district).into_iter().filter(|it| it.role == AccountRole::GridMember).filter_map(|it| it.person).collect();
    let frame = spatial::Frame::new(district.frame).unwrap();
    let mut all = Vec::new();
    for (at, it) in incidents(district, &tree, n, 1, NOW).into_iter().enumerate() {
        let unit = members[at % members.len()];
        let confidence = if at % 10 == 0 { Confidence::Choose } else { Confidence::Certain };
        let category = tree.get(it.category).unwrap();
        let route = Some(Route { unit, confidence });
        let setting = Setting { category, profile: flow.active(), calendar: flow.calendar(), route, stand_in: None };
        let (id, point) = (IncidentId(uuid::Uuid::from_u128(at as u128)), frame.point(it.place).unwrap());
        let opening = Opening { id, profile: flow.active().id, category: it.category, source: it.source, point };
        let reporter = life.reporter(it.source, Some(unit), at as u64);
        let (case, first) =
            Case::open(opening, &Move::new(it.reported_at, reporter, Action::Report(opening)), &setting);
        let (case, by_itself) = case.automatic(it.reported_at, &setting);
        let near: Vec<_> = members.iter().cycle().skip(at).take(8).copied().collect();
        let (case, rest) = life.go_on(case, &near, &setting, at as u64);
        all.push((case, [first].into_iter().chain(by_itself).chain(rest).collect()));
    }
    all
}

#[test]
fn made_up_cases_keep_the_rules_and_end_before_now() {
    let district = of_town();
    for (case, events) in lives(&district, 4_000) {
        assert_eq!(replay(&events).unwrap(), case, "{events:?}");
        assert!(events.iter().all(|it| it.at < NOW), "{events:?}");
        if let Some(event) = events.iter().find(|it| matches!(it.action, Action::Pass | Action::Fail)) {
            let handler = case.handler.unwrap_or(Actor::System);
            assert!(!event.actor.is(handler) || case.reopens > 0 || case.reworks > 0, "{events:?}");
        }
    }
    assert_eq!(lives(&district, 300), lives(&district, 300), "by seed");
}

#[test]
fn a_year_of_cases_shows_every_stage_and_most_are_closed() {
    let lives = lives(&of_town(), 20_000);
    let mut stages: BTreeMap<Stage, usize> = BTreeMap::new();
    for (case, _) in &lives {
        *stages.entry(case.stage).or_default() += 1;
    }
    let open: usize = stages.iter().filter(|it| it.0.is_open()).map(|it| it.1).sum();
    assert!((100..1_000).contains(&open), "{open} {stages:?}");
    let shown: BTreeSet<Stage> = stages.keys().copied().collect();
    for stage in
        [Stage::Reported, Stage::Dispatched, Stage::Handling, Stage::AwaitingCheck, Stage::Closed, Stage::Rejected]
    {
        assert!(shown.contains(&stage), "{stage:?} {stages:?}");
    }
    assert!(shown.len() >= 11, "{stages:?}");
    let old: Vec<_> = lives.iter().filter(|it| it.0.times.reported < NOW - 90 * DAY).collect();
    let closed = old.iter().filter(|it| it.0.stage == Stage::Closed).count();
    assert!(closed * 10 > old.len() * 9, "{closed} of {}", old.len());
    let handled: Vec<_> = lives.iter().filter_map(|it| it.0.in_time()).collect();
    let late = handled.iter().filter(|it| !**it).count() as f64 / handled.len() as f64;
    assert!((0.03..0.2).contains(&late), "{late} of {} were late", handled.len());
}
