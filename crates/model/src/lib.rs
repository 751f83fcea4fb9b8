//! What the words mean: places, areas, roads, duties, categories, incidents, the case flow and its clocks. No IO, no clock.
//!
//! The names are the field's own (see DOMAIN.md); everything above this crate speaks in these types.

mod account;
mod area;
mod backdrop;
mod bulk;
mod calendar;
pub mod case;
mod category;
mod change;
mod district;
mod duty;
mod frontage;
mod hash;
mod id;
mod incident;
mod letter;
pub mod likeness;
mod list;
mod message;
mod notice;
mod partition;
mod permission;
mod photo;
mod place;
mod road;
mod robot;
mod ruling;
mod saved_view;
mod survey;

pub use account::{
    Account, AccountChange, AccountId, AccountRole, AccountsOnRecord, ApiToken, Failure, Grant, Scope, Secret, Secrets,
    Session, SessionId, Sight, TokenHash, TokenId, TokenScope,
};
pub use area::{Community, Subdistrict, UnitCell};
pub use backdrop::{Backdrop, BackdropKind, Landmark, LandmarkKind, Shape};
pub use bulk::{BULK_LIMIT, Bulk, BulkAnswer, BulkChange, BulkItem};
pub use calendar::{
    Calendar, CalendarError, CalendarOverride, CalendarYear, Day, Deadline, Escalation, EscalationTarget, OverrideKind,
    Share, Standing, WorkHours, due,
};
pub use case::{Case, CaseEvent, Flow, FlowError, FlowProfile, ProfileId};
pub use category::{
    Bilingual, Categories, Category, CategoryCode, CategoryError, Limit, LimitUnit, Major, Owner, PhotosNeeded,
    Quantity, StageLimits,
};
pub use change::{Author, Change, Decision, Deed, Report, Reroute, Settings, Snapshot};
pub use district::{BrokenDistrict, District};
pub use duty::{Duty, DutyRole, Hours, Leave, Person, Piece, Spot, Stretch, Term};
pub use frontage::FrontageZone;
pub use hash::Sha256Hash;
pub use id::{
    CellId, CommunityId, DutyId, EdgeId, FrontageId, IncidentId, LeaveId, NoticeId, PersonId, RoadId, RulingId,
    SegmentId, SubdistrictId, VersionId,
};
pub use incident::{Confidence, Event, Happening, Incident, IncidentDetail, RoadPosition, Source, Stage};
pub use letter::{Failing, Letter, LetterChange, LetterId, LetterState, Trial};
pub use list::List;
pub use message::{Message, MessageKind, Recipient};
pub use notice::{Notice, NoticeChange, NoticeKind};
pub use partition::{BarrierClass, CellEdge, EdgeClass, PartitionVersion, Repartition, Span, VersionKind};
pub use permission::{PERMITS, Permission, Permit, Who};
pub use photo::{PhotoFile, PhotoFormat, PhotoSize};
pub use place::{FrameOrigin, LonLat, Point, Polygon, Rect};
pub use road::{Level, Road, RoadClass, RoadSegment, Side};
pub use robot::{Robot, RobotChange, RobotId, RobotKind, RobotSecrets, RobotsOnRecord};
pub use ruling::{Ruling, RulingKind, Verdict};
pub use saved_view::{SavedView, Sharing, ViewChange, ViewId, ViewList};
pub use survey::{
    AreaLevel, Survey, SurveyArea, SurveyLandmark, SurveyPolygon, SurveyShape, SurveyShapeGeometry, SurveyWay,
};
