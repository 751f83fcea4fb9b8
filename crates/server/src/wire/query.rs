//! Query parameters, read one by one so that a bad one is named with its value.

use std::{convert::Infallible, str::FromStr};

use axum::{extract::FromRequestParts, http::request::Parts};
use model::{LonLat, Rect};
use serde_json::Value;

use crate::Problem;

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

    /// Takes the members of a JSON object for parameters: texts, numbers, switches, and lists of them; `null` is absent. What is not
    /// in `known` is refused, for what was misspelled would mean more than was meant. Fields are named with `prefix`.
    pub(crate) fn of_json(value: &Value, known: &[&str], prefix: &str) -> Result<Self, Problem> {
        let whole = if prefix.is_empty() { "body" } else { prefix.trim_end_matches('.') };
        let none = || Problem::invalid(whole, value.clone(), "须为 JSON 对象", "must be a JSON object");
        let members = value.as_object().ok_or_else(none)?;
        let mut params = Vec::new();
        for (name, value) in members.iter().filter(|it| !it.1.is_null()) {
            let field = format!("{prefix}{name}");
            if !known.contains(&name.as_str()) {
                let (zh, en) = (
                    format!("没有这一项，可用：{}", known.join("、")),
                    format!("unknown; known are {}", known.join(", ")),
                );
                return Err(Problem::invalid(&field, value.clone(), zh, en));
            }
            let text = match value {
                Value::Array(list) => list.iter().map(plain).collect::<Option<Vec<_>>>().map(|it| it.join(",")),
                other => plain(other),
            };
            let wrong = || {
                let en = "must be text, a number, true or false, or a list of them, and not be empty";
                Problem::invalid(&field, value.clone(), "须为文本、数字、true、false 或其列表，且不得为空", en)
            };
            params.push((name.clone(), text.filter(|it| !it.trim().is_empty()).ok_or_else(wrong)?));
        }
        Ok(Self(params))
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
}

/// Writes a value as it stands in a query.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(it) => Some(it.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
