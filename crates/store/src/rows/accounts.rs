//! Accounts, sessions and tokens as rows.

use std::net::IpAddr;

use model::{
    Account, AccountChange, AccountId, AccountRole, AccountsOnRecord, ApiToken, Failure, Grant, IncidentId, PersonId,
    Secret, Secrets, Session, SessionId, TokenHash, TokenId, TokenScope,
};

use super::scopes;
use crate::{
    Outcome, StoreError,
    sql::{self, Conn, OptionalExtension, Row, SqlError, params},
};

/// So long failed sign-ins are remembered after the last one, in milliseconds: a day.
const REMEMBERED_MS: i64 = 86_400_000;

pub(crate) fn write(conn: Conn<'_>, change: &AccountChange) -> Result<Outcome, StoreError> {
    let written = match change {
        AccountChange::Opened { account, password } => open(conn, account, password.as_ref()),
        AccountChange::Revised(account) => revise(conn, account),
        AccountChange::Password { account, password, keep, at } => {
            let sql = "UPDATE account_secret SET password = ?2 WHERE account = ?1";
            conn.execute(sql, params![account.0, password.reveal()])
                .and_then(|_| end_others(conn, *account, *keep, *at))
        }
        AccountChange::SecondFactor { account, key, step, keep, at } => {
            second_factor(conn, *account, key.as_ref(), *step).and_then(|()| end_others(conn, *account, *keep, *at))
        }
        AccountChange::SignedIn { session, step, cleared } => {
            if let Some(step) = step {
                take_step(conn, session.account, *step)?;
            }
            signed_in(conn, session, cleared)
        }
        AccountChange::SignInFailed(failures) => failed(conn, failures),
        AccountChange::Seen { session, at } => conn
            .prepare("UPDATE session SET seen_at = CASE WHEN seen_at > ?2 THEN seen_at ELSE ?2 END WHERE id = ?1 AND ended_at IS NULL")
            .and_then(|mut it| it.execute(params![session.0, at]).map(drop)),
        AccountChange::SessionsEnded { sessions, at } => sessions.iter().try_for_each(|it| {
            let sql = "UPDATE session SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL";
            conn.execute(sql, params![it.0, at]).map(drop)
        }),
        AccountChange::TokenMade(it) => insert_token(conn, it),
        AccountChange::TokenEnded { token, at } => {
            let sql = "UPDATE api_token SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL";
            conn.execute(sql, params![token.0, at]).map(drop)
        }
    };
    written.map_err(StoreError::engine("saving accounts"))?;
    Ok(Outcome::Saved)
}

/// Erases from where an account signed in, and by what.
pub(crate) fn forget(conn: Conn<'_>, account: AccountId) -> sql::Result<()> {
    conn.execute("UPDATE session SET address = NULL, agent = '' WHERE account = ?1", [account.0]).map(drop)
}

fn open(conn: Conn<'_>, it: &Account, password: Option<&Secret>) -> sql::Result<()> {
    conn.execute(
        "INSERT INTO account (id, login, name, person, created_at, disabled_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![it.id.0, it.login, it.name, it.person.map(|it| it.0), it.created_at, it.disabled_at],
    )?;
    conn.execute(
        "INSERT INTO account_secret (account, password) VALUES (?1, ?2)",
        params![it.id.0, password.map(Secret::reveal)],
    )?;
    insert_grants(conn, it)
}

fn revise(conn: Conn<'_>, it: &Account) -> sql::Result<()> {
    conn.execute(
        "UPDATE account SET name = ?2, person = ?3, disabled_at = ?4 WHERE id = ?1",
        params![it.id.0, it.name, it.person.map(|it| it.0), it.disabled_at],
    )?;
    conn.execute("DELETE FROM account_grant WHERE account = ?1", [it.id.0])?;
    insert_grants(conn, it)?;
    if let Some(at) = it.disabled_at {
        end_others(conn, it.id, None, at)?;
        let sql = "UPDATE api_token SET ended_at = ?2 WHERE account = ?1 AND ended_at IS NULL";
        conn.execute(sql, params![it.id.0, at])?;
    }
    Ok(())
}

fn insert_grants(conn: Conn<'_>, it: &Account) -> sql::Result<()> {
    for (at, grant) in (0_i64..).zip(&it.grants) {
        conn.execute(
            "INSERT INTO account_grant (account, at, role) VALUES (?1, ?2, ?3)",
            params![it.id.0, at, grant.role.as_str()],
        )?;
        for (kind, thing) in scopes::things(&grant.scope) {
            conn.execute(
                "INSERT INTO account_scope (account, at, kind, thing) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                params![it.id.0, at, kind, thing],
            )?;
        }
    }
    Ok(())
}

fn second_factor(conn: Conn<'_>, account: AccountId, key: Option<&Secret>, step: u64) -> sql::Result<()> {
    let sql = "UPDATE account_secret SET totp = ?2, totp_step = CASE WHEN totp_step > ?3 THEN totp_step ELSE ?3 END WHERE account = ?1";
    conn.execute(sql, params![account.0, key.map(Secret::reveal), step as i64]).map(drop)
}

/// Takes the code of a time step; one that was taken before, or an earlier one, is refused.
fn take_step(conn: Conn<'_>, account: AccountId, step: u64) -> Result<(), StoreError> {
    let sql = "UPDATE account_secret SET totp_step = ?2 WHERE account = ?1 AND totp_step < ?2";
    let changed = conn.execute(sql, params![account.0, step as i64]);
    match changed.map_err(StoreError::engine("saving accounts"))? {
        0 => {
            Err(StoreError::NotOnRecord { zh: "动态码", en: "code of the second factor for account", id: account.0 })
        }
        _ => Ok(()),
    }
}

fn end_others(conn: Conn<'_>, account: AccountId, keep: Option<SessionId>, at: i64) -> sql::Result<()> {
    let sql = "UPDATE session SET ended_at = ?3 WHERE account = ?1 AND id IS DISTINCT FROM ?2 AND ended_at IS NULL";
    conn.execute(sql, params![account.0, keep.map(|it| it.0), at]).map(drop)
}

fn signed_in(conn: Conn<'_>, it: &Session, cleared: &[String]) -> sql::Result<()> {
    conn.execute(
        "INSERT INTO session (id, hash, account, opened_at, seen_at, address, agent) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            it.id.0,
            it.hash,
            it.account.0,
            it.opened_at,
            it.seen_at,
            it.from.map(|it| it.to_string()),
            it.agent
        ],
    )?;
    for key in cleared {
        conn.execute("DELETE FROM sign_in_failure WHERE key = ?1", [key])?;
    }
    Ok(())
}

fn failed(conn: Conn<'_>, failures: &[Failure]) -> sql::Result<()> {
    for it in failures {
        conn.execute("DELETE FROM sign_in_failure WHERE last_at < ?1", [it.last_at - REMEMBERED_MS])?;
        conn.execute(
            "INSERT INTO sign_in_failure (key, count, last_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (key) DO UPDATE SET count = excluded.count, last_at = excluded.last_at",
            params![it.key, it.count, it.last_at],
        )?;
    }
    Ok(())
}

fn insert_token(conn: Conn<'_>, it: &ApiToken) -> sql::Result<()> {
    let scopes: Vec<_> = it.scopes.iter().map(|it| it.as_str()).collect();
    conn.execute(
        "INSERT INTO api_token (id, hash, account, name, scopes, made_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![it.id.0, it.hash, it.account.0, it.name, scopes.join(","), it.made_at, it.expires_at],
    )
    .map(drop)
}

/// Reads what an account is checked against; nothing for an unknown one.
pub(crate) fn secrets(conn: Conn<'_>, account: AccountId) -> Result<Secrets, StoreError> {
    let sql = "SELECT password, totp, totp_step FROM account_secret WHERE account = ?1";
    let read = |row: &Row<'_>| {
        Ok(Secrets {
            password: row.get::<_, Option<String>>(0)?.map(Secret::new),
            totp: row.get::<_, Option<String>>(1)?.map(Secret::new),
            totp_step: row.get::<_, i64>(2)? as u64,
        })
    };
    let found = conn.query_row(sql, [account.0], read).optional();
    Ok(found.map_err(StoreError::engine("reading accounts"))?.unwrap_or_default())
}

/// Reads everything but secrets.
pub(crate) fn read(conn: Conn<'_>) -> Result<AccountsOnRecord, StoreError> {
    let mut accounts = rows(conn, ACCOUNTS, |row| {
        Ok(Ok(Account {
            id: AccountId(row.get(0)?),
            login: row.get(1)?,
            name: row.get(2)?,
            grants: vec![],
            person: row.get::<_, Option<u32>>(3)?.map(PersonId),
            created_at: row.get(4)?,
            disabled_at: row.get(5)?,
            password: row.get(6)?,
            totp: row.get(7)?,
        }))
    })?;
    let grants = rows(conn, "SELECT account, role FROM account_grant ORDER BY account, at", |row| {
        let (account, role): (u32, String) = (row.get(0)?, row.get(1)?);
        let known = AccountRole::parse(&role).ok_or_else(|| StoreError::corrupt("account_grant.role", role));
        Ok(known.map(|role| (account, role)))
    })?;
    let lost = |account: u32| StoreError::corrupt("account_grant.account", account.to_string());
    for (account, role) in grants {
        let account = accounts.get_mut(account as usize).ok_or_else(|| lost(account))?;
        account.grants.push(Grant::everywhere(role));
    }
    let scopes =
        rows(conn, "SELECT account, at, kind, thing FROM account_scope ORDER BY account, at, kind, thing", |row| {
            Ok(Ok((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?, row.get::<_, String>(2)?, row.get::<_, u32>(3)?)))
        })?;
    for (account, at, kind, thing) in scopes {
        let grant = accounts.get_mut(account as usize).and_then(|it| it.grants.get_mut(at as usize));
        let scope = &mut grant.ok_or_else(|| lost(account))?.scope;
        scopes::add(scope, &kind, thing);
    }
    let next = |table: &str| {
        let sql = format!("SELECT coalesce(max(id) + 1, 0) FROM {table}");
        conn.query_row(&sql, (), |row| row.get::<_, u32>(0)).map_err(StoreError::engine("reading accounts"))
    };
    Ok(AccountsOnRecord {
        accounts,
        sessions: sessions(conn)?,
        tokens: tokens(conn)?,
        failures: rows(conn, "SELECT key, count, last_at FROM sign_in_failure ORDER BY key", |row| {
            Ok(Ok(Failure { key: row.get(0)?, count: row.get(1)?, last_at: row.get(2)? }))
        })?,
        next_session: SessionId(next("session")?),
        next_token: TokenId(next("api_token")?),
    })
}

/// The accounts by number, which are their positions in the list.
const ACCOUNTS: &str = "
    SELECT id, login, name, person, created_at, disabled_at, password IS NOT NULL, totp IS NOT NULL
    FROM account JOIN account_secret ON account = id ORDER BY id";

fn sessions(conn: Conn<'_>) -> Result<Vec<Session>, StoreError> {
    let sql =
        "SELECT id, hash, account, opened_at, seen_at, address, agent FROM session WHERE ended_at IS NULL ORDER BY id";
    rows(conn, sql, |row| {
        let from: Option<String> = row.get(5)?;
        let from = from.map(|it| it.parse::<IpAddr>().map_err(|_| StoreError::corrupt("session.address", it)));
        let session = Session {
            id: SessionId(row.get(0)?),
            hash: row.get::<_, TokenHash>(1)?,
            account: AccountId(row.get(2)?),
            opened_at: row.get(3)?,
            seen_at: row.get(4)?,
            from: None,
            agent: row.get(6)?,
        };
        Ok(from.transpose().map(|from| Session { from, ..session }))
    })
}

fn tokens(conn: Conn<'_>) -> Result<Vec<ApiToken>, StoreError> {
    let sql =
        "SELECT id, hash, account, name, scopes, made_at, expires_at FROM api_token WHERE ended_at IS NULL ORDER BY id";
    rows(conn, sql, |row| {
        let scopes: String = row.get(4)?;
        let known = |it: &str| TokenScope::parse(it).ok_or_else(|| StoreError::corrupt("api_token.scopes", it));
        let scopes: Result<Vec<_>, _> = scopes.split(',').filter(|it| !it.is_empty()).map(known).collect();
        let token = ApiToken {
            id: TokenId(row.get(0)?),
            hash: row.get::<_, TokenHash>(1)?,
            account: AccountId(row.get(2)?),
            name: row.get(3)?,
            scopes: vec![],
            made_at: row.get(5)?,
            expires_at: row.get(6)?,
        };
        Ok(scopes.map(|scopes| ApiToken { scopes, ..token }))
    })
}

fn rows<T>(
    conn: Conn<'_>,
    sql: &str,
    read: impl Fn(&Row<'_>) -> sql::Result<Result<T, StoreError>>,
) -> Result<Vec<T>, StoreError> {
    let engine = StoreError::engine::<SqlError>;
    let mut statement = conn.prepare(sql).map_err(engine("reading accounts"))?;
    let rows = statement.query_map((), read).map_err(engine("reading accounts"))?;
    rows.into_iter().collect()
}

/// Lists the incidents that an account did something to, or that were sent to one of these persons or given to them to check.
pub(crate) fn ties(conn: Conn<'_>, account: AccountId, persons: &[PersonId]) -> Result<Vec<IncidentId>, StoreError> {
    let each = |sql: &str, number: u32| {
        let mut statement = conn.prepare(sql)?;
        statement.query_map([number], |row| Ok(IncidentId(row.get(0)?)))
    };
    let all = || {
        let mut ids = each("SELECT DISTINCT incident FROM event WHERE account = ?1", account.0)?;
        for it in persons {
            ids.extend(each("SELECT DISTINCT incident FROM event WHERE target = ?1", it.0)?);
        }
        Ok(ids)
    };
    all().map_err(StoreError::engine::<SqlError>("reading whose incidents are whose"))
}
