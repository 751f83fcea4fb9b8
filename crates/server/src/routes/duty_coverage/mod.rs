//! Coverage of duty: what has exactly one primary owner, and what has to be put right.

pub(super) mod opens;
pub(super) mod shapes;
pub(super) mod summary;

use std::sync::Arc;

use model::Hours;
use service::{Ground, Service};

use crate::{
    Problem,
    wire::{self, Params},
};

/// The moment and hours that the parameters ask for, with the ground of then.
struct When {
    ground: Arc<Ground>,
    at_ms: i64,
    hours: Hours,
}

impl When {
    fn read(service: &Service, params: &Params) -> Result<Self, Problem> {
        let at = params.text("at");
        let at_ms = at.map_or_else(|| Ok(service.now_ms()), |it| wire::moment_or_day("at", it))?;
        let hours = params.text("hours").map_or(Ok(Hours::PATROL), |it| wire::hours("hours", it))?;
        let ground = service.ground_at(at_ms).map_err(|err| Problem::internal(&err))?;
        let ground = ground.ok_or_else(|| wire::before_any(&service.world().ground, at.unwrap_or_default()))?;
        Ok(Self { ground, at_ms, hours })
    }
}
