//! Who answers for a spot, and why.

use axum::Json;

use crate::{
    Problem,
    caller::Caller,
    wire::{self, AnswerWire, Params, QuestionWire},
};

/// 责任定位 / Who answers for a spot, and why.
///
/// With `at` the answer is the one of then: by the cells, duties, leaves and rulings that were on record at that moment. Who
/// may not see people gets posts instead of names, and no trace.
#[utoipa::path(get, path = "/api/v1/locate", tag = "responsibility", params(QuestionWire), responses(
    (status = 200, body = AnswerWire),
    (status = 422, body = Problem, description = "a value is missing or wrong, or the moment lies before the first version"),
))]
pub(crate) async fn locate(caller: Caller, params: Params) -> Result<Json<AnswerWire>, Problem> {
    let (service, sees_people) = (&caller.service, caller.sees_people());
    let question = QuestionWire::of(&params)?;
    let at_ms = question.moment(service.now_ms())?;
    let ground = service.ground_at(at_ms).map_err(|err| Problem::internal(&err))?;
    let ground = ground.ok_or_else(|| wire::before_any(&service.world().ground, params.text("at").unwrap_or("")))?;
    let query = question.query(&ground)?;
    let answer = ground.answer(&query, at_ms).map_err(|err| wire::refused_query(&err))?;
    let wire = if sees_people { AnswerWire::new } else { AnswerWire::public };
    Ok(Json(wire(&ground, query.place, &answer)))
}
