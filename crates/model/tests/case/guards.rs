//! The rules that hold beyond stage and role.

use model::{
    AccountId,
    AccountRole::{self, Acceptor, Dispatcher, GridMember, HandlingUnit, Inspector, Leader, Supervisor},
    Case, LimitUnit, PersonId, PhotosNeeded, Point, Source, Stage,
    case::{Action, Actor, PhotoKind, Verb, Why, replay},
};

use crate::scene::{HOUR, OTHER_UNIT, PLACE, Scene, UNIT, actor, id, photo, start, unit, whole};

#[track_caller]
fn why(scene: &Scene, case: &Case, who: Actor, action: Action) -> Why {
    scene.attempt(case, who, action).expect_err("it should be refused").why
}

#[test]
fn units_return_twice_at_most_and_then_only_a_dispute_is_open() {
    let scene = Scene::new();
    let once = scene.at(Stage::Returned);
    assert_eq!(once.bounces, 1);
    let again = scene.act(&once, actor(Dispatcher), Action::Redispatch { unit: UNIT });
    let twice = scene.act(&again, unit(), Action::Return);
    assert_eq!(twice.bounces, 2);
    let refusal =
        scene.attempt(&twice, actor(Dispatcher), Action::Redispatch { unit: OTHER_UNIT }).expect_err("refused");
    assert_eq!(
        (refusal.why, refusal.legal.as_slice()),
        (Why::OnlyDispute(2), [Verb::Dispute, Verb::Comment].as_slice())
    );
    assert_eq!(
        refusal.to_string(),
        "不能“重新派遣”：已回退 2 次，只能提交争议。案件已回退，您现在可以：提交争议、留言 / \
         cannot dispatch again: after 2 returns only a dispute is open. The case is returned; open to you now: dispute, comment"
    );
    let disputed = scene.act(&twice, actor(Dispatcher), Action::Dispute);
    let ruled = scene.act(&disputed, actor(Supervisor), Action::Rule { unit: UNIT });
    assert_eq!(why(&scene, &ruled, unit(), Action::Return), Why::NoReturnsLeft(2));
}

#[test]
fn only_the_unit_that_has_the_case_signs_returns_and_feeds_back() {
    let scene = Scene::new();
    let stranger = Actor::Account { account: AccountId(70), role: HandlingUnit, person: Some(OTHER_UNIT) };
    let unknown = Actor::Account { account: AccountId(71), role: HandlingUnit, person: None };
    for who in [stranger, unknown, actor(GridMember)] {
        assert_eq!(why(&scene, &scene.at(Stage::Dispatched), who, Action::Sign), Why::NotYours);
        assert_eq!(why(&scene, &scene.at(Stage::Handling), who, Action::Return), Why::NotYours);
        assert_eq!(why(&scene, &scene.at(Stage::Handling), who, Action::FeedBack), Why::NotYours);
    }
    let member = actor(GridMember);
    let to_member = Action::Dispatch { unit: member.person().expect("a member is a person") };
    let case = scene.act(&scene.at(Stage::Filed), actor(Dispatcher), to_member);
    assert_eq!(scene.act(&case, member, Action::Sign).stage, Stage::Handling);
}

#[test]
fn the_checker_is_never_the_handler_nor_of_the_unit() {
    let scene = Scene::new();
    let member = actor(GridMember);
    let case = scene.act(&scene.at(Stage::Filed), member, Action::HandleOnTheSpot);
    assert_eq!((case.stage, case.handler, case.unit), (Stage::AwaitingCheck, Some(member), None));
    assert_eq!(why(&scene, &case, member, Action::Pass), Why::OwnWork);
    let other_account = Actor::Account { account: AccountId(99), role: Inspector, person: member.person() };
    assert_eq!(why(&scene, &case, other_account, Action::Fail), Why::OwnWork);
    let clerk = Actor::Account { account: AccountId(98), role: Inspector, person: Some(UNIT) };
    assert_eq!(why(&scene, &scene.at(Stage::AwaitingCheck), clerk, Action::Pass), Why::OwnWork);
    let fit = Actor::Account { account: AccountId(97), role: GridMember, person: Some(PersonId(97)) };
    assert_eq!(scene.act(&case, fit, Action::Pass).stage, Stage::Closed);
}

#[test]
fn who_stands_in_works_on_the_case_of_the_one_on_leave_and_does_not_check_it() {
    let mut scene = Scene::new();
    let member = actor(GridMember);
    assert_eq!(why(&scene, &scene.at(Stage::Dispatched), member, Action::Sign), Why::NotYours);
    scene.stand_in = member.person();
    let signed = scene.act(&scene.at(Stage::Dispatched), member, Action::Sign);
    let done = scene.act(&signed, member, Action::FeedBack);
    assert_eq!((done.stage, done.handler, done.unit), (Stage::AwaitingCheck, Some(member), Some(UNIT)));
    scene.stand_in = None;
    assert_eq!(why(&scene, &done, member, Action::Pass), Why::OwnWork);
}

#[test]
fn where_a_checker_was_appointed_another_member_may_not_check() {
    let scene = Scene::new();
    let case = scene.at(Stage::AwaitingCheck);
    assert_eq!(why(&scene, &case, actor(Supervisor), Action::Appoint { checker: UNIT }), Why::OwnWork);
    let case = scene.act(&case, Actor::System, Action::Appoint { checker: PersonId(55) });
    assert_eq!((case.stage, case.checker), (Stage::AwaitingCheck, Some(PersonId(55))));
    assert_eq!(why(&scene, &case, actor(GridMember), Action::Pass), Why::NotAppointed);
    let drawn = Actor::Account { account: AccountId(55), role: GridMember, person: Some(PersonId(55)) };
    assert_eq!(scene.act(&case, drawn, Action::Fail).checker, None);
    assert_eq!(scene.act(&case, actor(Inspector), Action::Pass).stage, Stage::Closed);
}

#[test]
fn the_draw_leaves_out_handler_and_unit_and_takes_everybody_else_about_as_often() {
    let scene = Scene::new();
    let case = scene.at(Stage::AwaitingCheck);
    assert_eq!(case.draw_checker(&[], 1), None);
    assert_eq!(case.draw_checker(&[UNIT, UNIT], 1), None);
    let near = [9, 3, 5, 3, UNIT.0].map(PersonId);
    let mut counts = [0; 10];
    for n in 0..3_000 {
        let case = Case { id: id(n), ..case };
        let drawn = case.draw_checker(&near, 42).expect("three are left");
        assert_eq!(case.draw_checker(&[5, 9, 3].map(PersonId), 42), Some(drawn));
        counts[drawn.0 as usize] += 1;
    }
    assert!([3, 5, 9].iter().all(|it| (900..1_100).contains(&counts[*it])), "{counts:?}");
    assert_eq!(counts.iter().sum::<i32>(), 3_000);
}

#[test]
fn a_public_report_is_verified_by_somebody_else_before_it_is_accepted() {
    let mut scene = Scene::new();
    let (case, _) = scene.open(Source::Resident);
    assert_eq!(why(&scene, &case, actor(Acceptor), Action::Accept), Why::VerifyFirst);
    let asked = scene.act(&case, actor(Acceptor), Action::AskVerification);
    assert_eq!(scene.act(&asked, actor(GridMember), Action::Verify { found: true }).stage, Stage::Accepted);
    scene.profile.verify_public = false;
    assert_eq!(scene.act(&case, actor(Acceptor), Action::Accept).stage, Stage::Accepted);
    let own = scene.at(Stage::Verifying);
    assert_eq!(why(&scene, &own, actor(GridMember), Action::Verify { found: true }), Why::OwnReport);
}

#[test]
fn a_closed_case_is_reopened_within_its_time_by_reporter_or_inspector() {
    let mut scene = Scene::new();
    let closed = scene.at(Stage::Closed);
    let at = |hours: i64| whole(closed.changed_at + hours * HOUR, actor(Inspector), Action::Reopen);
    let last = closed.apply(&at(72), &scene.setting()).expect("72 hours are in time").0;
    assert_eq!((last.stage, last.reopens, last.due_at, last.times.closed), (Stage::Reopened, 1, None, None));
    let late = whole(closed.changed_at + 72 * HOUR + 1, actor(Inspector), Action::Reopen);
    let until = closed.changed_at + 72 * HOUR;
    assert_eq!(closed.apply(&late, &scene.setting()).map_err(|it| it.why), Err(Why::ReopenOver { until }));
    assert_eq!(scene.act(&closed, actor(GridMember), Action::Reopen).stage, Stage::Reopened, "the member reported it");
    assert!(matches!(why(&scene, &closed, actor(Acceptor), Action::Reopen), Why::Role { reporter: true, .. }));
    scene.profile.reopen = model::Limit { value: 30, unit: LimitUnit::ClockDay };
    assert!(closed.apply(&at(7 * 24), &scene.setting()).is_ok());
    assert!(closed.apply(&at(7 * 24 + 1), &scene.setting()).is_err(), "never after more than seven days");
}

#[test]
fn a_reopened_case_is_dispatched_again_under_a_new_due_time() {
    let scene = Scene::new();
    let first = scene.at(Stage::Closed);
    let case = scene.act(&scene.at(Stage::Reopened), actor(Dispatcher), Action::Dispatch { unit: OTHER_UNIT });
    assert_eq!((case.stage, case.unit, case.handler), (Stage::Dispatched, Some(OTHER_UNIT), None));
    assert!(case.due_at > first.due_at && case.times.filed == first.times.filed);
    assert_eq!(case.in_time(), None);
}

#[test]
fn comments_merges_and_appointments_move_no_clock() {
    let scene = Scene::new();
    for stage in Stage::ALL {
        let case = scene.at(stage);
        let after = scene.act(&case, actor(Leader), Action::Comment);
        assert_eq!(after, Case { revision: case.revision + 1, changed_at: case.changed_at + HOUR, ..case });
    }
    let case = scene.at(Stage::AwaitingCheck);
    let after = scene.act(&case, actor(Supervisor), Action::Appoint { checker: PersonId(55) });
    assert_eq!((after.due_at, after.step_due_at), (case.due_at, case.step_due_at));
}

#[test]
fn only_an_approved_deferral_moves_the_clock() {
    let scene = Scene::new();
    let case = scene.at(Stage::Handling);
    let due = case.due_at.expect("dispatched");
    let asked = scene.act(&case, unit(), Action::AskDeferral { until: due + 24 * HOUR });
    assert_eq!((asked.due_at, asked.asked_until, asked.deferrals), (Some(due), Some(due + 24 * HOUR), 0));
    let refused = scene.act(&asked, actor(Leader), Action::RefuseDeferral);
    assert_eq!((refused.stage, refused.due_at, refused.asked_until), (Stage::Handling, Some(due), None));
    let granted = scene.act(&asked, actor(Leader), Action::ApproveDeferral { until: due + 12 * HOUR });
    assert_eq!(
        (granted.due_at, granted.step_due_at, granted.deferrals),
        (Some(due + 12 * HOUR), Some(due + 12 * HOUR), 1)
    );
    assert_eq!(why(&scene, &asked, actor(Leader), Action::ApproveDeferral { until: due }), Why::NotLater);
    assert_eq!(why(&scene, &case, unit(), Action::AskDeferral { until: due }), Why::NotLater);
    let suspended = scene.at(Stage::Suspended);
    assert_eq!(scene.act(&suspended, actor(Leader), Action::Resume).due_at, suspended.due_at);
}

#[test]
fn an_overdue_case_is_not_deferred_nor_one_that_was_deferred_often() {
    let mut scene = Scene::new();
    let case = scene.at(Stage::Handling);
    let due = case.due_at.expect("dispatched");
    let late = whole(due + 1, unit(), Action::AskDeferral { until: due + 24 * HOUR });
    assert_eq!(case.apply(&late, &scene.setting()).map_err(|it| it.why), Err(Why::Overdue));
    scene.profile.max_deferrals = 0;
    assert_eq!(why(&scene, &case, unit(), Action::AskDeferral { until: due + HOUR }), Why::NoDeferralsLeft(0));
    scene.profile.max_deferrals = 2;
    let leader = Actor::Account { account: AccountId(33), role: Leader, person: Some(UNIT) };
    let asked = scene.act(&case, unit(), Action::AskDeferral { until: due + HOUR * 24 });
    assert_eq!(why(&scene, &asked, leader, Action::ApproveDeferral { until: due + HOUR * 24 }), Why::OwnRequest);
}

#[test]
fn a_failed_check_counts_and_the_due_time_stays_for_the_figure() {
    let scene = Scene::new();
    let case = scene.at(Stage::AwaitingCheck);
    assert_eq!(case.in_time(), Some(true));
    let failed = scene.act(&case, actor(Inspector), Action::Fail);
    assert_eq!((failed.reworks, failed.due_at), (1, case.due_at));
    assert!(failed.step_due_at > failed.due_at, "rework has its own limit");
    assert_eq!(scene.act(&failed, unit(), Action::Sign).step_due_at, failed.step_due_at);
    let late = failed.due_at.expect("dispatched") + 24 * HOUR;
    let (again, _) = failed.apply(&whole(late, unit(), Action::FeedBack), &scene.setting()).expect("open");
    assert_eq!((again.in_time(), again.reworks), (Some(false), 1));
    assert_eq!(scene.act(&failed, actor(Dispatcher), Action::Redispatch { unit: OTHER_UNIT }).due_at, case.due_at);
}

#[test]
fn handling_on_the_spot_is_for_categories_that_allow_it_and_counts_as_filed() {
    let mut scene = Scene::new();
    let (case, _) = scene.open(Source::Member);
    let after = scene.act(&case, actor(GridMember), Action::HandleOnTheSpot);
    assert_eq!((after.times.filed, after.times.fed_back), (Some(after.changed_at), Some(after.changed_at)));
    assert_eq!(
        (after.in_time(), after.version, after.deadline(&scene.category).is_some()),
        (Some(true), Some(3), true)
    );
    scene.category.on_the_spot = false;
    assert_eq!(why(&scene, &case, actor(GridMember), Action::HandleOnTheSpot), Why::NotOnTheSpot);
}

#[test]
fn an_after_photo_is_taken_near_the_place_after_the_report() {
    let mut scene = Scene::new();
    let case = scene.at(Stage::Handling);
    let mut it = photo(PhotoKind::After);
    let found = |photo, sender, scene: &Scene| {
        let mut feedback = whole(case.changed_at, unit(), Action::FeedBack).showing([photo]);
        feedback.place = sender;
        case.apply(&feedback, &scene.setting()).map(|it| it.0.stage).map_err(|it| it.why)
    };
    it.place = Some(Point { x: PLACE.x + 1_005_000, ..PLACE });
    assert_eq!(found(it, Some(PLACE), &scene), Err(Why::PhotoFar { distance_m: 101, allowed_m: 100 }));
    it.place = None;
    assert_eq!(found(it, None, &scene), Err(Why::PhotoUnplaced));
    assert_eq!(found(it, Some(PLACE), &scene), Ok(Stage::AwaitingCheck));
    scene.profile.photo_unplaced = true;
    assert_eq!(found(it, None, &scene), Ok(Stage::AwaitingCheck));
    it.taken_at = Some(start() - 1);
    assert_eq!(found(it, None, &scene), Err(Why::PhotoOld));
    assert_eq!(found(photo(PhotoKind::Before), None, &scene), Err(Why::NoPhoto(PhotoKind::After)));
    scene.category.photos = PhotosNeeded::default();
    assert_eq!(found(photo(PhotoKind::Before), None, &scene), Ok(Stage::AwaitingCheck));
}

#[test]
fn a_case_is_suspended_with_a_review_date_and_published_once() {
    let scene = Scene::new();
    let case = scene.at(Stage::Handling);
    let past = Action::Suspend { review_at: case.changed_at };
    assert_eq!(why(&scene, &case, actor(Leader), past), Why::ReviewPast);
    let review_at = case.changed_at + 1_000 * HOUR;
    let suspended = scene.act(&case, actor(Leader), Action::Suspend { review_at });
    assert_eq!((suspended.review_at, suspended.step_due_at), (Some(review_at), Some(review_at)));
    let published = scene.act(&scene.at(Stage::Closed), actor(AccountRole::Office), Action::Publish);
    assert_eq!((published.stage, published.times.published), (Stage::Closed, Some(published.changed_at)));
    assert_eq!(why(&scene, &published, actor(AccountRole::Office), Action::Publish), Why::Published);
}

#[test]
fn a_case_stands_by_its_deadline_while_somebody_has_to_handle_it() {
    use model::Standing::{DueSoon, OnTrack, Overdue};
    let scene = Scene::new();
    let standing = |case: &Case, now| case.standing(now, &scene.setting());
    // Dispatched at 12:00 with four work hours: three quarters of them are over at 16:00.
    let noon = start() + 3 * HOUR;
    for stage in [Stage::Dispatched, Stage::Handling, Stage::Returned, Stage::Suspended] {
        let case = scene.at(stage);
        let found = [noon, noon + 4 * HOUR, noon + 5 * HOUR, noon + 5 * HOUR + 1].map(|it| standing(&case, it));
        assert_eq!(found, [OnTrack, DueSoon, DueSoon, Overdue].map(Some), "{stage:?}");
    }
    for stage in [Stage::Filed, Stage::AwaitingCheck, Stage::Closed, Stage::Void] {
        assert_eq!(standing(&scene.at(stage), noon + 100 * HOUR), None, "{stage:?}");
    }
}

#[test]
fn publication_is_due_from_the_report() {
    let mut scene = Scene::new();
    assert_eq!(scene.at(Stage::Closed).step_due_at, None);
    scene.category.stage_limits =
        scene.category.stage_limits.with(Stage::Closed, "7 clock_day".parse().expect("a limit"));
    assert_eq!(scene.at(Stage::Closed).step_due_at, Some(start() + 7 * 24 * HOUR));
}

#[test]
fn a_change_based_on_an_old_revision_is_refused_and_a_clock_set_back_is_not() {
    let scene = Scene::new();
    let case = scene.at(Stage::Dispatched);
    let mut it = whole(case.changed_at, unit(), Action::Sign);
    it.seen = Some(case.revision - 1);
    let stale = Why::Stale { seen: case.revision - 1, now: case.revision };
    assert_eq!(case.apply(&it, &scene.setting()).map_err(|it| it.why), Err(stale));
    it.seen = Some(case.revision);
    it.at = case.changed_at - HOUR;
    let (after, event) = case.apply(&it, &scene.setting()).expect("open");
    assert_eq!((after.changed_at, event.at), (case.changed_at, case.changed_at));
}

#[test]
fn events_out_of_order_are_no_history() {
    use model::case::BrokenHistory;
    let (case, events) = Scene::new().way(Stage::Reopened);
    assert_eq!(replay(&events), Ok(case));
    assert_eq!(replay([]), Err(BrokenHistory::Beginning));
    assert_eq!(replay(&events[1..]), Err(BrokenHistory::Beginning));
    let mut gap = events.clone();
    gap.remove(3);
    assert_eq!(replay(&gap), Err(BrokenHistory::Revision { expected: 4, found: 5 }));
    let mut early = events.clone();
    early[2].at = 0;
    assert_eq!(replay(&early), Err(BrokenHistory::Time(3)));
    let mut step = events;
    step[2].outcome.stage = Stage::Closed;
    let expected = BrokenHistory::Step { revision: 3, verb: Verb::File, from: Stage::Accepted, to: Stage::Closed };
    assert_eq!(replay(&step), Err(expected));
}

#[test]
fn every_reason_has_words_in_both_languages() {
    let scene = Scene::new();
    let mut seen = 0;
    for stage in Stage::ALL {
        let case = scene.at(stage);
        for verb in Verb::ALL {
            let (_, action) = crate::scene::plain(*verb, &case);
            for role in AccountRole::ALL {
                if let Err(refusal) = scene.attempt(&case, actor(role), action) {
                    assert!(refusal.zh().starts_with("不能“") && refusal.en().starts_with("cannot "), "{refusal}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 3_000);
}
