//! One file per command.

pub mod account;
pub mod album;
pub mod audit;
pub mod backup;
pub mod coordinates;
pub mod db;
pub mod demo;
pub mod division;
pub mod doctor;
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
use store::Place;

/// Where the data is kept.
#[derive(Args, Debug)]
pub struct DataFolder {
    /// 数据文件夹 / The data folder
    #[arg(long = "data", env = "WANGGE_DATA", default_value = "wangge-data")]
    pub path: PathBuf,
    /// PostgreSQL 数据库地址，代替数据文件夹中的 SQLite 文件（照片仍在文件夹里）；含密码时请用环境变量 / The address of a PostgreSQL
    /// database that takes the place of the SQLite file in the folder, where photos stay; one with a password belongs into the
    /// environment
    #[arg(long, env = "WANGGE_DATABASE", hide_env_values = true, value_name = "postgres://…")]
    pub database: Option<String>,
}

impl DataFolder {
    /// Returns where the store is.
    pub fn place(&self) -> Place {
        Place { folder: self.path.clone(), database: self.database.clone().filter(|it| !it.is_empty()) }
    }
}
