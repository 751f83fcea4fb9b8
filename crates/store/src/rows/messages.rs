//! Messages as rows.

use model::{AccountId, AccountRole, Change, IncidentId, Message, MessageKind, NoticeChange, PersonId, Recipient};

use super::pen::Pen;
use crate::{
    Inbox, InboxQuery, Outcome, StoreError, Told,
    sql::{Conn, OptionalExtension, Row, SqlError, Value, params},
};

/// How many unread messages are looked at.
const COUNTED: i64 = 1000;

/// Writes a message.
pub(crate) const INSERT: &str = "
    INSERT INTO message (id, at, recipient, kind, incident, percent, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT (incident, recipient, percent, due_at) WHERE kind = 'escalated' DO NOTHING";

/// Writes what a change that was just saved tells people.
pub(crate) fn of_change(pen: &mut Pen<'_>, change: &Change) -> Result<(), StoreError> {
    let told: Vec<Message> = match change {
        Change::Case { deeds, .. } => {
            // A case that is settled waits for nobody.
            let open = deeds.iter().filter_map(|it| Some((it.incident.case.as_deref()?, &it.events)));
            open.flat_map(|(case, events)| events.iter().flat_map(|it| Message::of_event(case, it))).collect()
        }
        // A report that was accepted, filed and dispatched by itself; nobody waits for what is made up.
        Change::Report { reports, .. } => {
            let real = reports.iter().filter(|it| !it.incident.made_up);
            let open = real.filter_map(|it| Some((it.incident.case.as_deref()?, &it.events)));
            let deeds = open.flat_map(|(case, events)| events.iter().filter_map(move |it| Some((case, it.deed()?))));
            deeds.flat_map(|(case, it)| Message::of_event(case, it)).collect()
        }
        Change::Notice { change: NoticeChange::Issued(it), .. } => {
            let (to, kind) = (Recipient::Person(it.to), MessageKind::NoticeIssued);
            vec![Message { at: it.issued_at, to, kind, incident: it.incident }]
        }
        _ => return Ok(()),
    };
    write(pen, &told).map(|_| ())
}

/// Writes messages; what was told before of the same limit is left out, and leaves out its number.
pub(crate) fn write(pen: &mut Pen<'_>, told: &[Message]) -> Result<Outcome, StoreError> {
    let mut insert = || {
        for Message { at, to, kind, incident } in told {
            let (percent, due_at) = match kind {
                MessageKind::Escalated { percent, due_at } => (Some(percent), Some(due_at)),
                _ => (None, None),
            };
            pen.message_id += 1;
            let row = params![pen.message_id, at, written(*to), kind.as_str(), incident.0, percent, due_at];
            pen.message.add(row)?;
        }
        Ok(())
    };
    insert().map_err(StoreError::engine::<SqlError>("writing messages"))?;
    Ok(Outcome::Saved)
}

/// Keeps up to which message an account has read; it never goes back.
pub(crate) fn mark(conn: Conn<'_>, account: AccountId, upto: i64) -> Result<Outcome, StoreError> {
    let sql = "INSERT INTO message_read (account, upto) VALUES (?1, ?2)
               ON CONFLICT (account) DO UPDATE SET upto = CASE WHEN message_read.upto > excluded.upto THEN message_read.upto ELSE excluded.upto END";
    let marked = conn.prepare(sql).and_then(|mut it| it.execute(params![account.0, upto]));
    marked.map_err(StoreError::engine("marking messages"))?;
    Ok(Outcome::Saved)
}

pub(crate) fn read(conn: Conn<'_>, query: &InboxQuery) -> Result<Inbox, StoreError> {
    let InboxQuery { account, recipients, before, limit } = query;
    // The first two parameters are numbers of messages, the others recipients.
    let marks: Vec<_> = (3..).take(recipients.len()).map(|it| format!("?{it}")).collect();
    // Nobody is no list for a server.
    let marks = if marks.is_empty() { "NULL".to_owned() } else { marks.join(", ") };
    let wanted = |numbers: [i64; 2]| -> Vec<Value> {
        let names = recipients.iter().map(|it| Value::from(written(*it)));
        numbers.into_iter().map(Value::from).chain(names).collect()
    };
    let read = || {
        let upto = conn.prepare("SELECT upto FROM message_read WHERE account = ?1")?;
        let read_upto = { upto }.query_row([account.0], |row| row.get(0)).optional()?.unwrap_or(0);
        let sql =
            format!("SELECT incident FROM message WHERE recipient IN ({marks}) AND id > ?1 ORDER BY id DESC LIMIT ?2");
        let mut statement = conn.prepare(&sql)?;
        let unread = statement.query_map(&*wanted([read_upto, COUNTED]), |row| Ok(IncidentId(row.get(0)?)))?;
        let sql = format!(
            "SELECT id, at, recipient, kind, incident, percent, due_at FROM message
             WHERE recipient IN ({marks}) AND id < ?1 ORDER BY id DESC LIMIT ?2"
        );
        let limit = i64::try_from(*limit).unwrap_or(i64::MAX);
        let mut statement = conn.prepare(&sql)?;
        let rows = statement.query_map(&*wanted([before.unwrap_or(i64::MAX), limit]), |row| Ok(told(row)))?;
        Ok((read_upto, unread, rows.into_iter().collect::<Result<_, _>>()))
    };
    let (read_upto, unread, items) = read().map_err(StoreError::engine::<SqlError>("reading messages"))?;
    Ok(Inbox { read_upto, unread, items: items? })
}

/// Reads a message from the first seven columns of a row.
pub(crate) fn told(row: &Row<'_>) -> Result<Told, StoreError> {
    let read = || {
        let escalated = row.get::<_, Option<u16>>(5)?.zip(row.get::<_, Option<i64>>(6)?);
        let (recipient, kind): (String, String) = (row.get(2)?, row.get(3)?);
        Ok((row.get(0)?, row.get(1)?, recipient, kind, IncidentId(row.get(4)?), escalated))
    };
    let read = read().map_err(StoreError::engine::<SqlError>("reading messages"))?;
    let (id, at, recipient, kind, incident, escalated) = read;
    let to = recipient_of(&recipient).ok_or_else(|| StoreError::corrupt("message.recipient", recipient))?;
    let kind = MessageKind::parse(&kind, escalated).ok_or_else(|| StoreError::corrupt("message.kind", kind))?;
    Ok(Told { id, message: Message { at, to, kind, incident } })
}

fn written(to: Recipient) -> String {
    match to {
        Recipient::Account(it) => format!("account:{}", it.0),
        Recipient::Person(it) => format!("person:{}", it.0),
        Recipient::Role(it) => format!("role:{}", it.as_str()),
    }
}

fn recipient_of(text: &str) -> Option<Recipient> {
    let (kind, name) = text.split_once(':')?;
    match kind {
        "account" => name.parse().ok().map(|it| Recipient::Account(AccountId(it))),
        "person" => name.parse().ok().map(|it| Recipient::Person(PersonId(it))),
        "role" => AccountRole::parse(name).map(Recipient::Role),
        _ => None,
    }
}
