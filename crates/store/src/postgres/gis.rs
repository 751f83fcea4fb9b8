//! Views with geometry for map programs, where the database has PostGIS.

use model::Sha256Hash;
use sha2::{Digest, Sha256};

use super::session::Session;
use crate::sql::{self, Conn};

/// What makes the views.
const VIEWS: &str = include_str!("../../../../migrations/gis/views.sql");

/// How the views of a database stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Views {
    /// There is no PostGIS.
    Without,
    /// They are this program's.
    Current,
    /// They are missing, or of another version.
    Other,
}

/// Tells how the views of a database stand.
pub(crate) fn views(session: &Session) -> sql::Result<Views> {
    let sql = "SELECT (SELECT count(*) FROM pg_extension WHERE extname = 'postgis') > 0,
                   coalesce(obj_description(CAST(to_regnamespace('gis') AS OID), 'pg_namespace'), '')";
    let (there, said): (bool, String) =
        Conn::Postgres(session).query_row(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(match there {
        false => Views::Without,
        true if said == mark() => Views::Current,
        true => Views::Other,
    })
}

/// Makes the views where they are missing and can be made. Whatever keeps them from being made keeps nothing else.
pub(super) fn prepare(session: &Session) {
    if !matches!(views(session), Ok(Views::Other)) {
        return;
    }
    let make = || {
        session.batch("BEGIN")?;
        drop_views(session)?;
        // The extension may stand in a schema of its own.
        let path =
            "SELECT set_config('search_path', current_setting('search_path') || ', ' || quote_ident(nspname), true)
                    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE extname = 'postgis'";
        Conn::Postgres(session).query_row(path, (), |row| row.get::<_, String>(0))?;
        session.batch(&format!("CREATE SCHEMA IF NOT EXISTS gis; {VIEWS}; COMMENT ON SCHEMA gis IS '{}'", mark()))?;
        session.batch("COMMIT")
    };
    if make().is_err() {
        // `doctor` tells that they are missing.
        let _ = session.batch("ROLLBACK");
    }
}

/// Takes our views away, before tables are changed that they rest on.
pub(super) fn drop_views(session: &Session) -> sql::Result<()> {
    let conn = Conn::Postgres(session);
    let ours = "SELECT count(*) > 0 FROM pg_namespace n WHERE nspname = 'gis' AND pg_has_role(nspowner, 'USAGE')";
    if !conn.query_row(ours, (), |row| row.get::<_, bool>(0))? {
        return Ok(());
    }
    let names = conn
        .prepare("SELECT 'gis.' || quote_ident(viewname) FROM pg_views WHERE schemaname = 'gis' AND viewowner = current_user")?
        .query_map((), |row| row.get::<_, String>(0))?;
    if !names.is_empty() {
        session.batch(&format!("DROP VIEW {}", names.join(", ")))?;
    }
    session.batch(
        "DROP FUNCTION IF EXISTS gis.degrees(geometry, DOUBLE PRECISION, DOUBLE PRECISION); COMMENT ON SCHEMA gis IS NULL",
    )
}

/// What the comment on the schema says when its views are this program's.
fn mark() -> String {
    let sum = Sha256Hash(Sha256::digest(VIEWS).into());
    format!("网格的地图视图，由程序维护，升级时重建 / map views kept by wangge and made anew by upgrades ({sum})")
}
