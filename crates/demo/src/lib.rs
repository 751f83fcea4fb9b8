//! A fictional town, its people and its incidents: what a demonstration shows. Everything is made up, and says so.
//!
//! All results depend on nothing but the arguments: the same seed gives the same bytes.

mod dice;
mod incidents;
mod parts;
mod plane;
mod staff;
mod town;

pub use incidents::{MadeUp, incidents};
pub use staff::staff;
pub use town::{TownSize, town};
