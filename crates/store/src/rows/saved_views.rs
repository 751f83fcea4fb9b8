//! Saved views as rows.

use model::{AccountId, SavedView, Sharing, ViewChange, ViewId, ViewList};

use crate::{
    Outcome, StoreError, ViewFault,
    sql::{self, Conn, Row, SqlError, params},
};

const COLUMNS: &str = "id, owner, name, list, filter, sort, shared, made_at, changed_at";

pub(crate) fn write(conn: Conn<'_>, change: &ViewChange) -> Result<Outcome, StoreError> {
    let (changed, name) = match change {
        ViewChange::Made(it) => {
            let held = conn.query_row("SELECT count(*) FROM saved_view WHERE owner = ?1", [it.owner.0], |row| {
                row.get::<_, u32>(0)
            });
            if held.map_err(StoreError::engine("saving a view"))? as usize >= SavedView::MOST {
                return Err(ViewFault::TooMany.into());
            }
            let sql = format!("INSERT INTO saved_view ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
            let SavedView { id, owner, name, list, filter, sort, shared, made_at, changed_at } = it;
            let row = params![id.0, owner.0, name, list.as_str(), filter, sort, shared.as_str(), made_at, changed_at];
            (conn.execute(&sql, row), name.as_str())
        }
        ViewChange::Revised(it) => {
            let SavedView { id, name, filter, sort, shared, changed_at, .. } = it;
            let sql =
                "UPDATE saved_view SET name = ?2, filter = ?3, sort = ?4, shared = ?5, changed_at = ?6 WHERE id = ?1";
            (conn.execute(sql, params![id.0, name, filter, sort, shared.as_str(), changed_at]), name.as_str())
        }
        ViewChange::Dropped(id) => (conn.execute("DELETE FROM saved_view WHERE id = ?1", [id.0]), ""),
    };
    match changed {
        Ok(0) => Err(ViewFault::Gone.into()),
        Ok(_) => Ok(Outcome::Saved),
        Err(err) if err.is_twice() => Err(ViewFault::NameTaken(name.to_owned()).into()),
        Err(err) => Err(StoreError::engine("saving a view")(err)),
    }
}

/// Reads an account's own views, and all that are shared, by name.
pub(crate) fn read(conn: Conn<'_>, owner: AccountId) -> Result<Vec<SavedView>, StoreError> {
    let engine = StoreError::engine::<SqlError>;
    let sql = format!("SELECT {COLUMNS} FROM saved_view WHERE owner = ?1 OR shared IS NOT NULL ORDER BY name, id");
    let mut statement = conn.prepare(&sql).map_err(engine("reading saved views"))?;
    let rows = statement.query_map([owner.0], view).map_err(engine("reading saved views"))?;
    rows.into_iter().collect()
}

fn view(row: &Row<'_>) -> sql::Result<Result<SavedView, StoreError>> {
    let (list, shared): (String, Option<String>) = (row.get(3)?, row.get(6)?);
    let Some(list) = ViewList::parse(&list) else { return Ok(Err(StoreError::corrupt("saved_view.list", list))) };
    let sharing = match &shared {
        None => Some(Sharing::Own),
        Some(it) => Sharing::parse(it),
    };
    let Some(sharing) = sharing else {
        return Ok(Err(StoreError::corrupt("saved_view.shared", shared.unwrap_or_default())));
    };
    Ok(Ok(SavedView {
        id: ViewId(row.get(0)?),
        owner: AccountId(row.get(1)?),
        name: row.get(2)?,
        list,
        filter: row.get(4)?,
        sort: row.get(5)?,
        shared: sharing,
        made_at: row.get(7)?,
        changed_at: row.get(8)?,
    }))
}
