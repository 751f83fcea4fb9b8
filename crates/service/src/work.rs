//! What waits for somebody: cases that are not settled, by how soon they are due.

use std::sync::Arc;

use model::{Case, CategoryCode, Incident, PersonId, Stage, Standing, case::Verb};

use crate::{Service, World, flow::route};

/// Verbs that are open nearly always and call nobody to work.
const NO_WORK: [Verb; 2] = [Verb::Comment, Verb::Merge];

/// Which cases are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkFilter {
    /// Only those for which the asking person can do something that leads on.
    pub mine: bool,
    /// Only those that stand so.
    pub standing: Option<Standing>,
    /// Only those in one of these stages; all where empty.
    pub stages: Vec<Stage>,
    /// Only those that this unit or person has.
    pub unit: Option<PersonId>,
    /// Only those of this category.
    pub category: Option<CategoryCode>,
}

/// A case that waits.
#[derive(Clone, Debug)]
pub struct Task {
    /// The incident.
    pub incident: Arc<Incident>,
    /// Its case.
    pub case: Case,
    /// How the deadline of handling stands, where somebody has to handle it; else that of its stage.
    pub standing: Standing,
    /// When something has to be done: milliseconds since 1970.
    pub due_at: Option<i64>,
    /// What the asking person can do, in the order of the case flow.
    pub verbs: Vec<Verb>,
}

impl World {
    /// Iterates over the incidents that are not settled, with their cases, in no order that matters.
    pub fn unsettled(&self) -> impl Iterator<Item = (&Arc<Incident>, &Case)> {
        let incidents = self.waiting().filter_map(|it| self.at(it));
        incidents.filter_map(|it| Some((it, it.case.as_deref()?)))
    }
}

impl Service {
    /// Lists the cases that wait, those due first before the others; what has no due time comes last. O(n log n) in the cases
    /// that are not settled.
    pub fn tasks(&self, filter: &WorkFilter) -> Vec<Task> {
        let (world, now_ms) = (self.world(), self.now_ms());
        let tasks = world.unsettled().filter_map(|(incident, case)| {
            let WorkFilter { mine, standing, ref stages, unit, category } = *filter;
            let wanted = (stages.is_empty() || stages.contains(&case.stage))
                && unit.is_none_or(|it| case.unit == Some(it))
                && category.is_none_or(|it| case.category == it);
            if !wanted {
                return None;
            }
            let setting = world.ground.setting(self.flow(), case, route(incident))?;
            let verbs = self.legal(&world.ground, incident, case);
            if mine && verbs.iter().all(|it| NO_WORK.contains(it)) {
                return None;
            }
            let due_at = case.standing(now_ms, &setting).and(case.due_at).into_iter().chain(case.step_due_at).min();
            let now = case.standing(now_ms, &setting).unwrap_or(Standing::OnTrack);
            let late = due_at.is_some_and(|it| it < now_ms);
            let task = Task {
                incident: Arc::clone(incident),
                case: *case,
                standing: if late { Standing::Overdue } else { now },
                due_at,
                verbs,
            };
            standing.is_none_or(|it| it == task.standing).then_some(task)
        });
        let mut tasks: Vec<_> = tasks.collect();
        tasks.sort_by_key(|it| (it.due_at.unwrap_or(i64::MAX), it.incident.reported_at, it.incident.id));
        tasks
    }
}
