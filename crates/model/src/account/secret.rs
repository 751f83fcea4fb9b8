//! Secrets: what is checked and never shown.

use std::fmt;

/// A text that no log and no answer shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What an account is checked against; read when somebody signs in, kept nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Secrets {
    /// The password as an Argon2id PHC string; `None` where nobody can sign in by password.
    pub password: Option<Secret>,
    /// The second factor's key in base32; `None` where none is enrolled.
    pub totp: Option<Secret>,
    /// The last time step of which a code was taken: it and those before it are refused.
    pub totp_step: u64,
}
