//! Files in and out: streets from OSM PBF or GeoJSON, boundaries and divisions from GeoJSON or Shapefile, the table that
//! classes the streets; cells as GeoJSON, their edges as CSV.
//!
//! What is read becomes pieces of a [`model::Survey`]. Files are told apart by what is in them, never by their name alone;
//! a broken file is one clear sentence, never a panic; what can be mended is mended and counted in [`Dirt`].

mod areas;
mod boundary;
mod cells_file;
mod classify;
mod coordinates;
mod dirt;
mod division;
mod edges_file;
mod error;
mod geojson_file;
mod ground_files;
mod ring_check;
mod road_classes;
mod sniff;
mod streets;
mod tags;
#[cfg(test)]
mod testing;

pub use boundary::{read_boundary, read_boundary_in};
pub use cells_file::{write_cells_geojson, write_points_geojson, write_polygons_geojson};
pub use coordinates::{Coordinates, OnCgcs2000, read_control_points};
pub use dirt::Dirt;
pub use division::{Division, DivisionArea, DivisionColumns, DivisionOptions, read_division};
pub use edges_file::write_edges_csv;
pub use error::{ExchangeError, Looks, Problem};
pub use ground_files::{read_barriers, read_buildings};
pub use road_classes::{DEFAULT_ROAD_CLASSES, RoadClassTable, RoadClassTableError, RoadRule};
pub use streets::{StreetsFile, read_streets, read_streets_or_lines};
