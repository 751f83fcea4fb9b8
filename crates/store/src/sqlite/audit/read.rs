//! Rows of the trail as somebody reads them.

use model::{AccountId, AccountRole, PersonId, Sha256Hash, case::Actor};
use rusqlite::{Connection, Row, named_params};

use crate::{AuditFilter, AuditRow, StoreError};

pub(crate) fn read(conn: &Connection, filter: &AuditFilter) -> Result<Vec<AuditRow>, StoreError> {
    let engine = StoreError::engine::<rusqlite::Error>;
    // The first condition picks the index; the engine knows no better where both stand.
    let by = match filter {
        AuditFilter { subject: Some(_), .. } => "subject = :subject AND (:account IS NULL OR account = :account)",
        AuditFilter { account: Some(_), .. } => "account = :account AND :subject IS NULL",
        _ => ":subject IS NULL AND :account IS NULL",
    };
    let sql = format!(
        "SELECT seq, at, actor, account, role, person, operation, subject, body, hash,
             (SELECT origin FROM audit_origin WHERE audit_origin.seq = audit.seq)
         FROM audit WHERE {by} AND seq < :before ORDER BY seq DESC LIMIT :limit"
    );
    let mut statement = conn.prepare_cached(&sql).map_err(engine("reading the audit trail"))?;
    let limit = i64::try_from(filter.limit).unwrap_or(i64::MAX);
    let wanted = named_params! {
        ":subject": filter.subject,
        ":account": filter.account.map(|it| it.0),
        ":before": filter.before.unwrap_or(i64::MAX),
        ":limit": limit,
    };
    let mut rows = statement.query(wanted).map_err(engine("reading the audit trail"))?;
    let mut all = Vec::new();
    while let Some(it) = rows.next().map_err(engine("reading the audit trail"))? {
        all.push(row(it)?);
    }
    Ok(all)
}

fn row(row: &Row<'_>) -> Result<AuditRow, StoreError> {
    let read = || -> rusqlite::Result<_> {
        let actor: (String, Option<u32>, Option<String>) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let person = row.get::<_, Option<u32>>(5)?.map(PersonId);
        let it = AuditRow {
            seq: row.get(0)?,
            at: row.get(1)?,
            actor: Actor::System,
            origin: row.get(10)?,
            operation: row.get(6)?,
            subject: row.get(7)?,
            body: row.get(8)?,
            hash: Sha256Hash(row.get(9)?),
        };
        Ok((it, actor, person))
    };
    let (it, (kind, account, role), person) = read().map_err(StoreError::engine("reading the audit trail"))?;
    let actor = match (kind.as_str(), account, role.as_deref().and_then(AccountRole::parse)) {
        ("system", None, None) => Actor::System,
        ("anonymous", None, None) => Actor::Anonymous,
        ("account", Some(account), Some(role)) => Actor::Account { account: AccountId(account), role, person },
        _ => return Err(StoreError::corrupt("audit.actor", format!("{kind} {account:?} {role:?}"))),
    };
    Ok(AuditRow { actor, ..it })
}
