//! From boundaries and roads to unit cells and a coded road register. No IO.
//!
//! [`blocks`] tells what lines enclose. [`cells`] cuts communities along streets and other barriers into unit cells: an exact
//! planar subdivision on the lattice, without gaps and without common ground. Its stages, file by file: `relief` and `node`
//! (snap rounding), `face`, `plane` (which home a face lies in), `strip` (between carriageways), `merge` (slivers and leftovers),
//! `split` (cuts through large blocks), `path` (bent ways round buildings), `ring`, `label`. [`quality()`] measures the result.

mod audit;
mod blocks;
mod buckets;
mod building;
mod cell;
mod cells;
mod codes;
mod district;
mod edit;
mod face;
mod frontage;
mod grids;
mod label;
mod lattice;
mod mark;
mod merge;
mod node;
mod options;
mod overlay;
mod path;
mod plane;
mod profile;
mod quality;
mod register;
mod relief;
mod ring;
mod sides;
mod split;
mod strip;
mod table;

pub use audit::{Audit, AuditCell, AuditOptions, Fault, FaultKind, MendOptions, Mended, audit, mend};
pub use blocks::blocks;
pub use cell::{Barrier, BarrierClass, Cell, Edge, EdgeClass, Home, Partition, PartitionReport};
pub use cells::cells;
pub use codes::CodeDigits;
pub use district::{DistrictError, DistrictReport, district, district_quality, live_partition};
pub use edit::{
    Edit, EditError, EditWarning, NewDuty, Refused, Staffing, WarningKind, brought, edit, replace, review, undo,
    undoable,
};
pub use frontage::{FrontageOptions, frontages};
pub use grids::{
    CellGraph, GridBorder, GridCell, GridError, GridOptions, GridPlan, GridReport, GridSummary, GridWeights, Members,
    assess_grids, duty_grids,
};
pub use options::{CellOptions, PartitionError};
pub use overlay::{Overlay, overlay};
pub use quality::{Quality, quality};
pub use register::{RegisterReport, register};
pub use sides::{SegmentSides, sides};
pub use table::{TableError, edge_table, edges_of_cells, shapes};
