//! The moment that a request is about, with the ground of then.

use std::sync::Arc;

use service::{Ground, Service};

use crate::{
    Problem,
    wire::{self, Params},
};

/// Returns the moment of the parameter `at`, now when it is absent, and the ground as it was then.
pub(super) fn then(service: &Service, params: &Params) -> Result<(Arc<Ground>, i64), Problem> {
    let text = params.text("at");
    let at_ms = text.map_or_else(|| Ok(service.now_ms()), |it| wire::moment_or_day("at", it))?;
    let ground = service.ground_at(at_ms).map_err(|err| Problem::internal(&err))?;
    let before_any = || wire::before_any(&service.world().ground, text.unwrap_or_default());
    Ok((ground.ok_or_else(before_any)?, at_ms))
}
