//! Rows of the trail as somebody reads them.

use model::{AccountId, AccountRole, PersonId, Sha256Hash, case::Actor};

use crate::{
    AuditFilter, AuditRow, StoreError,
    sql::{self, Conn, Row, SqlError, Value},
};

pub(crate) fn read(conn: Conn<'_>, filter: &AuditFilter) -> Result<Vec<AuditRow>, StoreError> {
    let engine = StoreError::engine::<SqlError>;
    let limit = i64::try_from(filter.limit).unwrap_or(i64::MAX);
    let mut wanted: Vec<Value> = vec![filter.before.unwrap_or(i64::MAX).into(), limit.into()];
    let mut by = String::new();
    if let Some(subject) = &filter.subject {
        wanted.push(subject.clone().into());
        by.push_str(" AND subject = ?3");
    }
    if let Some(account) = filter.account {
        wanted.push(i64::from(account.0).into());
        // Less is about one thing than by one person: its index is the one to take.
        by.push_str(if filter.subject.is_some() { " AND account + 0 = ?4" } else { " AND account = ?3" });
    }
    let sql = format!(
        "SELECT seq, at, actor, account, role, person, operation, subject, body, hash,
             (SELECT origin FROM audit_origin WHERE audit_origin.seq = audit.seq)
         FROM audit WHERE seq < ?1{by} ORDER BY seq DESC LIMIT ?2"
    );
    let mut statement = conn.prepare(&sql).map_err(engine("reading the audit trail"))?;
    let mut rows = statement.query(&*wanted).map_err(engine("reading the audit trail"))?;
    let mut all = Vec::new();
    while let Some(it) = rows.next().map_err(engine("reading the audit trail"))? {
        all.push(row(&it)?);
    }
    Ok(all)
}

fn row(row: &Row<'_>) -> Result<AuditRow, StoreError> {
    let read = || -> sql::Result<_> {
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
