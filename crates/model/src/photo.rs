//! Photos as they are kept: files by hash, and what is known about each.

use crate::{AccountId, LonLat, case::PhotoId};

/// The format of a photo's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhotoFormat {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    WebP,
}

impl PhotoFormat {
    /// All formats.
    pub const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::WebP];

    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::WebP => "webp",
        }
    }

    /// Returns the format with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Returns how names of such files end.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
        }
    }

    /// Returns the media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }
}

/// A photo that is kept. The file holds no metadata any more; what it told stands here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PhotoFile {
    /// The SHA-256 of the file.
    pub id: PhotoId,
    /// What kind of file it is.
    pub format: PhotoFormat,
    /// How many bytes it has.
    pub bytes: u64,
    /// Pixels across, as it is shown.
    pub width: u32,
    /// Pixels down, as it is shown.
    pub height: u32,
    /// When it was taken, where it tells: milliseconds since 1970.
    pub taken_at: Option<i64>,
    /// Where it was taken, where it tells.
    pub place: Option<LonLat>,
    /// When it came: milliseconds since 1970.
    pub uploaded_at: i64,
    /// Who sent it, where known.
    pub uploaded_by: Option<AccountId>,
}

/// Which file of a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoSize {
    /// The photo itself.
    Whole,
    /// A small JPEG of it.
    Thumbnail,
}
