//! Why a store was not copied.

use std::{io, path::PathBuf};

use thiserror::Error;

use crate::{Examined, StoreError, sql::SqlError};

/// Why a store was not copied.
#[derive(Debug, Error)]
pub enum CopyError {
    /// The folder to write to has something in it.
    #[error("{0} 不是空文件夹，不覆盖任何东西 / is not an empty folder, and nothing is written over")]
    Occupied(PathBuf),
    /// The database to write to has something in it.
    #[error("数据库 {0} 里已有数据，不覆盖任何东西 / the database {0} holds data, and nothing is written over")]
    NotEmpty(String),
    /// The folder to write to lies in the one that is read.
    #[error("{0} 在被复制的文件夹里面 / lies inside the folder that is copied")]
    Inside(PathBuf),
    /// A file or folder could not be written or read.
    #[error("{path} 读写失败 / cannot be read or written: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A table is not at the target what it is at the source.
    #[error(
        "表 {table} 复制后与原来不同（{read} 行，到达 {arrived} 行），未保留 / the table {table} is not what it was ({read} rows, {arrived} arrived): the copy was not kept"
    )]
    Differs {
        /// The table.
        table: String,
        /// How many rows were read.
        read: u64,
        /// How many are at the target.
        arrived: u64,
    },
    /// The one character that PostgreSQL's text cannot hold.
    #[error(
        "表 {table} 的 {column} 含有 PostgreSQL 不能保存的字符 U+0000 / {column} of the table {table} holds the character U+0000, which PostgreSQL cannot keep"
    )]
    Zero {
        /// The table.
        table: String,
        /// Its column.
        column: String,
    },
    /// The copy of the database did not stand the check; it was taken away again.
    #[error("数据库副本未通过检查，已删除 / the copy of the database did not stand the check and was taken away again")]
    Unsound(Box<Examined>),
    /// The database could not be read or copied.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SqlError> for CopyError {
    fn from(err: SqlError) -> Self {
        Self::Store(StoreError::engine("copying the database")(err))
    }
}
