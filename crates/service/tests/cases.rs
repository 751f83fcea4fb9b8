//! How cases go on: who does what, what follows by itself, and that nothing is lost or done twice.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{HOUR, LEADER, LI, START, WANG, ZHAO, act, acting, acting_as, at, open, photo, place};
use model::{
    AccountRole, Author, IncidentId, NoticeKind, PersonId, Source, Stage, Standing,
    case::{Action, Photo, PhotoKind, Verb, Why, replay},
};
use service::{CaseError, ListFilter, NewNotice, NoticeError, Order, Query, Service, Sort, Submission};

async fn report(service: &Service, x_m: f64, y_m: f64, source: Source, note: &str) -> IncidentId {
    let submission = Submission {
        query: Query::new(at(x_m, y_m)),
        category: "0101".parse().unwrap(),
        note: note.into(),
        source,
        made_up: false,
    };
    service.report(submission, None).await.unwrap().incident.id
}

fn stage(service: &Service, id: IncidentId) -> Stage {
    service.world().incident(id).unwrap().stage
}

fn after() -> Vec<Photo> {
    let near = Some(place(52.0, 70.0));
    vec![Photo { place: near, ..photo(PhotoKind::Before) }, Photo { place: near, ..photo(PhotoKind::After) }]
}

/// Sends a case that a member reported at (50, 70) to its check.
async fn handled(service: &Service) -> IncidentId {
    let id = report(&acting_as(service, AccountRole::GridMember, Some(LI)), 50.0, 70.0, Source::Member, "").await;
    let unit = acting_as(service, AccountRole::GridMember, Some(WANG));
    act(&unit, id, Action::Sign, vec![]).await.unwrap();
    act(&unit, id, Action::FeedBack, after()).await.unwrap();
    id
}

#[tokio::test]
async fn a_report_by_staff_is_sent_to_who_answers_and_one_by_a_resident_waits_to_be_verified() {
    let folder = tempfile::tempdir().unwrap();
    let (service, _) = open(folder.path()).await;
    let staff = report(&service, 50.0, 70.0, Source::Member, "").await;
    let incident = service.world().incident(staff).unwrap();
    let case = incident.case.as_deref().unwrap();
    assert_eq!((incident.stage, case.unit, case.version), (Stage::Dispatched, Some(WANG), Some(1)));
    assert!(case.due_at.is_some());
    let verbs: Vec<_> = service.history(staff).await.unwrap();
    let verbs: Vec<_> = verbs.iter().filter_map(|it| it.deed()).map(|it| it.action.verb()).collect();
    assert_eq!(verbs, [Verb::Report, Verb::Accept, Verb::File, Verb::Dispatch]);

    let resident = report(&service, 50.0, 70.0, Source::Resident, "").await;
    assert_eq!(stage(&service, resident), Stage::Reported);
    let accept = act(&acting(&service, AccountRole::Acceptor), resident, Action::Accept, vec![]).await;
    assert!(matches!(accept, Err(CaseError::Refused(it)) if it.why == Why::VerifyFirst));
}

#[tokio::test]
async fn a_case_goes_all_the_way_and_is_the_same_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (service, _) = open(folder.path()).await;
    let id = handled(&service).await;
    assert_eq!(stage(&service, id), Stage::AwaitingCheck);
    let waiting = service.world().incident(id).unwrap().case.clone().unwrap();
    let checker = waiting.checker.expect("somebody near was drawn");
    assert_ne!(checker, WANG, "nobody checks the own work");
    let own = act(&acting_as(&service, AccountRole::GridMember, Some(WANG)), id, Action::Pass, vec![]).await;
    assert!(matches!(own, Err(CaseError::Refused(_))));

    let check = acting_as(&service, AccountRole::GridMember, Some(checker));
    act(&check, id, Action::Fail, vec![]).await.unwrap();
    let unit = acting_as(&service, AccountRole::GridMember, Some(WANG));
    act(&unit, id, Action::FeedBack, after()).await.unwrap();
    let again = service.world().incident(id).unwrap().case.clone().unwrap();
    assert_eq!((again.stage, again.reworks, again.due_at), (Stage::AwaitingCheck, 1, waiting.due_at));
    drop((service, check, unit));

    let (service, _) = open(folder.path()).await;
    let loaded = service.world().incident(id).unwrap().case.clone();
    assert_eq!(loaded, Some(again), "replayed from its deeds, photos and all");
    act(&acting(&service, AccountRole::Inspector), id, Action::Pass, vec![]).await.unwrap();
    act(&acting(&service, AccountRole::Office), id, Action::Publish, vec![]).await.unwrap();
    let incident = service.world().incident(id).unwrap();
    assert!(incident.case.is_none(), "nothing waits for anybody");
    let case = service.case(&incident).await.unwrap().unwrap();
    let history = service.history(id).await.unwrap();
    assert_eq!(replay(history.iter().filter_map(|it| it.deed())), Ok(case));
    assert!(case.times.published.is_some() && service.tasks(&ListFilter::default()).is_empty());
    let photos = history.iter().filter_map(|it| it.deed()).map(|it| it.photos.len()).sum::<usize>();
    assert_eq!(photos, 4);

    act(&acting(&service, AccountRole::Inspector), id, Action::Reopen, vec![]).await.unwrap();
    assert_eq!(stage(&service, id), Stage::Dispatched, "a reopened case with a sure route goes straight back");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_does_it_once_however_many_ask_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (service, _) = open(folder.path()).await;
    let id = report(&service, 50.0, 70.0, Source::Member, "").await;
    let unit = acting_as(&service, AccountRole::GridMember, Some(WANG));
    let order = Order { id, action: Action::Sign, note: String::new(), photos: vec![], place: None, seen: None };
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let (unit, order) = (unit.clone(), order.clone());
            tokio::spawn(async move { unit.act(order, Some("k".into())).await })
        })
        .collect();
    let mut fresh = 0;
    for it in tasks {
        let done = it.await.unwrap().unwrap();
        fresh += usize::from(done.fresh);
        assert_eq!(done.incident.stage, Stage::Handling);
    }
    assert_eq!(fresh, 1);
    assert_eq!(service.history(id).await.unwrap().len(), 5);
    // Another one with the same key is another's key.
    let other = acting_as(&service, AccountRole::GridMember, Some(LI)).act(order, Some("k".into())).await;
    assert!(matches!(other, Err(CaseError::Refused(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_saw_the_same_revision_one_is_told_that_somebody_was_faster() {
    let folder = tempfile::tempdir().unwrap();
    let (service, _) = open(folder.path()).await;
    let id = report(&service, 50.0, 70.0, Source::Member, "").await;
    let seen = Some(service.world().incident(id).unwrap().revision);
    let tasks: Vec<_> = [AccountRole::Supervisor, AccountRole::Office, AccountRole::Inspector]
        .map(|role| {
            let service = acting(&service, role);
            let order = Order { id, action: Action::Comment, note: "催办".into(), photos: vec![], place: None, seen };
            tokio::spawn(async move { service.act(order, None).await })
        })
        .into();
    let mut done = 0;
    for it in tasks {
        match it.await.unwrap() {
            Ok(_) => done += 1,
            Err(err) => assert!(matches!(err, CaseError::Stale { seen: 1, now: 2, .. }), "{err}"),
        }
    }
    assert_eq!(done, 1);
    // Without a revision all of them are taken, one after the other.
    let tasks: Vec<_> = (0..20)
        .map(|n| {
            let service = acting(&service, AccountRole::Office);
            let order =
                Order { id, action: Action::Comment, note: format!("{n}"), photos: vec![], place: None, seen: None };
            tokio::spawn(async move { service.act(order, None).await })
        })
        .collect();
    let mut taken = 0;
    for it in tasks {
        match it.await.unwrap() {
            Ok(_) => taken += 1,
            Err(err) => assert!(matches!(err, CaseError::Store(store::StoreError::Busy)), "{err}"),
        }
    }
    let deeds = service.history(id).await.unwrap();
    assert_eq!(deeds.len(), 5 + taken, "what was answered is there, nothing else is");
    assert_eq!(service.world().incident(id).unwrap().revision as usize, 2 + taken);
}

#[tokio::test]
async fn a_merged_case_ends_and_the_other_one_stands_for_both() {
    let folder = tempfile::tempdir().unwrap();
    let (service, _) = open(folder.path()).await;
    let first = report(&service, 50.0, 70.0, Source::Resident, "菜市场门口有垃圾").await;
    let second = report(&service, 51.0, 70.0, Source::Resident, "菜市场门口的垃圾没人管").await;
    let query = Query::new(at(50.5, 70.0));
    let likely = service.likely_duplicates(&query, "0101".parse().unwrap(), "菜市场有垃圾").await.unwrap();
    assert_eq!(likely.len(), 2, "both are like it");
    let far = Query::new(at(250.0, 70.0));
    assert!(service.likely_duplicates(&far, "0101".parse().unwrap(), "").await.unwrap().is_empty());

    let acceptor = acting(&service, AccountRole::Acceptor);
    act(&acceptor, second, Action::Merge { into: first }, vec![]).await.unwrap();
    assert_eq!(stage(&service, second), Stage::Void);
    let parent = service.world().incident(first).unwrap().case.clone().unwrap();
    assert_eq!(parent.reporters, 2);
    let itself = act(&acceptor, first, Action::Merge { into: first }, vec![]).await;
    assert!(matches!(itself, Err(CaseError::Refused(_))));
    let nobody = act(&acceptor, first, Action::Merge { into: IncidentId(uuid::Uuid::nil()) }, vec![]).await;
    assert!(matches!(nobody, Err(CaseError::Unknown(_))));
}

#[tokio::test]
async fn a_ruling_on_a_dispute_is_obeyed_by_later_reports_and_by_other_open_cases() {
    let folder = tempfile::tempdir().unwrap();
    let (service, _) = open(folder.path()).await;
    let other = report(&service, 53.0, 70.0, Source::Resident, "").await;
    let id = report(&service, 50.0, 70.0, Source::Member, "").await;
    let unit = acting_as(&service, AccountRole::GridMember, Some(WANG));
    act(&unit, id, Action::Return, vec![]).await.unwrap();
    act(&acting(&service, AccountRole::Dispatcher), id, Action::Dispute, vec![]).await.unwrap();
    let unknown =
        act(&acting(&service, AccountRole::Supervisor), id, Action::Rule { unit: PersonId(99) }, vec![]).await;
    assert!(matches!(unknown, Err(CaseError::UnknownPerson(99))));
    act(&acting(&service, AccountRole::Supervisor), id, Action::Rule { unit: ZHAO }, vec![]).await.unwrap();

    let world = service.world();
    assert_eq!(world.ground.district.rulings.len(), 1);
    let ruled = world.incident(id).unwrap();
    assert_eq!((ruled.stage, ruled.case.as_ref().unwrap().unit), (Stage::Dispatched, Some(ZHAO)));
    assert_eq!(ruled.primary_person(), Some(ZHAO));
    assert_eq!(world.incident(other).unwrap().primary_person(), Some(ZHAO), "open cases near by follow");
    let later = report(&service, 49.0, 71.0, Source::Member, "").await;
    assert_eq!(service.world().incident(later).unwrap().case.as_ref().unwrap().unit, Some(ZHAO));
    let before = service.world().incident(id);
    drop((service, unit));
    let (service, _) = open(folder.path()).await;
    assert_eq!(service.world().incident(id), before);
}

#[tokio::test]
async fn what_waits_is_listed_by_how_soon_it_is_due_for_who_can_do_something() {
    let folder = tempfile::tempdir().unwrap();
    let (service, clock) = open(folder.path()).await;
    let first = report(&service, 50.0, 70.0, Source::Member, "").await;
    clock.0.send_replace(START + HOUR);
    let second = report(&service, 150.0, 70.0, Source::Member, "").await;
    let third = report(&service, 52.0, 70.0, Source::Resident, "").await;
    let page = service.task_page(ListFilter::default(), Sort::SOONEST, 10, None).await.unwrap();
    assert_eq!((page.total, page.tasks.len(), page.next), (3, 3, None));
    assert!(page.tasks.windows(2).all(|it| it[0].due_at <= it[1].due_at));
    let mine = ListFilter { mine: true, ..ListFilter::default() };
    let of = |service: &Service| service.tasks(&mine).iter().map(|it| it.incident.id).collect::<Vec<_>>();
    assert_eq!(of(&acting_as(&service, AccountRole::GridMember, Some(WANG))), [first]);
    assert_eq!(of(&acting_as(&service, AccountRole::GridMember, Some(LI))), [second]);
    assert_eq!(of(&acting(&service, AccountRole::Acceptor)), [third]);
    assert!(of(&acting(&service, AccountRole::Office)).is_empty());

    clock.0.send_replace(START + 100 * 24 * HOUR);
    let overdue = ListFilter { standing: Some(Standing::Overdue), ..ListFilter::default() };
    assert_eq!(service.tasks(&overdue).len(), 3);
    let unit = ListFilter { unit: Some(LI), ..overdue };
    assert_eq!(service.tasks(&unit).len(), 1);
}

#[tokio::test]
async fn who_did_not_sign_in_does_nothing_and_what_is_open_is_told_with_every_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let (service, _) = open(folder.path()).await;
    let id = report(&service.by(Author::ANONYMOUS), 50.0, 70.0, Source::Resident, "").await;
    let nobody = act(&service.by(Author::ANONYMOUS), id, Action::Comment, vec![]).await;
    assert!(matches!(nobody, Err(CaseError::Anonymous)));
    let refused = act(&acting(&service, AccountRole::Acceptor), id, Action::Publish, vec![]).await;
    let Err(CaseError::Refused(it)) = refused else { panic!("{refused:?}") };
    assert_eq!(it.legal, [Verb::AskVerification, Verb::Merge, Verb::Comment]);
    assert_eq!(service.history(id).await.unwrap().len(), 1, "what is refused leaves no trace");
}

#[tokio::test]
async fn notices_are_numbered_received_and_answered_by_their_addressee() {
    let folder = tempfile::tempdir().unwrap();
    let (service, _) = open(folder.path()).await;
    let id = report(&service, 50.0, 70.0, Source::Member, "").await;
    let new =
        |kind, to| NewNotice { kind, incident: id, to, text: " 请尽快处置 ".into(), due_at: Some(START + HOUR) };
    let supervisor = acting(&service, AccountRole::Supervisor);
    let first = supervisor.issue_notice(new(NoticeKind::Supervision, None)).await.unwrap();
    supervisor.issue_notice(new(NoticeKind::Rectification, Some(LEADER))).await.unwrap();
    let third = supervisor.issue_notice(new(NoticeKind::Supervision, Some(LEADER))).await.unwrap();
    let titles: Vec<_> = service.world().notices.iter().map(|it| (it.title(), it.to, it.text.clone())).collect();
    let expected = [("督〔2026〕1号", WANG), ("改〔2026〕1号", LEADER), ("督〔2026〕2号", LEADER)];
    assert_eq!(titles, expected.map(|(title, to)| (title.to_owned(), to, "请尽快处置".to_owned())));

    let refused = acting(&service, AccountRole::Acceptor).issue_notice(new(NoticeKind::Supervision, None)).await;
    assert!(matches!(refused, Err(NoticeError::Role)));
    let past = NewNotice { due_at: Some(START), ..new(NoticeKind::Supervision, None) };
    assert!(matches!(supervisor.issue_notice(past).await, Err(NoticeError::Past)));
    let wang = acting_as(&service, AccountRole::GridMember, Some(WANG));
    assert!(matches!(wang.receive_notice(third).await, Err(NoticeError::NotYours)));
    wang.receive_notice(first).await.unwrap();
    assert!(matches!(wang.receive_notice(first).await, Err(NoticeError::Done)));
    assert!(matches!(wang.answer_notice(first, "  ").await, Err(NoticeError::Empty)));
    wang.answer_notice(first, "已处置").await.unwrap();
    assert!(matches!(wang.answer_notice(first, "又处置").await, Err(NoticeError::Done)));
    let due = service.world().incident(id).unwrap().case.as_ref().unwrap().due_at;
    let before = service.world().notices.clone();
    let told = service.history(id).await.unwrap().len();
    assert_eq!(told, 4 + 5, "each is told in the incident's history");
    drop((service, supervisor, wang));
    let (service, _) = open(folder.path()).await;
    assert_eq!(service.world().notices, before);
    assert_eq!(service.world().incident(id).unwrap().case.as_ref().unwrap().due_at, due, "no clock moved");
}
