//! What changes append to the tables that grow, with its numbers and for the trail; a server is sent it together.

use std::{borrow::Cow, collections::HashMap};

use model::{Author, Change, IncidentId};
use uuid::Uuid;

use super::{
    audit::{self, Chain},
    cases, incidents, messages,
};
use crate::{
    StoreError,
    sql::{self, Batch, Conn},
};

/// So many rows are gathered at most before they are sent.
const GATHERED: usize = 2_000;

/// Writes changes that stand or fall together. Nothing of them is certain until [`Pen::settle`].
pub(crate) struct Pen<'a> {
    conn: Conn<'a>,
    /// Whether it is one change: then it is told at once, and exactly, what of it is refused.
    pub alone: bool,
    /// The idempotency keys of the changes that are on record, and for which incident.
    keys: HashMap<String, IncidentId>,
    /// The number of the last message.
    pub message_id: i64,
    pub chain: Chain,
    // In the order in which they are sent: each refers only to those before.
    pub incident: Batch<'a>,
    pub detail: Batch<'a>,
    pub advance: Batch<'a>,
    pub event: Batch<'a>,
    pub event_photo: Batch<'a>,
    pub key: Batch<'a>,
    pub message: Batch<'a>,
    pub audit: Batch<'a>,
    pub origin: Batch<'a>,
}

impl<'a> Pen<'a> {
    /// Reads where numbers and trail end, and which keys are on record. Nobody else may write until the transaction ends.
    pub(crate) fn begin(conn: Conn<'a>, changes: &[&(Author, Change)]) -> Result<Self, StoreError> {
        let begin = || {
            let (chain, message_id) = Chain::read(conn)?;
            let batch = |sql| Batch::new(conn, sql);
            Ok(Self {
                conn,
                alone: changes.len() == 1,
                keys: known(conn, changes)?,
                message_id,
                chain,
                incident: batch(incidents::INSERT),
                detail: batch(incidents::DETAIL),
                advance: batch(cases::ADVANCE),
                event: batch(cases::EVENT),
                event_photo: batch(cases::EVENT_PHOTO),
                key: batch(cases::KEY),
                message: batch(messages::INSERT),
                audit: batch(audit::INSERT),
                origin: batch(audit::ORIGIN),
            })
        };
        begin().map_err(StoreError::engine::<sql::SqlError>("beginning a change"))
    }

    /// Returns the connection, for statements that have to see all that was written so far.
    pub(crate) fn conn(&mut self) -> sql::Result<Conn<'a>> {
        self.send()?;
        Ok(self.conn)
    }

    /// Returns a text as the engine keeps it: a server's holds no NUL.
    pub(crate) fn kept<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.conn {
            Conn::Postgres(_) if text.contains('\0') => text.replace('\0', "\u{fffd}").into(),
            _ => text.into(),
        }
    }

    /// Tells which incident an idempotency key of the changes belongs to.
    pub(crate) fn known(&self, key: &str) -> Option<IncidentId> {
        self.keys.get(key).copied()
    }

    /// Keeps an idempotency key that belongs to no incident yet.
    pub(crate) fn keep(&mut self, key: &str, id: IncidentId) -> sql::Result<()> {
        self.keys.insert(key.to_owned(), id);
        self.key.add(sql::params![key, id.0]).map(drop)
    }

    /// Sends what was gathered where it has become much.
    pub(crate) fn relieve(&mut self) -> sql::Result<()> {
        if self.event.len() < GATHERED { Ok(()) } else { self.send() }
    }

    /// Waits until all is written; an error where anything is refused.
    pub(crate) fn settle(&mut self) -> sql::Result<()> {
        self.send()?;
        self.conn.settle()
    }

    fn send(&mut self) -> sql::Result<()> {
        self.incident.send()?;
        self.detail.send()?;
        self.advance.send_all()?;
        self.event.send()?;
        self.event_photo.send()?;
        self.key.send()?;
        self.message.send()?;
        self.audit.send()?;
        self.origin.send()
    }
}

/// Looks up the keys of changes.
fn known(conn: Conn<'_>, changes: &[&(Author, Change)]) -> sql::Result<HashMap<String, IncidentId>> {
    let keys: Vec<&str> = changes
        .iter()
        .filter_map(|(_, it)| match it {
            Change::Report { idempotency_key, .. } | Change::Case { idempotency_key, .. } => idempotency_key.as_deref(),
            _ => None,
        })
        .collect();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let found = conn.query_each(cases::KNOWN, &keys, |row| row.get::<_, Uuid>(0))?;
    Ok(keys.into_iter().zip(found).filter_map(|(key, id)| Some((key.to_owned(), IncidentId(id?)))).collect())
}
