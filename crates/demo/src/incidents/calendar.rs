//! Days and hours: which day of the week and of the year, and how much happens when.

use crate::dice::{Dice, Weighted};

/// China keeps one time, eight hours before UTC, without summer time since 1992.
const OFFSET_S: i64 = 8 * 3600;
const DAY_S: i64 = 86_400;
/// The months before `now` in which incidents are reported: 18 months of 365.25 / 12 days.
const DAYS: i64 = 548;

/// When in the year something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Season {
    Even,
    /// More on Saturdays and Sundays.
    Weekend,
    /// On school days.
    School,
    /// In warm months, more on Fridays and Saturdays.
    WarmEvenings,
    /// In the heat.
    Summer,
    /// On days of heavy rain.
    Rain,
    /// On days of frost.
    Frost,
    /// When leaves fall.
    Autumn,
    /// On working days.
    Work,
}

const SEASONS: [Season; 9] = [
    Season::Even,
    Season::Weekend,
    Season::School,
    Season::WarmEvenings,
    Season::Summer,
    Season::Rain,
    Season::Frost,
    Season::Autumn,
    Season::Work,
];

/// At what time of the day something is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hours {
    /// While members patrol: a morning and an afternoon peak.
    Patrol,
    /// In the morning.
    Market,
    /// When school begins and ends.
    School,
    /// In the evening.
    Evening,
    /// At any hour, mostly by day.
    Any,
}

const HOURS: [Hours; 5] = [Hours::Patrol, Hours::Market, Hours::School, Hours::Evening, Hours::Any];

/// The weight of each hour of the day, from 0 to 23.
const fn curve(hours: Hours) -> [f64; 24] {
    match hours {
        Hours::Patrol => [
            0.03, 0.02, 0.02, 0.02, 0.03, 0.1, 0.5, 3.0, 6.5, 9.5, 9.0, 6.0, 3.2, 4.2, 7.0, 8.2, 7.4, 5.6, 4.0, 3.4,
            2.2, 0.5, 0.2, 0.1,
        ],
        Hours::Market => [
            0.02, 0.01, 0.01, 0.03, 0.1, 0.3, 1.4, 7.5, 9.5, 8.5, 6.5, 4.0, 1.8, 1.5, 2.0, 3.0, 5.2, 6.0, 3.6, 1.8,
            0.8, 0.2, 0.1, 0.03,
        ],
        Hours::School => [
            0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.4, 9.0, 6.0, 1.4, 1.2, 3.0, 1.8, 2.6, 1.6, 2.6, 9.0, 7.5, 2.2, 1.6, 1.0,
            0.2, 0.1, 0.0,
        ],
        Hours::Evening => [
            0.7, 0.2, 0.1, 0.0, 0.0, 0.0, 0.1, 0.2, 0.3, 0.3, 0.3, 0.5, 0.6, 0.4, 0.4, 0.6, 1.2, 3.5, 8.0, 10.0, 9.0,
            3.6, 2.2, 1.2,
        ],
        Hours::Any => [
            0.5, 0.3, 0.2, 0.2, 0.3, 0.6, 1.6, 4.0, 6.0, 7.0, 6.5, 5.0, 4.0, 4.2, 5.4, 6.0, 5.6, 5.0, 4.4, 3.8, 2.8,
            1.4, 1.0, 0.7,
        ],
    }
}

/// Draws times of report before `now`.
pub(super) struct Calendar {
    until_s: i64,
    first_day: i64,
    days: Vec<Weighted>,
    hours: Vec<Weighted>,
}

impl Calendar {
    /// Fixes the weather and the weight of each day. `frost` tells whether the place knows any.
    pub(super) fn new(now_ms: i64, seed: u64, frost: bool) -> Self {
        let dice = &mut Dice::new(seed, 31);
        let until_s = now_ms.div_euclid(1000);
        let last = (until_s.saturating_add(OFFSET_S)).div_euclid(DAY_S);
        let first_day = last - DAYS + 1;
        let weather: Vec<(f64, f64)> = weather(first_day, dice);
        let noise: Vec<f64> = (0..DAYS).map(|_| (0.16 * dice.normal()).exp()).collect();
        let weigh = |season: Season| {
            let day = |at: usize| {
                let trend = 0.88 + 0.24 * at as f64 / DAYS as f64;
                let (rain, cold) = weather[at];
                let cold = if frost { cold } else { 0.0 };
                trend * noise[at] * day_weight(season, first_day + at as i64, rain, cold)
            };
            Weighted::new((0..DAYS as usize).map(day))
        };
        Self {
            until_s,
            first_day,
            days: SEASONS.map(weigh).into(),
            hours: HOURS.map(|it| Weighted::new(curve(it))).into(),
        }
    }

    /// Draws a time in milliseconds since 1970; `None` when the season did not come in these 18 months.
    pub(super) fn draw(&self, season: Season, hours: Hours, dice: &mut Dice) -> Option<i64> {
        let days = &self.days[SEASONS.iter().position(|it| *it == season)?];
        let hours = &self.hours[HOURS.iter().position(|it| *it == hours)?];
        for _ in 0..12 {
            let day = self.first_day + days.draw(dice)? as i64;
            let second = hours.draw(dice)? as i64 * 3600 + dice.below(3600) as i64;
            let at = day * DAY_S + second - OFFSET_S;
            if at < self.until_s {
                return Some(at * 1000 + dice.below(1000) as i64);
            }
        }
        None
    }
}

/// Year's month (1–12) and day of the week (0 = Sunday) of a day counted from 1970-01-01.
///
/// The month after Howard Hinnant's `civil_from_days`.
pub(super) fn month_and_weekday(day: i64) -> (u32, u32) {
    let weekday = (day + 4).rem_euclid(7) as u32;
    let of_era = (day + 719_468).rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (month as u32, weekday)
}

/// Rain and frost of each day: spells that begin by chance and last some days.
fn weather(first_day: i64, dice: &mut Dice) -> Vec<(f64, f64)> {
    let (mut rain, mut cold) = (0.0_f64, 0.0_f64);
    let day = |at: i64| {
        let (month, _) = month_and_weekday(first_day + at);
        let begins = match month {
            6 | 7 => 0.13,
            5 | 8 => 0.09,
            3 | 4 | 9 => 0.045,
            _ => 0.012,
        };
        rain = if dice.chance(begins) { dice.range(0.4, 1.0).powi(2) * 10.0 } else { rain * dice.range(0.0, 0.5) };
        if rain < 0.3 {
            rain = 0.0;
        }
        let frosty = match month {
            1 => 0.16,
            12 | 2 => 0.08,
            _ => 0.0,
        };
        cold = if dice.chance(frosty) { dice.range(2.0, 8.0) } else { cold * 0.55 };
        if frosty == 0.0 || cold < 0.4 {
            cold = 0.0;
        }
        (rain, cold)
    };
    (0..DAYS).map(day).collect()
}

/// How much happens on a day.
fn day_weight(season: Season, day: i64, rain: f64, cold: f64) -> f64 {
    let (month, weekday) = month_and_weekday(day);
    let weekend = weekday == 0 || weekday == 6;
    let week = [0.82, 1.08, 1.05, 1.03, 1.04, 1.06, 0.92][weekday as usize];
    // Fewer go out in the rain, fewer patrol around New Year.
    let quiet = if rain > 3.0 { 0.72 } else { 1.0 } * if month == 2 { 0.82 } else { 1.0 };
    match season {
        Season::Even => week * quiet,
        Season::Weekend => quiet * if weekend { 1.7 } else { 0.86 },
        Season::School => match (weekend, month) {
            (true, _) => 0.12,
            (_, 7 | 8 | 2) => 0.2,
            _ => 1.0,
        },
        Season::WarmEvenings => {
            let warm = [0.12, 0.15, 0.35, 0.7, 1.1, 1.5, 1.8, 1.8, 1.4, 0.9, 0.4, 0.15][month as usize - 1];
            warm * quiet * if weekday == 5 || weekday == 6 { 1.5 } else { 0.9 }
        }
        Season::Summer => week * [0.3, 0.3, 0.5, 0.8, 1.2, 1.6, 2.0, 2.0, 1.4, 0.8, 0.5, 0.3][month as usize - 1],
        Season::Rain => rain.powf(1.5),
        Season::Frost => cold,
        Season::Autumn => week * [0.7, 0.5, 0.6, 0.8, 0.7, 0.6, 0.6, 0.7, 1.0, 1.7, 2.2, 1.6][month as usize - 1],
        Season::Work => week * quiet * if weekend { 0.25 } else { 1.0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days_have_their_month_and_weekday() {
        // 1970-01-01 Thursday, 2000-02-29 Tuesday, 2024-12-31 Tuesday, 2026-11-22 Sunday.
        for (day, expected) in [(0, (1, 4)), (11_016, (2, 2)), (20_088, (12, 2)), (20_779, (11, 0))] {
            assert_eq!(month_and_weekday(day), expected, "{day}");
        }
    }

    #[test]
    fn frost_comes_in_winter_only_and_rain_mostly_in_summer() {
        let first = 20_000;
        let days = weather(first, &mut Dice::new(3, 31));
        let mut summer = (0.0, 0.0);
        for (at, (rain, cold)) in days.into_iter().enumerate() {
            let (month, _) = month_and_weekday(first + at as i64);
            assert!(cold == 0.0 || matches!(month, 12 | 1 | 2), "frost in month {month}");
            if (5..=8).contains(&month) { summer.0 += rain } else { summer.1 += rain }
        }
        assert!(summer.0 > summer.1, "{summer:?}");
    }
}
