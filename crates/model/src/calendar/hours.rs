//! The hours of a working day.

use std::{fmt, str::FromStr};

use super::{CalendarError, day::MINUTE_MS};
use crate::Hours;

/// The hours in which people work on a workday: at least one stretch, in order, apart from each other, none over midnight.
///
/// ```
/// use model::WorkHours;
/// let hours: WorkHours = "09:00-12:00 13:00-17:00".parse()?;
/// assert_eq!(hours, WorkHours::default());
/// assert_eq!((hours.minutes(), hours.to_string()), (420, "09:00-12:00 13:00-17:00".into()));
/// # Ok::<(), model::CalendarError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkHours(Vec<Hours>);

impl Default for WorkHours {
    /// 09–12 and 13–17 (DOMAIN.md, Clocks).
    fn default() -> Self {
        Self(vec![Hours { from: 540, to: 720 }, Hours { from: 780, to: 1_020 }])
    }
}

impl WorkHours {
    /// Makes them of stretches.
    ///
    /// # Errors
    /// When there are none, one is empty or ends after midnight, or they are not in order.
    pub fn new(stretches: Vec<Hours>) -> Result<Self, CalendarError> {
        let sound = stretches.iter().all(|it| it.from < it.to && it.to <= 1_440);
        let ordered = stretches.windows(2).all(|pair| pair[0].to <= pair[1].from);
        let hours = Self(stretches);
        if sound && ordered && !hours.0.is_empty() { Ok(hours) } else { Err(CalendarError::Hours(hours.to_string())) }
    }

    /// Returns the stretches in order.
    pub fn stretches(&self) -> &[Hours] {
        &self.0
    }

    /// Returns how many minutes a workday has.
    pub fn minutes(&self) -> u16 {
        self.0.iter().map(|it| it.minutes()).sum()
    }

    /// Returns the milliseconds of work between midnight and `ms` after it.
    pub(super) fn worked(&self, ms: i64) -> i64 {
        let part = |it: &Hours| (ms.min(i64::from(it.to) * MINUTE_MS) - i64::from(it.from) * MINUTE_MS).max(0);
        self.0.iter().map(part).sum()
    }

    /// Returns the first moment (milliseconds after midnight) by which `work_ms` are worked; `work_ms` is at most a day's.
    pub(super) fn reached(&self, work_ms: i64) -> i64 {
        let mut left = work_ms;
        for it in &self.0 {
            let length = i64::from(it.minutes()) * MINUTE_MS;
            if left <= length {
                return i64::from(it.from) * MINUTE_MS + left;
            }
            left -= length;
        }
        1_440 * MINUTE_MS
    }
}

impl fmt::Display for WorkHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, it) in self.0.iter().enumerate() {
            let gap = if at == 0 { "" } else { " " };
            write!(f, "{gap}{:02}:{:02}-{:02}:{:02}", it.from / 60, it.from % 60, it.to / 60, it.to % 60)?;
        }
        Ok(())
    }
}

impl FromStr for WorkHours {
    type Err = CalendarError;

    /// Reads stretches such as `09:00-12:00`, parted by spaces.
    fn from_str(text: &str) -> Result<Self, CalendarError> {
        let minute = |text: &str| {
            let (hour, minute) = text.split_once(':')?;
            let number = |it: &str| (it.len() == 2).then(|| it.parse::<u16>().ok()).flatten();
            let (hour, minute) = (number(hour)?, number(minute)?);
            (minute < 60).then_some(hour * 60 + minute)
        };
        let stretch = |it: &str| {
            let (from, to) = it.split_once('-')?;
            Some(Hours { from: minute(from)?, to: minute(to)? })
        };
        let stretches = text.split_whitespace().map(stretch).collect::<Option<Vec<_>>>();
        stretches.and_then(|it| Self::new(it).ok()).ok_or_else(|| CalendarError::Hours(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_that_are_none_or_out_of_order_are_refused() {
        for text in [
            "",
            "09:00",
            "9:00-12:00",
            "12:00-09:00",
            "09:00-09:00",
            "13:00-17:00 09:00-12:00",
            "09:00-24:01",
            "09:00-12:00 11:00-13:00",
            "09:60-12:00",
            "22:00-06:00",
        ] {
            assert_eq!(text.parse::<WorkHours>(), Err(CalendarError::Hours(text.into())), "{text}");
        }
        assert_eq!("00:00-24:00".parse::<WorkHours>().unwrap().minutes(), 1_440);
    }
}
