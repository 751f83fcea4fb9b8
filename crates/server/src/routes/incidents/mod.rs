//! Incidents: reported, listed, looked at, worked on.

pub(super) mod act;
pub(super) mod bulk;
pub(super) mod likely;
pub(super) mod list;
pub(super) mod one;
pub(super) mod report;

use axum::http::HeaderMap;
use model::IncidentId;
use uuid::Uuid;

use crate::Problem;

/// The greatest length of an idempotency key, in characters.
const KEY_LIMIT: usize = 128;

/// Reads an incident's id.
pub(super) fn incident_id(text: &str) -> Option<IncidentId> {
    Uuid::try_parse(text).ok().map(IncidentId)
}

pub(super) fn no_incident(id: &str) -> Problem {
    Problem::not_found(format!("没有案件 {id}"), format!("there is no incident {id}"))
}

/// Reads the client's key of a deed.
fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
    let visible = !text.is_empty() && text.len() <= KEY_LIMIT && text.bytes().all(|it| it.is_ascii_graphic());
    if visible {
        Ok(Some(text))
    } else {
        let (zh, en) = ("须为 1–128 个可见 ASCII 字符", "must be 1 to 128 visible ASCII characters");
        Err(Problem::invalid("Idempotency-Key", text, zh, en))
    }
}
