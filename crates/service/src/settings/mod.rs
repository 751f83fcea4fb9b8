//! What the operator may set: categories and the work calendar. Saved as versions, put in force for what comes after.

mod calendar;
mod category;

use std::sync::Arc;

use catalog::CatalogError;
use model::{Change, Flow};
use store::StoreError;
use table::TableError;
use thiserror::Error;

pub use self::{calendar::CALENDAR_YEARS, category::TEXT_LIMIT};
use crate::{Fate, Ground, ImportReport, Refused, Service, World, staffing::too_wide};

/// Why a setting is not changed.
#[derive(Debug, Error)]
pub enum SettingError {
    /// A value breaks a rule.
    #[error("{} / {}", .0.zh, .0.en)]
    Refused(Refused),
    /// Somebody else changed it meanwhile.
    #[error("{what} 已是第 {holds} 版，不是第 {seen} 版 / {what} is at version {holds} by now, not {seen}")]
    Stale {
        /// A category's code, or a year.
        what: String,
        /// The version that was seen.
        seen: u32,
        /// The one that holds.
        holds: u32,
    },
    /// The file is no such table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refused> for SettingError {
    fn from(it: Refused) -> Self {
        Self::Refused(it)
    }
}

/// What became of a table of settings.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingsImported {
    /// What became of its rows.
    pub report: ImportReport,
    /// Whether it is on disk and in force.
    pub kept: bool,
}

/// What is saved of a change of settings, and what it puts in force.
struct Planned<T> {
    answer: T,
    /// Nothing where nothing changes.
    change: Option<Change>,
    ground: Arc<Ground>,
    flow: Arc<Flow>,
}

impl Service {
    /// Makes a change of settings from the world and the moment, saves it and puts it in force.
    async fn set<T: Send + 'static>(
        &self,
        plan: impl FnOnce(&World, i64) -> Result<Planned<T>, SettingError> + Send + 'static,
    ) -> Result<T, SettingError> {
        let service = self.clone();
        // On a task of its own, so that a client that hangs up cannot part saving from applying.
        let set = tokio::spawn(async move {
            // Alone, as a version of the partition is: no case may be filed under what has just ended.
            let _alone = service.alone().await?;
            let planned = plan(&service.world(), service.now_ms())?;
            if let Some(change) = planned.change {
                service.shared.store.commit(service.author, change).await?;
                service.shared.apply_settings(planned.ground, planned.flow);
            }
            Ok(planned.answer)
        });
        set.await.unwrap_or(Err(SettingError::Store(StoreError::Stopped)))
    }
}

/// Says what is wrong with a line of a table.
fn refused(err: CatalogError) -> Refused {
    match err {
        CatalogError::Value { column, value, expected: (zh, en), .. } => {
            Refused::new(&column, value, format!("应填：{zh}"), format!("must be {en}"))
        }
        CatalogError::Line { reason, .. } => too_wide(&reason),
        other => {
            let said = other.to_string();
            let (zh, en) = said.split_once(" / ").unwrap_or((&said, &said));
            Refused::new("", serde_json::Value::Null, zh, en)
        }
    }
}

/// Tells whether a table can be put in force: none of its rows is refused, and it changes something.
fn is_worth_keeping(report: &ImportReport) -> bool {
    (report.taken() > 0 || !report.gone.is_empty())
        && !report.lines.iter().any(|it| matches!(it.fate, Fate::Refused(_)))
}
