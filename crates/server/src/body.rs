//! The JSON body of a request, refused in words where it is none.

use axum::{
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{HeaderMap, StatusCode, header},
};
use serde_json::Value;

use crate::Problem;

/// Reads the body as JSON.
pub(crate) fn json(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Value, Problem> {
    parse(&bytes(headers, body, "256 KiB")?)
}

/// Takes a body that is sent as JSON; `most` is the limit that it keeps, in words.
pub(crate) fn bytes(headers: &HeaderMap, body: Result<Bytes, BytesRejection>, most: &str) -> Result<Bytes, Problem> {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let kind = sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !matches!(kind.as_str(), "application/json" | "application/geo+json") {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "/problems/unsupported-media-type",
            "类型不支持 / Unsupported media type",
            format!("Content-Type 是“{kind}”，应为 application/json 或 application/geo+json"),
            format!("the Content-Type is `{kind}`, not application/json or application/geo+json"),
        ));
    }
    body.map_err(|err| {
        if err.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let title = "内容过大 / Too large";
            let (zh, en) = (format!("内容超过 {most}"), format!("the body exceeds {most}"));
            Problem::new(err.status(), "/problems/too-large", title, zh, en)
        } else {
            Problem::new(
                err.status(),
                "/problems/bad-request",
                "请求无效 / Bad request",
                "请求内容未收全",
                err.body_text(),
            )
        }
    })
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
