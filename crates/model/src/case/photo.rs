//! Photos as evidence.

use super::{Case, FlowProfile, Why};
use crate::{Point, Sha256Hash};

/// What a photo shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhotoKind {
    /// 处置前.
    Before,
    /// 处置后.
    After,
    /// 其他.
    Other,
}

impl PhotoKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Before, Self::After, Self::Other];

    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
            Self::Other => "other",
        }
    }

    /// Returns the kind with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// A photo by the SHA-256 of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PhotoId(pub [u8; 32]);

impl PhotoId {
    /// Reads 64 hexadecimal digits, small or capital; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        Sha256Hash::parse(text).map(|it| Self(it.0))
    }
}

impl std::fmt::Display for PhotoId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Sha256Hash(self.0).fmt(f)
    }
}

/// A photo that goes with a deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Photo {
    /// Which file.
    pub id: PhotoId,
    /// What it shows.
    pub kind: PhotoKind,
    /// When it was taken, where it tells: milliseconds since 1970.
    pub taken_at: Option<i64>,
    /// Where it was taken, where it tells.
    pub place: Option<Point>,
}

impl Photo {
    /// Checks that it can show how the place was left: taken near it, after the case was reported. Where the photo does not
    /// tell its place, that of the sender counts; where it does not tell its time, it is believed.
    pub(super) fn shows_after(&self, case: &Case, sender: Option<Point>, profile: &FlowProfile) -> Result<(), Why> {
        if self.taken_at.is_some_and(|it| it < case.times.reported) {
            return Err(Why::PhotoOld);
        }
        match self.place.or(sender) {
            Some(it) => {
                let (found, allowed) = (it.distance_m(case.point), f64::from(profile.photo_radius_m));
                let far = Why::PhotoFar { distance_m: found.ceil() as u32, allowed_m: profile.photo_radius_m };
                if found <= allowed { Ok(()) } else { Err(far) }
            }
            None if profile.photo_unplaced => Ok(()),
            None => Err(Why::PhotoUnplaced),
        }
    }
}
