//! Boundary areas from GeoJSON or Shapefile.

use std::path::Path;

use model::{AreaLevel, SurveyArea};

use crate::{Coordinates, Dirt, ExchangeError, Problem, areas, tags::Tags};

/// Reads the boundary areas of a GeoJSON file (plain or gzip) or a shapefile, in the order of the file.
///
/// The level comes from the property `level` (`district`, `subdistrict`, `community`, or 区县, 街道, 社区) or OSM's
/// `admin_level` (6, 8, 9 and 10: OSM wiki, Multilingual names and levels of China). Where no area has one, a single area is
/// the district and several are its sub-districts; where some have one, areas of other levels are left out and counted.
/// A nameless area gets the name 未命名区域 and its number. Polygons that enclose nothing are left out where others remain.
/// Coordinates of a projection become degrees where the file tells which it is (see [`crate::read_division`]).
///
/// # Errors
/// [`ExchangeError`] when the file cannot be read, is of another kind or has no polygon; with the number of the feature where
/// a coordinate is no place, a ring is not closed or has fewer than four points, an area encloses nothing, has more than
/// 500,000 points, or its rings cross.
pub fn read_boundary(path: &Path) -> Result<(Vec<SurveyArea>, Dirt), ExchangeError> {
    read_boundary_in(path, &Coordinates::default())
}

/// Reads the boundary areas of a file whose coordinates are told, otherwise as [`read_boundary`].
///
/// # Errors
/// As [`read_boundary`].
pub fn read_boundary_in(path: &Path, coordinates: &Coordinates) -> Result<(Vec<SurveyArea>, Dirt), ExchangeError> {
    read(path, coordinates).map_err(|problem| ExchangeError::new(path, problem))
}

fn read(path: &Path, coordinates: &Coordinates) -> Result<(Vec<SurveyArea>, Dirt), Problem> {
    let (features, mut dirt) = areas::read(path, coordinates, areas::Flat::Refused)?;
    for it in &features {
        areas::check_crossings(&it.polygons).map_err(|problem| problem.in_feature(it.number))?;
    }
    let found: Vec<_> =
        features.iter().map(|it| (Tags::of_properties(Some(&it.properties)), it.polygons.clone())).collect();
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
    fn flat_parts_are_left_out_where_others_remain() {
        let text = r#"{"type": "MultiPolygon", "coordinates": [
            [[[113.9, 22.5], [114, 22.5], [114, 22.6], [113.9, 22.5]], [[113.9, 22.5], [113.95, 22.5], [113.9, 22.5], [113.9, 22.5]]],
            [[[113.9, 22.5], [114, 22.5], [114, 22.5], [113.9, 22.5]]], []]}"#;
        let (areas, dirt) = read(text).unwrap();
        assert_eq!((areas[0].polygons.len(), areas[0].polygons[0].len(), areas[0].polygons[0][0].len()), (1, 1, 4));
        assert_eq!(dirt.broken_polygons, 3);
    }

    #[test]
    fn ends_a_centimetre_apart_are_one() {
        let (areas, dirt) = read(&SQUARE.replace("[113.9, 22.5]]]", "[113.90000001, 22.5]]]")).unwrap();
        assert_eq!((dirt.closed_rings, areas[0].polygons[0][0][4].lon), (1, 113.9));
    }

    /// What is said of a square with other text in it, as the second feature of two.
    fn said(from: &str, to: &str) -> String {
        assert!(SQUARE.contains(from), "{from}");
        let text = collection(&[feature("{}", SQUARE), feature("{}", &SQUARE.replacen(from, to, 1))]);
        read(&text).unwrap_err().to_string()
    }

    #[test]
    fn each_bad_outline_is_one_sentence_with_its_feature_and_value() {
        let cases: [(&str, &str, &[&str]); 9] = [
            ("[114, 22.6]", "[500000.5, 2500000]", &["500000.5", "投影"]),
            ("[114, 22.6]", "[22.6, 114]", &["22.6", "114", "颠倒", "swapped"]),
            ("[114, 22.6]", "[181, 22.6]", &["181", "不在地球上"]),
            ("[114, 22.6]", "[114, -91]", &["-91", "no place"]),
            ("[114, 22.6]", "[114]", &["NaN"]),
            (", [113.9, 22.5]]]", "]]", &["未闭合", "not closed", "113.9, 22.6"]),
            ("[114, 22.5], [114, 22.6], ", "", &["3 个点", "3 points"]),
            ("[114, 22.6], [113.9, 22.6]", "[114.1, 22.5], [113.8, 22.5]", &["面积为零", "area is zero"]),
            ("[114, 22.6], [113.9, 22.6]", "[113.9, 22.6], [114, 22.6]", &["自相交", "113.95", "22.55"]),
        ];
        for (from, to, expected) in cases {
            let text = said(from, to);
            assert!(text.contains("第 2 个要素") && text.contains("feature 2"), "{text}");
            assert!(expected.iter().all(|it| text.contains(it)), "{expected:?}: {text}");
        }
    }

    #[test]
    fn what_is_no_number_is_named_with_its_line() {
        for word in ["NaN", "-Infinity", "nan", "1e999", "null"] {
            let text = said("22.6", word);
            assert!(text.contains(&format!("{word} is not a number")), "{text}");
        }
    }

    #[test]
    fn a_million_points_are_too_many() {
        let mut ring: Vec<String> = (0..1_000_000)
            .map(|i| {
                let angle = f64::from(i) / 1e6 * std::f64::consts::TAU;
                format!("[{:.9},{:.9}]", 114.0 + 0.1 * angle.cos(), 22.0 + 0.1 * angle.sin())
            })
            .collect();
        ring.push(ring[0].clone());
        let text = format!(r#"{{"type":"Polygon","coordinates":[[{}]]}}"#, ring.join(","));
        let said = read(&text).unwrap_err().to_string();
        assert!(said.contains("1000001 个点") && said.contains("500000"), "{said}");
    }

    #[test]
    fn a_file_without_polygons_says_so() {
        let problem = |text: &str| read(text).unwrap_err().problem;
        assert!(matches!(problem(r#"{"type": "Point", "coordinates": [1, 2]}"#), Problem::NoPolygon));
        assert!(matches!(problem(r#"{"type": "FeatureCollection", "features": []}"#), Problem::NoFeatures));
    }

    #[test]
    fn an_error_is_one_sentence_with_the_file_in_both_languages() {
        let error = read_boundary(Path::new("没有/none.geojson")).unwrap_err().to_string();
        assert_eq!(error, "没有/none.geojson：找不到文件 / file not found");
    }
}
