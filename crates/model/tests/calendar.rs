//! Due times against hand-computed values, and what must hold for any of them.

#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use model::{
    Calendar, CalendarOverride, Day, Deadline, Escalation, EscalationTarget, Limit, LimitUnit, OverrideKind, Standing,
    WorkHours, due,
};
use proptest::prelude::*;

/// The days around Spring Festival and National Day of 2026 as published (国办发明电〔2025〕7号).
fn calendar() -> Calendar {
    let day = |kind, text: &str| {
        let day = format!("2026-{text}").parse().unwrap();
        CalendarOverride { day, kind, zh: String::new(), en: String::new(), source: String::new() }
    };
    let free = [
        "01-01", "01-02", "01-03", "02-15", "02-16", "02-17", "02-18", "02-19", "02-20", "02-21", "02-22", "02-23",
        "10-01", "10-02", "10-03", "10-04", "10-05", "10-06", "10-07",
    ];
    let made_up = ["01-04", "02-14", "02-28", "09-20", "10-10"];
    let free = free.map(|it| day(OverrideKind::Holiday, it));
    Calendar::new(WorkHours::default(), free.into_iter().chain(made_up.map(|it| day(OverrideKind::Workday, it))))
        .unwrap()
}

/// Reads `2026-02-13 16:00` as Shanghai's time.
fn at(text: &str) -> i64 {
    let (day, time) = text.split_once(' ').unwrap();
    let (hour, minute) = time.split_once(':').unwrap();
    let minutes: i64 = hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap();
    day.parse::<Day>().unwrap().start_ms() + minutes * 60_000
}

fn limit(text: &str) -> Limit {
    let (value, unit) = text.split_once(' ').unwrap();
    let unit = match unit {
        "wh" => LimitUnit::WorkHour,
        "wd" => LimitUnit::WorkDay,
        "h" => LimitUnit::ClockHour,
        "d" => LimitUnit::ClockDay,
        _ => panic!("{unit}"),
    };
    Limit { value: value.parse().unwrap(), unit }
}

#[track_caller]
fn assert_due(allowed: &str, from: &str, expected: &str) {
    let found = due(limit(allowed), at(from), &calendar());
    assert_eq!(
        found,
        at(expected),
        "{allowed} from {from}: expected {expected}, off by {} min",
        (found - at(expected)) / 60_000
    );
}

#[test]
fn within_a_day_lunch_does_not_count() {
    assert_due("2 wh", "2026-03-04 09:30", "2026-03-04 11:30");
    assert_due("2 wh", "2026-03-04 11:00", "2026-03-04 14:00");
    assert_due("4 wh", "2026-03-04 12:30", "2026-03-04 17:00");
}

#[test]
fn a_make_up_saturday_is_worked() {
    // Friday 13 February 16:00: one hour on Friday, one on the make-up Saturday before Spring Festival.
    assert_due("2 wh", "2026-02-13 16:00", "2026-02-14 10:00");
    // Saturday 28 February is made up for the holiday: Friday's 2 hours, Saturday's 7, Monday's 1.
    assert_due("10 wh", "2026-02-27 15:00", "2026-03-02 10:00");
    assert_due("1 wd", "2026-02-27 10:00", "2026-02-28 10:00");
    // And Sunday 4 January for New Year's Day.
    assert_due("1 wh", "2026-01-03 20:00", "2026-01-04 10:00");
}

#[test]
fn seven_days_of_national_day_do_not_count_for_work_but_for_the_clock() {
    assert_due("2 wh", "2026-09-30 16:00", "2026-10-08 10:00");
    // Thursday 8, Friday 9, make-up Saturday 10, Monday 12 October.
    assert_due("4 wd", "2026-09-30 10:00", "2026-10-12 10:00");
    assert_due("3 d", "2026-09-30 16:00", "2026-10-03 16:00");
    assert_due("72 h", "2026-09-30 16:00", "2026-10-03 16:00");
    assert_eq!(calendar().worked(at("2026-09-30 17:00"), at("2026-10-08 09:00")), 0);
}

#[test]
fn nine_days_of_spring_festival_are_bridged() {
    assert_due("1 wd", "2026-02-14 14:00", "2026-02-24 14:00");
    assert_due("20 wd", "2026-02-13 10:00", "2026-03-19 10:00");
}

#[test]
fn midnight_and_the_year_s_end_are_crossed() {
    assert_due("1 h", "2026-03-04 23:30", "2026-03-05 00:30");
    assert_due("1 wh", "2026-03-04 23:30", "2026-03-05 10:00");
    // Wednesday 31 December 2025; 1–3 January free, Sunday 4 January worked.
    assert_due("2 wh", "2025-12-31 16:30", "2026-01-04 10:30");
    assert_due("2 wd", "2025-12-31 16:30", "2026-01-05 16:30");
    assert_due("2 h", "2025-12-31 23:00", "2026-01-01 01:00");
}

#[test]
fn a_limit_of_nothing_is_over_at_once_even_out_of_hours() {
    for unit in ["0 wh", "0 wd", "0 h", "0 d"] {
        assert_due(unit, "2026-03-07 03:00", "2026-03-07 03:00");
    }
}

#[test]
fn what_begins_out_of_hours_counts_from_the_next_work_hour() {
    assert_due("2 wh", "2026-03-04 07:00", "2026-03-04 11:00");
    assert_due("2 wh", "2026-03-07 12:00", "2026-03-09 11:00");
    assert_due("1 wd", "2026-03-07 12:00", "2026-03-09 17:00");
    assert_due("7 wh", "2026-03-04 17:00", "2026-03-05 17:00");
}

#[test]
fn other_work_hours_count_as_they_are() {
    let patrol = Calendar::new("07:00-21:00".parse().unwrap(), []).unwrap();
    assert_eq!(due(limit("1 wd"), at("2026-03-04 20:00"), &patrol), at("2026-03-05 20:00"));
    assert_eq!(due(limit("2 wh"), at("2026-03-04 20:00"), &patrol), at("2026-03-05 08:00"));
    assert_eq!(patrol.worked(at("2026-03-02 00:00"), at("2026-03-09 00:00")), 5 * 14 * 3_600_000);
}

#[test]
fn escalation_and_standing_follow_the_time_that_counts() {
    let calendar = calendar();
    // Eight work hours from Friday 15:00: two on Friday, six on Monday.
    let it = Deadline::new(limit("8 wh"), at("2026-03-06 15:00"), &calendar);
    assert_eq!(it.due, at("2026-03-09 16:00"));
    assert_eq!(
        [50, 100, 150].map(|p| it.moment(p, &calendar)),
        ["2026-03-09 11:00", "2026-03-09 16:00", "2026-03-10 12:00"].map(at)
    );
    let told = |now: &str| it.escalations(&Escalation::DEFAULT, at(now), &calendar).map(|it| it.to).collect::<Vec<_>>();
    assert_eq!(told("2026-03-08 12:00"), []);
    assert_eq!(told("2026-03-09 11:00"), [EscalationTarget::Handler]);
    assert_eq!(told("2026-03-10 11:59"), [EscalationTarget::Handler, EscalationTarget::UnitHead]);
    assert_eq!(told("2026-03-10 12:00").len(), 3);
    let standing = |now: &str| it.standing(at(now), 75, &calendar);
    assert_eq!(standing("2026-03-09 11:00"), Standing::OnTrack);
    assert_eq!(standing("2026-03-09 14:00"), Standing::DueSoon);
    assert_eq!(standing("2026-03-09 16:00"), Standing::DueSoon);
    assert_eq!(it.standing(it.due + 1, 75, &calendar), Standing::Overdue);
    assert_eq!(it.left(at("2026-03-09 10:00"), &calendar), 5 * 3_600_000);
    assert_eq!(it.left(at("2026-03-10 10:00"), &calendar), -2 * 3_600_000);
    assert_eq!(it.share(at("2026-03-08 10:00"), &calendar).percent(), 25);
}

#[test]
fn a_day_that_is_listed_twice_is_refused() {
    let day = calendar().overrides().next().unwrap().clone();
    let error = Calendar::new(WorkHours::default(), [day.clone(), day]).unwrap_err();
    assert_eq!(error.to_string(), "2026-01-01 在日历中出现两次 / 2026-01-01 is listed twice in the calendar");
}

/// The work time between two moments, minute by minute.
fn by_hand(calendar: &Calendar, from: i64, to: i64) -> i64 {
    let works = |ms: i64| {
        let day = Day::of(ms);
        let minute = (ms - day.start_ms()) / 60_000;
        calendar.is_workday(day)
            && calendar.hours().stretches().iter().any(|it| (i64::from(it.from)..i64::from(it.to)).contains(&minute))
    };
    (from..to).step_by(60_000).filter(|ms| works(*ms)).count() as i64 * 60_000
}

proptest! {
    #[test]
    fn the_work_time_is_that_of_counting_minutes(from in 0..525_600_i64, length in 0..20_000_i64) {
        let calendar = calendar();
        let from = at("2026-01-01 00:00") + from * 60_000;
        let to = from + length * 60_000;
        prop_assert_eq!(calendar.worked(from, to), by_hand(&calendar, from, to));
    }

    #[test]
    fn the_limit_is_worked_when_it_is_due_and_not_a_moment_before(
        from in 1_700_000_000_000..1_900_000_000_000_i64,
        value in 0..200_u16,
        days: bool,
    ) {
        let calendar = calendar();
        let limit = Limit { value, unit: if days { LimitUnit::WorkDay } else { LimitUnit::WorkHour } };
        let allowed = i64::from(value) * if days { 7 } else { 1 } * 3_600_000;
        let due = due(limit, from, &calendar);
        prop_assert_eq!(calendar.worked(from, due), allowed);
        prop_assert!(due == from || calendar.worked(from, due - 1) < allowed);
    }

    #[test]
    fn later_beginnings_and_longer_limits_are_never_due_earlier(
        from in 1_700_000_000_000..1_900_000_000_000_i64,
        later in 0..1_000_000_000_i64,
        value in 0..500_u16,
        unit in 0..4_usize,
    ) {
        let calendar = calendar();
        let limit = Limit { value, unit: LimitUnit::ALL[unit] };
        let first = due(limit, from, &calendar);
        prop_assert!(first >= from);
        prop_assert!(due(limit, from + later, &calendar) >= first);
        let longer = due(Limit { value: value + 1, ..limit }, from, &calendar);
        prop_assert!(longer > first);
    }

    #[test]
    fn a_share_is_reached_at_its_moment_and_not_before(
        from in 1_700_000_000_000..1_900_000_000_000_i64,
        value in 1..300_u16,
        unit in 0..4_usize,
        percent in 0..300_u16,
        deferred in 0..1_000_000_000_i64,
    ) {
        let calendar = calendar();
        let mut it = Deadline::new(Limit { value, unit: LimitUnit::ALL[unit] }, from, &calendar);
        it.due += deferred;
        let moment = it.moment(percent, &calendar);
        prop_assert!(it.share(moment, &calendar).percent() >= i64::from(percent));
        prop_assert!(moment == from || it.share(moment - 1, &calendar).percent() < i64::from(percent));
    }

    #[test]
    fn no_moment_and_no_limit_overflows(from: i64, now: i64, value: u16, unit in 0..4_usize, percent: u16) {
        let calendar = calendar();
        let it = Deadline::new(Limit { value, unit: LimitUnit::ALL[unit] }, from, &calendar);
        let _ = (it.share(now, &calendar).percent(), it.left(now, &calendar), it.moment(percent, &calendar));
    }
}
