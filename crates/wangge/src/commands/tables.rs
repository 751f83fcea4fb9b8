//! Tables as files: `.xlsx` and `.csv` alike.

use std::{
    fs::File,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::Args;
use service::ImportReport;
use table::{Column, Format, MOST_BYTES, Options, Table};

use crate::outputs::Outputs;

/// A table to read.
#[derive(Args, Clone, Debug)]
pub struct TableFile {
    /// 表格：.xlsx 或 .csv（UTF-8、GBK），首行为列名 / The table with a header: .xlsx or .csv (UTF-8, GBK)
    #[arg(value_name = "FILE.{xlsx,csv}")]
    pub file: PathBuf,
    /// 工作表名称，缺省为第一张 / The sheet of a workbook; the first one when absent
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
}

impl TableFile {
    /// Reads the table; tells the columns of `known` that it does not have a word for.
    ///
    /// # Errors
    /// What the system says, and what is wrong with the table.
    pub fn read(&self, comments: bool) -> Result<Table> {
        let failed = || format!("读不了 {0} / cannot read {0}", self.file.display());
        let mut bytes = vec![];
        // One byte more than is taken, so that what is larger is told as such without being read.
        let most = MOST_BYTES as u64 + 1;
        File::open(&self.file).and_then(|it| it.take(most).read_to_end(&mut bytes)).with_context(failed)?;
        Table::read(&bytes, &Options { sheet: self.sheet.as_deref(), comments }).with_context(failed)
    }

    /// Says where something comes from.
    pub fn note(&self) -> String {
        let name: String = self.file.file_name().unwrap_or_default().to_string_lossy().chars().take(100).collect();
        format!("导入 {name} / import of {name}")
    }
}

/// Tells each row that is refused, and how many are to be taken.
///
/// # Errors
/// Rows, but none that can be taken; and what the system says.
pub fn tell(report: &ImportReport) -> Result<()> {
    for name in &report.unknown {
        eprintln!("不认识“{name}”列，略过 / the column `{name}` is not known and left aside");
    }
    let mut out = std::io::stdout().lock();
    for (it, refused) in report.refused() {
        writeln!(out, "{}", refused.told(("行", "line"), it.line))?;
    }
    let (rows, bad) = (report.lines.len(), report.refused().count());
    let good = rows - bad;
    writeln!(
        out,
        "共 {rows} 行：可导入 {good} 行，有误 {bad} 行 / {rows} rows: {good} to be taken, {bad} with errors"
    )?;
    if rows > 0 && good == 0 {
        bail!("没有一行可以导入 / not one row can be taken");
    }
    Ok(())
}

/// Writes a table to a file, in the format that its name ends with.
///
/// # Errors
/// Another ending, and what the system says.
pub fn write(file: &Path, name: &str, columns: &[Column], rows: Vec<Vec<String>>) -> Result<()> {
    let ending = file.extension().unwrap_or_default().to_string_lossy();
    let Some(format) = Format::parse(&ending) else {
        bail!("文件名须以 .xlsx 或 .csv 结尾：{0} / the name must end in .xlsx or .csv: {0}", file.display());
    };
    let count = rows.len();
    let bytes = table::write(format, name, columns, rows)?;
    let mut outputs = Outputs::default();
    outputs.write(file, |out| out.write_all(&bytes))?;
    outputs.finish()?;
    println!("已写入 {0}，{count} 行 / written to {0}: {count} rows", file.display());
    Ok(())
}
