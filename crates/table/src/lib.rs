//! Tables in and out: CSV (UTF-8, GBK) and Excel workbooks (XLSX) behind one type, read within limits and written so that no
//! cell is ever a formula. What is in a file is bytes here: nothing is opened, nothing is asked of the system.
//!
//! ```
//! use table::{Format, Options, Table};
//! let columns = [("code", "代码"), ("zh", "名称")];
//! let bytes = table::write(Format::Xlsx, "分类", &columns, [vec!["0501".to_owned(), "=1+1".to_owned()]])?;
//! let read = Table::read(&bytes, &Options::default())?;
//! let layout = read.layout(&columns, &["code"])?;
//! assert_eq!(layout.fields(&read.rows[0])?["zh"], "=1+1");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod columns;
pub mod csv;
mod error;
mod guard;
mod inflate;
mod write;
mod xlsx;

pub use columns::{Column, Fields, Layout};
pub use error::{CellFault, TableError, TooWide};
pub use write::{Format, WriteError, write};

/// How large a file may be, in bytes (default): a table of 100,000 duties has about 10 MiB as CSV.
pub const MOST_BYTES: usize = 16 << 20;
/// How many rows a table may have, without header and empty rows (default): 20 times the people of the design size.
pub const MOST_ROWS: usize = 100_000;
/// How many columns a table may have (default).
pub const MOST_COLUMNS: usize = 256;
/// How many bytes of text all cells together may have (default).
pub const MOST_TEXT: usize = 32 << 20;
/// How many characters a cell may have: as many as Excel takes.
pub const MOST_CELL: usize = 32_767;

/// How a file is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// The sheet of a workbook; the first one where none is named. Of no meaning for CSV.
    pub sheet: Option<&'a str>,
    /// Whether lines that begin with `#` are left out.
    pub comments: bool,
}

/// A row with its place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line on which it begins, or its number in the sheet, counted from 1 as editors show it.
    pub line: u64,
    /// Its cells as text, at least as many as the header has; those that hold nothing are empty.
    pub cells: Vec<String>,
}

/// A table: a header and the rows below, without those that are empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns, trimmed.
    pub header: Vec<String>,
    /// The rows in the order of the file.
    pub rows: Vec<Row>,
}

impl Table {
    /// Reads a file, whatever its name: a workbook where it begins as one, otherwise CSV.
    ///
    /// Dates are read as `2026-02-14`, with a time as `2026-02-14 08:30`, numbers as they are shown without a format of their
    /// own (at most 15 digits, as Excel keeps them). Formulas, merged cells and error values are refused with their place.
    ///
    /// # Errors
    /// [`TableError`].
    pub fn read(bytes: &[u8], options: &Options<'_>) -> Result<Self, TableError> {
        const WORKBOOK: &[u8] = b"PK\x03\x04";
        const OLD_OR_LOCKED: &[u8] = b"\xd0\xcf\x11\xe0";
        if bytes.len() > MOST_BYTES {
            return Err(TableError::TooLarge { bytes: bytes.len() });
        }
        let rows = match bytes {
            _ if bytes.starts_with(WORKBOOK) => xlsx::read(bytes, options.sheet)?,
            _ if bytes.starts_with(OLD_OR_LOCKED) => return Err(TableError::OldExcel),
            _ => csv::read(bytes, options.comments)?,
        };
        Self::of(rows, options.comments)
    }

    /// Takes the first row with anything in it as the header.
    fn of(rows: impl IntoIterator<Item = Row>, comments: bool) -> Result<Self, TableError> {
        let is_empty = |row: &Row| row.cells.iter().all(|it| it.trim().is_empty());
        let is_comment = |row: &Row| comments && row.cells.first().is_some_and(|it| it.starts_with('#'));
        let mut rows = rows.into_iter().filter(|it| !is_empty(it) && !is_comment(it));
        let header = rows.next().ok_or(TableError::Empty)?;
        let mut header: Vec<String> = header.cells.iter().map(|it| it.trim().to_owned()).collect();
        while header.last().is_some_and(String::is_empty) {
            header.pop();
        }
        let rows = rows.map(|mut row| {
            while row.cells.len() > header.len() && row.cells.last().is_some_and(String::is_empty) {
                row.cells.pop();
            }
            row.cells.resize(row.cells.len().max(header.len()), String::new());
            row
        });
        let rows: Vec<Row> = rows.take(MOST_ROWS + 1).collect();
        if rows.len() > MOST_ROWS {
            return Err(TableError::TooManyRows);
        }
        Ok(Self { header, rows })
    }
}

/// Counts what was read, so that no file can fill the memory.
#[derive(Debug, Default)]
struct Budget {
    text: usize,
    rows: usize,
}

impl Budget {
    /// Takes a cell of so many bytes.
    fn cell(&mut self, text: &str, place: impl FnOnce() -> (u64, usize)) -> Result<(), TableError> {
        self.text += text.len();
        if self.text > MOST_TEXT {
            return Err(TableError::TooMuchText);
        }
        // Bytes first: they are counted already.
        if text.len() > MOST_CELL && text.chars().count() > MOST_CELL {
            let (row, column) = place();
            return Err(TableError::cell(row, column, CellFault::TooLong));
        }
        Ok(())
    }

    /// Takes a row of so many cells; the header is one, too.
    fn row(&mut self, line: u64, cells: usize) -> Result<(), TableError> {
        self.rows += 1;
        if cells > MOST_COLUMNS {
            return Err(TableError::TooManyColumns { row: line });
        }
        if self.rows > MOST_ROWS + 1 { Err(TableError::TooManyRows) } else { Ok(()) }
    }
}
