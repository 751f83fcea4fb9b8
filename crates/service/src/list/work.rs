//! What waits for somebody: cases that are not settled.

use std::sync::Arc;

use model::{Case, Incident, Standing, case::Verb};
use store::StoreError;
use tokio::task::spawn_blocking;

use super::{Cursor, ListFilter, Sort, first::First};
use crate::{Service, World, flow::route, world::row};

/// Verbs that are open nearly always and call nobody to work.
const NO_WORK: [Verb; 2] = [Verb::Comment, Verb::Merge];

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

/// A page of what waits, with figures over all that the filter means.
#[derive(Clone, Debug)]
pub struct TaskPage {
    /// How many there are.
    pub total: usize,
    /// How many of them are overdue.
    pub overdue: usize,
    /// How many of them are due soon.
    pub due_soon: usize,
    /// What the asking person can do, and to how many, in the order of the case flow.
    pub verbs: Vec<(Verb, usize)>,
    /// The tasks of this page, in the order of the list.
    pub tasks: Vec<Task>,
    /// Where the next page starts; `None` on the last.
    pub next: Option<Cursor>,
}

impl World {
    /// Iterates over the incidents that are not settled, with their cases, in no order that matters.
    pub fn unsettled(&self) -> impl Iterator<Item = (&Arc<Incident>, &Case)> {
        let incidents = self.waiting().filter_map(|it| self.register.whole(it));
        incidents.filter_map(|it| Some((it, it.case.as_deref()?)))
    }
}

impl Service {
    /// Lists the cases that wait, in no set order. O(n) in the cases that are not settled.
    pub fn tasks(&self, filter: &ListFilter) -> Vec<Task> {
        let (world, now_ms) = (self.world(), self.now_ms());
        let ground = &world.ground;
        let tasks = world.waiting().filter_map(|at| {
            let incident = world.register.whole(at)?;
            let case = incident.case.as_deref()?;
            if !(filter.fits(incident) && filter.index.matches(&row(ground, at, incident))) {
                return None;
            }
            let setting = ground.setting(&world.flow, case, route(incident))?;
            let due_at = case.next_due_at();
            let late = due_at.is_some_and(|it| it < now_ms);
            let now = case.standing(now_ms, &setting).unwrap_or(Standing::OnTrack);
            let standing = if late { Standing::Overdue } else { now };
            if filter.standing.is_some_and(|it| it != standing) {
                return None;
            }
            let verbs = self.legal(ground, incident, case);
            let leads_on = || verbs.iter().any(|it| !NO_WORK.contains(it));
            let wanted = filter.verb.is_none_or(|it| verbs.contains(&it)) && (!filter.mine || leads_on());
            wanted.then(|| Task { incident: Arc::clone(incident), case: *case, standing, due_at, verbs })
        });
        tasks.collect()
    }

    /// Lists the cases that wait: at most `limit` of them, after a cursor of the same order.
    ///
    /// # Errors
    /// When the service is stopping.
    pub async fn task_page(
        &self,
        filter: ListFilter,
        sort: Sort,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<TaskPage, StoreError> {
        let service = self.clone();
        let page = spawn_blocking(move || {
            let all = service.tasks(&filter);
            let of = |standing| all.iter().filter(|it| it.standing == standing).count();
            let (total, overdue, due_soon) = (all.len(), of(Standing::Overdue), of(Standing::DueSoon));
            let doable = |verb: Verb| (verb, all.iter().filter(|it| it.verbs.contains(&verb)).count());
            let verbs = Verb::ALL.iter().copied().map(doable).filter(|it| it.1 > 0).collect();
            let mut first = First::new(sort, limit, after);
            for it in all {
                first.offer(sort.key(&it.incident), || it);
            }
            let (tasks, next) = first.finish();
            TaskPage { total, overdue, due_soon, verbs, tasks, next }
        });
        page.await.map_err(|_| StoreError::Stopped)
    }
}
