//! Saves a view.

use axum::{
    Json,
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{HeaderMap, StatusCode},
};
use model::{Permission, SavedView, Sharing, ViewChange, ViewId};
use uuid::Uuid;

use super::{list::shown, refused};
use crate::{
    Problem, body,
    caller::Caller,
    wire::{self, SavedViewBody, SavedViewWire, ViewParts},
};

/// 保存筛选 / Keeps a filter under a name.
#[utoipa::path(post, path = "/api/v1/views", tag = "views", request_body = SavedViewBody, responses(
    (status = 201, body = SavedViewWire),
    (status = 403, body = Problem, description = "may not share views"),
    (status = 409, body = Problem, description = "one has a view of this name, or as many as there may be"),
    (status = 422, body = Problem, description = "a value is missing or wrong"),
))]
pub(crate) async fn make(
    caller: Caller,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<SavedViewWire>), Problem> {
    let body = body::json(&headers, sent)?;
    let ViewParts { name, list, filter, sort, shared, .. } = wire::view_parts(&body)?;
    let list = list.ok_or_else(|| wire::missing("list"))?;
    let filter = filter.ok_or_else(|| wire::missing("filter"))?;
    let now_ms = caller.service.now_ms();
    let view = SavedView {
        id: ViewId(Uuid::new_v4()),
        owner: caller.signed_in()?.id,
        name: name.ok_or_else(|| wire::missing("name"))?,
        list,
        filter,
        sort,
        shared: shared.unwrap_or(Sharing::Own),
        made_at: now_ms,
        changed_at: now_ms,
    };
    check(&caller, &view)?;
    let wire = shown(&caller, &view, false).await?;
    let service = caller.among(Permission::Work.roles());
    service.keep_view(ViewChange::Made(view)).await.map_err(|err| refused(&err))?;
    Ok((StatusCode::CREATED, Json(wire)))
}

/// Checks that a view can be read, and shared by the caller.
pub(super) fn check(caller: &Caller, view: &SavedView) -> Result<(), Problem> {
    let (world, now_ms) = (caller.service.world(), caller.service.now_ms());
    wire::sent_filter(&view.filter)?.read(&world.ground, now_ms, view.list)?;
    if view.shared != Sharing::Own && !caller.may(Permission::ShareViews) {
        return Err(Problem::forbidden(Permission::ShareViews));
    }
    Ok(())
}
