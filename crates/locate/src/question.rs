//! What is asked.

use std::ops::RangeInclusive;

use model::{CategoryCode, Level, Owner, Point, RoadId};

/// The 68 % radius of a position whose accuracy is not told, in metres (default).
pub const DEFAULT_ACCURACY_M: f64 = 15.0;
/// Accuracies outside are drawn to the nearer end, in metres: no phone is better, and a worse one says nothing (default).
pub const ACCURACY_M: RangeInclusive<f64> = 3.0..=100.0;

/// Which way a reporter moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Course {
    /// Degrees clockwise from north.
    pub heading_deg: f64,
    /// Metres per second; slower than 1 the heading says nothing.
    pub speed_mps: f64,
}

/// A place, and what is known about it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// The place.
    pub point: Point,
    /// The 68 % radius of the position in millimetres.
    pub accuracy_mm: u32,
    /// What it is about.
    pub category: Option<CategoryCode>,
    /// What decides who is primarily responsible for such a thing.
    pub owner: Owner,
    /// How many millimetres beyond the usual reach of a road still belong to it.
    pub verge_mm: u32,
    /// Which way the reporter moves.
    pub course: Option<Course>,
    /// Whether it is on a bridge, the ground, or in a tunnel, where that is known.
    pub level: Option<Level>,
    /// The road that the reporter named.
    pub road: Option<RoadId>,
    /// The moment: milliseconds since 1970.
    pub at_ms: i64,
}

impl Question {
    /// Asks about a place at a moment, with the default accuracy and nothing else known.
    pub const fn at(point: Point, at_ms: i64) -> Self {
        Self {
            point,
            accuracy_mm: (DEFAULT_ACCURACY_M * 1000.0) as u32,
            category: None,
            owner: Owner::Grid,
            verge_mm: 0,
            course: None,
            level: None,
            road: None,
            at_ms,
        }
    }

    /// Sets the accuracy in metres, drawn into [`ACCURACY_M`]; `None` and NaN stand for the default.
    #[must_use]
    pub fn accuracy_m(mut self, metres: Option<f64>) -> Self {
        let metres = metres.filter(|it| !it.is_nan()).unwrap_or(DEFAULT_ACCURACY_M);
        self.accuracy_mm = (metres.clamp(*ACCURACY_M.start(), *ACCURACY_M.end()) * 1000.0).round() as u32;
        self
    }
}
