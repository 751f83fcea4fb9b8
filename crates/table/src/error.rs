//! What is wrong with a file or its header.

use thiserror::Error;

use crate::{MOST_BYTES, MOST_CELL, MOST_COLUMNS, MOST_ROWS, MOST_TEXT};

/// What is wrong with a file or its header.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TableError {
    /// Larger than is taken.
    #[error("文件有 {bytes} 字节，最多 {MOST_BYTES} 字节 / the file has {bytes} bytes, at most {MOST_BYTES} are taken")]
    TooLarge {
        /// How many bytes it has.
        bytes: usize,
    },
    /// More rows than are taken.
    #[error("超过 {MOST_ROWS} 行，请分批导入 / more than {MOST_ROWS} rows: import them in parts")]
    TooManyRows,
    /// More columns than are taken.
    #[error("第 {row} 行超过 {MOST_COLUMNS} 列 / row {row} has more than {MOST_COLUMNS} columns")]
    TooManyColumns {
        /// The row.
        row: u64,
    },
    /// More text than is taken.
    #[error("文字总量超过 {MOST_TEXT} 字节 / the cells hold more than {MOST_TEXT} bytes of text")]
    TooMuchText,
    /// A workbook that unpacks to far more than any table.
    #[error("工作簿解压后过大（可能是压缩炸弹） / the workbook unpacks to far too much (maybe a zip bomb)")]
    Bomb,
    /// UTF-16 text.
    #[error("输入是 UTF-16，请另存为 UTF-8 的 CSV 或 .xlsx / the input is UTF-16: save it as CSV in UTF-8 or as .xlsx")]
    Utf16,
    /// A workbook of before 2007, or one with a password.
    #[error(
        "是旧版 .xls 或加了密码的工作簿，请另存为不加密码的 .xlsx / an old .xls or a workbook with a password: save it as .xlsx without one"
    )]
    OldExcel,
    /// A damaged workbook.
    #[error(
        "读不了这个工作簿（已损坏，或不是 .xlsx）：{reason} / the workbook cannot be read (damaged, or no .xlsx): {reason}"
    )]
    Workbook {
        /// What the reader says.
        reason: String,
    },
    /// What the CSV reader says.
    #[error("读不了这个 CSV：{reason} / the CSV cannot be read: {reason}")]
    Csv {
        /// What it is.
        reason: String,
    },
    /// A workbook without the sheet that was asked for.
    #[error("没有工作表“{name}”，有的是：{known} / there is no sheet `{name}`; there are: {known}")]
    NoSheet {
        /// The sheet.
        name: String,
        /// Those that are there.
        known: String,
    },
    /// A cell that is no plain value.
    #[error("第 {row} 行 {column} 列{} / row {row}, column {column} {}", fault.zh(), fault.en())]
    Cell {
        /// The row, counted from 1.
        row: u64,
        /// The column's letters.
        column: String,
        /// What is wrong with it.
        fault: CellFault,
    },
    /// Nothing in it.
    #[error("表是空的，首行应为列名 / the table is empty; its first row should name the columns")]
    Empty,
    /// No column that anybody knows.
    #[error("表头没有一列可用，可用的有：{known} / the header has no known column; known are: {known}")]
    NoKnownColumn {
        /// The known ones.
        known: String,
    },
    /// The header lacks a column.
    #[error("表头缺少“{zh}”（{column}）列 / the header has no column `{column}`")]
    MissingColumn {
        /// The column.
        column: &'static str,
        /// Its Chinese name.
        zh: &'static str,
    },
    /// The header has a column twice.
    #[error("表头里有两个 {column} 列 / the header has the column {column} twice")]
    TwiceColumn {
        /// The column.
        column: &'static str,
    },
}

/// What is wrong with a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellFault {
    /// A formula.
    Formula,
    /// Part of a merged region.
    Merged,
    /// An error value such as `#N/A`.
    ErrorValue,
    /// Longer than Excel takes.
    TooLong,
}

impl CellFault {
    const fn zh(self) -> &'static str {
        match self {
            Self::Formula => "是公式，请复制后“选择性粘贴—数值”",
            Self::Merged => "是合并单元格，请取消合并后逐格填写",
            Self::ErrorValue => "是错误值（如 #N/A）",
            Self::TooLong => "文字过长",
        }
    }

    fn en(self) -> String {
        match self {
            Self::Formula => "is a formula: paste it as values".into(),
            Self::Merged => "is merged with others: unmerge it and fill every cell".into(),
            Self::ErrorValue => "is an error value such as #N/A".into(),
            Self::TooLong => format!("has more than {MOST_CELL} characters"),
        }
    }
}

impl TableError {
    pub(crate) fn cell(row: u64, column: usize, fault: CellFault) -> Self {
        Self::Cell { row, column: letters(column), fault }
    }

    /// Returns the cell that is at fault as spreadsheets name it, such as `C5`; `None` where it is no single cell.
    pub fn place(&self) -> Option<String> {
        match self {
            Self::Cell { row, column, .. } => Some(format!("{column}{row}")),
            _ => None,
        }
    }
}

/// A row with more values than the header has columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("有 {has} 列，表头只有 {needs} 列 / has {has} fields, the header has {needs}")]
pub struct TooWide {
    /// How many it has.
    pub has: usize,
    /// How many the header has.
    pub needs: usize,
}

/// Returns the letters of a column, counted from 0: A to Z, then AA.
fn letters(column: usize) -> String {
    let (mut rest, mut out) = (column + 1, vec![]);
    while rest > 0 {
        out.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    out.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_a_spreadsheet() {
        let named = [0, 25, 26, 701, 702, 16_383].map(letters);
        assert_eq!(named, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }
}
