//! How cells are cut, and why they cannot be.

use model::Point;
use thiserror::Error;

use crate::CodeDigits;

/// How cells are cut.
#[derive(Clone, Debug, PartialEq)]
pub struct CellOptions {
    /// The size aimed at, in m². Default 10,000, the size of a unit cell in built-up centres (DOMAIN.md).
    pub target_m2: f64,
    /// Cells below this share of the target are merged. Default 0.3.
    pub min_share: f64,
    /// Blocks between barriers below this many m² are slivers and merged before blocks are cut. Default 1,000, a tenth of
    /// the target (prototype).
    pub sliver_m2: f64,
    /// Blocks and cells whose mean width (twice the area by the perimeter) is below this many metres are merged. Default 6:
    /// a lane and its verge.
    pub thin_m: f64,
    /// Ground in no home, enclosed by homes and below this many m², goes to the home with the longest border on it.
    /// Default 1: what snapping and hand-drawn borders leave. 0 fills nothing.
    pub pocket_m2: f64,
    /// Whether the ground between the carriageways of one road is given to its two sides, along its axis; where it has
    /// none (a community's border runs in it) and blocks are cut, to one side in the same community, if it is narrower
    /// than 10 m. Default true.
    pub strips: bool,
    /// Whether blocks above 1.5 targets are cut. Default true.
    pub split: bool,
    /// Into how many pieces one block is cut at most; a larger block (a forest, a lake) gets larger pieces. Default 600:
    /// the codes of a community end at 999.
    pub most_pieces: u32,
    /// The form of the cells' codes. Default fifteen digits; under fourteen a community's codes end at 99.
    pub codes: CodeDigits,
}

impl Default for CellOptions {
    fn default() -> Self {
        Self {
            target_m2: 10_000.0,
            min_share: 0.3,
            sliver_m2: 1_000.0,
            thin_m: 6.0,
            pocket_m2: 1.0,
            strips: true,
            split: true,
            most_pieces: 600,
            codes: CodeDigits::default(),
        }
    }
}

impl CellOptions {
    pub(crate) fn check(&self) -> Result<(), PartitionError> {
        let bounds = [
            ("target_m2", self.target_m2, 1.0, 1e10),
            ("min_share", self.min_share, 0.0, 1.0),
            ("sliver_m2", self.sliver_m2, 0.0, 1e10),
            ("thin_m", self.thin_m, 0.0, 1e5),
            ("pocket_m2", self.pocket_m2, 0.0, 1e10),
            ("most_pieces", f64::from(self.most_pieces), 1.0, 100_000.0),
        ];
        for (name, value, least, most) in bounds {
            if !(least..=most).contains(&value) {
                return Err(PartitionError::Option { name, value, least, most });
            }
        }
        Ok(())
    }
}

/// Why a district cannot be cut into cells.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum PartitionError {
    /// No home encloses any ground.
    #[error("none of the {homes} communities encloses any ground")]
    NoArea {
        /// How many homes were given.
        homes: usize,
    },
    /// A point lies outside the frame.
    #[error("{thing} {at} has the point ({}, {}), outside the frame of ±{}", .point.x, .point.y, Point::LIMIT)]
    OutsideFrame {
        /// The list it stands in.
        thing: &'static str,
        /// The position in it.
        at: usize,
        /// The point.
        point: Point,
    },
    /// More than can be numbered.
    #[error("{count} {thing} are more than the {most} that can be cut at once")]
    TooMany {
        /// What there is too much of.
        thing: &'static str,
        /// How many there are, at least.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// An option is out of its bounds.
    #[error("option {name} is {value}, not between {least} and {most}")]
    Option {
        /// Its name.
        name: &'static str,
        /// Its value.
        value: f64,
        /// The least it may be.
        least: f64,
        /// The most it may be.
        most: f64,
    },
    /// Snapping did not come to rest. No input that does this is known.
    #[error("the lines did not come to rest on the lattice within {passes} passes")]
    Unstable {
        /// How many passes were made.
        passes: usize,
    },
    /// The result failed its own check. No input that does this is known.
    #[error("region {region} of the partition is not one connected area")]
    NotConnected {
        /// The number of the region.
        region: usize,
    },
}
