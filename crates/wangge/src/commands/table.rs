//! Tables as CSV: UTF-8 with or without a byte order mark, else GB18030, in which older spreadsheets write.

use std::io::{BufRead, Read};

use anyhow::{Context, Result};
use csv::{ByteRecord, Reader, StringRecord};

/// Begins to read a table; returns its header. Rows may have any number of fields.
///
/// # Errors
/// UTF-16, and what the system says; `failed` tells what could not be read.
pub fn open<'a>(mut input: impl BufRead + 'a, failed: &str) -> Result<(Reader<Box<dyn Read + 'a>>, StringRecord)> {
    let start = input.fill_buf().with_context(|| failed.to_owned())?;
    if start.starts_with(b"\xef\xbb\xbf") {
        input.consume(3);
    } else if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        anyhow::bail!("输入是 UTF-16，请另存为 UTF-8 的 CSV / the input is UTF-16: save it as CSV in UTF-8");
    }
    // The last line ends as the others do, so that rows are counted alike.
    let input: Box<dyn Read + 'a> = Box::new(input.chain(&b"\n"[..]));
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
    let header = decoded(reader.byte_headers().with_context(|| failed.to_owned())?.clone());
    Ok((reader, header))
}

/// Returns the text of a record.
pub fn decoded(record: ByteRecord) -> StringRecord {
    StringRecord::from_byte_record(record).unwrap_or_else(|err| {
        let fields = err.into_byte_record();
        fields.iter().map(|it| encoding_rs::GB18030.decode_without_bom_handling(it).0.into_owned()).collect()
    })
}
