//! Robots of chat groups, for administrators.

pub(crate) mod create;
pub(crate) mod hosts;
pub(crate) mod list;
pub(crate) mod remove;
pub(crate) mod retry;
pub(crate) mod revise;
pub(crate) mod test;

use model::{Robot, RobotId};
use service::{RobotError, Service};

use crate::{
    Problem,
    wire::{RobotWire, refused_robot},
};

/// Reads a robot's number; what is none is nobody's.
fn number(id: &str) -> Result<RobotId, Problem> {
    id.parse().map(RobotId).map_err(|_| refused_robot(RobotError::Unknown))
}

/// Returns a robot as it is sent.
async fn wire(service: &Service, robot: &Robot) -> Result<RobotWire, Problem> {
    let queues = service.letter_queues().await.map_err(|err| Problem::store(&err))?;
    Ok(RobotWire::new(&service.world(), robot, &queues))
}
