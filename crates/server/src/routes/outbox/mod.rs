//! Messages on their way to robots, for administrators.

pub(crate) mod give_up;
pub(crate) mod list;
pub(crate) mod retry;

use model::LetterId;
use service::RobotError;

use crate::{Problem, wire::refused_robot};

/// Reads a letter's number; what is none is nobody's.
fn number(id: &str) -> Result<LetterId, Problem> {
    id.parse().map(LetterId).map_err(|_| refused_robot(RobotError::NoLetter))
}
