//! A question about a place as it is sent, in a query or a body.

use std::borrow::Cow;

use locate::Course;
use model::{Level, LonLat, RoadId};
use serde::Deserialize;
use serde_json::Value;
use service::{Ground, Query, QueryError, Refused, cgcs2000};
use spatial::Datum;
use utoipa::{IntoParams, ToSchema};

use super::{Params, category_code, moment_or_day};
use crate::Problem;

/// A place, and what is known about it.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub(crate) struct QuestionWire<'a> {
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
    /// The 68 % radius of the position in metres, at most 1,000; 15 when absent, drawn into 3–100.
    pub accuracy_m: Option<f64>,
    /// Four digits; decides who acts first.
    #[serde(borrow)]
    pub category: Option<Cow<'a, str>>,
    /// Degrees clockwise from north in which the reporter moves; of use together with `speed_mps` above 1.
    pub heading: Option<f64>,
    /// Metres per second.
    pub speed_mps: Option<f64>,
    /// `bridge`, `ground` or `tunnel`.
    #[serde(borrow)]
    pub level: Option<Cow<'a, str>>,
    /// The code or name of the road that the reporter named.
    #[serde(borrow)]
    pub road: Option<Cow<'a, str>>,
    /// The moment it is about: RFC 3339, or a day such as 2026-11-01 (its end); now when absent.
    #[serde(borrow)]
    pub at: Option<Cow<'a, str>>,
    /// What the degrees are counted from: `cgcs2000` (when absent), `wgs84`, `gcj02` (`AMap`, Tencent) or `bd09` (Baidu).
    #[serde(borrow)]
    pub datum: Option<Cow<'a, str>>,
}

/// Many places.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PointsWire<'a> {
    /// The places, 1 to 10,000.
    #[serde(borrow)]
    pub points: Vec<QuestionWire<'a>>,
    /// Whether each answer comes with its words and its whole trace.
    #[serde(default)]
    pub trace: bool,
}

impl<'a> QuestionWire<'a> {
    /// Reads the parameters of a query.
    pub(crate) fn of(params: &'a Params) -> Result<Self, Problem> {
        let text = |name: &str| params.text(name).map(Cow::Borrowed);
        Ok(Self {
            lon: params.required("lon")?,
            lat: params.required("lat")?,
            accuracy_m: params.optional("accuracy_m")?,
            category: text("category"),
            heading: params.optional("heading")?,
            speed_mps: params.optional("speed_mps")?,
            level: text("level"),
            road: text("road"),
            at: text("at"),
            datum: text("datum"),
        })
    }

    /// Reads the fields of a JSON object one by one, so that the first bad one is named with its value.
    pub(crate) fn of_json(body: &'a Value) -> Result<Self, Problem> {
        let Value::Object(fields) = body else {
            return Err(Problem::invalid("point", body.clone(), "须为 JSON 对象", "must be a JSON object"));
        };
        let field = |name: &str| fields.get(name).filter(|it| !it.is_null());
        let number = |name: &str| {
            let wrong = |it: &Value| Problem::invalid(name, it.clone(), "须为数字", "must be a number");
            field(name).map(|it| it.as_f64().ok_or_else(|| wrong(it))).transpose()
        };
        let required =
            |name: &str| number(name)?.ok_or_else(|| Problem::invalid(name, Value::Null, "必填", "required"));
        let text = |name: &str| {
            let wrong = |it: &Value| Problem::invalid(name, it.clone(), "须为文本", "must be text");
            field(name).map(|it| it.as_str().map(Cow::Borrowed).ok_or_else(|| wrong(it))).transpose()
        };
        Ok(Self {
            lon: required("lon")?,
            lat: required("lat")?,
            accuracy_m: number("accuracy_m")?,
            category: text("category")?,
            heading: number("heading")?,
            speed_mps: number("speed_mps")?,
            level: text("level")?,
            road: text("road")?,
            at: text("at")?,
            datum: text("datum")?,
        })
    }

    /// Puts it into the terms of the service.
    pub(crate) fn query(&self, ground: &Ground) -> Result<Query, Problem> {
        let category = self.category.as_deref().map(|it| category_code(ground, "category", it)).transpose()?;
        let level = self.level.as_deref().map(|it| {
            let known = "bridge, ground, tunnel";
            Level::parse(it).ok_or_else(|| {
                Problem::invalid("level", it, format!("须为 {known} 之一"), format!("must be one of {known}"))
            })
        });
        let finite = |field: &str, it: Option<f64>| match it {
            Some(it) if !it.is_finite() => {
                Err(Problem::invalid(field, it.to_string(), "须为有限的数字", "must be a finite number"))
            }
            it => Ok(it),
        };
        let datum = match self.datum.as_deref() {
            None => Datum::default(),
            Some(text) => Datum::parse(text).ok_or_else(|| Refused::datum(text))?,
        };
        let (heading, speed) = (finite("heading", self.heading)?, finite("speed_mps", self.speed_mps)?);
        Ok(Query {
            place: cgcs2000(LonLat { lon: self.lon, lat: self.lat }, datum),
            accuracy_m: self.accuracy_m,
            category,
            course: heading.zip(speed).map(|(heading_deg, speed_mps)| Course { heading_deg, speed_mps }),
            level: level.transpose()?,
            road: self.road.as_deref().map(|it| road(ground, it)).transpose()?,
            version: None,
        })
    }

    /// Returns the moment, `now_ms` when none is told.
    pub(crate) fn moment(&self, now_ms: i64) -> Result<i64, Problem> {
        self.at.as_deref().map_or(Ok(now_ms), |it| moment_or_day("at", it))
    }
}

/// Finds a road by code or name; of several of one name the first.
fn road(ground: &Ground, text: &str) -> Result<RoadId, Problem> {
    let roads = &ground.district.roads;
    let by_code = roads.iter().position(|it| it.code == text);
    let found = by_code.or_else(|| roads.iter().position(|it| it.name.as_deref() == Some(text)));
    let unknown = || Problem::invalid("road", text, "没有这条道路", "there is no such road");
    found.map(RoadId::at).ok_or_else(unknown)
}

/// Says why a question is refused.
pub(crate) fn refused_query(err: &QueryError) -> Problem {
    Refused::from(err).into()
}

/// Says that a moment lies before the first version of the partition.
pub(crate) fn before_any(ground: &Ground, text: &str) -> Problem {
    let first = ground.district.versions.first().map(|it| super::local_time(it.valid_from)).unwrap_or_default();
    Refused::before_any(text, &first).into()
}
