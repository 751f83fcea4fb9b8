//! Disks that are full, read-only, failing or stuck: a clear answer, reading goes on, and writing again once it can.
#![cfg(all(target_os = "linux", target_pointer_width = "64"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use common::{Running, agent, as_problem, eventually, run};
use serde_json::{Value, json};

/// A service whose disk fails on demand.
struct Faulty {
    _folder: tempfile::TempDir,
    data: PathBuf,
    control: PathBuf,
    running: Running,
    place: (f64, f64),
}

impl Faulty {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (library, control, data) =
            (folder.path().join("disk.so"), folder.path().join("faults"), folder.path().join("data"));
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/faults/disk.c");
        // The engine is built with the same compiler.
        let built = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).status();
        assert!(built.unwrap().success());
        let env = [("LD_PRELOAD", library.as_path()), ("WANGGE_FAULTS", control.as_path())];
        let running = Running::demo_with(&data, 20, &env);
        let place = running.place_inside();
        Self { _folder: folder, data, control, running, place }
    }

    /// Lets calls fail from now on, see `disk.c`.
    fn fault(&self, line: &str) {
        // At once: half a line is none.
        let next = self.control.with_extension("next");
        fs::write(&next, line).unwrap();
        fs::rename(next, &self.control).unwrap();
    }

    fn heal(&self) {
        fs::remove_file(&self.control).unwrap();
    }

    fn report(&self, key: &str) -> (u16, Value) {
        let (lon, lat) = self.place;
        self.running.report(&json!({ "lon": lon, "lat": lat, "category": "0102", "note": key }), key)
    }

    /// Reports until it is taken; what is answered meanwhile are problems of this kind.
    fn report_at_last(&self, key: &str, kind: &str) -> Value {
        eventually(|| {
            let (status, body) = self.report(key);
            if status == 201 || status == 200 {
                return Some(body);
            }
            assert_eq!(body["type"], kind, "{body}");
            None
        })
    }

    /// Ends the service as a power cut would, and looks through what is there.
    fn look_through(self) {
        let Self { _folder, data, running, .. } = self;
        running.kill();
        let (code, said) = run(&["doctor"], Path::new("--least-free=0"), &data);
        assert_eq!(code, Some(0), "{said}");
    }
}

#[test]
fn a_disk_that_takes_nothing_is_told_and_reading_goes_on_until_it_does() {
    for (fault, status, kind) in [
        // ENOSPC, EROFS, EIO as errno.h of Linux numbers them.
        ("write 28 wangge.", 507, "/problems/disk-full"),
        ("write 30 wangge.", 503, "/problems/disk-read-only"),
        ("write 5 wangge.", 503, "/problems/disk-fails"),
        ("sync 5 wangge.", 503, "/problems/disk-fails"),
    ] {
        let faulty = Faulty::start();
        let (taken, first) = faulty.report("before");
        assert_eq!(taken, 201, "{first}");
        faulty.fault(fault);
        for n in 0..3 {
            let answer = agent()
                .post(faulty.running.url("/api/v1/incidents"))
                .header("content-type", "application/json")
                .header("idempotency-key", format!("during-{n}"))
                .send(
                    json!({ "lon": faulty.place.0, "lat": faulty.place.1, "category": "0102", "source": "resident" })
                        .to_string(),
                )
                .unwrap();
            assert!(answer.headers().contains_key("retry-after"), "{fault}");
            let (said, problem) = as_problem(answer);
            assert_eq!((said, problem["type"].as_str().unwrap()), (status, kind), "{fault}: {problem}");
        }
        // What is there can be looked at, from memory and from the file.
        let id = first["id"].as_str().unwrap();
        assert_eq!(faulty.running.get(&format!("/api/v1/incidents/{id}"))["note"], "before");
        assert_eq!(faulty.running.get("/api/v1/incidents?limit=50")["items"].as_array().unwrap().len(), 21);
        faulty.heal();
        let late = faulty.report_at_last("late", kind);
        // The same key, refused before: once.
        let again = faulty.report_at_last("during-0", kind);
        assert_ne!(late["id"], again["id"]);
        assert_eq!(faulty.report_at_last("during-0", kind)["id"], again["id"]);
        faulty.look_through();
    }
}

#[test]
fn a_file_that_cannot_be_read_is_told_and_read_again_when_it_can() {
    let faulty = Faulty::start();
    let (taken, first) = faulty.report("before");
    assert_eq!(taken, 201, "{first}");
    let incident = format!("/api/v1/incidents/{}", first["id"].as_str().unwrap());
    let folder = fs::read_dir(faulty.data.join("photos")).unwrap().next().unwrap().unwrap().path();
    let photo = fs::read_dir(folder).unwrap().next().unwrap().unwrap().file_name().into_string().unwrap();
    let photo = format!("/api/v1/photos/{}", &photo[..64]);
    for (fault, kind, paths) in [
        // The engine takes a page that the disk does not give for a damaged one.
        ("read 5 wangge.db", "/problems/database-damaged", [&*incident, "/api/v1/inbox"]),
        ("read 5 photos/", "/problems/disk-fails", [&photo, &photo]),
    ] {
        // What was read before may still be in memory.
        assert_eq!(faulty.report(&fault.replace([' ', '/'], "-")).0, 201);
        faulty.fault(fault);
        for path in paths {
            let answer = agent().get(faulty.running.url(path)).call().unwrap();
            assert!(answer.headers().contains_key("retry-after"), "{fault}: {path}");
            let (status, problem) = as_problem(answer);
            assert_eq!((status, problem["type"].as_str().unwrap()), (503, kind), "{path}: {problem}");
        }
        faulty.heal();
        for path in paths {
            assert_eq!(faulty.running.fetch(path).0, 200, "{fault}: {path}");
        }
    }
    faulty.look_through();
}

#[test]
fn a_photo_that_does_not_fit_leaves_nothing_half_written() {
    let faulty = Faulty::start();
    let files = |data: &Path| {
        let folders = fs::read_dir(data.join("photos")).unwrap().map(|it| it.unwrap().path());
        folders.flat_map(|it| fs::read_dir(it).unwrap().map(|it| it.unwrap().path())).collect::<Vec<_>>().len()
    };
    let before = files(&faulty.data);
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(64, 64, |x, y| image::Rgb([x as u8, y as u8, 7]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let post = || {
        let request = agent().post(faulty.running.url("/api/v1/photos")).header("content-type", "image/png");
        request.send(&png.get_ref()[..]).unwrap()
    };
    for (fault, status) in [("write 28 photos/", 507), ("sync 5 photos/", 503)] {
        faulty.fault(fault);
        assert_eq!(as_problem(post()).0, status, "{fault}");
    }
    assert_eq!(files(&faulty.data), before);
    faulty.heal();
    assert_eq!(post().status(), 201);
    assert_eq!(files(&faulty.data), before + 2);
    faulty.look_through();
}

#[test]
fn a_disk_that_is_stuck_holds_up_so_many_and_no_more_and_loses_none_of_them() {
    /// More than may wait at once.
    const CLIENTS: usize = 230;
    let faulty = Faulty::start();
    faulty.fault("sync 0 wangge.");
    let (busy, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (faulty, busy, taken) = (&faulty, &busy, &taken);
            scope.spawn(move || {
                let (status, body) = faulty.report(&format!("client-{client}"));
                match status {
                    503 => {
                        assert_eq!(body["type"], "/problems/busy", "{body}");
                        busy.fetch_add(1, Ordering::SeqCst);
                    }
                    201 => {
                        taken.fetch_add(1, Ordering::SeqCst);
                    }
                    _ => panic!("{status}: {body}"),
                }
            });
        }
        // Those who find no place are told so at once; the others wait, and reading goes on.
        eventually(|| (busy.load(Ordering::SeqCst) > 0).then_some(()));
        assert_eq!(faulty.running.get("/api/v1/incidents?limit=5")["items"].as_array().unwrap().len(), 5);
        assert_eq!(taken.load(Ordering::SeqCst), 0);
        faulty.heal();
    });
    let (busy, taken) = (busy.into_inner(), taken.into_inner());
    assert!(busy > 0 && taken > 0 && busy + taken == CLIENTS, "{busy} busy, {taken} taken");
    assert_eq!(faulty.running.get("/health")["incidents"], json!(20 + taken));
    faulty.look_through();
}
