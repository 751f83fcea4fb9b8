//! The partition: its versions, and how it is changed.

pub(crate) mod accept;
pub(crate) mod preview;
pub(crate) mod shapes;
pub(crate) mod undo;
pub(crate) mod versions;

use axum::http::StatusCode;
use partition::Refused;
use serde_json::Value;
use service::{DraftError, VERSION_NOTE_LIMIT};

use crate::Problem;

/// Reads the version that a change is made for.
fn base(body: &Value) -> Result<u64, Problem> {
    let value = body.get("base");
    value.and_then(Value::as_u64).ok_or_else(|| {
        let value = value.cloned().unwrap_or(Value::Null);
        Problem::invalid("base", value, "必填：所依据的版本号", "required: the number of the version it is made for")
    })
}

/// Reads the note of a version.
fn note(body: &Value) -> Result<String, Problem> {
    let text = match body.get("note") {
        None | Some(Value::Null) => return Ok(String::new()),
        Some(Value::String(text)) => text.trim(),
        Some(other) => return Err(Problem::invalid("note", other.clone(), "须为文本", "must be text")),
    };
    let length = text.chars().count();
    if length <= VERSION_NOTE_LIMIT {
        return Ok(text.to_owned());
    }
    Err(Problem::invalid(
        "note",
        length,
        format!("说明有 {length} 个字，最多 {VERSION_NOTE_LIMIT} 个"),
        format!("the note has {length} characters, at most {VERSION_NOTE_LIMIT} are taken"),
    ))
}

/// Says why a change is refused.
pub(crate) fn refused(err: DraftError) -> Problem {
    let conflict = |kind, title, zh: String, en: String| Problem::new(StatusCode::CONFLICT, kind, title, zh, en);
    match err {
        DraftError::Conflict { base, current } => conflict(
            "/problems/conflict",
            "版本已变 / Version conflict",
            format!("网格划分已是第 {current} 版，不再是第 {base} 版；请重新载入后再改"),
            format!("the partition is at version {current} by now, not {base}; load it anew and try again"),
        ),
        DraftError::Undo(err) => {
            let (zh, en) = crate::wire::both(&err.to_string());
            conflict("/problems/nothing-to-undo", "没有可撤销的版本 / Nothing to undo", zh, en)
        }
        DraftError::Edit(Refused { at, error }) => {
            let (zh, en) = crate::wire::both(&error.to_string());
            let field = error.field().map_or_else(|| format!("edits[{at}]"), |it| format!("edits[{at}].{it}"));
            Problem::invalid(&field, Value::Null, zh, en)
        }
        DraftError::Plan { community, source } => {
            let (zh, en) = crate::wire::both(&source.to_string());
            Problem::invalid("members", Value::Null, format!("{community}：{zh}"), format!("{community}: {en}"))
        }
        DraftError::Store(err) => Problem::store(&err),
        DraftError::Division(err) => Problem::internal(&err),
        DraftError::Broken(err) => Problem::internal(&err),
    }
}
