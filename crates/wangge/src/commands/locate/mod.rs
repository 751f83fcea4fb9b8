//! `wangge locate`: who answers for many places, from standard input to standard output.

mod bulk;
mod columns;
mod features;
mod own;
mod rows;
mod source;
mod write;

use std::{
    io::{BufRead, BufReader, BufWriter, Read, stdin, stdout},
    path::PathBuf,
};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use spatial::Datum;

use self::{bulk::Bulk, columns::Columns, own::Record, source::Source};
use crate::{
    commands::{coordinates, import::SourceFiles},
    progress::Step,
};

/// How the answers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// CSV: the input's own columns, then those of the answer.
    Csv,
    /// GeoJSON: the points on CGCS2000 with the same as properties.
    Geojson,
}

/// 批量定责：标准输入逐行读点（CSV 或 GeoJSON），标准输出写负责人。
///
/// Reads points from standard input and writes who answers for them to standard output, in the same order.
///
/// 输入 / Input: CSV（UTF-8 或 GB18030，须有表头）或 GeoJSON 点要素 / CSV (UTF-8 or GB18030) with a header, or a GeoJSON
/// FeatureCollection of points. 列 / Columns, in any order: lon, lat; 可选 / optional: accuracy_m, category, datum, at
/// (RFC 3339, or a day: its end). 其他列原样保留，与输出列同名的除外 / Other columns pass through, but for those named like an
/// output. 由 GeoJSON 写 CSV 时取第一个要素的属性 / From GeoJSON to CSV the first feature's properties become the columns.
///
/// 输出 / Output: cell, member, road, leader, distance_m, side, chainage_m, confidence (certain, likely, choose), status (inside,
/// near_outside, outside; road, no_road without a boundary; error), reasons. 距离是负责的道路，没有时是 500 米内最近的道路 /
/// The distance is that of the road that answers, else of the nearest within 500 m.
///
/// 坏行写成 status = error 并说明原因，同时在标准错误上提示，其余照常；只有整个输入读不了才以 1 退出 / A bad row becomes one
/// with status `error` that says why, and is told on standard error; the run goes on. It ends with 1 only when the input as
/// a whole cannot be read.
#[expect(clippy::doc_markdown, reason = "the help shows it as it is")]
#[derive(Args, Debug)]
pub struct Locate {
    /// 数据文件夹（缺省 WANGGE_DATA 或 wangge-data）/ The data folder (otherwise WANGGE_DATA or wangge-data)
    #[arg(long, value_name = "DIR", conflicts_with = "streets")]
    data: Option<PathBuf>,
    /// 不用数据文件夹，直接取道路：OSM PBF 或 GeoJSON；没有等级的线都算支路 / Streets instead of a data folder: OSM PBF or GeoJSON; where no line has a class all are branch roads
    #[arg(long, value_name = "FILE")]
    streets: Option<PathBuf>,
    /// 边界 GeoJSON；不给则只按道路回答 / The boundary as GeoJSON; without it only roads answer
    #[arg(long, value_name = "FILE.geojson", requires = "streets")]
    boundary: Option<PathBuf>,
    /// 道路分类表 / The road class table
    #[arg(long, value_name = "FILE.csv", requires = "streets")]
    classes: Option<PathBuf>,
    /// 输出格式 / How the answers are written
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// 没有 datum 列时点的坐标基准：wgs84、cgcs2000、gcj02、bd09 / The datum of points without a datum of their own
    #[arg(long, value_name = "DATUM", value_parser = coordinates::datum, default_value = "cgcs2000")]
    datum: Datum,
}

impl Locate {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let source = match &self.streets {
            Some(streets) => {
                let files = SourceFiles { boundary: self.boundary, classes: self.classes, ..SourceFiles::default() };
                Source::of_streets(streets, &files)?
            }
            None => Source::of_data(self.data)?,
        };
        let step = Step::begin("定责 / Locating");
        let size = size_of_input();
        let read = std::cell::Cell::new(0);
        let mut input = BufReader::with_capacity(1 << 16, Counted { inner: stdin().lock(), read: &read });
        let out = BufWriter::with_capacity(1 << 16, stdout().lock());
        let mut bulk = Bulk::new(&source, self.format, self.datum, out);
        let mut tell = || step.of(read.get(), size);
        let json = begins_with_brace(&mut input).context("读不了标准输入 / cannot read standard input")?;
        let mut take = |columns: &Columns, record: Option<Record>| {
            bulk.begin(columns)?;
            record.map_or(Ok(()), |it| bulk.take(it, &mut tell))
        };
        if json {
            features::read(input, &mut take)?;
        } else {
            rows::read(input, &mut take)?;
        }
        let tally = bulk.finish()?;
        drop(step);
        eprintln!("{tally}");
        Ok(())
    }
}

/// Tells whether the first character that is no blank and no byte order mark is a brace: the input is JSON.
fn begins_with_brace(input: &mut impl BufRead) -> std::io::Result<bool> {
    let start = input.fill_buf()?;
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    Ok(text.iter().find(|it| !it.is_ascii_whitespace()) == Some(&b'{'))
}

/// Counts what is read.
struct Counted<'a, R> {
    inner: R,
    read: &'a std::cell::Cell<u64>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buf)?;
        self.read.set(self.read.get() + count as u64);
        Ok(count)
    }
}

/// Returns the bytes of a file on standard input; 0 for a pipe, whose end nobody knows.
#[cfg(unix)]
fn size_of_input() -> u64 {
    use std::os::fd::AsFd;
    let file = stdin().as_fd().try_clone_to_owned().map(std::fs::File::from);
    file.and_then(|it| it.metadata()).map_or(0, |it| it.len())
}

/// Returns 0: this system is not asked.
#[cfg(not(unix))]
fn size_of_input() -> u64 {
    0
}
