//! Incidents, what is done to them, and the ground they lie on.

use model::{
    AccountId, CaseEvent, CategoryCode, CellId, Change, Confidence, Decision, Deed, Duty, DutyId, DutyRole, Event,
    Incident, IncidentDetail, IncidentId, Leave, LeaveId, LonLat, Notice, NoticeChange, NoticeId, NoticeKind,
    PartitionVersion, PersonId, Piece, Point, Repartition, Report, Reroute, RoadClass, RoadId, RoadPosition, Ruling,
    RulingId, RulingKind, SegmentId, Side, Source, Span, Stage, Stretch, Verdict, VersionId, VersionKind,
    case::{Action, Actor, Outcome as Led, Photo, PhotoId, PhotoKind},
};
use testkit::Sketch;
use uuid::Uuid;

use super::{PERSONS, Tale};

impl Tale {
    pub(super) fn found(&mut self) -> Change {
        let sketch = Sketch::new().cell(&[(0, 0), (40, 0), (40, 30), (0, 30)]).member("王小明");
        let road = sketch.road("人民路", RoadClass::Main, &[(0, 0), (80, 0)]).leader("李主任");
        let district = road.district();
        assert_eq!(district.persons.len() as u32, PERSONS);
        self.duties = district.duties.len() as u32;
        Change::Found(Box::new(district))
    }

    fn event(&mut self, verb: &str, stage: Stage) -> Event {
        Event { at: self.now, verb: verb.into(), stage, note: self.text("说") }
    }

    fn person(&mut self) -> PersonId {
        PersonId(self.of(PERSONS))
    }

    fn placed(&mut self, id: IncidentId) -> Incident {
        let side = if self.one_in(2) { Side::Left } else { Side::Right };
        let at =
            RoadPosition { segment: SegmentId(0), distance_mm: self.below(90_000) as u32, side, chainage_mm: 12_000 };
        Incident {
            id,
            category: CategoryCode(100 + self.below(9) as u16),
            place: LonLat { lon: 113.94 + self.below(1_000) as f64 / 77_777.7, lat: 22.55 },
            point: Point { x: self.below(9_999) as i32, y: -(self.below(9_999) as i32) },
            // Stages that no case is replayed for at start.
            stage: Stage::Closed,
            source: Source::Member,
            reported_at: self.now,
            cell: self.one_in(2).then_some(CellId(0)),
            member: self.one_in(2).then_some(PersonId(0)),
            road: self.one_in(2).then_some(at),
            leader: None,
            other: self.one_in(2).then_some(PersonId(1)),
            primary: self.one_in(2).then_some(DutyRole::GridMember),
            confidence: self.one_in(2).then_some(Confidence::Likely),
            made_up: self.one_in(5),
            revision: 1,
            case: None,
        }
    }

    pub(super) fn report(&mut self) -> Change {
        let count = 1 + self.below(3);
        let again = self.one_in(20);
        let reports = (0..count).map(|_| {
            // One that is there already refuses them all.
            let id = if again { self.incident() } else { IncidentId(Uuid::from_u128(self.incidents)) };
            self.incidents += 1;
            let accuracy_m = self.one_in(2).then(|| self.below(900) as f64 / 7.0);
            let (note, reason_zh, trace) = (self.text("报"), self.text("因为"), self.text("{}"));
            let detail = IncidentDetail { note, accuracy_m, reason_zh, reason_en: "because".into(), trace };
            Report { incident: self.placed(id), detail, events: vec![self.event("report", Stage::Closed).into()] }
        });
        let reports = reports.collect();
        let idempotency_key = self.one_in(3).then(|| {
            self.keys += u32::from(self.one_in(2));
            format!("k{}", self.keys)
        });
        Change::Report { reports, idempotency_key }
    }

    pub(super) fn deed(&mut self) -> Change {
        let (unit, until, other) = (self.person(), self.now + 9, self.incident());
        let action = match self.below(14) {
            0 => Action::Verify { found: true },
            1 => Action::Merge { into: other },
            2 => Action::Absorb { child: other, reporters: 3 },
            3 => Action::Dispatch { unit },
            4 => Action::Redispatch { unit },
            5 => Action::Rule { unit },
            6 => Action::Appoint { checker: unit },
            7 => Action::AskDeferral { until },
            8 => Action::Suspend { review_at: until },
            9 => Action::Sign,
            10 => Action::Pass,
            11 => Action::FeedBack,
            12 => Action::Reopen,
            _ => Action::Comment,
        };
        let photo = |it: u8| Photo { id: PhotoId([it; 32]), kind: PhotoKind::After, taken_at: None, place: None };
        let photos: Vec<_> = (0..self.below(3) as u8).map(photo).collect();
        let before = 1 + self.below(3) as u32;
        let event = CaseEvent {
            revision: before + 1,
            at: self.now,
            actor: self.author().actor,
            action,
            outcome: Led { stage: Stage::Closed, version: Some(1), due_at: Some(until), step_due_at: None },
            note: self.text("办"),
            photos,
            place: self.one_in(2).then_some(Point { x: 3, y: -4 }),
        };
        let event = CaseEvent { actor: if self.one_in(2) { Actor::System } else { event.actor }, ..event };
        let id = self.incident();
        let incident = Incident { stage: Stage::Closed, revision: before + 1, ..self.placed(id) };
        let deeds = vec![Deed { incident, before, events: vec![event] }];
        let idempotency_key = self.one_in(4).then(|| format!("k{}", self.below(self.keys.into())));
        Change::Case { deeds, decision: Decision::default(), rerouted: vec![], idempotency_key }
    }

    pub(super) fn decide(&mut self) -> Change {
        let mut decision = Decision::default();
        if self.one_in(2) {
            let leave = Leave {
                person: PersonId(0),
                stand_in: self.one_in(2).then(|| PersonId(if self.one_in(9) { 77 } else { 1 })),
                from: self.now,
                to: self.now + 100,
                made_at: self.now,
                ended_at: None,
            };
            decision.new_leaves = vec![leave];
            self.leaves += 1;
        } else {
            let verdict = match self.below(3) {
                0 => Verdict::Cell(CellId(0)),
                1 => Verdict::Road(RoadId(0)),
                _ => Verdict::Person(PersonId(1)),
            };
            let (kind, at) = (RulingKind::Ruling, Point { x: 400_000, y: -1 });
            let (note, made_at) = (self.text("号"), self.now);
            let ruling = Ruling { kind, at, radius_mm: 25_000, category: None, verdict, note, made_at, ended_at: None };
            decision.new_rulings = vec![ruling];
            self.rulings += 1;
        }
        // What was taken back before, or never made, refuses it all.
        if self.one_in(3) {
            decision.ended_leaves = vec![(LeaveId(self.of(self.leaves)), self.now)];
        }
        if self.one_in(3) {
            decision.ended_rulings = vec![(RulingId(self.of(self.rulings)), self.now)];
        }
        let id = self.incident();
        let (reason_zh, reason_en, trace) = (self.text("改派"), "given to another".into(), String::new());
        let (incident, event) = (self.placed(id), self.event("reroute", Stage::Closed));
        let rerouted =
            if self.one_in(2) { vec![Reroute { incident, reason_zh, reason_en, trace, event }] } else { vec![] };
        Change::Decide { decision, rerouted }
    }

    pub(super) fn repartition(&mut self) -> Change {
        let note = self.text("版");
        let version = PartitionVersion { kind: VersionKind::Edited, valid_from: self.now, note };
        let wrong = self.one_in(6);
        let span = Span { from: VersionId(self.versions), to: None };
        let person = PersonId(if wrong { 77 } else { 1 });
        let duty = Duty::standing(person, DutyRole::RoadLeader, Piece::Road(Stretch::whole(RoadId(0))), span);
        let mut change = Repartition { new_duties: vec![duty], ..Repartition::default() };
        if !wrong {
            self.versions += 1;
            // The one that came with the version before ends.
            if self.one_in(2) {
                change.ended_duties = vec![DutyId(self.duties - 1)];
            }
            self.duties += 1;
        }
        Change::Repartition { version, change: Box::new(change), rerouted: vec![] }
    }

    pub(super) fn notice(&mut self) -> Change {
        let (incident, event) = (self.incident(), self.event("notice", Stage::Closed));
        let change = match self.below(3) {
            0 => {
                self.notices += 1;
                NoticeChange::Issued(Notice {
                    kind: NoticeKind::Supervision,
                    number: self.notices,
                    incident,
                    to: self.person(),
                    text: self.text("督办"),
                    issued_at: self.now,
                    issued_by: self.one_in(2).then_some(AccountId(0)),
                    due_at: self.one_in(2).then_some(self.now + 5),
                    received_at: None,
                    answered_at: None,
                    answer: String::new(),
                })
            }
            1 => NoticeChange::Received { id: NoticeId(self.of(self.notices)), at: self.now },
            _ => NoticeChange::Answered { id: NoticeId(self.of(self.notices)), at: self.now, answer: self.text("答") },
        };
        Change::Notice { change, incident, event }
    }
}
