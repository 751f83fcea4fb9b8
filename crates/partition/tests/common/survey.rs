//! A real survey from the shared data, which is no part of the project.

use std::{fs, path::PathBuf};

use geojson::FeatureCollection;
use model::{AreaLevel, Level, RoadClass, Survey, SurveyArea, SurveyWay};

/// Reads Nanshan's streets and sub-districts; `None` (and a line that says so) where the data is absent.
pub fn nanshan() -> Option<Survey> {
    let features = read("shenzhen-nanshan/roads.geojson")?;
    let mut survey = Survey { name: "南山区".into(), code: "440305".into(), ..Survey::default() };
    for (at, it) in features.features.iter().enumerate() {
        let text = |key: &str| it.property(key).and_then(|it| it.as_str()).map(str::to_owned);
        let (Some(class), Some(geojson::GeometryValue::LineString { coordinates })) =
            (class(&text("highway").unwrap_or_default()), it.geometry.as_ref().map(|it| &it.value))
        else {
            continue;
        };
        let level = match (text("bridge"), text("tunnel")) {
            (_, Some(it)) if it != "no" => Level::Tunnel,
            (Some(it), _) if it != "no" => Level::Bridge,
            _ => Level::Ground,
        };
        survey.ways.push(SurveyWay {
            source_id: at as i64,
            class,
            name: text("name"),
            name_en: None,
            level,
            link: text("highway").is_some_and(|it| it.ends_with("_link")),
            cuts: level == Level::Ground,
            width_m: 8.0,
            nodes: coordinates.iter().map(|it| model::LonLat { lon: it[0], lat: it[1] }).collect(),
        });
    }
    for it in read("shenzhen-nanshan/subdistricts_clipped.geojson")?.features {
        let name = it.property("name").and_then(|it| it.as_str()).unwrap_or_default().to_owned();
        let parts = match it.geometry.unwrap().value {
            geojson::GeometryValue::Polygon { coordinates } => vec![coordinates],
            geojson::GeometryValue::MultiPolygon { coordinates } => coordinates,
            _ => vec![],
        };
        let ring = |it: geojson::LineStringType| {
            it.iter().map(|it| model::LonLat { lon: it[0], lat: it[1] }).collect::<Vec<_>>()
        };
        let polygons = parts.into_iter().map(|it| it.into_iter().map(ring).collect()).collect();
        survey.areas.push(SurveyArea { level: AreaLevel::Subdistrict, name, name_en: None, code: None, polygons });
    }
    Some(survey)
}

fn read(file: &str) -> Option<FeatureCollection> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(file);
    let Ok(text) = fs::read_to_string(&path) else {
        println!("skipped: {file} is not here");
        return None;
    };
    Some(FeatureCollection::try_from(text.parse::<geojson::GeoJson>().unwrap()).unwrap())
}

fn class(highway: &str) -> Option<RoadClass> {
    Some(match highway {
        "motorway" | "trunk" | "primary" | "motorway_link" | "trunk_link" | "primary_link" => RoadClass::Main,
        "secondary" | "secondary_link" => RoadClass::Secondary,
        "tertiary" | "tertiary_link" | "residential" | "unclassified" => RoadClass::Branch,
        "footway" | "steps" | "path" | "cycleway" => return None,
        _ => RoadClass::Alley,
    })
}
