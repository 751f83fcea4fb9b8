//! The one form in which anything is written.

use std::net::IpAddr;

use crate::{
    AccountChange, AccountId, BulkChange, CalendarYear, CaseEvent, Category, CellEdge, District, Event, Happening,
    Incident, IncidentDetail, IncidentId, Leave, LeaveId, LetterChange, Message, Notice, NoticeChange,
    PartitionVersion, PhotoFile, Repartition, RobotChange, Ruling, RulingId, ViewChange, case::Actor,
};

/// Who writes a change, and from where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Author {
    /// Who.
    pub actor: Actor,
    /// The address that the request came from, where there was a request.
    pub from: Option<IpAddr>,
}

impl Author {
    /// The program by itself, or whoever runs it on this machine.
    pub const SYSTEM: Self = Self { actor: Actor::System, from: None };
    /// Somebody who did not sign in.
    pub const ANONYMOUS: Self = Self { actor: Actor::Anonymous, from: None };
}

/// One use case's effect: saved whole or not at all.
#[derive(Clone, Debug)]
pub enum Change {
    /// The district is founded: streets, areas, people and duties of an empty store.
    Found(Box<District>),
    /// Incidents are reported.
    Report {
        /// The incidents with all that is known of them.
        reports: Vec<Report>,
        /// The client's key: the same key again is the same report.
        idempotency_key: Option<String>,
    },
    /// A district that was saved before there were edge tables gets its own, of its first version.
    Edges(Vec<CellEdge>),
    /// The partition gets its next version.
    Repartition {
        /// The version.
        version: PartitionVersion,
        /// What it changes.
        change: Box<Repartition>,
        /// Open incidents for whom other people answer from now on.
        rerouted: Vec<Reroute>,
    },
    /// Leaves and rulings are put on record or taken back, or the moment of one that is on record has come.
    Decide {
        /// What is decided; nothing where a moment has come.
        decision: Decision,
        /// Open incidents for whom other people answer from now on.
        rerouted: Vec<Reroute>,
    },
    /// Cases go on.
    Case {
        /// What was done to which.
        deeds: Vec<Deed>,
        /// A ruling that comes of it.
        decision: Decision,
        /// Open incidents for whom other people answer from now on.
        rerouted: Vec<Reroute>,
        /// The client's key: the same key again is the same deed.
        idempotency_key: Option<String>,
    },
    /// People are told what a clock says; what they were told before of the same limit is left out.
    Tell(Vec<Message>),
    /// An account has read its messages up to this number.
    Read {
        /// Who.
        account: AccountId,
        /// Up to which.
        upto: i64,
    },
    /// Where an account's changes came from is erased; that they were made stays on record.
    Forget(AccountId),
    /// A photo is kept; its files are written already. One that is kept already stays as it is.
    Photo(PhotoFile),
    /// A notice is issued, received or answered.
    Notice {
        /// What becomes of it.
        change: NoticeChange,
        /// What it is about.
        incident: IncidentId,
        /// What the incident's history tells of it.
        event: Event,
    },
    /// Something is asked for of many incidents at once, or all of it is answered; what is done to each is a change of its own.
    Bulk(Box<BulkChange>),
    /// A saved view is made, changed or given up.
    View(Box<ViewChange>),
    /// Accounts, sessions or tokens change.
    Account(Box<AccountChange>),
    /// Robots are set up, or where they may be.
    Robot(Box<RobotChange>),
    /// Letters to robots are written, tried, or given up.
    Letter(LetterChange),
    /// Categories get their next versions.
    Categories {
        /// The versions, each above all that its code has.
        versions: Vec<Category>,
        /// When: milliseconds since 1970.
        at: i64,
    },
    /// Years of the calendar are set anew.
    Calendar {
        /// The years, each with a revision above all that it has.
        years: Vec<CalendarYear>,
        /// When: milliseconds since 1970.
        at: i64,
    },
}

/// What was done to an incident's case at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// The incident afterwards.
    pub incident: Incident,
    /// The revision that it had before. Where the store has another one, the whole change is refused.
    pub before: u32,
    /// What was done, oldest first.
    pub events: Vec<CaseEvent>,
}

/// Leaves and rulings that are put on record or taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// New leaves; their ids follow the present ones.
    pub new_leaves: Vec<Leave>,
    /// Leaves that are taken back, and when: milliseconds since 1970.
    pub ended_leaves: Vec<(LeaveId, i64)>,
    /// New rulings and choices; their ids follow the present ones.
    pub new_rulings: Vec<Ruling>,
    /// Rulings and choices that are taken back, and when.
    pub ended_rulings: Vec<(RulingId, i64)>,
}

impl District {
    /// Returns the district with a decision; ends of what is not there are left out.
    #[must_use]
    pub fn decided(&self, decision: &Decision) -> Self {
        let mut next = self.clone();
        next.leaves.extend(decision.new_leaves.iter().copied());
        next.rulings.extend(decision.new_rulings.iter().cloned());
        for (id, at) in &decision.ended_leaves {
            if let Some(it) = next.leaves.get_mut(id.index()) {
                it.ended_at = Some(*at);
            }
        }
        for (id, at) in &decision.ended_rulings {
            if let Some(it) = next.rulings.get_mut(id.index()) {
                it.ended_at = Some(*at);
            }
        }
        next
    }
}

/// An open incident for whom other people answer than before.
#[derive(Clone, Debug, PartialEq)]
pub struct Reroute {
    /// The incident as it is from now on, one revision further.
    pub incident: Incident,
    /// Why these people answer for it, in Chinese.
    pub reason_zh: String,
    /// The same in English.
    pub reason_en: String,
    /// The trace of the answer as JSON.
    pub trace: String,
    /// What happened.
    pub event: Event,
}

/// An incident as it enters the system.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What the live world keeps.
    pub incident: Incident,
    /// What is read only when someone looks.
    pub detail: IncidentDetail,
    /// What happened so far, oldest first; at least the report itself.
    pub events: Vec<Happening>,
}

/// What the operator set otherwise than the program ships it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Versions of categories, by code, then version.
    pub categories: Vec<Category>,
    /// The years of the calendar, each in its newest revision.
    pub calendar: Vec<CalendarYear>,
}

/// Everything the live world is rebuilt from at start.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The district, or `None` in an empty store.
    pub district: Option<District>,
    /// All incidents, by time of report, then id.
    pub incidents: Vec<Incident>,
    /// All notices, by id.
    pub notices: Vec<Notice>,
    /// What the operator set.
    pub settings: Settings,
}
