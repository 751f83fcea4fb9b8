//! Lists saved views.

use axum::Json;
use model::SavedView;
use serde::Serialize;
use service::may_change_view;
use utoipa::ToSchema;

use super::refused;
use crate::{
    Problem,
    caller::Caller,
    wire::{self, Params, SavedViewWire},
};

/// The saved views that the caller sees.
#[derive(Serialize, ToSchema)]
pub(crate) struct SavedViews {
    /// By name: the caller's own, and those shared with them.
    items: Vec<SavedViewWire>,
    /// How many one may have.
    most: usize,
}

/// 常用筛选 / The caller's saved views, and those shared with them.
#[utoipa::path(get, path = "/api/v1/views", tag = "views", params(
    ("list" = Option<String>, Query, description = "only those for `incidents` or for `work`"),
    ("counts" = Option<String>, Query, description = "1 or true: also how many incidents each means now")), responses(
    (status = 200, body = SavedViews),
    (status = 422, body = Problem, description = "a value is wrong"),
))]
pub(crate) async fn list(caller: Caller, params: Params) -> Result<Json<SavedViews>, Problem> {
    let account = caller.signed_in()?;
    let only = params.text("list").map(|it| wire::view_list("list", it)).transpose()?;
    let counts = match params.text("counts") {
        Some("1") => true,
        Some("0") => false,
        _ => params.flag("counts")?.unwrap_or(false),
    };
    let mut views = caller.service.saved_views(account).await.map_err(|err| refused(&err))?;
    views.retain(|it| only.is_none_or(|list| it.list == list));
    let mut items = Vec::with_capacity(views.len());
    for it in &views {
        items.push(shown(&caller, it, counts).await?);
    }
    Ok(Json(SavedViews { items, most: SavedView::MOST }))
}

/// Writes a view as the caller sees it; its filter is read again, for what it names may be gone.
pub(super) async fn shown(caller: &Caller, it: &SavedView, count: bool) -> Result<SavedViewWire, Problem> {
    let account = caller.signed_in()?;
    let filter = wire::sent_filter(&it.filter)
        .and_then(|sent| sent.read(&caller.service.world().ground, caller.service.now_ms(), it.list));
    let owner = caller.service.accounts().account(it.owner);
    let mut wire = SavedViewWire::new(it, it.owner == account.id, may_change_view(account, it));
    if caller.sees_people() || it.owner == account.id {
        wire = wire.of(owner.as_ref().map(|it| it.name.as_str()));
    }
    match filter {
        Err(problem) => Ok(wire.broken(&problem)),
        Ok(filter) if count => {
            let filter = caller.view().await?.narrow_list(filter);
            let count = caller.for_filter(&filter).count(filter).await.map_err(|err| Problem::store(&err))?;
            Ok(wire.counting(count))
        }
        Ok(_) => Ok(wire),
    }
}
