//! `wangge export`: tables as an office edits them; the same commands of `wangge import` take them back.

use std::path::PathBuf;

use anyhow::{Context, Result};
use catalog::{CALENDAR_COLUMNS, CATEGORY_COLUMNS, category_row, override_row};
use clap::{Args, ValueEnum};
use service::{DUTY_COLUMNS, PERSON_COLUMNS, PLEDGE_COLUMNS};
use store::read_settings;
use table::Column;

use super::{DataFolder, serve, tables};

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Categories in their newest versions.
    Categories,
    /// Holidays and make-up workdays.
    Calendar,
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
        let place = self.data.place();
        serve::check_place(&place)?;
        let ground = || serve::read_ground(&place);
        let (name, columns, rows): (_, &[Column], _) = match self.kind {
            Kind::Categories => {
                let rows = ground()?.categories.minors().map(category_row).collect();
                ("案件分类", &CATEGORY_COLUMNS, rows)
            }
            Kind::Calendar => {
                let set = read_settings(&place).with_context(|| serve::cannot_open(&place))?;
                let flow = catalog::flow(catalog::STREET)?.with_years(set.calendar)?;
                ("工作日历", &CALENDAR_COLUMNS, flow.calendar().overrides().map(override_row).collect())
            }
            Kind::People => ("人员", &PERSON_COLUMNS, ground()?.person_rows()),
            Kind::Duties => ("责任", &DUTY_COLUMNS, ground()?.duty_rows()),
            Kind::Pledges => ("门前三包", &PLEDGE_COLUMNS, ground()?.pledge_rows()),
        };
        tables::write(&self.file, name, columns, rows)
    }
}
