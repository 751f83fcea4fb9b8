//! Boundary areas from GeoJSON.

use std::path::Path;

use geojson::Feature;
use model::{AreaLevel, SurveyArea, SurveyPolygon};

use crate::{
    Dirt, ExchangeError, Looks, Problem,
    geojson_file::{Part, features, parts, place, polygon},
    sniff::{self, Content},
    tags::Tags,
};

/// Reads the boundary areas of a GeoJSON file (plain or gzip), in the order of the file.
///
/// The level comes from the property `level` (`district`, `subdistrict`, `community`, or 区县, 街道, 社区) or OSM's
/// `admin_level` (6, 8, 9 and 10: OSM wiki, Multilingual names and levels of China). Where no area has one, a single area is
/// the district and several are its sub-districts; where some have one, areas of other levels are left out and counted.
/// A nameless area gets the name 未命名区域 and its number. Rings are closed; polygons that enclose nothing are left out.
///
/// # Errors
/// [`ExchangeError`] when the file cannot be read, is no GeoJSON, has no polygon, or any of its coordinates is no place.
pub fn read_boundary(path: &Path) -> Result<(Vec<SurveyArea>, Dirt), ExchangeError> {
    read(path).map_err(|problem| ExchangeError::new(path, problem))
}

fn read(path: &Path) -> Result<(Vec<SurveyArea>, Dirt), Problem> {
    let features = match sniff::open(path)? {
        Content::Json(text) => features(&text)?,
        Content::Pbf(..) => return Err(Problem::Format(Looks::Pbf)),
    };
    let mut dirt = Dirt::default();
    let mut found = Vec::new();
    for feature in &features {
        let polygons = polygons(feature, &mut dirt)?;
        if polygons.is_empty() {
            dirt.unusable_features += 1;
        } else {
            found.push((Tags::of_properties(feature.properties.as_ref()), polygons));
        }
    }
    if found.is_empty() {
        return Err(Problem::NoPolygon);
    }
    let told = found.iter().any(|(tags, _)| level(tags).is_some());
    let untold = if found.len() == 1 { AreaLevel::District } else { AreaLevel::Subdistrict };
    let mut areas = Vec::new();
    for (tags, polygons) in found {
        let Some(level) = level(&tags).or((!told).then_some(untold)) else {
            dirt.other_levels += 1;
            continue;
        };
        let name = tags.name().unwrap_or_else(|| {
            dirt.unnamed_areas += 1;
            format!("未命名区域 {}", areas.len() + 1)
        });
        let code = code(&tags, level, &mut dirt);
        areas.push(SurveyArea { level, name, name_en: tags.name_en(), code, polygons });
    }
    Ok((areas, dirt))
}

fn polygons(feature: &Feature, dirt: &mut Dirt) -> Result<Vec<SurveyPolygon>, Problem> {
    let mut polygons = Vec::new();
    for part in parts(feature) {
        let Part::Polygon(rings) = part else { continue };
        let rings = rings.iter().map(|ring| ring.iter().map(place).collect::<Result<Vec<_>, _>>());
        polygons.extend(polygon(rings.collect::<Result<_, _>>()?, dirt));
    }
    Ok(polygons)
}

fn level(tags: &Tags<'_>) -> Option<AreaLevel> {
    let of_word = |word: &str| match word.to_ascii_lowercase().as_str() {
        "district" | "county" | "区县" | "区" | "县" => Some(AreaLevel::District),
        "subdistrict" | "sub-district" | "street" | "town" | "街道" | "乡镇" | "街道/乡镇" => {
            Some(AreaLevel::Subdistrict)
        }
        "community" | "village" | "社区" | "村" | "社区/村" => Some(AreaLevel::Community),
        _ => None,
    };
    tags.get("level").and_then(of_word).or_else(|| match tags.get("admin_level")? {
        "6" => Some(AreaLevel::District),
        "8" => Some(AreaLevel::Subdistrict),
        "9" | "10" => Some(AreaLevel::Community),
        _ => None,
    })
}

fn code(tags: &Tags<'_>, level: AreaLevel, dirt: &mut Dirt) -> Option<String> {
    let digits = match level {
        AreaLevel::District => 6,
        AreaLevel::Subdistrict => 9,
        AreaLevel::Community => 12,
    };
    let code = tags.get("code")?;
    let right = code.len() == digits && code.bytes().all(|it| it.is_ascii_digit());
    dirt.bad_codes += u64::from(!right);
    right.then(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::file;

    const SQUARE: &str = r#"{"type": "Polygon", "coordinates": [[[113.9, 22.5], [114, 22.5], [114, 22.6], [113.9, 22.6], [113.9, 22.5]]]}"#;

    fn feature(properties: &str, geometry: &str) -> String {
        format!(r#"{{"type": "Feature", "properties": {properties}, "geometry": {geometry}}}"#)
    }

    fn collection(features: &[String]) -> String {
        format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(","))
    }

    fn read(text: &str) -> Result<(Vec<SurveyArea>, Dirt), ExchangeError> {
        read_boundary(file(text.as_bytes()).path())
    }

    #[test]
    fn one_area_without_a_level_is_the_district_and_two_are_subdistricts() {
        let (areas, dirt) = read(SQUARE).unwrap();
        assert_eq!((areas[0].level, areas[0].name.as_str()), (AreaLevel::District, "未命名区域 1"));
        assert_eq!(dirt.unnamed_areas, 1);
        let both = collection(&[feature(r#"{"name": "甲"}"#, SQUARE), feature(r#"{"name": "乙"}"#, SQUARE)]);
        let (areas, dirt) = read(&both).unwrap();
        assert!(areas.iter().all(|it| it.level == AreaLevel::Subdistrict) && dirt.is_clean());
    }

    #[test]
    fn levels_and_codes_are_taken_where_they_are_right() {
        let text = collection(&[
            feature(r#"{"name": "区", "level": "district", "code": "440305"}"#, SQUARE),
            feature(r#"{"name": "街道", "admin_level": 8, "code": 440305001}"#, SQUARE),
            feature(r#"{"name": "社区", "admin_level": "10", "code": "4403"}"#, SQUARE),
            feature(r#"{"name": "市", "admin_level": "5"}"#, SQUARE),
            feature(r#"{"name": "点"}"#, r#"{"type": "Point", "coordinates": [113.9, 22.5]}"#),
        ]);
        let (areas, dirt) = read(&text).unwrap();
        let found: Vec<_> = areas.iter().map(|it| (it.level, it.code.as_deref())).collect();
        let expected = [
            (AreaLevel::District, Some("440305")),
            (AreaLevel::Subdistrict, Some("440305001")),
            (AreaLevel::Community, None),
        ];
        assert_eq!(found, expected);
        assert_eq!((dirt.other_levels, dirt.bad_codes, dirt.unusable_features), (1, 1, 1));
    }

    #[test]
    fn broken_parts_are_left_out_and_open_rings_closed() {
        let text = r#"{"type": "MultiPolygon", "coordinates": [
            [[[113.9, 22.5], [114, 22.5], [114, 22.6]], [[113.95, 22.51], [113.96, 22.51]]],
            [[[113.9, 22.5], [114, 22.5], [113.9, 22.5]]], []]}"#;
        let (areas, dirt) = read(text).unwrap();
        assert_eq!((areas[0].polygons.len(), areas[0].polygons[0].len(), areas[0].polygons[0][0].len()), (1, 1, 4));
        assert_eq!((dirt.closed_rings, dirt.broken_polygons), (1, 3));
    }

    #[test]
    fn places_that_are_none_are_one_clear_error() {
        let problem = |text: &str| read(text).unwrap_err().problem;
        let square = |x: f64, y: f64| SQUARE.replace("[114, 22.6]", &format!("[{x}, {y}]"));
        assert!(matches!(problem(&square(500_000.5, 2_500_000.0)), Problem::Projected { x: 500_000.5, .. }));
        assert!(matches!(problem(&square(22.5, 113.9)), Problem::NotAPlace { lon: 22.5, lat: 113.9 }));
        assert!(matches!(problem(r#"{"type": "Point", "coordinates": [1, 2]}"#), Problem::NoPolygon));
        assert!(matches!(problem(r#"{"type": "FeatureCollection", "features": []}"#), Problem::NoPolygon));
        assert!(matches!(
            problem(r#"{"type": "Polygon", "coordinates": [[[113.9]]]}"#),
            Problem::NotAPlace { .. } | Problem::Json { .. }
        ));
    }

    #[test]
    fn an_error_is_one_sentence_with_the_file_in_both_languages() {
        let error = read_boundary(Path::new("没有/none.geojson")).unwrap_err().to_string();
        assert_eq!(error, "没有/none.geojson：找不到文件 / file not found");
    }
}
