//! Messages for the robots of chat groups: what is sent, how it is signed, what the answer means, where it may go, and when it
//! is tried again. No IO, no clock.

mod address;
mod answer;
mod payload;
mod retry;
mod robot;
mod sign;

pub use address::{AddressError, is_public, webhook};
pub use answer::{Verdict, verdict};
pub use payload::{Message, Outgoing, outgoing};
pub use retry::{MOST_TRIES, Pace, again_after_ms};
pub use robot::{Robot, RobotKind};
