//! `wangge db copy`, `backup`, `restore` and `doctor` with a PostgreSQL database: whole and compared, or not there.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use common::{Running, wangge};

fn run(args: &[&str]) -> (Option<i32>, String) {
    let output = wangge().args(args).output().unwrap();
    (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

fn ran(args: &[&str]) -> String {
    let (code, said) = run(args);
    assert_eq!(code, Some(0), "{args:?}: {said}");
    said
}

/// The row with which the trail ends, as commands tell it.
fn mark(said: &str) -> &str {
    let at = said.find("to be noted elsewhere: ").unwrap_or_else(|| panic!("no trail: {said}"));
    said[at..].split_whitespace().nth(4).unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let mut all: Vec<_> = entries.flat_map(|it| if it.is_dir() { files(&it) } else { vec![it] }).collect();
    all.sort();
    all
}

#[test]
fn a_district_goes_to_a_server_and_comes_back_by_every_command() {
    let folders = tempfile::tempdir().unwrap();
    let at = |name: &str| folders.path().join(name).to_str().unwrap().to_owned();
    let (data, photos, url) = (at("data"), at("photos"), testkit::postgres_database());
    let demo = Running::demo(Path::new(&data), 40);
    // Beside the running service.
    let there = ran(&["db", "copy", &data, &url, "--data", &photos]);
    assert!(there.contains("40 incidents") && there.contains("个表"), "{there}");
    let incidents = demo.get("/health")["incidents"].clone();
    assert!(demo.stop());

    let found = ran(&["doctor", "--least-free=0", "--data", &photos, "--database", &url]);
    assert!(found.contains("一切完好") && found.contains("案件 40 件"), "{found}");
    let verified = ran(&["audit", "verify", "--data", &photos, "--database", &url]);
    let saved = ran(&["backup", &at("backup"), "--data", &photos, "--database", &url]);
    let elsewhere = testkit::postgres_database();
    let restored = ran(&["restore", &at("backup"), "--data", &at("photos2"), "--database", &elsewhere]);
    let again = ran(&["db", "copy", &elsewhere, &at("back"), "--data", &at("photos2")]);
    for said in [&verified, &saved, &restored, &again] {
        assert_eq!(mark(said), mark(&there), "{said}");
    }
    let names = |folder: &str| {
        let photos = Path::new(folder).join("photos");
        files(&photos).into_iter().map(|it| it.strip_prefix(&photos).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(!names(&data).is_empty());
    for folder in [&photos, &at("backup"), &at("photos2"), &at("back")] {
        assert_eq!(names(&data), names(folder), "{folder}");
    }
    let back = Running::demo(Path::new(&at("back")), 40);
    assert_eq!(back.get("/health")["incidents"], incidents);
    assert!(back.stop());

    // Nothing is written over, and what is wrong is named.
    for (args, named) in [
        (&["db", "copy", &data, &url][..], "里已有数据"),
        (&["db", "copy", &url, &at("back"), "--data", &photos], "不是空文件夹"),
        (&["restore", &at("backup"), "--data", &photos, "--database", &url], "里已有数据"),
        (&["db", "copy", &at("nowhere"), &url], "里没有数据库"),
        (&["db", "copy", &data, "-"], "WANGGE_DATABASE"),
        (&["db", "copy", &data, "postgres://a:secret@127.0.0.1:1/b"], "127.0.0.1:1/b"),
        (&["doctor", "--database", "postgres://a:secret@127.0.0.1:1/b"], "127.0.0.1:1/b"),
    ] {
        let (code, said) = run(args);
        assert!(code == Some(1) && said.contains(named) && !said.contains("secret"), "{args:?}: {said}");
    }
    fs::remove_file(&files(&Path::new(&photos).join("photos"))[0]).unwrap();
    let (code, said) = run(&["doctor", "--least-free=0", "--data", &photos, "--database", &url]);
    assert!(code == Some(1) && said.contains("照片文件缺失"), "{said}");
}

#[test]
fn a_copy_that_is_killed_leaves_nothing_that_is_served_and_is_begun_anew() {
    let folders = tempfile::tempdir().unwrap();
    let at = |name: &str| folders.path().join(name).to_str().unwrap().to_owned();
    let data = at("data");
    assert!(Running::demo(Path::new(&data), 20).stop());
    // A photo that never ends keeps the copy where all rows are written and nothing is checked yet.
    let photo = files(&Path::new(&data).join("photos")).pop().unwrap();
    let (url, folder) = (testkit::postgres_database(), at("folder"));
    for to in [&url, &folder] {
        let bytes = fs::read(&photo).unwrap();
        fs::remove_file(&photo).unwrap();
        assert!(Command::new("mkfifo").arg(&photo).status().unwrap().success());
        let mut copy = wangge();
        copy.args(["db", "copy", &data, to, "--data", &at("photos")]).stderr(Stdio::piped());
        let mut copy = copy.spawn().unwrap();
        let mut says = BufReader::new(copy.stderr.take().unwrap()).lines();
        says.find(|it| it.as_ref().unwrap().contains("copying photos")).unwrap().unwrap();
        copy.kill().unwrap();
        copy.wait().unwrap();
        fs::remove_file(&photo).unwrap();
        fs::write(&photo, bytes).unwrap();

        let serve = ["--listen", "127.0.0.1:0", "--data"];
        let (code, said) = if to == &url {
            run(&[&["serve", "--database", to], &serve[..], &[&at("photos")]].concat())
        } else {
            run(&[&["serve"], &serve[..], &[to]].concat())
        };
        assert_eq!(code, Some(1), "{said}");
        let said = ran(&["db", "copy", &data, to, "--data", &at("photos")]);
        assert!(said.contains("20 incidents"), "{said}");
    }
}
