//! Tables as files.

use csv::{Terminator, WriterBuilder};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as CellFormat, Workbook, Worksheet, XlsxError};
use thiserror::Error;

use crate::{Column, MOST_CELL, columns::heading, guard::guarded};

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// UTF-8 with a byte order mark, lines ended as spreadsheets like it.
    Csv,
    /// A workbook of Excel 2007 and later.
    Xlsx,
}

impl Format {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Xlsx];

    /// Returns the ending of a file's name, without the dot.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// Returns the format of this ending, small or capital.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str().eq_ignore_ascii_case(text))
    }

    /// Returns the media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// Why a table cannot be written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// What the writer of CSV says.
    #[error("写不了 CSV / the CSV cannot be written")]
    Csv(#[source] csv::Error),
    /// What the writer of workbooks says.
    #[error("写不了工作簿 / the workbook cannot be written")]
    Workbook(#[from] XlsxError),
}

impl From<csv::Error> for WriteError {
    fn from(err: csv::Error) -> Self {
        Self::Csv(err)
    }
}

/// Writes a table: a header with the Chinese and the English name of each column, then the rows, which have a value for each
/// column. `name` is that of the sheet. The same table gives the same bytes.
///
/// Every cell is text, so no cell is a formula. A cell of a workbook holds [`MOST_CELL`] characters; what is longer is cut.
///
/// # Errors
/// A `name` that Excel does not take (31 characters, none of `[]:*?/\`), more rows than a sheet has.
pub fn write(
    format: Format,
    name: &str,
    columns: &[Column],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<Vec<u8>, WriteError> {
    match format {
        Format::Csv => csv(columns, rows),
        Format::Xlsx => xlsx(name, columns, rows),
    }
}

fn csv(columns: &[Column], rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, WriteError> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(&mut out);
    writer.write_record(columns.iter().map(|it| heading(*it)))?;
    for row in rows {
        writer.write_record(row.iter().map(|it| guarded(it)))?;
    }
    writer.flush().map_err(csv::Error::from)?;
    drop(writer);
    Ok(out)
}

fn xlsx(name: &str, columns: &[Column], rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, WriteError> {
    /// How wide a column may be, in digits of the usual font (default).
    const WIDEST: usize = 48;
    let (bold, text) = (CellFormat::new().set_bold().set_num_format("@"), CellFormat::new().set_num_format("@"));
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    let mut widths = vec![];
    for (at, column) in (0_u16..).zip(columns) {
        // What is typed below stays text as well: codes keep their zeros.
        sheet.set_column_format(at, &text)?;
        let heading = heading(*column);
        widths.push(width(&heading));
        sheet.write_string_with_format(0, at, heading, &bold)?;
    }
    for (row, values) in (1_u32..).zip(rows) {
        for ((at, value), widest) in (0_u16..).zip(values).zip(&mut widths) {
            *widest = width(&value).max(*widest);
            if !value.is_empty() {
                let kept = value.char_indices().nth(MOST_CELL).map_or(value.as_str(), |(end, _)| &value[..end]);
                sheet.write_string_with_format(row, at, kept, &text)?;
            }
        }
    }
    for (at, width) in (0_u16..).zip(widths) {
        sheet.set_column_width(at, (width.min(WIDEST) + 2) as f64)?;
    }
    let mut workbook = Workbook::new();
    // Otherwise the moment of writing would stand in it.
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?));
    workbook.push_worksheet(sheet);
    Ok(workbook.save_to_buffer()?)
}

/// Returns how wide a text is, in digits: Chinese characters count twice, of several lines the longest counts.
fn width(text: &str) -> usize {
    let line = |it: &str| it.chars().map(|it| if it.is_ascii() { 1 } else { 2 }).sum();
    text.lines().map(line).max().unwrap_or(0)
}
