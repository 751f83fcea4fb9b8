//! Letters as rows.

use std::fmt::Write;

use model::{Failing, Letter, LetterChange, LetterId, LetterState, RobotId, Trial};

use super::messages;
use crate::{
    LetterQuery, LetterQueue, Outcome, StoreError, Told,
    sql::{self, Conn, Params, Row, SqlError, Value, params},
};

/// So long letters are kept after they were delivered or dropped, in milliseconds: 30 days. Dead ones stay until somebody decides.
const KEPT_MS: i64 = 30 * 86_400_000;

pub(crate) fn write(conn: Conn<'_>, change: &LetterChange) -> Result<Outcome, StoreError> {
    match change {
        LetterChange::Written { upto, letters, at } => insert(conn, *upto, letters, *at).map(|()| 1),
        LetterChange::Tried { trials, at } => tried(conn, trials, *at).map(|()| 1),
        LetterChange::Again { letter, at } => conn.execute(
            "UPDATE letter SET state = 'waiting', tries = 0, next_at = ?2, settled_at = NULL
             WHERE id = ?1 AND state IN ('waiting', 'dead')
                 AND robot IN (SELECT id FROM robot WHERE removed_at IS NULL)",
            params![letter.0, at],
        ),
        LetterChange::AllAgain { robot, at } => conn.execute(
            "UPDATE letter SET state = 'waiting', tries = 0, next_at = ?2, settled_at = NULL
             WHERE robot = ?1 AND state = 'dead'",
            params![robot.0, at],
        ),
        LetterChange::Dropped { letter, at } => conn.execute(
            "UPDATE letter SET state = 'dropped', settled_at = ?2 WHERE id = ?1 AND state IN ('waiting', 'dead')",
            params![letter.0, at],
        ),
    }
    .map_err(StoreError::engine("saving letters"))
    .and_then(|changed| match (changed, change) {
        (0, LetterChange::Again { letter, .. } | LetterChange::Dropped { letter, .. }) => {
            Err(StoreError::NotOnRecord {
                zh: "待发消息",
                en: "letter",
                id: u32::try_from(letter.0).unwrap_or(u32::MAX),
            })
        }
        _ => Ok(Outcome::Saved),
    })
}

fn insert(conn: Conn<'_>, upto: i64, letters: &[(RobotId, i64)], at: i64) -> sql::Result<()> {
    let mut row = conn.prepare(
        "INSERT INTO letter (robot, message, made_at, state, next_at) SELECT id, ?2, ?3, 'waiting', ?3 FROM robot
         WHERE id = ?1 AND removed_at IS NULL ON CONFLICT DO NOTHING",
    )?;
    for (robot, message) in letters {
        row.execute(params![robot.0, message, at])?;
    }
    conn.prepare("UPDATE letter_mark SET upto = ?1 WHERE upto < ?1")?.execute([upto]).map(drop)
}

/// Keeps what came of letters that still wait; what was dropped meanwhile stays so, unless it arrived.
fn tried(conn: Conn<'_>, trials: &[(LetterId, Trial)], at: i64) -> sql::Result<()> {
    let mut row = conn.prepare(
        "UPDATE letter SET tries = tries + 1, state = ?2, next_at = coalesce(?3, next_at), error_zh = ?4, error_en = ?5,
             settled_at = ?6
         WHERE id = ?1 AND (state = 'waiting' OR ?2 = 'delivered')",
    )?;
    for (letter, trial) in trials {
        let (state, next_at, failing) = match trial {
            Trial::Delivered => (LetterState::Delivered, None, None),
            Trial::Again { next_at, failing } => (LetterState::Waiting, Some(next_at), Some(failing)),
            Trial::Dead(failing) => (LetterState::Dead, None, Some(failing)),
        };
        let settled_at = (state != LetterState::Waiting).then_some(at);
        let (zh, en) = failing.map(|it| (&it.zh, &it.en)).unzip();
        row.execute(params![letter.0, state.as_str(), next_at, zh, en, settled_at])?;
    }
    let sql = "DELETE FROM letter WHERE state IN ('delivered', 'dropped') AND settled_at < ?1";
    conn.prepare(sql)?.execute([at.saturating_sub(KEPT_MS)]).map(drop)
}

/// Reads the messages of which no letters were made yet, oldest first.
pub(crate) fn unsent(conn: Conn<'_>, limit: usize) -> Result<Vec<Told>, StoreError> {
    let sql = "SELECT id, at, recipient, kind, incident, percent, due_at FROM message
               WHERE id > (SELECT upto FROM letter_mark) ORDER BY id LIMIT ?1";
    list(conn, sql, params![limit as i64], messages::told)
}

/// Counts what waits for each robot and what was laid aside, in the order of the robots.
pub(crate) fn queues(conn: Conn<'_>) -> Result<Vec<LetterQueue>, StoreError> {
    let sql = "SELECT robot, CAST(sum(waiting) AS BIGINT), CAST(sum(dead) AS BIGINT), min(next_at) FROM (
                   SELECT robot, count(*) AS waiting, 0 AS dead, min(next_at) AS next_at FROM letter
                   WHERE state = 'waiting' GROUP BY robot
                   UNION ALL SELECT robot, 0, count(*), NULL FROM letter WHERE state = 'dead' GROUP BY robot) AS counted
               GROUP BY robot ORDER BY robot";
    list(conn, sql, params![], |row| {
        let read = || -> sql::Result<_> {
            let (waiting, dead): (i64, i64) = (row.get(1)?, row.get(2)?);
            let robot = RobotId(row.get(0)?);
            Ok(LetterQueue { robot, waiting: waiting as u64, dead: dead as u64, next_at: row.get(3)? })
        };
        read().map_err(StoreError::engine("reading letters"))
    })
}

/// Reads what may be sent to a robot, what waits longest first.
pub(crate) fn due(conn: Conn<'_>, robot: RobotId, at: i64, limit: usize) -> Result<Vec<Letter>, StoreError> {
    let sql = format!(
        "{LETTERS} WHERE letter.robot = ?1 AND letter.state = 'waiting' AND letter.next_at <= ?2
         ORDER BY letter.next_at, letter.id LIMIT ?3"
    );
    list(conn, &sql, params![robot.0, at, limit as i64], letter)
}

/// Reads letters, newest first.
pub(crate) fn read(conn: Conn<'_>, query: &LetterQuery) -> Result<Vec<Letter>, StoreError> {
    let LetterQuery { id, state, robot, before, limit } = query;
    let limit = i64::try_from(*limit).unwrap_or(i64::MAX);
    let mut wanted: Vec<Value> = vec![before.unwrap_or(i64::MAX).into(), limit.into()];
    let mut by = String::new();
    let asked = [
        ("letter.id", id.map(|it| it.0.into())),
        ("letter.state", state.map(|it| it.as_str().to_owned().into())),
        // The others have the better indexes.
        ("letter.robot + 0", robot.map(|it| i64::from(it.0).into())),
    ];
    for (column, value) in asked {
        if let Some(value) = value {
            wanted.push(value);
            let _ = write!(by, " AND {column} = ?{}", wanted.len());
        }
    }
    let sql = format!("{LETTERS} WHERE letter.id < ?1{by} ORDER BY letter.id DESC LIMIT ?2");
    list(conn, &sql, &*wanted, letter)
}

/// A letter with its message; the first seven columns are those that a message is read from.
const LETTERS: &str = "
    SELECT message.id, message.at, recipient, message.kind, incident, percent, due_at, letter.id, letter.robot,
        letter.made_at, letter.state, letter.tries, letter.next_at, letter.error_zh, letter.error_en, letter.settled_at
    FROM letter JOIN message ON message.id = letter.message";

fn letter(row: &Row<'_>) -> Result<Letter, StoreError> {
    let message = messages::told(row)?.message;
    let read = || -> sql::Result<_> {
        let failing = row.get::<_, Option<String>>(13)?.zip(row.get::<_, Option<String>>(14)?);
        let letter = Letter {
            id: LetterId(row.get(7)?),
            robot: RobotId(row.get(8)?),
            message,
            made_at: row.get(9)?,
            state: LetterState::Waiting,
            tries: row.get(11)?,
            next_at: row.get(12)?,
            failing: failing.map(|(zh, en)| Failing { zh, en }),
            settled_at: row.get(15)?,
        };
        Ok((letter, row.get::<_, String>(10)?))
    };
    let (letter, state) = read().map_err(StoreError::engine("reading letters"))?;
    let state = LetterState::parse(&state).ok_or_else(|| StoreError::corrupt("letter.state", state))?;
    Ok(Letter { state, ..letter })
}

fn list<T>(
    conn: Conn<'_>,
    sql: &str,
    wanted: impl Params,
    read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let all = || {
        let mut statement = conn.prepare(sql)?;
        let rows = statement.query_map(wanted, |row| Ok(read(row)))?;
        Ok(rows.into_iter().collect())
    };
    all().map_err(StoreError::engine::<SqlError>("reading letters"))?
}
