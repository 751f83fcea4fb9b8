//! Where things are: the local metric frame and, on its lattice, the indexes that find cells and road segments; datums and
//! plane systems. No IO.

mod cell_grid;
mod datum;
mod datum_hint;
mod exact;
mod frame;
mod line_distance;
mod line_grid;
mod local_plane;
mod locator;
mod plane;
mod ring;
mod slabs;
mod squares;
mod stretch;
mod zorder;

pub use cell_grid::{CellGrid, Ownership, Touch};
pub use datum::Datum;
pub use datum_hint::{DatumHint, datum_hint};
pub use frame::{Frame, FrameError};
pub use line_distance::LineDistance;
pub use line_grid::{Glimpse, Hit, Line, LineGrid};
pub use local_plane::{ControlPoint, LocalPlane, LocalPlaneError};
pub use locator::{Locator, NearestRoad, Place, RoadCandidate};
pub use plane::{EpsgSystem, PlaneError, PlaneSystem, Transverse, epsg_code, in_china};
pub use ring::{contains, distance_m};
pub use slabs::Slabs;
pub use stretch::between;
pub use zorder::{z_key, z_order};
