//! A case (案件) in its flow: the seven national stages, who may do what, under which clocks (DOMAIN.md, Case flow).
//!
//! [`RULES`] is the table of transitions. [`Case::apply`] does something to a case, or says why not and what is open;
//! [`Case::legal`] lists what is open to somebody. What was done is a [`CaseEvent`], and [`replay`] makes the case of its
//! events again without asking any table. [`Case::automatic`] does what the program does by itself, [`Case::merge`] joins two.

mod action;
mod actor;
mod apply;
mod automatic;
mod checker;
mod event;
mod flow;
mod guard;
mod merge;
mod need;
mod outcome;
mod photo;
mod profile;
mod refusal;
mod rule;

pub use action::{Action, Opening, Verb};
pub use actor::Actor;
pub use apply::{Move, Route, Setting};
pub use event::{BrokenHistory, CaseEvent, Outcome, replay};
pub use flow::{Flow, FlowError};
pub use guard::Guard;
pub use merge::Merged;
pub use need::Need;
pub use photo::{Photo, PhotoId, PhotoKind};
pub use profile::{FlowProfile, ProfileId};
pub use refusal::{Refusal, Why};
pub use rule::{Automatic, RULES, Rule};

use crate::{
    Calendar, Category, CategoryCode, Deadline, IncidentId, PersonId, Point, Ruling, RulingKind, Source, Stage,
    Standing, Verdict,
};

/// When a case came how far: milliseconds since 1970. A reopened case begins a new round with its next dispatch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// 上报.
    pub reported: i64,
    /// 受理.
    pub accepted: Option<i64>,
    /// 立案.
    pub filed: Option<i64>,
    /// 派遣: the first of the round, from which the limit of handling runs.
    pub dispatched: Option<i64>,
    /// 反馈: the last of the round.
    pub fed_back: Option<i64>,
    /// 结案.
    pub closed: Option<i64>,
    /// 公示.
    pub published: Option<i64>,
}

/// All that decides how a case may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its identity.
    pub id: IncidentId,
    /// The profile that it flows by.
    pub profile: ProfileId,
    /// What it is about.
    pub category: CategoryCode,
    /// The version of the category that it was filed under.
    pub version: Option<u16>,
    /// Who brought it in, by kind.
    pub source: Source,
    /// Where it is.
    pub point: Point,
    /// Who brought it in.
    pub reporter: Actor,
    /// How many reports it stands for, those of merged cases included.
    pub reporters: u32,
    /// Where it stands.
    pub stage: Stage,
    /// Counts its events.
    pub revision: u32,
    /// When the last of them was: milliseconds since 1970.
    pub changed_at: i64,
    /// When handling is due. Only dispatch and an approved deferral set it.
    pub due_at: Option<i64>,
    /// When it has to leave its stage.
    pub step_due_at: Option<i64>,
    /// When it came how far.
    pub times: Times,
    /// The unit or person to whom it was sent.
    pub unit: Option<PersonId>,
    /// Who handled it last.
    pub handler: Option<Actor>,
    /// Who was appointed to check it.
    pub checker: Option<PersonId>,
    /// How often units returned it, in this round.
    pub bounces: u8,
    /// How often it was deferred, in this round.
    pub deferrals: u8,
    /// How often it failed the check.
    pub reworks: u8,
    /// How often it was reopened.
    pub reopens: u8,
    /// Until when the unit asks to defer it, while that is open.
    pub asked_until: Option<i64>,
    /// When it is looked at again, while it is suspended.
    pub review_at: Option<i64>,
    /// The case into which it was merged.
    pub merged_into: Option<IncidentId>,
}

impl Case {
    /// Tells whether an actor handled it, or belongs to the unit to which it was sent.
    pub fn is_handler(&self, actor: Actor) -> bool {
        self.handler.is_some_and(|it| it.is(actor)) || (self.unit.is_some() && self.unit == actor.person())
    }

    /// Tells whether nothing more waits for anybody: rejected, void, or closed and published. It may still be reopened for a while.
    pub const fn is_settled(&self) -> bool {
        match self.stage {
            Stage::Closed => self.times.published.is_some(),
            stage => !stage.is_open(),
        }
    }

    /// Returns the deadline of handling, once it is dispatched.
    pub fn deadline(&self, category: &Category) -> Option<Deadline> {
        Some(Deadline { from: self.times.dispatched?, due: self.due_at?, unit: category.limit.unit })
    }

    /// Tells whether somebody has to handle it: neither before dispatch, nor while its check is awaited, nor at the end.
    pub const fn is_being_handled(&self) -> bool {
        self.stage.is_open() && !matches!(self.stage, Stage::AwaitingCheck) && self.times.dispatched.is_some()
    }

    /// Returns when something has to be done: the due time of handling where somebody has to handle it, or that of its stage,
    /// whichever comes first.
    pub fn next_due_at(&self) -> Option<i64> {
        let handling = self.due_at.filter(|_| self.is_being_handled());
        handling.into_iter().chain(self.step_due_at).min()
    }

    /// Tells how the deadline of handling stands at a moment (milliseconds since 1970); `None` where nobody has to handle it: before
    /// dispatch, while its check is awaited, and at the end.
    pub fn standing(&self, now: i64, setting: &Setting<'_>) -> Option<Standing> {
        let deadline = self.deadline(setting.category).filter(|_| self.is_being_handled())?;
        Some(deadline.standing(now, setting.profile.due_soon_percent, setting.calendar))
    }

    /// Tells whether it was handled in time: the last feedback against the due time of handling, which rework does not move.
    /// `None` before the first feedback.
    pub fn in_time(&self) -> Option<bool> {
        Some(self.times.fed_back? <= self.due_at?)
    }

    /// Returns the work time in milliseconds from filing to the last feedback; `None` before it.
    pub fn handling_ms(&self, calendar: &Calendar) -> Option<i64> {
        Some(calendar.worked(self.times.filed?, self.times.fed_back?))
    }

    /// Returns the ruling that later routing obeys within `radius_mm` of the place, where the event is one.
    pub fn ruling(&self, event: &CaseEvent, radius_mm: u32) -> Option<Ruling> {
        let Action::Rule { unit } = event.action else { return None };
        Some(Ruling {
            kind: RulingKind::Ruling,
            at: self.point,
            radius_mm,
            category: Some(self.category),
            verdict: Verdict::Person(unit),
            note: event.note.clone(),
            made_at: event.at,
            ended_at: None,
        })
    }
}
