//! Photos on the wire.

use model::PhotoFile;
use serde::Serialize;
use utoipa::ToSchema;

use super::{PlaceWire, local_time};

/// What is known of a photo.
#[derive(Serialize, ToSchema)]
pub(crate) struct PhotoWire {
    /// 64 hexadecimal digits: the SHA-256 of the file as it is kept.
    id: String,
    /// `jpeg`, `png` or `webp`.
    format: &'static str,
    /// Bytes of the file.
    bytes: u64,
    /// Pixels across, as it is shown.
    width: u32,
    /// Pixels down, as it is shown.
    height: u32,
    /// When it was taken, where it tells: RFC 3339.
    taken_at: Option<String>,
    /// Where it was taken, where it tells.
    place: Option<PlaceWire>,
    /// When it came.
    uploaded_at: String,
}

impl PhotoWire {
    pub(crate) fn new(it: &PhotoFile) -> Self {
        Self {
            id: it.id.to_string(),
            format: it.format.as_str(),
            bytes: it.bytes,
            width: it.width,
            height: it.height,
            taken_at: it.taken_at.map(local_time),
            place: it.place.map(PlaceWire::from),
            uploaded_at: local_time(it.uploaded_at),
        }
    }
}
