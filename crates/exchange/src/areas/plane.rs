//! The coordinate system of a file, and its way to degrees.

use model::LonLat;
use proj4rs::{Proj, transform::transform};

use super::wkt::{Node, plain};
use crate::{
    Problem,
    geojson_file::{degrees, in_china},
};

/// Names of datums that are CGCS2000 or WGS 84, by [`plain`]; the two lie within decimetres (DOMAIN.md, Coordinates).
const DATUMS: [&str; 9] = [
    "dchina2000",
    "china2000",
    "chinageodeticcoordinatesystem2000",
    "cgcs2000",
    "dcgcs2000",
    "dwgs1984",
    "wgs1984",
    "worldgeodeticsystem1984",
    "worldgeodeticsystem1984ensemble",
];
/// The projections that are understood, by [`plain`].
const TRANSVERSE: [&str; 3] = ["transversemercator", "gausskruger", "gausskrüger"];
const WEB: [&str; 3] = ["mercatorauxiliarysphere", "popularvisualisationpseudomercator", "mercator1sp"];

/// How a file's coordinates become degrees.
#[derive(Debug)]
pub(super) enum System {
    /// They are degrees, longitude first.
    Degrees,
    /// They are metres of a projection.
    Plane(Box<Plane>),
}

/// A projection.
#[derive(Debug)]
pub(super) struct Plane {
    name: String,
    metres: Proj,
    degrees: Proj,
    /// Metres in a unit of the file.
    unit_m: f64,
    /// The easting in metres around which it works, and how far from there.
    easting: f64,
    reach_m: f64,
}

/// How far from its meridian a transverse projection is used: the half of a 6° zone at the equator, twice over for cities that
/// stay in their neighbours' zone.
const ZONE_REACH_M: f64 = 700_000.0;
/// Half the width of the world in Web Mercator, rounded up.
const WEB_REACH_M: f64 = 2.01e7;

impl System {
    /// Reads a `.prj`.
    pub(super) fn of_wkt(text: &str) -> Result<Self, Problem> {
        let unknown = |what: &str| Problem::System { what: what.chars().take(120).collect() };
        let root = Node::parse(text).ok_or_else(|| unknown(text))?;
        if let Some(datum) = root.find(&["DATUM", "ENSEMBLE", "GEODETICDATUM", "TRF"])
            && !DATUMS.contains(&plain(datum.name()).as_str())
        {
            return Err(Problem::Datum { name: datum.name().chars().take(120).collect() });
        }
        let Some(projected) = root.find(&["PROJCS", "PROJCRS", "PROJECTEDCRS"]) else {
            let degrees = root.find(&["GEOGCS", "GEOGCRS", "GEODCRS", "GEOGRAPHICCRS"]).is_some();
            return if degrees { Ok(Self::Degrees) } else { Err(unknown(text)) };
        };
        let method = projected.find(&["PROJECTION", "METHOD"]).map_or("", Node::name);
        let unit = projected.nodes.iter().filter(|it| ["UNIT", "LENGTHUNIT"].contains(&it.keyword.as_str()));
        let nested = projected.nodes.iter().filter(|it| ["CS", "AXIS"].contains(&it.keyword.as_str()));
        let nested = nested.filter_map(|it| it.find(&["LENGTHUNIT", "UNIT"]));
        let unit_m = unit.chain(nested).find_map(|it| it.numbers.first().copied()).unwrap_or(1.0);
        let get = |names: &[&str], default: f64| projected.parameter(names).unwrap_or(default);
        let name = projected.name();
        if WEB.contains(&plain(method).as_str()) && plain(name).contains("web") | plain(name).contains("pseudo") {
            return web(name);
        }
        if !TRANSVERSE.contains(&plain(method).as_str()) {
            return Err(unknown(&format!("{name} ({method})")));
        }
        transverse(
            name,
            &Transverse {
                lat_0: get(&["latitudeoforigin", "latitudeofnaturalorigin"], 0.0),
                lon_0: get(&["centralmeridian", "longitudeofnaturalorigin", "longitudeofcenter"], f64::NAN),
                scale: get(&["scalefactor", "scalefactoratnaturalorigin"], 1.0),
                easting: get(&["falseeasting"], 0.0) * unit_m,
                northing: get(&["falsenorthing"], 0.0) * unit_m,
                unit_m,
            },
        )
    }

    /// Takes the `crs` of an old `GeoJSON`, for instance `urn:ogc:def:crs:EPSG::4547`.
    pub(super) fn of_name(name: &str) -> Result<Self, Problem> {
        if name.to_ascii_uppercase().contains("CRS84") {
            return Ok(Self::Degrees);
        }
        let code = name.rsplit([':', '/']).next().and_then(|it| it.parse().ok());
        match code.filter(|_| name.to_ascii_uppercase().contains("EPSG")) {
            Some(code) => Self::of_epsg(code),
            None => Err(Problem::System { what: name.chars().take(120).collect() }),
        }
    }

    /// Takes a number of the EPSG register: degrees, the 3° and 6° zones of CGCS2000, UTM on WGS 84, or Web Mercator.
    pub(super) fn of_epsg(code: u32) -> Result<Self, Problem> {
        let zone = |lon_0: u32, number: u32| Transverse {
            lat_0: 0.0,
            lon_0: f64::from(lon_0),
            scale: 1.0,
            easting: f64::from(number) * 1e6 + 5e5,
            northing: 0.0,
            unit_m: 1.0,
        };
        // The ranges of the register: zones 13 to 23 of 6° and 25 to 45 of 3°, each first with the zone's number before the
        // easting, then without.
        let of_zone = match code {
            4490 | 4326 | 4979 | 4480 => return Ok(Self::Degrees),
            3857 => return web("EPSG:3857"),
            4491..=4501 => zone(75 + 6 * (code - 4491), code - 4491 + 13),
            4502..=4512 => zone(75 + 6 * (code - 4502), 0),
            4513..=4533 => zone(75 + 3 * (code - 4513), code - 4513 + 25),
            4534..=4554 => zone(75 + 3 * (code - 4534), 0),
            32_601..=32_660 => {
                let lon_0 = -183.0 + 6.0 * f64::from(code - 32_600);
                Transverse { lat_0: 0.0, lon_0, scale: 0.9996, easting: 5e5, northing: 0.0, unit_m: 1.0 }
            }
            _ => return Err(Problem::System { what: format!("EPSG:{code}") }),
        };
        transverse(&format!("EPSG:{code}"), &of_zone)
    }

    /// Returns the place of a pair of coordinates.
    pub(super) fn place(&self, [x, y]: [f64; 2]) -> Result<LonLat, Problem> {
        match self {
            Self::Degrees => degrees(x, y),
            Self::Plane(plane) => plane.place(x, y),
        }
    }
}

/// The parameters of a transverse Mercator projection: degrees and metres.
struct Transverse {
    lat_0: f64,
    lon_0: f64,
    scale: f64,
    easting: f64,
    northing: f64,
    unit_m: f64,
}

fn transverse(name: &str, it: &Transverse) -> Result<System, Problem> {
    let unknown = || Problem::System { what: name.chars().take(120).collect() };
    let Transverse { lat_0, lon_0, scale, easting, northing, unit_m } = *it;
    let sane = lon_0.abs() <= 180.0
        && lat_0.abs() <= 90.0
        && (0.9..1.1).contains(&scale)
        && (1e-3..1e3).contains(&unit_m)
        && easting.abs() < 1e9
        && northing.abs() < 1e9;
    if !sane {
        return Err(unknown());
    }
    let text = format!(
        "+proj=tmerc +lat_0={lat_0} +lon_0={lon_0} +k={scale} +x_0={easting} +y_0={northing} +ellps=GRS80 +units=m"
    );
    plane(name, [&text, "+proj=longlat +ellps=GRS80"], unit_m, (easting, ZONE_REACH_M))
}

fn web(name: &str) -> Result<System, Problem> {
    // EPSG method 1024: the sphere of WGS 84's equatorial radius, with latitudes taken as they are.
    let text = "+proj=merc +a=6378137 +b=6378137 +lon_0=0 +k=1 +x_0=0 +y_0=0 +units=m";
    plane(name, [text, "+proj=longlat +a=6378137 +b=6378137"], 1.0, (0.0, WEB_REACH_M))
}

fn plane(name: &str, texts: [&str; 2], unit_m: f64, (easting, reach_m): (f64, f64)) -> Result<System, Problem> {
    let name: String = name.chars().take(120).collect();
    let proj = |text: &str| Proj::from_proj_string(text).map_err(|_| Problem::System { what: name.clone() });
    let (metres, degrees) = (proj(texts[0])?, proj(texts[1])?);
    Ok(System::Plane(Box::new(Plane { name, metres, degrees, unit_m, easting, reach_m })))
}

impl Plane {
    fn place(&self, x: f64, y: f64) -> Result<LonLat, Problem> {
        let outside = || Problem::OutsideSystem { x, y, system: self.name.clone() };
        let (east_m, north_m) = (x * self.unit_m, y * self.unit_m);
        // NaN stops here too.
        let near = (east_m - self.easting).abs() < self.reach_m && north_m.abs() < WEB_REACH_M;
        let mut it = (east_m, north_m, 0.0);
        if !near || transform(&self.metres, &self.degrees, &mut it).is_err() {
            return Err(outside());
        }
        let (lon, lat) = (it.0.to_degrees(), it.1.to_degrees());
        if in_china(lon, lat) { Ok(LonLat { lon, lat }) } else { Err(outside()) }
    }
}
