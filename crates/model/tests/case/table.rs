//! Every transition of DOMAIN.md, Case flow, against a table of its own: stage by stage, verb by verb, role by role.

use model::{
    AccountRole::{
        self, Acceptor, Administrator, Dispatcher, GridMember, HandlingUnit, Inspector, Leader, Office, Resident,
        Supervisor,
    },
    PersonId, Source,
    Stage::{
        self, Accepted, AwaitingCheck, Closed, Deferred, Dispatched, Disputed, Filed, Handling, Rejected, Reopened,
        Reported, Returned, Rework, Suspended, Verifying, Void,
    },
    case::{Action, Actor, Need, Rule, Verb, Why},
};

use crate::scene::{HOUR, OTHER_UNIT, Scene, UNIT, actor, plain, unit, whole};

const HANDLERS: &[AccountRole] = &[HandlingUnit, GridMember, Leader, Supervisor];
const OPEN: &[Stage] = &[
    Reported,
    Verifying,
    Accepted,
    Filed,
    Dispatched,
    Handling,
    AwaitingCheck,
    Returned,
    Disputed,
    Deferred,
    Suspended,
    Rework,
    Reopened,
];
const STAFF: &[AccountRole] =
    &[GridMember, Supervisor, Leader, HandlingUnit, Acceptor, Dispatcher, Inspector, Office, Administrator];

/// From, verb, roles, to (the first is where the plain move leads; none: the case stays).
type Line = (&'static [Stage], Verb, &'static [AccountRole], &'static [Stage]);

#[rustfmt::skip]
const TABLE: &[Line] = &[
    (&[Reported], Verb::AskVerification, &[Acceptor], &[Verifying]),
    (&[Verifying], Verb::Verify, &[GridMember, Supervisor, Inspector], &[Accepted, Rejected]),
    (&[Reported], Verb::Accept, &[Acceptor], &[Accepted]),
    (&[Reported, Accepted], Verb::Merge, &[Acceptor], &[Void]),
    (OPEN, Verb::Absorb, &[Acceptor], &[]),
    (&[Accepted], Verb::File, &[Supervisor], &[Filed]),
    (&[Accepted], Verb::Refuse, &[Supervisor], &[Rejected]),
    (&[Filed, Reopened], Verb::Dispatch, &[Dispatcher], &[Dispatched]),
    (&[Dispatched, Rework], Verb::Sign, HANDLERS, &[Handling]),
    (&[Dispatched, Handling], Verb::Return, HANDLERS, &[Returned]),
    (&[Returned, Rework], Verb::Redispatch, &[Dispatcher], &[Dispatched]),
    (&[Returned], Verb::Dispute, &[Dispatcher], &[Disputed]),
    (&[Disputed], Verb::Rule, &[Supervisor], &[Dispatched]),
    (&[Handling], Verb::AskDeferral, HANDLERS, &[Deferred]),
    (&[Deferred], Verb::ApproveDeferral, &[Supervisor, Leader], &[Handling]),
    (&[Deferred], Verb::RefuseDeferral, &[Supervisor, Leader], &[Handling]),
    (&[Handling], Verb::Suspend, &[Leader], &[Suspended]),
    (&[Suspended], Verb::Resume, &[Leader, Supervisor], &[Handling]),
    (&[Handling, Rework], Verb::FeedBack, HANDLERS, &[AwaitingCheck]),
    (&[Reported, Verifying, Accepted, Filed, Dispatched, Handling, Returned, Rework, Reopened], Verb::HandleOnTheSpot, &[GridMember], &[AwaitingCheck]),
    (&[AwaitingCheck], Verb::Appoint, &[Supervisor, Acceptor], &[]),
    (&[AwaitingCheck], Verb::Pass, &[GridMember, Supervisor, Inspector], &[Closed]),
    (&[AwaitingCheck], Verb::Fail, &[GridMember, Supervisor, Inspector], &[Rework]),
    (&[Closed], Verb::Reopen, &[Inspector], &[Reopened]),
    (&[Closed], Verb::Publish, &[Office], &[Closed]),
    (&Stage::ALL, Verb::Comment, STAFF, &[]),
];

#[test]
fn every_verb_but_the_report_has_its_line() {
    let verbs: Vec<_> = TABLE.iter().map(|it| it.1).collect();
    assert_eq!(verbs, Verb::ALL[1..]);
}

#[test]
fn every_verb_is_open_in_its_stages_to_its_roles_and_leads_where_it_should() {
    let scene = Scene::new();
    for &(from, verb, _, to) in TABLE {
        for stage in Stage::ALL {
            let case = scene.at(stage);
            let (who, action) = plain(verb, &case);
            match scene.attempt(&case, who, action) {
                Ok((after, event)) => {
                    assert!(from.contains(&stage), "{verb:?} from {stage:?}");
                    assert_eq!(after.stage, to.first().copied().unwrap_or(stage), "{verb:?} from {stage:?}");
                    assert_eq!((event.revision, after.revision), (case.revision + 1, case.revision + 1));
                }
                Err(refusal) => {
                    assert!(!from.contains(&stage), "{verb:?} from {stage:?}: {refusal}");
                    assert!(matches!(refusal.why, Why::Stage { .. }), "{verb:?} from {stage:?}: {refusal}");
                    assert!(!refusal.legal.contains(&verb));
                }
            }
        }
    }
}

#[test]
fn every_verb_is_refused_to_every_role_that_may_not() {
    let scene = Scene::new();
    for &(from, verb, roles, _) in TABLE {
        for role in AccountRole::ALL {
            let case = scene.at(from[0]);
            // Somebody who is neither reporter nor unit.
            let who = Actor::Account { account: model::AccountId(900), role, person: Some(PersonId(900)) };
            let found = scene.attempt(&case, who, plain(verb, &case).1);
            let by_role = matches!(&found, Err(it) if matches!(it.why, Why::Role { .. }));
            assert_eq!(by_role, !roles.contains(&role), "{verb:?} by {role:?}: {found:?}");
        }
    }
    assert!(!STAFF.contains(&Resident));
}

#[test]
fn the_program_does_by_itself_only_what_is_said() {
    let scene = Scene::street();
    for &(from, verb, ..) in TABLE {
        let case = scene.at(from[0]);
        let found = scene.attempt(&case, Actor::System, plain(verb, &case).1).is_ok();
        let said = matches!(verb, Verb::Accept | Verb::File | Verb::Dispatch | Verb::Appoint);
        assert_eq!(found, said, "{verb:?}");
    }
}

#[test]
fn what_needs_a_reason_or_a_photo_is_refused_without() {
    let scene = Scene::new();
    for &(from, verb, ..) in TABLE {
        let case = scene.at(from[0]);
        let (who, action) = plain(verb, &case);
        let bare = whole(case.changed_at + HOUR, who, action).saying(" \n").showing([]);
        let found = case.apply(&bare, &scene.setting()).map_err(|it| it.why);
        let needs = Rule::of(verb).needs;
        let expected =
            match needs.iter().find(|it| matches!(it, Need::Reason | Need::Photo | Need::Before | Need::After)) {
                None => {
                    assert!(found.is_ok(), "{verb:?}");
                    continue;
                }
                Some(Need::Reason) => Why::NoReason,
                Some(Need::Before) => Why::NoPhoto(model::case::PhotoKind::Before),
                Some(Need::After) => Why::NoPhoto(model::case::PhotoKind::After),
                Some(_) => Why::NoPhoto(model::case::PhotoKind::Other),
            };
        assert_eq!(found.map(|_| ()), Err(expected), "{verb:?}");
    }
    let with_reason: Vec<_> =
        TABLE.iter().map(|it| it.1).filter(|it| Rule::of(*it).needs.contains(&Need::Reason)).collect();
    assert_eq!(
        with_reason,
        [
            Verb::Refuse,
            Verb::Return,
            Verb::Dispute,
            Verb::Rule,
            Verb::AskDeferral,
            Verb::RefuseDeferral,
            Verb::Suspend,
            Verb::Fail,
            Verb::Reopen,
            Verb::Comment
        ]
    );
}

#[test]
fn what_is_not_found_on_the_spot_is_rejected() {
    let scene = Scene::new();
    let case = scene.act(&scene.at(Verifying), actor(Inspector), Action::Verify { found: false });
    assert_eq!((case.stage, case.times.accepted), (Rejected, None));
}

#[test]
fn filing_keeps_the_version_of_the_category() {
    let mut scene = Scene::new();
    let case = scene.at(Filed);
    assert_eq!((scene.at(Accepted).version, case.version), (None, Some(3)));
    scene.category.version = 4;
    assert_eq!(scene.act(&case, actor(Dispatcher), Action::Dispatch { unit: UNIT }).version, Some(3));
}

#[test]
fn dispatch_fixes_the_due_times() {
    let scene = Scene::new();
    let case = scene.at(Dispatched);
    // Reported at 09:00, accepted, filed and dispatched an hour after each other: 12:00. Four work hours end at 17:00, two at 15:00.
    assert_eq!(case.times.dispatched, Some(crate::scene::start() + 3 * HOUR));
    assert_eq!(case.due_at, Some(crate::scene::start() + 8 * HOUR));
    assert_eq!(case.step_due_at, Some(crate::scene::start() + 6 * HOUR));
    let signed = scene.act(&case, unit(), Action::Sign);
    assert_eq!((signed.due_at, signed.step_due_at), (case.due_at, case.due_at));
    assert_eq!(signed.deadline(&scene.category).map(|it| it.due), case.due_at);
}

#[test]
fn a_ruling_sends_the_case_and_is_obeyed_later() {
    let scene = Scene::new();
    let case = scene.at(Disputed);
    let (after, event) = scene.attempt(&case, actor(Supervisor), Action::Rule { unit: OTHER_UNIT }).expect("open");
    assert_eq!((after.unit, after.due_at), (Some(OTHER_UNIT), case.due_at));
    let ruling = after.ruling(&event, 50_000).expect("a ruling");
    assert_eq!((ruling.verdict, ruling.at), (model::Verdict::Person(OTHER_UNIT), case.point));
    assert_eq!((ruling.category, ruling.note.as_str()), (Some(case.category), "理由"));
    assert!(case.ruling(&scene.way(Disputed).1[1], 50_000).is_none());
}

#[test]
fn the_street_profile_sends_staff_reports_with_a_unique_route_by_itself() {
    let scene = Scene::street();
    let (case, _) = scene.open(Source::Member);
    let (after, events) = case.automatic(case.changed_at, &scene.setting());
    assert_eq!(
        events.iter().map(|it| it.action.verb()).collect::<Vec<_>>(),
        [Verb::Accept, Verb::File, Verb::Dispatch]
    );
    assert_eq!((after.stage, after.unit), (Dispatched, Some(UNIT)));
    assert!(events.iter().all(|it| it.actor == Actor::System));
}

#[test]
fn the_district_profile_leaves_filing_to_people() {
    let scene = Scene { route: Scene::street().route, ..Scene::new() };
    let (case, _) = scene.open(Source::Inspection);
    let (after, events) = case.automatic(case.changed_at, &scene.setting());
    assert_eq!((after.stage, events.len()), (Accepted, 1));
    let filed = scene.act(&after, actor(Supervisor), Action::File);
    assert_eq!(filed.automatic(filed.changed_at, &scene.setting()).0.stage, Dispatched);
}

#[test]
fn without_a_unique_route_or_from_the_public_nothing_is_filed_by_itself() {
    let mut scene = Scene::street();
    let (public, _) = scene.open(Source::Resident);
    assert!(public.automatic(public.changed_at, &scene.setting()).1.is_empty());
    scene.route = scene.route.map(|it| model::case::Route { confidence: model::Confidence::Choose, ..it });
    let (case, _) = scene.open(Source::Member);
    assert_eq!(case.automatic(case.changed_at, &scene.setting()).0.stage, Accepted);
    scene.route = None;
    assert_eq!(case.automatic(case.changed_at, &scene.setting()).0.stage, Accepted);
}

#[test]
fn a_merge_ends_one_case_and_the_other_keeps_the_reporters() {
    let scene = Scene::new();
    let (child, parent) =
        (scene.at(Reported), model::Case { id: crate::scene::id(2), reporters: 3, ..scene.at(Handling) });
    let it = whole(child.changed_at + HOUR, actor(Acceptor), Action::Merge { into: parent.id });
    let merged = child.merge(&parent, &it, &scene.setting()).expect("open");
    assert_eq!((merged.child.0.stage, merged.child.0.merged_into), (Void, Some(parent.id)));
    assert_eq!((merged.parent.0.stage, merged.parent.0.reporters), (Handling, 4));
    assert_eq!((merged.parent.0.due_at, merged.parent.0.step_due_at), (parent.due_at, parent.step_due_at));
    let closed = model::Case { stage: Closed, ..parent };
    assert_eq!(child.merge(&closed, &it, &scene.setting()).map_err(|it| it.why), Err(Why::ParentClosed(Closed)));
    assert_eq!(child.merge(&child, &it, &scene.setting()).map_err(|it| it.why), Err(Why::SameCase));
}
