//! Reading everything at start, on as many connections as there are processors.

use std::{
    num::NonZero,
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

use model::{Incident, IncidentId, Snapshot};
use rusqlite::Connection;
use uuid::Uuid;

use super::Readers;
use crate::{
    StoreError,
    rows::{self, Which},
    sql::Conn,
};

/// Into so many parts the ids are cut: many more than there are threads, since ids do not lie evenly.
const PARTS: u32 = 64;
/// More threads than this gain nothing.
const THREADS: usize = 8;
/// So often connections are brought to the same moment; then one alone reads everything.
const TRIES: usize = 10;

/// Reads everything that the live world is rebuilt from, all of one moment.
pub(super) fn load(readers: &Readers) -> Result<Snapshot, StoreError> {
    let mut conns = at_one_moment(readers)?;
    let ends = conns.first().map_or(Ok(None), |it| rows::incident_ends(Conn::Sqlite(it)))?;
    let parts = ends.map_or_else(Vec::new, cut);
    let next = AtomicU32::new(0);
    let of_parts = |conn: &Connection| {
        let mut incidents: Vec<Incident> = Vec::new();
        while let Some((first, last)) = parts.get(next.fetch_add(1, Ordering::Relaxed) as usize) {
            incidents.append(&mut rows::incidents(Conn::Sqlite(conn), Which::Between(*first, *last))?);
        }
        Ok::<_, StoreError>(incidents)
    };
    let snapshot = thread::scope(|scope| {
        let of_parts = &of_parts;
        let mut conns = conns.iter_mut();
        let first = conns.next();
        let others: Vec<_> = conns.map(|conn| scope.spawn(move || of_parts(conn))).collect();
        let mut snapshot = Snapshot::default();
        if let Some(conn) = first {
            snapshot = rows::load_all_but_incidents(Conn::Sqlite(conn))?;
            snapshot.incidents = of_parts(conn)?;
        }
        for other in others {
            snapshot.incidents.append(&mut other.join().unwrap_or(Err(StoreError::Stopped))?);
        }
        Ok::<_, StoreError>(snapshot)
    });
    let mut snapshot = snapshot?;
    for conn in conns {
        conn.execute_batch("COMMIT").map_err(StoreError::engine("loading"))?;
        readers.put_back(conn);
    }
    rows::in_order(&mut snapshot.incidents);
    Ok(snapshot)
}

/// Returns connections that all see the same moment, each in a transaction.
fn at_one_moment(readers: &Readers) -> Result<Vec<Connection>, StoreError> {
    let engine = StoreError::engine::<rusqlite::Error>;
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(THREADS);
    let mut tries = 0;
    loop {
        tries += 1;
        let conns = (0..if tries < TRIES { threads } else { 1 }).map(|_| {
            let conn = readers.take()?;
            conn.execute_batch("BEGIN")?;
            // Every change leaves a row in the trail. The first read fixes the moment.
            let end: Option<i64> = conn.query_row("SELECT max(seq) FROM audit", [], |row| row.get(0))?;
            Ok((conn, end))
        });
        let conns = conns.collect::<rusqlite::Result<Vec<_>>>().map_err(engine("loading"))?;
        if conns.iter().all(|it| it.1 == conns[0].1) {
            return Ok(conns.into_iter().map(|it| it.0).collect());
        }
    }
}

/// Cuts ids into parts that follow on one another.
fn cut((first, last): (IncidentId, IncidentId)) -> Vec<(IncidentId, IncidentId)> {
    let (first, last) = (first.0.as_u128(), last.0.as_u128());
    let step = (last - first) / u128::from(PARTS) + 1;
    let id = |it| IncidentId(Uuid::from_u128(it));
    let part = |at: u32| {
        let from = first.checked_add(step.checked_mul(at.into())?).filter(|it| *it <= last)?;
        Some((id(from), id(from.saturating_add(step - 1).min(last))))
    };
    (0..PARTS).map_while(part).collect()
}

#[cfg(test)]
mod tests {
    use model::IncidentId;
    use uuid::Uuid;

    use super::cut;

    #[test]
    fn parts_follow_on_one_another_from_the_first_id_to_the_last() {
        let id = |it| IncidentId(Uuid::from_u128(it));
        for (first, last) in
            [(0, 0), (5, 5), (5, 6), (0, 63), (0, 64), (7, 1_000_003), (0, u128::MAX), (u128::MAX, u128::MAX)]
        {
            let parts = cut((id(first), id(last)));
            assert_eq!((parts[0].0, parts[parts.len() - 1].1), (id(first), id(last)), "{first} {last}");
            assert!(parts.iter().all(|it| it.0 <= it.1), "{first} {last}");
            assert!(parts.windows(2).all(|it| it[0].1.0.as_u128() + 1 == it[1].0.0.as_u128()), "{first} {last}");
        }
    }
}
