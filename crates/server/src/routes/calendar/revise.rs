//! Sets a year of the work calendar.

use axum::{
    body::Bytes,
    extract::{Path, rejection::BytesRejection},
    http::HeaderMap,
    response::Response,
};

use super::{CalendarYearWire, answer, year};
use crate::{
    Problem, body,
    caller::Caller,
    conditional,
    wire::{self, CalendarBody},
};

/// 设置工作日历 / Sets all holidays and make-up workdays of a year.
///
/// `If-Match` tells the revision that was seen. When the answer is 200 it is on disk: clocks that start from now on run by it,
/// and due times that are fixed stay.
#[utoipa::path(put, path = "/api/v1/calendar/{year}", tag = "settings",
    params(("year" = u16, Path, description = "2000 to 2100"),
        ("If-Match" = Option<String>, Header, description = "the revision that was seen, in quotes; required")),
    request_body = CalendarBody, responses(
    (status = 200, body = CalendarYearWire, headers(("ETag" = String, description = "the revision"))),
    (status = 412, body = Problem, description = "another revision holds by now"),
    (status = 428, body = Problem, description = "If-Match is missing"),
))]
pub(crate) async fn revise(
    Caller { service, .. }: Caller,
    Path(text): Path<String>,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let year = year(&text)?;
    let seen = conditional::seen(&headers)?.needed(|| service.flow().revision(year))?;
    let days = wire::days(&body::json(&headers, sent)?)?;
    service.revise_calendar(year, seen, days).await.map_err(wire::refused_setting)?;
    Ok(answer(&service.flow(), year))
}
