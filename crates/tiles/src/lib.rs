//! What is drawn: the live incident index and the vector tiles, `GeoJSON` and `TileJSON` made from it and from the
//! district. No IO, no clock; the same input gives the same bytes.
//!
//! Three coordinate systems meet here. Places come in degrees; the index and the prepared geometry use *world units*
//! ([`WorldPoint`]: 2^32 across the Web Mercator square, 9.3 mm at the equator); a tile is drawn in *tile units*
//! (4,096 across). Every rounding goes down, so that tiles are half-open and each incident lies in exactly one tile
//! of a zoom: the counts of a zoom's tiles add up to the count of the list.

mod clip;
mod filter;
pub mod geojson;
mod incidents;
mod index;
mod layers;
mod mercator;
mod morton;
pub mod mvt;
mod tile;
mod tilejson;
mod within;

pub use filter::{CategorySet, Filter, StageSet};
pub use incidents::{CLUSTERS_ACROSS, SINGLES_CLOSE, SINGLES_FAR, heat_tile, incident_tile};
pub use index::{BINS_ACROSS, Hit, IncidentIndex, Row};
pub use layers::DistrictTiles;
pub use mercator::WorldPoint;
pub use tile::{TileError, TileId};
pub use tilejson::{Layer, tile_json};
pub use within::{NumberSet, Region, Within};
