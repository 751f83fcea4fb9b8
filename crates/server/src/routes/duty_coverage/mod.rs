//! Coverage of duty: what has exactly one primary owner, and what has to be put right.

pub(super) mod opens;
pub(super) mod shapes;
pub(super) mod summary;

use std::sync::Arc;

use model::Hours;
use service::{Ground, Service};

use super::then::then;
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
        let (ground, at_ms) = then(service, params)?;
        let hours = params.text("hours").map_or(Ok(Hours::PATROL), |it| wire::hours("hours", it))?;
        Ok(Self { ground, at_ms, hours })
    }
}
