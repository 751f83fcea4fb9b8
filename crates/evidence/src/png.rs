//! PNG without its metadata: only the chunks that make the picture and its colours stay, as they are.

use img_parts::{Bytes, ImageEXIF, png::Png};
use model::PhotoFormat;

use crate::{EvidenceError, exif::Notes};

/// The chunks that stay (PNG specification, third edition, 11). Frames of an animation go: its still picture stays.
const KEPT: [&[u8; 4]; 12] =
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD"];

/// Takes everything out but the picture and its colours.
pub(crate) fn strip(file: Vec<u8>) -> Result<(Vec<u8>, Notes), EvidenceError> {
    let damaged = EvidenceError::damaged(PhotoFormat::Png);
    let mut png = Png::from_bytes(Bytes::from(file)).map_err(|err| damaged(&err))?;
    let notes = Notes::of(png.exif().as_deref());
    png.chunks_mut().retain(|it| KEPT.contains(&&it.kind()));
    Ok((png.encoder().bytes().to_vec(), notes))
}
