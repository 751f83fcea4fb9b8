//! What tests are drawn with: districts sketched in metres, and a clock that stands still.

mod sketch;

pub use sketch::Sketch;
