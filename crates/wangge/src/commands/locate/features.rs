//! Points from GeoJSON, feature after feature, so that a large file takes little memory.

use std::{cell::RefCell, fmt, io::BufRead};

use anyhow::Result;
use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

use super::{
    columns::Columns,
    own::{Own, Record},
};

type Take<'a> = &'a mut dyn FnMut(&Columns, Option<Record>) -> Result<()>;

/// Reads feature after feature, and tells `take` each with the columns: `lon`, `lat` and the first feature's properties.
///
/// # Errors
/// A text that is no feature collection, with line and column, and what `take` answers.
pub fn read(mut input: impl BufRead, take: Take<'_>) -> Result<()> {
    if input.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        input.consume(3);
    }
    let failed = RefCell::new(None);
    let mut json = serde_json::Deserializer::from_reader(input);
    let read = json.deserialize_map(Collection { take, failed: &failed }).and_then(|()| json.end());
    if let Some(err) = failed.into_inner() {
        return Err(err);
    }
    read.map_err(|err| {
        anyhow::anyhow!("输入不是 GeoJSON 点要素集合 / the input is no GeoJSON FeatureCollection of points: {err}")
    })
}

struct Collection<'a, 'b> {
    take: Take<'a>,
    failed: &'b RefCell<Option<anyhow::Error>>,
}

impl<'de> Visitor<'de> for Collection<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut found = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "features" {
                found = true;
                map.next_value_seed(Features(&mut self))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if found { Ok(()) } else { Err(A::Error::missing_field("features")) }
    }
}

struct Features<'c, 'a, 'b>(&'c mut Collection<'a, 'b>);

impl<'de> DeserializeSeed<'de> for Features<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut features: A) -> Result<(), A::Error> {
        let mut columns = None;
        let mut at = 0;
        while let Some(feature) = features.next_element::<Value>()? {
            at += 1;
            let (properties, place) = parts(feature);
            let columns = match &columns {
                Some(it) => it,
                None => columns.insert(columns_of(&properties).map_err(A::Error::custom)?),
            };
            if let Err(err) = (self.0.take)(columns, Some(Record { at, own: Own::Feature(properties, place) })) {
                *self.0.failed.borrow_mut() = Some(err);
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

fn parts(mut feature: Value) -> (Map<String, Value>, Result<[f64; 2], Value>) {
    let properties = match feature.get_mut("properties").map(Value::take) {
        Some(Value::Object(it)) => it,
        _ => Map::new(),
    };
    let geometry = feature.get_mut("geometry").map_or(Value::Null, Value::take);
    let point = (geometry["type"] == "Point").then(|| {
        let at = |it: usize| geometry["coordinates"][it].as_f64();
        Some([at(0)?, at(1)?])
    });
    (properties, point.flatten().ok_or(geometry))
}

fn columns_of(properties: &Map<String, Value>) -> Result<Columns> {
    let own = properties.keys().filter(|it| !["lon", "lat"].contains(&it.as_str()));
    Columns::of(["lon", "lat"].map(str::to_owned).into_iter().chain(own.cloned()).collect())
}
