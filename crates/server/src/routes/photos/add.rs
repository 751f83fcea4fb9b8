//! Takes a photo.

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use evidence::EvidenceError;
use service::PhotoError;
use tokio::sync::Semaphore;

use crate::{
    Problem, body,
    caller::Caller,
    wire::{self, PhotoWire},
};

/// How many photos may be on their way in at once: together 320 MiB of memory at most (default).
static UPLOADS: Semaphore = Semaphore::const_new(32);

/// 上传照片 / Takes a photo as evidence.
///
/// The body is the file itself: JPEG, PNG or WebP, whatever its name or media type says. Place and time are read from it,
/// then all metadata is taken out; the pixels stay as they are. When the answer is 201 the photo is on disk. The same photo
/// again answers 200 with what is known of the first.
#[utoipa::path(post, path = "/api/v1/photos", tag = "photos",
    request_body(content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"),
        (Vec<u8> = "application/octet-stream")), description = "the file, at most 10 MiB"), responses(
    (status = 201, body = PhotoWire, headers(("Location" = String))),
    (status = 200, body = PhotoWire, description = "it is kept already"),
    (status = 400, body = Problem, description = "the body did not come whole"),
    (status = 413, body = Problem, description = "more than 10 MiB"),
    (status = 415, body = Problem, description = "no JPEG, PNG or WebP; for HEIC it says how to switch the phone to JPEG"),
    (status = 422, body = Problem, description = "too many pixels, or damaged"),
    (status = 503, body = Problem, description = "too many photos at once; try again"),
))]
pub(crate) async fn add(Caller { service, .. }: Caller, request: Request) -> Result<Response, Problem> {
    let busy = || Problem::busy("同时上传的照片过多，请稍后再试", "too many photos at once, try again soon");
    let _place = UPLOADS.try_acquire().map_err(|_| busy())?;
    let kind = body::media_type(request.headers());
    if !kind.starts_with("image/") && kind != "application/octet-stream" {
        let (zh, en) = ("应为 image/jpeg、image/png 或 image/webp", "not image/jpeg, image/png or image/webp");
        return Err(body::unsupported(
            format!("Content-Type 是“{kind}”，{zh}"),
            format!("the Content-Type is `{kind}`, {en}"),
        ));
    }
    let sent = Bytes::from_request(request, &()).await;
    let sent = sent.map_err(|err| body::incomplete(&err, "10 MiB"))?;
    let added = service.add_photo(sent.into()).await.map_err(|err| refused(&err))?;
    let status = if added.fresh { StatusCode::CREATED } else { StatusCode::OK };
    let location = format!("/api/v1/photos/{}", added.photo.id);
    Ok((status, [(header::LOCATION, location)], Json(PhotoWire::new(&added.photo))).into_response())
}

fn refused(err: &PhotoError) -> Problem {
    let err = match err {
        PhotoError::Store(err) => return Problem::store(err),
        PhotoError::Evidence(err) => err,
    };
    let (zh, en) = wire::both(&err.to_string());
    match err {
        EvidenceError::Heic | EvidenceError::Other { .. } | EvidenceError::Animated => body::unsupported(zh, en),
        EvidenceError::TooLarge { .. } => body::too_large(zh, en),
        EvidenceError::TooManyPixels { width, height, .. } => {
            Problem::invalid("photo", format!("{width} × {height}"), zh, en)
        }
        EvidenceError::Empty | EvidenceError::TooManyScans { .. } | EvidenceError::Damaged { .. } => {
            Problem::invalid("photo", serde_json::Value::Null, zh, en)
        }
    }
}
