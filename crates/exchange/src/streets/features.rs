//! Streets from the features of a GeoJSON text.

use geojson::{Feature, Position, feature::Id};
use model::LonLat;

use super::{OSM_ATTRIBUTION, collect::Collector};
use crate::{
    Dirt, Problem,
    geojson_file::{Part, features, parts, place},
    tags::Tags,
};

/// Properties in which exports of OSM keep its numbers.
const OSM_IDS: [&str; 5] = ["@id", "osm_id", "osm_way_id", "osmid", "raw_eid"];

/// Reads all features.
pub(super) fn read<'t>(
    text: &[u8],
    mut collector: Collector<'t>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Collector<'t>, Problem> {
    let size = text.len() as u64;
    // Parsing takes about nine tenths of the time.
    progress(0, size);
    let features = features(text)?;
    let count = features.len() as u64;
    let mut osm = false;
    let mut first = true;
    for (at, feature) in features.into_iter().enumerate() {
        if at % 4_096 == 0 {
            progress(size * 9 / 10 + size / 10 * at as u64 / count, size);
        }
        let tags = Tags::of_properties(feature.properties.as_ref());
        let id = source_id(&feature, &tags);
        osm |= tags.get("highway").is_some() || OSM_IDS.iter().any(|it| tags.get(it).is_some());
        let parts = parts(&feature);
        if parts.is_empty() {
            collector.dirt.unusable_features += 1;
        }
        for part in parts {
            if let Some(problem) = misplaced(part).filter(|_| first) {
                return Err(problem);
            }
            first = false;
            take(&mut collector, id.unwrap_or(at as i64 + 1), &tags, part);
        }
    }
    progress(size, size);
    if osm {
        OSM_ATTRIBUTION.clone_into(&mut collector.file.attribution);
    }
    Ok(collector)
}

fn take(collector: &mut Collector<'_>, id: i64, tags: &Tags<'_>, part: Part<'_>) {
    match part {
        Part::Point(position) => match place(position) {
            Ok(at) => collector.take_point(tags, at),
            Err(_) => collector.dirt.bad_places += 1,
        },
        Part::Line(line) => {
            let places = places(line, &mut collector.dirt);
            let closed = places.len() > 3 && places.first() == places.last();
            let meaning = collector.meaning_of_line(id, tags, closed);
            if !meaning.is_nothing() {
                collector.take_line(meaning, places);
            }
        }
        Part::Polygon(rings) => {
            let meaning = collector.meaning_of_polygon(tags);
            if !meaning.is_nothing() {
                let rings = rings.iter().map(|it| places(it, &mut collector.dirt)).collect();
                collector.take_polygon(meaning, rings);
            }
        }
    }
}

/// Returns why the first position of a part is no place: one in the wrong system at the very start says so for all.
fn misplaced(part: Part<'_>) -> Option<Problem> {
    let first = match part {
        Part::Point(position) => Some(position),
        Part::Line(line) => line.first(),
        Part::Polygon(rings) => rings.first().and_then(|it| it.first()),
    };
    first.and_then(|it| place(it).err())
}

fn places(positions: &[Position], dirt: &mut Dirt) -> Vec<LonLat> {
    let places: Vec<_> = positions.iter().filter_map(|it| place(it).ok()).collect();
    dirt.bad_places += (positions.len() - places.len()) as u64;
    places
}

/// Returns the source's own number: of the feature (`w25435017`, `way/25435017`, 25435017) or of a property.
fn source_id(feature: &Feature, tags: &Tags<'_>) -> Option<i64> {
    let number = |text: &str| text.trim_start_matches(|it: char| !it.is_ascii_digit() && it != '-').parse().ok();
    let own = match &feature.id {
        Some(Id::String(text)) => number(text),
        Some(Id::Number(it)) => it.as_i64(),
        None => None,
    };
    own.or_else(|| OSM_IDS.into_iter().find_map(|key| number(tags.get(key)?)))
}
