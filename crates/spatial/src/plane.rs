//! Plane systems by projection: the Gauss–Krüger zones of CGCS2000, UTM, Web Mercator; metres to degrees and back.

use model::LonLat;
use proj4rs::{Proj, transform::transform};
use thiserror::Error;

/// How far from its meridian a transverse projection is used: the half of a 6° zone at the equator, twice over for cities that
/// stay in their neighbours' zone.
const ZONE_REACH_M: f64 = 700_000.0;
/// Half the width of the world in Web Mercator, rounded up.
const WEB_REACH_M: f64 = 2.01e7;

/// A plane coordinate system that some projection makes.
#[derive(Clone, Debug)]
pub struct PlaneSystem {
    name: String,
    metres: Proj,
    degrees: Proj,
    /// Metres in a unit of the system.
    unit_m: f64,
    /// The easting in metres around which it works, and how far from there.
    easting: f64,
    reach_m: f64,
}

/// The parameters of a transverse Mercator projection on CGCS2000.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transverse {
    /// The latitude at which northings are [`Self::northing`], degrees.
    pub lat_0: f64,
    /// The central meridian, degrees east.
    pub lon_0: f64,
    /// The scale on the central meridian.
    pub scale: f64,
    /// The easting of the central meridian, metres.
    pub easting: f64,
    /// The northing of [`Self::lat_0`], metres.
    pub northing: f64,
    /// Metres in a unit of the coordinates.
    pub unit_m: f64,
}

/// What a number of the EPSG register stands for.
#[derive(Clone, Debug)]
pub enum EpsgSystem {
    /// Degrees of CGCS2000 or WGS 84, longitude first.
    Degrees,
    /// A plane.
    Plane(Box<PlaneSystem>),
}

/// Why coordinates of a plane are no place, or a place has none.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum PlaneError {
    /// The parameters make no projection.
    #[error("{0} is no plane system that is understood")]
    Unknown(String),
    /// The coordinates do not lie where the system is made for.
    #[error("{x}, {y} lies outside {system}")]
    Outside {
        /// The first coordinate.
        x: f64,
        /// The second.
        y: f64,
        /// The system's name.
        system: String,
    },
    /// The northing stands first, as surveyors write it: the other way round the coordinates are a place in China.
    #[error("{x}, {y} are swapped: in {system} the easting must stand first")]
    Swapped {
        /// The first coordinate.
        x: f64,
        /// The second.
        y: f64,
        /// The system's name.
        system: String,
    },
}

/// Tells whether degrees lie in the box around China: 73–136° east, 3–54° north.
pub fn in_china(lon: f64, lat: f64) -> bool {
    (73.0..=136.0).contains(&lon) && (3.0..=54.0).contains(&lat)
}

/// Reads a number of the EPSG register (`EPSG:4547`, `4547`), or the central meridian of a 3° zone (`114`, `114E`, `114°`), which
/// stands for the zone without its number before the easting.
///
/// ```
/// assert_eq!(spatial::epsg_code("EPSG:4547"), Some(4547));
/// assert_eq!(spatial::epsg_code("114°E"), Some(4547));
/// assert_eq!(spatial::epsg_code("115"), None);
/// ```
pub fn epsg_code(text: &str) -> Option<u32> {
    let plain = text.trim().to_ascii_uppercase();
    let digits = plain.trim_start_matches("EPSG").trim_start_matches([':', ' ']);
    let number: u32 = digits.trim_end_matches(['E', '°', ' ']).parse().ok()?;
    match number {
        75..=135 if number.is_multiple_of(3) => Some(4534 + (number - 75) / 3),
        1_000.. => Some(number),
        _ => None,
    }
}

impl EpsgSystem {
    /// Takes a number of the EPSG register: degrees, the 3° and 6° zones of CGCS2000, UTM on WGS 84 north of the equator, or
    /// Web Mercator; `None` for others.
    pub fn of_code(code: u32) -> Option<Self> {
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
        let name = format!("EPSG:{code}");
        let of_zone = match code {
            4490 | 4326 | 4979 | 4480 => return Some(Self::Degrees),
            3857 => return PlaneSystem::web(&name).ok().map(|it| Self::Plane(Box::new(it))),
            4491..=4501 => zone(75 + 6 * (code - 4491), code - 4491 + 13),
            4502..=4512 => zone(75 + 6 * (code - 4502), 0),
            4513..=4533 => zone(75 + 3 * (code - 4513), code - 4513 + 25),
            4534..=4554 => zone(75 + 3 * (code - 4534), 0),
            32_601..=32_660 => {
                let lon_0 = -183.0 + 6.0 * f64::from(code - 32_600);
                Transverse { lat_0: 0.0, lon_0, scale: 0.9996, easting: 5e5, northing: 0.0, unit_m: 1.0 }
            }
            _ => return None,
        };
        PlaneSystem::transverse(&name, &of_zone).ok().map(|it| Self::Plane(Box::new(it)))
    }
}

impl PlaneSystem {
    /// Makes a transverse Mercator system on GRS 80, the ellipsoid of CGCS2000.
    ///
    /// # Errors
    /// [`PlaneError::Unknown`] when a parameter is none that a map uses.
    pub fn transverse(name: &str, it: &Transverse) -> Result<Self, PlaneError> {
        let Transverse { lat_0, lon_0, scale, easting, northing, unit_m } = *it;
        let sane = lon_0.abs() <= 180.0
            && lat_0.abs() <= 90.0
            && (0.9..1.1).contains(&scale)
            && (1e-3..1e3).contains(&unit_m)
            && easting.abs() < 1e9
            && northing.abs() < 1e9;
        if !sane {
            return Err(unknown(name));
        }
        let text = format!(
            "+proj=tmerc +lat_0={lat_0} +lon_0={lon_0} +k={scale} +x_0={easting} +y_0={northing} +ellps=GRS80 +units=m"
        );
        Self::new(name, [&text, "+proj=longlat +ellps=GRS80"], unit_m, (easting, ZONE_REACH_M))
    }

    /// Makes Web Mercator: EPSG method 1024, the sphere of WGS 84's equatorial radius with latitudes taken as they are.
    ///
    /// # Errors
    /// None that is known.
    pub fn web(name: &str) -> Result<Self, PlaneError> {
        let text = "+proj=merc +a=6378137 +b=6378137 +lon_0=0 +k=1 +x_0=0 +y_0=0 +units=m";
        Self::new(name, [text, "+proj=longlat +a=6378137 +b=6378137"], 1.0, (0.0, WEB_REACH_M))
    }

    fn new(name: &str, texts: [&str; 2], unit_m: f64, (easting, reach_m): (f64, f64)) -> Result<Self, PlaneError> {
        let proj = |text: &str| Proj::from_proj_string(text).map_err(|_| unknown(name));
        let (metres, degrees) = (proj(texts[0])?, proj(texts[1])?);
        Ok(Self { name: name.chars().take(120).collect(), metres, degrees, unit_m, easting, reach_m })
    }

    /// Returns the name it was made with.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the place in China that has these coordinates, easting first.
    ///
    /// # Errors
    /// [`PlaneError::Swapped`] when they are one the other way round only, else [`PlaneError::Outside`].
    pub fn place(&self, [x, y]: [f64; 2]) -> Result<LonLat, PlaneError> {
        let system = || self.name.clone();
        self.inside(x, y).ok_or_else(|| match self.inside(y, x) {
            Some(_) => PlaneError::Swapped { x, y, system: system() },
            None => PlaneError::Outside { x, y, system: system() },
        })
    }

    fn inside(&self, x: f64, y: f64) -> Option<LonLat> {
        let (east_m, north_m) = (x * self.unit_m, y * self.unit_m);
        // NaN stops here too.
        let near = (east_m - self.easting).abs() < self.reach_m && north_m.abs() < WEB_REACH_M;
        let mut it = (east_m, north_m, 0.0);
        if !near || transform(&self.metres, &self.degrees, &mut it).is_err() {
            return None;
        }
        let (lon, lat) = (it.0.to_degrees(), it.1.to_degrees());
        in_china(lon, lat).then_some(LonLat { lon, lat })
    }

    /// Returns the coordinates of a place, easting first.
    ///
    /// # Errors
    /// [`PlaneError::Outside`], with degrees, for a place outside China or too far from the central meridian.
    pub fn coordinates(&self, place: LonLat) -> Result<[f64; 2], PlaneError> {
        let outside = || PlaneError::Outside { x: place.lon, y: place.lat, system: self.name.clone() };
        let mut it = (place.lon.to_radians(), place.lat.to_radians(), 0.0);
        if !in_china(place.lon, place.lat) || transform(&self.degrees, &self.metres, &mut it).is_err() {
            return Err(outside());
        }
        let near = (it.0 - self.easting).abs() < self.reach_m;
        if near { Ok([it.0 / self.unit_m, it.1 / self.unit_m]) } else { Err(outside()) }
    }
}

fn unknown(name: &str) -> PlaneError {
    PlaneError::Unknown(name.chars().take(120).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane(code: u32) -> PlaneSystem {
        match EpsgSystem::of_code(code) {
            Some(EpsgSystem::Plane(it)) => *it,
            other => panic!("{code}: {other:?}"),
        }
    }

    #[test]
    fn a_zone_agrees_with_krugers_series() {
        // Krüger's series in n to the fourth order on GRS 80, computed apart; it is good to micrometres this near.
        for (lon, lat, x, y) in [
            (113.94, 22.55, 493_828.445_431_162_7, 2_494_705.421_517_982),
            (115.2, 39.9, 602_623.297_716_202_2, 4_419_115.064_137_603),
        ] {
            let place = LonLat { lon, lat };
            let [east, north] = plane(4547).coordinates(place).unwrap();
            assert!((east - x).abs() < 1e-6 && (north - y).abs() < 1e-6, "{east} {north}");
            let [numbered, same] = plane(4526).coordinates(place).unwrap();
            assert!((numbered - x - 38e6).abs() < 1e-6 && (same - y).abs() < 1e-6);
        }
    }

    #[test]
    fn every_zone_comes_back_to_its_meridian_and_its_edges() {
        for code in (4513..=4554).chain(4491..=4512) {
            let zone = plane(code);
            let (first, width) = if code < 4513 { ([4491, 4502], 6) } else { ([4513, 4534], 3) };
            let first = if code < first[1] { first[0] } else { first[1] };
            let meridian = f64::from(75 + width * (code - first));
            for (off, lat) in [(0.0, 18.2), (-1.5, 30.0), (1.5, 53.5)] {
                let place = LonLat { lon: (meridian + off).clamp(73.1, 135.9), lat };
                let back = zone.place(zone.coordinates(place).unwrap()).unwrap();
                assert!(
                    (back.lon - place.lon).abs() < 1e-11 && (back.lat - place.lat).abs() < 1e-11,
                    "{code} {place:?}"
                );
            }
        }
    }

    #[test]
    fn swapped_and_foreign_coordinates_are_told_apart() {
        let it = plane(4547);
        let [x, y] = it.coordinates(LonLat { lon: 113.94, lat: 22.55 }).unwrap();
        assert!(matches!(it.place([y, x]), Err(PlaneError::Swapped { .. })));
        assert!(
            matches!(it.place([x + 38e6, y]), Err(PlaneError::Outside { .. })),
            "the zone's number is not expected"
        );
        for bad in [[f64::NAN, y], [x, f64::INFINITY], [x, -y], [0.0, 0.0], [1e300, 1e300]] {
            assert!(matches!(it.place(bad), Err(PlaneError::Outside { .. })), "{bad:?}");
        }
        assert!(it.coordinates(LonLat { lon: f64::NAN, lat: 30.0 }).is_err());
        assert!(it.coordinates(LonLat { lon: 80.0, lat: 30.0 }).is_err());
    }

    #[test]
    fn a_number_or_a_meridian_names_a_zone() {
        let codes = ["4547", "epsg: 4547", "114", "114E", "135", "75", "115", "12", "", "abc", "-4547"].map(epsg_code);
        let of = |it| Some(it);
        assert_eq!(codes, [of(4547), of(4547), of(4547), of(4547), of(4554), of(4534), None, None, None, None, None]);
        assert!(EpsgSystem::of_code(2_362).is_none() && matches!(EpsgSystem::of_code(4490), Some(EpsgSystem::Degrees)));
    }
}
