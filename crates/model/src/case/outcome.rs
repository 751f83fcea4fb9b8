//! What a deed leads to: stage and due times.

use super::{Action, Case, Outcome, Rule, Setting};
use crate::{Stage, due};

impl Outcome {
    /// Returns what a report leads to.
    pub(super) fn of_report(at: i64, setting: &Setting<'_>) -> Self {
        let limit = setting.limits().get(Stage::Reported);
        let step_due_at = limit.map(|it| due(it, at, setting.calendar));
        Self { stage: Stage::Reported, version: None, due_at: None, step_due_at }
    }

    /// Returns what a deed leads to at a moment (milliseconds since 1970).
    ///
    /// Dispatch fixes the due time of handling, for a reopened case anew; an approved deferral is the only other thing that
    /// moves it.
    pub(super) fn of(case: &Case, action: Action, at: i64, setting: &Setting<'_>) -> Self {
        let stage = match action {
            Action::Verify { found: false } => Stage::Rejected,
            _ => Rule::of(action.verb()).to.first().copied().unwrap_or(case.stage),
        };
        let handling = || due(setting.category.limit, at, setting.calendar);
        let due_at = match action {
            Action::Dispatch { .. } => Some(handling()),
            Action::HandleOnTheSpot => case.due_at.or_else(|| Some(handling())),
            Action::ApproveDeferral { until } => Some(until),
            Action::Reopen => None,
            _ => case.due_at,
        };
        let version = match action {
            Action::File | Action::HandleOnTheSpot => case.version.or(Some(setting.category.version)),
            _ => case.version,
        };
        let step_due_at = match action {
            Action::Publish => None,
            Action::Suspend { review_at } => Some(review_at),
            // What leaves the case in its stage moves no clock.
            _ if Rule::of(action.verb()).to.is_empty() => case.step_due_at,
            _ => step_due(case, stage, due_at, at, setting),
        };
        Self { stage, version, due_at, step_due_at }
    }
}

/// Returns when a case that enters a stage has to leave it.
fn step_due(case: &Case, stage: Stage, due_at: Option<i64>, at: i64, setting: &Setting<'_>) -> Option<i64> {
    let limit = setting.limits().get(stage);
    match stage {
        // Rework has a limit of its own, which goes on when it is signed.
        Stage::Handling if case.stage == Stage::Rework => case.step_due_at.or(due_at),
        Stage::Handling => due_at,
        Stage::Rejected | Stage::Void => None,
        // The limit of publishing runs from the report.
        Stage::Closed => limit.map(|it| due(it, case.times.reported, setting.calendar)),
        // Nobody has longer for signing than for handling.
        Stage::Dispatched => {
            let sign = limit.map(|it| due(it, at, setting.calendar));
            sign.map(|sign| due_at.filter(|it| *it > at).map_or(sign, |it| it.min(sign)))
        }
        _ => limit.map(|it| due(it, at, setting.calendar)),
    }
}
