//! Photos over HTTP: taken, stripped, kept beside the database, given back; what is none is refused in words.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../crates/evidence/tests/common/mod.rs"]
mod camera;
mod common;

use std::path::Path;

use camera::{Camera, jpeg, jpeg_with, png_claiming, png_with, webp_with};
use common::{Running, agent, as_problem};
use serde_json::{Value, json};
use ureq::{Body, http::Response};

fn post(demo: &Running, kind: &str, bytes: &[u8]) -> Response<Body> {
    agent().post(demo.url("/api/v1/photos")).header("content-type", kind).send(bytes).unwrap()
}

fn taken(demo: &Running, bytes: &[u8]) -> (u16, Value) {
    let mut response = post(demo, "image/jpeg", bytes);
    let text = response.body_mut().read_to_string().unwrap();
    (response.status().as_u16(), serde_json::from_str(&text).unwrap())
}

fn refused(demo: &Running, kind: &str, bytes: &[u8]) -> (u16, Value) {
    as_problem(post(demo, kind, bytes))
}

/// All files under a folder, by their paths in it.
fn files(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            all.extend(files(&entry.path()).into_iter().map(|it| format!("{name}/{it}")));
        } else {
            all.push(name);
        }
    }
    all.sort();
    all
}

#[test]
fn a_photo_is_taken_kept_and_given_back_without_its_metadata() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 1);
    let sent = jpeg_with(&Camera::default());
    let (status, photo) = taken(&demo, &sent);
    assert_eq!(status, 201, "{photo}");
    assert_eq!(photo["format"], "jpeg");
    assert_eq!((&photo["width"], &photo["height"]), (&json!(48), &json!(64)), "as it is shown");
    assert_eq!(photo["taken_at"], "2026-11-21T21:05:03+08:00");
    assert!((photo["place"]["lon"].as_f64().unwrap() - 113.93).abs() < 1e-6, "{photo}");
    let id = photo["id"].as_str().unwrap();

    let path = format!("/api/v1/photos/{id}");
    let mut response = agent().get(demo.url(&path)).call().unwrap();
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "image/jpeg");
    assert_eq!(header("cache-control"), "private, max-age=31536000, immutable");
    assert_eq!(header("content-disposition"), format!("inline; filename=\"{id}.jpg\""));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-security-policy").starts_with("default-src 'none'"));
    let tag = header("etag");
    let bytes = response.body_mut().read_to_vec().unwrap();
    assert_eq!(photo["bytes"], bytes.len());
    assert_eq!(image::load_from_memory(&bytes).unwrap(), image::load_from_memory(&sent).unwrap());
    for secret in camera::SECRETS {
        assert!(!bytes.windows(secret.len()).any(|it| it == secret));
    }
    let unchanged = agent().get(demo.url(&path)).header("if-none-match", &tag).call().unwrap();
    assert_eq!(unchanged.status(), 304);
    let (status, thumbnail) = demo.fetch(&format!("{path}/thumbnail"));
    assert_eq!((status, &thumbnail[..3]), (200, &b"\xFF\xD8\xFF"[..]));

    // The same picture with other words beside it is the same photo, with what the first one told.
    let (status, again) = taken(&demo, &jpeg_with(&Camera { time: "", ..Camera::default() }));
    assert_eq!((status, &again), (200, &photo));
    // The demonstration brings photos of its own.
    let kept = files(&folder.path().join("photos"));
    for file in [format!("{}/{id}.jpg", &id[..2]), format!("{}/{id}.thumb.jpg", &id[..2])] {
        assert_eq!(kept.iter().filter(|it| **it == file).count(), 1, "{file}");
    }
    let whole = |it: &String| Path::new(it).extension().is_some_and(|it| it == "jpg");
    assert!(kept.iter().all(whole), "nothing half-written is left: {kept:?}");

    // It is there after a restart.
    demo.kill();
    let demo = Running::start(folder.path(), &["serve"]);
    assert_eq!(demo.fetch(&path), (200, bytes));
}

#[test]
fn png_and_webp_are_taken_whatever_they_are_called() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 1);
    for (bytes, format) in [(png_with(&Camera::default()), "png"), (webp_with(&Camera::default()), "webp")] {
        let (status, photo) = taken(&demo, &bytes);
        assert_eq!((status, &photo["format"]), (201, &json!(format)));
        let response = agent().get(demo.url(&format!("/api/v1/photos/{}", photo["id"].as_str().unwrap())));
        assert_eq!(response.call().unwrap().headers()["content-type"], format!("image/{format}"));
    }
}

#[test]
fn what_is_no_photo_is_refused_by_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 1);
    let before = files(&folder.path().join("photos"));
    let (status, heic) = refused(&demo, "image/heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic");
    assert_eq!(status, 415);
    assert!(heic["detail_zh"].as_str().unwrap().contains("兼容性最佳"), "{heic}");
    assert!(heic["detail"].as_str().unwrap().contains("Most Compatible"), "{heic}");
    let (status, pdf) = refused(&demo, "image/jpeg", b"%PDF-1.7");
    assert_eq!((status, pdf["detail"].as_str().unwrap().contains("a PDF")), (415, true));
    let (status, _) = refused(&demo, "application/json", b"{}");
    assert_eq!(status, 415);
    let (status, bomb) = refused(&demo, "image/png", &png_claiming(60_000, 60_000));
    assert_eq!((status, &bomb["errors"][0]["value"]), (422, &json!("60000 × 60000")));
    let (status, damaged) = refused(&demo, "image/jpeg", &jpeg()[..60]);
    assert_eq!((status, &damaged["errors"][0]["field"]), (422, &json!("photo")));
    assert_eq!(refused(&demo, "image/jpeg", b"").0, 422);
    assert_eq!(refused(&demo, "image/jpeg", &vec![0xFF; (10 << 20) + 1]).0, 413);
    assert_eq!(files(&folder.path().join("photos")), before, "nothing is kept of what was refused");
    for id in ["x", &"0".repeat(64), &"ab".repeat(33)] {
        assert_eq!(demo.problem(&format!("/api/v1/photos/{id}")).0, 404);
        assert_eq!(demo.problem(&format!("/api/v1/photos/{id}/thumbnail")).0, 404);
    }
}

#[test]
fn a_file_that_was_changed_is_no_evidence_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Running::demo(folder.path(), 1);
    let (_, photo) = taken(&demo, &jpeg());
    let id = photo["id"].as_str().unwrap();
    let file = folder.path().join(format!("photos/{}/{id}.jpg", &id[..2]));
    std::fs::write(file, b"another").unwrap();
    assert_eq!(demo.problem(&format!("/api/v1/photos/{id}")).0, 500);
}
