//! Signing in by password, and by a second factor where one is enrolled.

use std::sync::Arc;

use model::{Account, AccountChange, AccountId, Secret, Secrets, Session};

use super::{
    AccountError, Accounts,
    book::Book,
    password::{random_token, token_hash},
    second_factor::step_of,
    throttle::Keys,
};

/// How many characters of what a browser calls itself are kept.
const AGENT_LIMIT: usize = 200;
/// How many characters of a login are looked at; no login is longer.
const LOGIN_LIMIT: usize = 64;

/// What somebody shows to sign in.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The login, however it is capitalised.
    pub login: String,
    /// The password.
    pub password: Secret,
    /// The code of the second factor.
    pub code: Option<String>,
    /// What the browser calls itself.
    pub agent: String,
}

/// A session that began.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What the cookie holds; it is shown here only.
    pub token: Secret,
    /// Whose session it is.
    pub account: Arc<Account>,
    /// The session.
    pub session: Arc<Session>,
}

impl Accounts {
    /// Signs somebody in.
    ///
    /// A login that is unknown takes as long as a wrong password. After some failures of a login or from an address the
    /// next ones have to wait, longer each time.
    ///
    /// # Errors
    /// [`AccountError::Throttled`], [`AccountError::Busy`], [`AccountError::Credentials`]; [`AccountError::CodeNeeded`] where the
    /// password is right; otherwise when the store fails.
    pub async fn sign_in(&self, shown: Credentials) -> Result<Opened, AccountError> {
        let login: String = shown.login.trim().to_lowercase().chars().take(LOGIN_LIMIT).collect();
        let keys = Keys::new(&login, self.author.from);
        let throttle = &self.shared.throttle;
        throttle.enter(&keys, self.now_ms()).map_err(|seconds| AccountError::Throttled { seconds })?;
        let checked = self.check(&login, &shown).await;
        match checked {
            Ok((account, step)) => {
                throttle.clear(&keys);
                self.open_session(account, shown.agent, step, keys.cleared()).await
            }
            Err(AccountError::Credentials) => {
                let failures = throttle.failures(&keys);
                self.change(move |_, _| Ok(((), AccountChange::SignInFailed(failures)))).await?;
                Err(AccountError::Credentials)
            }
            Err(other) => {
                throttle.forgive(&keys);
                Err(other)
            }
        }
    }

    /// Checks login, password and code; returns the account and the time step of the code.
    async fn check(&self, login: &str, shown: &Credentials) -> Result<(AccountId, Option<u64>), AccountError> {
        // Also for a login that is known, so that no login takes longer than another.
        self.look_again(false).await;
        let account = self.book().of_login(login).filter(|it| it.is_enabled()).cloned();
        let secrets = match &account {
            Some(it) => self.shared.store.secrets(it.id).await?,
            None => Secrets::default(),
        };
        let matches = self.shared.hashing.matches(shown.password.clone(), secrets.password).await?;
        let account = account.filter(|_| matches).ok_or(AccountError::Credentials)?;
        let Some(key) = secrets.totp else { return Ok((account.id, None)) };
        let code = shown.code.as_deref().ok_or(AccountError::CodeNeeded)?;
        let step = step_of(&key, code, self.now_ms()).filter(|it| *it > secrets.totp_step);
        step.map(|it| (account.id, Some(it))).ok_or(AccountError::Credentials)
    }

    /// Opens a session without any check: for personas of a demonstration, and for who just made the account.
    ///
    /// # Errors
    /// [`AccountError::Unknown`] for an account that is not there or disabled; otherwise when the store fails.
    pub async fn open_session_unchecked(&self, account: AccountId, agent: String) -> Result<Opened, AccountError> {
        self.open_session(account, agent, None, vec![]).await
    }

    async fn open_session(
        &self,
        account: AccountId,
        agent: String,
        step: Option<u64>,
        cleared: Vec<String>,
    ) -> Result<Opened, AccountError> {
        let token = random_token()?;
        let hash = token_hash(token.reveal());
        let from = self.author.from.map(|it| it.to_canonical());
        let agent: String = agent.chars().filter(|it| !it.is_control()).take(AGENT_LIMIT).collect();
        self.change(move |book: &Book, now| {
            let account = book.account(account).filter(|it| it.is_enabled()).ok_or(AccountError::Unknown)?.clone();
            let (id, account_id) = (book.next_session, account.id);
            let session = Session { id, hash, account: account_id, opened_at: now, seen_at: now, from, agent };
            let opened = Opened { token, account, session: Arc::new(session.clone()) };
            Ok((opened, AccountChange::SignedIn { session, step, cleared }))
        })
        .await
    }
}
