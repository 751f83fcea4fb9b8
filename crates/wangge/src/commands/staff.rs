//! `wangge import people`, `duties` and `pledges`: tables of who answers for what, row by row.

use anyhow::Result;
use clap::Args;
use service::{StaffImport, StaffKind};

use super::{
    DataFolder, serve,
    tables::{TableFile, tell},
};

/// The arguments of `wangge import people`, `duties` and `pledges`.
#[derive(Args, Debug)]
pub struct ImportStaff {
    #[command(flatten)]
    table: TableFile,
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
    pub fn run(self, kind: StaffKind) -> Result<()> {
        serve::check_place(&self.data.place())?;
        let table = self.table.read(false)?;
        if self.dry_run {
            tell(&serve::read_ground(&self.data.place())?.staff_edits(&table, kind)?.1)?;
            println!("仅检查，未写入 / checked only: nothing was kept");
            return Ok(());
        }
        let store = serve::open(&self.data.place())?;
        serve::runtime()?.block_on(async {
            let service = serve::start(store).await?;
            let note = self.note.unwrap_or_else(|| self.table.note());
            let import = StaffImport { kind, skip_refused: true, dry_run: false, note };
            let imported = service.import_staff(table, import).await??;
            tell(&imported.report)?;
            if let Some((number, moved)) = imported.version {
                println!("已生效，第 {number} 版；改派未结案件 {moved} 件 / in force as version {number}, {moved} open incidents rerouted");
            }
            Ok(())
        })
    }
}
