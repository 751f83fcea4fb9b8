//! The body of a report: a plain object, or a GeoJSON Feature with a Point.

use std::borrow::Cow;

use model::Source;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{PlaceWire, QuestionWire};
use crate::Problem;

/// A report.
#[derive(Debug, PartialEq, ToSchema)]
pub(crate) struct ReportBody {
    /// Degrees east.
    #[schema(minimum = -180, maximum = 180)]
    pub lon: f64,
    /// Degrees north.
    #[schema(minimum = -84, maximum = 84)]
    pub lat: f64,
    /// The category's four digits.
    pub category: String,
    /// What there is to say, 500 characters at most.
    #[schema(required = false)]
    pub note: String,
    /// `member`, `resident`, `hotline` or `inspection`; when absent what the reporter's role says.
    #[schema(required = false, value_type = String)]
    pub source: Option<Source>,
    /// The 68 % radius of the position in metres.
    pub accuracy_m: Option<f64>,
    /// Degrees clockwise from north in which the reporter moves; of use together with `speed_mps` above 1.
    pub heading: Option<f64>,
    /// Metres per second.
    pub speed_mps: Option<f64>,
    /// `bridge`, `ground` or `tunnel`.
    pub level: Option<String>,
    /// The code or name of the road that the reporter names.
    pub road: Option<String>,
    /// What the degrees are counted from: `cgcs2000` (when absent), `wgs84`, `gcj02` (`AMap`, Tencent) or `bd09` (Baidu).
    pub datum: Option<String>,
}

impl ReportBody {
    /// Reads the fields one by one, so that the first bad one is named with its value.
    pub(crate) fn read(body: &Value) -> Result<Self, Problem> {
        let Value::Object(object) = body else {
            return Err(Problem::invalid("body", body.clone(), "须为 JSON 对象", "must be a JSON object"));
        };
        let (place, fields) = if object.contains_key("type") { feature(object)? } else { (plain(object)?, object) };
        let text = |name: &str| match fields.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(other) => Err(Problem::invalid(name, other.clone(), "须为文本", "must be text")),
        };
        let category = text("category")?
            .ok_or_else(|| Problem::invalid("category", Value::Null, "必填：四位小类代码", "required: four digits"))?;
        let source = text("source")?.map(|word| {
            let known = "member, resident, hotline, inspection";
            let wrong =
                || Problem::invalid("source", &*word, format!("须为 {known} 之一"), format!("must be one of {known}"));
            Source::parse(&word).ok_or_else(wrong)
        });
        let source = source.transpose()?;
        let optional = |name: &str| match fields.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => number(name, Some(value)).map(Some),
        };
        let PlaceWire { lon, lat } = place;
        Ok(Self {
            lon,
            lat,
            category,
            note: text("note")?.unwrap_or_default(),
            source,
            accuracy_m: optional("accuracy_m")?,
            heading: optional("heading")?,
            speed_mps: optional("speed_mps")?,
            level: text("level")?,
            road: text("road")?,
            datum: text("datum")?,
        })
    }

    /// Returns what is asked about the place.
    pub(crate) fn question(&self) -> QuestionWire<'_> {
        QuestionWire {
            lon: self.lon,
            lat: self.lat,
            accuracy_m: self.accuracy_m,
            category: Some(self.category.as_str().into()),
            heading: self.heading,
            speed_mps: self.speed_mps,
            level: self.level.as_deref().map(Cow::Borrowed),
            road: self.road.as_deref().map(Cow::Borrowed),
            at: None,
            datum: self.datum.as_deref().map(Cow::Borrowed),
        }
    }
}

fn plain(object: &Map<String, Value>) -> Result<PlaceWire, Problem> {
    Ok(PlaceWire { lon: number("lon", object.get("lon"))?, lat: number("lat", object.get("lat"))? })
}

fn feature(object: &Map<String, Value>) -> Result<(PlaceWire, &Map<String, Value>), Problem> {
    let wrong = |field: &str, value: Option<&Value>, zh: &str, en: &str| {
        Problem::invalid(field, value.cloned().unwrap_or(Value::Null), zh, en)
    };
    if object.get("type").and_then(Value::as_str) != Some("Feature") {
        return Err(wrong("type", object.get("type"), "GeoJSON 须为 Feature", "GeoJSON must be a Feature"));
    }
    let geometry = object.get("geometry");
    let point = geometry.filter(|it| it["type"] == "Point").map(|it| &it["coordinates"]);
    let Some(coordinates) = point.and_then(Value::as_array).filter(|it| it.len() >= 2) else {
        return Err(wrong("geometry", geometry, "须为带坐标的 Point", "must be a Point with coordinates"));
    };
    let place = PlaceWire {
        lon: number("geometry.coordinates[0]", coordinates.first())?,
        lat: number("geometry.coordinates[1]", coordinates.get(1))?,
    };
    match object.get("properties") {
        Some(Value::Object(fields)) => Ok((place, fields)),
        other => Err(wrong("properties", other, "须为对象", "must be an object")),
    }
}

fn number(field: &str, value: Option<&Value>) -> Result<f64, Problem> {
    value.and_then(Value::as_f64).ok_or_else(|| {
        Problem::invalid(field, value.cloned().unwrap_or(Value::Null), "必填：须为数字", "required: must be a number")
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_plain_object_and_a_feature_say_the_same() {
        let plain = json!({ "lon": 1.5, "lat": 2, "category": "0102", "note": "垃圾", "source": "member", "accuracy_m": 8,
            "road": "人民路", "datum": "gcj02" });
        let feature = json!({ "type": "Feature", "geometry": { "type": "Point", "coordinates": [1.5, 2, 40] },
            "properties": { "category": "0102", "note": "垃圾", "source": "member", "accuracy_m": 8,
            "road": "人民路", "datum": "gcj02" } });
        let expected = ReportBody {
            lon: 1.5,
            lat: 2.0,
            category: "0102".into(),
            note: "垃圾".into(),
            source: Some(Source::Member),
            accuracy_m: Some(8.0),
            heading: None,
            speed_mps: None,
            level: None,
            road: Some("人民路".into()),
            datum: Some("gcj02".into()),
        };
        assert_eq!(ReportBody::read(&plain).unwrap(), expected);
        assert_eq!(ReportBody::read(&feature).unwrap(), expected);
    }

    #[test]
    fn every_bad_field_is_named_with_its_value() {
        let good = json!({ "lon": 1, "lat": 2, "category": "0102" });
        let cases = [
            ("lon", json!("x")),
            ("lat", Value::Null),
            ("category", json!(102)),
            ("note", json!(["a"])),
            ("source", json!("friend")),
            ("accuracy_m", json!("near")),
            ("heading", json!("north")),
            ("level", json!(1)),
            ("datum", json!(4490)),
        ];
        for (field, value) in cases {
            let mut body = good.clone();
            body[field] = value.clone();
            let problem = ReportBody::read(&body).unwrap_err();
            assert_eq!((problem.status, &problem.errors[0].field[..], &problem.errors[0].value), (422, field, &value));
        }
        for body in [
            json!([]),
            json!("x"),
            json!({ "type": "Point" }),
            json!({ "type": "Feature" }),
            json!({ "type": "Feature", "geometry": { "type": "Point", "coordinates": [1] }, "properties": {} }),
            json!({ "type": "Feature", "geometry": { "type": "Point", "coordinates": [1, 2] } }),
        ] {
            assert_eq!(ReportBody::read(&body).unwrap_err().status, 422, "{body}");
        }
    }
}
