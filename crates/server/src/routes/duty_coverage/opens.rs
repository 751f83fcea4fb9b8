//! What a leave, or the end of a duty, would open.

use axum::{Json, extract::State};
use model::{DutyId, Leave};
use serde::Serialize;
use serde_json::Value;
use service::Service;
use utoipa::ToSchema;

use super::When;
use crate::{
    Problem,
    wire::{self, FaultWire, Params},
};

/// Gaps and conflicts that would come about.
#[derive(Serialize, ToSchema)]
pub(crate) struct Opens {
    faults: Vec<FaultWire>,
}

/// 缺口预演 / What would have no owner (or several) during a leave, or without a duty; nothing is kept.
///
/// Either `person` with `from` (and `stand_in`), or `duty` (and `at`).
#[utoipa::path(get, path = "/api/v1/duty-coverage/opens", tag = "responsibility", params(
    ("person" = Option<String>, Query, description = "the number of who goes on leave"),
    ("stand_in" = Option<String>, Query, description = "the number of who stands in"),
    ("from" = Option<String>, Query, description = "the first moment of the leave, RFC 3339"),
    ("duty" = Option<u32>, Query, description = "the number of the duty that ends"),
    ("at" = Option<String>, Query, description = "when the duty ends; now when absent"),
    ("hours" = Option<String>, Query, description = "hours of the day, 07:00-21:00 when absent"),
), responses(
    (status = 200, body = Opens),
    (status = 422, body = Problem, description = "a value is missing or wrong"),
))]
pub(crate) async fn opens(State(service): State<Service>, params: Params) -> Result<Json<Opens>, Problem> {
    let When { ground, at_ms, hours } = When::read(&service, &params)?;
    let faults = match (params.text("person"), params.optional::<u32>("duty")?) {
        (Some(code), None) => {
            let missing = || Problem::invalid("from", Value::Null, "必填", "required");
            let from = wire::moment("from", params.text("from").ok_or_else(missing)?)?;
            let person = wire::person(&ground, "person", code)?;
            let stand_in = params.text("stand_in").map(|it| wire::person(&ground, "stand_in", it)).transpose()?;
            let to = from.saturating_add(1);
            let leave = Leave { person, stand_in, from, to, made_at: from, ended_at: None };
            ground.opened_by_leave(leave, hours)
        }
        (None, Some(number)) if (number as usize) < ground.district.duties.len() => {
            ground.opened_by_end(DutyId(number), at_ms, hours)
        }
        (None, Some(number)) => {
            return Err(Problem::invalid("duty", number, "没有这个责任编号", "there is no duty of this number"));
        }
        (None, None) | (Some(_), Some(_)) => {
            let (zh, en) = ("须给出 person 或 duty 之一", "either person or duty is required");
            return Err(Problem::invalid("person, duty", Value::Null, zh, en));
        }
    };
    Ok(Json(Opens { faults: faults.iter().map(|it| FaultWire::new(&ground, it)).collect() }))
}
