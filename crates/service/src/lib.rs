//! What people do: find who answers for a spot, report, list, follow. The one writer and the live world.

mod account;
mod answer;
mod audit;
mod bulk;
mod case;
mod clock;
mod coverage;
mod decision;
mod flow;
mod frontage;
mod ground;
mod imports;
mod inbox;
mod leave;
mod likeness;
mod list;
mod moment;
mod neighbours;
mod notice;
mod owners;
mod partition;
mod past;
mod photos;
mod reason;
mod refused;
mod register;
mod report;
mod reroute;
mod robots;
mod rosters;
mod ruling;
mod saved_views;
mod service;
mod settings;
mod staffing;
mod streets;
mod trace;
mod upgrade;
mod view;
mod world;

pub use account::{
    AccountError, Accounts, Credentials, Enrolment, NewAccount, NewToken, Opened, PASSWORD_LEAST, Revision,
    SESSION_IDLE_MS, SESSION_MOST_MS, SignedIn, TOKEN_NAME_LIMIT, check_password, random_password,
};
pub use answer::{Answer, Query, QueryError};
pub use bulk::{BulkError, BulkOrder, Told};
pub use case::{CaseError, Done, Order};
pub use clock::{Clock, SystemClock};
pub use decision::DecisionError;
pub use flow::route;
pub use frontage::Frontage;
pub use ground::{Ground, GroundError};
pub use imports::{Fate, FieldChange, ImportLine, ImportReport};
pub use leave::{LEAVE_DAYS, LeaveError, NewLeave};
pub use likeness::LikenessError;
pub use list::{Cursor, CursorError, ListFilter, Page, Sort, SortBy, Task, TaskPage};
pub use moment::{local_time, moment};
pub use notice::{NOTICE_ISSUERS, NewNotice, NoticeError};
pub use owners::{Owners, bulk_order};
pub use partition::{
    Balance, Draft, DraftError, DutyGrid, Load, PlanRequest, Planned, TARGET_M2, VERSION_NOTE_LIMIT, VersionFigures,
};
pub use past::Past;
pub use photos::{AddedPhoto, PHOTO_LIMIT, PhotoError};
pub use reason::{Words, compass_side, road_display};
pub use refused::{Refused, cgcs2000};
pub use register::Entry;
pub use report::{NOTE_LIMIT, ReportError, Reported, Submission};
pub use reroute::Rerouted;
pub use robots::{Carried, Carrier, CarryError, NewRobot, RobotError, RobotRevision, Sender, told};
pub use ruling::{NewRuling, RULING_NOTE_LIMIT, RULING_RADIUS_MM, RulingError};
pub use saved_views::may_change_view;
pub use service::{Announcement, Service, ServiceError};
pub use settings::{CALENDAR_YEARS, SettingError, SettingsImported, TEXT_LIMIT};
pub use staffing::{DUTY_COLUMNS, PERSON_COLUMNS, PLEDGE_COLUMNS, StaffImport, StaffImported, StaffKind};
pub use view::View;
pub use world::World;
