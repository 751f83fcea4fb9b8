//! The photos of a demonstration: drawn, and kept like those that people send.

use std::sync::Arc;

use anyhow::{Context, Result};
use demo::{Album, Picture};
use evidence::Limits;
use image::{ExtendedColorType, ImageEncoder, codecs::jpeg::JpegEncoder};
use model::{Author, PhotoFile};
use store::Store;

/// Quality of the drawn photos, of 100.
const QUALITY: u8 = 78;

/// Keeps the made-up photos in a store; those that are there already stay.
pub async fn keep(store: &Arc<dyn Store>, now_ms: i64) -> Result<Album> {
    let mut ids = Vec::new();
    for picture in demo::pictures() {
        let sound = evidence::read(jpeg(&picture)?, &Limits::default())?;
        let photo = PhotoFile {
            id: sound.id,
            format: sound.format,
            bytes: sound.file.len() as u64,
            width: sound.width,
            height: sound.height,
            taken_at: None,
            place: None,
            uploaded_at: now_ms,
            uploaded_by: None,
        };
        store.add_photo(Author::SYSTEM, photo, sound.file, sound.thumbnail).await?;
        ids.push(photo.id);
    }
    Ok(Album::new(ids))
}

fn jpeg(it: &Picture) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    encoder.write_image(&it.rgb, it.width, it.height, ExtendedColorType::Rgb8).context("a drawn photo")?;
    Ok(bytes)
}
