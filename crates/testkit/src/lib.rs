//! What tests are drawn with: districts sketched in metres, and one of the design size.

mod big_town;
mod sketch;

pub use big_town::{big_town, big_town_points};
pub use sketch::Sketch;
