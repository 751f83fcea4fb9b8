//! JPEG without its metadata: the segments that make the picture stay as they are, byte by byte; the rest goes, also what
//! stands between scans and behind the end of the picture (further pictures, videos), with a position of their own.

use img_parts::{
    Bytes, ImageEXIF,
    jpeg::{
        Jpeg, JpegSegment,
        markers::{APP0, APP2, APP14, DAC, DHT, DNL, DQT, DRI, EOI, P, RST0, RST7, SOF0, SOF15, SOI, SOS, Z},
    },
};
use model::PhotoFormat;

use crate::{
    EvidenceError, Limits,
    exif::{Notes, only_orientation},
};

/// Bytes of a JFIF segment without its thumbnail (ITU-T T.871, 10.1), and of an Adobe segment.
const JFIF: usize = 14;
const ADOBE: usize = 12;

/// Takes everything out but the picture, its colours, and which way up it is.
pub(crate) fn strip(file: Vec<u8>, limits: &Limits) -> Result<(Vec<u8>, Notes), EvidenceError> {
    let damaged = EvidenceError::damaged(PhotoFormat::Jpeg);
    let said = |why: &str| EvidenceError::Damaged { format: PhotoFormat::Jpeg, why: why.to_owned() };
    let mut jpeg = Jpeg::from_bytes(Bytes::from(file)).map_err(|err| damaged(&err))?;
    let notes = Notes::of(jpeg.exif().as_deref());
    let segments = std::mem::take(jpeg.segments_mut());
    if segments.iter().filter(|it| is_frame(it.marker())).count() != 1 {
        return Err(said("it does not have exactly one frame"));
    }
    let kept = jpeg.segments_mut();
    for segment in segments {
        let (marker, contents) = (segment.marker(), segment.contents());
        match marker {
            SOS => {
                // What follows the first scan, up to the end of the file, comes with it.
                let head = contents.clone();
                let tail = segment.encoder().bytes().slice(4 + head.len()..);
                kept.push(JpegSegment::new_with_entropy(SOS, head, picture_only(&tail, limits)?));
            }
            APP0 if contents.starts_with(b"JFIF\0") && contents.len() >= JFIF => {
                let mut bare = contents[..JFIF].to_vec();
                bare[JFIF - 2..].fill(0);
                kept.push(JpegSegment::new_with_contents(APP0, bare.into()));
            }
            APP14 if contents.starts_with(b"Adobe") && contents.len() >= ADOBE => {
                kept.push(JpegSegment::new_with_contents(APP14, contents.slice(..ADOBE)));
            }
            APP2 if contents.starts_with(b"ICC_PROFILE\0") => kept.push(segment),
            it if is_frame(it) || is_table(it) => kept.push(segment),
            _ => {}
        }
    }
    if kept.last().is_none_or(|it| it.marker() != SOS) {
        return Err(said("it has no picture"));
    }
    if notes.orientation != image::metadata::Orientation::NoTransforms {
        jpeg.set_exif(Some(only_orientation(notes.orientation).into()));
    }
    Ok((jpeg.encoder().bytes().to_vec(), notes))
}

fn is_frame(marker: u8) -> bool {
    (SOF0..=SOF15).contains(&marker) && !is_table(marker) && marker != 0xC8
}

fn is_table(marker: u8) -> bool {
    matches!(marker, DHT | DQT | DRI | DAC | DNL)
}

/// Copies the scans with their tables up to the end of the picture; one that breaks off is ended where it does.
fn picture_only(tail: &[u8], limits: &Limits) -> Result<Bytes, EvidenceError> {
    let mut kept = Vec::with_capacity(tail.len());
    let (mut rest, mut scans) = (tail, 1);
    let in_data = |next: u8| next == Z || (RST0..=RST7).contains(&next);
    while let Some(at) = rest.windows(2).position(|it| it[0] == P && !in_data(it[1])) {
        kept.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let marker = rest[1];
        match marker {
            EOI => {
                rest = &[];
                break;
            }
            // Fill bytes.
            P => rest = &rest[1..],
            SOI | 0x01 => rest = &rest[2..],
            _ => {
                let length = rest.get(2..4).map_or(0, |it| usize::from(u16::from_be_bytes([it[0], it[1]])));
                let Some(segment) = rest.get(..2 + length).filter(|_| length >= 2) else {
                    rest = &[];
                    break;
                };
                if is_frame(marker) {
                    let why = "it has a second frame".to_owned();
                    return Err(EvidenceError::Damaged { format: PhotoFormat::Jpeg, why });
                }
                scans += usize::from(marker == SOS);
                if scans > limits.scans {
                    return Err(EvidenceError::TooManyScans { scans, limit: limits.scans });
                }
                if marker == SOS || is_table(marker) {
                    kept.extend_from_slice(segment);
                }
                rest = &rest[segment.len()..];
            }
        }
    }
    kept.extend_from_slice(rest);
    kept.extend_from_slice(&[P, EOI]);
    Ok(kept.into())
}
