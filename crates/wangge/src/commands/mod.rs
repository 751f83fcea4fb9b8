//! One file per command.

pub mod account;
pub mod album;
pub mod audit;
pub mod coordinates;
pub mod demo;
pub mod division;
pub mod export;
pub mod import;
pub mod locate;
pub mod partition;
pub mod personas;
pub mod serve;
pub mod settings;
pub mod staff;
mod tables;

use std::path::PathBuf;

use clap::Args;

/// Where the data is kept.
#[derive(Args, Debug)]
pub struct DataFolder {
    /// 数据文件夹 / The data folder
    #[arg(long = "data", env = "WANGGE_DATA", default_value = "wangge-data")]
    pub path: PathBuf,
}
