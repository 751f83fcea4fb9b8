//! Clocks that jump: back by two hours, forward by a year.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{HOUR, LI, START, WANG, act, acting, acting_as, at, open, open_at, photo, place, town};
use model::{
    AccountRole, IncidentId, Source, Stage,
    case::{Action, Photo, PhotoKind, Verb, replay},
};
use service::{Query, Service, Submission};
use store::verify_audit;

/// A year, in milliseconds.
const YEAR: i64 = 365 * 24 * HOUR;

async fn report(service: &Service) -> IncidentId {
    let submission = Submission {
        query: Query::new(at(50.0, 70.0)),
        category: "0101".parse().unwrap(),
        note: String::new(),
        source: Source::Member,
        made_up: false,
    };
    let reporter = acting_as(service, AccountRole::GridMember, Some(LI));
    reporter.report(submission, None).await.unwrap().incident.id
}

fn due_at(service: &Service, id: IncidentId) -> i64 {
    service.world().incident(id).unwrap().case.as_ref().unwrap().due_at.unwrap()
}

#[tokio::test]
async fn a_clock_set_back_two_hours_stops_nobody_and_the_order_of_what_happened_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (service, clock) = open(folder.path()).await;
    let before = report(&service).await;
    let due = due_at(&service, before);
    clock.0.send_replace(START - 2 * HOUR);
    let unit = acting_as(&service, AccountRole::GridMember, Some(WANG));
    act(&unit, before, Action::Sign, vec![]).await.unwrap();
    let near = Some(place(52.0, 70.0));
    let photos = [PhotoKind::Before, PhotoKind::After].map(|it| Photo { place: near, ..photo(it) });
    act(&unit, before, Action::FeedBack, photos.to_vec()).await.unwrap();
    let later = report(&service).await;
    act(&acting(&service, AccountRole::Inspector), before, Action::Pass, vec![]).await.unwrap();
    assert_eq!(due_at(&service, before), due, "the limit of handling is where it was");
    assert_eq!(service.world().incident(later).unwrap().reported_at, START - 2 * HOUR, "by the clock of the moment");

    let history = service.history(before).await.unwrap();
    assert!(history.iter().is_sorted_by_key(model::Happening::at), "no event is before the one that led to it");
    let verbs: Vec<_> = history.iter().filter_map(|it| it.deed()).map(|it| it.action.verb()).collect();
    let signed = verbs.iter().position(|it| *it == Verb::Sign).unwrap();
    assert_eq!((verbs[signed + 1], *verbs.last().unwrap()), (Verb::FeedBack, Verb::Pass));
    let kept = service.world().incident(before).unwrap().case.clone();
    drop((service, unit));

    // The clock is still wrong at the next start.
    let (service, _) = open_at(folder.path(), town(), START - 2 * HOUR).await;
    assert_eq!(service.world().incident(before).unwrap().case, kept);
    assert_eq!(service.world().incident(before).unwrap().stage, Stage::Closed);
    let history = service.history(before).await.unwrap();
    assert_eq!(replay(history.iter().filter_map(|it| it.deed())).ok(), kept.as_deref().copied());
    drop(service);
    assert!(verify_audit(folder.path(), None).unwrap().is_ok());
}

#[tokio::test]
async fn a_clock_a_year_ahead_gives_new_cases_the_limits_of_that_day_and_leaves_those_of_others() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (service, clock) = open(folder.path()).await;
    let before = report(&service).await;
    let due = due_at(&service, before);
    clock.0.send_replace(START + YEAR);
    let later = report(&service).await;
    assert_eq!(due_at(&service, before), due);
    let (fresh, _) = open_at(other.path(), town(), START + YEAR).await;
    let same = report(&fresh).await;
    assert_eq!(due_at(&service, later), due_at(&fresh, same), "by the calendar, not by what came before");
    assert!(due_at(&service, later) > START + YEAR && due > START && due < START + YEAR);

    // The mistake is noticed and the clock set right: cases go on, none before its last event.
    clock.0.send_replace(START + HOUR);
    act(&acting_as(&service, AccountRole::GridMember, Some(WANG)), later, Action::Sign, vec![]).await.unwrap();
    let history = service.history(later).await.unwrap();
    assert!(history.iter().is_sorted_by_key(model::Happening::at));
    assert_eq!(due_at(&service, later), due_at(&fresh, same));
}
