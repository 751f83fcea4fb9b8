//! The audit trail: a row for every change, in the same transaction, chained by hashes over all that the change appended.

mod account;
mod canon;
mod chain;
mod entry;
mod read;
mod verify;

use std::time::{SystemTime, UNIX_EPOCH};

use model::{AccountId, Author, Change, case::Actor};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub(crate) use self::{canon::feed_row, chain::Chain, read::read, verify::verify};
use self::{
    canon::{Hash, appended, chained},
    chain::End,
    entry::Entry,
};
use super::{accounts, pen::Pen};
use crate::{
    Outcome, StoreError,
    sql::{self, Conn, Value, params},
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

/// Writes a row.
pub(crate) const INSERT: &str = "
    INSERT INTO audit (seq, at, actor, account, role, person, origin, operation, subject, body, events_to, photos_to,
        rows_hash, hash)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
/// Writes where a change came from.
pub(crate) const ORIGIN: &str = "INSERT INTO audit_origin (seq, salt, origin) VALUES (?1, ?2, ?3)";

/// Begins the trail with a row over all that was there before.
pub(crate) fn begin(conn: Conn<'_>) -> sql::Result<()> {
    let entry = Entry { operation: "begin", subject: None, body: "{}".to_owned() };
    let (chain, _) = Chain::read(conn)?;
    let (events, photos) = (chain.events, chain.photos);
    let rows_hash = appended(conn, (End::NONE.events_to, events), (End::NONE.photos_to, photos))?;
    let row = Line::of(&End::NONE, Author::SYSTEM, entry, (events, photos), rows_hash);
    conn.execute(INSERT, &*row.values).map(drop)
}

/// Records a change that was just written.
pub(crate) fn write(pen: &mut Pen<'_>, author: Author, change: &Change) -> Result<(), StoreError> {
    let Some(entry) = Entry::of(change) else { return Ok(()) };
    // A trail that somebody took away does not begin anew.
    let end = pen.chain.end.ok_or_else(|| StoreError::corrupt("audit.seq", "没有任何记录 / no row at all"))?;
    append(pen, &end, author, entry).map_err(StoreError::engine("recording a change"))
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

fn append(pen: &mut Pen<'_>, end: &End, author: Author, entry: Entry) -> sql::Result<()> {
    let (events, photos) = (pen.chain.events, pen.chain.photos);
    let rows_hash = match pen.chain.appended() {
        Some(it) => it,
        None => appended(pen.conn()?, (end.events_to, events), (end.photos_to, photos))?,
    };
    let Line { values, origin, end } = Line::of(end, author, entry, (events, photos), rows_hash);
    pen.audit.add(&*values)?;
    if let Some(Origin { salt, text, .. }) = origin {
        pen.origin.add(params![end.seq, salt, text])?;
    }
    pen.chain.end = Some(end);
    Ok(())
}

/// A row of the trail.
struct Line {
    /// Its columns, the hash too.
    values: Vec<Value>,
    /// Where the change came from.
    origin: Option<Origin>,
    /// The trail with it.
    end: End,
}

impl Line {
    /// Makes the row behind an end, over all events and photos up to these, whose hash is known.
    fn of(before: &End, author: Author, entry: Entry, (events_to, photos_to): (i64, i64), rows_hash: Hash) -> Self {
        let (actor, account, role, person) = match author.actor {
            Actor::System => ("system", None, None, None),
            Actor::Anonymous => ("anonymous", None, None, None),
            Actor::Account { account, role, person } => ("account", Some(account.0), Some(role.as_str()), person),
        };
        let origin = author.from.map(|it| Origin::of(it.to_string()));
        let number = |it: Option<u32>| it.map_or(Value::Null, |it| i64::from(it).into());
        let text = |it: Option<String>| it.map_or(Value::Null, Value::from);
        let (seq, at) = (before.seq + 1, now_ms().max(before.at));
        let values: [Value; COLUMNS.len()] = [
            seq.into(),
            at.into(),
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
        let hash = chained(&before.hash, COLUMNS.into_iter().zip(values.iter().map(Into::into)));
        let values = values.into_iter().chain([hash.to_vec().into()]).collect();
        Self { values, origin, end: End { seq, at, events_to, photos_to, hash } }
    }
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
