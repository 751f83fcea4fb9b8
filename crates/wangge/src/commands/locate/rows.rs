//! Points from CSV.

use std::io::BufRead;

use anyhow::{Context, Result};
use csv::ByteRecord;
use table::csv::{decoded, open};

use super::{
    columns::Columns,
    own::{Own, Record},
};

/// Reads the header, which `take` is told without a row, and then row after row.
///
/// # Errors
/// A header without a place, and what the system or `take` answers.
pub fn read(input: impl BufRead, take: &mut dyn FnMut(&Columns, Option<Record>) -> Result<()>) -> Result<()> {
    let failed = "读不了标准输入 / cannot read standard input";
    let (mut reader, header) = open(input).context(failed)?;
    let columns = Columns::of(header.iter().map(str::to_owned).collect())?;
    take(&columns, None)?;
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).context(failed)? {
        let at = record.position().map_or(0, csv::Position::line);
        take(&columns, Some(Record { at, own: Own::Row(decoded(std::mem::take(&mut record))) }))?;
    }
    Ok(())
}
