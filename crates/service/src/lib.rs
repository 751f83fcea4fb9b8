//! What people do: find who answers for a spot, report, list, follow. The one writer and the live world.

mod answer;
mod clock;
mod ground;
mod incidents;
mod partition;
mod reason;
mod report;
mod rosters;
mod service;
mod streets;
mod trace;
mod world;

pub use answer::{Answer, Query, QueryError};
pub use clock::{Clock, SystemClock};
pub use ground::{Ground, GroundError};
pub use incidents::{Cursor, Page};
pub use partition::{
    Balance, Draft, DraftError, DutyGrid, Load, PlanRequest, Planned, Rerouted, TARGET_M2, VERSION_NOTE_LIMIT,
    VersionFigures,
};
pub use reason::{Words, compass_side, road_display};
pub use report::{NOTE_LIMIT, ReportError, Reported, Submission};
pub use service::{Announcement, Service, ServiceError};
pub use world::World;
