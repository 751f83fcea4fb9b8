//! The audit trail as it is read.

use std::{fmt, str::FromStr};

use model::{AccountId, Sha256Hash, case::Actor};
use thiserror::Error;

/// A row of the audit trail: who changed what, when, from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number, from 1 without gaps.
    pub seq: i64,
    /// When it was written, by the clock of the machine that wrote it: milliseconds since 1970, never before the row before.
    pub at: i64,
    /// Who.
    pub actor: Actor,
    /// The address that the request came from; `None` where there was none, or it was erased.
    pub origin: Option<String>,
    /// What was done.
    pub operation: String,
    /// To what: the id of an incident, the hash of a photo, the number of a version.
    pub subject: Option<String>,
    /// What changed, as JSON.
    pub body: String,
    /// The hash by which the next row holds on to this one.
    pub hash: Sha256Hash,
}

/// Which rows of the audit trail, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only those before this number.
    pub before: Option<i64>,
    /// Only those of this account.
    pub account: Option<AccountId>,
    /// Only those about this.
    pub subject: Option<String>,
    /// How many at most.
    pub limit: usize,
}

/// What a whole audit trail holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoundTrail {
    /// How many rows it has.
    pub rows: i64,
    /// Up to which number of the table of events it vouches for.
    pub events_to: i64,
    /// Its last row. Noted outside, it shows later that nothing before was changed or cut off.
    pub last: TrailMark,
}

/// A row of the trail and its hash, as somebody may note them: `17:` and 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrailMark {
    /// The row's number.
    pub seq: i64,
    /// Its hash.
    pub hash: Sha256Hash,
}

impl fmt::Display for TrailMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

/// A text is no mark of a trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("应为“序号:64 位十六进制哈希” / must be a number, a colon and 64 hexadecimal digits")]
pub struct NoMark;

impl FromStr for TrailMark {
    type Err = NoMark;

    fn from_str(text: &str) -> Result<Self, NoMark> {
        let (seq, hash) = text.trim().split_once(':').ok_or(NoMark)?;
        Ok(Self { seq: seq.parse().map_err(|_| NoMark)?, hash: Sha256Hash::parse(hash).ok_or(NoMark)? })
    }
}

/// The first thing that is wrong with an audit trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TrailFault {
    /// A row is missing.
    #[error("审计记录缺第 {seq} 条 / row {seq} of the audit trail is missing")]
    Missing {
        /// The number of the first one.
        seq: i64,
    },
    /// A row was changed, or the one before it.
    #[error("审计记录第 {seq} 条被改动 / row {seq} of the audit trail was changed")]
    Changed {
        /// Its number.
        seq: i64,
    },
    /// What a row vouches for was changed, removed or added to.
    #[error(
        "审计记录第 {seq} 条所证的内容被改动：事件 {} 至 {}、照片 {} 至 {} / what row {seq} of the audit trail vouches for was changed: events {} to {}, photos {} to {}",
        .events.0 + 1, .events.1, .photos.0 + 1, .photos.1, .events.0 + 1, .events.1, .photos.0 + 1, .photos.1
    )]
    Appended {
        /// The row's number.
        seq: i64,
        /// Behind which event, up to which.
        events: (i64, i64),
        /// Behind which photo, up to which.
        photos: (i64, i64),
    },
    /// There are events or photos that no row vouches for.
    #[error("有未经审计的记录：{table} 第 {seq} 条 / {table} {seq} was added outside the audit trail")]
    Unrecorded {
        /// The table.
        table: &'static str,
        /// The number of the last one.
        seq: i64,
    },
    /// The address kept beside a row is not the one that it was written with.
    #[error("审计记录第 {seq} 条的来源地址被改动 / the origin of row {seq} of the audit trail was changed")]
    Origin {
        /// The row's number.
        seq: i64,
    },
    /// The row that was noted outside is another one, or not there.
    #[error("第 {seq} 条与此前抄录的哈希不符 / row {seq} is not the one that was noted")]
    Noted {
        /// The row's number.
        seq: i64,
    },
}
