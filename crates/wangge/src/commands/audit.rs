//! `wangge audit verify`: checks that nobody changed what is on record.

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use store::{TrailMark, verify_audit};

use super::{DataFolder, serve};

/// What is done with the audit trail.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// 校验审计链，服务运行时也可用 / Checks the audit trail, also beside a running service
    Verify(Verify),
}

/// The arguments of `wangge audit verify`.
#[derive(Args, Debug)]
pub struct Verify {
    #[command(flatten)]
    data: DataFolder,
    /// 此前抄录的“序号:哈希” / A row that was noted before, as number:hash
    #[arg(long, value_name = "SEQ:HASH")]
    noted: Option<TrailMark>,
}

impl Audit {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let Self::Verify(it) = self;
        let place = it.data.place();
        serve::check_place(&place)?;
        let checked = verify_audit(&place, it.noted).with_context(|| serve::cannot_open(&place))?;
        let sound = checked?;
        println!(
            "审计链完好：{0} 条，证至事件 {1} / the audit trail is whole: {0} rows, up to event {1}",
            sound.rows, sound.events_to
        );
        println!("请抄录到别处 / to be noted elsewhere: {}", sound.last);
        Ok(())
    }
}
