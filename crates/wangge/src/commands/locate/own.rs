//! What a point brings along, and the question in it.

use std::borrow::Cow;

use locate::Question;
use model::{CategoryCode, LonLat};
use serde_json::{Map, Value};
use service::{Query, Refused, cgcs2000, moment};
use spatial::Datum;

use super::{
    columns::{Columns, INPUTS},
    source::Source,
};

/// A point of the input with everything that belongs to it.
#[derive(Clone, Debug)]
pub struct Record {
    /// The line, or the feature's number, from 1.
    pub at: u64,
    /// What was read.
    pub own: Own,
}

/// What was read.
#[derive(Clone, Debug)]
pub enum Own {
    /// The fields of a row.
    Row(csv::StringRecord),
    /// The properties and coordinates of a feature; its geometry, where that is no point.
    Feature(Map<String, Value>, Result<[f64; 2], Value>),
}

impl Own {
    /// Returns one of [`INPUTS`], trimmed; empty where there is none.
    fn input(&self, columns: &Columns, which: usize) -> Cow<'_, str> {
        match self {
            Self::Row(row) => columns.at[which].and_then(|it| row.get(it)).map_or("", str::trim).into(),
            Self::Feature(_, Ok(place)) if which < 2 => place[which].to_string().into(),
            Self::Feature(properties, _) => match properties.get(INPUTS[which]) {
                None | Some(Value::Null) => "".into(),
                Some(Value::String(text)) => text.trim().into(),
                Some(other) => other.to_string().into(),
            },
        }
    }

    /// Returns a column as text.
    pub fn text(&self, columns: &Columns, column: usize) -> Cow<'_, str> {
        match self {
            Self::Row(row) => row.get(column).unwrap_or("").into(),
            Self::Feature(_, place) if column < 2 => {
                place.as_ref().map_or_else(|_| "".into(), |it| it[column].to_string().into())
            }
            Self::Feature(properties, _) => match properties.get(&columns.names[column]) {
                None | Some(Value::Null) => "".into(),
                Some(Value::String(text)) => text.into(),
                Some(other) => other.to_string().into(),
            },
        }
    }

    /// Reads the question; with it the place on CGCS2000.
    ///
    /// # Errors
    /// The first value that is refused.
    pub fn question(
        &self,
        columns: &Columns,
        source: &Source,
        datum: Datum,
        now_ms: i64,
    ) -> Result<(Question, LonLat), Refused> {
        self.shape(columns)?;
        let ground = source.now();
        let input = |which: usize| self.input(columns, which);
        let number = |which: usize| {
            let text = input(which);
            let number = || text.parse::<f64>().map_err(|_| Refused::number(INPUTS[which], &text));
            if text.is_empty() { Ok(None) } else { number().map(Some) }
        };
        let required = |which: usize| {
            let missing = || Refused::new(INPUTS[which], Value::Null, "必填", "required");
            number(which)?.ok_or_else(missing)
        };
        let (lon, lat, accuracy_m) = (required(0)?, required(1)?, number(2)?);
        let category = match &*input(3) {
            "" => None,
            text => {
                // Spreadsheets take the zero in front for needless.
                let code = format!("{text:0>4}").parse::<CategoryCode>().ok();
                let known = code.filter(|it| ground.categories.get(*it).is_some());
                Some(known.ok_or_else(|| Refused::category("category", text))?)
            }
        };
        let datum = match &*input(4) {
            "" => datum,
            text => Datum::parse(text).ok_or_else(|| Refused::datum(text))?,
        };
        let at_ms = match &*input(5) {
            "" => now_ms,
            text => {
                let at_ms = moment(text).ok_or_else(|| Refused::moment("at", text))?;
                source.check_moment(text, at_ms)?;
                at_ms
            }
        };
        let place = cgcs2000(LonLat { lon, lat }, datum);
        let query = Query { accuracy_m, category, ..Query::new(place) };
        Ok((ground.ask(&query, at_ms).map_err(|err| Refused::from(&err))?, place))
    }

    /// Refuses a row with more or fewer fields than the header, and a feature that is no point.
    fn shape(&self, columns: &Columns) -> Result<(), Refused> {
        match self {
            Self::Row(row) if row.len() != columns.names.len() => {
                let (has, needs) = (row.len(), columns.names.len());
                let surplus: Vec<&str> = row.iter().skip(needs).collect();
                let said =
                    if surplus.is_empty() { has.to_string() } else { format!("{has} (… {})", surplus.join(",")) };
                let en = format!("the header has {needs} fields");
                Err(Refused::new("fields", said, format!("表头有 {needs} 列"), en))
            }
            Self::Feature(_, Err(geometry)) => {
                Err(Refused::new("geometry", geometry.clone(), "须为点", "must be a Point with two numbers"))
            }
            Self::Row(_) | Self::Feature(..) => Ok(()),
        }
    }
}
