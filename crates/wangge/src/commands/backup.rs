//! `wangge backup` and `wangge restore`: a verified copy of the data, and back.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use store::{BackupError, Examined, copy_folder};

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
        let it = copy(doctor::folder_of(&self.data)?, &self.into)?;
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
        doctor::without_server(&self.data)?;
        let it = copy(&self.from, &self.data.path)?;
        println!(
            "已恢复并校验：案件 {} 件，照片 {} 张 → {} / restored and verified: {} incidents, {} photos",
            it.incidents,
            it.photos,
            self.data.path.display(),
            it.incidents,
            it.photos
        );
        finish(&it)
    }
}

fn copy(from: &Path, into: &Path) -> Result<Examined> {
    let mut steps = Steps::default();
    let copied = copy_folder(from, into, &mut |work, done, total| steps.of(work, done, total));
    drop(steps);
    if let Err(BackupError::Unsound(it)) = &copied {
        doctor::tell(it);
    }
    copied.with_context(|| format!("{0} 未能复制 / {0} could not be copied", from.display()))
}

/// Notes what the trail ends with; a copy with faults is kept, and said to have them.
fn finish(it: &Examined) -> Result<()> {
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
