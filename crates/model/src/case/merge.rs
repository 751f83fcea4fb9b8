//! Merging a case into another (并案).

use super::{Action, Case, CaseEvent, Move, Refusal, Setting, Verb, Why};

/// Two cases after a merge, each with the event that led there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The case that ended.
    pub child: (Case, CaseEvent),
    /// The case that goes on, with the reporters of both.
    pub parent: (Case, CaseEvent),
}

impl Case {
    /// Merges this case into an open one, which then stands for the reporters of both. The action of `it` is left aside, `seen` is
    /// this case's revision.
    ///
    /// # Errors
    /// [`Refusal`] where this case cannot be merged, or the other one is not open.
    pub fn merge(&self, parent: &Self, it: &Move, setting: &Setting<'_>) -> Result<Merged, Refusal> {
        let child = self.apply(&Move { action: Action::Merge { into: parent.id }, ..it.clone() }, setting)?;
        if !parent.stage.is_open() {
            return Err(self.refusal(Verb::Merge, Why::ParentClosed(parent.stage), it.actor, it.at, setting));
        }
        let action = Action::Absorb { child: self.id, reporters: self.reporters };
        let parent = parent.apply(&Move { seen: None, action, ..it.clone() }, setting)?;
        Ok(Merged { child, parent })
    }
}
