//! Days of Asia/Shanghai: fixed +08:00, since China has had no daylight saving since 1991.

use std::{fmt, str::FromStr};

use super::CalendarError;

/// Milliseconds in a minute.
pub(super) const MINUTE_MS: i64 = 60_000;
/// Milliseconds in a day.
const DAY_MS: i64 = 1_440 * MINUTE_MS;
/// Asia/Shanghai is eight hours ahead of UTC.
const OFFSET_MS: i64 = 480 * MINUTE_MS;

/// A day in Asia/Shanghai, counted from 1970-01-01.
///
/// ```
/// use model::Day;
/// let day: Day = "2026-02-14".parse()?;
/// assert_eq!((day.to_string(), day.weekday()), ("2026-02-14".into(), 6));
/// assert_eq!(Day::of(day.start_ms()), day);
/// # Ok::<(), model::CalendarError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(pub i32);

impl Day {
    /// The last day that counts, and with the sign turned the first: some 270,000 years away. Moments beyond are taken
    /// for it, so that no sum of times can overflow.
    const FAR: i64 = 100_000_000;

    /// Returns the day of a moment (milliseconds since 1970-01-01T00:00:00Z).
    pub fn of(ms: i64) -> Self {
        Self(ms.saturating_add(OFFSET_MS).div_euclid(DAY_MS).clamp(-Self::FAR, Self::FAR) as i32)
    }

    /// Returns the day's first moment: midnight in Shanghai, in milliseconds since 1970-01-01T00:00:00Z.
    pub const fn start_ms(self) -> i64 {
        self.0 as i64 * DAY_MS - OFFSET_MS
    }

    /// Returns the day of the week: 1 Monday to 7 Sunday.
    pub const fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        (self.0 as i64 + 3).rem_euclid(7) as u8 + 1
    }

    /// Returns the day of this date of the Gregorian calendar, or `None` where there is none.
    ///
    /// ```
    /// use model::Day;
    /// assert!(Day::from_date(2028, 2, 29).is_some());
    /// assert!(Day::from_date(2026, 2, 29).is_none());
    /// ```
    pub fn from_date(year: u16, month: u8, day: u8) -> Option<Self> {
        // Years that begin in March put the leap day last; 306 days lie between 1 March and the year's end.
        let (y, m) = (i64::from(year) - i64::from(month <= 2), (i64::from(month) + 9) % 12);
        let found = Self(
            (y * 365 + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (m * 306 + 5) / 10 + i64::from(day)
                - 719_469) as i32,
        );
        (found.date() == (i32::from(year), month, day)).then_some(found)
    }

    /// Returns the year.
    pub fn year(self) -> i32 {
        self.date().0
    }

    /// Returns year, month (1–12) and day (1–31).
    pub fn date(self) -> (i32, u8, u8) {
        let n = i64::from(self.0) + 719_468;
        let (era, of_era) = (n.div_euclid(146_097), n.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let m = (5 * of_year + 2) / 153;
        let day = of_year - (153 * m + 2) / 5 + 1;
        let month = if m < 10 { m + 3 } else { m - 9 };
        ((era * 400 + year_of_era + i64::from(month <= 2)) as i32, month as u8, day as u8)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = CalendarError;

    /// Reads `2026-02-14`.
    fn from_str(text: &str) -> Result<Self, CalendarError> {
        let read = || {
            let mut parts = text.splitn(3, '-');
            let mut next =
                |length| parts.next().filter(|it| it.len() == length && it.bytes().all(|it| it.is_ascii_digit()));
            let (year, month, day) = (next(4)?, next(2)?, next(2)?);
            Self::from_date(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        };
        read().ok_or_else(|| CalendarError::Day(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_has_its_date_and_the_date_its_day() {
        let first = Day::from_date(1900, 1, 1).unwrap();
        assert_eq!((first.0, first.weekday()), (-25_567, 1));
        let mut expected = (1900, 1, 1);
        for n in first.0..first.0 + 146_097 {
            let (year, month, day) = Day(n).date();
            assert_eq!((year, month, day), expected);
            assert_eq!(Day::from_date(year as u16, month, day), Some(Day(n)));
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month as usize - 1];
            expected = match (month, day) {
                (12, 31) => (year + 1, 1, 1),
                _ if day == length => (year, month + 1, 1),
                _ => (year, month, day + 1),
            };
        }
    }

    #[test]
    fn a_day_begins_at_midnight_in_shanghai() {
        let day: Day = "2026-01-01".parse().unwrap();
        assert_eq!(day.start_ms(), 1_767_196_800_000, "2025-12-31T16:00:00Z");
        assert_eq!(Day::of(day.start_ms() - 1).to_string(), "2025-12-31");
        assert_eq!([Day::of(i64::MAX), Day::of(i64::MIN)], [Day(100_000_000), Day(-100_000_000)]);
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "2026-2-14", "2026-02-30", "2026-13-01", "2026-00-10", "2026-02-14x", "+026-02-14", "2026-02"]
        {
            assert_eq!(text.parse::<Day>(), Err(CalendarError::Day(text.into())), "{text}");
        }
    }
}
