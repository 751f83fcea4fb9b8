//! Lists what the caller was told.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Problem,
    caller::Caller,
    wire::{MessageWire, Params},
};

/// How many messages a page may hold.
const PAGE_LIMIT: usize = 1000;

/// A page of the inbox, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct InboxPage {
    /// How many messages about incidents that the caller may know of were not read yet, of the newest 1,000.
    unread: u64,
    /// Those of the page about incidents that the caller may know of.
    items: Vec<MessageWire>,
    /// What `cursor` of the next page is; `null` on the last.
    next: Option<String>,
}

/// 消息 / What the caller was told, newest first: about cases sent, returned, disputed, deferred, to be checked, closed, overdue.
#[utoipa::path(get, path = "/api/v1/inbox", tag = "inbox", params(
    ("limit" = Option<usize>, Query, description = "1 to 1,000; 50 when absent"),
    ("cursor" = Option<String>, Query, description = "`next` of the page before")), responses(
    (status = 200, body = InboxPage),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 422, body = Problem, description = "a value is wrong"),
))]
pub(crate) async fn list(caller: Caller, params: Params) -> Result<Json<InboxPage>, Problem> {
    let account = caller.signed_in()?;
    let (limit, before) = (params.limit(50, PAGE_LIMIT)?, params.optional("cursor")?);
    let service = &caller.service;
    // One more than asked for tells whether there is another page.
    let inbox = service.inbox(account, before, limit + 1).await.map_err(|err| Problem::store(&err))?;
    let next = inbox.items.get(limit).and(inbox.items.get(limit - 1)).map(|it| it.id.to_string());
    let (view, world) = (caller.view().await?, service.world());
    // What goes to a whole role may be about incidents that only some of it may know of.
    let known = inbox.items.iter().take(limit).filter(|it| view.sees(&world, it.message.incident));
    let items = known.map(|it| MessageWire::new(&world, it, inbox.read_upto)).collect();
    let unread = inbox.unread.iter().filter(|it| view.sees(&world, **it)).count() as u64;
    Ok(Json(InboxPage { unread, items, next }))
}
