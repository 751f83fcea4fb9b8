//! Values that are refused, and what is said about them in Chinese and English.

use model::LonLat;
use serde_json::{Number, Value};
use spatial::{Datum, FrameError};

use crate::QueryError;

/// A value that is refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// The field that holds it.
    pub field: String,
    /// The value as it was sent; as text where JSON has no number for it.
    pub value: Value,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// What is wrong, in English.
    pub en: String,
}

impl Refused {
    /// Refuses a value.
    pub fn new(field: &str, value: impl Into<Value>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { field: field.to_owned(), value: value.into(), zh: zh.into(), en: en.into() }
    }

    /// Tells which line or feature holds the value, in both languages: `what` is the word for it, `at` its number.
    pub fn told(&self, what: (&str, &str), at: u64) -> String {
        let Self { field, value, zh, en } = self;
        let (what_zh, what_en) = what;
        format!("第 {at} {what_zh}，{field} = {value}：{zh} / {what_en} {at}, {field} = {value}: {en}")
    }

    /// Refuses a text that is no number.
    pub fn number(field: &str, text: &str) -> Self {
        Self::new(field, text, "须为数字", "must be a number")
    }

    /// Refuses a datum, naming those that are known.
    pub fn datum(text: &str) -> Self {
        let known = Datum::ALL.map(Datum::as_str).join(", ");
        Self::new("datum", text, format!("须为 {known} 之一"), format!("must be one of {known}"))
    }

    /// Refuses a category that is not listed.
    pub fn category(field: &str, text: &str) -> Self {
        let en = "there is no such category; /api/v1/categories lists them";
        Self::new(field, text, "没有这个小类，见 /api/v1/categories", en)
    }

    /// Refuses a text that is no moment.
    pub fn moment(field: &str, text: &str) -> Self {
        let zh = "不是 RFC 3339 时间，例如 2026-11-21T08:00:00+08:00";
        Self::new(field, text, zh, "not an RFC 3339 time such as 2026-11-21T08:00:00+08:00")
    }

    /// Refuses a moment before the first version of the partition, which holds from `first` on.
    pub fn before_any(text: &str, first: &str) -> Self {
        let en = format!("is before the first version, which holds from {first}");
        Self::new("at", text, format!("早于第一版的生效时间 {first}"), en)
    }
}

impl From<&FrameError> for Refused {
    fn from(err: &FrameError) -> Self {
        let (FrameError::NotAPlace { lon, lat } | FrameError::TooFar { lon, lat }) = *err;
        let (zh, en) = match err {
            _ if err.is_swapped() => {
                ("经纬度颠倒了：请先经度、后纬度", "longitude and latitude are swapped: longitude comes first")
            }
            FrameError::NotAPlace { .. } => {
                ("经度须在 ±180、纬度须在 ±84 之间", "a longitude lies within ±180, a latitude within ±84 degrees")
            }
            FrameError::TooFar { .. } => ("距辖区中心超过 50 公里", "more than 50 km from the district's centre"),
        };
        let number = |it: f64| Number::from_f64(it).map_or_else(|| Value::from(it.to_string()), Value::from);
        match err {
            FrameError::TooFar { .. } => Self::new("lon, lat", format!("{lon}, {lat}"), zh, en),
            FrameError::NotAPlace { .. } if (-180.0..=180.0).contains(&lon) => Self::new("lat", number(lat), zh, en),
            FrameError::NotAPlace { .. } => Self::new("lon", number(lon), zh, en),
        }
    }
}

impl From<&QueryError> for Refused {
    fn from(err: &QueryError) -> Self {
        match err {
            QueryError::Place(err) => err.into(),
            QueryError::Accuracy(it) => {
                let en = "an accuracy is a length from 0 to 1,000 metres";
                Self::new("accuracy_m", it.to_string(), "精度须为 0 至 1000 之间的米数", en)
            }
        }
    }
}

/// Returns a place on CGCS2000, in which everything is measured. What is no place stays as it is, to be refused later.
pub fn cgcs2000(place: LonLat, datum: Datum) -> LonLat {
    let LonLat { lon, lat } = place;
    let is_place = (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat);
    if is_place { datum.to_cgcs2000(place) } else { place }
}
