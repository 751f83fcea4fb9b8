//! The migrations of both engines lead to the same tables, and none may be changed afterwards.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod engines;

use std::collections::BTreeMap;

use store::StoreError;

use self::engines::{Home, on_both_engines};

/// Of each table the columns in order, and whether each may hold nothing.
type Tables = BTreeMap<String, Vec<(String, bool)>>;

fn of_sqlite(home: &Home) -> Tables {
    let conn = rusqlite::Connection::open(home.path().join("wangge.db")).unwrap();
    let sql =
        "SELECT t.name, c.name, c.\"notnull\" = 0 AND c.pk = 0 FROM sqlite_schema t JOIN pragma_table_info(t.name) c
               WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid";
    let mut tables = Tables::new();
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, (row.get(1)?, row.get(2)?)))).unwrap();
    rows.map(Result::unwrap).for_each(|(table, column)| tables.entry(table).or_default().push(column));
    tables
}

async fn of_postgres(home: &Home) -> Tables {
    let url = home.place().database.clone().unwrap();
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let sql = "SELECT table_name::text, column_name::text, is_nullable = 'YES' FROM information_schema.columns
               WHERE table_schema = 'public' ORDER BY table_name, ordinal_position";
    let mut tables = Tables::new();
    for row in client.query(sql, &[]).await.unwrap() {
        tables.entry(row.get(0)).or_default().push((row.get(1), row.get(2)));
    }
    tables
}

#[tokio::test]
async fn both_engines_have_the_same_tables() {
    let (sqlite, postgres) = (Home::sqlite(), Home::postgres());
    drop((sqlite.open().unwrap(), postgres.open().unwrap()));
    let (ours, theirs) = (of_sqlite(&sqlite), of_postgres(&postgres).await);
    assert!(ours.len() > 30, "{}", ours.len());
    for (table, columns) in &ours {
        assert_eq!(Some(columns), theirs.get(table), "{table}");
    }
    assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
}

#[tokio::test]
async fn both_engines_have_the_same_migrations_by_name() {
    let names = |engine: &str| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(engine);
        let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

async fn a_migration_that_was_changed_afterwards_is_refused(home: Home) {
    drop(home.open().unwrap());
    home.meddle("UPDATE migration SET checksum = (SELECT checksum FROM migration WHERE number = 4) WHERE number = 3")
        .await
        .unwrap();
    let refused = home.open().err().unwrap();
    assert!(matches!(&refused, StoreError::Foreign { why, .. } if why.contains("0003_duties")), "{refused}");
    home.meddle("DELETE FROM migration WHERE number = 3").await.unwrap();
    let refused = home.open().err().unwrap();
    assert!(matches!(&refused, StoreError::Foreign { why, .. } if why.contains("缺少迁移 3")), "{refused}");
}

async fn a_migration_of_a_newer_program_is_refused(home: Home) {
    drop(home.open().unwrap());
    let newer = "INSERT INTO migration
                 SELECT (SELECT max(number) + 1 FROM migration), '9999_newer', checksum, 0 FROM migration WHERE number = 1";
    home.meddle(newer).await.unwrap();
    let refused = home.open().err().unwrap();
    assert!(
        matches!(&refused, StoreError::Foreign { why, .. } if why.contains("newer than this program")),
        "{refused}"
    );
}

on_both_engines! {
    a_migration_that_was_changed_afterwards_is_refused
    a_migration_of_a_newer_program_is_refused
}
