//! Gives a saved view up.

use axum::{extract::Path, http::StatusCode};
use model::{Permission, ViewChange};

use super::{change::of_caller, refused};
use crate::{Problem, caller::Caller};

/// 删除常用筛选 / Gives a saved view up.
#[utoipa::path(delete, path = "/api/v1/views/{id}", tag = "views",
    params(("id" = String, Path, description = "a UUID")), responses(
    (status = 204),
    (status = 403, body = Problem, description = "somebody else's"),
    (status = 404, body = Problem, description = "the caller sees no such view"),
))]
pub(crate) async fn drop(caller: Caller, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let view = of_caller(&caller, &id).await?;
    let service = caller.among(Permission::Work.roles());
    service.keep_view(ViewChange::Dropped(view.id)).await.map_err(|err| refused(&err))?;
    Ok(StatusCode::NO_CONTENT)
}
