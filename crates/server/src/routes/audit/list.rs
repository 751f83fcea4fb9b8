//! The list of what was changed, by whom, from where.

use axum::{Json, extract::State};
use model::AccountId;
use serde::Serialize;
use service::Service;
use store::AuditFilter;
use utoipa::ToSchema;

use crate::{
    Problem,
    wire::{AuditWire, Params},
};

/// How many rows a page may hold.
const PAGE_LIMIT: usize = 1000;

/// A page of the audit trail, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditPage {
    items: Vec<AuditWire>,
    /// What `cursor` of the next page is; `null` on the last.
    next: Option<String>,
}

/// 审计记录 / The audit trail: every change with who made it, newest first.
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit", params(
    ("account" = Option<u32>, Query, description = "only changes by this account"),
    ("subject" = Option<String>, Query, description = "only changes to this: an incident's id, a photo's"),
    ("limit" = Option<usize>, Query, description = "1 to 1,000; 50 when absent"),
    ("cursor" = Option<String>, Query, description = "`next` of the page before")), responses(
    (status = 200, body = AuditPage),
    (status = 401, body = Problem, description = "not signed in"),
    (status = 403, body = Problem, description = "for administrators and inspectors"),
    (status = 422, body = Problem, description = "a value is wrong"),
))]
pub(crate) async fn list(State(service): State<Service>, params: Params) -> Result<Json<AuditPage>, Problem> {
    let limit = params.limit(50, PAGE_LIMIT)?;
    let filter = AuditFilter {
        before: params.optional("cursor")?,
        account: params.optional("account")?.map(AccountId),
        subject: params.text("subject").map(str::to_owned),
        // One more than asked for tells whether there is another page.
        limit: limit + 1,
    };
    let mut rows = service.audit(filter).await.map_err(|err| Problem::store(&err))?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|it| it.seq.to_string());
    let name = |it| service.accounts().account(it).map(|it| it.name.clone());
    Ok(Json(AuditPage { items: rows.into_iter().map(|it| AuditWire::new(it, name)).collect(), next }))
}
