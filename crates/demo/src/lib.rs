//! A fictional town, its people and its incidents: what a demonstration shows. Everything is made up, and says so.
//!
//! All results depend on nothing but the arguments: the same seed gives the same bytes.

mod cast;
mod dice;
mod incidents;
mod life;
mod parts;
mod picture;
mod plane;
mod staff;
mod town;

pub use cast::{Player, cast};
pub use incidents::{MadeUp, incidents};
pub use life::Life;
pub use picture::{Album, Picture, pictures};
pub use staff::staff;
pub use town::{TownSize, town};
