//! Due times, and how far a limit is used up.

use super::{Calendar, day::MINUTE_MS};
use crate::{Limit, LimitUnit};

/// Returns when a limit that begins at `from` (milliseconds since 1970) is over.
///
/// Work hours and work days count on the calendar, a work day being a full day's work hours: one work day from Monday 10:00 is
/// Tuesday 10:00. Clock hours and days count at night and on holidays too. A limit of nothing is over at `from`.
///
/// ```
/// use model::{Calendar, Day, Limit, LimitUnit, WorkHours, due};
/// let calendar = Calendar::new(WorkHours::default(), [])?;
/// let hour = 3_600_000;
/// let friday = "2026-03-06".parse::<Day>()?.start_ms();
/// let two = Limit { value: 2, unit: LimitUnit::WorkHour };
/// assert_eq!(due(two, friday + 16 * hour, &calendar), friday + (3 * 24 + 10) * hour);
/// # Ok::<(), model::CalendarError>(())
/// ```
pub fn due(limit: Limit, from: i64, calendar: &Calendar) -> i64 {
    let value = i64::from(limit.value);
    match limit.unit {
        LimitUnit::WorkHour => calendar.after_work(from, value * 60 * MINUTE_MS),
        LimitUnit::WorkDay => calendar.after_work(from, value * calendar.workday_ms()),
        LimitUnit::ClockHour => from.saturating_add(value * 60 * MINUTE_MS),
        LimitUnit::ClockDay => from.saturating_add(value * 1_440 * MINUTE_MS),
    }
}

/// A limit that runs: since when, until when, and whether out of work hours too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// Its beginning: milliseconds since 1970.
    pub from: i64,
    /// Its end, the last moment in time.
    pub due: i64,
    /// The unit it was set in, which says what time counts.
    pub unit: LimitUnit,
}

/// How much of a limit is used, in milliseconds of the time that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// What is used so far.
    pub spent_ms: i64,
    /// What was allowed.
    pub allowed_ms: i64,
}

impl Share {
    /// Returns it as whole percents, rounded down; at least 100 where nothing was allowed.
    pub fn percent(self) -> i64 {
        if self.allowed_ms <= 0 { 100 } else { self.spent_ms.saturating_mul(100) / self.allowed_ms }
    }
}

/// How a deadline stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// 正常.
    OnTrack,
    /// 即将超期: little of the limit is left.
    DueSoon,
    /// 超期.
    Overdue,
}

impl Standing {
    /// All, best first.
    pub const ALL: [Self; 3] = [Self::OnTrack, Self::DueSoon, Self::Overdue];

    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnTrack => "on_track",
            Self::DueSoon => "due_soon",
            Self::Overdue => "overdue",
        }
    }
}

/// Who is told when so much of a limit is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EscalationTarget {
    /// Who handles the case.
    Handler,
    /// The head of the handling unit.
    UnitHead,
    /// The contracted leader of the road.
    Leader,
}

impl EscalationTarget {
    /// All targets.
    pub const ALL: [Self; 3] = [Self::Handler, Self::UnitHead, Self::Leader];

    /// Returns the identifier used in files and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Handler => "handler",
            Self::UnitHead => "unit_head",
            Self::Leader => "leader",
        }
    }

    /// Returns the target with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// A step of escalation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// When so many percent of the limit are used.
    pub percent: u16,
    /// Who is told.
    pub to: EscalationTarget,
}

impl Escalation {
    /// The steps of DOMAIN.md, Clocks: at 50, 100 and 150 % to handler, unit head and contracted leader.
    pub const DEFAULT: [Self; 3] = [
        Self { percent: 50, to: EscalationTarget::Handler },
        Self { percent: 100, to: EscalationTarget::UnitHead },
        Self { percent: 150, to: EscalationTarget::Leader },
    ];
}

impl Deadline {
    /// Returns the deadline of a limit that begins at `from` (milliseconds since 1970).
    pub fn new(limit: Limit, from: i64, calendar: &Calendar) -> Self {
        Self { from, due: due(limit, from, calendar), unit: limit.unit }
    }

    /// Returns how much of it is used at a moment.
    pub fn share(self, now: i64, calendar: &Calendar) -> Share {
        Share {
            spent_ms: self.between(self.from, now, calendar),
            allowed_ms: self.between(self.from, self.due, calendar),
        }
    }

    /// Returns the milliseconds that are left in the time that counts; negative by how much it is overdue.
    pub fn left(self, now: i64, calendar: &Calendar) -> i64 {
        self.between(now, self.due, calendar)
    }

    /// Tells how it stands at a moment; from `soon_percent` used it is due soon. The due time itself is still in time.
    pub fn standing(self, now: i64, soon_percent: u16, calendar: &Calendar) -> Standing {
        if now > self.due {
            Standing::Overdue
        } else if now >= self.moment(soon_percent, calendar) {
            Standing::DueSoon
        } else {
            Standing::OnTrack
        }
    }

    /// Returns the first moment at which so many percent of it are used: when to look again.
    pub fn moment(self, percent: u16, calendar: &Calendar) -> i64 {
        let allowed = self.between(self.from, self.due, calendar);
        // Rounded up, in parts, so that not even a limit of ages overflows.
        let percent = i64::from(percent);
        let spent = (allowed / 100).saturating_mul(percent).saturating_add((allowed % 100 * percent + 99) / 100);
        if self.unit.is_work() { calendar.after_work(self.from, spent) } else { self.from.saturating_add(spent) }
    }

    /// Iterates over the steps of a ladder that are reached at a moment.
    pub fn escalations<'a>(
        self,
        ladder: &'a [Escalation],
        now: i64,
        calendar: &'a Calendar,
    ) -> impl Iterator<Item = Escalation> + 'a {
        ladder.iter().copied().filter(move |it| now >= self.moment(it.percent, calendar))
    }

    fn between(self, from: i64, to: i64, calendar: &Calendar) -> i64 {
        if self.unit.is_work() { calendar.worked(from, to) } else { to.saturating_sub(from) }
    }
}
