//! The coordinate system of a file, and its way to degrees.

use std::sync::Arc;

use model::LonLat;
use spatial::{EpsgSystem, LocalPlane, PlaneError, PlaneSystem, Transverse};

use super::wkt::{Node, plain};
use crate::{Problem, geojson_file::degrees};

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
    /// They are those of a projection.
    Plane(Box<PlaneSystem>),
    /// They are those of a plane that control points tell.
    Local(Arc<LocalPlane>),
}

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
            return PlaneSystem::web(name).map(plane).map_err(Problem::from);
        }
        if !TRANSVERSE.contains(&plain(method).as_str()) {
            return Err(unknown(&format!("{name} ({method})")));
        }
        let made = PlaneSystem::transverse(
            name,
            &Transverse {
                lat_0: get(&["latitudeoforigin", "latitudeofnaturalorigin"], 0.0),
                lon_0: get(&["centralmeridian", "longitudeofnaturalorigin", "longitudeofcenter"], f64::NAN),
                scale: get(&["scalefactor", "scalefactoratnaturalorigin"], 1.0),
                easting: get(&["falseeasting"], 0.0) * unit_m,
                northing: get(&["falsenorthing"], 0.0) * unit_m,
                unit_m,
            },
        );
        made.map(plane).map_err(Problem::from)
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

    /// Takes a number of the EPSG register that [`EpsgSystem::of_code`] knows.
    pub(super) fn of_epsg(code: u32) -> Result<Self, Problem> {
        match EpsgSystem::of_code(code) {
            Some(EpsgSystem::Degrees) => Ok(Self::Degrees),
            Some(EpsgSystem::Plane(plane)) => Ok(Self::Plane(plane)),
            None => Err(Problem::System { what: format!("EPSG:{code}") }),
        }
    }

    /// Returns the place of a pair of coordinates.
    pub(super) fn place(&self, pair: [f64; 2]) -> Result<LonLat, Problem> {
        match self {
            Self::Degrees => degrees(pair[0], pair[1]),
            Self::Plane(plane) => plane.place(pair).map_err(Problem::from),
            Self::Local(plane) => plane.place(pair).map_err(Problem::from),
        }
    }
}

fn plane(system: PlaneSystem) -> System {
    System::Plane(Box::new(system))
}

impl From<PlaneError> for Problem {
    fn from(error: PlaneError) -> Self {
        match error {
            PlaneError::Unknown(what) => Self::System { what },
            PlaneError::Outside { x, y, system } => Self::OutsideSystem { x, y, system },
            PlaneError::Swapped { x, y, system } => Self::SwappedInSystem { x, y, system },
        }
    }
}
