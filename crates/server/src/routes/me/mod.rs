//! One's own account.

pub(crate) mod password;
pub(crate) mod totp;
pub(crate) mod who;
