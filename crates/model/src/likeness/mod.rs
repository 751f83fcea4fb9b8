//! Reports that are likely the same, and places where the same comes back again and again.

mod duplicates;
mod recurrence;
mod words;

pub use duplicates::{Likely, Sighting, likely_duplicates};
pub use recurrence::{Occurrence, RecurrenceGroup, RecurrenceRule, recurrence_groups};
pub use words::word_likeness;

use crate::Point;

/// Tells whether two places are at most `radius_m` apart.
fn within(a: Point, b: Point, radius_m: u16) -> bool {
    let radius = i64::from(radius_m) * Point::PER_MM * 1_000;
    a.distance2(b) <= radius * radius
}
