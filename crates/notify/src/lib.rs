//! Messages for the robots of chat groups: what is sent, how it is signed, what the answer means, where it may go, and when it
//! is tried again. No IO, no clock.

mod address;
mod answer;
mod payload;
mod retry;
mod robot;
mod sign;

pub use address::{AddressError, USUAL_HOSTS, allowed_host, is_public, may_reach, webhook};
pub use answer::{Verdict, verdict};
pub use model::RobotKind;
pub use payload::{Message, Outgoing, outgoing};
pub use retry::{Backoff, MOST_TRIES, Pace};
pub use robot::Robot;
