//! From the bytes that somebody sent to a photo that can be kept.

use image::metadata::Orientation;
use model::{LonLat, PhotoFormat, case::PhotoId};
use sha2::{Digest, Sha256};

use crate::{EvidenceError, Limits, jpeg, picture, png, sniff::sniff, webp};

/// A photo that can be kept as evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Sound {
    /// The SHA-256 of `file`.
    pub id: PhotoId,
    /// What kind of file it is.
    pub format: PhotoFormat,
    /// The file without metadata. Its pixels are those that were sent.
    pub file: Vec<u8>,
    /// A small JPEG of it, upright.
    pub thumbnail: Vec<u8>,
    /// Pixels across, as it is shown.
    pub width: u32,
    /// Pixels down, as it is shown.
    pub height: u32,
    /// When it was taken, where it told: milliseconds since 1970. A clock without offset counts as Asia/Shanghai.
    pub taken_at: Option<i64>,
    /// Where it was taken, where it told, on CGCS2000.
    pub place: Option<LonLat>,
}

/// Reads a photo: JPEG, PNG or WebP by its content. Size and pixels are checked before anything is decoded.
///
/// A JPEG keeps the one EXIF field that tells which way up it is; a PNG or WebP that has one is turned and written anew
/// without loss. Of an animated PNG the still picture stays. The same picture with other metadata has the same id.
///
/// It takes as long as decoding does: not for a task that others wait for. It needs up to eight bytes of memory for each pixel.
///
/// # Errors
/// [`EvidenceError`] tells what the file is instead, which limit it exceeds, or that it is damaged. It panics on no bytes.
///
/// ```
/// let err = evidence::read(b"%PDF-1.7".to_vec(), &evidence::Limits::default()).unwrap_err();
/// assert!(err.to_string().ends_with("this is a PDF; only JPEG, PNG and WebP photos are taken"));
/// ```
pub fn read(bytes: Vec<u8>, limits: &Limits) -> Result<Sound, EvidenceError> {
    if bytes.len() > limits.bytes {
        return Err(EvidenceError::TooLarge { bytes: bytes.len(), limit: limits.bytes });
    }
    let format = sniff(&bytes)?;
    let (mut file, notes) = match format {
        PhotoFormat::Jpeg => jpeg::strip(bytes, limits)?,
        PhotoFormat::Png => png::strip(bytes)?,
        PhotoFormat::WebP => webp::strip(bytes)?,
    };
    // What will be kept is what is looked at, not what was sent.
    let mut picture = picture::decode(&file, format, limits)?;
    let failed = EvidenceError::damaged(format);
    let mut orientation = notes.orientation;
    if format != PhotoFormat::Jpeg && orientation != Orientation::NoTransforms {
        picture.apply_orientation(orientation);
        file = picture::encode(&picture, format).map_err(|err| failed(&err))?;
        orientation = Orientation::NoTransforms;
    }
    let thumbnail = picture::thumbnail(&picture, orientation, limits.thumbnail).map_err(|err| failed(&err))?;
    let (width, height) =
        if lies(orientation) { (picture.height(), picture.width()) } else { (picture.width(), picture.height()) };
    let id = PhotoId(Sha256::digest(&file).into());
    Ok(Sound { id, format, file, thumbnail, width, height, taken_at: notes.taken_at, place: notes.place })
}

/// Tells whether width and height change places when it is turned upright.
fn lies(orientation: Orientation) -> bool {
    // Values 5 to 8 of EXIF transpose (EXIF 3.0, 4.6.5.1.6).
    orientation.to_exif() >= 5
}
