//! The table of transitions (DOMAIN.md, Case flow).

use super::{Guard, Need, Verb};
use crate::{
    AccountRole::{self, Acceptor, Dispatcher, GridMember, HandlingUnit, Inspector, Leader, Office, Supervisor},
    Stage::{
        self, Accepted, AwaitingCheck, Closed, Deferred, Dispatched, Disputed, Filed, Handling, Rejected, Reopened,
        Reported, Returned, Rework, Suspended, Verifying, Void,
    },
};

/// Whether the program may do something by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Automatic {
    /// Only people may.
    No,
    /// It may.
    Yes,
    /// Where the profile accepts reports by staff by themselves.
    Accept,
    /// Where the profile files reports by staff with a unique route by themselves.
    File,
    /// Where the profile dispatches cases with a unique route by themselves, and only along that route.
    Dispatch,
}

/// A line of the table: what it takes for a verb, and where it leads.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The verb.
    pub verb: Verb,
    /// The stages in which it is open.
    pub from: &'static [Stage],
    /// The stages that it may lead to; empty where the case stays where it is.
    pub to: &'static [Stage],
    /// Who may.
    pub who: &'static [AccountRole],
    /// Whether the reporter may too, whoever that is.
    pub reporter: bool,
    /// Whether the program may.
    pub automatic: Automatic,
    /// What must be so, given the case, the actor and the time.
    pub guards: &'static [Guard],
    /// What must come with it.
    pub needs: &'static [Need],
}

/// Those who may handle what was sent to them.
const HANDLERS: &[AccountRole] = &[HandlingUnit, GridMember, Leader, Supervisor];

/// Those who may check.
const CHECKERS: &[AccountRole] = &[GridMember, Supervisor, Inspector];

/// All but residents.
const STAFF: &[AccountRole] = AccountRole::ALL.split_at(1).1;

/// Where somebody of the staff has the case in hand and nothing is being decided about it.
const STAFF_STAGES: &[Stage] =
    &[Reported, Verifying, Accepted, Filed, Dispatched, Handling, Returned, Rework, Reopened];

/// Where a case is open.
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

const PLAIN: Rule = Rule {
    verb: Verb::Comment,
    from: &[],
    to: &[],
    who: &[],
    reporter: false,
    automatic: Automatic::No,
    guards: &[],
    needs: &[],
};

/// The table. Each verb has one line, in the order of [`Verb::ALL`].
///
/// Beyond the table of DOMAIN.md, so that no case is lost: a unit signs rework too; the dispatcher may send rework to another
/// unit; a deferral may be refused; a suspended case is resumed.
pub const RULES: &[Rule] = &[
    Rule { verb: Verb::Report, to: &[Reported], who: &AccountRole::ALL, ..PLAIN },
    Rule { verb: Verb::AskVerification, from: &[Reported], to: &[Verifying], who: &[Acceptor], ..PLAIN },
    Rule {
        verb: Verb::Verify,
        from: &[Verifying],
        to: &[Accepted, Rejected],
        who: &[GridMember, Supervisor, Inspector],
        guards: &[Guard::NotReporter],
        needs: &[Need::Photo],
        ..PLAIN
    },
    Rule {
        verb: Verb::Accept,
        from: &[Reported],
        to: &[Accepted],
        who: &[Acceptor],
        automatic: Automatic::Accept,
        guards: &[Guard::NoVerification],
        ..PLAIN
    },
    Rule {
        verb: Verb::Merge,
        from: &[Reported, Accepted],
        to: &[Void],
        who: &[Acceptor],
        needs: &[Need::OtherCase],
        ..PLAIN
    },
    Rule { verb: Verb::Absorb, from: OPEN, who: &[Acceptor], needs: &[Need::OtherCase], ..PLAIN },
    Rule { verb: Verb::File, from: &[Accepted], to: &[Filed], who: &[Supervisor], automatic: Automatic::File, ..PLAIN },
    Rule {
        verb: Verb::Refuse,
        from: &[Accepted],
        to: &[Rejected],
        who: &[Supervisor],
        needs: &[Need::Reason],
        ..PLAIN
    },
    Rule {
        verb: Verb::Dispatch,
        from: &[Filed, Reopened],
        to: &[Dispatched],
        who: &[Dispatcher],
        automatic: Automatic::Dispatch,
        needs: &[Need::OwnRoute],
        ..PLAIN
    },
    Rule {
        verb: Verb::Sign,
        from: &[Dispatched, Rework],
        to: &[Handling],
        who: HANDLERS,
        guards: &[Guard::Assigned],
        ..PLAIN
    },
    Rule {
        verb: Verb::Return,
        from: &[Dispatched, Handling],
        to: &[Returned],
        who: HANDLERS,
        guards: &[Guard::Assigned, Guard::ReturnsLeft],
        needs: &[Need::Reason],
        ..PLAIN
    },
    Rule {
        verb: Verb::Redispatch,
        from: &[Returned, Rework],
        to: &[Dispatched],
        who: &[Dispatcher],
        guards: &[Guard::NotOnlyDispute],
        ..PLAIN
    },
    Rule {
        verb: Verb::Dispute,
        from: &[Returned],
        to: &[Disputed],
        who: &[Dispatcher],
        needs: &[Need::Reason],
        ..PLAIN
    },
    Rule {
        verb: Verb::Rule,
        from: &[Disputed],
        to: &[Dispatched],
        who: &[Supervisor],
        needs: &[Need::Reason],
        ..PLAIN
    },
    Rule {
        verb: Verb::AskDeferral,
        from: &[Handling],
        to: &[Deferred],
        who: HANDLERS,
        guards: &[Guard::Assigned, Guard::DeferralsLeft, Guard::InTime],
        needs: &[Need::Reason, Need::LaterDue],
        ..PLAIN
    },
    Rule {
        verb: Verb::ApproveDeferral,
        from: &[Deferred],
        to: &[Handling],
        who: &[Supervisor, Leader],
        guards: &[Guard::NotUnit],
        needs: &[Need::LaterDue],
        ..PLAIN
    },
    Rule {
        verb: Verb::RefuseDeferral,
        from: &[Deferred],
        to: &[Handling],
        who: &[Supervisor, Leader],
        needs: &[Need::Reason],
        ..PLAIN
    },
    Rule {
        verb: Verb::Suspend,
        from: &[Handling],
        to: &[Suspended],
        who: &[Leader],
        needs: &[Need::Reason, Need::ReviewAhead],
        ..PLAIN
    },
    Rule { verb: Verb::Resume, from: &[Suspended], to: &[Handling], who: &[Leader, Supervisor], ..PLAIN },
    Rule {
        verb: Verb::FeedBack,
        from: &[Handling, Rework],
        to: &[AwaitingCheck],
        who: HANDLERS,
        guards: &[Guard::Assigned],
        needs: &[Need::After],
        ..PLAIN
    },
    Rule {
        verb: Verb::HandleOnTheSpot,
        from: STAFF_STAGES,
        to: &[AwaitingCheck],
        who: &[GridMember],
        guards: &[Guard::OnTheSpot],
        needs: &[Need::Before, Need::After],
        ..PLAIN
    },
    Rule {
        verb: Verb::Appoint,
        from: &[AwaitingCheck],
        who: &[Supervisor, Acceptor],
        automatic: Automatic::Yes,
        needs: &[Need::FitChecker],
        ..PLAIN
    },
    Rule {
        verb: Verb::Pass,
        from: &[AwaitingCheck],
        to: &[Closed],
        who: CHECKERS,
        guards: &[Guard::NotHandler, Guard::Appointed],
        ..PLAIN
    },
    Rule {
        verb: Verb::Fail,
        from: &[AwaitingCheck],
        to: &[Rework],
        who: CHECKERS,
        guards: &[Guard::NotHandler, Guard::Appointed],
        needs: &[Need::Reason],
        ..PLAIN
    },
    Rule {
        verb: Verb::Reopen,
        from: &[Closed],
        to: &[Reopened],
        who: &[Inspector],
        reporter: true,
        guards: &[Guard::ReopenOpen],
        needs: &[Need::Reason],
        ..PLAIN
    },
    Rule {
        verb: Verb::Publish,
        from: &[Closed],
        to: &[Closed],
        who: &[Office],
        guards: &[Guard::NotPublished],
        ..PLAIN
    },
    Rule { verb: Verb::Comment, from: &Stage::ALL, who: STAFF, reporter: true, needs: &[Need::Reason], ..PLAIN },
];

impl Rule {
    /// Returns the line of a verb.
    ///
    /// ```
    /// use model::{Stage, case::{Rule, Verb}};
    /// assert_eq!(Rule::of(Verb::Sign).from, [Stage::Dispatched, Stage::Rework]);
    /// ```
    pub fn of(verb: Verb) -> &'static Self {
        &RULES[verb as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_verb_has_its_line() {
        assert_eq!(RULES.iter().map(|it| it.verb).collect::<Vec<_>>(), Verb::ALL);
        assert!(Verb::ALL.iter().all(|it| Rule::of(*it).verb == *it && Verb::parse(it.as_str()) == Some(*it)));
    }

    #[test]
    fn every_open_stage_can_be_left_and_every_stage_reached() {
        for stage in Stage::ALL {
            let left = RULES.iter().any(|it| it.from.contains(&stage) && it.to.iter().any(|to| *to != stage));
            assert_eq!(left, stage.is_open() || stage == Closed, "{stage:?}");
            assert!(RULES.iter().any(|it| it.to.contains(&stage)), "{stage:?}");
        }
        assert!(Stage::ALL.iter().all(|it| OPEN.contains(it) == it.is_open()));
    }
}
