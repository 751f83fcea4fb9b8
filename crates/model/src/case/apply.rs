//! Doing something to a case.

use super::{Action, Actor, Case, CaseEvent, FlowProfile, Opening, Outcome, Photo, RULES, Refusal, Rule, Verb, Why};
use crate::{Calendar, Category, Confidence, PersonId, Point, StageLimits};

/// Where routing would send a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// To whom.
    pub unit: PersonId,
    /// How sure that is.
    pub confidence: Confidence,
}

/// The tables that a case is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The category, in the version that the case was filed under; before filing in the one that holds.
    pub category: &'a Category,
    /// The profile that the case flows by.
    pub profile: &'a FlowProfile,
    /// The work calendar.
    pub calendar: &'a Calendar,
    /// Where routing would send the case, where that was asked.
    pub route: Option<Route>,
    /// Who stands in for the unit that has the case, while that is on leave.
    pub stand_in: Option<PersonId>,
}

impl Setting<'_> {
    /// Returns how long the case may stay in each stage.
    pub fn limits(&self) -> StageLimits {
        self.category.stage_limits.or(&self.profile.limits)
    }
}

/// A deed that somebody wants to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The revision that the actor saw; `None` where it does not matter.
    pub seen: Option<u32>,
    /// When: milliseconds since 1970.
    pub at: i64,
    /// Who.
    pub actor: Actor,
    /// What.
    pub action: Action,
    /// What is said.
    pub note: String,
    /// Photos that come with it.
    pub photos: Vec<Photo>,
    /// Where the actor is, where known.
    pub place: Option<Point>,
}

impl Move {
    /// Returns a deed without text and photos.
    pub const fn new(at: i64, actor: Actor, action: Action) -> Self {
        Self { seen: None, at, actor, action, note: String::new(), photos: Vec::new(), place: None }
    }

    /// Returns it with a text.
    #[must_use]
    pub fn saying(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// Returns it with photos.
    #[must_use]
    pub fn showing(self, photos: impl Into<Vec<Photo>>) -> Self {
        Self { photos: photos.into(), ..self }
    }
}

impl Case {
    /// Opens a case. Whether the report is sound (place, category, text) was checked before.
    pub fn open(opening: Opening, report: &Move, setting: &Setting<'_>) -> (Self, CaseEvent) {
        let outcome = Outcome::of_report(report.at, setting);
        let event = report.event(1, report.at, Action::Report(opening), outcome);
        (Self::opened_by(&opening, &event), event)
    }

    /// Does something to the case: returns the case afterwards, and the event that led there.
    ///
    /// A moment before the last event is taken for that one, so that a clock set back stops nobody.
    ///
    /// # Errors
    /// [`Refusal`] with the reason, and what is open to the same actor now.
    pub fn apply(&self, it: &Move, setting: &Setting<'_>) -> Result<(Self, CaseEvent), Refusal> {
        let (verb, at) = (it.action.verb(), it.at.max(self.changed_at));
        let rule = Rule::of(verb);
        let fresh = match it.seen {
            Some(seen) if seen != self.revision => Err(Why::Stale { seen, now: self.revision }),
            _ => Ok(()),
        };
        fresh
            .and_then(|()| rule.open_to(self, it.actor, at, setting))
            .and_then(|()| rule.needs.iter().try_for_each(|need| need.check(self, it, at, setting)))
            .map_err(|why| self.refusal(verb, why, it.actor, at, setting))?;
        let outcome = Outcome::of(self, it.action, at, setting);
        let event = it.event(self.revision.saturating_add(1), at, it.action, outcome);
        Ok((self.after(&event), event))
    }

    /// Returns what is open to an actor at a moment, in the order of the case flow. What has to come with it is not looked at;
    /// absorbing is left out, for it follows from a merge.
    pub fn legal(&self, actor: Actor, at: i64, setting: &Setting<'_>) -> Vec<Verb> {
        let at = at.max(self.changed_at);
        let orders = RULES.iter().filter(|it| it.verb != Verb::Absorb);
        orders.filter(|it| it.open_to(self, actor, at, setting).is_ok()).map(|it| it.verb).collect()
    }

    /// Returns the refusal of a verb.
    pub(super) fn refusal(&self, verb: Verb, why: Why, actor: Actor, at: i64, setting: &Setting<'_>) -> Refusal {
        Refusal { verb, stage: self.stage, why, legal: self.legal(actor, at, setting) }
    }
}

impl Move {
    /// Returns the event that it becomes.
    fn event(&self, revision: u32, at: i64, action: Action, outcome: Outcome) -> CaseEvent {
        let Self { actor, place, .. } = *self;
        CaseEvent { revision, at, actor, action, outcome, note: self.note.clone(), photos: self.photos.clone(), place }
    }
}
