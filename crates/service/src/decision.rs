//! What leaves and rulings have in common: checked, saved, applied and announced, one after the other.

use std::sync::Arc;

use model::{Change, District};
use store::StoreError;
use thiserror::Error;
use tokio::task::spawn_blocking;

use crate::Service;

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

impl Service {
    /// Makes a change of leaves or rulings: `make` returns what to answer, what to save, and the district with it.
    pub(crate) async fn decide<T, E>(
        &self,
        make: impl FnOnce(&District, i64) -> Result<(T, Change, District), DecisionError<E>> + Send + 'static,
    ) -> Result<T, DecisionError<E>>
    where
        T: Send + 'static,
        E: std::error::Error + Send + 'static,
    {
        let service = self.clone();
        // On a task of its own, so that a client that hangs up cannot part saving from applying.
        let decided = tokio::spawn(async move {
            // Alone, as a version of the partition is: the district must not change between looking and applying.
            let _alone = service.shared.routing.clone().write_owned().await;
            let (world, now_ms) = (service.world(), service.now_ms());
            let work = spawn_blocking(move || {
                let (answer, change, district) = make(&world.ground.district, now_ms)?;
                Ok((answer, change, Arc::new(world.ground.decided(district))))
            });
            let (answer, change, ground) = work.await.unwrap_or_else(|_| stopped())?;
            service.shared.store.commit(change).await?;
            service.shared.apply_people(ground);
            Ok(answer)
        });
        decided.await.unwrap_or_else(|_| stopped())
    }
}

/// Says that a task ended before its time.
fn stopped<T, E: std::error::Error>() -> Result<T, DecisionError<E>> {
    Err(DecisionError::Store(StoreError::Stopped))
}
