//! The web page, built by `npm run build` and embedded in the binary (a debug build reads it from the disk).

use axum::{
    body::Body,
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::Problem;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Page;

/// Shown when the binary was built without the page.
const WITHOUT_PAGE: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>网格 Wangge</title>\
    <h1>网格 Wangge</h1><p>此程序未包含网页，请运行 make run 重新构建。接口说明：<a href=\"/api/openapi.json\">/api/openapi.json</a></p>\
    <p lang=\"en\">This binary was built without the web page; build it with make run. The API is described at \
    <a href=\"/api/openapi.json\">/api/openapi.json</a>.</p></html>";

/// Answers everything that is no route: files of the page, the page itself at `/`.
pub(crate) async fn page(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    match path {
        "" | "index.html" => match Page::get("index.html") {
            Some(file) => answer("index.html", file),
            None => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], WITHOUT_PAGE).into_response(),
        },
        _ => match Page::get(path) {
            Some(file) => answer(path, file),
            None => Problem::not_found(format!("没有 /{path}"), format!("there is no /{path}")).into_response(),
        },
    }
}

fn answer(path: &str, file: EmbeddedFile) -> Response {
    // Vite puts a hash of the content into the name of everything under assets/.
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let response = Response::builder()
        .status(StatusCode::OK)
        .header(header::CONTENT_TYPE, content_type(path))
        .header(header::CACHE_CONTROL, cache)
        .body(Body::from(file.data.into_owned()));
    response.expect("a response of constant headers is well formed")
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|it| it.1) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
