//! Gives a photo and its thumbnail.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use model::{PhotoFormat, PhotoSize, case::PhotoId};
use service::Service;

use crate::Problem;

/// A photo is named by its content, so its address never means anything else; only the one who may see it keeps it.
const CACHE: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

/// 照片 / A photo, without metadata.
#[utoipa::path(get, path = "/api/v1/photos/{id}", tag = "photos",
    params(("id" = String, Path, description = "64 hexadecimal digits: the SHA-256 of the file")), responses(
    (status = 200, content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"))),
    (status = 404, body = Problem, description = "there is no such photo"),
))]
pub(crate) async fn photo(State(service): State<Service>, Path(id): Path<String>) -> Result<Response, Problem> {
    answer(&service, &id, PhotoSize::Whole).await
}

/// 缩略图 / A thumbnail of a photo: a JPEG of at most 320 pixels a side, upright.
#[utoipa::path(get, path = "/api/v1/photos/{id}/thumbnail", tag = "photos",
    params(("id" = String, Path, description = "64 hexadecimal digits: the SHA-256 of the photo's file")), responses(
    (status = 200, content((Vec<u8> = "image/jpeg"))),
    (status = 404, body = Problem, description = "there is no such photo"),
))]
pub(crate) async fn thumbnail(State(service): State<Service>, Path(id): Path<String>) -> Result<Response, Problem> {
    answer(&service, &id, PhotoSize::Thumbnail).await
}

async fn answer(service: &Service, text: &str, size: PhotoSize) -> Result<Response, Problem> {
    let unknown = || Problem::not_found(format!("没有照片 {text}"), format!("there is no photo {text}"));
    let id = PhotoId::parse(text).ok_or_else(unknown)?;
    let found = service.photo_bytes(id, size).await.map_err(|err| Problem::store(&err))?;
    let (photo, bytes) = found.ok_or_else(unknown)?;
    let (kind, name) = match size {
        PhotoSize::Whole => (photo.format, format!("{id}.{}", photo.format.extension())),
        PhotoSize::Thumbnail => (PhotoFormat::Jpeg, format!("{id}.thumb.jpg")),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type())),
        (header::CONTENT_DISPOSITION, ascii(format!("inline; filename=\"{name}\""))),
        (header::ETAG, ascii(format!("\"{name}\""))),
        (header::CACHE_CONTROL, CACHE),
    ];
    Ok((headers, bytes).into_response())
}

fn ascii(text: String) -> HeaderValue {
    HeaderValue::try_from(text).expect("hexadecimal digits and an extension are a header value")
}
