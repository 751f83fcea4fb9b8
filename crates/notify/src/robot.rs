//! Robots.

use model::RobotKind;

/// A robot as it was set up. It is written without its secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct Robot {
    /// Whose it is.
    pub kind: RobotKind,
    /// Where messages go. `WeCom`, `DingTalk` and Feishu put the key into it, so it is a secret too.
    pub address: String,
    /// What messages are signed with, where it was set up so.
    pub secret: Option<String>,
}

impl std::fmt::Debug for Robot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Robot").field("kind", &self.kind).finish_non_exhaustive()
    }
}
