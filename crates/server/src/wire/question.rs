//! A question about a place as it is sent, in a query or a body.

use std::borrow::Cow;

use locate::Course;
use model::{Level, LonLat, RoadId};
use serde::Deserialize;
use serde_json::Value;
use service::{Ground, Query, QueryError};
use utoipa::{IntoParams, ToSchema};

use super::{Params, category_code, moment_or_day, refused_place};
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
        let (heading, speed) = (finite("heading", self.heading)?, finite("speed_mps", self.speed_mps)?);
        Ok(Query {
            place: LonLat { lon: self.lon, lat: self.lat },
            accuracy_m: self.accuracy_m,
            category,
            course: heading.zip(speed).map(|(heading_deg, speed_mps)| Course { heading_deg, speed_mps }),
            level: level.transpose()?,
            road: self.road.as_deref().map(|it| road(ground, it)).transpose()?,
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
    match err {
        QueryError::Place(err) => refused_place(err),
        QueryError::Accuracy(it) => Problem::invalid(
            "accuracy_m",
            it.to_string(),
            "精度须为 0 至 1000 之间的米数",
            "an accuracy is a length from 0 to 1,000 metres",
        ),
    }
}

/// Says that a moment lies before the first version of the partition.
pub(crate) fn before_any(ground: &Ground, text: &str) -> Problem {
    let first = ground.district.versions.first().map(|it| super::local_time(it.valid_from)).unwrap_or_default();
    Problem::invalid(
        "at",
        Value::from(text),
        format!("早于第一版的生效时间 {first}"),
        format!("is before the first version, which holds from {first}"),
    )
}
