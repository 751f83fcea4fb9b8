//! Files in and out: streets from OSM PBF or GeoJSON, boundaries from GeoJSON, and the table that classes the streets.
//!
//! What is read becomes pieces of a [`model::Survey`]. Files are told apart by what is in them, never by their name alone;
//! a broken file is one clear sentence, never a panic; what can be mended is mended and counted in [`Dirt`].

mod boundary;
mod classify;
mod dirt;
mod error;
mod geojson_file;
mod road_classes;
mod sniff;
mod streets;
mod tags;
#[cfg(test)]
mod testing;

pub use boundary::read_boundary;
pub use dirt::Dirt;
pub use error::{ExchangeError, Looks, Problem};
pub use road_classes::{DEFAULT_ROAD_CLASSES, RoadClassTable, RoadClassTableError, RoadRule};
pub use streets::{StreetsFile, read_streets};
