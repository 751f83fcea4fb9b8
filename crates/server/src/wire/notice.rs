//! Notices on the wire.

use model::{IncidentId, Notice, NoticeId, NoticeKind};
use serde::Serialize;
use serde_json::Value;
use service::{Ground, NewNotice, NoticeError};
use utoipa::ToSchema;

use super::{both, edit::Reader, local_time, moment, no_person, partition::HolderWire};
use crate::Problem;

/// A notice that is issued.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct NoticeBody {
    /// `supervision` (督办) or `rectification` (整改).
    kind: String,
    /// What it says, 1 to 500 characters.
    text: String,
    /// The number of the person or unit that gets it; who has the case when absent.
    to: Option<String>,
    /// When an answer is due, RFC 3339.
    due_at: Option<String>,
}

/// What a notice is answered with.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct NoticeAnswerBody {
    /// 1 to 500 characters.
    answer: String,
}

/// A notice.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeWire {
    /// Its number in this installation.
    id: u32,
    /// Its number as it is written, for instance 督〔2026〕12号.
    title: String,
    /// `supervision` or `rectification`.
    kind: &'static str,
    kind_zh: &'static str,
    /// The incident's id.
    incident: String,
    to: HolderWire,
    text: String,
    issued_at: String,
    /// When an answer is due.
    due_at: Option<String>,
    /// When the addressee confirmed to have it.
    received_at: Option<String>,
    answered_at: Option<String>,
    /// Empty before it is answered.
    answer: String,
    /// Whether the answer was due and did not come.
    overdue: bool,
}

impl NoticeWire {
    pub(crate) fn new(ground: &Ground, id: NoticeId, it: &Notice, now_ms: i64) -> Self {
        Self {
            id: id.0,
            title: it.title(),
            kind: it.kind.as_str(),
            kind_zh: it.kind.zh(),
            incident: it.incident.to_string(),
            to: HolderWire::new(ground, it.to),
            text: it.text.clone(),
            issued_at: local_time(it.issued_at),
            due_at: it.due_at.map(local_time),
            received_at: it.received_at.map(local_time),
            answered_at: it.answered_at.map(local_time),
            answer: it.answer.clone(),
            overdue: it.answered_at.is_none() && it.due_at.is_some_and(|due| due < now_ms),
        }
    }
}

/// Reads a notice that is issued.
pub(crate) fn notice(ground: &Ground, incident: IncidentId, body: &Value) -> Result<NewNotice, Problem> {
    let word = Reader::text(body.get("kind"), "kind")?;
    let unknown = || {
        let (zh, en) = ("须为 supervision（督办）或 rectification（整改）", "must be supervision or rectification");
        Problem::invalid("kind", word, zh, en)
    };
    let due_at = body.get("due_at").filter(|it| !it.is_null());
    let due_at = due_at.map(|it| moment("due_at", Reader::text(Some(it), "due_at")?)).transpose()?;
    Ok(NewNotice {
        kind: NoticeKind::parse(word).ok_or_else(unknown)?,
        incident,
        to: Reader::new(ground).person(body.get("to"), "to")?,
        text: Reader::text(body.get("text"), "text")?.to_owned(),
        due_at,
    })
}

/// Says why a notice is refused.
pub(crate) fn refused_notice(err: &NoticeError, body: &Value) -> Problem {
    use axum::http::StatusCode;
    let (zh, en) = both(&err.to_string());
    let value = |field: &str| body.get(field).cloned().unwrap_or(Value::Null);
    match err {
        NoticeError::UnknownIncident(_) | NoticeError::Unknown(_) => Problem::not_found(zh, en),
        NoticeError::UnknownPerson(it) => no_person("to", &it.to_string()),
        NoticeError::Nobody => Problem::invalid("to", value("to"), zh, en),
        NoticeError::Empty | NoticeError::TooLong(_) => {
            let field = if body.get("answer").is_some() { "answer" } else { "text" };
            Problem::invalid(field, value(field), zh, en)
        }
        NoticeError::Past => Problem::invalid("due_at", value("due_at"), zh, en),
        NoticeError::Role | NoticeError::NotYours => {
            Problem::new(StatusCode::FORBIDDEN, "/problems/not-yours", "无权办理 / Not yours to do", zh, en)
        }
        NoticeError::Done => {
            Problem::new(StatusCode::CONFLICT, "/problems/not-open", "现在不能办理 / Not open", zh, en)
        }
        NoticeError::Store(err) => Problem::store(err),
    }
}
