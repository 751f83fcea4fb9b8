//! A year of the work calendar.

use axum::{
    extract::{Path, State},
    response::Response,
};
use service::Service;

use super::{CalendarYearWire, answer, year};
use crate::Problem;

/// 工作日历 / Tells the holidays and make-up workdays of a year.
#[utoipa::path(get, path = "/api/v1/calendar/{year}", tag = "settings",
    params(("year" = u16, Path, description = "2000 to 2100")), responses(
    (status = 200, body = CalendarYearWire, headers(("ETag" = String, description = "the revision"))),
))]
pub(crate) async fn of_year(State(service): State<Service>, Path(text): Path<String>) -> Result<Response, Problem> {
    Ok(answer(&service.flow(), year(&text)?))
}
