//! Takes a table of people, duties or pledges.

use axum::{Json, body::Bytes, extract::rejection::BytesRejection, http::HeaderMap};
use service::{StaffImport, StaffKind, VERSION_NOTE_LIMIT};

use crate::{
    Problem, body,
    caller::Caller,
    routes::partitions,
    wire::{self, ImportWire, Params},
};

/// 导入人员与责任 / Takes a table of people, duties or pledges; its rows become one version of the partition.
///
/// The columns are those of `GET /api/v1/persons.xlsx`, `duties.xlsx` and `pledges.xlsx`. All rows or none, unless
/// `skip_refused` takes the good ones. It is what `wangge import people`, `duties` and `pledges` do.
#[utoipa::path(post, path = "/api/v1/staff/import", tag = "responsibility",
    params(("kind" = String, Query, description = "`people`, `duties` or `pledges`"),
        ("dry_run" = Option<bool>, Query, description = "only look at it, row by row"),
        ("skip_refused" = Option<bool>, Query, description = "take the good rows although others are refused"),
        ("note" = Option<String>, Query, description = "what is said about the new version"),
        ("sheet" = Option<String>, Query, description = "the sheet of a workbook; the first one when absent")),
    request_body(content((Vec<u8> = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Vec<u8> = "application/octet-stream")), description = "CSV (UTF-8, GBK) or a workbook, at most 5 MiB"),
    responses(
    (status = 200, body = ImportWire),
    (status = 409, body = Problem, description = "the partition has changed meanwhile"),
))]
pub(crate) async fn import(
    Caller { service, .. }: Caller,
    params: Params,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Json<ImportWire>, Problem> {
    let flag = |name| Ok::<_, Problem>(params.flag(name)?.unwrap_or(false));
    let (dry_run, skip_refused) = (flag("dry_run")?, flag("skip_refused")?);
    let text = params.text("kind").unwrap_or_default();
    let kind = StaffKind::parse(text).ok_or_else(|| {
        let known = StaffKind::ALL.map(StaffKind::as_str).join(", ");
        Problem::invalid("kind", text, format!("须为 {known} 之一"), format!("must be one of {known}"))
    })?;
    let note = params.text("note").unwrap_or("导入表格 / import of a table").to_owned();
    if note.chars().count() > VERSION_NOTE_LIMIT {
        let (zh, en) = (format!("最多 {VERSION_NOTE_LIMIT} 个字"), format!("at most {VERSION_NOTE_LIMIT} characters"));
        return Err(Problem::invalid("note", note, zh, en));
    }
    let table = body::table(&headers, sent, params.text("sheet"), false).await?;
    let import = StaffImport { kind, skip_refused, dry_run, note };
    let imported = service.import_staff(table, import).await.map_err(partitions::refused)?;
    let imported = imported.map_err(|err| wire::bad_table(&err))?;
    let report = &imported.report;
    if !(dry_run || skip_refused) && report.refused().next().is_some() {
        return Err(wire::refused_rows(report));
    }
    let mut answer = ImportWire::new(report, dry_run, imported.version.is_some());
    (answer.version, answer.rerouted) = imported.version.unzip();
    Ok(Json(answer))
}
