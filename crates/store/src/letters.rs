//! Letters to robots as they are asked for.

use model::{LetterId, LetterState, RobotId};

/// Which letters, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterQuery {
    /// Only this one.
    pub id: Option<LetterId>,
    /// Only those that are so far.
    pub state: Option<LetterState>,
    /// Only those to this robot.
    pub robot: Option<RobotId>,
    /// Only those before this number.
    pub before: Option<i64>,
    /// How many at most.
    pub limit: usize,
}

/// What is on record for a robot that was not delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetterQueue {
    /// For which.
    pub robot: RobotId,
    /// How many letters wait.
    pub waiting: u64,
    /// How many were laid aside.
    pub dead: u64,
    /// From when on the first of those that wait may be sent: milliseconds since 1970.
    pub next_at: Option<i64>,
}
