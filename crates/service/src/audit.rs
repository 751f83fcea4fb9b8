//! The audit trail, as those read it who may.

use model::{AccountId, Change};
use store::{AuditFilter, AuditRow, StoreError};

use crate::Service;

impl Service {
    /// Reads the audit trail, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn audit(&self, filter: AuditFilter) -> Result<Vec<AuditRow>, StoreError> {
        self.shared.store.audit(filter).await
    }

    /// Erases from where an account came when it signed in and changed something, and puts that on record. What it did stays, and the trail stays whole.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget(&self, account: AccountId) -> Result<(), StoreError> {
        self.shared.store.commit(self.author, Change::Forget(account)).await.map(|_| ())
    }
}
