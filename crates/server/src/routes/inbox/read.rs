//! Marks messages as read.

use axum::{
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{HeaderMap, StatusCode},
};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{Problem, body, caller::Caller};

/// Up to where somebody has read.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "documents the body, whose field is read by hand to name a bad value")]
pub(crate) struct ReadBody {
    /// The number of the last message that was read; all before it count as read too.
    upto: i64,
}

/// 标为已读 / Marks the caller's messages up to one as read. What was read stays read.
#[utoipa::path(post, path = "/api/v1/inbox/read", tag = "inbox", request_body = ReadBody, responses(
    (status = 204, description = "they are marked"),
    (status = 400, body = Problem, description = "not JSON"),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 413, body = Problem, description = "more than 256 KiB"),
    (status = 415, body = Problem, description = "not sent as JSON"),
    (status = 422, body = Problem, description = "a value is missing or wrong"),
    (status = 503, body = Problem, description = "too many changes at once; try again"),
))]
pub(crate) async fn read(
    caller: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let body = body::json(&headers, sent)?;
    let value = body.get("upto").cloned().unwrap_or(Value::Null);
    let wrong =
        || Problem::invalid("upto", value.clone(), "必填：须为消息编号", "required: must be a message's number");
    let upto = value.as_i64().filter(|it| *it >= 0).ok_or_else(wrong)?;
    let account = caller.signed_in()?;
    caller.service.read_inbox(account, upto).await.map_err(|err| Problem::store(&err))?;
    Ok(StatusCode::NO_CONTENT)
}
