//! Query parameters, read one by one so that a bad one is named with its value.

use std::{convert::Infallible, str::FromStr};

use axum::{extract::FromRequestParts, http::request::Parts};
use model::{CellId, LonLat, Rect, RoadId, Stage};
use serde::Deserialize;
use service::Ground;
use tiles::{CategorySet, Filter, StageSet};
use utoipa::IntoParams;

use super::{category_code, time::moment, unknown_category};
use crate::Problem;

/// The filter that lists, layers and tiles share.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "documents the parameters, which `Params` reads one by one to name the bad value")]
pub(crate) struct FilterQuery {
    /// Minor categories (four digits) or whole majors (two digits), separated by commas.
    category: Option<String>,
    /// Stages such as `reported`, or the groups `open` and `closed` (nobody has to act any more), separated by commas.
    status: Option<String>,
    /// The first moment that counts, RFC 3339.
    from: Option<String>,
    /// The first moment that no longer counts, RFC 3339.
    to: Option<String>,
    /// A unit cell's code.
    cell: Option<String>,
    /// A road's code.
    road: Option<String>,
    /// West, south, east, north in degrees, separated by commas.
    bbox: Option<String>,
}

/// The query parameters of a request; of a repeated one the last counts, an empty one is absent.
#[derive(Debug)]
pub(crate) struct Params(Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::read(parts.uri.query().unwrap_or_default()))
    }
}

impl Params {
    fn read(query: &str) -> Self {
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// Returns a parameter's text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|it| it.0 == name).map(|it| it.1.trim()).filter(|it| !it.is_empty())
    }

    /// Returns a number that may be absent.
    pub(crate) fn optional<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        let number = |it: &str| it.parse().map_err(|_| Problem::invalid(name, it, "须为数字", "must be a number"));
        self.text(name).map(number).transpose()
    }

    /// Returns a switch that may be absent.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Problem> {
        let flag = |it: &str| {
            it.parse().map_err(|_| Problem::invalid(name, it, "须为 true 或 false", "must be true or false"))
        };
        self.text(name).map(flag).transpose()
    }

    /// Returns a number that must be there.
    pub(crate) fn required<T: FromStr>(&self, name: &str) -> Result<T, Problem> {
        let missing = || Problem::invalid(name, serde_json::Value::Null, "必填", "required");
        self.optional(name)?.ok_or_else(missing)
    }

    /// Returns how many items are asked for.
    pub(crate) fn limit(&self, absent: usize, most: usize) -> Result<usize, Problem> {
        let limit = self.optional("limit")?.unwrap_or(absent);
        if (1..=most).contains(&limit) {
            return Ok(limit);
        }
        Err(Problem::invalid(
            "limit",
            limit,
            format!("须在 1 到 {most} 之间"),
            format!("must lie between 1 and {most}"),
        ))
    }

    /// Returns the box in degrees.
    pub(crate) fn bbox(&self) -> Result<Option<Rect>, Problem> {
        let Some(text) = self.text("bbox") else { return Ok(None) };
        let numbers: Vec<f64> = text.split(',').filter_map(|it| it.trim().parse().ok()).collect();
        match numbers[..] {
            [west, south, east, north]
                if text.split(',').count() == 4
                    && -180.0 <= west
                    && west <= east
                    && east <= 180.0
                    && -90.0 <= south
                    && south <= north
                    && north <= 90.0 =>
            {
                let (min, max) = (LonLat { lon: west, lat: south }, LonLat { lon: east, lat: north });
                Ok(Some(Rect { min, max }))
            }
            _ => Err(Problem::invalid(
                "bbox",
                text,
                "须为 西,南,东,北 四个度数",
                "must be four degrees: west,south,east,north",
            )),
        }
    }

    /// Returns the filter.
    pub(crate) fn filter(&self, ground: &Ground) -> Result<Filter, Problem> {
        let time = |name: &str| self.text(name).map(|it| moment(name, it)).transpose();
        Ok(Filter {
            categories: self.categories(ground)?,
            stages: self.stages()?,
            from_ms: time("from")?,
            to_ms: time("to")?,
            cell: self.cell(ground)?,
            road: self.road(ground)?,
            bbox: self.bbox()?,
            within: None,
        })
    }

    fn categories(&self, ground: &Ground) -> Result<Option<CategorySet>, Problem> {
        let Some(text) = self.text("category") else { return Ok(None) };
        let mut codes = Vec::new();
        for word in text.split(',').map(str::trim) {
            let major = (word.len() == 2).then(|| word.parse::<u16>().ok()).flatten();
            match major {
                Some(major) if ground.categories.majors().any(|it| it.code == major) => {
                    codes.extend(ground.categories.minors().map(|it| it.code).filter(|it| it.major() == major));
                }
                Some(_) => return Err(unknown_category("category", word)),
                None => codes.push(category_code(ground, "category", word)?),
            }
        }
        Ok(Some(codes.into_iter().collect()))
    }

    fn stages(&self) -> Result<StageSet, Problem> {
        let Some(text) = self.text("status") else { return Ok(StageSet::ALL) };
        let mut stages = StageSet::NONE;
        for word in text.split(',').map(str::trim) {
            let meant = match word {
                "open" => StageSet::open(),
                "closed" => StageSet::finished(),
                _ => Stage::parse(word).map(StageSet::from).ok_or_else(|| {
                    let en = "must be open, closed or stages such as reported, handling";
                    Problem::invalid("status", word, "须为 open、closed 或阶段名，如 reported、handling", en)
                })?,
            };
            stages = stages.union(meant);
        }
        Ok(stages)
    }

    fn cell(&self, ground: &Ground) -> Result<Option<CellId>, Problem> {
        let Some(code) = self.text("cell") else { return Ok(None) };
        let at = ground.district.cells.iter().position(|it| it.code == code);
        let unknown = || Problem::invalid("cell", code, "没有这个单元网格", "there is no such unit cell");
        at.map(CellId::at).map(Some).ok_or_else(unknown)
    }

    fn road(&self, ground: &Ground) -> Result<Option<RoadId>, Problem> {
        self.text("road").map(|it| super::road(ground, "road", it)).transpose()
    }
}
