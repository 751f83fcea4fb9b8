//! Reports that are likely the same, and places where the same comes back again and again.

use std::sync::Arc;

use locate::Scratch;
use model::{
    CategoryCode, FrontageId, Incident, IncidentId, Stage,
    likeness::{Likely, Occurrence, RecurrenceGroup, RecurrenceRule, Sighting, recurrence_groups},
};
use store::StoreError;
use thiserror::Error;
use tiles::{Filter, StageSet};
use uuid::Uuid;

use crate::{Entry, Ground, Query, QueryError, Service, World};

/// Why likely duplicates cannot be told.
#[derive(Debug, Error)]
pub enum LikenessError {
    /// The place is none, or the accuracy no length.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// No such category.
    #[error("没有小类 {0} / there is no category {0}")]
    Category(CategoryCode),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Service {
    /// Lists the cases that are not settled and that a report of this place, category and text likely repeats, most likely
    /// first.
    ///
    /// # Errors
    /// [`LikenessError`].
    pub async fn likely_duplicates(
        &self,
        query: &Query,
        code: CategoryCode,
        note: &str,
    ) -> Result<Vec<(Arc<Incident>, Likely)>, LikenessError> {
        let (world, now_ms) = (self.world(), self.now_ms());
        let ground = &world.ground;
        let category = ground.categories.get(code).ok_or(LikenessError::Category(code))?;
        let answer = ground.answer(&Query { category: Some(code), ..*query }, now_ms)?;
        let new = Sighting {
            id: IncidentId(Uuid::nil()),
            category: code,
            point: answer.point(),
            at: now_ms,
            segment: answer.road().map(|it| it.position.segment),
            frontage: answer.found.frontage.map(|it| it.zone),
            note,
        };
        // Near, by a look at all that wait, before what costs more is asked of the few.
        let reach = f64::from(category.duplicate_radius_m);
        let near: Vec<_> = world
            .unsettled()
            .map(|it| it.0)
            .filter(|it| it.category == code && it.point.distance_m(new.point) <= reach)
            .cloned()
            .collect();
        let ids: Vec<_> = near.iter().map(|it| it.id).collect();
        let details = self.details(&ids).await?;
        let mut scratch = Scratch::default();
        let zones: Vec<_> = near.iter().map(|it| ground.frontage_of(it, now_ms, &mut scratch)).collect();
        let present = near.iter().zip(&details).zip(zones).map(|((it, detail), frontage)| Sighting {
            id: it.id,
            category: it.category,
            point: it.point,
            at: it.reported_at,
            segment: it.road.map(|it| it.segment),
            frontage,
            note: &detail.note,
        });
        let found = category.likely_duplicates(&new, present);
        let of = |likely: Likely| Some((world.incident(likely.id)?, likely));
        Ok(found.into_iter().filter_map(of).collect())
    }
}

impl Ground {
    /// Returns the frontage zone around an incident.
    fn frontage_of(&self, it: &Incident, at_ms: i64, scratch: &mut Scratch) -> Option<FrontageId> {
        let ask = self.ask(&Query { category: Some(it.category), ..Query::new(it.place) }, at_ms).ok()?;
        self.answer_to(ask, scratch).found.frontage.map(|it| it.zone)
    }
}

impl World {
    /// Lists the places where cases of one category came back within 30 days, of cases under a filter that were neither void nor
    /// rejected, each within the radius of its category; the last to come back first.
    pub fn recurrences(&self, filter: &Filter) -> Vec<RecurrenceGroup> {
        let real = Stage::ALL.into_iter().filter(|it| !matches!(it, Stage::Void | Stage::Rejected));
        let real = real.filter(|it| filter.stages.contains(*it)).fold(StageSet::NONE, |set, it| set.union(it.into()));
        let filter = Filter { stages: real, ..filter.clone() };
        let positions = self.index.positions(&filter).into_iter().filter_map(|it| self.at(it));
        let occurrence =
            |it: Entry<'_>| Occurrence { id: it.id, category: it.category, point: it.point, at: it.reported_at };
        let cases: Vec<_> = positions.map(occurrence).collect();
        let rule = |code| Some(RecurrenceRule::within(self.ground.categories.get(code)?.duplicate_radius_m));
        let mut groups = recurrence_groups(&cases, rule);
        groups.sort_by_key(|it| (std::cmp::Reverse(it.last_at), it.cases.first().copied()));
        groups
    }
}
