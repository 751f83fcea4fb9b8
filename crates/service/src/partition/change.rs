//! What people do with the partition: look at a change, accept it, take it back.

use std::sync::Arc;

use model::{Change, PartitionVersion, VersionKind};
use partition::{Edit, Partition};
use tokio::task::spawn_blocking;

use super::{Draft, DraftError, PlanRequest, Planned};
use crate::{Service, World};

/// The greatest length of a version's note, in characters.
pub const VERSION_NOTE_LIMIT: usize = 500;

impl Service {
    /// Shows what edits would change; nothing is kept. `base` is the version they are made for, counted from 1.
    ///
    /// # Errors
    /// [`DraftError`], as [`Self::repartition`].
    pub async fn preview(&self, base: u64, edits: Vec<Edit>) -> Result<Draft, DraftError> {
        self.reach(base).await?;
        let draft = self.work(move |world| {
            world.check_base(base)?;
            world.draft_of_edits(&edits, VersionKind::Edited)
        });
        self.routed(draft.await?).await
    }

    /// Makes edits the next version of the partition, all or none. `kind` is [`VersionKind::Edited`] or
    /// [`VersionKind::Planned`].
    ///
    /// When this returns `Ok` the version survives a power cut, every open incident in the changed ground is with the
    /// people who answer for it now, and followers have been told.
    ///
    /// # Errors
    /// [`DraftError::Conflict`] when `base` does not hold any more; otherwise as the edits are refused or the store fails.
    pub async fn repartition(
        &self,
        base: u64,
        edits: Vec<Edit>,
        kind: VersionKind,
        note: String,
    ) -> Result<Draft, DraftError> {
        self.reach(base).await?;
        self.accept(note, move |world| {
            world.check_base(base)?;
            world.draft_of_edits(&edits, kind)
        })
        .await
    }

    /// Takes back the last version that was not taken back yet, as a new version.
    ///
    /// # Errors
    /// As [`Self::repartition`], and [`DraftError::Undo`] where there is nothing to take back.
    pub async fn undo(&self, base: u64, note: String) -> Result<Draft, DraftError> {
        self.reach(base).await?;
        self.accept(note, move |world| {
            world.check_base(base)?;
            world.draft_of_undo()
        })
        .await
    }

    /// Puts a whole new division in the place of the present cells; a cell's `home` is its community's position in the
    /// district. Cells keep the codes of those whose ground they mostly cover, and their holders.
    ///
    /// # Errors
    /// As the division is refused or the store fails.
    pub async fn replace(&self, division: Partition, note: String) -> Result<Draft, DraftError> {
        self.accept(note, move |world| {
            let change = partition::replace(&world.ground.district, &division).map_err(DraftError::Division)?;
            world.draft(VersionKind::Imported, change)
        })
        .await
    }

    /// Shows what taking back the last version would change.
    ///
    /// # Errors
    /// As [`Self::undo`].
    pub async fn preview_undo(&self, base: u64) -> Result<Draft, DraftError> {
        self.reach(base).await?;
        let draft = self.work(move |world| {
            world.check_base(base)?;
            world.draft_of_undo()
        });
        self.routed(draft.await?).await
    }

    /// Plans duty grids; nothing is kept.
    ///
    /// # Errors
    /// As the request is refused or the store fails.
    pub async fn plan(&self, request: PlanRequest) -> Result<Planned, DraftError> {
        let mut planned = self.work(move |world| world.plan(&request)).await?;
        if let Some(draft) = planned.draft.take() {
            planned.draft = Some(self.routed(draft).await?);
        }
        Ok(planned)
    }

    /// Follows other processes where one of them has made the version that is named.
    async fn reach(&self, base: u64) -> Result<(), DraftError> {
        if matches!(self.world().check_base(base), Err(DraftError::Conflict { base, current }) if base > current) {
            self.follow_others().await?;
        }
        Ok(())
    }

    /// Does long work on the present world away from the threads that answer requests.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&World) -> Result<T, DraftError> + Send + 'static,
    ) -> Result<T, DraftError> {
        let world = self.world();
        spawn_blocking(move || work(&world)).await.unwrap_or(Err(DraftError::Store(store::StoreError::Stopped)))
    }

    /// Finds out for which open incidents other people would answer.
    async fn routed(&self, mut draft: Draft) -> Result<Draft, DraftError> {
        let incidents = self.world().affected(&draft.stirred);
        let ids: Vec<_> = incidents.iter().map(|it| it.id).collect();
        let details = self.details(&ids).await?;
        draft.rerouted = draft.ground.rerouted(incidents, details, self.now_ms());
        Ok(draft)
    }

    async fn accept(
        &self,
        note: String,
        make: impl FnOnce(&World) -> Result<Draft, DraftError> + Send + 'static,
    ) -> Result<Draft, DraftError> {
        let service = self.clone();
        // On a task of its own, so that a client that hangs up cannot part saving from applying.
        let accepted = tokio::spawn(async move {
            // What takes long comes first: reports wait only while the draft's incidents are looked up and saved.
            let now_ms = service.now_ms();
            let (mut draft, version) = service.work(move |world| prepared(world, make(world)?, now_ms, note)).await?;
            let _alone = service.alone().await?;
            let world = service.world();
            world.check_base(u64::from(draft.base.0) + 1)?;
            draft.decided(&world.ground);
            drop(world);
            draft = service.routed(draft).await?;
            let rerouted = draft.reroutes(version.valid_from);
            let incidents: Vec<_> = rerouted.iter().map(|it| it.incident.clone()).collect();
            let change = Change::Repartition { version, change: Box::new(draft.change.clone()), rerouted };
            service.shared.store.commit(service.author, change).await?;
            service.shared.apply_partition(draft.ground.clone(), incidents);
            Ok(draft)
        });
        accepted.await.unwrap_or(Err(DraftError::Store(store::StoreError::Stopped)))
    }
}

/// Gives a draft its version and makes its ground ready for questions and tiles.
fn prepared(
    world: &World,
    mut draft: Draft,
    now_ms: i64,
    note: String,
) -> Result<(Draft, PartitionVersion), DraftError> {
    // A version holds from its own moment on, later than the one before even where the clock stood still.
    let before = world.ground.district.versions.last().map_or(i64::MIN, |it| it.valid_from);
    let version = PartitionVersion { kind: draft.kind, valid_from: now_ms.max(before.saturating_add(1)), note };
    let ground = world.ground.with(world.ground.district.with(&version, &draft.change)?);
    ground.tiles();
    draft.ground = Arc::new(ground);
    Ok((draft, version))
}
