//! Barriers and buildings from GeoJSON, beside or instead of those of the streets' file.

use std::path::Path;

use geojson::{Feature, Position};
use model::{BackdropKind, LonLat, SurveyShape, SurveyShapeGeometry};

use crate::{
    Dirt, ExchangeError, Looks, Problem, classify,
    geojson_file::{Part, features, parts, place, polygon, without_repeats},
    sniff::{self, Content},
    tags::{Tags, clean},
};

/// Reads lines that cells are cut along from a GeoJSON file (plain or gzip), in the order of the file.
///
/// The property `class` tells what a line is: `water`, `rail` or `wall` (水系, 铁路, 围墙). Without it OSM's tags do
/// (`waterway`, `railway`, `barrier` and so on); what tells nothing is a wall. The rings of a polygon become lines. The kinds
/// given back are [`BackdropKind::Stream`], [`BackdropKind::Railway`] and [`BackdropKind::Wall`], the form is always a line.
///
/// # Errors
/// [`ExchangeError`] when the file cannot be read, is no GeoJSON, has neither line nor polygon, or names an unknown class or a
/// place that is none; the last two with the feature's number.
pub fn read_barriers(path: &Path) -> Result<(Vec<SurveyShape>, Dirt), ExchangeError> {
    let read = || {
        let mut dirt = Dirt::default();
        let mut barriers = Vec::new();
        for (at, feature) in load(path)?.iter().enumerate() {
            let lines = lines(feature, &mut dirt).map_err(|it| it.in_feature(at + 1))?;
            let tags = Tags::of_properties(feature.properties.as_ref());
            let kind = barrier(&tags).map_err(|it| it.in_feature(at + 1))?;
            dirt.unusable_features += u64::from(lines.is_empty());
            let name = tags.name();
            barriers.extend(lines.into_iter().map(|line| {
                let geometry = SurveyShapeGeometry::Line(line);
                SurveyShape { kind, name: name.clone(), geometry }
            }));
        }
        if barriers.is_empty() { Err(Problem::NoLine) } else { Ok((barriers, dirt)) }
    };
    read().map_err(|problem| ExchangeError::new(path, problem))
}

/// Reads buildings from a GeoJSON file (plain or gzip), in the order of the file: every polygon is one, whatever its
/// properties. Rings are closed; polygons that enclose nothing are left out and counted.
///
/// # Errors
/// [`ExchangeError`] when the file cannot be read, is no GeoJSON, has no polygon, or names a place that is none, with the
/// feature's number.
pub fn read_buildings(path: &Path) -> Result<(Vec<SurveyShape>, Dirt), ExchangeError> {
    let read = || {
        let mut dirt = Dirt::default();
        let mut buildings = Vec::new();
        for (at, feature) in load(path)?.iter().enumerate() {
            let before = buildings.len();
            let name = feature.property("name").and_then(|it| clean(it.as_str()?));
            for part in parts(feature) {
                let Part::Polygon(rings) = part else { continue };
                let rings = rings.iter().map(|it| places(it)).collect::<Result<_, _>>();
                let rings = polygon(rings.map_err(|it: Problem| it.in_feature(at + 1))?, &mut dirt);
                buildings.extend(rings.map(|rings| SurveyShape {
                    kind: BackdropKind::Building,
                    name: name.clone(),
                    geometry: SurveyShapeGeometry::Polygon(rings),
                }));
            }
            dirt.unusable_features += u64::from(buildings.len() == before);
        }
        if buildings.is_empty() { Err(Problem::NoPolygon) } else { Ok((buildings, dirt)) }
    };
    read().map_err(|problem| ExchangeError::new(path, problem))
}

fn load(path: &Path) -> Result<Vec<Feature>, Problem> {
    let features = match sniff::open(path)? {
        Content::Json(text) => features(&text)?,
        Content::Pbf(..) => return Err(Problem::Format(Looks::Pbf)),
    };
    if features.is_empty() { Err(Problem::NoFeatures) } else { Ok(features) }
}

fn lines(feature: &Feature, dirt: &mut Dirt) -> Result<Vec<Vec<LonLat>>, Problem> {
    let mut lines = Vec::new();
    let mut add = |positions: &[Position], dirt: &mut Dirt| {
        let line = without_repeats(places(positions)?, dirt);
        if line.len() > 1 {
            lines.push(line);
        } else {
            dirt.short_ways += 1;
        }
        Ok::<_, Problem>(())
    };
    for part in parts(feature) {
        match part {
            Part::Point(_) => {}
            Part::Line(line) => add(line, dirt)?,
            Part::Polygon(rings) => {
                for ring in rings {
                    let end = ring.first().filter(|it| Some(*it) != ring.last());
                    let closed: Vec<Position> = ring.iter().chain(end).cloned().collect();
                    add(&closed, dirt)?;
                }
            }
        }
    }
    Ok(lines)
}

fn places(positions: &[Position]) -> Result<Vec<LonLat>, Problem> {
    positions.iter().map(place).collect()
}

fn barrier(tags: &Tags<'_>) -> Result<BackdropKind, Problem> {
    let Some(class) = tags.get("class") else {
        let by_tags = classify::line(tags).or_else(|| classify::area(tags).filter(|it| *it == BackdropKind::Water));
        return Ok(match by_tags {
            Some(BackdropKind::Railway) => BackdropKind::Railway,
            Some(BackdropKind::Stream | BackdropKind::Water) => BackdropKind::Stream,
            _ => BackdropKind::Wall,
        });
    };
    match class.to_ascii_lowercase().as_str() {
        "water" | "水" | "水系" | "水域" | "河流" => Ok(BackdropKind::Stream),
        "rail" | "railway" | "铁路" => Ok(BackdropKind::Railway),
        "wall" | "fence" | "墙" | "围墙" => Ok(BackdropKind::Wall),
        _ => Err(Problem::BarrierClass(class.chars().take(40).collect())),
    }
}

#[cfg(test)]
mod tests {
    use BackdropKind::{Railway, Stream, Wall};

    use super::*;
    use crate::testing::file;

    const LINE: &str = r#"{"type": "LineString", "coordinates": [[113.9, 22.5], [113.9, 22.5], [114, 22.5]]}"#;
    const SQUARE: &str =
        r#"{"type": "Polygon", "coordinates": [[[113.9, 22.5], [114, 22.5], [114, 22.6], [113.9, 22.6]]]}"#;

    fn collection(features: &[(&str, &str)]) -> String {
        let features: Vec<String> = features
            .iter()
            .map(|(properties, geometry)| {
                format!(r#"{{"type": "Feature", "properties": {properties}, "geometry": {geometry}}}"#)
            })
            .collect();
        format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(","))
    }

    #[test]
    fn barriers_are_lines_of_their_class_and_walls_without_one() {
        let text = collection(&[
            ("{\"class\": \"water\"}", SQUARE),
            ("{\"class\": \"Rail\"}", LINE),
            ("{\"class\": \"围墙\"}", LINE),
            ("{}", LINE),
            ("{\"waterway\": \"canal\", \"name\": \"运河\"}", LINE),
            ("{}", r#"{"type": "Point", "coordinates": [113.9, 22.5]}"#),
        ]);
        let (barriers, dirt) = read_barriers(file(text.as_bytes()).path()).unwrap();
        let kinds: Vec<_> = barriers.iter().map(|it| it.kind).collect();
        assert_eq!(kinds, [Stream, Railway, Wall, Wall, Stream]);
        let SurveyShapeGeometry::Line(shore) = &barriers[0].geometry else { panic!("{barriers:?}") };
        assert_eq!((shore.len(), shore.first()), (5, shore.last()), "an open ring is closed");
        assert_eq!((dirt.unusable_features, dirt.repeated_nodes), (1, 4));
        assert_eq!(barriers[4].name.as_deref(), Some("运河"));
    }

    #[test]
    fn a_bad_class_or_place_is_named_with_its_feature() {
        let said = |text: &str| read_barriers(file(text.as_bytes()).path()).unwrap_err().to_string();
        let text = said(&collection(&[("{}", LINE), ("{\"class\": \"lava\"}", LINE)]));
        assert!(text.contains("lava") && text.contains("feature 2") && text.contains("第 2 个要素"), "{text}");
        let text = said(&collection(&[("{}", LINE), ("{}", LINE), ("{}", &LINE.replace("114", "214"))]));
        assert!(text.contains("214") && text.contains("feature 3"), "{text}");
        let text = said(&collection(&[("{}", r#"{"type": "Point", "coordinates": [113.9, 22.5]}"#)]));
        assert!(text.contains("no line"), "{text}");
    }

    #[test]
    fn every_polygon_is_a_building_and_lines_are_not() {
        let flat = r#"{"type": "Polygon", "coordinates": [[[113.9, 22.5], [114, 22.5], [113.9, 22.5]]]}"#;
        let text = collection(&[("{}", SQUARE), ("{\"name\": \"楼\"}", SQUARE), ("{}", LINE), ("{}", flat)]);
        let (buildings, dirt) = read_buildings(file(text.as_bytes()).path()).unwrap();
        assert!(buildings.iter().all(|it| it.kind == BackdropKind::Building), "{buildings:?}");
        assert_eq!((buildings.len(), buildings[1].name.as_deref()), (2, Some("楼")));
        assert_eq!((dirt.unusable_features, dirt.broken_polygons), (2, 1));
        let none = read_buildings(file(collection(&[]).as_bytes()).path()).unwrap_err();
        assert!(matches!(none.problem, Problem::NoFeatures), "{none}");
    }
}
