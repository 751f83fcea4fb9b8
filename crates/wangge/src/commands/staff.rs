//! `wangge import duties` and `wangge import pledges`: tables of who answers for what, row by row.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufReader, Write, stdout},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, bail};
use clap::Args;
use csv::{ByteRecord, StringRecord};
use model::VersionKind;
use partition::Edit;
use service::{DUTY_COLUMNS, Fields, Ground, PLEDGE_COLUMNS, Refused, Service, ServiceError, StaffTable, SystemClock};
use store::read_district;

use super::{DataFolder, serve, table};

/// What a table lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Duties of any role.
    Duties,
    /// Pledges for frontage zones.
    Pledges,
}

/// The arguments of `wangge import duties` and `wangge import pledges`.
#[derive(Args, Debug)]
pub struct ImportStaff {
    /// CSV 表，首行为列名 / The table as CSV with a header
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    #[command(flatten)]
    data: DataFolder,
    /// 只检查，不写入 / Only checks, and keeps nothing
    #[arg(long)]
    dry_run: bool,
    /// 新版本的说明 / What is said about the new version
    #[arg(long)]
    note: Option<String>,
}

impl ImportStaff {
    /// Runs the command.
    pub fn run(self, kind: Kind) -> Result<()> {
        serve::check_folder(&self.data.path)?;
        if self.dry_run {
            let district = read_district(&self.data.path).with_context(|| serve::cannot_open(&self.data.path))?;
            let ground = Ground::new(district.ok_or(ServiceError::NoDistrict)?, catalog::categories())?;
            read(&ground, &self.file, kind)?;
            println!("仅检查，未写入 / checked only: nothing was kept");
            return Ok(());
        }
        let store = serve::open(&self.data.path)?;
        serve::runtime()?.block_on(async {
            let service = Service::start(store, Arc::new(SystemClock), catalog::categories(), catalog::flow(catalog::STREET)?).await?;
            let ground = service.world().ground.clone();
            let edits = read(&ground, &self.file, kind)?;
            if edits.is_empty() {
                return Ok(());
            }
            let base = ground.district.versions.len() as u64;
            let note = self.note.unwrap_or_else(|| note(&self.file));
            let draft = service.repartition(base, edits, VersionKind::Edited, note).await?;
            let (number, moved) = (base + 1, draft.rerouted.len());
            println!("已生效，第 {number} 版；改派未结案件 {moved} 件 / in force as version {number}, {moved} open incidents rerouted");
            Ok(())
        })
    }
}

/// Says where a version comes from.
fn note(file: &Path) -> String {
    let name: String = file.file_name().unwrap_or_default().to_string_lossy().chars().take(100).collect();
    format!("导入 {name} / import of {name}")
}

/// Reads a table, tells each row that is refused, and returns what the others bring.
fn read(ground: &Ground, file: &Path, kind: Kind) -> Result<Vec<Edit>> {
    let failed = format!("读不了 {0} / cannot read {0}", file.display());
    let input = BufReader::new(File::open(file).with_context(|| failed.clone())?);
    let (mut reader, header) = table::open(input, &failed)?;
    let columns = columns(&header, kind)?;
    let mut out = stdout().lock();
    let mut staff = StaffTable::new(ground);
    let (mut rows, mut bad) = (0_u64, 0_u64);
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).with_context(|| failed.clone())? {
        // A record begins where the one before ended, before empty lines: what it says is on the line on which it ends, less
        // the lines that its own fields break.
        let breaks = record.iter().flatten().filter(|it| **it == b'\n').count() as u64;
        let line = reader.position().line().saturating_sub(1 + breaks);
        let row = table::decoded(std::mem::take(&mut record));
        if row.iter().all(|it| it.trim().is_empty()) {
            continue;
        }
        rows += 1;
        let taken = fields(&row, &header, &columns).and_then(|it| match kind {
            Kind::Duties => staff.duty(&it),
            Kind::Pledges => staff.pledge(&it),
        });
        if let Err(refused) = taken {
            bad += 1;
            writeln!(out, "{}", refused.told(("行", "line"), line))?;
        }
    }
    let good = rows - bad;
    writeln!(
        out,
        "共 {rows} 行：可导入 {good} 行，有误 {bad} 行 / {rows} rows: {good} to be taken, {bad} with errors"
    )?;
    if rows > 0 && good == 0 {
        bail!("没有一行可以导入 / not one row can be taken");
    }
    Ok(staff.edits())
}

/// Finds the columns by their English or Chinese names; tells those that nobody knows.
fn columns(header: &StringRecord, kind: Kind) -> Result<BTreeMap<&'static str, usize>> {
    let known: &[(&'static str, &str)] = match kind {
        Kind::Duties => &DUTY_COLUMNS,
        Kind::Pledges => &PLEDGE_COLUMNS,
    };
    let mut columns = BTreeMap::new();
    for (at, name) in header.iter().map(str::trim).enumerate() {
        match known.iter().find(|it| it.0.eq_ignore_ascii_case(name) || it.1 == name) {
            Some((id, _)) => {
                if columns.insert(*id, at).is_some() {
                    bail!("表头里有两个 {id} 列 / the header has the column {id} twice");
                }
            }
            None => eprintln!("不认识“{name}”列，略过 / the column `{name}` is not known and left aside"),
        }
    }
    if columns.is_empty() {
        let names: Vec<_> = known.iter().map(|it| format!("{} {}", it.0, it.1)).collect();
        bail!("表头没有一列可用，可用的有：{0} / the header has no known column; known are: {0}", names.join(", "));
    }
    Ok(columns)
}

fn fields<'a>(
    row: &'a StringRecord,
    header: &StringRecord,
    columns: &BTreeMap<&'static str, usize>,
) -> Result<Fields<'a>, Refused> {
    if row.len() > header.len() {
        let (has, needs) = (row.len(), header.len());
        return Err(Refused::new(
            "fields",
            has,
            format!("表头有 {needs} 列"),
            format!("the header has {needs} fields"),
        ));
    }
    Ok(columns.iter().filter_map(|(id, at)| Some((*id, row.get(*at)?.trim()))).collect())
}
