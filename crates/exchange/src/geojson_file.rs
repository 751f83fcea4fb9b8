//! What streets and boundaries share of reading GeoJSON.

use geojson::{Feature, GeoJson, GeometryValue, Position};
use model::LonLat;
use serde_json::error::Category;
use spatial::in_china;

use crate::{Dirt, Looks, Problem};

/// How deep geometry collections may nest.
const COLLECTION_DEPTH: usize = 8;

/// One simple piece of a geometry.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<'a> {
    Point(&'a Position),
    Line(&'a [Position]),
    Polygon(&'a [Vec<Position>]),
}

/// Parses a text into its features; a bare geometry becomes a feature without properties.
pub(crate) fn features(text: &[u8]) -> Result<Vec<Feature>, Problem> {
    features_and_crs(text).map(|it| it.0)
}

/// Parses a text into its features and the name of its coordinate system, which files from before RFC 7946 may have.
pub(crate) fn features_and_crs(text: &[u8]) -> Result<(Vec<Feature>, Option<String>), Problem> {
    match serde_json::from_slice::<GeoJson>(text) {
        Ok(GeoJson::FeatureCollection(collection)) => {
            let members = collection.foreign_members.unwrap_or_default();
            let name = members.get("crs").and_then(|it| it.pointer("/properties/name")?.as_str());
            Ok((collection.features, name.map(str::to_owned)))
        }
        Ok(GeoJson::Feature(feature)) => Ok((vec![feature], None)),
        Ok(GeoJson::Geometry(geometry)) => Ok((vec![Feature { geometry: Some(geometry), ..Feature::default() }], None)),
        Err(error) => Err(explain(text, &error)),
    }
}

fn explain(text: &[u8], error: &serde_json::Error) -> Problem {
    // Told only by its text: serde_json gives this error no kind of its own.
    if error.to_string().contains("recursion limit") {
        return Problem::TooDeep;
    }
    if error.classify() == Category::Eof {
        return Problem::Truncated { at: text.len() as u64 };
    }
    if error.classify() == Category::Data
        && let Ok(value) = serde_json::from_slice::<serde_json::Value>(text)
    {
        let kind = value.get("type").and_then(serde_json::Value::as_str).unwrap_or("");
        let known = ["FeatureCollection", "Feature", "GeometryCollection"].contains(&kind)
            || ["Point", "LineString", "Polygon"].iter().any(|it| kind.ends_with(it));
        if !known {
            return Problem::Format(Looks::Json);
        }
    }
    if let Some(word) = not_a_number(text, error.line(), error.column()) {
        return Problem::NotANumber { line: error.line(), column: error.column(), word };
    }
    // The parser appends the place, which stands in fields of its own here.
    let what = error.to_string();
    let what = what.split(" at line ").next().unwrap_or(&what).chars().take(200).collect();
    Problem::Json { line: error.line(), column: error.column(), what }
}

/// Returns the word at a place of a text, if it is one that other programs write for a coordinate that is no number.
fn not_a_number(text: &[u8], line: usize, column: usize) -> Option<String> {
    let line = text.split(|it| *it == b'\n').nth(line.checked_sub(1)?)?;
    // The parser stops at the first byte of such a word, or a few bytes into it.
    let part = |it: &u8| it.is_ascii_alphanumeric() || b"+-.".contains(it);
    let at = column.clamp(1, line.len().max(1)) - 1;
    let start = line[..at.min(line.len())].iter().rposition(|it| !part(it)).map_or(0, |it| it + 1);
    let word: Vec<u8> = line[start..].iter().copied().take_while(part).take(40).collect();
    let word = String::from_utf8(word).ok()?;
    let plain = word.trim_start_matches(['+', '-']).to_ascii_lowercase();
    let huge = || plain.parse::<f64>().is_ok_and(f64::is_infinite);
    (["nan", "inf", "infinity", "null"].contains(&plain.as_str()) || huge()).then_some(word)
}

/// Returns the simple pieces of a feature's geometry.
pub(crate) fn parts(feature: &Feature) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    if let Some(geometry) = &feature.geometry {
        collect(&geometry.value, 0, &mut parts);
    }
    parts
}

fn collect<'a>(value: &'a GeometryValue, depth: usize, parts: &mut Vec<Part<'a>>) {
    match value {
        GeometryValue::Point { coordinates } => parts.push(Part::Point(coordinates)),
        GeometryValue::MultiPoint { coordinates } => parts.extend(coordinates.iter().map(Part::Point)),
        GeometryValue::LineString { coordinates } => parts.push(Part::Line(coordinates)),
        GeometryValue::MultiLineString { coordinates } => parts.extend(coordinates.iter().map(|it| Part::Line(it))),
        GeometryValue::Polygon { coordinates } => parts.push(Part::Polygon(coordinates)),
        GeometryValue::MultiPolygon { coordinates } => parts.extend(coordinates.iter().map(|it| Part::Polygon(it))),
        GeometryValue::GeometryCollection { geometries } if depth < COLLECTION_DEPTH => {
            for it in geometries {
                collect(&it.value, depth + 1, parts);
            }
        }
        GeometryValue::GeometryCollection { .. } => {}
    }
}

/// Returns the place of a position.
///
/// # Errors
/// [`Problem::Swapped`], [`Problem::Projected`] or [`Problem::NotAPlace`] when it is none.
pub(crate) fn place(position: &Position) -> Result<LonLat, Problem> {
    let at = |i: usize| position.as_slice().get(i).copied().unwrap_or(f64::NAN);
    degrees(at(0), at(1))
}

/// Checks that two numbers are degrees of a place, and that they do not stand the other way round.
pub(crate) fn degrees(lon: f64, lat: f64) -> Result<LonLat, Problem> {
    if in_china(lat, lon) {
        return Err(Problem::Swapped { lon, lat });
    }
    if lon.abs() <= 180.0 && lat.abs() <= 90.0 {
        Ok(LonLat { lon, lat })
    } else if lon.abs() > 360.0 || lat.abs() > 360.0 {
        Err(Problem::Projected { x: lon, y: lat })
    } else {
        Err(Problem::NotAPlace { lon, lat })
    }
}

/// Removes places equal to the one before them.
pub(crate) fn without_repeats(mut line: Vec<LonLat>, dirt: &mut Dirt) -> Vec<LonLat> {
    let before = line.len();
    line.dedup();
    dirt.repeated_nodes += (before - line.len()) as u64;
    line
}

/// Closes a ring and checks that it encloses something; `None` counts as a broken polygon.
pub(crate) fn ring(places: Vec<LonLat>, dirt: &mut Dirt) -> Option<Vec<LonLat>> {
    let mut ring = without_repeats(places, dirt);
    if let (Some(&first), Some(&last)) = (ring.first(), ring.last())
        && first != last
        && ring.len() > 2
    {
        ring.push(first);
        dirt.closed_rings += 1;
    }
    let origin = ring.first().copied()?;
    let at = |it: &LonLat| (it.lon - origin.lon, it.lat - origin.lat);
    let area2: f64 = ring
        .windows(2)
        .map(|pair| {
            let ((ax, ay), (bx, by)) = (at(&pair[0]), at(&pair[1]));
            ax * by - bx * ay
        })
        .sum();
    // Below a square centimetre nothing is enclosed: 1e-7 degrees are a centimetre.
    let encloses = ring.len() >= 4 && area2.abs() > 1e-14;
    dirt.broken_polygons += u64::from(!encloses);
    encloses.then_some(ring)
}

/// Returns the rings of a polygon; a broken hole is left out, a broken shell leaves out all.
pub(crate) fn polygon(rings: Vec<Vec<LonLat>>, dirt: &mut Dirt) -> Option<Vec<Vec<LonLat>>> {
    let mut rings = rings.into_iter();
    let Some(shell) = rings.next() else {
        dirt.broken_polygons += 1;
        return None;
    };
    let mut polygon = vec![ring(shell, dirt)?];
    polygon.extend(rings.filter_map(|hole| ring(hole, dirt)));
    Some(polygon)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(pairs: &[(f64, f64)]) -> Vec<LonLat> {
        pairs.iter().map(|&(lon, lat)| LonLat { lon, lat }).collect()
    }

    #[test]
    fn an_unclosed_ring_is_closed_and_a_flat_one_is_none() {
        let mut dirt = Dirt::default();
        let square = [(113.0, 22.0), (113.1, 22.0), (113.1, 22.1), (113.0, 22.1)];
        let closed = ring(places(&square), &mut dirt).unwrap();
        assert_eq!((closed.len(), closed[0], dirt.closed_rings), (5, closed[4], 1));
        assert_eq!(ring(places(&[(113.0, 22.0), (113.1, 22.0), (113.2, 22.0)]), &mut dirt), None);
        assert_eq!(ring(places(&[(113.0, 22.0); 9]), &mut dirt), None);
        assert_eq!((dirt.broken_polygons, dirt.repeated_nodes), (2, 8));
    }

    #[test]
    fn texts_that_are_no_geojson_are_told_what_they_are() {
        let problem = |text: &str| features(text.as_bytes()).unwrap_err();
        assert!(matches!(problem(r#"{"a": 1}"#), Problem::Format(Looks::Json)));
        assert!(matches!(problem(r#"{"type": "Topology"}"#), Problem::Format(Looks::Json)));
        assert!(matches!(problem(r#"{"type": "Point", "coordinates": "x"}"#), Problem::Json { line: 1, .. }));
        assert!(matches!(problem("{\"type\": \n ?}"), Problem::Json { line: 2, column: 2, .. }));
        assert!(matches!(problem(r#"{"type": "FeatureCollection", "features": ["#), Problem::Truncated { .. }));
        let deep = format!(
            r#"{{"type": "Feature", "geometry": null, "properties": {{"a": {}{}}}}}"#,
            "[".repeat(9_999),
            "]".repeat(9_999)
        );
        assert!(matches!(problem(&deep), Problem::TooDeep), "{:?}", problem(&deep));
    }
}
