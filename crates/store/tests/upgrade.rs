//! A database of every earlier schema, with data in it, is brought up to date and gives what it held.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod engines;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::Path,
};

use model::{Author, Change, IncidentId, Sha256Hash};
use sha2::{Digest, Sha256};
use store::{Finding, examine, verify_audit};
use uuid::Uuid;

use self::engines::Home;

/// The first schema that PostgreSQL had.
const FIRST_OF_POSTGRES: usize = 14;
/// The one that brought the audit trail, and the table of migrations.
const AUDIT: usize = 7;
const SUMS: usize = 14;

/// Rows, and behind which migration they were written. `{u7}` is the incident 7, `{h5}` a hash, `{t}` and `{f}` are true and false.
const ROWS: [(usize, &str); 9] = [
    (
        1,
        "INSERT INTO district (id, name, code, fictional, attribution, origin_lon, origin_lat)
             VALUES (1, '画中街道', '990101', {t}, '', 113.94, 22.55);
         INSERT INTO subdistrict (id, code, name, name_en) VALUES (0, '990101001', '画中街道', NULL);
         INSERT INTO community (id, code, name, name_en, subdistrict) VALUES (0, '990101001001', '画中社区', 'Painted', 0);
         INSERT INTO unit_cell (id, code, community, label_x, label_y, geometry)
             VALUES (0, '990101001001001', 0, 5, 5, 'POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))');
         INSERT INTO road (id, code, name, name_en, class) VALUES (0, '990101X0001', '人民路', NULL, 'main');
         INSERT INTO road_segment (id, code, road, class, level, from_m, to_m, width_m, geometry)
             VALUES (0, '990101X0001-01', 0, 'main', 'ground', 0.0, 0.001, 20.5, 'LINESTRING (0 0, 10 0)');
         INSERT INTO person (id, code, name, post, made_up) VALUES (0, 'W1', '王小明', '网格员', {f}), (1, 'L1', '李主任', '主任', {t});
         INSERT INTO duty (id, person, role, road) VALUES (0, 0, 'grid_member', NULL), (1, 1, 'road_leader', 0);
         INSERT INTO duty_cell (duty, cell) VALUES (0, 0);
         INSERT INTO incident (id, category, lon, lat, x, y, stage, source, reported_at, cell, member, made_up, revision, note,
             accuracy_m, reason_zh, reason_en)
             VALUES ({u7}, 102, 113.94, 22.55, 1, 2, 'reported', 'member', 5, 0, 0, {f}, 1, '垃圾', 12.5, '因为', 'because'),
                    ({u8}, 103, 113.95, 22.56, 3, 4, 'closed', 'hotline', 6, NULL, NULL, {t}, 2, '', NULL, '', '');
         INSERT INTO idempotency (key, incident) VALUES ('k', {u7});",
    ),
    (
        3,
        "INSERT INTO leave (id, person, stand_in, from_at, to_at, made_at, ended_at) VALUES (0, 0, 1, 10, 20, 5, NULL);
         INSERT INTO ruling (id, kind, x, y, radius_mm, category, cell, road, person, note, made_at, ended_at)
             VALUES (0, 'ruling', 1, 2, 3000, NULL, 0, NULL, NULL, '归网格', 6, NULL);
         INSERT INTO frontage_zone (id, code, name, segment, side, from_mm, to_mm, geometry, from_version, to_version)
             VALUES (0, '990101X0001-01-L1', '店', 0, 'left', 0, 1, 'POLYGON ((0 0, 10 0, 10 10, 0 0))', 0, NULL);",
    ),
    (
        5,
        "INSERT INTO photo (seq, hash, format, bytes, width, height, taken_at, lon, lat, uploaded_at, uploaded_by)
             VALUES (1, {h5}, 'jpeg', 10, 4, 5, NULL, 113.94, 22.55, 7, NULL);",
    ),
    (
        6,
        "INSERT INTO notice (id, kind, number, incident, addressee, text, issued_at, answer)
             VALUES (0, 'supervision', 1, {u7}, 0, '请办理', 7, '');",
    ),
    (
        8,
        "INSERT INTO account (id, login, name, person, created_at, disabled_at) VALUES (0, 'li', '李', 1, 8, NULL);
         INSERT INTO account_secret (account, password, totp, totp_step) VALUES (0, '$argon2id$x', NULL, 3);
         INSERT INTO account_grant (account, at, role) VALUES (0, 0, 'supervisor');
         INSERT INTO account_scope (account, at, kind, thing) VALUES (0, 0, 'road', 0);
         INSERT INTO session (id, hash, account, opened_at, seen_at, address, agent, ended_at)
             VALUES (0, {h1}, 0, 8, 9, '10.0.0.1', 'x', NULL);
         INSERT INTO api_token (id, hash, account, name, scopes, made_at, expires_at, ended_at)
             VALUES (0, {h2}, 0, '屏', '', 8, NULL, 9);
         INSERT INTO sign_in_failure (key, count, last_at) VALUES ('li', 2, 8);",
    ),
    (
        10,
        "INSERT INTO message (id, at, recipient, kind, incident, percent, due_at) VALUES (1, 9, 'person:0', 'escalated', {u7}, 50, 99);
         INSERT INTO message_read (account, upto) VALUES (0, 1);",
    ),
    (
        11,
        "INSERT INTO robot (id, name, kind, host, kinds, digest, enabled, made_at, removed_at)
             VALUES (0, '群', 'generic', '10.0.0.9', '', {f}, {t}, 10, NULL);
         INSERT INTO robot_secret (robot, address, secret) VALUES (0, 'https://10.0.0.9/x', 's');
         INSERT INTO robot_scope (robot, kind, thing) VALUES (0, 'road', 0);
         INSERT INTO robot_host (host) VALUES ('10.0.0.9');
         INSERT INTO letter (id, robot, message, made_at, state, tries, next_at, error_zh, error_en, settled_at)
             VALUES (7, 0, 1, 10, 'waiting', 1, 11, '对方答复', 'it answered 500', NULL);",
    ),
    (
        12,
        "INSERT INTO bulk (key, digest, verb, made_at, ended) VALUES ('b', {h3}, 'sign', 11, 1);
         INSERT INTO bulk_item (bulk, position, incident, seen, problem, zh, en) VALUES ('b', 0, {u7}, 1, '/problems/x', '不能', 'no');
         INSERT INTO saved_view (id, owner, name, list, filter, sort, shared, made_at, changed_at)
             VALUES ({u9}, 0, '我的', 'work', '{}', NULL, 'district', 11, 12);",
    ),
    (
        13,
        "INSERT INTO category_version (code, version, at, zh, en, handling_limit, stage_limits, owner, on_the_spot, filing_zh,
             filing_en, closing_zh, closing_en, photos, duplicate_radius_m, duplicate_hours, verge_m, quantities, source)
             VALUES (501, 2, 12, '占道', 'Hawker', '4 work_hour', '', 'frontage', {t}, '占道', 'in the way', '离开', '', 'before', 30, 8, 3,
                 'signs', '通知');
         INSERT INTO calendar_year (year, revision, at) VALUES (2026, 1, 12);
         INSERT INTO calendar_day (year, revision, day, kind, zh, en, source) VALUES (2026, 1, 20500, 'holiday', '节', 'feast', '');",
    ),
];

/// Events as they were before there were cases, and what the migrations made of them, for an engine that was not there then.
const EVENTS: &str = "INSERT INTO event (seq, incident, at, verb, stage, note)
     VALUES (1, {u7}, 5, 'report', 'reported', '垃圾'), (2, {u8}, 6, 'report', 'reported', ''), (3, {u8}, 7, 'close', 'closed', '好');";
const EVENTS_SINCE: &str = "INSERT INTO partition_version (id, kind, undone, valid_from, note) VALUES (0, 'founded', NULL, 5, '');
     UPDATE incident SET settled = 1 WHERE stage <> 'reported';
     INSERT INTO event (seq, incident, at, verb, stage, note, case_revision, actor, number)
     VALUES (1, {u7}, 5, 'report', 'reported', '垃圾', 1, 'anonymous', 1), (2, {u8}, 6, 'report', 'reported', '', NULL, NULL, NULL),
            (3, {u8}, 7, 'close', 'closed', '好', NULL, NULL, NULL);";

/// Where columns went that are not in their table any more.
const MOVED: [&str; 5] =
    ["incident.accuracy_m", "incident.note", "incident.reason_en", "incident.reason_zh", "incident.trace"];

/// The migrations of an engine by name, in order.
fn migrations(engine: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(engine);
    let mut all: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    all.sort();
    let name = |it: &Path| it.file_stem().unwrap().to_str().unwrap().to_owned();
    all.iter().map(|it| (name(it), fs::read_to_string(it).unwrap())).collect()
}

/// Writes what stands in braces as an engine reads it.
fn filled(sql: &str, postgres: bool) -> String {
    let mut text = sql.to_owned();
    for n in 1..10_u8 {
        let hash = format!("{n:02x}").repeat(32);
        let uuid = Uuid::from_u128(n.into());
        let [id, hash] = if postgres {
            [format!("'{uuid}'"), format!("'\\x{hash}'")]
        } else {
            [format!("x'{}'", uuid.simple()), format!("x'{hash}'")]
        };
        text = text.replace(&format!("{{u{n}}}"), &id).replace(&format!("{{h{n}}}"), &hash);
    }
    let [yes, no] = if postgres { ["true", "false"] } else { ["1", "0"] };
    text.replace("{t}", yes).replace("{f}", no)
}

/// Makes a database as the program of this schema left it. `begin` is the first row of its audit trail, a statement.
async fn at_version(version: usize, home: &Home, begin: &str) {
    let postgres = home.place().database.is_some();
    let all = migrations(if postgres { "postgres" } else { "sqlite" });
    let mut sql = String::new();
    let rows_of = |number: usize, sql: &mut String| {
        for (_, rows) in ROWS.iter().filter(|it| it.0 == number) {
            sql.push_str(&filled(rows, postgres));
        }
        if number == 1 {
            sql.push_str(&filled(if postgres { EVENTS_SINCE } else { EVENTS }, postgres));
        }
        if number == AUDIT {
            sql.push_str(&filled(begin, postgres));
        }
    };
    for (at, (_, migration)) in all[..version].iter().enumerate() {
        sql.push_str(migration);
        if !postgres {
            rows_of(at + 1, &mut sql);
        }
    }
    if postgres {
        (1..=version).for_each(|it| rows_of(it, &mut sql));
    } else {
        write!(sql, "PRAGMA application_id = {}; PRAGMA user_version = {version};", 0x5747_4745).unwrap();
    }
    if version >= SUMS {
        for (at, (name, migration)) in all[..version].iter().enumerate() {
            let sum = Sha256Hash(Sha256::digest(migration).into());
            let sum = if postgres { format!("'\\x{sum}'") } else { format!("x'{sum}'") };
            write!(sql, "INSERT INTO migration VALUES ({}, '{name}', {sum}, 1);", at + 1).unwrap();
        }
    }
    home.meddle(&sql).await.unwrap();
}

/// Of each table the values of each column, in the order of the rows; all as text.
async fn dump(home: &Home) -> BTreeMap<String, Vec<String>> {
    let mut columns = Vec::new();
    let mut all = BTreeMap::new();
    let Some(url) = &home.place().database else {
        let conn = rusqlite::Connection::open(home.path().join("wangge.db")).unwrap();
        let sql = "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'
                   AND t.name NOT LIKE 'sqlite%' AND t.name <> 'migration'";
        let mut statement = conn.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
        columns.extend(rows.map(Result::unwrap));
        for (table, column) in columns {
            let sql = format!("SELECT quote(\"{column}\") FROM \"{table}\" ORDER BY 1");
            let mut statement = conn.prepare(&sql).unwrap();
            let rows = statement.query_map([], |row| row.get(0)).unwrap();
            all.insert(format!("{table}.{column}"), rows.collect::<Result<_, _>>().unwrap());
        }
        return all;
    };
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let sql = "SELECT table_name::text, column_name::text FROM information_schema.columns
               WHERE table_schema = 'public' AND table_name <> 'migration'";
    columns.extend(
        client.query(sql, &[]).await.unwrap().iter().map(|it| (it.get::<_, String>(0), it.get::<_, String>(1))),
    );
    for (table, column) in columns {
        let sql = format!("SELECT coalesce(\"{column}\"::text, 'NULL') FROM \"{table}\" ORDER BY 1");
        let rows = client.query(&sql, &[]).await.unwrap();
        all.insert(format!("{table}.{column}"), rows.iter().map(|it| it.get(0)).collect());
    }
    all
}

/// The first row of the trail over the events and photos that [`ROWS`] bring, as this program writes it.
async fn begin() -> String {
    let home = Home::sqlite();
    at_version(AUDIT - 1, &home, "").await;
    drop(home.open().unwrap());
    let conn = rusqlite::Connection::open(home.path().join("wangge.db")).unwrap();
    let sql = "SELECT at, rows_hash, hash FROM audit WHERE seq = 1 AND photos_to = 1 AND events_to = 3";
    let (at, rows, hash): (i64, [u8; 32], [u8; 32]) =
        conn.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    format!(
        "INSERT INTO audit (seq, at, actor, operation, body, events_to, photos_to, rows_hash, hash)
             VALUES (1, {at}, 'system', 'begin', '{{}}', 3, 1, <{}>, <{}>);",
        Sha256Hash(rows),
        Sha256Hash(hash)
    )
}

async fn gives_what_it_held(version: usize, home: &Home, begin: &str) {
    let begin = if home.place().database.is_some() {
        begin.replace('<', "'\\x").replace('>', "'")
    } else {
        begin.replace('<', "x'").replace('>', "'")
    };
    at_version(version, home, &begin).await;
    let before = dump(home).await;
    let store = home.open().unwrap();
    let after = dump(home).await;
    let mut moved = BTreeSet::new();
    for (column, values) in &before {
        match after.get(column) {
            Some(now) => assert_eq!(values, now, "version {version}: {column}"),
            None => assert!(moved.insert(column.as_str())),
        }
    }
    assert!(moved.iter().all(|it| MOVED.contains(it)), "version {version}: {moved:?}");
    assert!(before.values().map(Vec::len).sum::<usize>() > 100);

    let loaded = store.load().await.unwrap();
    let district = loaded.district.unwrap();
    assert_eq!((district.cells.len(), district.duties.len(), district.versions.len()), (1, 2, 1));
    assert_eq!(loaded.incidents.len(), 2);
    let id = |n| IncidentId(Uuid::from_u128(n));
    let detail = store.details(&[id(7)]).await.unwrap().pop().flatten().unwrap();
    assert_eq!((&*detail.note, &*detail.reason_zh, &*detail.reason_en), ("垃圾", "因为", "because"));
    assert_eq!((store.history(id(7)).await.unwrap().len(), store.history(id(8)).await.unwrap().len()), (1, 2));
    assert!(store.case(id(7)).await.unwrap().is_some() && store.case(id(8)).await.unwrap().is_none());
    assert_eq!(store.known("k").await.unwrap(), Some(id(7)));
    assert_eq!(loaded.notices.len(), usize::from(version >= 6));
    assert_eq!(store.accounts().await.unwrap().accounts.len(), usize::from(version >= 8));
    assert_eq!(loaded.settings.calendar.len(), usize::from(version >= 13));
    assert_eq!(verify_audit(home, None).unwrap().unwrap().events_to, 3, "version {version}");
    // It goes on from there, and nothing is wrong with it but for the photo's files, which there never were.
    let incident = testkit::incident(id(10), 20);
    let event = model::Event { at: 20, verb: "report".into(), stage: incident.stage, note: String::new() };
    let report = model::Report { incident, detail: model::IncidentDetail::default(), events: vec![event.into()] };
    let change = Change::Report { reports: vec![report], idempotency_key: None };
    store.commit(Author::SYSTEM, change).await.unwrap();
    drop(store);
    let found = examine(home.place(), 0, &mut |_, _, _| ()).unwrap();
    let of_database: Vec<_> =
        found.findings.iter().filter(|it| it.is_of_database() || **it == Finding::Older).collect();
    assert!(of_database.is_empty(), "version {version}: {of_database:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_every_earlier_schema_gives_what_it_held() {
    let begin = begin().await;
    for version in 1..migrations("sqlite").len() {
        gives_what_it_held(version, &Home::sqlite(), &begin).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_on_a_server_of_every_earlier_schema_gives_what_it_held() {
    let begin = begin().await;
    let known = migrations("postgres").len();
    assert!(known > FIRST_OF_POSTGRES, "there is an earlier one");
    for version in FIRST_OF_POSTGRES..known {
        gives_what_it_held(version, &Home::postgres(), &begin).await;
    }
}
