//! Why a file is no evidence.

use model::PhotoFormat;
use thiserror::Error;

/// Why a file is no evidence.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EvidenceError {
    /// There is nothing in it.
    #[error("文件是空的 / the file is empty")]
    Empty,
    /// It has too many bytes.
    #[error("照片有 {bytes} 字节，超过上限 {limit} 字节 / the photo has {bytes} bytes, more than the limit of {limit}")]
    TooLarge {
        /// How many it has.
        bytes: usize,
        /// How many it may have.
        limit: usize,
    },
    /// It is a HEIC or HEIF photo, which browsers do not show.
    #[error(
        "这是 HEIC/HEIF 照片，浏览器大多打不开，请改用 JPEG：iPhone 打开“设置 → 相机 → 格式”选“兼容性最佳”；安卓手机在相机设置里关闭“高效图片/HEIF 格式” / this is a HEIC/HEIF photo, which most browsers cannot show: switch the phone to JPEG. On iPhone: Settings → Camera → Formats → Most Compatible; on Android: turn off HEIF (high-efficiency pictures) in the camera's settings"
    )]
    Heic,
    /// It is something else.
    #[error("这是{zh}，只接受 JPEG、PNG、WebP 照片 / this is {en}; only JPEG, PNG and WebP photos are taken")]
    Other {
        /// What it is, in Chinese.
        zh: &'static str,
        /// What it is, in English.
        en: &'static str,
    },
    /// It moves.
    #[error("这是动态的 WebP，请上传静态照片 / this is an animated WebP; only still photos are taken")]
    Animated,
    /// It has too many pixels.
    #[error(
        "照片为 {width} × {height} 像素，上限为边长 {side}、共 {pixels} / the photo has {width} × {height} pixels, more than {side} a side or {pixels} in all"
    )]
    TooManyPixels {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// How many a side may have.
        side: u32,
        /// How many there may be in all.
        pixels: u64,
    },
    /// It is a progressive JPEG with so many scans that only an attacker could want it.
    #[error("JPEG 的扫描次数 {scans} 超过上限 {limit} / the JPEG has {scans} scans, more than {limit}")]
    TooManyScans {
        /// How many it has, counted up to the limit and one more.
        scans: usize,
        /// How many it may have.
        limit: usize,
    },
    /// It begins like a photo but cannot be read.
    #[error("{} 照片已损坏，读不出来：{why} / the {0} photo is damaged and cannot be read: {why}", .format.as_str())]
    Damaged {
        /// What it begins like.
        format: PhotoFormat,
        /// What is wrong, in English.
        why: String,
    },
}

impl EvidenceError {
    pub(crate) fn damaged(format: PhotoFormat) -> impl Fn(&dyn std::error::Error) -> Self {
        move |err| Self::Damaged { format, why: err.to_string() }
    }
}
