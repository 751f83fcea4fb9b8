//! Unpacks a workbook once into nothing, counting: what unpacks to too much is refused before anybody reads it.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use crate::TableError;

/// How much a workbook may unpack to, in bytes (default): the largest table that is taken has less.
const MOST: u64 = 128 << 20;
/// How many parts a workbook may have (default).
const MOST_PARTS: usize = 2_000;

/// Refuses a workbook that is damaged or unpacks to too much. What its parts say of their sizes is not believed.
pub(crate) fn check(bytes: &[u8]) -> Result<(), TableError> {
    let damaged = |reason: String| TableError::Workbook { reason };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|err| damaged(err.to_string()))?;
    if archive.len() > MOST_PARTS {
        return Err(TableError::Bomb);
    }
    let mut left = MOST;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|err| damaged(err.to_string()))?;
        let read = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|err| damaged(err.to_string()))?;
        left = left.checked_sub(read).ok_or(TableError::Bomb)?;
    }
    Ok(())
}
