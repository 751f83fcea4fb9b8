//! Tables of duties and pledges: the good rows become one version, the bad ones are named.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{fs, path::Path};

use common::{Running, wangge};
use serde_json::Value;

/// Runs `wangge import` over a table; returns whether it went well and what it said.
fn import(kind: &str, folder: &Path, table: &[u8], more: &[&str]) -> (bool, String) {
    let file = folder.join("table.csv");
    fs::write(&file, table).unwrap();
    let mut command = wangge();
    command.args(["import", kind]).arg(&file).args(["--data"]).arg(folder.join("data")).args(more);
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains("panicked"), "{said}");
    (output.status.success(), said)
}

fn list(demo: &Running, path: &str, name: &str) -> Vec<Value> {
    demo.get(path)[name].as_array().unwrap().clone()
}

#[test]
fn good_duties_become_one_version_and_bad_rows_are_named_with_line_column_and_value() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let demo = Running::demo(&data, 50);
    let contract = list(&demo, "/api/v1/duties?role=road_leader", "duties").remove(0);
    let grid = list(&demo, "/api/v1/duties?role=grid_member", "duties").remove(0);
    let (lon, lat) = demo.place_inside();
    let (road, cell) = (contract["road"].as_str().unwrap(), grid["cells"][0].as_str().unwrap());
    let person = contract["person"].as_str().unwrap();
    let table = format!(
        "人员编号,姓名,role,cells,road,from_m,to_m,侧,spot,lon,lat,radius_m,hours,from,to,备注\n\
         B-1,绿洁公司,保洁单位,,{road},0,50.5,左,,,,,07:00-21:00,2026-01-01,2027/1/31,甲\n\
         B-1,绿洁公司,cleaning_contractor,{cell},,,,,,,,,,,,\n\
         B-1,,处置部门,,,,,,中心市场,{lon},{lat},60,,,,\n\
         \n\
         B-2,,保洁单位,{cell},,,,,,,,,,,,\n\
         {person},,包路领导,,{road},,,,,,,,07:00-21:00,,,\n\
         B-3,新人,皇帝,{cell},,,,,,,,,,,,\n\
         B-3,新人,保洁单位,,X9,,,,,,,,,,,\n\
         B-3,新人,保洁单位,,{road},abc,,,,,,,,,,\n\
         B-3,新人,保洁单位,,{road},0,9999999,,,,,,,,,\n\
         B-3,新人,保洁单位,{cell},,,,,,,,,7-21,,,\n\
         B-3,新人,保洁单位,{cell},,,,,,,,,,昨天,,\n\
         B-3,新人,保洁单位,{cell},{road},,,,,,,,,,,\n\
         B-1,别人,保洁单位,{cell},,,,,,,,,,,,\n"
    );
    assert!(demo.stop());
    let (ok, said) =
        import("duties", folder.path(), format!("\u{feff}{}", table.trim_end()).as_bytes(), &["--dry-run"]);
    assert!(ok, "{said}");
    let wanted = [
        ("6", "person", "B-2"),
        ("7", "road", road),
        ("8", "role", "皇帝"),
        ("9", "road", "X9"),
        ("10", "from_m", "abc"),
        ("11", "to_m", "9999999"),
        ("12", "hours", "7-21"),
        ("13", "from", "昨天"),
        ("14", "cells, road, spot", "cells, road"),
        ("15", "name", "别人"),
    ];
    for (line, field, value) in wanted {
        let start = format!("第 {line} 行，{field} = \"{value}\"：");
        let told = said.lines().find(|it| it.starts_with(&start));
        assert!(told.is_some_and(|it| it.contains(&format!(" / line {line}, {field} = "))), "{start}\n{said}");
    }
    assert!(said.contains("共 13 行：可导入 3 行，有误 10 行") && said.contains("`备注`"), "{said}");

    let demo = Running::start(&data, &["serve"]);
    assert_eq!(demo.get("/api/v1/partitions")["current"], 1, "nothing was kept");
    let (locked, said) = import("duties", folder.path(), table.as_bytes(), &[]);
    assert!(!locked && said.contains("使用"), "{said}");
    assert!(demo.stop());

    let (ok, said) = import("duties", folder.path(), table.as_bytes(), &["--note", "年度责任表"]);
    assert!(ok && said.contains("第 2 版"), "{said}");
    let demo = Running::start(&data, &["serve"]);
    let partitions = demo.get("/api/v1/partitions");
    assert_eq!(partitions["current"], 2);
    assert!(partitions.to_string().contains("年度责任表"));
    let mine = list(&demo, "/api/v1/duties?person=B-1", "duties");
    assert_eq!(mine.len(), 3);
    let part = mine.iter().find(|it| !it["road"].is_null()).unwrap();
    let shown = [&part["side"], &part["hours"], &part["from"], &part["to"]].map(|it| it.as_str().unwrap());
    // A day that ends a duty belongs to it.
    assert_eq!(shown, ["left", "07:00-21:00", "2026-01-01T00:00:00+08:00", "2027-02-01T00:00:00+08:00"]);
    assert!(list(&demo, "/api/v1/persons?role=all", "persons").iter().all(|it| it["code"] != "B-3"));
}

#[test]
fn pledges_are_found_by_code_or_by_place_and_renewed_after_they_end() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let demo = Running::demo(&data, 50);
    let zones =
        |demo: &Running, signed: &str| list(demo, &format!("/api/v1/frontages?limit=10000&signed={signed}"), "zones");
    // Those without any pledge, also none of the future.
    let pledged: Vec<Value> = list(&demo, "/api/v1/duties?role=frontage_holder", "duties");
    let mut free = zones(&demo, "no");
    free.retain(|it| pledged.iter().all(|pledge| pledge["frontage"] != it["code"]));
    let held = zones(&demo, "yes").remove(0);
    let code = |it: &Value| it["code"].as_str().unwrap().to_owned();
    let table = format!(
        "责任区,经度,纬度,责任人编号,责任人,签订日期,有效期至\n\
         {0},,,,老王面馆,2020-01-01,2020-12-31\n\
         {0},,,,老王面馆,2021-01-01,\n\
         {0},,,,又一家,2022-01-01,\n\
         {1},,,,不在,2099-01-01,\n\
         ,113.9,x,,某店,,\n\
         ,0,0,,某店,,\n\
         {2},,,,,,\n\
         NOZONE,,,,某店,,\n",
        code(&free[0]),
        code(&free[1]),
        code(&held),
    );
    assert!(demo.stop());
    // As an older spreadsheet saves it.
    let (gb, _, _) = encoding_rs::GB18030.encode(&table);
    let (ok, said) = import("pledges", folder.path(), &gb, &[]);
    assert!(ok, "{said}");
    for start in [
        "第 4 行，zone = ",
        "第 6 行，lat = \"x\"",
        "第 7 行，lon, lat = ",
        "第 8 行，name = ",
        "第 9 行，zone = \"NOZONE\"",
    ] {
        assert!(said.lines().any(|it| it.starts_with(start)), "{start}\n{said}");
    }
    let demo = Running::start(&data, &["serve"]);
    let signed = zones(&demo, "yes");
    let now = signed.iter().find(|it| it["code"] == free[0]["code"]).unwrap();
    assert_eq!((&now["holder"], &now["valid_until"]), (&"老王面馆".into(), &Value::Null), "{now}");
    let persons = list(&demo, "/api/v1/persons?role=frontage_holder", "persons");
    let holder: Vec<&Value> = persons.iter().filter(|it| it["name"] == "老王面馆").collect();
    assert_eq!(holder.len(), 1, "{holder:?}");
    assert_eq!(holder[0]["code"].as_str().unwrap(), format!("MQ-{}", code(&free[0])));
}

#[test]
fn workbooks_go_out_and_in_as_csv_does() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(Running::demo(&data, 50).stop());
    let run = |args: &[&str]| {
        let output = wangge().args(args).args(["--data"]).arg(&data).current_dir(folder.path()).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        (output.status.success(), said)
    };
    for kind in ["people", "duties", "pledges"] {
        for file in ["out.xlsx", "out.csv"] {
            assert!(run(&["export", kind, file]).0);
        }
        let read = |file| {
            let bytes = fs::read(folder.path().join(file)).unwrap();
            table::Table::read(&bytes, &table::Options::default()).unwrap()
        };
        let (sheet, csv) = (read("out.xlsx"), read("out.csv"));
        assert!(sheet.rows.len() > 20 && sheet.header[0].ends_with(if kind == "pledges" { "zone" } else { "person" }));
        let cells = |it: &table::Table| it.rows.iter().map(|it| it.cells.clone()).collect::<Vec<_>>();
        assert_eq!((&sheet.header, cells(&sheet)), (&csv.header, cells(&csv)), "{kind}");
        // Every field is one that the import understands: what is refused is refused for being held already.
        let (_, said) = run(&["import", kind, "out.xlsx", "--dry-run"]);
        let refused: Vec<&str> = said.lines().filter(|it| it.starts_with("第 ")).collect();
        let allowed =
            |it: &&str| it.contains("已由") || it.contains("已有") || it.contains("held") || it.contains("holds");
        assert_eq!(refused.iter().filter(|it| !allowed(it)).collect::<Vec<_>>(), Vec::<&&str>::new());
    }
    let (ok, said) = run(&["import", "people", "out.xlsx"]);
    assert!(!ok && said.contains("没有一行可以导入"), "pledges are no people: {said}");

    let columns = &service::PERSON_COLUMNS;
    let rows = [["G-900", "新来", "网格员"], ["G-901", "", ""], ["G-900", "别人", ""], ["G-902", "又一位", ""]];
    let rows = rows.iter().map(|it| it.map(str::to_owned).to_vec());
    let bytes = table::write(table::Format::Xlsx, "人员", columns, rows).unwrap();
    fs::write(folder.path().join("new.xlsx"), bytes).unwrap();
    let (ok, said) = run(&["import", "people", "new.xlsx"]);
    assert!(ok && said.contains("第 3 行，name = \"\"") && said.contains("第 4 行，name = \"别人\""), "{said}");
    assert!(said.contains("第 2 版"), "{said}");
    let (ok, said) = run(&["import", "people", "new.xlsx", "--sheet", "职责"]);
    assert!(!ok && said.contains("没有工作表“职责”，有的是：人员"), "{said}");
    let demo = Running::start(&data, &["serve"]);
    let persons = list(&demo, "/api/v1/persons?role=all", "persons");
    let new: Vec<_> = persons.iter().filter(|it| it["code"].as_str().unwrap().starts_with("G-90")).collect();
    assert_eq!(new.len(), 2, "{new:?}");
}
