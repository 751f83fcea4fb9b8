//! The audit trail: a row for every change, in the same transaction, chained by hashes over all that the change appended.

mod account;
mod canon;
mod entry;
mod read;
mod verify;

use std::time::{SystemTime, UNIX_EPOCH};

use model::{AccountId, Author, Change, case::Actor};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub(crate) use self::{canon::feed_row, read::read, verify::verify};
use self::{
    canon::{Hash, appended, chained},
    entry::Entry,
};
use super::accounts;
use crate::{
    Outcome, StoreError,
    sql::{self, Conn, OptionalExtension, Value, params},
};

/// The columns that a row's hash is over, in this order.
const COLUMNS: [&str; 13] = [
    "seq",
    "at",
    "actor",
    "account",
    "role",
    "person",
    "origin",
    "operation",
    "subject",
    "body",
    "events_to",
    "photos_to",
    "rows_hash",
];

/// Where the trail ends: what the next row holds on to.
#[derive(Clone, Copy, Debug)]
struct End {
    seq: i64,
    at: i64,
    events_to: i64,
    photos_to: i64,
    hash: Hash,
}

impl End {
    /// Before the first row. Numbers of rows are positive, but somebody could add others.
    const NONE: Self = Self { seq: 0, at: i64::MIN, events_to: i64::MIN, photos_to: i64::MIN, hash: [0; 32] };

    fn of(conn: Conn<'_>) -> sql::Result<Option<Self>> {
        let sql = "SELECT seq, at, events_to, photos_to, hash FROM audit ORDER BY seq DESC LIMIT 1";
        let end = conn.prepare(sql)?.query_row((), |row| {
            let (seq, at) = (row.get(0)?, row.get(1)?);
            Ok(Self { seq, at, events_to: row.get(2)?, photos_to: row.get(3)?, hash: row.get(4)? })
        });
        end.optional()
    }
}

/// Begins the trail with a row over all that was there before.
pub(crate) fn begin(conn: Conn<'_>) -> sql::Result<()> {
    let entry = Entry { operation: "begin", subject: None, body: "{}".to_owned() };
    append(conn, &End::NONE, Author::SYSTEM, entry)
}

/// Records a change that was just written.
pub(crate) fn write(conn: Conn<'_>, author: Author, change: &Change) -> Result<(), StoreError> {
    let Some(entry) = Entry::of(change) else { return Ok(()) };
    let end = End::of(conn).map_err(StoreError::engine("recording a change"))?;
    // A trail that somebody took away does not begin anew.
    let end = end.ok_or_else(|| StoreError::corrupt("audit.seq", "没有任何记录 / no row at all"))?;
    append(conn, &end, author, entry).map_err(StoreError::engine("recording a change"))
}

/// Erases from where an account signed in and changed things; the trail keeps its hashes.
pub(crate) fn forget(conn: Conn<'_>, account: AccountId) -> Result<Outcome, StoreError> {
    // What is erased is written over, not only given up.
    conn.erasing(|| {
        accounts::forget(conn, account)?;
        let sql = "DELETE FROM audit_origin WHERE seq IN (SELECT seq FROM audit WHERE account = ?1)";
        conn.execute(sql, [account.0])
    })
    .map_err(StoreError::engine("erasing"))?;
    Ok(Outcome::Saved)
}

fn append(conn: Conn<'_>, end: &End, author: Author, entry: Entry) -> sql::Result<()> {
    let highest = "SELECT (SELECT coalesce(max(seq), 0) FROM event), (SELECT coalesce(max(seq), 0) FROM photo)";
    let (events_to, photos_to): (i64, i64) = conn.query_row(highest, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let rows_hash = appended(conn, (end.events_to, events_to), (end.photos_to, photos_to))?;
    let (actor, account, role, person) = match author.actor {
        Actor::System => ("system", None, None, None),
        Actor::Anonymous => ("anonymous", None, None, None),
        Actor::Account { account, role, person } => ("account", Some(account.0), Some(role.as_str()), person),
    };
    let origin = author.from.map(|it| Origin::of(it.to_string()));
    let number = |it: Option<u32>| it.map_or(Value::Null, |it| i64::from(it).into());
    let text = |it: Option<String>| it.map_or(Value::Null, Value::from);
    let seq = end.seq + 1;
    let values: [Value; COLUMNS.len()] = [
        seq.into(),
        now_ms().max(end.at).into(),
        actor.to_owned().into(),
        number(account),
        text(role.map(str::to_owned)),
        number(person.map(|it| it.0)),
        origin.as_ref().map_or(Value::Null, |it| it.hash.to_vec().into()),
        entry.operation.to_owned().into(),
        text(entry.subject),
        entry.body.into(),
        events_to.into(),
        photos_to.into(),
        rows_hash.to_vec().into(),
    ];
    let hash = chained(&end.hash, COLUMNS.into_iter().zip(values.iter().map(Into::into)));
    let sql = format!(
        "INSERT INTO audit ({}, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        COLUMNS.join(", ")
    );
    let row: Vec<Value> = values.into_iter().chain([hash.to_vec().into()]).collect();
    conn.execute(&sql, &*row)?;
    if let Some(Origin { salt, text, .. }) = origin {
        let sql = "INSERT INTO audit_origin (seq, salt, origin) VALUES (?1, ?2, ?3)";
        conn.prepare(sql)?.execute(params![seq, salt, text])?;
    }
    Ok(())
}

/// An address with what hides it in the chain: addresses are so few that a bare hash would tell each.
struct Origin {
    salt: [u8; 16],
    text: String,
    hash: Hash,
}

impl Origin {
    fn of(text: String) -> Self {
        let salt = Uuid::new_v4().into_bytes();
        let hash = origin_hash(&salt, &text);
        Self { salt, text, hash }
    }
}

fn origin_hash(salt: &[u8], text: &str) -> Hash {
    Sha256::new().chain_update(salt).chain_update(text).finalize().into()
}

/// Reads the machine's clock: the trail tells when a row was written, whatever time the change itself speaks of.
fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
