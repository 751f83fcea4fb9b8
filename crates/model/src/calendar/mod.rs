//! Work days, work hours and holidays: how much working time lies between two moments, and when so much of it is over.
//!
//! All of it rests on one function that never falls, [`Calendar::work_clock`], and its inverse.

mod day;
mod deadline;
mod hours;

use std::collections::BTreeMap;

use thiserror::Error;

pub use day::Day;
pub use deadline::{Deadline, Escalation, EscalationTarget, Share, Standing, due};
pub use hours::WorkHours;

use day::MINUTE_MS;

/// What a day is other than its day of the week says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OverrideKind {
    /// 放假: nobody works.
    Holiday,
    /// 调休上班: a make-up workday.
    Workday,
}

impl OverrideKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Holiday, Self::Workday];

    /// Returns the identifier used in files and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Holiday => "holiday",
            Self::Workday => "workday",
        }
    }

    /// Returns the kind with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// A day that is a holiday or a make-up workday (调休).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarOverride {
    /// Which day.
    pub day: Day,
    /// What it is.
    pub kind: OverrideKind,
    /// The Chinese name of the holiday that it belongs to.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Who says so; begins with `估计` where the notice of the State Council was not known.
    pub source: String,
}

/// The days of a year as the operator set them: they stand in the place of those that the program ships for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarYear {
    /// The year of the Gregorian calendar.
    pub year: u16,
    /// Counts from 1 how often the year was set.
    pub revision: u32,
    /// Holidays and make-up workdays, each day once, all of this year.
    pub days: Vec<CalendarOverride>,
}

/// What is wrong with a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// Not a date.
    #[error("“{0}”不是日期（如 2026-02-14） / `{0}` is not a date such as 2026-02-14")]
    Day(String),
    /// Not hours of a day.
    #[error(
        "“{0}”不是工作时间（如 09:00-12:00 13:00-17:00） / `{0}` are not work hours such as 09:00-12:00 13:00-17:00"
    )]
    Hours(String),
    /// Twice the same day.
    #[error("{0} 在日历中出现两次 / {0} is listed twice in the calendar")]
    Twice(Day),
    /// A day of another year.
    #[error("{day} 不在 {year} 年 / {day} is not a day of {year}")]
    OtherYear {
        /// The day.
        day: Day,
        /// The year.
        year: u16,
    },
}

/// Which days are worked, and at what hours, in Asia/Shanghai.
///
/// ```
/// use model::{Calendar, Day, WorkHours};
/// let plain = Calendar::new(WorkHours::default(), [])?;
/// let friday: Day = "2026-03-06".parse()?;
/// assert!(plain.is_workday(friday) && !plain.is_workday(Day(friday.0 + 1)));
/// let (from, to) = (friday.start_ms(), Day(friday.0 + 3).start_ms());
/// assert_eq!(plain.worked(from, to), 7 * 3_600_000);
/// # Ok::<(), model::CalendarError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    hours: WorkHours,
    overrides: BTreeMap<Day, CalendarOverride>,
    /// The days that are other than their day of the week says, each with how many workdays all of them up to and with it
    /// add or take.
    shifts: Vec<(Day, i64)>,
}

impl Calendar {
    /// Makes the calendar of work hours and the days that are other than their day of the week says.
    ///
    /// # Errors
    /// A day that is listed twice.
    pub fn new(hours: WorkHours, overrides: impl IntoIterator<Item = CalendarOverride>) -> Result<Self, CalendarError> {
        let mut days = BTreeMap::new();
        for it in overrides {
            let day = it.day;
            if days.insert(day, it).is_some() {
                return Err(CalendarError::Twice(day));
            }
        }
        let mut shifts = Vec::new();
        let mut sum = 0;
        for it in days.values() {
            match (it.kind, it.day.weekday() <= 5) {
                (OverrideKind::Holiday, true) => sum -= 1,
                (OverrideKind::Workday, false) => sum += 1,
                _ => continue,
            }
            shifts.push((it.day, sum));
        }
        Ok(Self { hours, overrides: days, shifts })
    }

    /// Returns the work hours.
    pub const fn hours(&self) -> &WorkHours {
        &self.hours
    }

    /// Iterates over holidays and make-up workdays by day.
    pub fn overrides(&self) -> impl Iterator<Item = &CalendarOverride> {
        self.overrides.values()
    }

    /// Tells whether people work on a day: Monday to Friday but for holidays, and make-up workdays.
    pub fn is_workday(&self, day: Day) -> bool {
        match self.overrides.get(&day) {
            Some(it) => it.kind == OverrideKind::Workday,
            None => day.weekday() <= 5,
        }
    }

    /// Returns the milliseconds of work between two moments (milliseconds since 1970); negative where `to` is before `from`.
    pub fn worked(&self, from: i64, to: i64) -> i64 {
        self.work_clock(to) - self.work_clock(from)
    }

    /// Returns the first moment by which `work_ms` milliseconds of work are over since `from`; `from` itself where `work_ms` is
    /// not above zero.
    pub fn after_work(&self, from: i64, work_ms: i64) -> i64 {
        if work_ms <= 0 { from } else { self.moment(self.work_clock(from).saturating_add(work_ms)).max(from) }
    }

    /// Returns the milliseconds of work of a full workday.
    pub fn workday_ms(&self) -> i64 {
        i64::from(self.hours.minutes()) * MINUTE_MS
    }

    /// Returns the milliseconds of work since the first workday of the count: it stands still out of hours, and never falls.
    fn work_clock(&self, ms: i64) -> i64 {
        let day = Day::of(ms);
        let today = if self.is_workday(day) { self.hours.worked(ms.saturating_sub(day.start_ms())) } else { 0 };
        self.workdays_before(day) * self.workday_ms() + today
    }

    /// Returns the first moment at which the work clock shows `target`: the inverse of [`Calendar::work_clock`].
    fn moment(&self, target: i64) -> i64 {
        // The last millisecond of a workday belongs to it, not to the next morning.
        let done = (target - 1).div_euclid(self.workday_ms());
        let (mut low, mut high) = (Day::of(i64::MIN).0, Day::of(i64::MAX).0);
        while low < high {
            let middle = low + (high - low).div_euclid(2);
            if self.workdays_before(Day(middle + 1)) > done { high = middle } else { low = middle + 1 }
        }
        Day(low).start_ms() + self.hours.reached(target - done * self.workday_ms())
    }

    /// Returns how many workdays lie before a day, counted from one Monday before 1970; negative before that.
    fn workdays_before(&self, day: Day) -> i64 {
        let since_monday = i64::from(day.0) + 3;
        let weekdays = since_monday.div_euclid(7) * 5 + since_monday.rem_euclid(7).min(5);
        let earlier = self.shifts.partition_point(|it| it.0 < day);
        weekdays + earlier.checked_sub(1).map_or(0, |it| self.shifts[it].1)
    }
}
