//! Web Mercator (EPSG:3857) in whole numbers.

use std::f64::consts::PI;

use model::LonLat;

/// The latitude where the Web Mercator square ends, in degrees: atan(sinh π).
const MAX_LAT: f64 = 85.051_128_779_806_59;

/// The width of the world in world units: 2^32.
const ACROSS: f64 = 4_294_967_296.0;

/// A place in world units: 2^32 across the Web Mercator square, `x` eastwards from the antimeridian, `y` southwards
/// from the northern edge. A unit is 9.3 mm on the equator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WorldPoint {
    /// Units east of the antimeridian.
    pub x: u32,
    /// Units south of the northern edge.
    pub y: u32,
}

impl WorldPoint {
    /// Returns the unit that `place` lies in. Latitudes beyond ±85.0511° and longitudes beyond ±180° are moved to the
    /// edge; a coordinate that is not a number counts as 0 units.
    ///
    /// ```
    /// use model::LonLat;
    /// let middle = tiles::WorldPoint::of(LonLat { lon: 0.0, lat: 0.0 });
    /// assert_eq!((middle.x, middle.y), (1 << 31, 1 << 31));
    /// ```
    pub fn of(place: LonLat) -> Self {
        let sin = place.lat.clamp(-MAX_LAT, MAX_LAT).to_radians().sin();
        // A cast from a float saturates and turns NaN into 0.
        Self { x: ((place.lon / 360.0 + 0.5) * ACROSS) as u32, y: ((0.5 - sin.atanh() / (2.0 * PI)) * ACROSS) as u32 }
    }

    /// Returns the place of the unit's north-western corner.
    pub fn place(self) -> LonLat {
        place_at(f64::from(self.x), f64::from(self.y))
    }
}

/// Returns the place of a position in world units; 2^32 is allowed, the edge of the world.
pub(crate) fn place_at(x: f64, y: f64) -> LonLat {
    LonLat { lon: x / ACROSS * 360.0 - 180.0, lat: (PI - y / ACROSS * 2.0 * PI).sinh().atan().to_degrees() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_place_lies_in_the_tile_that_maps_show_it_in() {
        // OpenStreetMap wiki, Slippy map tilenames, formula (1 − asinh(tan φ)/π)/2 · 2^14 = 7138.2 for 22.55° N.
        let it = WorldPoint::of(LonLat { lon: 113.94, lat: 22.55 });
        assert_eq!((it.x >> 18, it.y >> 18), (13_377, 7_138));
    }

    #[test]
    fn a_place_comes_back_within_a_unit() {
        for lon in [-179.99, -1.0, 0.0, 113.941_234_5, 179.99] {
            for lat in [-84.9, -22.5, 0.0, 22.551_234_5, 60.0, 84.9] {
                let back = WorldPoint::of(LonLat { lon, lat }).place();
                assert!((back.lon - lon).abs() < 1e-7 && (back.lat - lat).abs() < 1e-7, "{lon} {lat}: {back:?}");
            }
        }
    }

    #[test]
    fn what_lies_outside_the_square_is_moved_to_its_edge() {
        let at = |lon, lat| WorldPoint::of(LonLat { lon, lat });
        assert_eq!(at(180.0, 0.0).x, u32::MAX);
        assert_eq!(at(-180.0, 90.0), WorldPoint { x: 0, y: 0 });
        assert_eq!(at(500.0, -90.0), WorldPoint { x: u32::MAX, y: u32::MAX });
        assert_eq!(at(f64::NAN, f64::NAN), WorldPoint { x: 0, y: 0 });
    }
}
