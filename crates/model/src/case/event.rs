//! What happened to a case, with all that it takes to do it over again.

use thiserror::Error;

use super::{Action, Actor, Case, Opening, Photo, Rule, Times, Verb};
use crate::{Point, Stage};

/// What a deed led to; fixed when it was done, so that no table edited later changes the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The stage it led to.
    pub stage: Stage,
    /// The version of the category that the case is filed under.
    pub version: Option<u16>,
    /// When handling is due: milliseconds since 1970.
    pub due_at: Option<i64>,
    /// When the case has to leave the stage.
    pub step_due_at: Option<i64>,
}

/// Something that happened to a case. It is never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseEvent {
    /// The case's revision after it: 1 for the report, then one more each time.
    pub revision: u32,
    /// When: milliseconds since 1970, never before the event before it.
    pub at: i64,
    /// Who.
    pub actor: Actor,
    /// What.
    pub action: Action,
    /// What it led to.
    pub outcome: Outcome,
    /// What was said.
    pub note: String,
    /// Photos that came with it.
    pub photos: Vec<Photo>,
    /// Where the actor was, where known.
    pub place: Option<Point>,
}

/// Why events are no history of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BrokenHistory {
    /// It does not begin with a report.
    #[error("历史不是以上报开始 / the history does not begin with a report")]
    Beginning,
    /// An event is missing or stands twice.
    #[error("第 {expected} 个事件的版次为 {found} / event {expected} has revision {found}")]
    Revision {
        /// The revision that should follow.
        expected: u32,
        /// The one that follows.
        found: u32,
    },
    /// An event lies before the one before it.
    #[error("第 {0} 个事件早于前一个 / event {0} lies before the one before it")]
    Time(u32),
    /// The table of transitions has no such step.
    #[error("第 {revision} 个事件不合流程：{}，{} → {} / event {revision} is no step of the flow: {} from {} to {}",
        .verb.zh(), .from.zh(), .to.zh(), .verb.en(), .from.en(), .to.en())]
    Step {
        /// The event's revision.
        revision: u32,
        /// The verb.
        verb: Verb,
        /// The stage before it.
        from: Stage,
        /// The stage after it.
        to: Stage,
    },
}

/// Returns the case that a history leads to.
///
/// # Errors
/// [`BrokenHistory`] where the events, oldest first, are no history of one case.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a CaseEvent>) -> Result<Case, BrokenHistory> {
    let mut events = events.into_iter();
    let mut case = events.next().and_then(Case::opened).ok_or(BrokenHistory::Beginning)?;
    for event in events {
        let (revision, verb, to) = (event.revision, event.action.verb(), event.outcome.stage);
        let expected = case.revision.saturating_add(1);
        if revision != expected {
            return Err(BrokenHistory::Revision { expected, found: revision });
        }
        if event.at < case.changed_at {
            return Err(BrokenHistory::Time(revision));
        }
        let rule = Rule::of(verb);
        let leads = if rule.to.is_empty() { to == case.stage } else { rule.to.contains(&to) };
        if !leads || !rule.from.contains(&case.stage) {
            return Err(BrokenHistory::Step { revision, verb, from: case.stage, to });
        }
        case = case.after(event);
    }
    Ok(case)
}

impl Case {
    /// Returns the case that a report begins; `None` for any other event.
    pub fn opened(event: &CaseEvent) -> Option<Self> {
        match &event.action {
            Action::Report(opening) if event.revision == 1 && event.outcome.stage == Stage::Reported => {
                Some(Self::opened_by(opening, event))
            }
            _ => None,
        }
    }

    /// Returns the case that a report begins with this opening.
    pub(super) fn opened_by(opening: &Opening, event: &CaseEvent) -> Self {
        let Opening { id, profile, category, source, point } = *opening;
        let Outcome { stage, version, due_at, step_due_at } = event.outcome;
        Self {
            id,
            profile,
            category,
            version,
            source,
            point,
            reporter: event.actor,
            reporters: 1,
            stage,
            revision: event.revision,
            changed_at: event.at,
            due_at,
            step_due_at,
            times: Times { reported: event.at, ..Times::default() },
            unit: None,
            handler: None,
            checker: None,
            bounces: 0,
            deferrals: 0,
            reworks: 0,
            reopens: 0,
            asked_until: None,
            review_at: None,
            merged_into: None,
        }
    }

    /// Returns the case after an event, which has to be its next one.
    #[must_use]
    pub fn after(&self, event: &CaseEvent) -> Self {
        let CaseEvent { revision, at, actor, action, outcome, .. } = *event;
        let Outcome { stage, version, due_at, step_due_at } = outcome;
        let mut next = Self { stage, version, due_at, step_due_at, revision, changed_at: at, ..*self };
        let times = &mut next.times;
        match action {
            Action::Verify { found: true } | Action::Accept => times.accepted = Some(at),
            Action::Merge { into } => next.merged_into = Some(into),
            Action::Absorb { reporters, .. } => next.reporters = self.reporters.saturating_add(reporters),
            Action::File => times.filed = Some(at),
            Action::Dispatch { unit } => {
                times.dispatched = Some(at);
                next.unit = Some(unit);
            }
            Action::Redispatch { unit } | Action::Rule { unit } => next.unit = Some(unit),
            Action::Return => next.bounces = self.bounces.saturating_add(1),
            Action::AskDeferral { until } => next.asked_until = Some(until),
            Action::ApproveDeferral { .. } => {
                next.asked_until = None;
                next.deferrals = self.deferrals.saturating_add(1);
            }
            Action::RefuseDeferral => next.asked_until = None,
            Action::Suspend { review_at } => next.review_at = Some(review_at),
            Action::Resume => next.review_at = None,
            Action::FeedBack => {
                times.fed_back = Some(at);
                next.handler = Some(actor);
            }
            Action::HandleOnTheSpot => {
                for time in [&mut times.accepted, &mut times.filed, &mut times.dispatched] {
                    time.get_or_insert(at);
                }
                times.fed_back = Some(at);
                next.handler = Some(actor);
            }
            Action::Appoint { checker } => next.checker = Some(checker),
            Action::Pass => times.closed = Some(at),
            Action::Fail => {
                next.checker = None;
                next.reworks = self.reworks.saturating_add(1);
            }
            Action::Reopen => {
                *times = Times { dispatched: None, fed_back: None, closed: None, published: None, ..*times };
                next = Self { unit: None, handler: None, checker: None, bounces: 0, deferrals: 0, ..next };
                next.reopens = self.reopens.saturating_add(1);
            }
            Action::Publish => times.published = Some(at),
            Action::Report(_)
            | Action::AskVerification
            | Action::Verify { found: false }
            | Action::Refuse
            | Action::Sign
            | Action::Dispute
            | Action::Comment => {}
        }
        next
    }
}
