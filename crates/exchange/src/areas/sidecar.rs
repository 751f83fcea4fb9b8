//! The files that stand beside a `.shp`.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use crate::Problem;

/// The greatest size of a file beside a `.shp` (and of that itself): they are read whole.
const LIMIT: u64 = 512 << 20;

/// Returns the file of the same name with another extension, in small or capital letters, if it is there.
pub(super) fn beside(path: &Path, extension: &str) -> Option<PathBuf> {
    [extension.to_ascii_lowercase(), extension.to_ascii_uppercase()]
        .into_iter()
        .map(|it| path.with_extension(it))
        .find(|it| it.is_file())
}

/// Reads a file whole.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT { Err(Problem::TooLarge { limit: LIMIT }) } else { Ok(bytes) }
}

/// Reads a file of text beside `path`; bytes that are no UTF-8 become replacement characters.
pub(super) fn text(path: &Path, extension: &str) -> Result<Option<String>, Problem> {
    let Some(file) = beside(path, extension) else { return Ok(None) };
    let bytes = read(&file)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(Some(text.trim_start_matches('\u{feff}').trim().to_owned()))
}
