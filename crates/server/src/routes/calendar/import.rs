//! Takes a table of the work calendar.

use axum::{Json, body::Bytes, extract::rejection::BytesRejection, http::HeaderMap};

use crate::{
    Problem, body,
    caller::Caller,
    wire::{self, ImportWire, Params},
};

/// 导入日历表 / Takes a table of holidays and make-up workdays, all rows or none.
///
/// The columns are those of `GET /api/v1/calendar.xlsx`. Every year that occurs in the table is set to the rows of that year;
/// others stay.
#[utoipa::path(post, path = "/api/v1/calendar/import", tag = "settings",
    params(("dry_run" = Option<bool>, Query, description = "only look at it: what would change, row by row"),
        ("sheet" = Option<String>, Query, description = "the sheet of a workbook; the first one when absent")),
    request_body(content((Vec<u8> = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Vec<u8> = "application/octet-stream")), description = "CSV (UTF-8, GBK) or a workbook, at most 5 MiB"),
    responses((status = 200, body = ImportWire)))]
pub(crate) async fn import(
    Caller { service, .. }: Caller,
    params: Params,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Json<ImportWire>, Problem> {
    let dry_run = params.flag("dry_run")?.unwrap_or(false);
    let table = body::table(&headers, sent, params.text("sheet"), true).await?;
    let imported = service.import_calendar(table, dry_run).await.map_err(wire::refused_setting)?;
    wire::settings_imported(&imported, dry_run)
}
