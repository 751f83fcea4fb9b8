//! Gives a letter up.

use axum::{Json, extract::Path};

use super::number;
use crate::{
    Problem,
    caller::Caller,
    wire::{LetterWire, refused_robot},
};

/// 放弃 / Gives a message up that waits or was laid aside.
#[utoipa::path(post, path = "/api/v1/outbox/{id}/drop", tag = "robots",
    params(("id" = i64, Path, description = "its number")), responses(
    (status = 200, body = LetterWire),
    (status = 409, body = Problem, description = "it was delivered or dropped, or its robot was removed"),
))]
pub(crate) async fn give_up(
    Caller { service, .. }: Caller,
    Path(id): Path<String>,
) -> Result<Json<LetterWire>, Problem> {
    let letter = service.drop_letter(number(&id)?).await.map_err(refused_robot)?;
    Ok(Json(LetterWire::new(&service.world(), &service.robots().robots, &letter)))
}
