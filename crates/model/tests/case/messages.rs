//! Who is told what, by deeds and by the clock.

use model::{
    AccountRole, Message, MessageKind, PersonId, Recipient, Source, Stage,
    case::{Action, Actor, Rule, Verb},
};

use crate::scene::{HOUR, Scene, UNIT, actor, plain};

/// What a deed tells that is done to a case in a stage by whoever usually does it.
fn told(stage: Stage, verb: Verb) -> Vec<(MessageKind, Recipient)> {
    let scene = Scene::new();
    let case = scene.at(stage);
    let (who, action) = plain(verb, &case);
    let (after, event) = scene.attempt(&case, who, action).unwrap_or_else(|it| panic!("{it}"));
    let told = Message::of_event(&after, &event);
    assert!(told.iter().all(|it| it.at == event.at && it.incident == case.id));
    told.into_iter().map(|it| (it.kind, it.to)).collect()
}

#[test]
fn who_has_to_act_next_is_told() {
    let unit = Recipient::Person(UNIT);
    assert_eq!(told(Stage::Filed, Verb::Dispatch), [(MessageKind::Dispatched, unit)]);
    let checker = Recipient::Person(PersonId(55));
    assert_eq!(told(Stage::AwaitingCheck, Verb::Appoint), [(MessageKind::CheckAppointed, checker)]);
    assert_eq!(told(Stage::Deferred, Verb::ApproveDeferral), [(MessageKind::DeferralApproved, unit)]);
    assert_eq!(told(Stage::Deferred, Verb::RefuseDeferral), [(MessageKind::DeferralRefused, unit)]);
    assert_eq!(told(Stage::AwaitingCheck, Verb::Fail), [(MessageKind::Rework, unit)]);
    let Actor::Account { account, .. } = actor(AccountRole::GridMember) else { unreachable!() };
    assert_eq!(told(Stage::AwaitingCheck, Verb::Pass), [(MessageKind::Closed, Recipient::Account(account))]);
    assert!(told(Stage::Handling, Verb::Comment).is_empty());
}

#[test]
fn what_waits_for_a_decision_is_told_to_the_roles_that_may_decide() {
    for (stage, verb, kind, decision) in [
        (Stage::Handling, Verb::Return, MessageKind::Returned, Verb::Redispatch),
        (Stage::Returned, Verb::Dispute, MessageKind::Disputed, Verb::Rule),
        (Stage::Handling, Verb::AskDeferral, MessageKind::DeferralAsked, Verb::ApproveDeferral),
    ] {
        let roles: Vec<_> = Rule::of(decision).who.iter().map(|it| (kind, Recipient::Role(*it))).collect();
        assert!(!roles.is_empty());
        assert_eq!(told(stage, verb), roles);
    }
}

#[test]
fn nobody_is_told_what_they_did_themselves() {
    let scene = Scene::new();
    let case = scene.at(Stage::Filed);
    let itself = PersonId(100 + AccountRole::Dispatcher as u32);
    let dispatch = Action::Dispatch { unit: itself };
    let (after, event) = scene.attempt(&case, actor(AccountRole::Dispatcher), dispatch).unwrap();
    assert!(Message::of_event(&after, &event).is_empty());
}

#[test]
fn the_clock_tells_each_step_once_and_only_while_somebody_has_to_handle_it() {
    let scene = Scene::new();
    let case = scene.at(Stage::Handling);
    let setting = scene.setting();
    let deadline = case.deadline(setting.category).unwrap();
    let at = |percent| deadline.moment(percent, setting.calendar);
    let told = |after, upto| Message::of_clock(&case, Some(PersonId(5)), after, upto, &setting);
    assert!(told(i64::MIN, at(50) - 1).is_empty());
    let of = |told: Vec<Message>| told.into_iter().map(|it| (it.kind, it.to)).collect::<Vec<_>>();
    let step = |percent| MessageKind::Escalated { percent, due_at: deadline.due };
    let unit = Recipient::Person(UNIT);
    assert_eq!(of(told(i64::MIN, at(50))), [(step(50), unit)]);
    assert_eq!(of(told(at(50), at(100))), [(step(100), unit), (step(100), Recipient::Role(AccountRole::Supervisor))]);
    assert_eq!(of(told(at(100), at(150))), [(step(150), Recipient::Person(PersonId(5)))]);
    assert!(told(at(150), at(150) + 1_000 * HOUR).is_empty());
    assert_eq!(told(i64::MIN, at(150)).len(), 4, "all that was missed, each at its own moment");
    for stage in [Stage::Filed, Stage::AwaitingCheck, Stage::Closed] {
        let case = scene.at(stage);
        assert!(Message::of_clock(&case, None, i64::MIN, i64::MAX / 2, &setting).is_empty(), "{stage:?}");
    }
    let (case, _) = scene.open(Source::Member);
    assert!(Message::of_clock(&case, None, i64::MIN, i64::MAX / 2, &setting).is_empty());
}

#[test]
fn every_kind_is_read_back_by_its_word() {
    let escalated = MessageKind::Escalated { percent: 150, due_at: 7 };
    assert_eq!(MessageKind::parse("escalated", Some((150, 7))), Some(escalated));
    assert_eq!(MessageKind::parse("escalated", None), None);
    assert_eq!(MessageKind::parse("closed", None), Some(MessageKind::Closed));
    assert_eq!(MessageKind::parse("closed", Some((1, 1))), None);
}
