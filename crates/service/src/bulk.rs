//! Doing the same to many incidents: each is a change of its own, done or refused on its own.
//!
//! A request is put on record before the first is done, with the incidents that it means, and once more with all answers. So the
//! same key again gets the same answers; and where the service was cut off in the middle, it does what is left: the deed of each
//! incident has a key of its own that is made of the request's.

use std::sync::Arc;

use model::{Bulk, BulkAnswer, BulkChange, BulkItem, Change, Incident, IncidentId, Sha256Hash};
use store::{Outcome, StoreError};
use thiserror::Error;

use crate::{CaseError, ListFilter, Order, Service, View};

/// How many are done at the same time, so that they share the disk's turns.
const TOGETHER: usize = 16;
/// After so many looks at cases, others have their turn.
const LOOKS: usize = 256;

/// Why nothing of a request about many was done.
#[derive(Debug, Error)]
pub enum BulkError {
    /// The key was used for another request.
    #[error("此键已用于另一批办理 / the key was used for another request")]
    KeyReused,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a request about many is about.
#[derive(Clone, Debug)]
pub struct BulkOrder {
    /// What is to be done to each; its incident and revision do not matter.
    pub order: Order,
    /// To what: at most [`model::BULK_LIMIT`], with the revisions that the actor saw.
    pub items: Vec<(IncidentId, Option<u32>)>,
    /// The client's key.
    pub key: String,
    /// Of what was asked for.
    pub digest: Sha256Hash,
}

/// Puts a refusal into the words of the API: its kind, Chinese, English.
pub type Told = fn(CaseError, IncidentId) -> BulkAnswer;

impl Service {
    /// Tells whether something could be done to an incident now. Nothing changes.
    ///
    /// # Errors
    /// As [`Self::act`] would.
    pub async fn would(&self, order: &Order) -> Result<Arc<Incident>, CaseError> {
        self.prepare(order).await?;
        self.world().incident(order.id).ok_or(CaseError::Unknown(order.id))
    }

    /// Tells of each incident that a filter means among the cases not settled whether something could be done to it now, in the
    /// order of the reports. Nothing changes.
    pub async fn would_all(&self, order: &Order, filter: ListFilter) -> Vec<(Arc<Incident>, Option<CaseError>)> {
        let mut tasks = self.tasks(&ListFilter { unsettled: true, ..filter });
        tasks.sort_by_key(|it| (it.incident.reported_at, it.incident.id));
        let mut looked = Vec::with_capacity(tasks.len());
        for (at, it) in tasks.into_iter().enumerate() {
            if at % LOOKS == LOOKS - 1 {
                tokio::task::yield_now().await;
            }
            let refused = self.would(&Order { id: it.incident.id, seen: None, ..order.clone() }).await.err();
            looked.push((it.incident, refused));
        }
        looked
    }

    /// Returns what a key of the caller's was used for, and whether all of it is answered; nothing for a new key.
    ///
    /// # Errors
    /// [`BulkError::KeyReused`] where that was something else; otherwise when the store fails.
    pub async fn bulk_on_record(&self, key: &str, digest: Sha256Hash) -> Result<Option<(Bulk, bool)>, BulkError> {
        match self.shared.store.bulk(&self.bulk_key(key)).await? {
            Some((it, _)) if it.digest != digest => Err(BulkError::KeyReused),
            other => Ok(other),
        }
    }

    /// Does the same to many incidents; returns the answer of each, in their order. What `view` does not know of is refused as what
    /// is not there. A caller that stops waiting stops nothing.
    ///
    /// The same key again returns the same answers, and goes on where the service was cut off.
    ///
    /// # Errors
    /// [`BulkError`]; then nothing was done, unless the store failed in the middle: the same key again goes on.
    pub async fn bulk(&self, asked: BulkOrder, view: View, told: Told) -> Result<Vec<BulkItem>, BulkError> {
        let service = self.clone();
        let done = tokio::spawn(async move { service.bulk_now(asked, &view, told).await });
        done.await.unwrap_or(Err(BulkError::Store(StoreError::Stopped)))
    }

    async fn bulk_now(&self, asked: BulkOrder, view: &View, told: Told) -> Result<Vec<BulkItem>, BulkError> {
        let BulkOrder { order, items, key, digest } = asked;
        if items.is_empty() {
            return Ok(vec![]);
        }
        let item = |(incident, seen)| BulkItem { incident, seen, answer: None };
        let items = items.into_iter().map(item).collect();
        let verb = order.action.verb();
        let bulk = Bulk { key: self.bulk_key(&key), digest, verb, made_at: self.now_ms(), items };
        let begun = Change::Bulk(Box::new(BulkChange::Begun(bulk.clone())));
        let mut bulk = match self.shared.store.commit(self.author, begun).await? {
            Outcome::Saved => bulk,
            // What was asked for first is what counts: a filter may mean others by now.
            Outcome::Repeated(_) => match self.bulk_on_record(&key, digest).await? {
                Some((it, true)) => return Ok(it.items),
                Some((it, false)) => it,
                None => return Err(StoreError::Stopped.into()),
            },
        };
        let (mut answers, mut whole) = (Vec::with_capacity(bulk.items.len()), true);
        for some in bulk.items.chunks(TOGETHER) {
            let deeds: Vec<_> = some.iter().map(|it| tokio::spawn(self.clone().one(it, &order, &key, view))).collect();
            for (deed, item) in deeds.into_iter().zip(some) {
                let done = deed.await.unwrap_or(Err(CaseError::Store(StoreError::Stopped)));
                // What failed here may be done next time.
                whole &= !matches!(done, Err(CaseError::Store(_)));
                answers.push(match done {
                    Ok(it) => BulkAnswer::Done { revision: it.revision, stage: it.stage },
                    Err(err) => told(err, item.incident),
                });
            }
        }
        if whole {
            let ended = BulkChange::Ended { key: bulk.key.clone(), answers: answers.clone() };
            let outcome = self.shared.store.commit(self.author, Change::Bulk(Box::new(ended))).await?;
            if outcome != Outcome::Saved
                && let Some((it, true)) = self.bulk_on_record(&key, digest).await?
            {
                return Ok(it.items);
            }
        }
        for (item, answer) in bulk.items.iter_mut().zip(answers) {
            item.answer = Some(answer);
        }
        Ok(bulk.items)
    }

    /// Does it to one, or finds that it was done.
    fn one(
        self,
        item: &BulkItem,
        order: &Order,
        key: &str,
        view: &View,
    ) -> impl Future<Output = Result<Arc<Incident>, CaseError>> + Send + 'static {
        let BulkItem { incident: id, seen, .. } = *item;
        let known = view.sees(&self.world(), id);
        let (order, key) = (Order { id, seen, ..order.clone() }, format!("bulk {key}"));
        async move {
            if !known {
                return Err(CaseError::Unknown(id));
            }
            Ok(self.act(order, Some(key)).await?.incident)
        }
    }

    /// A client's key holds no blank, so no key of a single deed is ever one of these.
    fn bulk_key(&self, key: &str) -> String {
        self.own_key(&format!("bulk {key}"))
    }
}
