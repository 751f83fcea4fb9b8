//! What the program does by itself.

use super::{Action, Actor, Case, CaseEvent, Move, Setting};
use crate::Stage;

impl Case {
    /// Does what the profile lets the program do by itself, one deed after another, until there is nothing left: accepts and files
    /// reports by staff, dispatches along a unique route. Returns the case afterwards and the events, oldest first.
    ///
    /// `at` is in milliseconds since 1970. Without a route in the setting nothing is filed or dispatched.
    pub fn automatic(&self, at: i64, setting: &Setting<'_>) -> (Self, Vec<CaseEvent>) {
        let (mut case, mut events) = (*self, Vec::new());
        while let Some(action) = case.next_by_itself(setting) {
            let Ok((next, event)) = case.apply(&Move::new(at, Actor::System, action), setting) else { break };
            case = next;
            events.push(event);
        }
        (case, events)
    }

    /// Returns what the program would do next if it may.
    fn next_by_itself(&self, setting: &Setting<'_>) -> Option<Action> {
        match self.stage {
            Stage::Reported => Some(Action::Accept),
            Stage::Accepted => Some(Action::File),
            Stage::Filed | Stage::Reopened => setting.route.map(|it| Action::Dispatch { unit: it.unit }),
            _ => None,
        }
    }
}
