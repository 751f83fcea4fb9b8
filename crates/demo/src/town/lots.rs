//! Lots: blocks with a use.

use super::block::Block;
use crate::plane::V;

/// What a block is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Small houses along alleys.
    Old,
    /// Rows of slabs facing south.
    Slabs,
    /// Towers in a garden.
    Towers,
    School,
    Kindergarten,
    Hospital,
    Government,
    Market,
    Park,
    Square,
    Commercial,
    Works,
    Station,
    Temple,
}

/// A block with a use.
#[derive(Clone, Debug)]
pub(super) struct Lot {
    pub block: Block,
    /// The community's place among the sub-district's nine: rows from the south, each from the west.
    pub community: usize,
    /// `None` until it is decided.
    pub used: Option<Use>,
    pub name: String,
    /// How rows of slabs lie: direction of the rows in radians, where the first row's middle lies across them, and how far
    /// the rows are apart.
    pub rows: Option<Rows>,
    /// The ring of a pond and its like, in a park.
    pub pond: Option<Vec<V>>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Rows {
    pub angle: f64,
    pub first: f64,
    pub pitch: f64,
}
