//! Points from CSV.

use std::io::{BufRead, Read};

use anyhow::{Context, Result};
use csv::{ByteRecord, StringRecord};

use super::{
    columns::Columns,
    own::{Own, Record},
};

/// Reads the header, which `take` is told without a row, and then row after row.
///
/// # Errors
/// A header without a place, and what the system or `take` answers.
pub fn read(mut input: impl BufRead, take: &mut dyn FnMut(&Columns, Option<Record>) -> Result<()>) -> Result<()> {
    let failed = "读不了标准输入 / cannot read standard input";
    let start = input.fill_buf().context(failed)?;
    if start.starts_with(b"\xef\xbb\xbf") {
        input.consume(3);
    } else if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        anyhow::bail!("输入是 UTF-16，请另存为 UTF-8 的 CSV / the input is UTF-16: save it as CSV in UTF-8");
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(Box::new(input) as Box<dyn Read + '_>);
    let header = decoded(reader.byte_headers().context(failed)?.clone());
    let columns = Columns::of(header.iter().map(str::to_owned).collect())?;
    take(&columns, None)?;
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).context(failed)? {
        let at = record.position().map_or(0, csv::Position::line);
        take(&columns, Some(Record { at, own: Own::Row(decoded(std::mem::take(&mut record))) }))?;
    }
    Ok(())
}

/// Returns the text of a record: UTF-8, else GB18030, in which older spreadsheets write.
fn decoded(record: ByteRecord) -> StringRecord {
    StringRecord::from_byte_record(record).unwrap_or_else(|err| {
        let fields = err.into_byte_record();
        fields.iter().map(|it| encoding_rs::GB18030.decode_without_bom_handling(it).0.into_owned()).collect()
    })
}
