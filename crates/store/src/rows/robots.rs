//! Robots as rows, their secrets apart.

use model::{MessageKind, Robot, RobotChange, RobotId, RobotKind, RobotSecrets, RobotsOnRecord, Scope, Secret};

use super::scopes;
use crate::{
    Outcome, StoreError,
    sql::{self, Conn, OptionalExtension, SqlError, params},
};

pub(crate) fn write(conn: Conn<'_>, change: &RobotChange) -> Result<Outcome, StoreError> {
    let written = match change {
        RobotChange::Made { robot, secrets } => make(conn, robot, secrets),
        RobotChange::Revised { robot, address, secret } => revise(conn, robot, address.as_ref(), secret.as_ref()),
        RobotChange::Removed { robot, at } => remove(conn, *robot, *at),
        RobotChange::Hosts(hosts) => put_hosts(conn, hosts),
    };
    written.map_err(StoreError::engine("saving robots"))?;
    Ok(Outcome::Saved)
}

/// Lets letters begin with what is told from now on, where no robot gets any so far: nobody looked at messages meanwhile.
fn begin(conn: Conn<'_>) -> sql::Result<()> {
    let sql = "UPDATE letter_mark SET upto = (SELECT coalesce(max(id), letter_mark.upto) FROM message WHERE id > letter_mark.upto)
               WHERE NOT EXISTS (SELECT 1 FROM robot WHERE enabled AND removed_at IS NULL)";
    conn.execute(sql, ()).map(drop)
}

fn make(conn: Conn<'_>, it: &Robot, secrets: &RobotSecrets) -> sql::Result<()> {
    begin(conn)?;
    conn.execute(
        "INSERT INTO robot (id, name, kind, host, kinds, digest, enabled, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![it.id.0, it.name, it.kind.as_str(), it.host, it.kinds.join(","), it.digest, it.enabled, it.made_at],
    )?;
    conn.execute(
        "INSERT INTO robot_secret (robot, address, secret) VALUES (?1, ?2, ?3)",
        params![it.id.0, secrets.address.reveal(), secrets.secret.as_ref().map(Secret::reveal)],
    )?;
    insert_scope(conn, it)
}

fn revise(conn: Conn<'_>, it: &Robot, address: Option<&Secret>, secret: Option<&Secret>) -> sql::Result<()> {
    begin(conn)?;
    conn.erasing(|| {
        conn.execute(
            "UPDATE robot_secret SET address = coalesce(?2, address),
                 secret = CASE WHEN ?4 THEN coalesce(?3, secret) END WHERE robot = ?1",
            params![it.id.0, address.map(Secret::reveal), secret.map(Secret::reveal), it.signed],
        )
    })?;
    conn.execute(
        "UPDATE robot SET name = ?2, host = ?3, kinds = ?4, digest = ?5, enabled = ?6 WHERE id = ?1",
        params![it.id.0, it.name, it.host, it.kinds.join(","), it.digest, it.enabled],
    )?;
    conn.execute("DELETE FROM robot_scope WHERE robot = ?1", [it.id.0])?;
    insert_scope(conn, it)
}

fn insert_scope(conn: Conn<'_>, it: &Robot) -> sql::Result<()> {
    let mut row =
        conn.prepare("INSERT INTO robot_scope (robot, kind, thing) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?;
    scopes::things(&it.scope).try_for_each(|(kind, thing)| row.execute(params![it.id.0, kind, thing]).map(drop))
}

fn remove(conn: Conn<'_>, robot: RobotId, at: i64) -> sql::Result<()> {
    conn.erasing(|| conn.execute("DELETE FROM robot_secret WHERE robot = ?1", [robot.0]))?;
    conn.execute("UPDATE robot SET removed_at = ?2 WHERE id = ?1 AND removed_at IS NULL", params![robot.0, at])?;
    let sql = "UPDATE letter SET state = 'dropped', settled_at = ?2 WHERE robot = ?1 AND state IN ('waiting', 'dead')";
    conn.execute(sql, params![robot.0, at]).map(drop)
}

fn put_hosts(conn: Conn<'_>, hosts: &[String]) -> sql::Result<()> {
    conn.execute("DELETE FROM robot_host", ())?;
    let mut row = conn.prepare("INSERT INTO robot_host (host) VALUES (?1) ON CONFLICT DO NOTHING")?;
    hosts.iter().try_for_each(|it| row.execute([it]).map(drop))
}

/// Reads where a robot is and what is signed with; `None` for one that is unknown or was removed.
pub(crate) fn secrets(conn: Conn<'_>, robot: RobotId) -> Result<Option<RobotSecrets>, StoreError> {
    let found = conn.query_row("SELECT address, secret FROM robot_secret WHERE robot = ?1", [robot.0], |row| {
        let secret: Option<String> = row.get(1)?;
        Ok(RobotSecrets { address: Secret::new(row.get::<_, String>(0)?), secret: secret.map(Secret::new) })
    });
    found.optional().map_err(StoreError::engine("reading robots"))
}

/// Reads everything but secrets.
pub(crate) fn read(conn: Conn<'_>) -> Result<RobotsOnRecord, StoreError> {
    let engine = StoreError::engine::<SqlError>;
    let mut statement = conn.prepare(ROBOTS).map_err(engine("reading robots"))?;
    let mut rows = statement.query(()).map_err(engine("reading robots"))?;
    let mut robots = Vec::new();
    while let Some(row) = rows.next().map_err(engine("reading robots"))? {
        let read = || -> sql::Result<_> {
            let (kind, kinds): (String, String) = (row.get(2)?, row.get(4)?);
            let robot = Robot {
                id: RobotId(row.get(0)?),
                name: row.get(1)?,
                kind: RobotKind::Generic,
                host: row.get(3)?,
                signed: row.get(5)?,
                kinds: vec![],
                scope: Scope::default(),
                digest: row.get(6)?,
                enabled: row.get(7)?,
                made_at: row.get(8)?,
                removed_at: row.get(9)?,
            };
            Ok((robot, kind, kinds))
        };
        let (robot, kind, words) = read().map_err(engine("reading robots"))?;
        let kind = RobotKind::parse(&kind).ok_or_else(|| StoreError::corrupt("robot.kind", kind))?;
        let known = |word: &str| {
            let known = MessageKind::one_of_each().map(MessageKind::as_str).find(|it| *it == word);
            known.ok_or_else(|| StoreError::corrupt("robot.kinds", word))
        };
        let kinds = words.split(',').filter(|it| !it.is_empty()).map(known).collect::<Result<_, _>>()?;
        robots.push(Robot { kind, kinds, ..robot });
    }
    let read = || -> sql::Result<_> {
        let mut statement = conn.prepare("SELECT robot, kind, thing FROM robot_scope ORDER BY robot, kind, thing")?;
        let scopes = statement
            .query_map((), |row| Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?, row.get::<_, u32>(2)?)))?;
        let mut statement = conn.prepare("SELECT host FROM robot_host ORDER BY host")?;
        let hosts: Vec<String> = statement.query_map((), |row| row.get(0))?;
        Ok((scopes, hosts))
    };
    let (scopes, hosts) = read().map_err(engine("reading robots"))?;
    for (robot, kind, thing) in scopes {
        let lost = || StoreError::corrupt("robot_scope.robot", robot.to_string());
        scopes::add(&mut robots.get_mut(robot as usize).ok_or_else(lost)?.scope, &kind, thing);
    }
    Ok(RobotsOnRecord { robots, hosts })
}

/// The robots by number, which are their positions in the list.
const ROBOTS: &str = "
    SELECT id, name, kind, host, kinds, secret IS NOT NULL, digest, enabled, made_at, removed_at
    FROM robot LEFT JOIN robot_secret ON robot = id ORDER BY id";
