//! The shapes on the wire, and how text becomes values.

mod account;
mod answer;
mod audit;
mod bulk;
mod duty_change;
mod edit;
mod fault;
mod filter;
mod flow;
mod import;
mod incident;
mod leave;
mod message;
mod named;
mod notice;
mod order;
mod owners;
mod page;
mod partition;
mod people;
mod photo;
mod query;
mod question;
mod report;
mod robot;
mod ruling;
mod saved_view;
mod setting;
mod time;

pub(crate) use account::{
    AccountBody, AccountWire, CodeBody, Fields, FirstBody, MeWire, NewPasswordBody, PasswordBody, RevisionBody,
    ScopeBody, ScopeWire, SessionWire, SignInBody, TokenBody, TokenWire, refused_account,
};
pub(crate) use answer::AnswerWire;
pub(crate) use audit::AuditWire;
pub(crate) use bulk::{BulkAsked, BulkScope, bulk};
pub(crate) use duty_change::DutyChangesWire;
pub(crate) use edit::{DutyTermsWire, DutyWire, EditWire, edits};
pub(crate) use fault::{FaultWire, SharesWire, hours};
pub(crate) use filter::{FilterBody, FilterQuery, ListQuery, SentFilter};
pub(crate) use flow::{EventWire, FlowWire, VerbWire};
pub(crate) use import::{ImportWire, bad_table, refused_rows, settings_imported};
pub(crate) use incident::IncidentWire;
pub(crate) use leave::{LeaveBody, LeaveWire, leave, refused_leave};
pub(crate) use message::MessageWire;
pub(crate) use named::{community, frontage, no_person, person, road};
pub(crate) use notice::{NoticeAnswerBody, NoticeBody, NoticeWire, notice, refused_notice};
pub(crate) use order::{NamedPhoto, body_of, order, unknown_verb};
pub(crate) use owners::{OwnersWire, RowWire};
pub(crate) use page::{Paging, PagingQuery, SearchBody, next, search};
pub(crate) use partition::{BalanceWire, DutyGridWire, HolderWire, PreviewWire, VersionWire, number, versions};
pub(crate) use people::LimitWire;
pub(crate) use photo::PhotoWire;
pub(crate) use query::Params;
pub(crate) use question::{PointsWire, QuestionWire, before_any, refused_query};
pub(crate) use report::ReportBody;
pub(crate) use robot::{
    HostsBody, LetterWire, MessageKindWire, RobotBody, RobotRevisionBody, RobotWire, TrialWire, message_kinds,
    refused_robot, robot_kind,
};
pub(crate) use ruling::{RulingBody, RulingWire, refused_ruling, ruling};
pub(crate) use saved_view::{SavedViewBody, SavedViewWire, ViewParts, missing, sent_filter, view_list, view_parts};
pub(crate) use setting::{
    CalendarBody, CalendarDayWire, CategoryBody, CategoryHistory, CategoryWire, category, days, refused_setting,
};
pub(crate) use time::{local_time, moment, moment_or_day};

use model::{CategoryCode, LonLat, Point};
use serde::Serialize;
use service::{Ground, Refused};
use spatial::FrameError;
use utoipa::ToSchema;

use crate::Problem;

/// Reads a text that must be there.
pub(crate) fn text<'v>(value: Option<&'v serde_json::Value>, field: &str) -> Result<&'v str, Problem> {
    edit::Reader::text(value, field)
}

/// A place in degrees.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct PlaceWire {
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
}

impl From<LonLat> for PlaceWire {
    fn from(it: LonLat) -> Self {
        Self { lon: it.lon, lat: it.lat }
    }
}

/// Rounds degrees to seven decimals, a centimetre.
pub(crate) fn degrees(value: f64) -> f64 {
    (value * 1e7).round() / 1e7
}

/// Writes a place as GeoJSON does.
pub(crate) fn lon_lat(place: LonLat) -> [f64; 2] {
    [degrees(place.lon), degrees(place.lat)]
}

/// Rounds metres to millimetres.
pub(crate) fn metres(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

/// Returns west, south, east, north of lattice points in degrees.
pub(crate) fn bounds_of<'a>(ground: &Ground, points: impl IntoIterator<Item = &'a Point>) -> Option<[f64; 4]> {
    points
        .into_iter()
        .map(|&it| ground.frame.place(it))
        .map(|it| [it.lon, it.lat, it.lon, it.lat])
        .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
}

/// Reads a category code that exists.
pub(crate) fn category_code(ground: &Ground, field: &str, text: &str) -> Result<CategoryCode, Problem> {
    let code = text.parse::<CategoryCode>().ok().filter(|it| ground.categories.get(*it).is_some());
    code.ok_or_else(|| unknown_category(field, text))
}

pub(crate) fn unknown_category(field: &str, text: &str) -> Problem {
    Refused::category(field, text).into()
}

/// Parts a message of the form "中文 / English" into its halves; without a slash both are the whole.
pub(crate) fn both(text: &str) -> (String, String) {
    let (zh, en) = text.split_once(" / ").unwrap_or((text, text));
    (zh.to_owned(), en.to_owned())
}

/// Says why a place is refused.
pub(crate) fn refused_place(err: &FrameError) -> Problem {
    Refused::from(err).into()
}
