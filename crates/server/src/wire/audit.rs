//! Rows of the audit trail on the wire.

use model::{AccountId, case::Actor};
use serde::Serialize;
use serde_json::Value;
use store::AuditRow;
use utoipa::ToSchema;

use super::local_time;

/// A change that was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditWire {
    /// Its number, from 1 without gaps.
    seq: i64,
    /// When it was written: RFC 3339.
    at: String,
    /// `system`, `account` or `anonymous`.
    actor: &'static str,
    /// The number of the account.
    account: Option<u32>,
    /// What the account is called now.
    name: Option<String>,
    /// As what the account acted.
    role: Option<&'static str>,
    /// The address that it came from; `null` where there was none, or it was erased.
    origin: Option<String>,
    /// What was done, for instance `report`, `case`, `photo`, `repartition`.
    operation: String,
    /// To what: an incident's id, a photo's.
    subject: Option<String>,
    /// What changed.
    body: Value,
    /// 64 hexadecimal digits: the hash by which the next row holds on to this one.
    hash: String,
}

impl AuditWire {
    /// `name` tells what an account is called now.
    pub(crate) fn new(it: AuditRow, name: impl Fn(AccountId) -> Option<String>) -> Self {
        let (actor, account, role) = match it.actor {
            Actor::System => ("system", None, None),
            Actor::Anonymous => ("anonymous", None, None),
            Actor::Account { account, role, .. } => ("account", Some(account), Some(role.as_str())),
        };
        // What a program of ours wrote is JSON; anything else is shown as it stands.
        let body = serde_json::from_str(&it.body).unwrap_or(Value::String(it.body));
        Self {
            seq: it.seq,
            at: local_time(it.at),
            actor,
            account: account.map(|it| it.0),
            name: account.and_then(name),
            role,
            origin: it.origin,
            operation: it.operation,
            subject: it.subject,
            body,
            hash: it.hash.to_string(),
        }
    }
}
