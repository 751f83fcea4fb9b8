//! The first administrator: made by a token that the program prints where only its operator reads it.

use std::sync::Arc;

use model::{Account, AccountRole, Grant, Secret};

use super::{
    AccountError, Accounts, NewAccount, lock,
    password::{random_token, token_hash},
};

impl Accounts {
    /// Returns the token that makes the first administrator, where there is none who can sign in; a new one each time, and
    /// only the last one is good.
    ///
    /// # Errors
    /// [`AccountError::Random`].
    pub fn first_token(&self) -> Result<Option<Secret>, AccountError> {
        if self.book().has_administrator(None) {
            return Ok(None);
        }
        let token = random_token()?;
        *lock(&self.shared.first) = Some(token_hash(token.reveal()));
        Ok(Some(token))
    }

    /// Makes the first administrator; the token is good for one.
    ///
    /// # Errors
    /// [`AccountError::FirstToken`] when the token is not the printed one or there is an administrator; [`AccountError::Refused`]
    /// when a value breaks a rule (the token stays good); otherwise when the store fails.
    pub async fn create_first(
        &self,
        token: &str,
        login: String,
        name: String,
        password: Secret,
    ) -> Result<Arc<Account>, AccountError> {
        let hash = token_hash(token);
        let good = {
            let mut first = lock(&self.shared.first);
            // Taken out while it is used, so that two at once make one.
            if *first == Some(hash) { first.take() } else { None }
        };
        if good.is_none() || self.book().has_administrator(None) {
            return Err(AccountError::FirstToken);
        }
        let grants = vec![Grant::everywhere(AccountRole::Administrator)];
        let made = self.create(NewAccount { login, name, grants, person: None, password: Some(password) }).await;
        if made.is_err() {
            *lock(&self.shared.first) = Some(hash);
        }
        made
    }
}
