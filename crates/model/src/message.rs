//! Messages to people: what a deed or a clock tells whom.

use crate::{
    AccountId, AccountRole, Case, CaseEvent, Deadline, EscalationTarget, IncidentId, PersonId,
    case::{Action, Actor, Rule, Setting, Verb},
};

/// To whom a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Recipient {
    /// One account.
    Account(AccountId),
    /// All accounts of a person or unit.
    Person(PersonId),
    /// All accounts of a role.
    Role(AccountRole),
}

/// What a message tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageKind {
    /// A case was sent to the recipient.
    Dispatched,
    /// A unit returned a case.
    Returned,
    /// A case is disputed.
    Disputed,
    /// A unit asks to defer a case.
    DeferralAsked,
    /// A deferral was approved.
    DeferralApproved,
    /// A deferral was refused.
    DeferralRefused,
    /// The recipient is to check a case.
    CheckAppointed,
    /// A case did not pass the check and comes back.
    Rework,
    /// A case that the recipient reported is closed.
    Closed,
    /// A notice was issued to the recipient.
    NoticeIssued,
    /// So much of the limit of handling is used up.
    Escalated {
        /// Whole percents.
        percent: u16,
        /// When the limit ends: milliseconds since 1970.
        due_at: i64,
    },
}

impl MessageKind {
    /// All kinds without figures.
    const PLAIN: [Self; 10] = [
        Self::Dispatched,
        Self::Returned,
        Self::Disputed,
        Self::DeferralAsked,
        Self::DeferralApproved,
        Self::DeferralRefused,
        Self::CheckAppointed,
        Self::Rework,
        Self::Closed,
        Self::NoticeIssued,
    ];

    const fn words(self) -> [&'static str; 3] {
        match self {
            Self::Dispatched => ["dispatched", "新案件派给您", "a case was sent to you"],
            Self::Returned => ["returned", "案件被回退", "a case was returned"],
            Self::Disputed => ["disputed", "案件有争议，待裁定", "a case is disputed and waits for a ruling"],
            Self::DeferralAsked => ["deferral_asked", "申请延期，待审批", "a deferral is asked for"],
            Self::DeferralApproved => ["deferral_approved", "延期已批准", "the deferral was approved"],
            Self::DeferralRefused => ["deferral_refused", "延期未批准", "the deferral was refused"],
            Self::CheckAppointed => ["check_appointed", "请您核查案件", "you are to check a case"],
            Self::Rework => ["rework", "核查不通过，请返工", "a case did not pass the check"],
            Self::Closed => ["closed", "您上报的案件已结案", "a case that you reported is closed"],
            Self::NoticeIssued => ["notice_issued", "收到督办或整改通知", "a notice was issued to you"],
            Self::Escalated { percent: 0..100, .. } => ["escalated", "处置时限将到", "the limit of a case runs out"],
            Self::Escalated { .. } => ["escalated", "案件超期", "a case is overdue"],
        }
    }

    /// Returns what it says in a group, to which nothing was sent and which is nobody's superior: Chinese and English.
    pub const fn in_group(self) -> (&'static str, &'static str) {
        match self {
            Self::Dispatched => ("新案件已派遣", "a case was dispatched"),
            Self::CheckAppointed => ("案件待核查", "a case is to be checked"),
            Self::Rework => ("核查不通过，须返工", "a case did not pass the check"),
            Self::Closed => ("案件已结案", "a case is closed"),
            Self::NoticeIssued => ("已发督办或整改通知", "a notice was issued"),
            _ => (self.zh(), self.en()),
        }
    }

    /// Iterates over one of each kind; of escalations the overdue one.
    pub fn one_of_each() -> impl Iterator<Item = Self> {
        Self::PLAIN.into_iter().chain([Self::Escalated { percent: 100, due_at: 0 }])
    }

    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        self.words()[0]
    }

    /// Returns what it says in Chinese.
    pub const fn zh(self) -> &'static str {
        self.words()[1]
    }

    /// Returns what it says in English.
    pub const fn en(self) -> &'static str {
        self.words()[2]
    }

    /// Returns the kind with this identifier and these figures, which escalations have.
    pub fn parse(text: &str, escalated: Option<(u16, i64)>) -> Option<Self> {
        match escalated {
            Some((percent, due_at)) => (text == "escalated").then_some(Self::Escalated { percent, due_at }),
            None => Self::PLAIN.into_iter().find(|it| it.as_str() == text),
        }
    }
}

/// What somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// Since when it is so: milliseconds since 1970.
    pub at: i64,
    /// To whom.
    pub to: Recipient,
    /// What.
    pub kind: MessageKind,
    /// About which incident.
    pub incident: IncidentId,
}

impl Message {
    /// Returns what is told of an event, given the case after it. Nobody is told what they did themselves.
    ///
    /// What waits for somebody's decision is told to the roles that may make it ([`crate::case::RULES`]).
    pub fn of_event(case: &Case, event: &CaseEvent) -> Vec<Self> {
        let person = |it: Option<PersonId>| it.map(Recipient::Person).into_iter().collect::<Vec<_>>();
        let who_may = |verb: Verb| Rule::of(verb).who.iter().copied().map(Recipient::Role).collect();
        let (kind, to): (_, Vec<Recipient>) = match event.action {
            Action::Dispatch { unit } | Action::Redispatch { unit } | Action::Rule { unit } => {
                (MessageKind::Dispatched, person(Some(unit)))
            }
            Action::Return => (MessageKind::Returned, who_may(Verb::Redispatch)),
            Action::Dispute => (MessageKind::Disputed, who_may(Verb::Rule)),
            Action::AskDeferral { .. } => (MessageKind::DeferralAsked, who_may(Verb::ApproveDeferral)),
            Action::ApproveDeferral { .. } => (MessageKind::DeferralApproved, person(case.unit)),
            Action::RefuseDeferral => (MessageKind::DeferralRefused, person(case.unit)),
            Action::Appoint { checker } => (MessageKind::CheckAppointed, person(Some(checker))),
            Action::Fail => (MessageKind::Rework, person(case.unit)),
            Action::Pass => {
                let reporter = match case.reporter {
                    Actor::Account { account, .. } => Some(Recipient::Account(account)),
                    Actor::System | Actor::Anonymous => None,
                };
                (MessageKind::Closed, reporter.into_iter().collect())
            }
            _ => return vec![],
        };
        let own = |it: &Recipient| match (*it, event.actor) {
            (Recipient::Person(it), actor) => actor.person() == Some(it),
            (Recipient::Account(it), Actor::Account { account, .. }) => it == account,
            _ => false,
        };
        let told = to.into_iter().filter(|it| !own(it));
        told.map(|to| Self { at: event.at, to, kind, incident: case.id }).collect()
    }

    /// Returns whom the clock of handling tells something, of the steps of the ladder that were reached after one moment and up
    /// to another (milliseconds since 1970); nothing while nobody has to handle the case.
    ///
    /// The handler is the unit or person that has the case; for the head of a unit, whom no register knows, stand the unit and
    /// the supervisors; for the contracted `leader`, where the incident lies on no contracted road, all leaders.
    pub fn of_clock(case: &Case, leader: Option<PersonId>, after: i64, upto: i64, setting: &Setting<'_>) -> Vec<Self> {
        let running = case.standing(upto, setting).and_then(|_| case.deadline(setting.category));
        let Some(deadline) = running else { return vec![] };
        let Deadline { due, .. } = deadline;
        let unit = case.unit.map(Recipient::Person);
        let steps = deadline.escalations(&setting.profile.escalation, upto, setting.calendar);
        let reached = steps.map(|it| (it, deadline.moment(it.percent, setting.calendar))).filter(|it| it.1 > after);
        let told = reached.flat_map(|(step, at)| {
            let to = match step.to {
                EscalationTarget::Handler => [unit, None],
                EscalationTarget::UnitHead => [unit, Some(Recipient::Role(AccountRole::Supervisor))],
                EscalationTarget::Leader => {
                    [Some(leader.map_or(Recipient::Role(AccountRole::Leader), Recipient::Person)), None]
                }
            };
            let kind = MessageKind::Escalated { percent: step.percent, due_at: due };
            to.into_iter().flatten().map(move |to| Self { at, to, kind, incident: case.id })
        });
        told.collect()
    }
}
