//! Errors as people and programs read them: RFC 9457 problems, Chinese first.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use service::Refused;
use store::{DiskFault, StoreError};
use utoipa::ToSchema;

use crate::wire::VerbWire;

/// An RFC 9457 problem.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(description = "RFC 9457 problem, answered as application/problem+json")]
pub struct Problem {
    /// A stable relative reference that tells kinds of problems apart, for instance `/problems/invalid-value`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What kind of problem it is, in Chinese and English.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What happened, in English.
    pub detail: String,
    /// What happened, in Chinese.
    pub detail_zh: String,
    /// The values that were refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<InvalidValue>,
    /// What is open to the caller instead, where the case flow does not allow what was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) open: Vec<VerbWire>,
    /// When to come back, in seconds from now, where that is known; told in the header `Retry-After`.
    #[serde(skip)]
    pub retry_after_s: Option<u32>,
}

/// A value that was refused.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InvalidValue {
    /// The field of the body or the query parameter.
    pub field: String,
    /// The value as received.
    pub value: serde_json::Value,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// What is wrong, in English.
    pub en: String,
    /// The line of the table that holds it, where it was sent in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}

impl Problem {
    pub(crate) fn new(
        status: StatusCode,
        kind: &'static str,
        title: &'static str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            title,
            status: status.as_u16(),
            detail: en.into(),
            detail_zh: zh.into(),
            errors: vec![],
            open: vec![],
            retry_after_s: None,
        }
    }

    /// A value is refused: 422, naming the field and the value.
    pub(crate) fn invalid(
        field: &str,
        value: impl Into<serde_json::Value>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        let (value, zh, en) = (shortened(value.into()), zh.into(), en.into());
        let (detail_zh, detail) = (format!("{field} = {value}：{zh}"), format!("{field} = {value}: {en}"));
        let mut it = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "/problems/invalid-value",
            "数值无效 / Invalid value",
            detail_zh,
            detail,
        );
        it.errors.push(InvalidValue { field: field.to_owned(), value, zh, en, line: None });
        it
    }

    /// Names the refused field as it stands in what was sent.
    pub(crate) fn inside(mut self, prefix: &str) -> Self {
        if !self.errors.is_empty() {
            (self.detail, self.detail_zh) = (format!("{prefix}{}", self.detail), format!("{prefix}{}", self.detail_zh));
        }
        for it in &mut self.errors {
            it.field.insert_str(0, prefix);
        }
        self
    }

    pub(crate) fn not_found(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "/problems/not-found", "没有找到 / Not found", zh, en)
    }

    pub(crate) fn busy(zh: &str, en: &str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "/problems/busy", "系统繁忙 / Busy", zh, en)
    }

    /// Too much of something: come back later.
    pub(crate) fn later(zh: impl Into<String>, en: impl Into<String>, seconds: u32) -> Self {
        let (status, title) = (StatusCode::TOO_MANY_REQUESTS, "请稍后再试 / Try again later");
        Self { retry_after_s: Some(seconds), ..Self::new(status, "/problems/too-many-requests", title, zh, en) }
    }

    /// The store took nothing: too much at once, or it failed.
    pub(crate) fn store(err: &StoreError) -> Self {
        match err {
            StoreError::Busy => Self::busy("写入请求过多，请稍后重试", "too many changes at once, try again soon"),
            StoreError::Behind => {
                Self::busy("有关内容刚刚有变，请重试", "what this rests on has just changed, try again")
            }
            StoreError::Unreachable { .. } | StoreError::Held(_) => {
                tracing::error!(error = %err, "the database cannot be reached");
                Self::busy("数据库暂时连不上，请稍后重试", "the database cannot be reached, try again soon")
            }
            StoreError::Disk { fault, cause } => Self::disk(*fault, cause),
            other => Self::internal(other),
        }
    }

    /// The disk takes nothing: what is on record can still be read.
    fn disk(fault: DiskFault, cause: &str) -> Self {
        tracing::error!(%fault, cause, "a change was not saved");
        let (status, kind, title, zh, en) = match fault {
            DiskFault::Full => (
                StatusCode::INSUFFICIENT_STORAGE,
                "/problems/disk-full",
                "磁盘已满 / The disk is full",
                "磁盘已满，未保存；仍可查看。清出空间后请重试",
                "the disk is full and nothing was saved; reading goes on. Try again once there is space",
            ),
            DiskFault::ReadOnly => (
                StatusCode::SERVICE_UNAVAILABLE,
                "/problems/disk-read-only",
                "磁盘只读 / The disk is read-only",
                "磁盘只读，未保存；仍可查看。请联系管理员",
                "the disk is read-only and nothing was saved; reading goes on. Tell an administrator",
            ),
            DiskFault::Failing => (
                StatusCode::SERVICE_UNAVAILABLE,
                "/problems/disk-fails",
                "磁盘读写失败 / The disk fails",
                "磁盘读写失败，未保存；重新检查数据库文件之前不再写入，仍可查看。请稍后重试",
                "the disk fails: nothing was saved, and nothing is until the database file was checked again; reading goes on. \
                 Try again later",
            ),
            DiskFault::Damaged => (
                StatusCode::SERVICE_UNAVAILABLE,
                "/problems/database-damaged",
                "数据库文件损坏 / The database file is damaged",
                "数据库文件损坏，不再写入。请管理员运行 wangge doctor",
                "the database file is damaged and takes no more changes. An administrator has to run `wangge doctor`",
            ),
        };
        Self { retry_after_s: Some(10), ..Self::new(status, kind, title, zh, en) }
    }

    /// Something failed here; it is logged once, and the client learns no internals.
    pub(crate) fn internal(err: &dyn std::error::Error) -> Self {
        let mut causes = err.to_string();
        let mut source = err.source();
        while let Some(it) = source {
            causes = format!("{causes}: {it}");
            source = it.source();
        }
        tracing::error!(error = causes, "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "/problems/internal",
            "系统错误 / Internal error",
            "系统内部出错，请联系管理员查看日志",
            "the service failed; its log tells why",
        )
    }
}

/// A value is repeated to the client, but not a whole book of it.
fn shortened(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::String(text) if text.chars().count() > 120 => {
            serde_json::Value::String(text.chars().take(120).chain(['…']).collect())
        }
        serde_json::Value::Array(_) | serde_json::Value::Object(_) => {
            let text = value.to_string();
            if text.len() > 240 { shortened(serde_json::Value::String(text)) } else { value }
        }
        other => other,
    }
}

impl From<Refused> for InvalidValue {
    fn from(it: Refused) -> Self {
        Self { field: it.field, value: shortened(it.value), zh: it.zh, en: it.en, line: None }
    }
}

impl From<Refused> for Problem {
    fn from(it: Refused) -> Self {
        Self::invalid(&it.field, it.value, it.zh, it.en)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let busy = status == StatusCode::SERVICE_UNAVAILABLE;
        let retry_after_s = self.retry_after_s.or(busy.then_some(1));
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after_s {
            headers.insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use axum::{http::header, response::IntoResponse};
    use store::{DiskFault, StoreError};

    use super::Problem;

    #[test]
    fn who_has_to_wait_for_the_store_is_told_how_long() {
        let unreachable = StoreError::Unreachable { server: "db:5432/town".into(), why: "gone".into() };
        let disk = |fault| StoreError::Disk { fault, cause: "write: 5".into() };
        for (err, status, seconds) in [
            (StoreError::Busy, 503, "1"),
            (StoreError::Behind, 503, "1"),
            (unreachable, 503, "1"),
            (disk(DiskFault::Failing), 503, "10"),
            (disk(DiskFault::Full), 507, "10"),
        ] {
            let answer = Problem::store(&err).into_response();
            let wait = answer.headers().get(header::RETRY_AFTER).and_then(|it| it.to_str().ok());
            assert_eq!((answer.status().as_u16(), wait), (status, Some(seconds)), "{err}");
        }
        assert_eq!(Problem::store(&StoreError::Stopped).into_response().headers().get(header::RETRY_AFTER), None);
    }
}
