//! `wangge export`: tables as an office edits them; the same commands of `wangge import` take them back.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use service::{DUTY_COLUMNS, Ground, PERSON_COLUMNS, PLEDGE_COLUMNS, ServiceError};
use store::read_district;

use super::{DataFolder, serve, tables};

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// People.
    People,
    /// Duties, without pledges.
    Duties,
    /// Pledges for frontage zones.
    Pledges,
}

/// The arguments of `wangge export`. The service may be running on the folder.
#[derive(Args, Debug)]
pub struct Export {
    /// 导出什么 / What to export
    #[arg(value_enum)]
    kind: Kind,
    /// 写到哪里，.xlsx 或 .csv / Where to, as .xlsx or .csv
    #[arg(value_name = "FILE.{xlsx,csv}")]
    file: PathBuf,
    #[command(flatten)]
    data: DataFolder,
}

impl Export {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        serve::check_folder(&self.data.path)?;
        let district = read_district(&self.data.path).with_context(|| serve::cannot_open(&self.data.path))?;
        let ground = Ground::new(district.ok_or(ServiceError::NoDistrict)?, catalog::categories())?;
        match self.kind {
            Kind::People => tables::write(&self.file, "人员", &PERSON_COLUMNS, ground.person_rows()),
            Kind::Duties => tables::write(&self.file, "责任", &DUTY_COLUMNS, ground.duty_rows()),
            Kind::Pledges => tables::write(&self.file, "门前三包", &PLEDGE_COLUMNS, ground.pledge_rows()),
        }
    }
}
