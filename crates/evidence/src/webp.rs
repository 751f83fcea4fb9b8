//! WebP without its metadata: only the chunks that make the picture and its colours stay, as they are.

use img_parts::{
    Bytes, ImageEXIF,
    riff::{RiffChunk, RiffContent},
    webp::{CHUNK_ALPH, CHUNK_ANIM, CHUNK_ANMF, CHUNK_ICCP, CHUNK_VP8, CHUNK_VP8L, CHUNK_VP8X, WebP},
};
use model::PhotoFormat;

use crate::{EvidenceError, exif::Notes};

/// Bits of the extended header: colour profile, transparency, animation (RFC 9649, 2.7).
const ICC: u8 = 0b0010_0000;
const ALPHA: u8 = 0b0001_0000;
const ANIMATION: u8 = 0b0000_0010;
/// Bytes of the extended header.
const HEADER: usize = 10;

/// Takes everything out but the picture and its colours.
pub(crate) fn strip(file: Vec<u8>) -> Result<(Vec<u8>, Notes), EvidenceError> {
    let damaged = EvidenceError::damaged(PhotoFormat::WebP);
    let said = |why: &str| EvidenceError::Damaged { format: PhotoFormat::WebP, why: why.to_owned() };
    let webp = WebP::from_bytes(Bytes::from(file)).map_err(|err| damaged(&err))?;
    let notes = Notes::of(webp.exif().as_deref());
    let header = webp.chunk_by_id(CHUNK_VP8X).map(|it| it.content().data().and_then(|it| it.get(..HEADER)));
    let header = match header {
        None => None,
        Some(None) => return Err(said("its extended header is too short")),
        Some(Some(it)) => Some(it),
    };
    let moves = header.is_some_and(|it| it[0] & ANIMATION != 0);
    if moves || webp.has_chunk(CHUNK_ANIM) || webp.has_chunk(CHUNK_ANMF) {
        return Err(EvidenceError::Animated);
    }
    let mut pictures = webp.chunks().iter().filter(|it| matches!(it.id(), CHUNK_VP8 | CHUNK_VP8L));
    let (Some(picture), None) = (pictures.next(), pictures.next()) else {
        return Err(said("it does not have exactly one picture"));
    };
    // A header that tells less than the picture takes would get a bomb past the limits.
    let alone = list(vec![picture.clone()]).map_err(|err| damaged(&err))?;
    if alone.dimensions().is_none() || alone.dimensions() != webp.dimensions() {
        return Err(said("its header and its picture differ in size"));
    }
    let kept = webp.chunks().iter().filter_map(|it| match (it.id(), header) {
        (CHUNK_VP8X, Some(header)) => {
            let mut bare = header.to_vec();
            bare[0] &= ICC | ALPHA;
            bare[1..4].fill(0);
            Some(RiffChunk::new(CHUNK_VP8X, RiffContent::Data(bare.into())))
        }
        (CHUNK_ICCP | CHUNK_ALPH | CHUNK_VP8 | CHUNK_VP8L, _) => Some(it.clone()),
        _ => None,
    });
    let bare = list(kept.collect()).map_err(|err| damaged(&err))?;
    Ok((bare.encoder().bytes().to_vec(), notes))
}

fn list(subchunks: Vec<RiffChunk>) -> Result<WebP, img_parts::Error> {
    WebP::new(RiffChunk::new(*b"RIFF", RiffContent::List { kind: Some(*b"WEBP"), subchunks }))
}
