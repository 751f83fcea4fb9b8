//! `wangge doctor`: everything wrong with the data, and what to do about it.

use anyhow::{Context, Result};
use clap::Args;
use store::{Examined, examine};

use super::{DataFolder, serve};
use crate::progress::Steps;

/// The arguments of `wangge doctor`.
#[derive(Args, Debug)]
pub struct Doctor {
    #[command(flatten)]
    data: DataFolder,
    /// 磁盘剩余少于多少 MiB 算问题 / Fewer free MiB on the disk than this are a fault
    #[arg(long, default_value_t = 256, value_name = "MIB")]
    least_free: u32,
}

impl Doctor {
    /// Runs the command: it fails where there is something to put right.
    pub fn run(self) -> Result<()> {
        let place = self.data.place();
        serve::check_place(&place)?;
        let mut steps = Steps::default();
        let least = u64::from(self.least_free) << 20;
        let examined = examine(&place, least, &mut |work, done, total| steps.of(work, done, total));
        drop(steps);
        let it = examined.with_context(|| serve::cannot_open(&place))?;
        println!(
            "已检查：案件 {} 件，照片 {} 张，审计 {} 条 / looked through: {} incidents, {} photos, {} audit rows",
            it.incidents,
            it.photos,
            it.trail.map_or(0, |trail| trail.rows),
            it.incidents,
            it.photos,
            it.trail.map_or(0, |trail| trail.rows)
        );
        if let Some(free) = it.free {
            println!("磁盘剩余 {0} MiB / {0} MiB are free on the disk", free >> 20);
        }
        tell(&it);
        let faults = it.faults();
        anyhow::ensure!(faults == 0, "发现 {faults} 处问题 / {faults} faults were found");
        println!("一切完好 / all is well");
        Ok(())
    }
}

/// Prints findings, each with what to do about it.
pub fn tell(it: &Examined) {
    for finding in &it.findings {
        println!("{} {finding}\n  → {}", if finding.is_fault() { "✗" } else { "·" }, finding.advice());
    }
}
