//! API tokens: how programs act for an account.

use std::sync::Arc;

use model::{Account, AccountChange, AccountId, ApiToken, Secret, TokenId, TokenScope};

use super::{
    AccountError, Accounts,
    password::{random_token, token_hash},
};
use crate::Refused;

/// How many characters the name of a token has at most.
pub const TOKEN_NAME_LIMIT: usize = 60;
/// How many tokens an account has at most.
const MOST: usize = 50;
/// What tokens begin with, so that one that leaked is recognised for what it is.
const PREFIX: &str = "wangge_";

/// A token as it is asked for.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<TokenScope>,
    /// From when on it is refused: milliseconds since 1970; `None` for never.
    pub expires_at: Option<i64>,
}

impl Accounts {
    /// Makes a token that acts for an account; the token itself is shown here only.
    ///
    /// # Errors
    /// [`AccountError::Refused`] when a value breaks a rule; otherwise when the store fails.
    pub async fn make_token(&self, account: AccountId, new: NewToken) -> Result<(Secret, ApiToken), AccountError> {
        let name = new.name.trim().to_owned();
        if !(1..=TOKEN_NAME_LIMIT).contains(&name.chars().count()) {
            let (zh, en) = (
                format!("名称须为 1–{TOKEN_NAME_LIMIT} 个字"),
                format!("a name has 1 to {TOKEN_NAME_LIMIT} characters"),
            );
            return Err(Refused::new("name", name, zh, en).into());
        }
        let mut scopes = new.scopes;
        scopes.sort_unstable();
        scopes.dedup();
        if scopes.is_empty() {
            let known = TokenScope::ALL.map(TokenScope::as_str).join(", ");
            let (zh, en) = (format!("须有 {known} 中至少一个"), format!("at least one of {known} is needed"));
            return Err(Refused::new("scopes", serde_json::Value::Array(vec![]), zh, en).into());
        }
        let token = Secret::new(format!("{PREFIX}{}", random_token()?.reveal()));
        let hash = token_hash(token.reveal());
        self.change(move |book, now| {
            if new.expires_at.is_some_and(|it| it <= now) {
                let (zh, en) = ("须晚于现在", "must lie ahead");
                return Err(Refused::new("expires_at", crate::local_time(new.expires_at.unwrap_or(now)), zh, en).into());
            }
            if book.tokens().filter(|it| it.account == account).count() >= MOST {
                let (zh, en) = (format!("最多 {MOST} 个令牌"), format!("an account has at most {MOST} tokens"));
                return Err(Refused::new("name", name, zh, en).into());
            }
            let made =
                ApiToken { id: book.next_token, hash, account, name, scopes, made_at: now, expires_at: new.expires_at };
            Ok(((token, made.clone()), AccountChange::TokenMade(made)))
        })
        .await
    }

    /// Returns for whom a token acts; `None` where it is unknown, or its time is over, or the account is disabled. It may have been
    /// made in another process.
    pub async fn of_token(&self, token: &str) -> Option<(Arc<Account>, Arc<ApiToken>)> {
        if let Some(it) = self.of_token_here(token) {
            return Some(it);
        }
        self.look_again(false).await;
        self.of_token_here(token)
    }

    fn of_token_here(&self, token: &str) -> Option<(Arc<Account>, Arc<ApiToken>)> {
        let book = self.book();
        let now = self.now_ms();
        let found = book.token(&token_hash(token)).filter(|it| it.expires_at.is_none_or(|end| now < end))?.clone();
        let account = book.account(found.account).filter(|it| it.is_enabled())?.clone();
        Some((account, found))
    }

    /// Lists the tokens of an account, by number; also those whose time is over.
    pub fn tokens(&self, account: AccountId) -> Vec<ApiToken> {
        let book = self.book();
        let mut tokens: Vec<_> =
            book.tokens().filter(|it| it.account == account).map(|it| ApiToken::clone(it)).collect();
        tokens.sort_by_key(|it| it.id);
        tokens
    }

    /// Takes a token of an account back.
    ///
    /// # Errors
    /// [`AccountError::Unknown`] when the account has no such token; otherwise when the store fails.
    pub async fn end_token(&self, account: AccountId, id: TokenId) -> Result<(), AccountError> {
        self.change(move |book, at| {
            let found = book.tokens().any(|it| it.id == id && it.account == account);
            if found { Ok(((), AccountChange::TokenEnded { token: id, at })) } else { Err(AccountError::Unknown) }
        })
        .await
    }
}
