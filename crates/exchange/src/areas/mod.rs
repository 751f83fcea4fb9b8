//! Polygons with their attributes, from GeoJSON or Shapefile, checked and in degrees: what boundaries and divisions share.

mod dbf;
mod plane;
mod shp;
mod sidecar;
mod wkt;

use std::path::Path;

use geojson::{Feature, JsonObject, Position};
use model::{LonLat, SurveyPolygon};

use self::plane::System;
use crate::{
    Coordinates, Dirt, Looks, Problem,
    geojson_file::{self, Part, parts, polygon},
    ring_check,
    sniff::{self, Content},
};

/// How many corners one area may have. The finest outline of a province that is published has about 200,000.
const MOST_POINTS: usize = 500_000;
/// Ends of a ring that are nearer than this many degrees (a centimetre) are taken for one.
const SAME_DEGREES: f64 = 1e-7;

/// A feature with polygons.
#[derive(Clone, Debug)]
pub(crate) struct AreaFeature {
    /// Its number in the file, from 1.
    pub number: usize,
    /// Its attributes.
    pub properties: JsonObject,
    /// Its polygons; one at least, each with rings that are closed.
    pub polygons: Vec<SurveyPolygon>,
}

/// A feature as the file has it: polygons of rings of coordinates in the file's own system.
pub(crate) struct RawFeature {
    number: usize,
    properties: JsonObject,
    polygons: Vec<Vec<Vec<[f64; 2]>>>,
}

/// What becomes of polygons that enclose nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flat {
    /// They are left out and counted; a feature of nothing else is an error.
    Refused,
    /// They stay, for the audit to tell.
    Kept,
}

/// Reads the features that have polygons, in the order of the file; `coordinates` go before what the file says of its system.
///
/// # Errors
/// [`Problem`]; what is wrong with one feature says with which.
pub(crate) fn read(path: &Path, coordinates: &Coordinates, flat: Flat) -> Result<(Vec<AreaFeature>, Dirt), Problem> {
    let mut dirt = Dirt::default();
    let (raw, told) = match sniff::open(path) {
        Ok(Content::Json(text)) => of_geojson(&text)?,
        Ok(Content::Pbf(..)) => return Err(Problem::Format(Looks::Pbf)),
        Err(Problem::Format(Looks::Shapefile)) => shp::read(path, &mut dirt)?,
        Err(problem) => return Err(problem),
    };
    if raw.is_empty() {
        return Err(Problem::NoFeatures);
    }
    let system = match (&coordinates.control, coordinates.epsg) {
        (Some(plane), _) => System::Local(plane.clone()),
        (None, Some(code)) => System::of_epsg(code)?,
        (None, None) => told,
    };
    let mut features = Vec::with_capacity(raw.len());
    for it in raw {
        let number = it.number;
        let mut polygons = polygons(&it, &system, flat, &mut dirt).map_err(|problem| problem.in_feature(number))?;
        for place in polygons.iter_mut().flatten().flatten() {
            *place = coordinates.datum.to_cgcs2000(*place);
        }
        if polygons.is_empty() {
            dirt.unusable_features += 1;
        } else {
            features.push(AreaFeature { number, properties: it.properties, polygons });
        }
    }
    if features.is_empty() { Err(Problem::NoPolygon) } else { Ok((features, dirt)) }
}

/// Checks that no ring of an area crosses another or itself.
///
/// # Errors
/// [`Problem::SelfCrossing`] with the place.
pub(crate) fn check_crossings(polygons: &[SurveyPolygon]) -> Result<(), Problem> {
    let rings = polygons.iter().flatten().map(Vec::as_slice);
    ring_check::crossing(rings).map_or(Ok(()), |at| Err(Problem::SelfCrossing { lon: at.lon, lat: at.lat }))
}

fn of_geojson(text: &[u8]) -> Result<(Vec<RawFeature>, System), Problem> {
    let (features, crs) = geojson_file::features_and_crs(text)?;
    let system = crs.map_or(Ok(System::Degrees), |name| System::of_name(&name))?;
    let of = |(at, feature): (usize, Feature)| {
        let number = at + 1;
        let mut polygons = Vec::new();
        for part in parts(&feature) {
            let Part::Polygon(rings) = part else { continue };
            let rings = rings.iter().map(|ring| ring.iter().map(pair).collect()).collect();
            polygons.push(rings);
        }
        RawFeature { number, polygons, properties: feature.properties.unwrap_or_default() }
    };
    Ok((features.into_iter().enumerate().map(of).collect(), system))
}

fn pair(position: &Position) -> [f64; 2] {
    let at = |i: usize| position.as_slice().get(i).copied().unwrap_or(f64::NAN);
    [at(0), at(1)]
}

fn polygons(raw: &RawFeature, system: &System, flat: Flat, dirt: &mut Dirt) -> Result<Vec<SurveyPolygon>, Problem> {
    let count: usize = raw.polygons.iter().flatten().map(Vec::len).sum();
    if count > MOST_POINTS {
        return Err(Problem::TooManyPoints { count, most: MOST_POINTS });
    }
    let in_degrees = |rings: &Vec<Vec<[f64; 2]>>| rings.iter().map(|ring| places(ring, system, dirt)).collect();
    let all: Vec<SurveyPolygon> = raw.polygons.iter().map(in_degrees).collect::<Result<_, _>>()?;
    if flat == Flat::Kept {
        return Ok(all.into_iter().filter(|it| !it.is_empty()).collect());
    }
    let polygons: Vec<_> = all.iter().filter_map(|rings| polygon(rings.clone(), dirt)).collect();
    if polygons.is_empty() && !raw.polygons.is_empty() {
        // The lobes of a figure of eight may cancel out.
        check_crossings(&all)?;
        return Err(Problem::NoArea);
    }
    Ok(polygons)
}

/// Converts a ring and checks its form.
fn places(ring: &[[f64; 2]], system: &System, dirt: &mut Dirt) -> Result<Vec<LonLat>, Problem> {
    let mut places = ring.iter().map(|&it| system.place(it)).collect::<Result<Vec<_>, _>>()?;
    let (Some(&first), Some(&last)) = (places.first(), places.last()) else {
        return Err(Problem::ShortRing { points: 0 });
    };
    if first != last {
        if (first.lon - last.lon).abs().max((first.lat - last.lat).abs()) > SAME_DEGREES {
            let [from, to] = [first, last].map(|it| [it.lon, it.lat]);
            return Err(Problem::UnclosedRing { points: ring.len(), from, to });
        }
        if let Some(end) = places.last_mut() {
            *end = first;
        }
        dirt.closed_rings += 1;
    }
    if ring.len() < 4 { Err(Problem::ShortRing { points: ring.len() }) } else { Ok(places) }
}
