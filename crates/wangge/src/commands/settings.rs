//! `wangge import categories` and `calendar`: tables of settings, all rows or none.

use anyhow::{Result, bail};
use clap::Args;
use service::Fate;

use super::{
    DataFolder, serve,
    tables::{TableFile, tell},
};

/// What a table sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Categories.
    Categories,
    /// Holidays and make-up workdays.
    Calendar,
}

/// The arguments of `wangge import categories` and `calendar`. The service must not be running on the folder: while it runs, this
/// is done on the page.
#[derive(Args, Debug)]
pub struct ImportSettings {
    #[command(flatten)]
    table: TableFile,
    #[command(flatten)]
    data: DataFolder,
    /// 只检查，不写入 / Only checks, and keeps nothing
    #[arg(long)]
    dry_run: bool,
}

impl ImportSettings {
    /// Runs the command.
    pub fn run(self, kind: Kind) -> Result<()> {
        serve::check_place(&self.data.place())?;
        let table = self.table.read(true)?;
        let store = serve::open(&self.data.place())?;
        serve::runtime()?.block_on(async {
            let service = serve::start(store).await?;
            let imported = match kind {
                Kind::Categories => service.import_categories(table, self.dry_run).await?,
                Kind::Calendar => service.import_calendar(table, self.dry_run).await?,
            };
            let report = &imported.report;
            tell(report)?;
            for it in &report.lines {
                let Fate::Changed(changes) = &it.fate else { continue };
                let told: Vec<_> =
                    changes.iter().map(|it| format!("{} {}: {} → {}", it.zh, it.column, it.before, it.after)).collect();
                println!("{}：{}", it.subject, told.join("；"));
            }
            if !report.gone.is_empty() {
                println!("不再列出 / not listed any more: {}", report.gone.join(", "));
            }
            if self.dry_run {
                println!("仅检查，未写入 / checked only: nothing was kept");
            } else if imported.kept {
                println!("已生效；已立案的案件不变 / in force; cases that are filed stay as they are");
            } else if report.refused().next().is_some() {
                bail!("有误，全部未写入 / there are errors, so nothing was kept");
            } else {
                println!("与现行一致 / nothing is other than what holds");
            }
            Ok(())
        })
    }
}
