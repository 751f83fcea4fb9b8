//! What must be so before a deed is open: given the case, who acts and the time, whatever comes with the deed.

use super::{Actor, Automatic, Case, Rule, Setting, Why};
use crate::{AccountRole, Stage};

/// A condition on case, actor and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Reports by the public are verified on the spot first, where the profile says so.
    NoVerification,
    /// Whoever verifies is not the reporter.
    NotReporter,
    /// The case was sent to the actor, or to somebody on leave for whom the actor stands in.
    Assigned,
    /// The case was not sent to the actor.
    NotUnit,
    /// Units have not used up their returns.
    ReturnsLeft,
    /// A returned case of which the returns are used up can only be disputed.
    NotOnlyDispute,
    /// The case may be deferred once more.
    DeferralsLeft,
    /// The case is not overdue.
    InTime,
    /// The category may be handled on the spot.
    OnTheSpot,
    /// The actor neither handled the case nor belongs to the unit that it was sent to.
    NotHandler,
    /// Where a checker was appointed, it is the actor; inspectors and supervisors may step in.
    Appointed,
    /// The time for reopening is not over.
    ReopenOpen,
    /// The case is not published yet.
    NotPublished,
}

impl Guard {
    /// Checks the condition at a moment (milliseconds since 1970).
    pub(super) fn check(self, case: &Case, actor: Actor, at: i64, setting: &Setting<'_>) -> Result<(), Why> {
        let Setting { category, profile, calendar, stand_in, .. } = *setting;
        let person = actor.person();
        let of_unit = person.is_some() && (person == case.unit || person == stand_in);
        let hold = |holds: bool, why: Why| if holds { Ok(()) } else { Err(why) };
        match self {
            Self::NoVerification => hold(!profile.verify_public || case.source.is_staff(), Why::VerifyFirst),
            Self::NotReporter => hold(!actor.is(case.reporter), Why::OwnReport),
            Self::Assigned => hold(of_unit, Why::NotYours),
            Self::NotUnit => hold(!of_unit, Why::OwnRequest),
            Self::ReturnsLeft => hold(case.bounces < profile.max_returns, Why::NoReturnsLeft(profile.max_returns)),
            Self::NotOnlyDispute => {
                let only = case.stage == Stage::Returned && case.bounces >= profile.max_returns;
                hold(!only, Why::OnlyDispute(case.bounces))
            }
            Self::DeferralsLeft => {
                hold(case.deferrals < profile.max_deferrals, Why::NoDeferralsLeft(profile.max_deferrals))
            }
            Self::InTime => hold(case.due_at.is_none_or(|it| at <= it), Why::Overdue),
            Self::OnTheSpot => hold(category.on_the_spot, Why::NotOnTheSpot),
            Self::NotHandler => hold(!case.is_handler(actor), Why::OwnWork),
            Self::Appointed => {
                let steps_in = matches!(actor.role(), Some(AccountRole::Inspector | AccountRole::Supervisor));
                hold(steps_in || case.checker.is_none_or(|it| person == Some(it)), Why::NotAppointed)
            }
            Self::ReopenOpen => {
                let until = case.times.closed.map_or(i64::MIN, |it| profile.reopen_until(it, calendar));
                hold(at <= until, Why::ReopenOver { until })
            }
            Self::NotPublished => hold(case.times.published.is_none(), Why::Published),
        }
    }
}

impl Rule {
    /// Tells whether the deed is open to an actor at a moment, whatever comes with it.
    pub(super) fn open_to(&self, case: &Case, actor: Actor, at: i64, setting: &Setting<'_>) -> Result<(), Why> {
        if !self.from.contains(&case.stage) {
            return Err(Why::Stage { from: self.from });
        }
        let may = match actor.role() {
            Some(role) => self.who.contains(&role) || (self.reporter && actor.is(case.reporter)),
            None => self.automatic.holds(case, setting),
        };
        if !may {
            return Err(Why::Role { who: self.who, reporter: self.reporter });
        }
        self.guards.iter().try_for_each(|it| it.check(case, actor, at, setting))
    }
}

impl Automatic {
    /// Tells whether the program may do it by itself.
    fn holds(self, case: &Case, setting: &Setting<'_>) -> bool {
        let Setting { profile, route, .. } = *setting;
        let unique = route.is_some_and(|it| it.confidence.may_dispatch());
        match self {
            Self::No => false,
            Self::Yes => true,
            Self::Accept => profile.accept_staff && case.source.is_staff(),
            Self::File => profile.file_unique && case.source.is_staff() && unique,
            Self::Dispatch => profile.dispatch_unique && unique,
        }
    }
}
