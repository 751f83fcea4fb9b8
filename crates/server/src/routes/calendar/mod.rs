//! The work calendar: told and set year by year, imported as a table.

pub(crate) mod import;
pub(crate) mod revise;
pub(crate) mod year;

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use model::{Day, Flow};
use serde::Serialize;
use service::CALENDAR_YEARS;
use utoipa::ToSchema;

use crate::{Problem, conditional, wire::CalendarDayWire};

/// A year of the work calendar.
#[derive(Serialize, ToSchema)]
pub(crate) struct CalendarYearWire {
    year: u16,
    /// Counts how often the year was set; 0 as the program ships it.
    revision: u32,
    /// How many workdays it has.
    workdays: usize,
    /// The days that are other than their day of the week says, by day.
    days: Vec<CalendarDayWire>,
}

/// Reads a year.
fn year(text: &str) -> Result<u16, Problem> {
    let (first, last) = CALENDAR_YEARS.into_inner();
    text.parse().ok().filter(|it| CALENDAR_YEARS.contains(it)).ok_or_else(|| {
        let (zh, en) = (format!("年份须为 {first}–{last}"), format!("must be a year from {first} to {last}"));
        Problem::invalid("year", text, zh, en)
    })
}

/// Answers with a year and its revision as its tag.
fn answer(flow: &Flow, year: u16) -> Response {
    let first = |year| Day::from_date(year, 1, 1).map_or(0, |it| it.0);
    let revision = flow.revision(year);
    let it = CalendarYearWire {
        year,
        revision,
        workdays: (first(year)..first(year + 1)).filter(|it| flow.calendar().is_workday(Day(*it))).count(),
        days: flow.days_of(year).map(CalendarDayWire::from).collect(),
    };
    (conditional::version(revision), Json(it)).into_response()
}
