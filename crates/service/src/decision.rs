//! Leaves and rulings: checked, saved, applied and announced, one after the other; and what happens when their moment comes.

use std::{
    sync::{Arc, Weak, atomic::Ordering},
    time::Duration,
};

use model::{Author, Change, Decision, Deed, District, Incident};
use store::{Outcome, StoreError};
use thiserror::Error;
use tokio::{sync::broadcast::error::RecvError, task::spawn_blocking};

use crate::{Announcement, Ground, Service, Words, neighbours::Lead, reroute::Stirred, service::Shared};

/// How long after a failure the moments that came are looked at again (default).
const AGAIN: Duration = Duration::from_mins(1);

/// Why a leave or ruling is not put on record or taken back.
#[derive(Debug, Error)]
pub enum DecisionError<E: std::error::Error> {
    /// It breaks a rule.
    #[error(transparent)]
    Refused(E),
    /// What is to be taken back does not hold.
    #[error("没有编号为 {id} 的有效记录 / nothing of number {id} holds")]
    NotOnRecord {
        /// The number.
        id: u32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a decision is to answer, to save, and to say to those whose incidents go to others.
pub(crate) struct Decided<T> {
    pub answer: T,
    pub decision: Decision,
    pub why: Words,
}

/// What is put in force at once with the ground that it makes.
#[derive(Default)]
pub(crate) struct Acts {
    pub decision: Decision,
    pub deeds: Vec<Deed>,
    pub key: Option<String>,
}

impl Service {
    /// Makes a change of leaves or rulings from the district and the moment. Open incidents for whom other people answer
    /// from then on go to them.
    pub(crate) async fn decide<T, E>(
        &self,
        make: impl FnOnce(&District, i64) -> Result<Decided<T>, DecisionError<E>> + Send + 'static,
    ) -> Result<T, DecisionError<E>>
    where
        T: Send + 'static,
        E: std::error::Error + Send + 'static,
    {
        let service = self.clone();
        // On a task of its own, so that a client that hangs up cannot part saving from applying.
        let decided = tokio::spawn(async move {
            // Alone, as a version of the partition is: the district must not change between looking and applying.
            let _alone = service.alone().await?;
            let (world, now_ms) = (service.world(), service.now_ms());
            let Decided { answer, decision, why } = make(&world.ground.district, now_ms)?;
            let ground = Arc::new(world.ground.decided(world.ground.district.decided(&decision)));
            drop(world);
            let acts = Acts { decision, ..Acts::default() };
            service.put_in_force(ground, acts, &why, now_ms).await?;
            Ok(answer)
        });
        decided.await.unwrap_or(Err(DecisionError::Store(StoreError::Stopped)))
    }

    /// Gives open incidents to those who answer for them now, where a moment that is on record has come since this was last
    /// done.
    ///
    /// # Errors
    /// When the store fails; then nothing has changed.
    pub(crate) async fn catch_up(&self) -> Result<(), StoreError> {
        let service = self.clone();
        let done = tokio::spawn(async move {
            let _alone = service.alone().await?;
            let (ground, now_ms) = (service.world().ground.clone(), service.now_ms());
            if Stirred::between(&ground, service.shared.routed_ms.load(Ordering::Relaxed), now_ms).is_empty() {
                service.shared.routed_ms.store(now_ms, Ordering::Relaxed);
                return Ok(());
            }
            let why =
                Words { zh: "职责或请假起止时间已到".into(), en: "a duty or leave began or ended".into() };
            service.put_in_force(ground, Acts::default(), &why, now_ms).await.map(|_| ())
        });
        done.await.unwrap_or(Err(StoreError::Stopped))
    }

    /// Saves a decision with the incidents that it moves, and puts ground on which it holds in force. To be called
    /// [`alone`](Self::alone).
    pub(crate) async fn put_in_force(
        &self,
        ground: Arc<Ground>,
        acts: Acts,
        why: &Words,
        now_ms: i64,
    ) -> Result<Outcome, StoreError> {
        // What is put on record now counts, even where the clock stands still.
        let routed_ms = self.shared.routed_ms.load(Ordering::Relaxed).min(now_ms - 1);
        let (service, on) = (self.clone(), ground.clone());
        let incidents = spawn_blocking(move || service.world().affected(&Stirred::between(&on, routed_ms, now_ms)));
        let incidents = incidents.await.map_err(|_| StoreError::Stopped)?;
        let ids: Vec<_> = incidents.iter().map(|it| it.id).collect();
        let details = self.details(&ids).await?;
        let (on, why) = (ground.clone(), why.clone());
        let rerouted = spawn_blocking(move || on.reroutes(&on.rerouted(incidents, details, now_ms), &why, now_ms));
        let mut rerouted = rerouted.await.map_err(|_| StoreError::Stopped)?;
        let Acts { decision, deeds, key } = acts;
        // What was done to a case that goes to others as well comes first.
        for deed in &deeds {
            for it in rerouted.iter_mut().filter(|it| it.incident.id == deed.incident.id) {
                let Incident { stage, revision, ref case, .. } = deed.incident;
                (it.incident.stage, it.event.stage, it.incident.case) = (stage, stage, case.clone());
                it.incident.revision = revision.saturating_add(1);
            }
        }
        let done = deeds.iter().map(|it| it.incident.clone());
        let changed: Vec<_> = done.chain(rerouted.iter().map(|it| it.incident.clone())).collect();
        let change = if !deeds.is_empty() {
            Some(Change::Case { deeds, decision, rerouted, idempotency_key: key })
        } else if !rerouted.is_empty() || decision != Decision::default() {
            Some(Change::Decide { decision, rerouted })
        } else {
            None
        };
        if let Some(change) = change {
            let outcome = self.shared.store.commit(self.author, change).await?;
            if outcome != Outcome::Saved {
                return Ok(outcome);
            }
        }
        self.shared.apply_people(ground, changed);
        self.shared.routed_ms.store(now_ms, Ordering::Relaxed);
        Ok(Outcome::Saved)
    }
}

/// Waits for the moments at which duties, leaves or rulings begin or end, and has open incidents follow; ends with the
/// service; `watched` is whether what came before was looked at.
pub(crate) async fn follow_moments(shared: Weak<Shared>, mut watched: bool) {
    let mut due = false;
    while let Some(shared) = shared.upgrade() {
        let service = Service { shared, author: Author::SYSTEM };
        let mut news = service.follow();
        let mut lead = Lead::of(&service);
        let leads = lead.holds();
        // Moments may have come that nobody was watching for.
        due |= leads && !watched;
        watched = leads;
        if due && !leads {
            // Another process has the incidents follow; who answers is another matter here, too.
            service.tell_people();
            due = false;
        }
        if due {
            due = service.catch_up().await.inspect_err(|err| tracing::error!(error = %err, "catching up")).is_err();
        }
        let (now_ms, clock) = (service.now_ms(), service.shared.clock.clone());
        let next_ms = service.world().ground.roster(now_ms).until_ms();
        let again_ms = now_ms.saturating_add(AGAIN.as_millis() as i64);
        // Nothing of the service is held while waiting, so that it can end.
        drop(service);
        let wait = clock.reached(if due { next_ms.min(again_ms) } else { next_ms });
        tokio::pin!(wait);
        loop {
            tokio::select! {
                () = &mut wait => { due = true; break }
                () = lead.changes() => break,
                it = news.recv() => match it {
                    Ok(Announcement::Incident { .. } | Announcement::Changed { .. }) => {}
                    Err(RecvError::Closed) => return,
                    // Other people: another moment may come next.
                    _ => break,
                }
            }
        }
    }
}
