//! How cases flow in an installation: what runs by itself, how often, how long. Data that the operator may edit.

use crate::{Bilingual, Calendar, Escalation, Limit, LimitUnit, StageLimits, WorkHours, due};

/// A profile: its number in the table of profiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProfileId(pub u8);

/// The settings of the case flow (DOMAIN.md, Case flow).
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own that the operator sets")]
pub struct FlowProfile {
    /// Its number.
    pub id: ProfileId,
    /// Its identifier, for instance `street`.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
    /// Whether reports by staff are accepted by themselves.
    pub accept_staff: bool,
    /// Whether reports by staff with a unique route are filed by themselves.
    pub file_unique: bool,
    /// Whether cases with a unique route are dispatched by themselves.
    pub dispatch_unique: bool,
    /// Whether reports by the public are verified on the spot before they are accepted.
    pub verify_public: bool,
    /// How often units may return a case; after that only a dispute is open.
    pub max_returns: u8,
    /// How often a case may be deferred.
    pub max_deferrals: u8,
    /// How long after closing a case may be reopened; never more than seven days.
    pub reopen: Limit,
    /// How near to the place an after-photo must be, in metres.
    pub photo_radius_m: u16,
    /// Whether an after-photo will do of which nobody knows where it was taken.
    pub photo_unplaced: bool,
    /// When so many percent of a limit are used, the case is due soon.
    pub due_soon_percent: u16,
    /// Who is told when how much of a limit is used.
    pub escalation: Vec<Escalation>,
    /// The hours of work.
    pub hours: WorkHours,
    /// How long a case may stay in each stage, where its category says nothing else.
    pub limits: StageLimits,
}

impl FlowProfile {
    /// The longest time after closing in which a case may be reopened (DOMAIN.md, Case flow).
    pub const REOPEN_AT_MOST: Limit = Limit { value: 7, unit: LimitUnit::ClockDay };

    /// Returns the last moment at which a case that was closed at `closed_at` (milliseconds since 1970) may be reopened.
    pub fn reopen_until(&self, closed_at: i64, calendar: &Calendar) -> i64 {
        due(self.reopen, closed_at, calendar).min(due(Self::REOPEN_AT_MOST, closed_at, calendar))
    }
}
