//! Roads: classes, named groups of segments, and the segments between junctions.

use crate::{Point, RoadId};

/// The class of a road (主干道, 次干道, 支路, 背街小巷), highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RoadClass {
    /// 主干道.
    Main,
    /// 次干道.
    Secondary,
    /// 支路.
    Branch,
    /// 背街小巷.
    Alley,
}

impl RoadClass {
    /// All classes, highest first.
    pub const ALL: [Self; 4] = [Self::Main, Self::Secondary, Self::Branch, Self::Alley];

    /// Returns the identifier used in code, API, database and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Secondary => "secondary",
            Self::Branch => "branch",
            Self::Alley => "alley",
        }
    }

    /// Returns the class with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Returns the Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Main => "主干道",
            Self::Secondary => "次干道",
            Self::Branch => "支路",
            Self::Alley => "背街小巷",
        }
    }
}

/// Where a road runs relative to the ground.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Level {
    /// Below the ground.
    Tunnel,
    /// On the ground.
    #[default]
    Ground,
    /// Above the ground.
    Bridge,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Self; 3] = [Self::Tunnel, Self::Ground, Self::Bridge];

    /// Returns the identifier used in API, database and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tunnel => "tunnel",
            Self::Ground => "ground",
            Self::Bridge => "bridge",
        }
    }

    /// Returns the level with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// A side of a road, looking along rising chainage; left comes first in lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// Left of the direction of rising chainage.
    Left,
    /// Right of it.
    Right,
}

impl Side {
    /// Returns the identifier used in API and database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
        }
    }

    /// Returns the side with this identifier.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Left, Self::Right].into_iter().find(|it| it.as_str() == text)
    }
}

/// A road: the segments that people call by one name, or an unnamed chain of them under a code of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Road {
    /// The code: six digits of the county, the letter of the class (`Z` 主, `C` 次, `D` 支, `B` 背街小巷) and four digits.
    pub code: String,
    /// The name as on the sign; `None` for a road that has none and goes by its code.
    pub name: Option<String>,
    /// The name in English, where one is known.
    pub name_en: Option<String>,
    /// The class of most of its length.
    pub class: RoadClass,
}

/// A road segment (路段) between junctions, drawn along rising chainage.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadSegment {
    /// The road's code, a hyphen and the segment's number along it, three digits.
    pub code: String,
    /// The road it belongs to.
    pub road: RoadId,
    /// Its own class, which may differ from the road's.
    pub class: RoadClass,
    /// Where it runs relative to the ground.
    pub level: Level,
    /// The centre line; two points at least, no two neighbours equal.
    pub line: Vec<Point>,
    /// Chainage of the first point: metres from the road's start.
    pub from_m: f64,
    /// Chainage of the last point; greater than `from_m`.
    pub to_m: f64,
    /// Width of the carriageway in metres.
    pub width_m: f64,
}

impl RoadSegment {
    /// Returns the length of the centre line in metres.
    pub fn length_m(&self) -> f64 {
        crate::place::length_m(&self.line)
    }
}
