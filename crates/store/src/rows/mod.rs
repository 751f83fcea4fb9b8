//! The tables as this program writes and reads them, the same for every engine.

mod accounts;
mod audit;
mod bulks;
mod cases;
mod checks;
mod decisions;
mod district;
mod duties;
mod incidents;
mod letters;
mod messages;
mod news;
mod notices;
mod partition;
mod pen;
mod photos;
mod robots;
mod saved_views;
mod scopes;
mod settings;

use model::{Author, Case, Change, Decision, Deed, Happening, IncidentId, Reroute, Snapshot};

use self::pen::Pen;
pub(crate) use self::{
    accounts::{read as accounts, secrets, ties},
    audit::{begin as begin_audit, feed_row, read as audit, verify as verify_audit},
    bulks::read as bulk,
    cases::known,
    checks::{all_photos, incident_ids, replays, unknown_photos},
    district::read as district,
    incidents::{Which, ids as incident_ends, in_order, read as incidents, read_details as details},
    letters::{due as letters_due, queues as letter_queues, read as letters, unsent},
    messages::read as inbox,
    news::{others_wrote, read as news},
    photos::read as photos,
    robots::{read as robots, secrets as robot_secrets},
    saved_views::read as saved_views,
    settings::read as settings,
};
use crate::{Outcome, StoreError, sql::Conn};

/// Reads everything that the live world is rebuilt from.
pub(crate) fn load(conn: Conn<'_>) -> Result<Snapshot, StoreError> {
    let mut incidents = incidents::read(conn, Which::ALL)?;
    incidents::in_order(&mut incidents);
    Ok(Snapshot { incidents, ..load_all_but_incidents(conn)? })
}

/// Reads the same without the incidents.
pub(crate) fn load_all_but_incidents(conn: Conn<'_>) -> Result<Snapshot, StoreError> {
    Ok(Snapshot {
        district: district::read(conn)?,
        incidents: Vec::new(),
        notices: notices::read(conn)?,
        settings: settings::read(conn)?,
    })
}

/// Lists what happened to an incident, oldest first; nothing for an unknown one.
pub(crate) fn history(conn: Conn<'_>, id: IncidentId) -> Result<Vec<Happening>, StoreError> {
    match incidents::read_one(conn, id)? {
        Some(incident) => cases::history(conn, &incident),
        None => Ok(Vec::new()),
    }
}

/// Returns the case of an incident; `None` for an unknown one and for one without deeds.
pub(crate) fn case(conn: Conn<'_>, id: IncidentId) -> Result<Option<Case>, StoreError> {
    match incidents::read_one(conn, id)? {
        Some(incident) => cases::case(conn, &incident),
        None => Ok(None),
    }
}

/// What came of changes that were written together.
pub(crate) struct Written {
    /// What came of each.
    pub outcomes: Vec<Outcome>,
    /// The last number and hash of the audit trail.
    pub end: (i64, Vec<u8>),
}

/// Writes changes, what they tell people, and their rows of the audit trail, together; on an error the caller takes all of it
/// back. Of one change the error is its own; of several it only tells that not all of them can be written together.
pub(crate) fn write(conn: Conn<'_>, changes: &[&(Author, Change)]) -> Result<Written, StoreError> {
    let mut pen = Pen::begin(conn, changes)?;
    let outcomes = changes.iter().map(|(author, change)| write_one(&mut pen, *author, change));
    let outcomes = outcomes.collect::<Result<_, _>>()?;
    pen.settle().map_err(StoreError::engine("committing"))?;
    Ok(Written { outcomes, end: pen.chain.end() })
}

fn write_one(pen: &mut Pen<'_>, author: Author, change: &Change) -> Result<Outcome, StoreError> {
    fn conn<'a>(pen: &mut Pen<'a>) -> Result<Conn<'a>, StoreError> {
        pen.conn().map_err(StoreError::engine("sending what was gathered"))
    }
    let outcome = match change {
        Change::Found(it) => district::write(conn(pen)?, it),
        Change::Report { reports, idempotency_key } => incidents::write(pen, reports, idempotency_key.as_deref()),
        Change::Repartition { version, change, rerouted } => partition::write(pen, version, change, rerouted),
        Change::Edges(edges) => partition::write_edges(conn(pen)?, edges),
        Change::Notice { change, incident, event } => notices::write(pen, change, *incident, event),
        Change::Decide { decision, rerouted } => decisions::write(pen, decision, rerouted),
        Change::Case { deeds, decision, rerouted, idempotency_key } => {
            write_deeds(pen, deeds, decision, rerouted, idempotency_key.as_deref())
        }
        Change::Photo(it) => photos::write(pen, it),
        Change::Tell(it) => messages::write(pen, it),
        Change::Read { account, upto } => messages::mark(conn(pen)?, *account, *upto),
        Change::Forget(it) => audit::forget(conn(pen)?, *it),
        Change::Bulk(it) => bulks::write(conn(pen)?, it),
        Change::View(it) => saved_views::write(conn(pen)?, it),
        Change::Account(it) => accounts::write(conn(pen)?, it),
        Change::Robot(it) => robots::write(conn(pen)?, it),
        Change::Letter(it) => letters::write(conn(pen)?, it),
        Change::Categories { versions, at } => settings::write_categories(conn(pen)?, versions, *at),
        Change::Calendar { years, at } => settings::write_calendar(conn(pen)?, years, *at),
    }?;
    // What was saved before is on record already.
    if outcome == Outcome::Saved {
        messages::of_change(pen, change)?;
        audit::write(pen, author, change)?;
    }
    Ok(outcome)
}

fn write_deeds(
    pen: &mut Pen<'_>,
    deeds: &[Deed],
    decision: &Decision,
    rerouted: &[Reroute],
    key: Option<&str>,
) -> Result<Outcome, StoreError> {
    if let (Some(key), Some(first)) = (key, deeds.first()) {
        if let Some(known) = pen.known(key) {
            return Ok(Outcome::Repeated(known));
        }
        pen.keep(key, first.incident.id).map_err(StoreError::engine("keeping the idempotency key"))?;
    }
    cases::write(pen, deeds)?;
    decisions::write(pen, decision, rerouted)
}
