//! Saved views: kept, shared, given up.

use model::{Account, Change, Permission, SavedView, ViewChange, ViewId};
use store::{StoreError, ViewFault};

use crate::Service;

impl Service {
    /// Lists the saved views that an account sees, by name: its own, and those shared with it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn saved_views(&self, account: &Account) -> Result<Vec<SavedView>, StoreError> {
        let mut views = self.shared.store.saved_views(account.id).await?;
        views.retain(|it| it.is_seen_by(account));
        Ok(views)
    }

    /// Returns a saved view that an account sees.
    ///
    /// # Errors
    /// [`ViewFault::Gone`] where there is none; otherwise when the store fails.
    pub async fn saved_view(&self, account: &Account, id: ViewId) -> Result<SavedView, StoreError> {
        let views = self.saved_views(account).await?;
        Ok(views.into_iter().find(|it| it.id == id).ok_or(ViewFault::Gone)?)
    }

    /// Makes, changes or gives up a saved view.
    ///
    /// # Errors
    /// [`ViewFault`]; otherwise when the store fails. Then nothing has changed.
    pub async fn keep_view(&self, change: ViewChange) -> Result<(), StoreError> {
        self.shared.store.commit(self.author, Change::View(Box::new(change))).await.map(|_| ())
    }
}

/// Tells whether an account may change or give up a saved view: its own; and what is shared also who manages the accounts, for
/// its owner may have left.
pub fn may_change_view(account: &Account, view: &SavedView) -> bool {
    let shared = view.shared.as_str().is_some();
    view.owner == account.id || (shared && account.may(Permission::ManageAccounts))
}
