//! Tables as files: the operations that import them take them back.

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use catalog::{CALENDAR_COLUMNS, CATEGORY_COLUMNS, category_row, override_row};
use service::{DUTY_COLUMNS, PERSON_COLUMNS, PLEDGE_COLUMNS, Service};
use table::{Column, Format};

use crate::{Problem, wire::Params};

/// Sends a table as a file of this name; the sheet of a workbook is named in Chinese.
fn file(
    format: Format,
    (name, sheet): (&str, &str),
    columns: &[Column],
    rows: Vec<Vec<String>>,
) -> Result<Response, Problem> {
    let bytes = table::write(format, sheet, columns, rows).map_err(|err| Problem::internal(&err))?;
    let named = HeaderValue::try_from(format!("attachment; filename=\"{name}.{}\"", format.as_str()));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.media_type())),
        (header::CONTENT_DISPOSITION, named.unwrap_or(HeaderValue::from_static("attachment"))),
    ];
    Ok((headers, bytes).into_response())
}

fn categories(service: &Service, format: Format) -> Result<Response, Problem> {
    let world = service.world();
    let rows = world.ground.categories.minors().map(category_row).collect();
    file(format, ("categories", "案件分类"), &CATEGORY_COLUMNS, rows)
}

fn calendar(service: &Service, format: Format, params: &Params) -> Result<Response, Problem> {
    let year = params.optional::<u16>("year")?;
    let flow = service.flow();
    let wanted = flow.calendar().overrides().filter(|it| year.is_none_or(|year| it.day.year() == i32::from(year)));
    file(format, ("calendar", "工作日历"), &CALENDAR_COLUMNS, wanted.map(override_row).collect())
}

fn persons(service: &Service, format: Format) -> Result<Response, Problem> {
    file(format, ("persons", "人员"), &PERSON_COLUMNS, service.world().ground.person_rows())
}

fn duties(service: &Service, format: Format) -> Result<Response, Problem> {
    file(format, ("duties", "责任"), &DUTY_COLUMNS, service.world().ground.duty_rows())
}

fn pledges(service: &Service, format: Format) -> Result<Response, Problem> {
    file(format, ("pledges", "门前三包"), &PLEDGE_COLUMNS, service.world().ground.pledge_rows())
}

/// 导出小类表 / The categories in their newest versions, as CSV.
#[utoipa::path(get, path = "/api/v1/categories.csv", tag = "settings",
    responses((status = 200, content((Vec<u8> = "text/csv")))))]
pub(crate) async fn categories_csv(State(service): State<Service>) -> Result<Response, Problem> {
    categories(&service, Format::Csv)
}

/// 导出小类表 / The categories in their newest versions, as an Excel workbook.
#[utoipa::path(get, path = "/api/v1/categories.xlsx", tag = "settings",
    responses((status = 200, content((Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn categories_xlsx(State(service): State<Service>) -> Result<Response, Problem> {
    categories(&service, Format::Xlsx)
}

/// 导出工作日历 / Holidays and make-up workdays, as CSV.
#[utoipa::path(get, path = "/api/v1/calendar.csv", tag = "settings",
    params(("year" = Option<u16>, Query, description = "only this year")),
    responses((status = 200, content((Vec<u8> = "text/csv")))))]
pub(crate) async fn calendar_csv(State(service): State<Service>, params: Params) -> Result<Response, Problem> {
    calendar(&service, Format::Csv, &params)
}

/// 导出工作日历 / Holidays and make-up workdays, as an Excel workbook.
#[utoipa::path(get, path = "/api/v1/calendar.xlsx", tag = "settings",
    params(("year" = Option<u16>, Query, description = "only this year")),
    responses((status = 200, content((Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn calendar_xlsx(State(service): State<Service>, params: Params) -> Result<Response, Problem> {
    calendar(&service, Format::Xlsx, &params)
}

/// 导出人员表 / The people, as CSV.
#[utoipa::path(get, path = "/api/v1/persons.csv", tag = "responsibility",
    responses((status = 200, content((Vec<u8> = "text/csv")))))]
pub(crate) async fn persons_csv(State(service): State<Service>) -> Result<Response, Problem> {
    persons(&service, Format::Csv)
}

/// 导出人员表 / The people, as an Excel workbook.
#[utoipa::path(get, path = "/api/v1/persons.xlsx", tag = "responsibility",
    responses((status = 200, content((Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn persons_xlsx(State(service): State<Service>) -> Result<Response, Problem> {
    persons(&service, Format::Xlsx)
}

/// 导出责任表 / The duties without pledges, as CSV.
#[utoipa::path(get, path = "/api/v1/duties.csv", tag = "responsibility",
    responses((status = 200, content((Vec<u8> = "text/csv")))))]
pub(crate) async fn duties_csv(State(service): State<Service>) -> Result<Response, Problem> {
    duties(&service, Format::Csv)
}

/// 导出责任表 / The duties without pledges, as an Excel workbook.
#[utoipa::path(get, path = "/api/v1/duties.xlsx", tag = "responsibility",
    responses((status = 200, content((Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn duties_xlsx(State(service): State<Service>) -> Result<Response, Problem> {
    duties(&service, Format::Xlsx)
}

/// 导出门前三包责任书表 / The pledges for frontages, as CSV.
#[utoipa::path(get, path = "/api/v1/pledges.csv", tag = "responsibility",
    responses((status = 200, content((Vec<u8> = "text/csv")))))]
pub(crate) async fn pledges_csv(State(service): State<Service>) -> Result<Response, Problem> {
    pledges(&service, Format::Csv)
}

/// 导出门前三包责任书表 / The pledges for frontages, as an Excel workbook.
#[utoipa::path(get, path = "/api/v1/pledges.xlsx", tag = "responsibility",
    responses((status = 200, content((Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub(crate) async fn pledges_xlsx(State(service): State<Service>) -> Result<Response, Problem> {
    pledges(&service, Format::Xlsx)
}
