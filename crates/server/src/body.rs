//! The JSON body of a request, refused in words where it is none.

use axum::{
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{HeaderMap, StatusCode, header},
};
use serde_json::Value;
use table::{Format, Options, Table};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::{Problem, wire};

/// Reads the body as JSON.
pub(crate) fn json(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Value, Problem> {
    parse(&bytes(headers, body, "256 KiB")?)
}

/// Takes a body that is sent as JSON; `most` is the limit that it keeps, in words.
pub(crate) fn bytes(headers: &HeaderMap, body: Result<Bytes, BytesRejection>, most: &str) -> Result<Bytes, Problem> {
    let kind = media_type(headers);
    if !matches!(kind.as_str(), "application/json" | "application/geo+json") {
        return Err(unsupported(
            format!("Content-Type 是“{kind}”，应为 application/json 或 application/geo+json"),
            format!("the Content-Type is `{kind}`, not application/json or application/geo+json"),
        ));
    }
    body.map_err(|err| incomplete(&err, most))
}

/// How large a table may be that is sent, in bytes.
pub(crate) const TABLE_LIMIT: usize = 5 << 20;

/// How many tables are read at once (default): each may take some hundred megabytes for a moment.
static TABLES: Semaphore = Semaphore::const_new(2);

/// Reads the body as a table: CSV or a workbook, whatever of the two its media type says.
pub(crate) async fn table(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
    sheet: Option<&str>,
    comments: bool,
) -> Result<Table, Problem> {
    let kind = media_type(headers);
    let known = ["text/csv", Format::Xlsx.media_type(), "application/vnd.ms-excel", "application/octet-stream"];
    if !known.contains(&kind.as_str()) {
        let (zh, en) = (format!("Content-Type 是“{kind}”，应为"), format!("the Content-Type is `{kind}`, not"));
        let known = [known[0], known[1]].join(", ");
        return Err(unsupported(format!("{zh} {known}"), format!("{en} {known}")));
    }
    let bytes = body.map_err(|err| incomplete(&err, "5 MiB"))?;
    let busy = || Problem::busy("同时导入的表格过多，请稍后再试", "too many tables at once, try again soon");
    let _place = TABLES.acquire().await.map_err(|_| busy())?;
    let sheet = sheet.map(str::to_owned);
    let read = move || Table::read(&bytes, &Options { sheet: sheet.as_deref(), comments });
    let read = spawn_blocking(read).await.map_err(|err| Problem::internal(&err))?;
    read.map_err(|err| wire::bad_table(&err))
}

/// Returns the media type that a body is sent as, without parameters, in small letters; empty for none.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A body of this kind is not taken: 415.
pub(crate) fn unsupported(zh: impl Into<String>, en: impl Into<String>) -> Problem {
    let title = "类型不支持 / Unsupported media type";
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "/problems/unsupported-media-type", title, zh, en)
}

/// A body is too large: 413.
pub(crate) fn too_large(zh: impl Into<String>, en: impl Into<String>) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "/problems/too-large", "内容过大 / Too large", zh, en)
}

/// A body did not come whole; `most` is the limit that it keeps, in words.
pub(crate) fn incomplete(err: &BytesRejection, most: &str) -> Problem {
    if err.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large(format!("内容超过 {most}"), format!("the body exceeds {most}"));
    }
    let title = "请求无效 / Bad request";
    Problem::new(err.status(), "/problems/bad-request", title, "请求内容未收全", err.body_text())
}

/// Parses a body.
pub(crate) fn parse(body: &[u8]) -> Result<Value, Problem> {
    serde_json::from_slice(body).map_err(|err| {
        let (line, column) = (err.line(), err.column());
        Problem::new(
            StatusCode::BAD_REQUEST,
            "/problems/not-json",
            "不是 JSON / Not JSON",
            format!("第 {line} 行第 {column} 列不是有效的 JSON"),
            format!("the body is not JSON: {err}"),
        )
    })
}
