//! How large a photo may be.

/// How large a photo may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Pixels of one side.
    pub side: u32,
    /// Pixels in all.
    pub pixels: u64,
    /// Scans of a progressive JPEG: each may cost as much as decoding the whole picture, and a few bytes make one. Cameras
    /// and editors write about ten.
    pub scans: usize,
    /// Pixels of the longer side of a thumbnail.
    pub thumbnail: u32,
}

impl Default for Limits {
    /// 10 MiB, 12,000 pixels a side, 50 megapixels (FACTS.md, Faults: Limits), 100 scans, thumbnails of 320 pixels.
    fn default() -> Self {
        Self { bytes: 10 << 20, side: 12_000, pixels: 50_000_000, scans: 100, thumbnail: 320 }
    }
}
