//! Open incidents follow leaves, rulings and the moments at which they or duties begin and end.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{path::Path, sync::Arc};

use common::{HOUR, Hands, LEADER, LI, START, WANG, ZHAO, at, open_at, place, reject, town};
use model::{District, DutyRole, Happening, IncidentId, PersonId, RulingKind, Source, Term, Verdict};
use service::{Announcement, NewLeave, NewRuling, Query, Service, Submission};
use tokio::sync::broadcast;

struct Town {
    service: Service,
    clock: Arc<Hands>,
    news: broadcast::Receiver<Announcement>,
}

impl Town {
    async fn open(folder: &Path, district: District, now_ms: i64) -> Self {
        let (service, clock) = open_at(folder, district, now_ms).await;
        Self { news: service.follow(), service, clock }
    }

    async fn report(&self, x_m: f64, y_m: f64, category: &str) -> IncidentId {
        let submission = Submission {
            query: Query::new(at(x_m, y_m)),
            category: category.parse().unwrap(),
            note: String::new(),
            source: Source::Resident,
            made_up: false,
        };
        self.service.report(submission, None).await.unwrap().incident.id
    }

    fn first(&self, id: IncidentId) -> Option<PersonId> {
        self.service.world().incident(id).unwrap().primary_person()
    }

    /// Sets the clock and waits until people were told that others answer.
    async fn set(&mut self, ms: i64) {
        self.clock.0.send_replace(ms);
        while !matches!(self.news.recv().await.unwrap(), Announcement::People { .. }) {}
    }

    async fn leave(&mut self, person: PersonId, stand_in: Option<PersonId>, from: i64, to: i64) -> model::LeaveId {
        let id = self.service.add_leave(NewLeave { person, stand_in, from, to }).await.unwrap();
        while !matches!(self.news.recv().await.unwrap(), Announcement::People { .. }) {}
        id
    }

    async fn events(&self, id: IncidentId) -> Vec<(i64, String)> {
        let events = self.service.history(id).await.unwrap();
        events
            .into_iter()
            .filter_map(|it| match it {
                Happening::Event(it) if it.verb == "reroute" => Some((it.at, it.note)),
                _ => None,
            })
            .collect()
    }
}

#[tokio::test]
async fn a_leave_gives_open_incidents_to_the_stand_in_and_taking_it_back_returns_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut town = Town::open(folder.path(), town(), START).await;
    let open = town.report(50.0, 70.0, "0101").await;
    let closed = town.report(50.0, 70.0, "0101").await;
    reject(&town.service, closed).await;
    let other = town.report(250.0, 70.0, "0101").await;
    assert_eq!(town.first(open), Some(WANG));
    let told = town.service.detail(open).await.unwrap();

    let leave = town.leave(WANG, Some(LI), START, START + HOUR).await;
    assert_eq!([open, closed, other].map(|it| town.first(it)), [Some(LI), Some(WANG), Some(ZHAO)]);
    let events = town.events(open).await;
    let note = "请假 0 / leave 0: 990101001001001 王小明 → 990101001001001 李四";
    assert_eq!(events, [(START, note.to_owned())]);
    let detail = town.service.detail(open).await.unwrap();
    assert!(detail.reason_zh.contains("李四") && detail.trace.contains("on_leave"), "{detail:?}");
    assert_ne!(detail.trace, told.trace);
    assert_eq!(town.service.world().incident(open).unwrap().revision, 2);

    // The clock stands still, and yet it ends after it began.
    town.service.end_leave(leave).await.unwrap();
    assert_eq!(town.first(open), Some(WANG));
    assert_eq!(town.events(open).await.len(), 2);
    assert!(town.events(closed).await.is_empty() && town.events(other).await.is_empty());
}

#[tokio::test]
async fn a_leave_of_later_moves_incidents_when_its_moment_comes_and_back_when_it_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let mut town = Town::open(folder.path(), town(), START).await;
    let open = town.report(50.0, 70.0, "0101").await;
    town.leave(WANG, Some(LI), START + HOUR, START + 3 * HOUR).await;
    // Who stands in is away as well, for a part of it.
    town.leave(LI, Some(ZHAO), START + 2 * HOUR, START + 4 * HOUR).await;
    assert_eq!(town.first(open), Some(WANG));
    for (hour, person) in [(1, LI), (2, ZHAO), (3, WANG)] {
        town.set(START + hour * HOUR).await;
        assert_eq!(town.first(open), Some(person), "after {hour} hours");
    }
    let at: Vec<i64> = town.events(open).await.into_iter().map(|it| it.0 - START).collect();
    assert_eq!(at, [HOUR, 2 * HOUR, 3 * HOUR]);
}

#[tokio::test]
async fn a_duty_that_ends_leaves_its_incidents_to_who_answers_then() {
    let folder = tempfile::tempdir().unwrap();
    let mut district = town();
    let lead = district.duties.iter_mut().find(|it| it.role == DutyRole::RoadLeader).unwrap();
    lead.term = Term { from: None, to: Some(START + HOUR) };
    let mut town = Town::open(folder.path(), district, START).await;
    let open = town.report(150.0, 8.0, "0104").await;
    assert_eq!(town.first(open), Some(LEADER));
    town.set(START + HOUR).await;
    assert_eq!(town.first(open), Some(LI));
    assert_eq!(town.service.world().incident(open).unwrap().leader, None);
}

#[tokio::test]
async fn a_ruling_moves_the_open_incidents_around_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::open(folder.path(), town(), START).await;
    let [near, far] = [95.0, 60.0].map(|x| (x, 70.0));
    let [near, far] = [town.report(near.0, near.1, "0101").await, town.report(far.0, far.1, "0101").await];
    let ruling = NewRuling {
        kind: RulingKind::Ruling,
        at: place(100.0, 70.0),
        radius_mm: 20_000,
        category: None,
        verdict: Verdict::Person(ZHAO),
        note: String::new(),
    };
    let id = town.service.add_ruling(ruling).await.unwrap();
    assert_eq!([near, far].map(|it| town.first(it)), [Some(ZHAO), Some(WANG)]);
    assert!(town.events(near).await[0].1.starts_with("确权 0 / ruling 0: "));
    town.service.end_ruling(id).await.unwrap();
    assert_eq!(town.first(near), Some(WANG));
}

#[tokio::test]
async fn moments_that_came_while_nobody_watched_are_made_up_for_at_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = Town::open(folder.path(), town(), START).await;
    let open = first.report(50.0, 70.0, "0101").await;
    first.leave(WANG, Some(LI), START + HOUR, START + 9 * HOUR).await;
    drop(first);
    let second = Town::open(folder.path(), town(), START + 2 * HOUR).await;
    assert_eq!(second.first(open), Some(LI));
    assert_eq!(second.events(open).await.len(), 1);
    drop(second);
    let third = Town::open(folder.path(), town(), START + 3 * HOUR).await;
    assert_eq!((third.first(open), third.events(open).await.len()), (Some(LI), 1), "once is enough");
}
