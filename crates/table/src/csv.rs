//! CSV: UTF-8 with or without a byte order mark, else GB18030, in which older spreadsheets write.

use std::io::{self, BufRead, Read};

use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord};
use thiserror::Error;

use crate::{Budget, Row, TableError, guard::unguarded};

/// Why a stream of CSV cannot be read.
#[derive(Debug, Error)]
pub enum OpenError {
    /// UTF-16.
    #[error(transparent)]
    Utf16(#[from] TableError),
    /// What the system says.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// What the reader says.
    #[error(transparent)]
    Csv(#[from] csv::Error),
}

/// Begins to read CSV of any length; returns its header. Rows may have any number of fields.
///
/// # Errors
/// UTF-16, and what the system says.
pub fn open<'a>(input: impl BufRead + 'a) -> Result<(Reader<Box<dyn Read + 'a>>, StringRecord), OpenError> {
    let mut reader = begin(input, false, true)?;
    let header = decoded(reader.byte_headers()?.clone());
    Ok((reader, header))
}

fn begin<'a>(
    mut input: impl BufRead + 'a,
    comments: bool,
    headers: bool,
) -> Result<Reader<Box<dyn Read + 'a>>, OpenError> {
    let start = input.fill_buf()?;
    if start.starts_with(b"\xef\xbb\xbf") {
        input.consume(3);
    } else if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        return Err(TableError::Utf16.into());
    }
    // The last line ends as the others do, so that rows are counted alike.
    let input: Box<dyn Read + 'a> = Box::new(input.chain(&b"\n"[..]));
    let mut builder = ReaderBuilder::new();
    builder.flexible(true).has_headers(headers).comment(comments.then_some(b'#'));
    Ok(builder.from_reader(input))
}

/// Returns the text of a record.
pub fn decoded(record: ByteRecord) -> StringRecord {
    StringRecord::from_byte_record(record).unwrap_or_else(|err| {
        let fields = err.into_byte_record();
        fields.iter().map(|it| encoding_rs::GB18030.decode_without_bom_handling(it).0.into_owned()).collect()
    })
}

/// Reads all rows of a file, the header among them.
pub(crate) fn read(bytes: &[u8], comments: bool) -> Result<Vec<Row>, TableError> {
    let told = |err: csv::Error| TableError::Csv { reason: err.to_string() };
    let mut reader = begin(bytes, comments, false).map_err(|err| match err {
        OpenError::Utf16(err) => err,
        OpenError::Io(err) => TableError::Csv { reason: err.to_string() },
        OpenError::Csv(err) => told(err),
    })?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let (mut rows, mut budget, mut record) = (vec![], Budget::default(), ByteRecord::new());
    let (mut counted, mut lines) = (0, 1);
    while reader.read_byte_record(&mut record).map_err(told)? {
        // The reader begins a record where the one before ended, before empty lines and comments; so the line is counted from
        // where the record ends, less the lines that its own fields break.
        let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX).min(bytes.len());
        let end = if bytes[counted..end].ends_with(b"\n") { end - 1 } else { end };
        let newlines = |it: &[u8]| it.split(|it| *it == b'\n').skip(1).count() as u64;
        lines += newlines(&bytes[counted..end]);
        counted = end;
        let line = lines.saturating_sub(record.iter().map(newlines).sum());
        let row = decoded(std::mem::take(&mut record));
        if row.iter().all(str::is_empty) {
            continue;
        }
        budget.row(line, row.len())?;
        for (at, it) in row.iter().enumerate() {
            budget.cell(it, || (line, at))?;
        }
        rows.push(Row { line, cells: row.iter().map(|it| unguarded(it).to_owned()).collect() });
    }
    Ok(rows)
}
