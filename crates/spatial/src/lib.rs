//! Where things are: the local metric frame and, on its lattice, the index that finds cells and road segments. No IO.

mod frame;
mod locator;
mod ring;

pub use frame::{Frame, FrameError};
pub use locator::{Locator, NearestRoad, Place};
pub use ring::{contains, distance_m};
