//! Real streets from the shared data, which are no part of the project.

use std::{fs, io::Read, path::PathBuf};

use flate2::read::GzDecoder;
use geojson::{FeatureCollection, GeometryValue};
use model::{FrameOrigin, LonLat, Point, Polygon, RoadClass};
use partition::{Barrier, BarrierClass, Home};
use spatial::Frame;

/// Homes, barriers and buildings of a real place.
pub struct Place {
    pub homes: Vec<Home>,
    pub barriers: Vec<Barrier>,
    pub buildings: Vec<Polygon>,
}

/// Reads a district of the Wuhan network; `None` (and a line that says so) where the data is absent.
pub fn wuhan(district: &str) -> Option<Place> {
    let frame = frame(114.3, 30.55);
    let areas = polygons(&frame, "wuhan-network/districts.geojson", Some(district))?;
    let barriers = roads(&frame, "wuhan-network/roads.geojson.gz")?;
    Some(Place { homes: vec![Home { polygons: areas }], barriers, buildings: vec![] })
}

/// Reads Nanshan with its five sub-districts; `None` (and a line that says so) where the data is absent.
pub fn nanshan() -> Option<Place> {
    let frame = frame(113.945, 22.553);
    let areas = polygons(&frame, "shenzhen-nanshan/subdistricts_clipped.geojson", None)?;
    let barriers = roads(&frame, "shenzhen-nanshan/roads.geojson")?;
    let buildings = polygons(&frame, "shenzhen-nanshan/buildings.geojson", None)?;
    Some(Place { homes: areas.into_iter().map(|it| Home { polygons: vec![it] }).collect(), barriers, buildings })
}

/// Reads the whole Wuhan network, with the box of its roads as the only home.
pub fn wuhan_whole() -> Option<Place> {
    boxed(&frame(114.3, 30.55), "wuhan-network/roads.geojson.gz", None)
}

/// Reads the old town around Xinjiekou, Nanjing, with the box of its roads as the only home.
pub fn nanjing() -> Option<Place> {
    boxed(&frame(118.78, 32.043), "nanjing-xinjiekou/roads.geojson", Some("nanjing-xinjiekou/buildings.geojson"))
}

/// Reads Tsinghua, Beijing, with the box of its roads as the only home.
pub fn beijing() -> Option<Place> {
    boxed(&frame(116.32, 40.0), "beijing-tsinghua/roads.geojson", Some("beijing-tsinghua/buildings.geojson"))
}

fn boxed(frame: &Frame, roads_file: &str, buildings_file: Option<&str>) -> Option<Place> {
    let barriers = roads(frame, roads_file)?;
    let buildings = buildings_file.map_or(Some(vec![]), |it| polygons(frame, it, None))?;
    let points = || barriers.iter().flat_map(|it| &it.line);
    let (west, east) = (points().map(|it| it.x).min()?, points().map(|it| it.x).max()?);
    let (south, north) = (points().map(|it| it.y).min()?, points().map(|it| it.y).max()?);
    let shell = [(west, south), (east, south), (east, north), (west, north)].map(|(x, y)| Point { x, y }).to_vec();
    Some(Place { homes: vec![Home { polygons: vec![Polygon { shell, holes: vec![] }] }], barriers, buildings })
}

fn frame(lon: f64, lat: f64) -> Frame {
    Frame::new(FrameOrigin { origin: LonLat { lon, lat } }).unwrap()
}

fn read(file: &str) -> Option<FeatureCollection> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(file);
    let Ok(bytes) = fs::read(&path) else {
        println!("skipped: {file} is not here");
        return None;
    };
    let mut text = String::new();
    if path.extension().is_some_and(|it| it == "gz") {
        GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    Some(FeatureCollection::try_from(text.parse::<geojson::GeoJson>().unwrap()).unwrap())
}

fn polygons(frame: &Frame, file: &str, name: Option<&str>) -> Option<Vec<Polygon>> {
    let mut out = vec![];
    for it in read(file)?.features {
        let named = it.property("name").and_then(|it| it.as_str());
        if name.is_some() && name != named {
            continue;
        }
        let parts = match it.geometry.unwrap().value {
            GeometryValue::Polygon { coordinates } => vec![coordinates],
            GeometryValue::MultiPolygon { coordinates } => coordinates,
            _ => vec![],
        };
        for rings in parts {
            let ring = |it: &geojson::LineStringType| {
                let mut ring = line(frame, it);
                ring.pop();
                ring
            };
            out.push(Polygon { shell: ring(&rings[0]), holes: rings[1..].iter().map(ring).collect() });
        }
    }
    Some(out)
}

fn line(frame: &Frame, line: &geojson::LineStringType) -> Vec<Point> {
    line.iter().filter_map(|it| frame.point(LonLat { lon: it[0], lat: it[1] }).ok()).collect()
}

fn roads(frame: &Frame, file: &str) -> Option<Vec<Barrier>> {
    let mut out = vec![];
    for (source, it) in read(file)?.features.into_iter().enumerate() {
        let class = match it.property("highway").and_then(|it| it.as_str()).unwrap_or_default() {
            "motorway" | "trunk" | "primary" | "motorway_link" | "trunk_link" | "primary_link" => RoadClass::Main,
            "secondary" | "secondary_link" => RoadClass::Secondary,
            "tertiary" | "tertiary_link" | "residential" | "unclassified" => RoadClass::Branch,
            "footway" | "steps" | "path" | "cycleway" => continue,
            _ => RoadClass::Alley,
        };
        if let Some(GeometryValue::LineString { coordinates }) = it.geometry.map(|it| it.value) {
            let class = BarrierClass::Road(class);
            out.push(Barrier { line: line(frame, &coordinates), class, source: source as u32 });
        }
    }
    Some(out)
}
