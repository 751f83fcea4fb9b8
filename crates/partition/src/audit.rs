//! Checking a division that came from elsewhere, and mending its small faults.

mod ground;
mod mend;
mod rules;

use model::{Point, Polygon};

use self::ground::Ground;
use crate::{Home, PartitionError, building::Buildings};

pub use mend::{MendOptions, Mended, mend};

/// A cell of a division to be checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditCell {
    /// Its code as written.
    pub code: String,
    /// Its community's code, where one is given.
    pub community: Option<String>,
    /// Its parts; rings may be drawn either way round, cross and overlap.
    pub polygons: Vec<Polygon>,
}

/// By which measures a division is checked.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditOptions {
    /// The size that cells should have, in m². Default 10,000 (DOMAIN.md).
    pub target_m2: f64,
    /// By which share of it a cell may be smaller or larger. Default 0.25.
    pub tolerance: f64,
    /// Cells whose mean width (twice the area by the perimeter) is below this many metres are thin. Default 20.
    pub thin_m: f64,
    /// Borders may run through buildings for less than so many metres: surveys differ. Default 0.5.
    pub building_m: f64,
}

impl Default for AuditOptions {
    fn default() -> Self {
        Self { target_m2: 10_000.0, tolerance: 0.25, thin_m: 20.0, building_m: 0.5 }
    }
}

/// What is wrong with a division.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FaultKind {
    /// Two cells or more have ground in common.
    Overlap,
    /// Ground inside the boundary (without one: enclosed by cells) is no cell's.
    Gap,
    /// A cell lies partly outside the boundary.
    OutsideBoundary,
    /// A ring crosses or touches itself.
    SelfCrossing,
    /// A cell has no ground.
    NoGround,
    /// A cell is not one connected area.
    SeveralParts,
    /// A code comes twice.
    DuplicateCode,
    /// A code is not 14 or 15 digits, or does not begin with its community's.
    BadCode,
    /// A border runs through a building.
    CutsBuilding,
    /// A cell is too small.
    TooSmall,
    /// A cell is too large.
    TooLarge,
    /// A cell is thin.
    Thin,
}

impl FaultKind {
    /// Returns the identifier used in API and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Overlap => "overlap",
            Self::Gap => "gap",
            Self::OutsideBoundary => "outside_boundary",
            Self::SelfCrossing => "self_crossing",
            Self::NoGround => "no_ground",
            Self::SeveralParts => "several_parts",
            Self::DuplicateCode => "duplicate_code",
            Self::BadCode => "bad_code",
            Self::CutsBuilding => "cuts_building",
            Self::TooSmall => "too_small",
            Self::TooLarge => "too_large",
            Self::Thin => "thin",
        }
    }

    /// Returns the Chinese and the English word.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Overlap => ("重叠", "overlap"),
            Self::Gap => ("空隙", "gap"),
            Self::OutsideBoundary => ("超出边界", "outside the boundary"),
            Self::SelfCrossing => ("边界自相交", "border crosses itself"),
            Self::NoGround => ("没有面积", "no ground"),
            Self::SeveralParts => ("不连通", "several parts"),
            Self::DuplicateCode => ("编码重复", "code comes twice"),
            Self::BadCode => ("编码不合规则", "code against the rule"),
            Self::CutsBuilding => ("切割建筑物", "border through a building"),
            Self::TooSmall => ("面积过小", "too small"),
            Self::TooLarge => ("面积过大", "too large"),
            Self::Thin => ("过于狭长", "thin"),
        }
    }
}

/// A fault, with a place to zoom to.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What it is.
    pub kind: FaultKind,
    /// The cells concerned, by their position; of a gap those around it.
    pub cells: Vec<u32>,
    /// The ground concerned, in m²: common or missing ground, or the cell's; 0 where none is.
    pub area_m2: f64,
    /// The length concerned, in metres: of the border in the building, the mean width of what is thin, overlaps and gaps; 0
    /// where none is.
    pub length_m: f64,
    /// A place on the spot.
    pub at: Point,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    /// The faults by kind, then by the cells.
    pub faults: Vec<Fault>,
    /// Twice the ground that lies in cells more than once, in square lattice units; ground in three cells counts twice.
    pub overlap2: i128,
    /// Twice the ground that is missing.
    pub gap2: i128,
    /// Twice the ground of cells outside the boundary.
    pub outside2: i128,
}

/// Checks a division against the rules of DOMAIN.md (Areas).
///
/// All borders are noded together, so that common and missing ground are exact on the lattice of 0.1 mm. Without `bounds` a gap
/// is ground enclosed by cells. Faults are those of the division as it is; nothing is guessed or changed.
///
/// # Errors
/// Points outside the frame, or more lines than can be numbered.
pub fn audit(
    cells: &[AuditCell],
    bounds: Option<&[Home]>,
    buildings: &[Polygon],
    options: &AuditOptions,
) -> Result<Audit, PartitionError> {
    let ground = Ground::new(cells, bounds)?;
    let mut out = Audit::default();
    ground.faults(&mut out);
    rules::codes(cells, &mut out.faults);
    rules::rings(cells, &mut out.faults)?;
    rules::sizes(cells, &ground, options, &mut out.faults);
    ground.cut_buildings(&Buildings::new(buildings), options, &mut out.faults);
    out.faults.sort_by(|a, b| (a.kind, &a.cells, a.at).cmp(&(b.kind, &b.cells, b.at)));
    Ok(out)
}
