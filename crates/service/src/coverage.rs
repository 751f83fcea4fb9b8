//! Coverage of duty, and what a leave or an ended duty would open.

use locate::{Cover, Fault, Roster, opened};
use model::{District, DutyId, Hours, Leave};

use crate::Ground;

impl Ground {
    /// Looks over everything that should have exactly one primary owner at a moment, see [`Roster::cover`].
    pub fn cover(&self, at_ms: i64, window: Hours) -> Cover {
        self.roster(at_ms).cover(&self.district, at_ms, window)
    }

    /// Lists what would be open during a leave that is not on record yet, at its first moment.
    pub fn opened_by_leave(&self, leave: Leave, window: Hours) -> Vec<Fault> {
        let at_ms = leave.from;
        self.opened(at_ms, window, |it| it.leaves.push(Leave { made_at: i64::MIN, ended_at: None, ..leave }))
    }

    /// Lists what would be open at a moment without a duty; nothing for an unknown one.
    pub fn opened_by_end(&self, duty: DutyId, at_ms: i64, window: Hours) -> Vec<Fault> {
        self.opened(at_ms, window, |it| {
            if let Some(it) = it.duties.get_mut(duty.index()) {
                it.term.to = Some(at_ms);
            }
        })
    }

    fn opened(&self, at_ms: i64, window: Hours, change: impl FnOnce(&mut District)) -> Vec<Fault> {
        let mut district = District::clone(&self.district);
        change(&mut district);
        let after = Roster::new(&district, self.version(), at_ms).cover(&district, at_ms, window);
        opened(&self.cover(at_ms, window), &after)
    }
}
