//! Categories, calendar, people and duties over HTTP and by command: as Excel and CSV, looked at first, all rows or none.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{fs, path::Path};

use common::{Running, agent, wangge};
use serde_json::{Value, json};
use table::{Column, Format, Options, Table};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Sends a request with a body; returns status, tag and JSON.
fn send(demo: &Running, (method, path): (&str, &str), kind: &str, seen: &str, body: Vec<u8>) -> (u16, String, Value) {
    let mut request = ureq::http::Request::builder().method(method).uri(demo.url(path)).header("content-type", kind);
    if !seen.is_empty() {
        request = request.header("if-match", seen);
    }
    let mut response = agent().run(request.body(body).unwrap()).unwrap();
    let tag = response.headers().get("etag").map(|it| it.to_str().unwrap().to_owned()).unwrap_or_default();
    let text = response.body_mut().read_to_string().unwrap();
    (response.status().as_u16(), tag, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

fn put(demo: &Running, path: &str, seen: &str, body: &Value) -> (u16, String, Value) {
    send(demo, ("PUT", path), "application/json", seen, body.to_string().into_bytes())
}

fn import(demo: &Running, path: &str, kind: &str, bytes: Vec<u8>) -> (u16, Value) {
    let (status, _, answer) = send(demo, ("POST", path), kind, "", bytes);
    (status, answer)
}

/// Fetches a table that the service exports.
fn exported(demo: &Running, path: &str) -> (Vec<u8>, Table) {
    let (status, bytes) = demo.fetch(path);
    assert_eq!(status, 200, "{path}");
    let table = Table::read(&bytes, &Options::default()).unwrap();
    (bytes, table)
}

fn written(format: Format, columns: &[Column], rows: &[Vec<String>]) -> Vec<u8> {
    table::write(format, "表", columns, rows.to_vec()).unwrap()
}

fn cells(table: &Table) -> Vec<Vec<String>> {
    table.rows.iter().map(|it| it.cells.clone()).collect()
}

fn office(folder: &Path) -> Running {
    let demo = Running::demo(folder, 50);
    demo.act_with(&demo.persona("office"));
    demo
}

#[test]
fn a_category_is_edited_one_by_one_and_by_workbook_and_stays_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let demo = office(folder.path());
    let tree = demo.get("/api/v1/categories");
    let street = tree["majors"].as_array().unwrap().iter().find(|it| it["code"] == "05").unwrap();
    let mut hawker = street["minors"][0].clone();
    assert_eq!((&hawker["code"], &hawker["version"], &hawker["photos"]), (&json!("0501"), &json!(1), &json!("both")));
    for field in ["filing", "closing", "stage_limits", "quantities", "duplicate_hours", "verge_m", "valid_from"] {
        assert!(hawker.get(field).is_some(), "{field}");
    }
    assert!(tree["quantities"].as_array().unwrap().iter().any(|it| it["key"] == "waste_t"));

    hawker["limit"] = json!({ "value": 3, "unit": "clock_hour" });
    hawker["stage_limits"] = json!({ "dispatched": { "value": 1, "unit": "clock_hour" } });
    let path = "/api/v1/categories/0501";
    assert_eq!(put(&demo, path, "", &hawker).0, 428);
    let (status, tag, answer) = put(&demo, path, "\"1\"", &hawker);
    assert_eq!((status, tag.as_str(), &answer["version"]), (200, "\"2\"", &json!(2)), "{answer}");
    assert_eq!(answer["versions"].as_array().unwrap().len(), 2);
    assert_eq!(answer["stage_limits"]["dispatched"]["value"], 1);
    let (status, _, problem) = put(&demo, path, "\"1\"", &hawker);
    assert_eq!((status, problem["type"].as_str()), (412, Some("/problems/stale")), "{problem}");
    assert_eq!(put(&demo, path, "\"2\"", &hawker).1, "\"2\"", "the same again is no version");
    for (field, value, named) in [
        ("limit", json!({ "value": 0, "unit": "work_day" }), "limit"),
        ("limit", json!({ "value": 1, "unit": "day" }), "limit"),
        ("owner", json!("nobody"), "owner"),
        ("verge_m", json!(61), "verge_m"),
        ("quantities", json!(["gold"]), "quantities"),
        ("stage_limits", json!({ "nowhere": { "value": 1, "unit": "work_day" } }), "stage_limits.nowhere"),
        ("filing", json!({ "zh": 3 }), "filing.zh"),
        ("on_the_spot", json!("yes"), "on_the_spot"),
    ] {
        let mut bad = hawker.clone();
        bad[field] = value;
        let (status, _, problem) = put(&demo, path, "\"2\"", &bad);
        assert_eq!((status, problem["errors"][0]["field"].as_str()), (422, Some(named)), "{problem}");
    }
    assert_eq!(put(&demo, "/api/v1/categories/9901", "\"0\"", &hawker).2["errors"][0]["field"], "code");
    let (status, _, new) = put(&demo, "/api/v1/categories/0550", "\"0\"", &hawker);
    assert_eq!((status, &new["version"]), (200, &json!(1)), "{new}");

    let (bytes, sheet) = exported(&demo, "/api/v1/categories.xlsx");
    let (_, csv) = exported(&demo, "/api/v1/categories.csv");
    assert_eq!((&sheet.header, cells(&sheet)), (&csv.header, cells(&csv)));
    let imports = "/api/v1/categories/import";
    let (status, same) = import(&demo, imports, XLSX, bytes);
    assert_eq!((status, &same["kept"], &same["unchanged"]), (200, &json!(false), &same["rows"]), "{same}");
    let columns = &catalog::CATEGORY_COLUMNS;
    let mut rows = cells(&csv);
    "25".clone_into(&mut rows[0][3]);
    let good = written(Format::Xlsx, columns, &rows);
    let (status, tried) = import(&demo, &format!("{imports}?dry_run=true"), XLSX, good.clone());
    assert_eq!((status, &tried["taken"], &tried["kept"]), (200, &json!(1), &json!(false)), "{tried}");
    let change = &tried["lines"][0]["changes"][0];
    assert_eq!(*change, json!({ "column": "limit_value", "zh": "处置时限", "before": "20", "after": "25" }));
    "nobody".clone_into(&mut rows[1][6]);
    let bad = written(Format::Csv, columns, &rows);
    let (status, tried) = import(&demo, &format!("{imports}?dry_run=true"), "text/csv", bad.clone());
    assert_eq!((status, &tried["refused"], &tried["lines"][0]["line"]), (200, &json!(1), &json!(3)), "{tried}");
    let (status, problem) = import(&demo, imports, "text/csv", bad);
    assert_eq!((status, problem["type"].as_str()), (422, Some("/problems/rows-refused")));
    let error = &problem["errors"][0];
    assert_eq!((&error["line"], &error["field"], &error["value"]), (&json!(3), &json!("owner"), &json!("nobody")));
    assert_eq!(import(&demo, imports, XLSX, good).1["kept"], true);
    assert_eq!(demo.get("/api/v1/categories/0101")["version"], 2);

    let (status, problem) = import(&demo, imports, "text/csv", "名称,备注\n甲,乙\n".into());
    assert_eq!((status, problem["type"].as_str()), (422, Some("/problems/bad-table")), "{problem}");
    assert!(problem["detail_zh"].as_str().unwrap().contains("表头缺少“代码”"), "{problem}");
    assert_eq!(import(&demo, imports, XLSX, b"PK\x03\x04nothing".to_vec()).0, 422);
    assert_eq!(import(&demo, imports, "application/json", b"{}".to_vec()).0, 415);
    assert_eq!(import(&demo, imports, XLSX, vec![b'a'; (5 << 20) + 1]).0, 413);
    let audit = {
        demo.act_with(&demo.persona("administrator"));
        demo.get("/api/v1/audit?limit=3").to_string()
    };
    assert!(audit.contains("\"categories\"") && audit.contains("office"), "{audit}");
    assert!(demo.stop());

    let run = |args: &[&str]| {
        let output = wangge().args(args).arg("--data").arg(folder.path()).current_dir(folder.path()).output().unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr))
    };
    assert!(run(&["export", "categories", "out.xlsx"]).0);
    let bytes = fs::read(folder.path().join("out.xlsx")).unwrap();
    let mut rows = cells(&Table::read(&bytes, &Options::default()).unwrap());
    assert_eq!((rows[0][3].as_str(), rows[0][18].as_str()), ("25", "2"));
    let (ok, said) = run(&["import", "categories", "out.xlsx"]);
    assert!(ok && said.contains("与现行一致"), "{said}");
    "30".clone_into(&mut rows[0][3]);
    fs::write(folder.path().join("new.csv"), written(Format::Csv, columns, &rows)).unwrap();
    let (ok, said) = run(&["import", "categories", "new.csv", "--dry-run"]);
    assert!(ok && said.contains("0101：处置时限 limit_value: 25 → 30") && said.contains("未写入"), "{said}");
    let (ok, said) = run(&["import", "categories", "new.csv"]);
    assert!(ok && said.contains("已生效"), "{said}");
    assert!(run(&["audit", "verify"]).0);
    let demo = Running::start(folder.path(), &["serve"]);
    assert_eq!(demo.get("/api/v1/categories/0101")["version"], 3);
    assert_eq!(put(&demo, "/api/v1/categories/0101", "\"3\"", &hawker).0, 403, "a supervisor sets nothing");
}

#[test]
fn the_calendar_is_set_by_year_and_by_table() {
    let folder = tempfile::tempdir().unwrap();
    let demo = office(folder.path());
    let path = "/api/v1/calendar/2027";
    let shipped = demo.get(path);
    assert_eq!((&shipped["revision"], shipped["days"].as_array().unwrap().len()), (&json!(0), 13));
    let mut days = shipped["days"].clone();
    days[0]["source"] = "国办发明电〔2026〕9号".into();
    days.as_array_mut()
        .unwrap()
        .push(json!({ "day": "2027-01-02", "kind": "workday", "zh": "元旦", "en": "New Year", "source": "通知" }));
    let (status, tag, set) = put(&demo, path, "\"0\"", &json!({ "days": days }));
    assert_eq!((status, tag.as_str(), &set["revision"]), (200, "\"1\"", &json!(1)), "{set}");
    assert_eq!(set["workdays"].as_u64().unwrap(), shipped["workdays"].as_u64().unwrap() + 1);
    assert_eq!((&set["days"][1]["day"], &set["days"][1]["weekday"]), (&json!("2027-01-02"), &json!(6)));
    assert_eq!(put(&demo, path, "\"0\"", &json!({ "days": days })).0, 412);
    assert_eq!(put(&demo, path, "", &json!({ "days": days })).0, 428);
    for (body, field) in [
        (json!({}), "days"),
        (json!({ "days": [{ "day": "2027-02-30" }] }), "days[0].day"),
        (json!({ "days": [{ "day": "2027-02-03", "kind": "party" }] }), "days[0].kind"),
        (json!({ "days": [{ "day": "2028-02-03", "kind": "holiday", "zh": "甲", "en": "A", "source": "B" }] }), "days"),
    ] {
        let (status, _, problem) = put(&demo, path, "\"1\"", &body);
        assert_eq!((status, problem["errors"][0]["field"].as_str()), (422, Some(field)), "{problem}");
    }
    assert_eq!(demo.problem("/api/v1/calendar/1999").0, 422);

    let (bytes, table) = exported(&demo, "/api/v1/calendar.xlsx?year=2027");
    assert_eq!(table.rows.len(), 14);
    assert!(exported(&demo, "/api/v1/calendar.csv").1.rows.len() > 80);
    let imports = "/api/v1/calendar/import";
    assert_eq!(import(&demo, imports, XLSX, bytes).1["kept"], false);
    let rows: Vec<_> = cells(&table).into_iter().skip(1).collect();
    let fewer = written(Format::Xlsx, &catalog::CALENDAR_COLUMNS, &rows);
    let (status, tried) = import(&demo, &format!("{imports}?dry_run=true"), XLSX, fewer.clone());
    assert_eq!((status, &tried["gone"], &tried["kept"]), (200, &json!(["2027-01-01"]), &json!(false)), "{tried}");
    assert_eq!(import(&demo, imports, XLSX, fewer).1["kept"], true);
    assert_eq!(demo.get(path)["revision"], 2);
}

#[test]
fn people_and_duties_come_in_by_workbook_over_http() {
    let folder = tempfile::tempdir().unwrap();
    let demo = office(folder.path());
    let road = demo.get("/api/v1/roads?limit=1")["roads"][0]["code"].as_str().unwrap().to_owned();
    let row = |it: [&str; 3]| it.map(str::to_owned).to_vec();
    let columns: [Column; 4] = [("person", "人员编号"), ("name", "姓名"), ("role", "角色"), ("road", "道路")];
    let rows = [("B-1", "绿洁公司", "保洁单位", road.as_str()), ("B-2", "", "保洁单位", ""), ("B-1", "", "皇帝", "X9")];
    let rows: Vec<_> = rows.map(|(a, b, c, d)| [a, b, c, d].map(str::to_owned).to_vec()).to_vec();
    let book = written(Format::Xlsx, &columns, &rows);
    let path = "/api/v1/staff/import?kind=duties";
    let (status, tried) = import(&demo, &format!("{path}&dry_run=true"), XLSX, book.clone());
    assert_eq!(
        (status, &tried["taken"], &tried["refused"], &tried["version"]),
        (200, &json!(1), &json!(2), &Value::Null)
    );
    let refused = &tried["lines"][1];
    assert_eq!(
        (&refused["line"], &refused["refused"]["field"], &refused["refused"]["value"]),
        (&json!(4), &json!("role"), &json!("皇帝"))
    );
    let (status, problem) = import(&demo, path, XLSX, book.clone());
    assert_eq!((status, problem["errors"].as_array().unwrap().len()), (422, 2), "{problem}");
    assert_eq!(demo.get("/api/v1/partitions")["current"], 1, "nothing was kept");
    let (status, kept) = import(&demo, &format!("{path}&skip_refused=true&note=%E6%B5%8B%E8%AF%95"), XLSX, book);
    assert_eq!((status, &kept["kept"], &kept["version"]), (200, &json!(true), &json!(2)), "{kept}");
    assert!(demo.get("/api/v1/partitions").to_string().contains("测试"));

    let people = [row(["G-900", "新来", "网格员"]), row(["B-1", "绿洁公司", ""])];
    let csv = written(Format::Csv, &service::PERSON_COLUMNS, &people);
    let (status, kept) = import(&demo, "/api/v1/staff/import?kind=people", "text/csv", csv);
    assert_eq!((status, &kept["taken"], &kept["unchanged"], &kept["version"]), (200, &json!(1), &json!(1), &json!(3)));
    let (_, persons) = exported(&demo, "/api/v1/persons.xlsx");
    assert!(cells(&persons).contains(&row(["G-900", "新来", "网格员"])));
    let (_, duties) = exported(&demo, "/api/v1/duties.csv");
    assert!(cells(&duties).iter().any(|it| it[0] == "B-1" && it[5] == road));
    // What was exported says what holds, and brings nothing.
    for kind in ["duties", "pledges"] {
        let (same, _) = exported(&demo, &format!("/api/v1/{kind}.csv"));
        let (status, tried) =
            import(&demo, &format!("/api/v1/staff/import?kind={kind}&dry_run=true"), "text/csv", same);
        assert_eq!((status, &tried["unchanged"]), (200, &tried["rows"]), "{}", tried["lines"][0]);
    }
    assert!(!exported(&demo, "/api/v1/pledges.csv").1.rows.is_empty());
    let (status, problem) = import(&demo, "/api/v1/staff/import?kind=cats", "text/csv", b"a\n".to_vec());
    assert_eq!((status, problem["errors"][0]["field"].as_str()), (422, Some("kind")));
    demo.act_with(&demo.persona("supervisor"));
    assert_eq!(import(&demo, path, "text/csv", b"a\n".to_vec()).0, 403);
}
