//! Reporting an incident: the rules, and the report that is saved.

use std::sync::Arc;

use locate::Containment;
use model::{
    Case, CategoryCode, Flow, Happening, Incident, IncidentDetail, IncidentId, Report, Source, Stage,
    case::{Action, Actor, Move, Opening, Setting},
};
use store::StoreError;
use thiserror::Error;
use uuid::{NoContext, Timestamp, Uuid};

use crate::{Ground, Query, QueryError, flow::route};

/// The greatest length of a note, in characters.
pub const NOTE_LIMIT: usize = 500;

/// What someone reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// Where, and what is known about the place; a category in it is left aside for the one below.
    pub query: Query,
    /// What it is about.
    pub category: CategoryCode,
    /// What the reporter wrote.
    pub note: String,
    /// Who brings it in.
    pub source: Source,
    /// Whether it is made up for a demonstration.
    pub made_up: bool,
}

/// A report that was taken.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The incident.
    pub incident: Arc<Incident>,
    /// Whether this was the first time; `false` when the idempotency key had been used for the same report.
    pub fresh: bool,
}

/// Why a report is refused.
#[derive(Debug, Error)]
pub enum ReportError {
    /// The place is none or far away, or the accuracy is no length.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The place is outside the district.
    #[error("the place lies {distance_m:.0} m outside the district")]
    Outside {
        /// The distance in metres.
        distance_m: f64,
    },
    /// No such category.
    #[error("there is no category {0}")]
    Category(CategoryCode),
    /// The note is too long.
    #[error("the note has {0} characters, more than {NOTE_LIMIT}")]
    Note(usize),
    /// The idempotency key belongs to a different report.
    #[error("the idempotency key was used for the different report {0}")]
    KeyReused(IncidentId),
    /// It could not be saved.
    #[error("the report could not be saved")]
    Store(#[from] StoreError),
}

impl Ground {
    /// Checks a submission and makes the report of it, with the people who answer and the reason, and what the profile lets the
    /// program do with it by itself.
    ///
    /// # Errors
    /// [`ReportError`] naming the value that is refused.
    pub fn report(
        &self,
        submission: Submission,
        actor: Actor,
        flow: &Flow,
        now_ms: i64,
    ) -> Result<Report, ReportError> {
        let Submission { query, category, note, source, made_up } = submission;
        let Query { place, accuracy_m, .. } = query;
        if self.categories.get(category).is_none() {
            return Err(ReportError::Category(category));
        }
        let length = note.chars().count();
        if length > NOTE_LIMIT {
            return Err(ReportError::Note(length));
        }
        let answer = self.answer(&Query { category: Some(category), ..query }, now_ms)?;
        let containment = answer.found.containment;
        if let Containment::Outside { distance_mm, .. } = containment {
            return Err(ReportError::Outside { distance_m: f64::from(distance_mm) / 1000.0 });
        }
        let id = IncidentId(new_id(now_ms));
        let point = answer.point();
        let opening = Opening { id, profile: flow.active().id, category, source, point };
        let mut incident = Incident {
            id,
            category,
            place,
            point,
            stage: Stage::Reported,
            source,
            reported_at: now_ms,
            cell: containment.cell(),
            member: answer.member(),
            road: answer.road().map(|it| it.position),
            leader: answer.leader(),
            primary: answer.found.primary.map(|it| it.role),
            other: answer.other(),
            confidence: answer.found.confidence,
            made_up,
            revision: 1,
            case: None,
        };
        let (case, events) = self.open_case(&opening, &incident, actor, flow, now_ms)?;
        incident.stage = case.stage;
        incident.case = (!case.is_settled()).then(|| Arc::new(case));
        let reason = self.explain(&answer);
        Ok(Report {
            incident,
            detail: IncidentDetail {
                note,
                accuracy_m,
                reason_zh: reason.zh,
                reason_en: reason.en,
                // Made-up incidents come by the million, and their trace can be made again: nothing changed since.
                trace: if made_up { String::new() } else { self.trace(&answer).to_string() },
            },
            events,
        })
    }

    /// Opens the case of a report and lets the program go on with it as far as it may.
    fn open_case(
        &self,
        opening: &Opening,
        incident: &Incident,
        actor: Actor,
        flow: &Flow,
        now_ms: i64,
    ) -> Result<(Case, Vec<Happening>), ReportError> {
        let unknown = ReportError::Category(opening.category);
        let setting = Setting {
            category: self.categories.get(opening.category).ok_or(unknown)?,
            profile: flow.active(),
            calendar: flow.calendar(),
            route: route(incident),
            stand_in: None,
        };
        let report = Move::new(now_ms, actor, Action::Report(*opening));
        let (reported, first) = Case::open(*opening, &report, &setting);
        let (case, rest) = reported.automatic(now_ms, &setting);
        Ok((case, [first].into_iter().chain(rest).map(Happening::from).collect()))
    }
}

/// Makes a version 7 UUID of this moment.
fn new_id(now_ms: i64) -> Uuid {
    let now_ms = now_ms.max(0) as u64;
    Uuid::new_v7(Timestamp::from_unix(NoContext, now_ms / 1000, (now_ms % 1000) as u32 * 1_000_000))
}
