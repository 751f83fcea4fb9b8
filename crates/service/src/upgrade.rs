//! What a district lacks that was saved before this program knew it.

use std::sync::Arc;

use model::{Author, BackdropKind, Change, District, PartitionVersion, Repartition, VersionId, VersionKind};
use partition::{FrontageOptions, frontages};
use spatial::Locator;
use store::{Store, StoreError};

use crate::{GroundError, ServiceError};

/// Gives a district its edge table and its frontage zones where it has none, and saves them.
pub(crate) async fn upgrade(store: &dyn Store, district: &mut District, now_ms: i64) -> Result<(), ServiceError> {
    edges(store, district).await?;
    zones(store, district, now_ms).await
}

async fn edges(store: &dyn Store, district: &mut District) -> Result<(), StoreError> {
    if !district.edges.is_empty() || district.cells.is_empty() {
        return Ok(());
    }
    let cells: Vec<_> = district.live_cells().map(|(id, it)| (id, it.community, &it.polygon)).collect();
    match partition::edges_of_cells(&cells, &district.segments, VersionId(0)) {
        Ok(edges) => {
            store.commit(Author::SYSTEM, Change::Edges(edges.clone())).await?;
            district.edges = edges.into();
        }
        // Such cells were not cut by this program; they are shown and answered for, but cannot be edited.
        Err(err) => tracing::warn!(error = %err, "the cells share no exact borders: there is no edge table"),
    }
    Ok(())
}

/// Cuts frontage zones out of the drawn buildings, as a version of their own: before it there were none.
async fn zones(store: &dyn Store, district: &mut District, now_ms: i64) -> Result<(), ServiceError> {
    let built = district.backdrop.iter().any(|it| it.kind == BackdropKind::Building);
    if !district.frontages.is_empty() || !built || district.segments.is_empty() {
        return Ok(());
    }
    let locator = Locator::new(Arc::new(district.clone()));
    let since = VersionId::at(district.versions.len());
    let new_frontages = frontages(district, &locator, &FrontageOptions::default(), since);
    if new_frontages.is_empty() {
        return Ok(());
    }
    tracing::info!(zones = new_frontages.len(), "frontage zones are made of the drawn buildings");
    let before = district.versions.last().map_or(i64::MIN, |it| it.valid_from);
    let version = PartitionVersion {
        kind: VersionKind::Edited,
        valid_from: now_ms.max(before.saturating_add(1)),
        note: "由建筑生成门前三包责任区 / frontage zones made of the drawn buildings".into(),
    };
    let change = Repartition { new_frontages, ..Repartition::default() };
    *district = district.with(&version, &change).map_err(GroundError::from)?;
    store.commit(Author::SYSTEM, Change::Repartition { version, change: Box::new(change), rerouted: vec![] }).await?;
    Ok(())
}
