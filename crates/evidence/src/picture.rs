//! Decoding, with the limits asked before a pixel is, and encoding.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, ImageResult, codecs::jpeg::JpegEncoder, metadata::Orientation,
};
use model::PhotoFormat;

use crate::{EvidenceError, Limits};

/// How many bytes a decoder may take for each pixel that is allowed: four channels of two bytes.
const BYTES_PER_PIXEL: u64 = 8;
/// How well thumbnails look, of 100 (default).
const QUALITY: u8 = 80;

fn of(format: PhotoFormat) -> ImageFormat {
    match format {
        PhotoFormat::Jpeg => ImageFormat::Jpeg,
        PhotoFormat::Png => ImageFormat::Png,
        PhotoFormat::WebP => ImageFormat::WebP,
    }
}

/// Decodes a file whose pixels are within the limits.
pub(crate) fn decode(file: &[u8], format: PhotoFormat, limits: &Limits) -> Result<DynamicImage, EvidenceError> {
    let damaged = EvidenceError::damaged(format);
    let open = || {
        let mut allowed = image::Limits::default();
        allowed.max_alloc = Some(limits.pixels.saturating_mul(BYTES_PER_PIXEL));
        let mut reader = ImageReader::with_format(Cursor::new(file), of(format));
        reader.limits(allowed);
        let decoder = reader.into_decoder().map_err(|err| damaged(&err))?;
        let (width, height) = decoder.dimensions();
        let Limits { side, pixels, .. } = *limits;
        if width > side || height > side || u64::from(width) * u64::from(height) > pixels {
            return Err(EvidenceError::TooManyPixels { width, height, side, pixels });
        }
        DynamicImage::from_decoder(decoder).map_err(|err| damaged(&err))
    };
    // Decoders are other people's code over hostile bytes: one that panics has found a damaged photo.
    let panicked = |_| EvidenceError::Damaged { format, why: "the decoder gave up".to_owned() };
    catch_unwind(AssertUnwindSafe(open)).map_err(panicked)?
}

/// Encodes a picture without loss; not for JPEG, which has no such way.
pub(crate) fn encode(picture: &DynamicImage, format: PhotoFormat) -> ImageResult<Vec<u8>> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, of(format))?;
    Ok(file.into_inner())
}

/// Returns a small JPEG of a picture, upright.
pub(crate) fn thumbnail(picture: &DynamicImage, orientation: Orientation, longest: u32) -> ImageResult<Vec<u8>> {
    let small = picture.width() <= longest && picture.height() <= longest;
    let mut thumbnail = if small { picture.clone() } else { picture.thumbnail(longest, longest) };
    thumbnail.apply_orientation(orientation);
    let mut file = Vec::new();
    thumbnail.into_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut file, QUALITY))?;
    Ok(file)
}
