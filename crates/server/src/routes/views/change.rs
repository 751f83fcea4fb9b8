//! Changes a saved view.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, rejection::BytesRejection},
    http::HeaderMap,
};
use model::{Permission, SavedView, Sharing, ViewChange};
use service::may_change_view;

use super::{list::shown, make::check, refused, view_id};
use crate::{
    Problem, body,
    caller::Caller,
    wire::{self, SavedViewBody, SavedViewWire, ViewParts},
};

/// 修改常用筛选 / Changes name, filter, order or sharing; what is not sent stays.
#[utoipa::path(patch, path = "/api/v1/views/{id}", tag = "views", request_body = SavedViewBody,
    params(("id" = String, Path, description = "a UUID")), responses(
    (status = 200, body = SavedViewWire),
    (status = 403, body = Problem, description = "somebody else's, or may not share views"),
    (status = 404, body = Problem, description = "the caller sees no such view"),
    (status = 409, body = Problem, description = "one has a view of this name"),
    (status = 422, body = Problem, description = "a value is wrong"),
))]
pub(crate) async fn change(
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Json<SavedViewWire>, Problem> {
    let body = body::json(&headers, sent)?;
    let ViewParts { name, list, filter, orders, sort, shared } = wire::view_parts(&body)?;
    let before = of_caller(&caller, &id).await?;
    if list.is_some_and(|it| it != before.list) {
        let (zh, en) = ("不能改为另一列表", "stays what it is");
        return Err(Problem::invalid("list", body["list"].clone(), zh, en));
    }
    let filter_stays = filter.is_none();
    let view = SavedView {
        name: name.unwrap_or(before.name),
        filter: filter.unwrap_or(before.filter),
        sort: if orders { sort } else { before.sort },
        shared: shared.unwrap_or(before.shared),
        changed_at: caller.service.now_ms(),
        ..before
    };
    // A view whose filter broke meanwhile can still be renamed, or shared no more.
    if !filter_stays || (view.shared != before.shared && view.shared != Sharing::Own) {
        check(&caller, &view)?;
    }
    let wire = shown(&caller, &view, false).await?;
    let service = caller.among(Permission::Work.roles());
    service.keep_view(ViewChange::Revised(view)).await.map_err(|err| refused(&err))?;
    Ok(Json(wire))
}

/// Returns a view that the caller may change.
pub(super) async fn of_caller(caller: &Caller, id: &str) -> Result<SavedView, Problem> {
    let account = caller.signed_in()?;
    let view = caller.service.saved_view(account, view_id(id)?).await.map_err(|err| refused(&err))?;
    if may_change_view(account, &view) {
        return Ok(view);
    }
    let (zh, en) = ("只能由所有者修改", "only its owner changes it");
    let title = "不是您的 / Not yours";
    Err(Problem::new(axum::http::StatusCode::FORBIDDEN, "/problems/not-yours", title, zh, en))
}
