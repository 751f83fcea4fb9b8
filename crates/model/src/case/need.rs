//! What must come with a deed.

use super::{Action, Actor, Case, Move, PhotoKind, Setting, Why};

/// Something that has to come with a deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A reason or text.
    Reason,
    /// Any photo.
    Photo,
    /// A photo of before, where the category needs one.
    Before,
    /// A photo of after, where the category needs one, taken near the place after the report.
    After,
    /// A due time after the present one.
    LaterDue,
    /// A review date ahead.
    ReviewAhead,
    /// A case other than this one.
    OtherCase,
    /// A checker who has not handled the case.
    FitChecker,
    /// What the program dispatches by itself goes along the route that was found.
    OwnRoute,
}

impl Need {
    /// Checks that it has come, at a moment (milliseconds since 1970).
    pub(super) fn check(self, case: &Case, it: &Move, at: i64, setting: &Setting<'_>) -> Result<(), Why> {
        let hold = |holds: bool, why: Why| if holds { Ok(()) } else { Err(why) };
        let photos = setting.category.photos;
        match (self, it.action) {
            (Self::Reason, _) => hold(!it.note.trim().is_empty(), Why::NoReason),
            (Self::Photo, _) => hold(!it.photos.is_empty(), Why::NoPhoto(PhotoKind::Other)),
            (Self::Before, _) => {
                let shown = it.photos.iter().any(|it| it.kind == PhotoKind::Before);
                hold(shown || !photos.before, Why::NoPhoto(PhotoKind::Before))
            }
            (Self::After, _) if photos.after => after(case, it, setting),
            (Self::LaterDue, Action::AskDeferral { until } | Action::ApproveDeferral { until }) => {
                hold(case.due_at.is_some_and(|due| until > due) && until > at, Why::NotLater)
            }
            (Self::ReviewAhead, Action::Suspend { review_at }) => hold(review_at > at, Why::ReviewPast),
            (Self::OtherCase, Action::Merge { into: other } | Action::Absorb { child: other, .. }) => {
                hold(other != case.id, Why::SameCase)
            }
            (Self::FitChecker, Action::Appoint { checker }) => {
                let handler = case.handler.and_then(Actor::person);
                hold(handler != Some(checker) && case.unit != Some(checker), Why::OwnWork)
            }
            (Self::OwnRoute, Action::Dispatch { unit }) => {
                let own = setting.route.is_some_and(|it| it.unit == unit);
                hold(own || it.actor != Actor::System, Why::OffRoute)
            }
            _ => Ok(()),
        }
    }
}

/// Checks that one photo at least shows how the place was left; the trouble with the first one is told.
fn after(case: &Case, it: &Move, setting: &Setting<'_>) -> Result<(), Why> {
    let mut trouble = None;
    for photo in it.photos.iter().filter(|it| it.kind == PhotoKind::After) {
        match photo.shows_after(case, it.place, setting.profile) {
            Ok(()) => return Ok(()),
            Err(why) => trouble = trouble.or(Some(why)),
        }
    }
    Err(trouble.unwrap_or(Why::NoPhoto(PhotoKind::After)))
}
