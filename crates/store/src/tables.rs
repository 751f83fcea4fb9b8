//! The tables of this program as its migrations make them, asked of an empty database in memory.

use rusqlite::Connection;

use crate::{
    migrations::MIGRATIONS,
    sql::{self, Conn},
};

/// A table.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in the order of the schema.
    pub columns: Vec<String>,
    /// The columns of its primary key in order, and whether each holds text.
    key: Vec<(String, bool)>,
    /// What its rows refer to.
    pub references: Vec<Reference>,
    /// Whether the engine gives out the numbers of its rows, so that none comes back.
    pub numbered: bool,
}

/// Columns that refer to those of another table.
#[derive(Debug)]
pub(crate) struct Reference {
    /// The other table.
    pub parent: String,
    /// Columns here and there.
    columns: Vec<(String, String)>,
}

impl Table {
    /// Returns the query of all rows, in an order that is the same in every engine.
    pub(crate) fn query(&self, conn: Conn<'_>) -> String {
        let by = |(name, is_text): &(String, bool)| match conn {
            // Bytes order text, not a language.
            Conn::Postgres(_) if *is_text => format!("{} COLLATE \"C\"", quoted(name)),
            _ => quoted(name),
        };
        let key = self.key.iter().map(by).collect::<Vec<_>>().join(", ");
        format!("SELECT {} FROM {} ORDER BY {key}", self.listed(), quoted(&self.name))
    }

    /// Returns the columns with commas between.
    pub(crate) fn listed(&self) -> String {
        self.columns.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(", ")
    }

    /// Counts the rows.
    pub(crate) fn count(&self, conn: Conn<'_>) -> sql::Result<u64> {
        let sql = format!("SELECT count(*) FROM {}", quoted(&self.name));
        conn.query_row(&sql, (), |row| row.get::<_, i64>(0)).map(i64::cast_unsigned)
    }

    /// Counts the rows whose reference leads nowhere.
    pub(crate) fn orphans(&self, conn: Conn<'_>, to: &Reference) -> sql::Result<u64> {
        let joined =
            |part: fn(&(String, String)) -> String| to.columns.iter().map(part).collect::<Vec<_>>().join(" AND ");
        let sql = format!(
            "SELECT count(*) FROM {} it WHERE {} AND NOT EXISTS (SELECT 1 FROM {} p WHERE {})",
            quoted(&self.name),
            joined(|(own, _)| format!("it.{} IS NOT NULL", quoted(own))),
            quoted(&to.parent),
            joined(|(own, theirs)| format!("p.{} = it.{}", quoted(theirs), quoted(own))),
        );
        conn.query_row(&sql, (), |row| row.get::<_, i64>(0)).map(i64::cast_unsigned)
    }
}

/// Lists the tables, each behind those that it refers to, but for the one of the migrations, which is each engine's own.
pub(crate) fn tables() -> sql::Result<Vec<Table>> {
    let conn = Connection::open_in_memory()?;
    for it in MIGRATIONS {
        conn.execute_batch(it.sqlite)?;
    }
    let mut unsorted = conn
        .prepare(
            "SELECT name, sql LIKE '%AUTOINCREMENT%' FROM sqlite_schema
             WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'migration' ORDER BY name",
        )?
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?
        .map(|it| it.and_then(|(name, numbered)| table(&conn, name, numbered)))
        .collect::<Result<Vec<_>, _>>()?;
    let mut sorted: Vec<Table> = Vec::with_capacity(unsorted.len());
    while !unsorted.is_empty() {
        let there = |name: &str| sorted.iter().any(|it| it.name == name);
        let ready = |it: &Table| it.references.iter().all(|to| to.parent == it.name || there(&to.parent));
        // In a ring of references none would be ready; then the first goes on.
        let next = unsorted.iter().position(ready).unwrap_or(0);
        sorted.push(unsorted.remove(next));
    }
    Ok(sorted)
}

fn table(conn: &Connection, name: String, numbered: bool) -> rusqlite::Result<Table> {
    let mut info = conn.prepare("SELECT name, type = 'TEXT', pk FROM pragma_table_info(?1) ORDER BY cid")?;
    let info = info.query_map([&name], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, i64>(2)?)))?;
    let info = info.collect::<Result<Vec<_>, _>>()?;
    let mut key: Vec<_> = info.iter().filter(|it| it.2 > 0).collect();
    key.sort_by_key(|it| it.2);
    let mut list =
        conn.prepare("SELECT id, \"table\", \"from\", \"to\" FROM pragma_foreign_key_list(?1) ORDER BY id, seq")?;
    let list = list.query_map([&name], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?, (row.get(2)?, row.get(3)?))))?;
    let mut references: Vec<(i64, Reference)> = Vec::new();
    for it in list {
        let (id, parent, column) = it?;
        match references.last_mut().filter(|it| it.0 == id) {
            Some((_, it)) => it.columns.push(column),
            None => references.push((id, Reference { parent, columns: vec![column] })),
        }
    }
    Ok(Table {
        key: key.into_iter().map(|(name, is_text, _)| (name.clone(), *is_text)).collect(),
        columns: info.into_iter().map(|it| it.0).collect(),
        references: references.into_iter().map(|it| it.1).collect(),
        name,
        numbered,
    })
}

/// Writes a name so that no word of the language is meant.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

#[cfg(test)]
mod tests {
    use super::tables;

    #[test]
    fn every_table_stands_behind_those_it_refers_to() {
        let all = tables().unwrap();
        assert!(all.len() > 30, "{}", all.len());
        for (at, table) in all.iter().enumerate() {
            assert!(!table.key.is_empty(), "{} has no key to order its rows by", table.name);
            for to in &table.references {
                let before = all[..=at].iter().any(|it| it.name == to.parent);
                assert!(before, "{} refers to {}", table.name, to.parent);
            }
        }
        let numbered: Vec<_> = all.iter().filter(|it| it.numbered).map(|it| &*it.name).collect();
        assert_eq!(numbered, ["letter"]);
    }
}
