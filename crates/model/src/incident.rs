//! Incidents (案件): what was reported, where, and who answers for it.

use std::sync::Arc;

use crate::{Case, CaseEvent, CategoryCode, CellId, DutyRole, IncidentId, LonLat, PersonId, Point, SegmentId, Side};

/// Where an incident stands in the case flow (DOMAIN.md, Case flow).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Stage {
    /// 上报.
    Reported,
    /// 核实中.
    Verifying,
    /// 受理.
    Accepted,
    /// 立案.
    Filed,
    /// 派遣.
    Dispatched,
    /// 处置中.
    Handling,
    /// 待核查.
    AwaitingCheck,
    /// 结案.
    Closed,
    /// 回退.
    Returned,
    /// 争议.
    Disputed,
    /// 延期待批: a deferral was asked for and is not decided yet.
    Deferred,
    /// 挂账.
    Suspended,
    /// 返工.
    Rework,
    /// 不立案.
    Rejected,
    /// 作废.
    Void,
    /// 重开.
    Reopened,
}

impl Stage {
    /// All stages, in the order of the national flow, then the side tracks.
    pub const ALL: [Self; 16] = [
        Self::Reported,
        Self::Verifying,
        Self::Accepted,
        Self::Filed,
        Self::Dispatched,
        Self::Handling,
        Self::AwaitingCheck,
        Self::Closed,
        Self::Returned,
        Self::Disputed,
        Self::Deferred,
        Self::Suspended,
        Self::Rework,
        Self::Rejected,
        Self::Void,
        Self::Reopened,
    ];

    /// Returns the identifier used in API, tiles and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Verifying => "verifying",
            Self::Accepted => "accepted",
            Self::Filed => "filed",
            Self::Dispatched => "dispatched",
            Self::Handling => "handling",
            Self::AwaitingCheck => "awaiting_check",
            Self::Closed => "closed",
            Self::Returned => "returned",
            Self::Disputed => "disputed",
            Self::Deferred => "deferred",
            Self::Suspended => "suspended",
            Self::Rework => "rework",
            Self::Rejected => "rejected",
            Self::Void => "void",
            Self::Reopened => "reopened",
        }
    }

    /// Returns the Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Reported => "已上报",
            Self::Verifying => "核实中",
            Self::Accepted => "已受理",
            Self::Filed => "已立案",
            Self::Dispatched => "已派遣",
            Self::Handling => "处置中",
            Self::AwaitingCheck => "待核查",
            Self::Closed => "已结案",
            Self::Returned => "已回退",
            Self::Disputed => "争议中",
            Self::Deferred => "延期待批",
            Self::Suspended => "已挂账",
            Self::Rework => "返工中",
            Self::Rejected => "不予立案",
            Self::Void => "已作废",
            Self::Reopened => "已重开",
        }
    }

    /// Returns the English words.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Verifying => "being verified",
            Self::Accepted => "accepted",
            Self::Filed => "filed",
            Self::Dispatched => "dispatched",
            Self::Handling => "being handled",
            Self::AwaitingCheck => "awaiting its check",
            Self::Closed => "closed",
            Self::Returned => "returned",
            Self::Disputed => "disputed",
            Self::Deferred => "waiting for a deferral",
            Self::Suspended => "suspended",
            Self::Rework => "in rework",
            Self::Rejected => "rejected",
            Self::Void => "void",
            Self::Reopened => "reopened",
        }
    }

    /// Returns the stage with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Tells whether someone still has to act: neither closed nor rejected nor void.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Rejected | Self::Void)
    }
}

/// Who brought the incident in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// A grid member on patrol.
    Member,
    /// A resident through the page.
    Resident,
    /// The hotline (12345).
    Hotline,
    /// An inspection (督查).
    Inspection,
}

impl Source {
    /// All sources.
    pub const ALL: [Self; 4] = [Self::Member, Self::Resident, Self::Hotline, Self::Inspection];

    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Resident => "resident",
            Self::Hotline => "hotline",
            Self::Inspection => "inspection",
        }
    }

    /// Returns the source with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Tells whether staff brought it in.
    pub const fn is_staff(self) -> bool {
        matches!(self, Self::Member | Self::Inspection)
    }
}

/// How sure an answer is: how far the place could move before another person would answer, against the accuracy of the position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// 待选: a person should choose between the candidates.
    Choose,
    /// 较可靠: at least the 68 % radius away from anyone else's ground.
    Likely,
    /// 可靠: at least twice the 68 % radius away.
    Certain,
}

impl Confidence {
    /// All, least sure first.
    pub const ALL: [Self; 3] = [Self::Choose, Self::Likely, Self::Certain];

    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Choose => "choose",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }

    /// Returns the confidence with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Tells whether an incident may be dispatched without a person looking at it first.
    pub const fn may_dispatch(self) -> bool {
        matches!(self, Self::Likely | Self::Certain)
    }
}

/// A place along a road segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoadPosition {
    /// The segment.
    pub segment: SegmentId,
    /// Distance to the centre line in millimetres.
    pub distance_mm: u32,
    /// The side, looking along rising chainage.
    pub side: Side,
    /// Chainage of the foot of the perpendicular, in millimetres from the road's start.
    pub chainage_mm: u32,
}

/// An incident as the live world holds it: all that lists, maps and figures need.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// Its identity.
    pub id: IncidentId,
    /// What it is about.
    pub category: CategoryCode,
    /// The place as reported.
    pub place: LonLat,
    /// The place on the district's lattice.
    pub point: Point,
    /// Where it stands in the case flow.
    pub stage: Stage,
    /// Who brought it in.
    pub source: Source,
    /// When it was reported: milliseconds since 1970-01-01T00:00:00Z.
    pub reported_at: i64,
    /// The unit cell, or `None` outside the district.
    pub cell: Option<CellId>,
    /// The grid member who answers for the cell.
    pub member: Option<PersonId>,
    /// The nearest road, where one is in reach.
    pub road: Option<RoadPosition>,
    /// The leader who holds the road's contract.
    pub leader: Option<PersonId>,
    /// In which capacity someone has to act first; `None` when nobody answers.
    pub primary: Option<DutyRole>,
    /// Who that is, where it is neither the member nor the leader; see [`Incident::primary_person`].
    pub other: Option<PersonId>,
    /// How sure that is; `None` for incidents of before it was told, and outside the district.
    pub confidence: Option<Confidence>,
    /// Whether it is made up for a demonstration.
    pub made_up: bool,
    /// Counts the changes, those of its people too; a change based on an older revision is refused.
    pub revision: u32,
    /// How its case goes on, while that is not settled; `None` later, when the store is asked, and for made-up incidents of before
    /// there were cases.
    pub case: Option<Arc<Case>>,
}

impl Incident {
    /// Returns who has to act first.
    pub fn primary_person(&self) -> Option<PersonId> {
        self.other.or(match self.primary? {
            DutyRole::GridMember => self.member,
            DutyRole::RoadLeader | DutyRole::AlleyChief => self.leader,
            _ => None,
        })
    }
}

/// What is read only when an incident is looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IncidentDetail {
    /// What the reporter wrote.
    pub note: String,
    /// The 68 % radius of the position in metres, where the device told it.
    pub accuracy_m: Option<f64>,
    /// Why these people answer for it, in Chinese, as told to the reporter.
    pub reason_zh: String,
    /// The same in English.
    pub reason_en: String,
    /// The trace of the answer as JSON, as it was told; empty for incidents of before it was kept.
    pub trace: String,
}

/// Something that happened around an incident, which is no deed of the case flow: it went to other people. Never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When: milliseconds since 1970-01-01T00:00:00Z.
    pub at: i64,
    /// The verb, for instance `reroute`.
    pub verb: String,
    /// The stage it led to.
    pub stage: Stage,
    /// What was said.
    pub note: String,
}

/// A line of an incident's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A deed of the case flow.
    Deed(CaseEvent),
    /// Something around it.
    Event(Event),
}

impl Happening {
    /// Returns when it was: milliseconds since 1970.
    pub const fn at(&self) -> i64 {
        match self {
            Self::Deed(it) => it.at,
            Self::Event(it) => it.at,
        }
    }

    /// Returns the stage it led to.
    pub const fn stage(&self) -> Stage {
        match self {
            Self::Deed(it) => it.outcome.stage,
            Self::Event(it) => it.stage,
        }
    }

    /// Returns the deed, where it is one.
    pub const fn deed(&self) -> Option<&CaseEvent> {
        match self {
            Self::Deed(it) => Some(it),
            Self::Event(_) => None,
        }
    }
}

impl From<CaseEvent> for Happening {
    fn from(it: CaseEvent) -> Self {
        Self::Deed(it)
    }
}

impl From<Event> for Happening {
    fn from(it: Event) -> Self {
        Self::Event(it)
    }
}
