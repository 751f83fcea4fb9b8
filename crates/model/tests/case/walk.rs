//! Random walks: no illegal state, no lost case, the same state by replaying the events.

use model::{
    AccountId, AccountRole, Case, CaseEvent, Source, Stage,
    case::{Action, Actor, Move, Verb, Why, replay},
};
use proptest::prelude::*;

use crate::scene::{HOUR, OTHER_UNIT, Scene, UNIT, actor, plain, unit, whole};

/// A step: who, which verb, with or without text and photos, how long after.
#[derive(Clone, Copy, Debug)]
struct Step {
    who: usize,
    /// Any verb, or one of those that are open.
    blind: bool,
    pick: usize,
    bare: bool,
    wait: i64,
    other: bool,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (
        0..13_usize,
        prop::bool::weighted(0.2),
        0..1_000_usize,
        prop::bool::weighted(0.1),
        prop_oneof![4 => 0..HOUR / 4, 1 => 0..40 * HOUR],
        any::<bool>(),
    )
        .prop_map(|(who, blind, pick, bare, wait, other)| Step { who, blind, pick, bare, wait, other });
    prop::collection::vec(step, 0..80)
}

fn actors() -> Vec<Actor> {
    let other_unit =
        Actor::Account { account: AccountId(50), role: AccountRole::HandlingUnit, person: Some(OTHER_UNIT) };
    AccountRole::ALL.map(actor).into_iter().chain([Actor::System, Actor::Anonymous, other_unit]).collect()
}

fn to_move(case: &Case, step: Step, verb: Verb, who: Actor) -> Move {
    let unit = if step.other { OTHER_UNIT } else { UNIT };
    let action = match plain(verb, case).1 {
        Action::Dispatch { .. } => Action::Dispatch { unit },
        Action::Redispatch { .. } => Action::Redispatch { unit },
        Action::Rule { .. } => Action::Rule { unit },
        Action::Verify { .. } => Action::Verify { found: !step.pick.is_multiple_of(4) },
        Action::Appoint { .. } if step.other => Action::Appoint { checker: UNIT },
        it => it,
    };
    let at = case.changed_at + step.wait;
    if step.bare { Move::new(at, who, action) } else { whole(at, who, action) }
}

/// What must hold for every case at any time.
fn check(case: &Case, scene: &Scene) {
    let Case { stage, times, .. } = *case;
    assert_eq!(times.closed.is_some(), stage == Stage::Closed);
    assert_eq!(case.merged_into.is_some(), stage == Stage::Void);
    assert_eq!(case.asked_until.is_some(), stage == Stage::Deferred);
    assert_eq!(case.review_at.is_some(), stage == Stage::Suspended);
    assert_eq!(case.due_at.is_some(), times.dispatched.is_some());
    assert!(times.filed.is_none() || (times.accepted.is_some() && case.version.is_some()));
    assert!(times.dispatched.is_none() || times.filed.is_some());
    assert!(times.fed_back.is_none() || (times.dispatched.is_some() && case.handler.is_some()));
    assert!(times.published.is_none() || stage == Stage::Closed);
    assert!(case.bounces <= scene.profile.max_returns && case.deferrals <= scene.profile.max_deferrals);
    let with_unit = matches!(
        stage,
        Stage::Dispatched | Stage::Handling | Stage::Returned | Stage::Disputed | Stage::Deferred | Stage::Suspended
    );
    assert!(!with_unit || case.unit.is_some());
    assert!(!matches!(stage, Stage::AwaitingCheck | Stage::Closed | Stage::Rework) || times.fed_back.is_some());
    let before = matches!(stage, Stage::Reported | Stage::Verifying | Stage::Accepted | Stage::Filed);
    assert!(!before || (case.due_at.is_none() && case.unit.is_none()));
    assert!(case.reporters >= 1);
}

/// What must hold from one event to the next.
fn check_step(before: &Case, after: &Case, event: &CaseEvent) {
    assert_eq!(
        (after.revision, after.id, after.times.reported),
        (before.revision + 1, before.id, before.times.reported)
    );
    assert!(after.changed_at >= before.changed_at && after.reporters >= before.reporters);
    assert!(after.reworks >= before.reworks && after.reopens >= before.reopens);
    match event.action {
        Action::Dispatch { .. } | Action::ApproveDeferral { .. } => assert!(after.due_at > before.due_at),
        Action::HandleOnTheSpot => assert!(before.due_at.is_none_or(|it| after.due_at == Some(it))),
        Action::Reopen => assert_eq!(after.due_at, None),
        _ => assert_eq!(after.due_at, before.due_at, "{:?} moved the clock", event.action.verb()),
    }
    if matches!(event.action, Action::Pass | Action::Fail) {
        assert!(!before.is_handler(event.actor));
    }
}

fn is_of_what_comes_with_it(why: Why) -> bool {
    matches!(
        why,
        Why::NoReason
            | Why::NoPhoto(_)
            | Why::SameCase
            | Why::NotLater
            | Why::ReviewPast
            | Why::OwnWork
            | Why::OffRoute
    )
}

/// Takes the plain way to the end; the case is lost where there is none.
fn finish(mut case: Case, scene: &Scene) -> Case {
    for _ in 0..12 {
        let verb = match case.stage {
            Stage::Reported => Verb::AskVerification,
            Stage::Verifying => Verb::Verify,
            Stage::Accepted => Verb::File,
            Stage::Filed | Stage::Reopened => Verb::Dispatch,
            Stage::Dispatched => Verb::Sign,
            Stage::Rework if case.unit.is_none() => Verb::Redispatch,
            Stage::Handling | Stage::Rework => Verb::FeedBack,
            Stage::AwaitingCheck => Verb::Pass,
            Stage::Returned => Verb::Dispute,
            Stage::Disputed => Verb::Rule,
            Stage::Deferred => Verb::RefuseDeferral,
            Stage::Suspended => Verb::Resume,
            Stage::Closed | Stage::Rejected | Stage::Void => return case,
        };
        let (who, action) = plain(verb, &case);
        let of_unit = Actor::Account { account: AccountId(1_000), role: AccountRole::HandlingUnit, person: case.unit };
        let who = if who == unit() { of_unit } else { who };
        case = scene.act(&case, who, action);
    }
    panic!("{case:?} does not come to an end");
}

fn walk(scene: &Scene, source: Source, steps: &[Step]) -> (Case, Vec<CaseEvent>) {
    let (mut case, first) = scene.open(source);
    let (mut events, actors) = (vec![first], actors());
    for step in steps {
        let open = |who: &Actor| case.legal(*who, case.changed_at + step.wait, &scene.setting());
        // Rarely what ends the walk or leads nowhere.
        let dull = |it: &Verb| !step.pick.is_multiple_of(9) && matches!(it, Verb::Merge | Verb::Refuse | Verb::Comment);
        let choices: Vec<_> = actors
            .iter()
            .flat_map(|who| open(who).into_iter().filter(|it| !dull(it)).map(|verb| (*who, verb)))
            .collect();
        let (who, verb) = match choices.get(step.pick % choices.len().max(1)) {
            Some(choice) if !step.blind => *choice,
            _ => (actors[step.who % actors.len()], Verb::ALL[step.pick % Verb::ALL.len()]),
        };
        let legal = open(&who);
        let (before, it) = (case, to_move(&case, *step, verb, who));
        match case.apply(&it, &scene.setting()) {
            Ok((after, event)) => {
                // Absorbing follows from a merge and is offered to nobody.
                assert!(verb == Verb::Absorb || legal.contains(&verb), "{verb:?} was not said to be open");
                check_step(&before, &after, &event);
                check(&after, scene);
                case = after;
                events.push(event);
            }
            Err(refusal) => {
                assert_eq!(refusal.legal, legal);
                assert!(!legal.contains(&verb) || is_of_what_comes_with_it(refusal.why), "{refusal}");
            }
        }
    }
    (case, events)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_walk_never_reaches_an_illegal_state_and_its_events_give_the_same_case(
        steps in steps(),
        street: bool,
        source in 0..4_usize,
    ) {
        let scene = if street { Scene::street() } else { Scene::new() };
        let (case, events) = walk(&scene, Source::ALL[source], &steps);
        prop_assert_eq!(replay(&events), Ok(case));
        for length in 1..events.len() {
            let part = replay(&events[..length]).expect("a part of a history is one");
            prop_assert_eq!(part.after(&events[length]), replay(&events[..=length]).expect("ditto"));
        }
    }

    #[test]
    fn every_case_comes_to_an_end_wherever_it_stands(steps in steps(), source in 0..4_usize) {
        let scene = Scene::new();
        let (case, _) = walk(&scene, Source::ALL[source], &steps);
        prop_assert!(!finish(case, &scene).stage.is_open());
    }
}

#[test]
fn the_walks_see_every_stage_and_every_verb() {
    let mut seed = 1_u64;
    let mut roll = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let (mut stages, mut verbs) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
    for n in 0..400 {
        let steps: Vec<_> = (0..80)
            .map(|_| Step {
                who: roll(13) as usize,
                blind: roll(5) == 0,
                pick: roll(1_000) as usize,
                bare: roll(10) == 0,
                wait: (roll(5) / 4 * roll(40)) as i64 * HOUR,
                other: roll(2) == 0,
            })
            .collect();
        let (_, events) = walk(&Scene::new(), Source::ALL[n % 4], &steps);
        stages.extend(events.iter().map(|it| it.outcome.stage));
        verbs.extend(events.iter().map(|it| it.action.verb()));
    }
    assert_eq!(stages.len(), Stage::ALL.len(), "{stages:?}");
    assert_eq!(verbs.len(), Verb::ALL.len(), "{verbs:?}");
}
