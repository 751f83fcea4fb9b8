//! Changing the partition: drafts that can be looked at before they are accepted, and duty grids with their loads.

mod change;
mod draft;
mod figures;
mod loads;
mod plan;

pub use change::VERSION_NOTE_LIMIT;
pub use draft::{Draft, DraftError, TARGET_M2};
pub use figures::VersionFigures;
pub use loads::{Balance, DutyGrid, Load};
pub use plan::{PlanRequest, Planned};
