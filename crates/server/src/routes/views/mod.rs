//! Saved views (常用筛选): filters with a name.

pub(super) mod change;
pub(super) mod drop;
pub(super) mod list;
pub(super) mod make;

use axum::http::StatusCode;
use model::ViewId;
use store::{StoreError, ViewFault};
use uuid::Uuid;

use crate::{Problem, wire};

/// Reads a saved view's id.
fn view_id(text: &str) -> Result<ViewId, Problem> {
    Uuid::try_parse(text).map(ViewId).map_err(|_| refused(&ViewFault::Gone.into()))
}

/// Says why a saved view is not kept.
fn refused(err: &StoreError) -> Problem {
    let StoreError::View(fault) = err else { return Problem::store(err) };
    let (zh, en) = wire::both(&fault.to_string());
    match fault {
        ViewFault::Gone => Problem::not_found(zh, en),
        ViewFault::NameTaken(_) => {
            Problem::new(StatusCode::CONFLICT, "/problems/name-taken", "名称已用 / The name is taken", zh, en)
        }
        ViewFault::TooMany => Problem::new(StatusCode::CONFLICT, "/problems/too-many", "数量已满 / Too many", zh, en),
    }
}
