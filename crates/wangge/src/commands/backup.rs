//! `wangge backup` and `wangge restore`: a verified copy of the data, and back.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use store::{Copied, CopyError, Examined, Place, copy_folder, copy_store};

use super::{DataFolder, doctor, serve};
use crate::progress::Steps;

/// The arguments of `wangge backup`.
#[derive(Args, Debug)]
pub struct Backup {
    /// 备份到哪里：空的或尚不存在的文件夹 / Where to: a folder that is empty or not there yet
    #[arg(value_name = "DIR")]
    into: PathBuf,
    #[command(flatten)]
    data: DataFolder,
}

/// The arguments of `wangge restore`.
#[derive(Args, Debug)]
pub struct Restore {
    /// 备份所在的文件夹 / The folder of the backup
    #[arg(value_name = "DIR")]
    from: PathBuf,
    #[command(flatten)]
    data: DataFolder,
}

impl Backup {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let place = self.data.place();
        serve::check_place(&place)?;
        let it = examined(&place, &(&self.into).into())?;
        println!(
            "已备份并校验：案件 {} 件，照片 {} 张 → {} / backed up and verified: {} incidents, {} photos",
            it.incidents,
            it.photos,
            self.into.display(),
            it.incidents,
            it.photos
        );
        finish(&it)
    }
}

impl Restore {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        serve::check_place(&(&self.from).into())?;
        let place = self.data.place();
        let it = examined(&(&self.from).into(), &place)?;
        println!(
            "已恢复并校验：案件 {} 件，照片 {} 张 → {} / restored and verified: {} incidents, {} photos",
            it.incidents, it.photos, place, it.incidents, it.photos
        );
        finish(&it)
    }
}

/// Copies page by page where both are files, which is quicker; otherwise row by row.
fn examined(from: &Place, to: &Place) -> Result<Examined> {
    if from.database.is_some() || to.database.is_some() {
        return Ok(copy(from, to)?.examined);
    }
    let mut steps = Steps::default();
    let copied = copy_folder(&from.folder, &to.folder, &mut |work, done, total| steps.of(work, done, total));
    drop(steps);
    told(from, copied)
}

/// Copies row by row, with bars.
pub fn copy(from: &Place, to: &Place) -> Result<Copied> {
    let mut steps = Steps::default();
    let copied = copy_store(from, to, &mut |work, done, total| steps.of(work, done, total));
    drop(steps);
    told(from, copied)
}

fn told<T>(from: &Place, copied: Result<T, CopyError>) -> Result<T> {
    if let Err(CopyError::Unsound(it)) = &copied {
        doctor::tell(it);
    }
    copied.with_context(|| format!("{from} 未能复制 / {from} could not be copied"))
}

/// Notes what the trail ends with; a copy with faults is kept, and said to have them.
pub fn finish(it: &Examined) -> Result<()> {
    if let Some(sound) = it.trail {
        println!("审计链完好，请抄录到别处 / the audit trail is whole; to be noted elsewhere: {}", sound.last);
    }
    doctor::tell(it);
    let faults = it.faults();
    anyhow::ensure!(
        faults == 0,
        "副本已保留，但原数据有 {faults} 处问题 / the copy was kept, but the data it was made from has {faults} faults"
    );
    Ok(())
}
