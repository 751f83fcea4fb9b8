//! `wangge backup`, `restore` and `doctor`: copies are whole, nothing is written over, every kind of damage is found and named.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    fs::{self, File},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use common::{Running, run};
use rusqlite::Connection;

/// Returns the files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    entries.flat_map(|it| if it.is_dir() { files(&it) } else { vec![it] }).collect()
}

/// Returns the first photo, not its thumbnail.
fn photo(folder: &Path) -> PathBuf {
    let mut all = files(&folder.join("photos"));
    all.sort();
    all.into_iter().find(|it| !it.to_str().unwrap().ends_with(".thumb.jpg")).expect("the demo brings photos")
}

fn change(folder: &Path, sql: &str) {
    Connection::open(folder.join("wangge.db")).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_backup_made_beside_the_running_service_is_whole_and_goes_back() {
    let (data, copies) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let demo = Running::demo(data.path(), 40);
    let (backup, restored) = (copies.path().join("backup"), copies.path().join("restored"));
    let (code, said) = run(&["backup"], &backup, data.path());
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("40 incidents"), "{said}");
    let incidents = demo.get("/health")["incidents"].clone();
    assert!(demo.stop());

    // Nothing is written over, neither by another backup nor by a restore.
    let before = fs::read(backup.join("wangge.db")).unwrap();
    for (command, dir, data) in [
        ("backup", &backup, data.path()),
        ("restore", &backup, data.path()),
        ("backup", &data.path().join("in"), data.path()),
    ] {
        let (code, said) = run(&[command], dir, data);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("nothing is written over") || said.contains("lies inside"), "{said}");
    }
    assert!(fs::read(backup.join("wangge.db")).unwrap() == before && !data.path().join("in").exists());

    let (code, said) = run(&["restore"], &backup, &restored);
    assert_eq!(code, Some(0), "{said}");
    let names = |folder: &Path| {
        let photos = folder.join("photos");
        let mut all: Vec<_> = files(&photos).iter().map(|it| it.strip_prefix(&photos).unwrap().to_owned()).collect();
        all.sort();
        all
    };
    assert!(!names(data.path()).is_empty() && names(data.path()) == names(&restored));
    let again = Running::demo(&restored, 40);
    assert_eq!(again.get("/health")["incidents"], incidents);
}

/// A way to damage a folder, and what `doctor` says to it.
type Damage = (&'static str, fn(&Path), &'static str);

#[test]
fn every_kind_of_damage_is_found_and_named() {
    let (data, copies) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    assert!(Running::demo(data.path(), 40).stop());
    let (code, said) = run(&["doctor"], Path::new("--least-free=0"), data.path());
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("一切完好") && !said.contains('✗'), "{said}");

    let damages: [Damage; 10] = [
        ("a missing photo", |it| fs::remove_file(photo(it)).unwrap(), "照片文件缺失"),
        ("another photo", |it| fs::write(photo(it), b"another").unwrap(), "照片文件损坏"),
        (
            "a changed event",
            |it| {
                change(it, "DROP TRIGGER event_is_never_changed; UPDATE event SET note = 'x' WHERE seq = 2");
            },
            "审计记录第",
        ),
        (
            "a cut trail",
            |it| change(it, "DROP TRIGGER audit_is_never_deleted; DELETE FROM audit WHERE seq = 1"),
            "缺第 1 条",
        ),
        (
            "a stage that nothing led to",
            |it| {
                change(
                    it,
                    "UPDATE incident SET stage = 'closed' WHERE id = (SELECT min(id) FROM incident WHERE settled = 0)",
                );
            },
            "与其事件不符",
        ),
        (
            "a case that does not replay",
            |it| {
                let deeds = "SELECT incident FROM event WHERE case_revision = 2 LIMIT 1";
                change(
                    it,
                    &format!(
                        "DROP TRIGGER event_is_never_changed; UPDATE event SET case_revision = 9 WHERE case_revision = 2 AND incident = ({deeds})"
                    ),
                );
            },
            "案件",
        ),
        (
            "a person who is gone",
            |it| change(it, "PRAGMA foreign_keys = OFF; DELETE FROM person WHERE id = (SELECT min(person) FROM duty)"),
            "引用了不存在的 person",
        ),
        (
            "a page of zeros",
            |it| {
                let file = File::options().write(true).open(it.join("wangge.db")).unwrap();
                file.write_all_at(&[0; 4096], 4096 * (file.metadata().unwrap().len() / 8192)).unwrap();
            },
            "✗",
        ),
        (
            "a photo without its row",
            |it| {
                change(
                    it,
                    "DROP TRIGGER photo_is_never_deleted; DELETE FROM photo WHERE seq = (SELECT min(seq) FROM photo)",
                );
            },
            "没有登记的照片",
        ),
        (
            "no database at all",
            |it| fs::write(it.join("wangge.db"), b"something else altogether").unwrap(),
            "不是 SQLite 文件",
        ),
    ];
    for (at, (damage, make, named)) in damages.into_iter().enumerate() {
        let folder = copies.path().join(at.to_string());
        copy(data.path(), &folder);
        make(&folder);
        let (code, said) = run(&["doctor"], Path::new("--least-free=0"), &folder);
        assert_eq!(code, Some(1), "{damage}: {said}");
        assert!(said.contains(named), "{damage}: {said}");
    }
}

#[test]
fn files_that_no_row_speaks_of_are_told_but_are_no_fault_and_little_space_is_one() {
    let data = tempfile::tempdir().unwrap();
    assert!(Running::demo(data.path(), 5).stop());
    let stray = data.path().join("photos/.left.part");
    fs::write(&stray, b"half a photo").unwrap();
    let (code, said) = run(&["doctor"], Path::new("--least-free=0"), data.path());
    assert!(code == Some(0) && !said.contains(".left.part"), "it may be coming in: {said}");
    File::options()
        .write(true)
        .open(&stray)
        .unwrap()
        .set_modified(SystemTime::now() - Duration::from_hours(1))
        .unwrap();
    let (code, said) = run(&["doctor"], Path::new("--least-free=0"), data.path());
    assert!(code == Some(0) && said.contains(".left.part"), "{said}");
    let (code, said) = run(&["doctor"], Path::new("--least-free=4000000000"), data.path());
    assert!(code == Some(1) && said.contains("少于 4000000000 MiB"), "{said}");
}

#[test]
fn what_is_missing_where_it_comes_from_is_told_and_the_rest_is_kept() {
    let (data, copies) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    assert!(Running::demo(data.path(), 20).stop());
    fs::remove_file(photo(data.path())).unwrap();
    let backup = copies.path().join("backup");
    let (code, said) = run(&["backup"], &backup, data.path());
    assert!(code == Some(1) && said.contains("照片文件缺失") && said.contains("副本已保留"), "{said}");
    assert!(backup.join("wangge.db").exists());
    // Of a database that is not whole no copy is kept.
    let broken = copies.path().join("broken");
    change(data.path(), "UPDATE incident SET settled = 1 - settled");
    let (code, said) = run(&["backup"], &broken, data.path());
    assert!(code == Some(1) && said.contains("与其事件不符") && !broken.exists(), "{said}");
}

fn copy(from: &Path, into: &Path) {
    for file in files(from) {
        let to = into.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(file, to).unwrap();
    }
}
