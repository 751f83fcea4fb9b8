//! Frontage zones (门前三包): the ground before a façade.

use crate::{Polygon, SegmentId, Side, Span};

/// The ground before a façade, from the wall to the kerb, or to the centre line where there is no pavement.
///
/// Who answers for it is a duty with [`crate::Piece::Frontage`]: the pledge, whose term says when it was signed and until when
/// it is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontageZone {
    /// The code: the segment's code, a hyphen, `L` or `R` for the side, and three digits along rising chainage.
    pub code: String,
    /// The name of the shop or house, where it is known.
    pub name: Option<String>,
    /// The road segment before it.
    pub segment: SegmentId,
    /// The side of the segment, looking along rising chainage.
    pub side: Side,
    /// Chainage at which it begins: millimetres from the road's start.
    pub from_mm: u32,
    /// Chainage at which it ends, greater than `from_mm`.
    pub to_mm: u32,
    /// The ground.
    pub polygon: Polygon,
    /// In which versions it is on record.
    pub span: Span,
}
