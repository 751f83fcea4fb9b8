//! Opens a file and tells by its first bytes what it is.

use std::{
    fs::File,
    io::{BufReader, Read, Seek},
    path::Path,
};

use crate::{Looks, Problem};

/// The greatest size of a GeoJSON text: it is read whole and takes about six times as much while it is parsed.
pub(crate) const TEXT_LIMIT: u64 = 256 << 20;

/// How many bytes at the start are looked at.
const HEAD: usize = 1024;

/// A file whose kind is known.
#[derive(Debug)]
pub(crate) enum Content {
    /// OSM PBF, at its start, with its length in bytes.
    Pbf(BufReader<File>, u64),
    /// A JSON text, unpacked, without a byte order mark.
    Json(Vec<u8>),
}

/// Opens a file.
///
/// # Errors
/// [`Problem`] when it is missing, unreadable, empty, too large a text, or of another kind.
pub(crate) fn open(path: &Path) -> Result<Content, Problem> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(std::io::Error::from(std::io::ErrorKind::IsADirectory).into());
    }
    let mut head = Vec::new();
    Read::by_ref(&mut file).take(HEAD as u64).read_to_end(&mut head)?;
    file.rewind()?;
    if head.is_empty() {
        return Err(Problem::Empty);
    }
    if is_pbf(&head) {
        return Ok(Content::Pbf(BufReader::new(file), metadata.len()));
    }
    let mut text = if head.starts_with(&[0x1f, 0x8b]) {
        read_text(&mut flate2::bufread::MultiGzDecoder::new(BufReader::new(file)))
            .map_err(|problem| of_gzip(problem, metadata.len()))?
    } else {
        match looks(&head) {
            None => read_text(&mut file)?,
            Some(looks) => return Err(Problem::Format(looks)),
        }
    };
    if text.starts_with(b"\xef\xbb\xbf") {
        text.drain(..3);
    }
    match looks(&text[..text.len().min(HEAD)]) {
        None => Ok(Content::Json(text)),
        Some(_) if text.iter().all(u8::is_ascii_whitespace) => Err(Problem::Empty),
        Some(looks) => Err(Problem::Format(looks)),
    }
}

fn read_text(reader: &mut dyn Read) -> Result<Vec<u8>, Problem> {
    let mut text = Vec::new();
    reader.take(TEXT_LIMIT + 1).read_to_end(&mut text)?;
    if text.len() as u64 > TEXT_LIMIT { Err(Problem::TooLarge { limit: TEXT_LIMIT }) } else { Ok(text) }
}

/// A gzip stream that ends early or does not decode is the file's fault, not the disk's.
fn of_gzip(problem: Problem, len: u64) -> Problem {
    match problem {
        Problem::Unreadable(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Problem::Truncated { at: len }
        }
        Problem::Unreadable(error) => Problem::Broken { at: 0, what: error.to_string() },
        it => it,
    }
}

/// A PBF file begins with the length of a blob header in four bytes, whose first field is the text `OSMHeader`.
fn is_pbf(head: &[u8]) -> bool {
    head.len() > 4 && head[..2] == [0, 0] && head[4..].starts_with(b"\x0a\x09OSMHeader")
}

/// Tells what the first bytes look like; `None` for an object of JSON.
fn looks(head: &[u8]) -> Option<Looks> {
    const MAGIC: [(&[u8], Looks); 8] = [
        (b"PK\x03\x04", Looks::Zip),
        (b"BZh", Looks::Packed),
        (b"\xfd7zXZ", Looks::Packed),
        (b"\x28\xb5\x2f\xfd", Looks::Packed),
        (b"\x1f\x8b", Looks::Packed),
        (b"SQLite format 3", Looks::Sqlite),
        (b"fgb", Looks::FlatGeobuf),
        (b"\x00\x00\x27\x0a", Looks::Shapefile),
    ];
    if let Some((_, looks)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(*looks);
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let has = |word: &[u8]| text.windows(word.len()).any(|it| it == word);
    match text.first() {
        Some(b'{') => None,
        Some(b'<') if has(b"<osm") => Some(Looks::OsmXml),
        Some(b'<') => Some(Looks::Xml),
        Some(b'[') => Some(Looks::Json),
        Some(_)
            if !text.contains(&0)
                && String::from_utf8_lossy(text).chars().filter(|it| it.is_control()).count() * 10
                    < text.len() + 100 =>
        {
            Some(Looks::Text)
        }
        _ => Some(Looks::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::testing::file;

    fn problem(bytes: &[u8]) -> Problem {
        open(file(bytes).path()).unwrap_err()
    }

    #[test]
    fn other_formats_are_told_by_their_content() {
        for (bytes, expected) in [
            (&b"<?xml version=\"1.0\"?>\n<osm version=\"0.6\">"[..], Looks::OsmXml),
            (b"<?xml version=\"1.0\"?>\n<kml>", Looks::Xml),
            (b"PK\x03\x04....", Looks::Zip),
            (b"\x00\x00\x27\x0a\x00\x00", Looks::Shapefile),
            (b"SQLite format 3\0", Looks::Sqlite),
            (b"fgb\x03fgb\x00", Looks::FlatGeobuf),
            (b"BZh91AY", Looks::Packed),
            (b"[1, 2]", Looks::Json),
            (b"name,lon,lat\n", Looks::Text),
            (b"\x01\x00\x02\x00\x03", Looks::Unknown),
        ] {
            assert!(matches!(problem(bytes), Problem::Format(looks) if looks == expected), "{expected:?}");
        }
    }

    #[test]
    fn nothing_is_told_apart_from_something() {
        assert!(matches!(problem(b""), Problem::Empty));
        assert!(matches!(problem(b" \n\t"), Problem::Format(_) | Problem::Empty));
        let missing = tempfile::tempdir().unwrap();
        assert!(matches!(open(&missing.path().join("none")).unwrap_err(), Problem::NotFound));
        assert!(matches!(open(missing.path()).unwrap_err(), Problem::Unreadable(_)));
    }

    #[test]
    fn a_packed_text_with_a_byte_order_mark_is_unpacked() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all("\u{feff}{\"type\":1}".as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        assert!(matches!(open(file(&packed).path()).unwrap(), Content::Json(text) if text == b"{\"type\":1}"));
        assert!(matches!(problem(&packed[..packed.len() - 6]), Problem::Truncated { .. }));
    }
}
