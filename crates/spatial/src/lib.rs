//! Where things are: the local metric frame and, on its lattice, the indexes that find cells and road segments. No IO.

mod cell_grid;
mod exact;
mod datum;
mod datum_hint;
mod frame;
mod line_grid;
mod locator;
mod ring;
mod squares;
mod zorder;

pub use cell_grid::{CellGrid, Ownership, Touch};
pub use datum::Datum;
pub use datum_hint::{DatumHint, datum_hint};
pub use frame::{Frame, FrameError};
pub use line_grid::{Hit, Line, LineGrid};
pub use locator::{CellCandidate, Locator, NearestRoad, Place, RoadCandidate};
pub use ring::{contains, distance_m};
pub use zorder::{restore, z_key, z_order};
