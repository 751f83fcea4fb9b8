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
};

use arc_swap::ArcSwap;
use model::{Account, AccountChange, AccountId, Author, Change, SessionId, TokenHash};
use store::{Store, StoreError};

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

    /// Makes a change from the book and the moment, saves it and applies it. A caller that stops waiting stops nothing.
    async fn change<T: Send + 'static>(
        &self,
        make: impl FnOnce(&Book, i64) -> Result<(T, AccountChange), AccountError> + Send + 'static,
    ) -> Result<T, AccountError> {
        let it = self.clone();
        // On a task of its own, so that a client that hangs up cannot part saving from applying.
        let changed = tokio::spawn(async move {
            let _alone = it.shared.writing.clone().lock_owned().await;
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
