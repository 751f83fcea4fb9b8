//! Who answers for a spot, and why: from a place with its accuracy to people, with a trace. No IO, no clock.
//!
//! [`Roster`] is who holds what at a moment. [`Finder`] puts a [`Question`] to it and to the indexes of crate `spatial`, and
//! gives an [`Answer`]: the cell, the roads in reach, the frontage, the people, how sure that is, and the [`ReasonCode`]s from
//! which a sentence can be made.

mod answer;
mod area;
mod borders;
mod confidence;
mod cover;
mod finder;
mod question;
mod reason;
mod road;
mod roster;
mod rows;
mod rulings;

pub use answer::{Answer, AreaClaim, Candidate, Containment, FrontageClaim, Primary, RULES_VERSION, RoadClaim};
pub use cover::{Cover, Fault, FaultKind, FaultPlace, Shares, opened};
pub use finder::{Finder, Scratch, widest_mm};
pub use question::{ACCURACY_M, Course, DEFAULT_ACCURACY_M, Question};
pub use reason::{ReasonCode, Reasons};
pub use roster::{Holding, Roster};
