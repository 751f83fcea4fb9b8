//! What is found when a data folder is looked through, and what to do about it.

use std::path::PathBuf;

use model::{IncidentId, case::PhotoId};
use thiserror::Error;

use crate::{SoundTrail, TrailFault};

/// What long work on a folder is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Copying the database, counted in pages.
    Database,
    /// Copying the database, counted in rows.
    Rows,
    /// Comparing the hashes of what arrived, counted in rows.
    Hashes,
    /// Copying photos, counted in photos.
    Photos,
    /// Checking the database file and its references, counted in tables.
    Integrity,
    /// Checking the audit trail, counted in steps.
    Trail,
    /// Doing every case over again, counted in incidents.
    Cases,
    /// Reading every photo, counted in photos.
    Files,
}

impl Work {
    /// Returns what is being done, in both languages.
    pub const fn says(self) -> &'static str {
        match self {
            Self::Database | Self::Rows => "复制数据库 / copying the database",
            Self::Hashes => "核对哈希 / comparing hashes",
            Self::Photos => "复制照片 / copying photos",
            Self::Integrity => "检查数据库与引用 / checking the database and references",
            Self::Trail => "校验审计链 / checking the audit trail",
            Self::Cases => "重放案件 / replaying cases",
            Self::Files => "核对照片 / checking photos",
        }
    }
}

/// What was found in a folder.
#[derive(Clone, Debug)]
pub struct Examined {
    /// How many incidents there are.
    pub incidents: u64,
    /// How many photos there are.
    pub photos: u64,
    /// The audit trail, where it is whole.
    pub trail: Option<SoundTrail>,
    /// How many bytes more the file system takes; `None` where the system does not tell.
    pub free: Option<u64>,
    /// Everything found, in the order in which it was looked for.
    pub findings: Vec<Finding>,
}

impl Examined {
    /// Counts what has to be put right; the rest is only worth knowing.
    pub fn faults(&self) -> usize {
        self.findings.iter().filter(|it| it.is_fault()).count()
    }
}

/// Something that is wrong with a folder, or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Finding {
    /// The database file is damaged.
    #[error("数据库文件损坏 / the database file is damaged: {0}")]
    Database(String),
    /// A part could not be read at all.
    #[error("{what} 读不出来 / {what} cannot be read: {why}")]
    Unreadable {
        /// The table or the check.
        what: &'static str,
        /// What the engine or the system said.
        why: String,
    },
    /// Rows refer to others that are not there.
    #[error(
        "{table} 有 {rows} 行引用了不存在的 {parent} / {rows} rows of {table} refer to {parent} that are not there"
    )]
    Reference {
        /// The table whose rows refer.
        table: String,
        /// The table referred to.
        parent: String,
        /// How many rows.
        rows: u64,
    },
    /// The audit trail is not whole.
    #[error(transparent)]
    Trail(TrailFault),
    /// The state of an incident is not what its events lead to.
    #[error("案件 {id} 与其事件不符 / the incident {id} is not what its events lead to: {why}")]
    Case {
        /// The incident.
        id: IncidentId,
        /// In what.
        why: String,
    },
    /// The file of a photo, or its thumbnail, is not there.
    #[error("照片文件缺失 / the file of a photo is missing: {}", .0.display())]
    PhotoMissing(PathBuf),
    /// The file of a photo is not the one that was kept.
    #[error("照片文件损坏 / the file of a photo is damaged: {}", .0.display())]
    PhotoDamaged(PathBuf),
    /// The file of a photo cannot be read.
    #[error("照片文件读不出来 / the file of a photo cannot be read: {}: {why}", .path.display())]
    PhotoUnreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// An event shows a photo of which nothing else is known.
    #[error("事件引用了没有登记的照片 {0} / an event shows the photo {0}, which is not on record")]
    PhotoUnknown(PhotoId),
    /// A file that no row speaks of.
    #[error("没有登记的文件 / a file that is not on record: {}", .0.display())]
    Stray(PathBuf),
    /// The database was last written by an earlier program.
    #[error(
        "数据库是旧版本的，审计链和案件在升级之后才能检查 / the database is of an earlier version: audit trail and cases can be checked once it is brought up to date"
    )]
    Older,
    /// PostGIS is there, but the views for map programs are missing or of another version.
    #[error(
        "库里有 PostGIS，但 gis 视图缺失或不是本版本的 / there is PostGIS, but the views `gis.*` are missing or of another version"
    )]
    Views,
    /// The disk is nearly full.
    #[error("磁盘只剩 {} MiB，少于 {} MiB / only {} MiB are free, fewer than {} MiB", free >> 20, least >> 20, free >> 20, least >> 20)]
    Space {
        /// How many bytes are free.
        free: u64,
        /// How many there should be.
        least: u64,
    },
}

impl Finding {
    /// Tells whether it has to be put right; otherwise it is only worth knowing.
    pub const fn is_fault(&self) -> bool {
        !matches!(self, Self::Stray(_) | Self::Older | Self::Views)
    }

    /// Tells whether the database is concerned, and not only a photo or the disk.
    pub const fn is_of_database(&self) -> bool {
        matches!(
            self,
            Self::Database(_) | Self::Unreadable { .. } | Self::Reference { .. } | Self::Trail(_) | Self::Case { .. }
        )
    }

    /// Tells whether a copy in which it is found cannot be trusted to be what it was made from: anything else was so before.
    pub const fn is_of_copy(&self) -> bool {
        matches!(self, Self::Database(_) | Self::Unreadable { .. } | Self::Trail(_))
    }

    /// Returns what to do about it, in both languages.
    pub const fn advice(&self) -> &'static str {
        match self {
            Self::Database(_) | Self::Unreadable { .. } => {
                "停止服务，另存整个文件夹，检查磁盘，再用 wangge restore 恢复最近的完好备份 / stop the service, keep a copy of the folder, check the disk, then `wangge restore` the newest sound backup"
            }
            Self::Reference { .. } | Self::Trail(_) | Self::Case { .. } => {
                "数据被程序以外的手段改动过：保留现场，与备份比对，查明是谁，再决定是否恢复备份 / the data was changed outside the program: keep it as it is, compare it with a backup, find out by whom, then decide whether to restore"
            }
            Self::PhotoMissing(_) | Self::PhotoDamaged(_) | Self::PhotoUnreadable { .. } => {
                "从备份的同一位置把该文件拷回来 / copy this file back from the same place in a backup"
            }
            Self::PhotoUnknown(_) => "从较早的备份查找该照片 / look for this photo in an earlier backup",
            Self::Stray(_) => {
                "无害：写入中断时留下的，可以删除 / harmless: left by a write that was cut off, it may be deleted"
            }
            Self::Older => {
                "用本程序启动一次服务即可升级 / serving the folder once with this program brings it up to date"
            }
            Self::Views => {
                "用本程序启动一次服务即会建立；库的用户须有 CREATE 权限（GRANT CREATE ON DATABASE），别人的视图不得依赖它们 / serving the database once with this program makes them; its user needs the privilege CREATE on the database, and no view of others may rest on them"
            }
            Self::Space { .. } => {
                "清理磁盘或换大盘：写满后服务只能读 / free some space or move to a larger disk: once it is full the service only reads"
            }
        }
    }
}
