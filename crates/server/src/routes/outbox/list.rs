//! Lists letters.

use axum::Json;
use model::{LetterState, RobotId};
use serde::Serialize;
use store::LetterQuery;
use utoipa::ToSchema;

use crate::{
    Problem,
    caller::Caller,
    wire::{LetterWire, Params},
};

/// How many letters a page may hold.
const PAGE_LIMIT: usize = 1000;

/// A page of letters, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Outbox {
    items: Vec<LetterWire>,
    /// What `cursor` of the next page is; `null` on the last.
    next: Option<String>,
}

/// 发件箱 / Messages on their way to robots, newest first. Those that were delivered or dropped are kept for 30 days.
#[utoipa::path(get, path = "/api/v1/outbox", tag = "robots", params(
    ("state" = Option<String>, Query, description = "`waiting`, `delivered`, `dead` or `dropped`"),
    ("robot" = Option<u32>, Query, description = "only those to the robot of this number"),
    ("limit" = Option<usize>, Query, description = "1 to 1,000; 50 when absent"),
    ("cursor" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, body = Outbox)))]
pub(crate) async fn list(Caller { service, .. }: Caller, params: Params) -> Result<Json<Outbox>, Problem> {
    let limit = params.limit(50, PAGE_LIMIT)?;
    let state = params.text("state").map(|word| {
        let all = || LetterState::ALL.map(LetterState::as_str).join(", ");
        let wrong =
            || Problem::invalid("state", word, format!("须为 {} 之一", all()), format!("must be one of {}", all()));
        LetterState::parse(word).ok_or_else(wrong)
    });
    let query = LetterQuery {
        id: None,
        state: state.transpose()?,
        robot: params.optional("robot")?.map(RobotId),
        before: params.optional("cursor")?,
        // One more than asked for tells whether there is another page.
        limit: limit + 1,
    };
    let mut letters = service.letters(query).await.map_err(|err| Problem::store(&err))?;
    let more = letters.len() > limit;
    letters.truncate(limit);
    let next = letters.last().filter(|_| more).map(|it| it.id.0.to_string());
    let (world, book) = (service.world(), service.robots());
    Ok(Json(Outbox { items: letters.iter().map(|it| LetterWire::new(&world, &book.robots, it)).collect(), next }))
}
