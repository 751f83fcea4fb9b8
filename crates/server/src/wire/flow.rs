//! How a case goes on, on the wire.

use model::{Case, Happening, PersonId, case::Actor, case::Photo, case::Verb};
use serde::Serialize;
use service::{Ground, Service};
use utoipa::ToSchema;

use super::{local_time, partition::HolderWire};

/// How an incident's case stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct FlowWire {
    /// `street` or `district`: what runs by itself.
    profile: String,
    /// The version of the category that it was filed under.
    category_version: Option<u16>,
    /// How many reports it stands for.
    reporters: u32,
    /// When handling is due; only dispatch and an approved deferral set it.
    due_at: Option<String>,
    /// When it has to leave its stage.
    step_due_at: Option<String>,
    /// `on_track`, `due_soon` or `overdue`; `null` where nobody has to handle it.
    standing: Option<&'static str>,
    /// How much of the limit is used, in percent of the time that counts.
    used_percent: Option<i64>,
    /// To whom it was sent.
    unit: Option<HolderWire>,
    /// Who was appointed to check it.
    checker: Option<HolderWire>,
    /// How often units returned it, in this round.
    bounces: u8,
    /// How often it was deferred, in this round.
    deferrals: u8,
    /// How often it failed the check.
    reworks: u8,
    /// How often it was reopened.
    reopens: u8,
    /// Until when a deferral is asked for, while that is open.
    asked_until: Option<String>,
    /// When a suspended case is looked at again.
    review_at: Option<String>,
    /// The incident into which it was merged.
    merged_into: Option<String>,
    accepted_at: Option<String>,
    filed_at: Option<String>,
    dispatched_at: Option<String>,
    fed_back_at: Option<String>,
    closed_at: Option<String>,
    published_at: Option<String>,
    /// Whether it was handled in time; `null` before the first feedback.
    in_time: Option<bool>,
}

impl FlowWire {
    /// Leaves people's names out.
    pub(crate) fn without_people(self) -> Self {
        Self { unit: None, checker: None, ..self }
    }

    pub(crate) fn new(service: &Service, ground: &Ground, it: &Case) -> Self {
        let holder = |id: PersonId| HolderWire::new(ground, id);
        let time = |it: Option<i64>| it.map(local_time);
        let flow = service.flow();
        let deadline = ground.setting(&flow, it, None).and_then(|setting| it.deadline(setting.category));
        let standing = service.standing(ground, it);
        let used =
            deadline.filter(|_| standing.is_some()).map(|it| it.share(service.now_ms(), flow.calendar()).percent());
        Self {
            profile: flow.profile(it.profile).code.clone(),
            category_version: it.version,
            reporters: it.reporters,
            due_at: time(it.due_at),
            step_due_at: time(it.step_due_at),
            standing: standing.map(model::Standing::as_str),
            used_percent: used,
            unit: it.unit.map(holder),
            checker: it.checker.map(holder),
            bounces: it.bounces,
            deferrals: it.deferrals,
            reworks: it.reworks,
            reopens: it.reopens,
            asked_until: time(it.asked_until),
            review_at: time(it.review_at),
            merged_into: it.merged_into.map(|it| it.to_string()),
            accepted_at: time(it.times.accepted),
            filed_at: time(it.times.filed),
            dispatched_at: time(it.times.dispatched),
            fed_back_at: time(it.times.fed_back),
            closed_at: time(it.times.closed),
            published_at: time(it.times.published),
            in_time: it.in_time(),
        }
    }
}

/// Something that can be done.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct VerbWire {
    /// The last part of its address: `POST /api/v1/incidents/{id}/{verb}`.
    verb: &'static str,
    zh: &'static str,
    en: &'static str,
    /// What has to come with it: `reason`, `photo`, `before_photo`, `after_photo`.
    needs: Vec<&'static str>,
}

impl VerbWire {
    pub(crate) fn new(verb: Verb) -> Self {
        use model::case::{Need, Rule};
        let need = |it: &Need| match it {
            Need::Reason => Some("reason"),
            Need::Photo => Some("photo"),
            Need::Before => Some("before_photo"),
            Need::After => Some("after_photo"),
            _ => None,
        };
        let needs = Rule::of(verb).needs.iter().filter_map(need).collect();
        Self { verb: verb.as_str(), zh: verb.zh(), en: verb.en(), needs }
    }
}

/// Something that happened.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventWire {
    at: String,
    verb: String,
    /// What was done, in Chinese; empty where it is no deed of the case flow.
    verb_zh: &'static str,
    verb_en: &'static str,
    stage: &'static str,
    stage_zh: &'static str,
    note: String,
    /// Who did it; `null` where nobody did.
    actor: Option<ActorWire>,
    photos: Vec<PhotoRefWire>,
    /// To whom it was sent, or who was appointed.
    target: Option<HolderWire>,
    /// Until when: a deferral or a review.
    until: Option<String>,
    /// The other incident of a merge.
    other: Option<String>,
    /// When handling is due after it.
    due_at: Option<String>,
}

/// Who did something.
#[derive(Serialize, ToSchema)]
pub(crate) struct ActorWire {
    /// `system`, `account` or `anonymous`.
    kind: &'static str,
    /// As what, for instance `dispatcher`.
    role: Option<&'static str>,
    role_zh: Option<&'static str>,
    /// The person or unit behind the account.
    person: Option<HolderWire>,
}

/// A photo of a deed.
#[derive(Serialize, ToSchema)]
pub(crate) struct PhotoRefWire {
    /// SHA-256 of the file: `/api/v1/photos/{id}`.
    id: String,
    /// `before`, `after` or `other`.
    kind: &'static str,
    taken_at: Option<String>,
    /// Metres from the incident's place; `null` where it does not tell.
    distance_m: Option<f64>,
}

impl PhotoRefWire {
    fn new(it: &Photo, place: model::Point) -> Self {
        Self {
            id: it.id.to_string(),
            kind: it.kind.as_str(),
            taken_at: it.taken_at.map(local_time),
            distance_m: it.place.map(|it| super::metres(it.distance_m(place))),
        }
    }
}

impl EventWire {
    /// Leaves people's names out, and notes, which may hold some.
    pub(crate) fn without_people(self) -> Self {
        let actor = self.actor.map(|it| ActorWire { person: None, ..it });
        Self { actor, target: None, note: String::new(), ..self }
    }

    pub(crate) fn new(ground: &Ground, place: model::Point, it: &Happening) -> Self {
        use model::case::Action;
        let plain = |at, verb: &str, stage: model::Stage, note: &str| Self {
            at: local_time(at),
            verb: verb.to_owned(),
            verb_zh: "",
            verb_en: "",
            stage: stage.as_str(),
            stage_zh: stage.zh(),
            note: note.to_owned(),
            actor: None,
            photos: vec![],
            target: None,
            until: None,
            other: None,
            due_at: None,
        };
        let it = match it {
            Happening::Event(it) => return plain(it.at, &it.verb, it.stage, &it.note),
            Happening::Deed(it) => it,
        };
        let (mut target, mut until, mut other) = (None, None, None);
        match it.action {
            Action::Dispatch { unit } | Action::Redispatch { unit } | Action::Rule { unit } => target = Some(unit),
            Action::Appoint { checker } => target = Some(checker),
            Action::AskDeferral { until: at } | Action::ApproveDeferral { until: at } => until = Some(at),
            Action::Suspend { review_at } => until = Some(review_at),
            Action::Merge { into } => other = Some(into),
            Action::Absorb { child, .. } => other = Some(child),
            _ => {}
        }
        let verb = it.action.verb();
        Self {
            verb_zh: verb.zh(),
            verb_en: verb.en(),
            actor: Some(ActorWire::new(ground, it.actor)),
            photos: it.photos.iter().map(|it| PhotoRefWire::new(it, place)).collect(),
            target: target.map(|it| HolderWire::new(ground, it)),
            until: until.map(local_time),
            other: other.map(|it| it.to_string()),
            due_at: it.outcome.due_at.map(local_time),
            ..plain(it.at, verb.as_str(), it.outcome.stage, &it.note)
        }
    }
}

impl ActorWire {
    fn new(ground: &Ground, it: Actor) -> Self {
        let kind = match it {
            Actor::System => "system",
            Actor::Account { .. } => "account",
            Actor::Anonymous => "anonymous",
        };
        let role = it.role().filter(|_| kind == "account");
        Self {
            kind,
            role: role.map(model::AccountRole::as_str),
            role_zh: role.map(model::AccountRole::zh),
            person: it.person().map(|it| HolderWire::new(ground, it)),
        }
    }
}
