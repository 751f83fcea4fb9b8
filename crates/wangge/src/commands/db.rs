//! `wangge db`: what is done with databases as a whole.

use std::{env, path::PathBuf};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use store::Place;

use super::{backup, serve};

/// What is done with databases.
#[derive(Debug, Subcommand)]
pub enum Db {
    /// 把某一时刻的全部数据复制到空的数据库，任一方向，逐表比对哈希；服务运行时也可用，但其后写入的不在副本里 / Copies all data of one
    /// moment into an empty database of either kind and compares the hashes of all tables; also beside a running service, but what is
    /// written later is not in the copy
    Copy(Copy),
}

/// The arguments of `wangge db copy`.
#[derive(Args, Debug)]
pub struct Copy {
    /// 从哪里：数据文件夹或 postgres://…；- 表示环境变量 `WANGGE_DATABASE` 中的地址 / Where from: a data folder or postgres://…; - stands for
    /// the address in `WANGGE_DATABASE`
    from: String,
    /// 到哪里，写法相同：空的或尚不存在的文件夹，或空的库 / Where to, in the same way: a folder that is empty or not there yet, or an empty
    /// database
    to: String,
    /// PostgreSQL 一方的照片所在的数据文件夹 / The data folder with the photos of a database on a server
    #[arg(long, env = "WANGGE_DATA", default_value = "wangge-data", value_name = "DIR")]
    data: PathBuf,
    /// 目标为 PostgreSQL 时照片放在哪里，默认同 --data / Where the photos go when the target is on a server; as --data if not given
    #[arg(long, value_name = "DIR")]
    to_data: Option<PathBuf>,
}

impl Db {
    /// Runs the command.
    pub fn run(self) -> Result<()> {
        let Self::Copy(it) = self;
        let from = place(&it.from, &it.data)?;
        let to = place(&it.to, it.to_data.as_ref().unwrap_or(&it.data))?;
        serve::check_place(&from)?;
        let copied = backup::copy(&from, &to)?;
        let (tables, rows, found) = (copied.tables, copied.rows, &copied.examined);
        println!(
            "已复制并核对：{tables} 个表 {rows} 行，案件 {0} 件，照片 {1} 张 → {to} / copied and compared: {tables} tables, {rows} rows, {0} incidents, {1} photos",
            found.incidents, found.photos
        );
        backup::finish(found)
    }
}

/// Reads where a store is.
fn place(text: &str, data: &std::path::Path) -> Result<Place> {
    let database = match text {
        "-" => Some(env::var("WANGGE_DATABASE").context("没有设置 WANGGE_DATABASE / WANGGE_DATABASE is not set")?),
        _ if text.starts_with("postgres://") || text.starts_with("postgresql://") => Some(text.to_owned()),
        _ => None,
    };
    let folder = if database.is_some() { data.to_owned() } else { PathBuf::from(text) };
    Ok(Place { folder, database })
}
