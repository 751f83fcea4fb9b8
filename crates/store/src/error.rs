//! Why the store refuses or fails.

use std::{
    io::{self, ErrorKind},
    path::PathBuf,
};

use model::{IncidentId, SavedView};
use thiserror::Error;

/// Why the store refuses or fails.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another process has the folder open.
    #[error("{0} 正被另一个网格进程使用 / is in use by another wangge process")]
    Locked(PathBuf),
    /// The schema has to be brought up to date, and another process still uses it as it is.
    #[error(
        "数据库 {0} 须先升级，请先停止使用它的其他网格进程 / the database {0} has to be brought up to date: stop the other wangge processes that use it first"
    )]
    Taken(String),
    /// Another process keeps the turn to write for too long.
    #[error("数据库 {0} 一直被另一个网格进程占用 / another wangge process keeps the database {0} to itself")]
    Held(String),
    /// Other processes changed what the change was made of; what they did has to be followed first.
    #[error(
        "其他网格进程刚刚更改过有关内容，请重试 / another wangge process has just changed what this rests on: try again"
    )]
    Behind,
    /// The database does not go on from where it was: what was saved is not there.
    #[error(
        "数据库 {0} 缺少已经保存的记录，请核查后重新启动 / the database {0} lacks what was saved: look into it, then start again"
    )]
    Overtaken(String),
    /// The address of a database cannot be read.
    #[error(
        "数据库地址应为 postgres://用户:密码@主机:端口/库名 / the database's address has to be postgres://user:password@host:port/database: {0}"
    )]
    Address(String),
    /// The server does not answer, or refuses.
    #[error("连不上数据库 {server} / the database {server} cannot be reached: {why}")]
    Unreachable {
        /// Host, port and database.
        server: String,
        /// What happened.
        why: String,
    },
    /// The file is something else, or was written by a newer program.
    #[error("{path} 不是本程序能打开的数据库 / is not a database this program can open: {why}")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        why: String,
    },
    /// The database was last written by an earlier program and can only be read after it was opened for writing once.
    #[error("{0} 是旧版本的数据库，须先升级 / is of an earlier version and has to be brought up to date first")]
    Outdated(PathBuf),
    /// A district is founded in a store that has one.
    #[error("数据库里已有辖区“{0}” / the store already holds the district `{0}`")]
    NotEmpty(String),
    /// What is to be taken back was never put on record, or was taken back before.
    #[error("没有仍然有效的{zh} {id} / there is no {en} {id} that still holds")]
    NotOnRecord {
        /// What it is, in Chinese.
        zh: &'static str,
        /// What it is, in English.
        en: &'static str,
        /// Its number.
        id: u32,
    },
    /// The incident has changed since the change was made for it.
    #[error("案件 {0} 已被他人更新 / the incident {0} has changed meanwhile")]
    Stale(IncidentId),
    /// A saved view cannot be kept as asked for.
    #[error(transparent)]
    View(#[from] ViewFault),
    /// Too many changes wait for the disk.
    #[error("等待写入的请求过多 / too many changes wait to be written")]
    Busy,
    /// The disk does not take what is written.
    #[error("{fault}: {cause}")]
    Disk {
        /// What is wrong with it.
        fault: DiskFault,
        /// What the engine or the system said.
        cause: String,
    },
    /// The folder is on a file system of the network, where the embedded engine loses data.
    #[error(
        "{} 在网络文件系统 {system} 上，嵌入式数据库会丢数据；请放到本机磁盘，或改用 PostgreSQL / is on the network file system {system}, where the embedded database loses data: use a disk of this machine, or PostgreSQL",
        .folder.display()
    )]
    Network {
        /// The folder.
        folder: PathBuf,
        /// The file system, as the system names it.
        system: String,
    },
    /// The program was built with an engine that may lose writes.
    #[error("SQLite {0} 过旧，须 3.51.3 或更新 / SQLite {0} is too old, 3.51.3 or newer is needed")]
    OldEngine(&'static str),
    /// The writer ended.
    #[error("写入线程已停止 / the writer has stopped")]
    Stopped,
    /// A value in the database is not one this program knows.
    #[error(
        "数据库字段 {column} 的值“{value}”无法识别 / the database column {column} holds the unknown value `{value}`"
    )]
    Corrupt {
        /// Table and column.
        column: &'static str,
        /// What stands there.
        value: String,
    },
    /// The engine failed.
    #[error("数据库在{doing}时出错 / the database failed while {doing}")]
    Engine {
        /// What was being done.
        doing: &'static str,
        /// What the engine said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// What is wrong with a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DiskFault {
    /// There is no room left.
    #[error("磁盘已满 / the disk is full")]
    Full,
    /// It may only be read.
    #[error("磁盘只读 / the disk is read-only")]
    ReadOnly,
    /// Reading or writing failed. Nothing is written until the file was opened and checked anew.
    #[error("磁盘读写失败 / the disk fails")]
    Failing,
    /// The database file is not whole.
    #[error("数据库文件损坏，请运行 wangge doctor / the database file is damaged: run `wangge doctor`")]
    Damaged,
}

impl DiskFault {
    /// Returns what is wrong with the disk, by what the system says of a file; `None` where it is something else.
    pub fn of(err: &io::Error) -> Option<Self> {
        match err.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Some(Self::Full),
            ErrorKind::ReadOnlyFilesystem => Some(Self::ReadOnly),
            // EIO has no name of its own.
            _ if err.raw_os_error() == Some(5) => Some(Self::Failing),
            _ => None,
        }
    }
}

/// Why a saved view cannot be kept as asked for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ViewFault {
    /// The owner has another one of this name.
    #[error("已有名为“{0}”的常用筛选 / there is a saved view named `{0}` already")]
    NameTaken(String),
    /// The owner has as many as there may be.
    #[error("每个账号最多保存 {} 个常用筛选 / an account has at most {} saved views", SavedView::MOST, SavedView::MOST)]
    TooMany,
    /// It is not there, or not any more.
    #[error("没有这个常用筛选 / there is no such saved view")]
    Gone,
}

impl StoreError {
    pub(crate) fn engine<E>(doing: &'static str) -> impl FnOnce(E) -> Self
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        move |err| Self::Engine { doing, source: err.into() }
    }

    /// An error of a file; where it is the disk's, it tells so.
    pub(crate) fn file(doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |err| match DiskFault::of(&err) {
            Some(fault) => Self::Disk { fault, cause: format!("{doing}: {err}") },
            None => Self::engine(doing)(err),
        }
    }

    /// Returns what another change of the same group is told: nothing of it was kept either.
    pub(crate) fn for_others(&self) -> Self {
        match self {
            Self::Disk { fault, cause } => Self::Disk { fault: *fault, cause: cause.clone() },
            Self::Unreachable { server, why } => Self::Unreachable { server: server.clone(), why: why.clone() },
            Self::Held(server) => Self::Held(server.clone()),
            _ => Self::engine("committing")("the group's commit failed"),
        }
    }

    /// Returns what went wrong, with its causes.
    pub(crate) fn told(&self) -> String {
        let causes = std::iter::successors(Some(self as &dyn std::error::Error), |it| it.source());
        causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
    }

    pub(crate) fn corrupt(column: &'static str, value: impl Into<String>) -> Self {
        let mut value: String = value.into();
        if let Some((at, _)) = value.char_indices().nth(80) {
            value.truncate(at);
            value.push('…');
        }
        Self::Corrupt { column, value }
    }
}
