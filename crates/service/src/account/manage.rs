//! Accounts are made, changed and disabled.

use std::sync::Arc;

use model::{Account, AccountChange, AccountId, Grant, PersonId, Secret, SessionId};

use super::{
    AccountError, Accounts,
    book::{Book, is_administrator},
    password::check_password,
};
use crate::Refused;

/// How many characters a login has.
const LOGIN: std::ops::RangeInclusive<usize> = 2..=40;
/// How many characters a name has at most.
const NAME_LIMIT: usize = 60;
/// How many grants an account has at most.
const GRANTS_LIMIT: usize = 20;

/// An account as it is asked for.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// What is typed to sign in.
    pub login: String,
    /// What others call whoever uses it; the login where it is empty.
    pub name: String,
    /// What it may do.
    pub grants: Vec<Grant>,
    /// The person or unit with duties behind it.
    pub person: Option<PersonId>,
    /// The password; without one nobody signs in by it.
    pub password: Option<Secret>,
}

/// What is to be different about an account; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct Revision {
    /// The name.
    pub name: Option<String>,
    /// All grants.
    pub grants: Option<Vec<Grant>>,
    /// The person or unit behind it.
    pub person: Option<Option<PersonId>>,
    /// Whether it may be used.
    pub enabled: Option<bool>,
}

fn check_login(login: &str) -> Result<(), Refused> {
    let known = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || "._-@".contains(it);
    if LOGIN.contains(&login.len()) && login.chars().all(known) {
        return Ok(());
    }
    let zh = "账号须为 2–40 个小写字母、数字或 . _ - @";
    Err(Refused::new("login", login, zh, "a login has 2 to 40 lower-case letters, digits or . _ - @"))
}

fn check_name(name: &str) -> Result<(), Refused> {
    let length = name.chars().count();
    if (1..=NAME_LIMIT).contains(&length) && !name.chars().any(char::is_control) {
        return Ok(());
    }
    let (zh, en) = (format!("姓名须为 1–{NAME_LIMIT} 个字"), format!("a name has 1 to {NAME_LIMIT} characters"));
    Err(Refused::new("name", name, zh, en))
}

fn check_grants(grants: &[Grant]) -> Result<(), Refused> {
    if (1..=GRANTS_LIMIT).contains(&grants.len()) {
        return Ok(());
    }
    let (zh, en) = (format!("须有 1–{GRANTS_LIMIT} 个角色"), format!("there must be 1 to {GRANTS_LIMIT} roles"));
    Err(Refused::new("roles", grants.len(), zh, en))
}

impl Accounts {
    /// Makes an account.
    ///
    /// # Errors
    /// [`AccountError::Refused`] when a value breaks a rule or the login is taken; otherwise when the store fails.
    pub async fn create(&self, new: NewAccount) -> Result<Arc<Account>, AccountError> {
        let login = new.login.trim().to_lowercase();
        let name = Some(new.name.trim()).filter(|it| !it.is_empty()).unwrap_or(&login).to_owned();
        check_login(&login)?;
        check_name(&name)?;
        check_grants(&new.grants)?;
        if let Some(it) = &new.password {
            check_password("password", it.reveal(), &login)?;
        }
        // Looked at before the work of hashing, and once more when it is saved.
        taken(&self.book(), &login)?;
        let password = match new.password {
            Some(it) => Some(self.shared.hashing.hash(it).await?),
            None => None,
        };
        self.change(move |book, now| {
            taken(book, &login)?;
            let account = Account {
                id: book.next_account(),
                login,
                name,
                grants: new.grants,
                person: new.person,
                created_at: now,
                disabled_at: None,
                password: password.is_some(),
                totp: false,
            };
            Ok((Arc::new(account.clone()), AccountChange::Opened { account, password }))
        })
        .await
    }

    /// Changes an account. One that is disabled loses its sessions and tokens at once.
    ///
    /// # Errors
    /// [`AccountError::Unknown`], [`AccountError::Refused`], [`AccountError::LastAdministrator`]; otherwise when the store fails.
    pub async fn revise(&self, id: AccountId, revision: Revision) -> Result<Arc<Account>, AccountError> {
        self.change(move |book, now| {
            let before = book.account(id).ok_or(AccountError::Unknown)?;
            let mut account = Account::clone(before);
            if let Some(name) = revision.name {
                name.trim().clone_into(&mut account.name);
                check_name(&account.name)?;
            }
            if let Some(grants) = revision.grants {
                check_grants(&grants)?;
                account.grants = grants;
            }
            account.person = revision.person.unwrap_or(account.person);
            match revision.enabled {
                Some(true) => account.disabled_at = None,
                Some(false) => account.disabled_at = account.disabled_at.or(Some(now)),
                None => {}
            }
            if is_administrator(before) && !is_administrator(&account) && !book.has_administrator(Some(id)) {
                return Err(AccountError::LastAdministrator);
            }
            Ok((Arc::new(account.clone()), AccountChange::Revised(account)))
        })
        .await
    }

    /// Gives an account a new password, without asking for the old one; all its sessions end.
    ///
    /// # Errors
    /// [`AccountError::Unknown`], [`AccountError::Refused`]; otherwise when the store fails.
    pub async fn set_password(&self, id: AccountId, password: Secret) -> Result<(), AccountError> {
        self.put_password(id, password, None).await
    }

    /// Changes one's own password: the old one is asked for, other sessions end.
    ///
    /// # Errors
    /// [`AccountError::Refused`] when the old one is wrong or the new one breaks a rule; [`AccountError::Throttled`] after many
    /// wrong ones; otherwise when the store fails.
    pub async fn change_password(
        &self,
        id: AccountId,
        old: Secret,
        new: Secret,
        keep: Option<SessionId>,
    ) -> Result<(), AccountError> {
        let account = self.account(id).ok_or(AccountError::Unknown)?;
        check_password("new_password", new.reveal(), &account.login)?;
        let keys = super::throttle::Keys::new(&account.login, None);
        let throttle = &self.shared.throttle;
        throttle.enter(&keys, self.now_ms()).map_err(|seconds| AccountError::Throttled { seconds })?;
        let secrets = self.shared.store.secrets(id).await?;
        if !self.shared.hashing.matches(old, secrets.password).await? {
            let (zh, en) = ("原密码不对", "the old password is wrong");
            return Err(Refused::new("password", serde_json::Value::Null, zh, en).into());
        }
        throttle.forgive(&keys);
        self.put_password(id, new, keep).await
    }

    async fn put_password(&self, id: AccountId, password: Secret, keep: Option<SessionId>) -> Result<(), AccountError> {
        let account = self.account(id).ok_or(AccountError::Unknown)?;
        check_password("password", password.reveal(), &account.login)?;
        let password = self.shared.hashing.hash(password).await?;
        self.change(move |_, at| Ok(((), AccountChange::Password { account: id, password, keep, at }))).await
    }
}

fn taken(book: &Book, login: &str) -> Result<(), Refused> {
    match book.of_login(login) {
        Some(_) => Err(Refused::new("login", login, "已有此账号", "there is an account of this login")),
        None => Ok(()),
    }
}
