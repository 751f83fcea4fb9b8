//! How answers are written.

use std::io::Write;

use model::{Confidence, LonLat, Person, Road};
use serde_json::{Map, Value, json};
use service::{Owners, Refused};

use super::{
    Format,
    columns::{Columns, OUTPUTS},
    own::{Own, Record},
};

/// What came of a point: one of [`OUTPUTS`] each.
pub type Values = [Value; OUTPUTS.len()];

/// Returns what is written of an answer. People and roads are told by code and name.
pub fn values(it: &Owners<'_>) -> Values {
    let person = |it: &Person| Value::from(format!("{} {}", it.code, it.name));
    let road = |it: &Road| match &it.name {
        Some(name) => Value::from(format!("{} {name}", it.code)),
        None => Value::from(it.code.as_str()),
    };
    let metres = |mm: Option<u32>| mm.map(|it| f64::from(it) / 1000.0).into();
    let codes: Vec<_> = it.reasons.iter().map(locate::ReasonCode::as_str).collect();
    [
        it.cell.into(),
        it.member.map_or(Value::Null, person),
        it.road.map_or(Value::Null, road),
        it.leader.map_or(Value::Null, person),
        metres(it.distance_mm),
        it.side.map(model::Side::as_str).into(),
        metres(it.chainage_mm),
        it.confidence.map(Confidence::as_str).into(),
        it.status.into(),
        codes.join(";").into(),
    ]
}

/// Returns what is written of a refused point.
pub fn refused(at: u64, own: &Own, why: &Refused) -> Values {
    let what = match own {
        Own::Row(_) => ("行", "line"),
        Own::Feature(..) => ("个要素", "feature"),
    };
    let mut values = Values::default();
    (values[8], values[9]) = ("error".into(), why.told(what, at).into());
    values
}

/// Writes what comes before all points.
pub fn begin(out: &mut impl Write, format: Format, columns: &Columns) -> std::io::Result<()> {
    match format {
        Format::Geojson => out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":["),
        Format::Csv => {
            let kept = columns.kept.iter().map(|it| columns.names[*it].as_str());
            for (at, name) in kept.chain(OUTPUTS).enumerate() {
                out.write_all(if at == 0 { b"" } else { b"," })?;
                field(out, name)?;
            }
            out.write_all(b"\n")
        }
    }
}

/// Writes one point; `place` is where it lies on CGCS2000, and `first` tells whether it is the first of all.
pub fn point(
    out: &mut impl Write,
    format: Format,
    columns: &Columns,
    record: Record,
    place: Option<LonLat>,
    values: Values,
    first: bool,
) -> std::io::Result<()> {
    if format == Format::Csv {
        for column in &columns.kept {
            field(out, &record.own.text(columns, *column))?;
            out.write_all(b",")?;
        }
        for (at, value) in values.iter().enumerate() {
            out.write_all(if at == 0 { b"" } else { b"," })?;
            match value {
                Value::Null => {}
                Value::String(text) => field(out, text)?,
                other => write!(out, "{other}")?,
            }
        }
        return out.write_all(b"\n");
    }
    let mut properties: Map<String, Value> = match record.own {
        Own::Feature(properties, _) => properties,
        Own::Row(row) => {
            let kept = columns.kept.iter().filter(|it| columns.at[..2].iter().all(|at| at != &Some(**it)));
            kept.map(|it| (columns.names[*it].clone(), row.get(*it).unwrap_or("").into())).collect()
        }
    };
    properties.extend(OUTPUTS.into_iter().map(str::to_owned).zip(values));
    let degrees = |it: f64| (it * 1e7).round() / 1e7;
    let geometry = place.map(|it| json!({ "type": "Point", "coordinates": [degrees(it.lon), degrees(it.lat)] }));
    out.write_all(if first { b"\n" } else { b",\n" })?;
    serde_json::to_writer(out, &json!({ "type": "Feature", "geometry": geometry, "properties": properties }))?;
    Ok(())
}

/// Writes what comes after all points.
pub fn end(out: &mut impl Write, format: Format) -> std::io::Result<()> {
    match format {
        Format::Geojson => out.write_all(b"\n]}\n"),
        Format::Csv => Ok(()),
    }
}

/// Writes a field as RFC 4180 has it: in quotes where it holds a comma, a quote or a line's end.
fn field(out: &mut impl Write, text: &str) -> std::io::Result<()> {
    if text.contains([',', '"', '\n', '\r']) {
        write!(out, "\"{}\"", text.replace('"', "\"\""))
    } else {
        out.write_all(text.as_bytes())
    }
}
