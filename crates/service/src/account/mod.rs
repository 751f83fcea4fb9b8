//! Accounts: who may sign in, by what, and who is there.
//!
//! They stand beside the world, not in it: whoever reads the world can never meet a session. [`Book`] is to accounts what the world
//! is to the district: an immutable value that every saved change makes anew.

mod book;
mod error;
mod first;
mod manage;
mod password;
mod second_factor;
mod session;
mod sign_in;
mod throttle;
mod token;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use arc_swap::ArcSwap;
use model::{Account, AccountChange, AccountId, Author, Change, SessionId, TokenHash};
use store::{Parts, Store, StoreError};
use tokio::time::sleep;

use self::{book::Book, password::Hashing, second_factor::Pending, session::Seen, throttle::Throttle};
pub use self::{
    error::AccountError,
    manage::{NewAccount, Revision},
    password::{PASSWORD_LEAST, check_password, random_password},
    second_factor::Enrolment,
    session::{SESSION_IDLE_MS, SESSION_MOST_MS, SignedIn},
    sign_in::{Credentials, Opened},
    token::{NewToken, TOKEN_NAME_LIMIT},
};
use crate::Clock;

/// How long is waited between two looks at what other processes know (default): guessed tokens cost the database no more.
const REST: Duration = Duration::from_millis(5);

/// Everything that is done with accounts. Cheap to clone. It acts for the program until it is given somebody to act for.
#[derive(Clone)]
pub struct Accounts {
    shared: Arc<Shared>,
    author: Author,
}

struct Shared {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    book: ArcSwap<Book>,
    /// Held from looking at the book to applying what was saved, so that no two changes start from the same book.
    writing: Arc<tokio::sync::Mutex<()>>,
    hashing: Hashing,
    throttle: Throttle,
    /// When it was last looked whether another process knows more.
    looked: tokio::sync::Mutex<Option<Instant>>,
    /// When sessions were last used, and when that was last saved.
    seen: Mutex<BTreeMap<SessionId, Seen>>,
    /// Second factors that were begun and wait for their first code.
    pending: Mutex<BTreeMap<AccountId, Pending>>,
    /// The hash of the token that makes the first administrator.
    first: Mutex<Option<TokenHash>>,
}

impl Accounts {
    /// Reads the accounts of a store.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn open(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let on_record = store.accounts().await?;
        let shared = Shared {
            throttle: Throttle::new(&on_record.failures),
            book: ArcSwap::from_pointee(Book::new(on_record)),
            store,
            clock,
            writing: Arc::default(),
            hashing: Hashing::default(),
            looked: tokio::sync::Mutex::default(),
            seen: Mutex::default(),
            pending: Mutex::default(),
            first: Mutex::default(),
        };
        Ok(Self { shared: Arc::new(shared), author: Author::SYSTEM })
    }

    /// Returns the same as they act for somebody.
    #[must_use]
    pub fn by(&self, author: Author) -> Self {
        Self { shared: Arc::clone(&self.shared), author }
    }

    /// Lists all accounts, by number.
    pub fn all(&self) -> Vec<Arc<Account>> {
        self.book().accounts().cloned().collect()
    }

    /// Returns an account.
    pub fn account(&self, id: AccountId) -> Option<Arc<Account>> {
        self.book().account(id).cloned()
    }

    /// Returns the account of a login, however it is capitalised.
    pub fn of_login(&self, login: &str) -> Option<Arc<Account>> {
        self.book().of_login(&login.to_lowercase()).cloned()
    }

    fn book(&self) -> Arc<Book> {
        self.shared.book.load_full()
    }

    fn now_ms(&self) -> i64 {
        self.shared.clock.now_ms()
    }

    /// Follows what other processes did to accounts.
    pub(crate) async fn follow(&self) -> Result<(), StoreError> {
        let _alone = self.shared.writing.clone().lock_owned().await;
        self.read_anew().await
    }

    /// Looks whether another process knows more: of a session or account that is unknown here, or of a use of a session that was
    /// not used here for long. However many ask, it is done once at a time, and rests in between. Where the store fails, what is
    /// known here counts.
    pub(super) async fn look_again(&self, unused: bool) {
        if self.shared.store.woken().is_none() {
            return;
        }
        let asked = Instant::now();
        let mut looked = self.shared.looked.lock().await;
        if looked.is_some_and(|it| it > asked) {
            return;
        }
        let began = Instant::now();
        if let Err(err) = self.follow_news(unused).await {
            tracing::warn!(error = %err, "what other processes know of accounts was not read");
        }
        sleep(REST).await;
        *looked = Some(began);
    }

    async fn follow_news(&self, anyhow: bool) -> Result<(), StoreError> {
        if anyhow || self.shared.store.news(Parts::NONE).await?.parts.has(Parts::ACCOUNTS) {
            self.follow().await?;
        }
        Ok(())
    }

    /// To be called while no change is saved.
    async fn read_anew(&self) -> Result<(), StoreError> {
        let upto = self.shared.store.news(Parts::NONE).await?.upto;
        let on_record = self.shared.store.accounts().await?;
        self.shared.book.store(Arc::new(Book::new(on_record)));
        self.shared.store.followed(Parts::ACCOUNTS, upto);
        Ok(())
    }

    /// Makes a change from the book and the moment, saves it and applies it. A caller that stops waiting stops nothing.
    async fn change<T: Send + 'static>(
        &self,
        make: impl FnOnce(&Book, i64) -> Result<(T, AccountChange), AccountError> + Send + 'static,
    ) -> Result<T, AccountError> {
        let it = self.clone();
        // On a task of its own, so that a client that hangs up cannot part saving from applying.
        let changed = tokio::spawn(async move {
            let _alone = it.shared.writing.clone().lock_owned().await;
            let turn = it.shared.store.turn().await?;
            if turn.behind().has(Parts::ACCOUNTS) {
                it.read_anew().await?;
            }
            let book = it.book();
            let (answer, change) = make(&book, it.now_ms())?;
            it.shared.store.commit(it.author, Change::Account(Box::new(change.clone()))).await?;
            it.shared.book.store(Arc::new(book.after(&change)));
            Ok(answer)
        });
        changed.await.unwrap_or(Err(AccountError::Store(StoreError::Stopped)))
    }
}

fn lock<T>(it: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    it.lock().unwrap_or_else(PoisonError::into_inner)
}
