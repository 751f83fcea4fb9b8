//! Pages of incidents.

use std::sync::Arc;

use model::{Incident, IncidentId};
use store::StoreError;
use tiles::{Filter, Hit};
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::{Cursor, ListFilter, Sort, SortBy, first::First, sort::Key};
use crate::{Service, World, world::row};

/// Where at least one of so many incidents passes a filter, a page by time is found by walking along the times; where fewer pass,
/// by looking at all that do.
const WALK: u64 = 64;

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page {
    /// How many incidents the filter means in all.
    pub total: u64,
    /// The incidents of this page, in the order of the list.
    pub incidents: Vec<Arc<Incident>>,
    /// Where the next page starts; `None` on the last.
    pub next: Option<Cursor>,
}

impl Page {
    fn new(total: u64, first: First<Arc<Incident>>) -> Self {
        let (incidents, next) = first.finish();
        Self { total, incidents, next }
    }
}

impl Service {
    /// Lists the incidents that a filter means: at most `limit` of them, after a cursor of the same order. O(n) in those that the
    /// index has under the filter.
    ///
    /// # Errors
    /// When the service is stopping.
    pub async fn list(
        &self,
        filter: ListFilter,
        sort: Sort,
        limit: usize,
        after: Option<Cursor>,
    ) -> Result<Page, StoreError> {
        let service = self.clone();
        // Ten million may have to be looked at.
        let page = spawn_blocking(move || {
            if !filter.is_of_cases() {
                return service.world().page(&filter, sort, limit, after);
            }
            let tasks = service.tasks(&filter);
            let mut first = First::new(sort, limit, after);
            for it in &tasks {
                first.offer(sort.key(&it.incident), || Arc::clone(&it.incident));
            }
            Page::new(tasks.len() as u64, first)
        });
        page.await.map_err(|_| StoreError::Stopped)
    }

    /// Counts the incidents that a filter means.
    ///
    /// # Errors
    /// When the service is stopping.
    pub async fn count(&self, filter: ListFilter) -> Result<u64, StoreError> {
        Ok(self.list(filter, Sort::NEWEST, 0, None).await?.total)
    }
}

impl World {
    /// Lists the incidents that `filter` means, newest first, at most `limit` of them.
    pub fn newest(&self, filter: &Filter, limit: usize) -> Page {
        let filter = ListFilter { index: filter.clone(), ..ListFilter::default() };
        self.page(&filter, Sort::NEWEST, limit, None)
    }

    /// Returns the times of the first and the last report under a filter in milliseconds, `None` without incidents.
    pub fn period_of(&self, filter: &Filter) -> Option<(i64, i64)> {
        if *filter == Filter::default() {
            return self.period();
        }
        let list = ListFilter { index: filter.clone(), ..ListFilter::default() };
        let first = |descending| {
            let sort = Sort { by: SortBy::ReportedAt, descending };
            Some(self.page(&list, sort, 1, None).incidents.first()?.reported_at)
        };
        first(false).zip(first(true))
    }

    /// Lists what a filter means that does not ask for cases.
    pub(super) fn page(&self, filter: &ListFilter, sort: Sort, limit: usize, after: Option<Cursor>) -> Page {
        let mut first = First::new(sort, limit, after);
        let mut total = 0;
        if filter.is_of_index() {
            total = self.index.count(&filter.index);
            if limit == 0 || total == 0 {
                return Page::new(total, first);
            }
            if sort.by == SortBy::ReportedAt && total.saturating_mul(WALK) >= self.len() as u64 {
                self.walk(&filter.index, sort, limit, after, &mut first);
                return Page::new(total, first);
            }
            self.index.each(&filter.index, |hit| {
                // Most come too late for the page; of those nothing has to be looked up.
                if rough_key(sort, &hit).is_none_or(|it| first.may_take(&it))
                    && let Some(it) = self.at(hit.position)
                {
                    first.offer(sort.key(&it), || it.share());
                }
            });
        } else {
            self.index.each(&filter.index, |hit| {
                if let Some(it) = self.at(hit.position).filter(|it| filter.fits(it)) {
                    total += 1;
                    first.offer(sort.key(&it), || it.share());
                }
            });
        }
        Page::new(total, first)
    }

    /// Finds a page by time of report along the times.
    fn walk(&self, filter: &Filter, sort: Sort, limit: usize, after: Option<Cursor>, first: &mut First<Arc<Incident>>) {
        let mut from = (filter.from_ms.unwrap_or(i64::MIN), IncidentId(Uuid::nil()));
        let mut to = filter.to_ms.map_or((i64::MAX, IncidentId(Uuid::max())), |it| (it, IncidentId(Uuid::nil())));
        match after.map(|it| it.key.moment()) {
            Some(at) if sort.descending => to = to.min(at),
            Some(at) => from = from.max(at),
            None => {}
        }
        let meant = self.register.walk(from, to, sort.descending).filter_map(|at| {
            let it = self.at(at)?;
            filter.matches(&row(&self.ground, at, &it)).then_some(it)
        });
        // One more tells whether there is a next page; another may be the last of the page before.
        for it in meant.take(limit.saturating_add(2)) {
            first.offer(sort.key(&it), || it.share());
        }
    }
}

/// Returns the key of what the index found but for the id; `None` where the incident has to be looked at.
fn rough_key(sort: Sort, hit: &Hit) -> Option<Key> {
    let value = match sort.by {
        SortBy::ReportedAt => hit.reported_at,
        SortBy::Category => i64::from(hit.category.0),
        SortBy::Stage => hit.stage as i64,
        SortBy::DueAt | SortBy::Reporters => return None,
    };
    Some(sort.made(Some(value), hit.reported_at, IncidentId(Uuid::nil())))
}
