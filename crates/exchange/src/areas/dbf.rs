//! The table beside a shapefile: dBASE III and its relatives, every field as text.

use encoding_rs::{Encoding, GB18030, UTF_8};
use geojson::JsonObject;

use crate::Problem;

/// The lengths of the header and of a field's description in bytes, and the byte after the last description.
const HEADER: usize = 32;
const FIELD: usize = 32;
const END_OF_FIELDS: u8 = 0x0d;
/// The byte of the header that names the code page, and its values for Simplified Chinese (DOS and Windows).
const CODE_PAGE: usize = 29;
const CHINESE: [u8; 2] = [0x4d, 0x7a];

/// The rows of a table, in the order of the file, with those marked as deleted: they stand beside their shapes.
#[derive(Debug)]
pub(super) struct Table {
    pub rows: Vec<JsonObject>,
    /// How many texts do not decode; what does not becomes a replacement character, at their end nothing.
    pub undecodable: u64,
}

struct Field<'a> {
    name: &'a [u8],
    start: usize,
    len: usize,
}

/// Reads a table. `encoding` is what the `.cpg` says; without it the header's code page counts, and where that names none a
/// table that is all UTF-8 is that, any other GB 18030, which holds GBK and GB 2312.
pub(super) fn read(bytes: &[u8], encoding: Option<&str>) -> Result<Table, Problem> {
    let broken = |at: usize, what: &str| Problem::Broken { at: at as u64, what: what.to_owned() };
    let number = |at: usize, len: usize| {
        let bytes = bytes.get(at..at + len).ok_or(Problem::Truncated { at: 0 })?;
        Ok::<_, Problem>(bytes.iter().rev().fold(0_usize, |sum, it| sum << 8 | usize::from(*it)))
    };
    let (count, start, row_len) = (number(4, 4)?, number(8, 2)?, number(10, 2)?);
    let head = bytes.get(..start).ok_or(Problem::Truncated { at: 0 })?;
    let mut fields = Vec::new();
    // The first byte of a row tells whether it is deleted.
    let mut at = 1;
    for description in head.get(HEADER..).unwrap_or_default().chunks_exact(FIELD) {
        if description[0] == END_OF_FIELDS {
            break;
        }
        let name = description[..11].split(|it| *it == 0).next().unwrap_or_default();
        let len = usize::from(description[16]);
        fields.push(Field { name, start: at, len });
        at += len;
    }
    if row_len == 0 || at > row_len {
        return Err(broken(8, "the lengths of its fields contradict the length of a row"));
    }
    let rows: Vec<&[u8]> = bytes[start..].chunks_exact(row_len).take(count).collect();
    if rows.len() < count {
        return Err(Problem::Truncated { at: (start + rows.len() * row_len) as u64 });
    }
    let encoding = match encoding.filter(|it| !it.is_empty()) {
        Some(name) => named(name)?,
        None if CHINESE.contains(bytes.get(CODE_PAGE).unwrap_or(&0)) => GB18030,
        None => guessed(&fields, &rows),
    };
    let mut undecodable = 0;
    let mut decode = |bytes: &[u8]| {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        let text = text.trim_matches(|it: char| it.is_whitespace() || it == '\0');
        // Names and texts that fill their field end inside a character when the writer counted bytes.
        let text = text.trim_end_matches(char::REPLACEMENT_CHARACTER);
        undecodable += u64::from(text.contains(char::REPLACEMENT_CHARACTER));
        text.to_owned()
    };
    let names: Vec<String> = fields.iter().map(|it| decode(it.name)).collect();
    let row = |row: &&[u8]| {
        let values = fields.iter().zip(&names).map(|(field, name)| {
            let text = decode(&row[field.start..field.start + field.len]);
            (name.clone(), text.into())
        });
        values.collect()
    };
    let rows = rows.iter().map(row).collect();
    Ok(Table { rows, undecodable })
}

/// Returns the encoding that a `.cpg` names: a label of the web's Encoding Standard, or the number of a Windows code page.
fn named(name: &str) -> Result<&'static Encoding, Problem> {
    let plain = name.trim().to_ascii_lowercase();
    let plain = plain.trim_start_matches("ansi").trim_start_matches("oem").trim_start_matches("cp").trim();
    let label = match plain {
        "936" | "54936" => "gb18030",
        "950" => "big5",
        "65001" | "utf8" => "utf-8",
        "1252" => "windows-1252",
        "88591" => "iso-8859-1",
        it => it,
    };
    Encoding::for_label(label.as_bytes()).ok_or_else(|| Problem::TextEncoding(name.chars().take(40).collect()))
}

fn guessed(fields: &[Field<'_>], rows: &[&[u8]]) -> &'static Encoding {
    // A text that fills its field may be cut off inside its last character.
    let is_utf8 = |bytes: &[u8]| std::str::from_utf8(bytes).map_or_else(|it| it.error_len().is_none(), |_| true);
    let names = fields.iter().all(|it| is_utf8(it.name));
    let values = rows.iter().all(|row| fields.iter().all(|it| is_utf8(&row[it.start..it.start + it.len])));
    if names && values { UTF_8 } else { GB18030 }
}
