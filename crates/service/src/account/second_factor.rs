//! The second factor: codes of an authenticator (TOTP, RFC 6238: SHA-1, six digits, 30 seconds).

use model::{AccountChange, AccountId, Secret, SessionId};
use totp_rs::{Builder, Totp};

use super::{AccountError, Accounts, lock};
use crate::Refused;

/// How long an enrolment waits for its first code, in milliseconds: 10 minutes.
const ENROL_WITHIN_MS: i64 = 600_000;
/// Codes of so many steps before and after the present one are taken, because clocks differ (RFC 6238, 5.2).
const SKEW: u16 = 1;

/// A second factor that waits for its first code.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    key: Secret,
    begun_at: i64,
}

/// What an authenticator has to be told.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The key in base32.
    pub key: Secret,
    /// The same as an `otpauth` address, for a picture that a phone reads.
    pub uri: Secret,
}

fn authenticator(key: &[u8]) -> Option<Totp> {
    Builder::new().with_secret(key.to_vec()).with_skew(SKEW).build().ok()
}

/// Returns the time step whose code this is, of the present one and its neighbours.
pub(super) fn step_of(key: &Secret, code: &str, now_ms: i64) -> Option<u64> {
    let key = totp_rs::Secret::try_from_base32(key.reveal()).ok()?;
    let code: String = code.chars().filter(|it| !it.is_whitespace()).collect();
    authenticator(key.as_bytes())?.check(&code, u64::try_from(now_ms / 1000).ok()?)
}

impl Accounts {
    /// Begins to enrol a second factor: the key is shown once, and nothing holds until a code of it was shown.
    ///
    /// # Errors
    /// [`AccountError::AlreadyEnrolled`]; [`AccountError::Unknown`].
    pub fn begin_second_factor(&self, account: AccountId) -> Result<Enrolment, AccountError> {
        let account = self.account(account).ok_or(AccountError::Unknown)?;
        if account.totp {
            return Err(AccountError::AlreadyEnrolled);
        }
        let mut bytes = [0; 20];
        getrandom::fill(&mut bytes).map_err(|_| AccountError::Random)?;
        let key = Secret::new(totp_rs::Secret::new_stack(bytes).to_base32());
        lock(&self.shared.pending).insert(account.id, Pending { key: key.clone(), begun_at: self.now_ms() });
        // A login holds nothing that would have to be escaped.
        let uri = format!("otpauth://totp/Wangge:{}?secret={}&issuer=Wangge", account.login, key.reveal());
        Ok(Enrolment { key, uri: Secret::new(uri) })
    }

    /// Enrols the second factor that was begun, by its first code; other sessions of the account end.
    ///
    /// # Errors
    /// [`AccountError::Refused`] when the code is wrong or none was begun within ten minutes; otherwise when the store fails.
    pub async fn confirm_second_factor(
        &self,
        account: AccountId,
        code: &str,
        keep: Option<SessionId>,
    ) -> Result<(), AccountError> {
        let now = self.now_ms();
        let begun = lock(&self.shared.pending).get(&account).cloned();
        let begun = begun.filter(|it| now - it.begun_at < ENROL_WITHIN_MS);
        let step = begun.as_ref().and_then(|it| step_of(&it.key, code, now));
        let (Some(Pending { key, .. }), Some(step)) = (begun, step) else {
            let en = "the code is wrong, or enrolling was not begun within ten minutes";
            return Err(Refused::new("code", code, "动态码不对，或未在十分钟内开始启用", en).into());
        };
        self.change(move |_, at| Ok(((), AccountChange::SecondFactor { account, key: Some(key), step, keep, at })))
            .await?;
        lock(&self.shared.pending).remove(&account);
        Ok(())
    }

    /// Takes an account's second factor away, for somebody who lost the phone; all its sessions end.
    ///
    /// # Errors
    /// [`AccountError::Unknown`]; otherwise when the store fails.
    pub async fn remove_second_factor(&self, account: AccountId) -> Result<(), AccountError> {
        self.change(move |book, at| {
            book.account(account).ok_or(AccountError::Unknown)?;
            Ok(((), AccountChange::SecondFactor { account, key: None, step: 0, keep: None, at }))
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, of which the last six digits are shown.
    #[test]
    fn codes_are_those_of_the_standard() {
        let key = Secret::new("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            assert_eq!(step_of(&key, code, seconds * 1000), Some(seconds as u64 / 30), "{code}");
        }
        assert_eq!(step_of(&key, "287 082", 59_000), Some(1), "as phones show it");
        assert_eq!(step_of(&key, "287082", 89_000), Some(1), "a clock may be a step behind");
        assert_eq!(step_of(&key, "287082", 120_000), None);
        for wrong in ["", "28708", "287083", "+87082", "２８７０８２", "2870822"] {
            assert_eq!(step_of(&key, wrong, 59_000), None, "{wrong}");
        }
    }
}
