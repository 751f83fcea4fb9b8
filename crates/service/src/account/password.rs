//! Passwords: the rules for new ones, and Argon2id.

use std::sync::Arc;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use model::Secret;
use sha2::{Digest, Sha256};
use tokio::{sync::Semaphore, task::spawn_blocking};

use super::AccountError;
use crate::Refused;

/// How many characters a password has at least (NIST SP 800-63B asks for 8, with a second factor; ours has none for most).
pub const PASSWORD_LEAST: usize = 10;
/// How many characters a password has at most: more would only cost time.
const PASSWORD_MOST: usize = 200;
/// How many different characters it has at least.
const DIFFERENT: usize = 4;

/// Passwords that are tried first, one a line.
const COMMON: &str = include_str!("../../../../data/common_passwords.txt");

/// How many passwords are hashed at once: each takes 19 MiB (FACTS.md, Limits).
const AT_ONCE: usize = 2;
/// How many may wait for that.
const WAITING: usize = 32;

/// A hash of nothing that anybody knows, of the same cost as any other: checked where there is no account, so that an unknown
/// login takes as long as a wrong password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$JmnLShVyYX6V39Ulkd/Gfg$H4Ry0nKQu6kZ0TzKn1y0J8yD6TLIn0NQmdvHh0mQEKk";

/// Checks a new password against the rules.
///
/// # Errors
/// The rule it breaks; the password is not repeated.
pub fn check_password(field: &str, password: &str, login: &str) -> Result<(), Refused> {
    let refuse = |zh: String, en: String| Err(Refused::new(field, serde_json::Value::Null, zh, en));
    let length = password.chars().count();
    if length < PASSWORD_LEAST {
        return refuse(
            format!("密码有 {length} 个字符，至少 {PASSWORD_LEAST} 个"),
            format!("the password has {length} characters, at least {PASSWORD_LEAST} are needed"),
        );
    }
    if length > PASSWORD_MOST {
        return refuse(
            format!("密码有 {length} 个字符，最多 {PASSWORD_MOST} 个"),
            format!("the password has {length} characters, at most {PASSWORD_MOST} are taken"),
        );
    }
    let plain = password.to_lowercase();
    if plain == login || plain.chars().rev().eq(login.chars()) {
        return refuse("密码不能是账号名".into(), "the password must not be the login".into());
    }
    let mut different: Vec<char> = plain.chars().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < DIFFERENT || COMMON.lines().any(|it| !it.starts_with('#') && it == plain) {
        return refuse("密码太常见，容易被猜到".into(), "the password is among the first that are tried".into());
    }
    Ok(())
}

/// Hashes passwords, a few at a time.
pub(super) struct Hashing {
    running: Arc<Semaphore>,
    waiting: Semaphore,
}

impl Default for Hashing {
    fn default() -> Self {
        Self { running: Arc::new(Semaphore::new(AT_ONCE)), waiting: Semaphore::new(WAITING) }
    }
}

impl Hashing {
    /// Makes the hash of a new password.
    pub(super) async fn hash(&self, password: Secret) -> Result<Secret, AccountError> {
        self.run(move || {
            // Argon2id with 19 MiB, two passes, one lane: the library's default and OWASP's advice.
            let hash = Argon2::default().hash_password(password.reveal().as_bytes());
            hash.map(|it| Secret::new(it.to_string())).map_err(|_| AccountError::Random)
        })
        .await?
    }

    /// Tells whether a password is the one of a hash; the same work where there is none.
    pub(super) async fn matches(&self, password: Secret, hash: Option<Secret>) -> Result<bool, AccountError> {
        self.run(move || {
            let text = hash.as_ref().map_or(NOBODY, Secret::reveal);
            let matches = PasswordHash::new(text)
                .is_ok_and(|it| Argon2::default().verify_password(password.reveal().as_bytes(), &it).is_ok());
            matches && hash.is_some()
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AccountError> {
        let _waits = self.waiting.try_acquire().map_err(|_| AccountError::Busy)?;
        let turn = self.running.clone().acquire_owned().await.map_err(|_| AccountError::Busy)?;
        let done = spawn_blocking(move || {
            // Held by the work, not by who waits for it: hanging up must not let more of it run.
            let _turn = turn;
            work()
        });
        done.await.map_err(|_| AccountError::Busy)
    }
}

/// Returns 256 random bits in hexadecimal.
pub(super) fn random_token() -> Result<Secret, AccountError> {
    let mut bits = [[0; 16]; 2];
    getrandom::fill(bits.as_flattened_mut()).map_err(|_| AccountError::Random)?;
    let [high, low] = bits.map(u128::from_be_bytes);
    Ok(Secret::new(format!("{high:032x}{low:032x}")))
}

/// Makes a password for somebody: 24 hexadecimal digits, 96 random bits.
///
/// # Errors
/// [`AccountError::Random`].
pub fn random_password() -> Result<Secret, AccountError> {
    let token = random_token()?;
    Ok(Secret::new(&token.reveal()[..24]))
}

/// Returns the hash under which a token is kept. It has 256 random bits, so nobody can guess it from that.
pub(super) fn token_hash(token: &str) -> model::TokenHash {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_password_is_long_and_no_common_one() {
        for (password, taken) in [
            ("短密码", false),
            ("abcdefghi", false),
            ("Password123", false),
            ("1234567890", false),
            ("aaaaaaaaaaaa", false),
            ("wang.xiaoming", false),
            ("Wang.Xiaoming", false),
            ("gnimoaix.gnaw", false),
            ("荷塘边的七棵老柳树", false),
            ("荷塘边的七棵老柳树下", true),
            ("four-horses-drink", true),
        ] {
            assert_eq!(check_password("password", password, "wang.xiaoming").is_ok(), taken, "{password}");
        }
        let refused = check_password("password", "secret123", "wang").unwrap_err();
        assert!(!format!("{refused:?}").contains("secret123"), "a password is never repeated");
    }

    #[tokio::test]
    async fn a_hash_is_argon2id_and_matches_its_password_only() {
        let hashing = Hashing::default();
        let hash = hashing.hash(Secret::new("four-horses-drink")).await.unwrap();
        assert!(hash.reveal().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.reveal());
        assert!(hashing.matches(Secret::new("four-horses-drink"), Some(hash.clone())).await.unwrap());
        assert!(!hashing.matches(Secret::new("four-horses-drunk"), Some(hash)).await.unwrap());
        assert!(!hashing.matches(Secret::new("four-horses-drink"), None).await.unwrap());
        assert!(PasswordHash::new(NOBODY).is_ok(), "checking it costs as much as any other");
    }
}
