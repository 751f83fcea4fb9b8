//! How far places lie from the nearest of many lines, in metres: for files whose system is in doubt.

use model::{FrameOrigin, LonLat};

use crate::{Frame, Line, LineGrid};

/// Farther than this many millimetres is not near.
const REACH_MM: u32 = 20_000_000;

/// Lines to measure the distance from, within 50 km of the places that it is asked for.
#[derive(Debug)]
pub struct LineDistance {
    frame: Frame,
    lines: LineGrid,
}

impl LineDistance {
    /// Takes lines of CGCS2000 for questions about `places`; pieces more than 50 km from the middle of these are left out.
    /// Returns `None` when no place is one.
    pub fn new<'a>(places: &[LonLat], lines: impl Iterator<Item = &'a [LonLat]>) -> Option<Self> {
        let middle = |of: fn(&LonLat) -> f64| {
            let sound = places.iter().map(of).filter(|it| it.is_finite());
            let (low, high) =
                sound.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), it| (low.min(it), high.max(it)));
            f64::midpoint(low, high)
        };
        let origin = LonLat { lon: middle(|it| it.lon), lat: middle(|it| it.lat) };
        let frame = Frame::new(FrameOrigin { origin }).ok()?;
        let piece = |it: &[LonLat]| {
            let (a, b) = (frame.point(it[0]).ok()?, frame.point(it[1]).ok()?);
            Some(Line { item: 0, from: 0, a, b })
        };
        let lines = LineGrid::new(lines.flat_map(|line| line.windows(2)).filter_map(piece));
        Some(Self { frame, lines })
    }

    /// Returns the distance of a place to the nearest line in metres; `None` beyond 20 km and where there is no line.
    pub fn distance_m(&self, place: LonLat) -> Option<f64> {
        let point = self.frame.point(place).ok()?;
        self.lines.nearest(point, REACH_MM).map(|it| f64::from(it.distance_mm) / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat { lon, lat }
    }

    #[test]
    fn the_nearest_of_all_lines_counts() {
        let lines = [
            vec![at(114.0, 22.0), at(114.1, 22.0)],
            vec![at(114.0, 22.01), at(114.1, 22.01)],
            vec![at(140.0, 22.01), at(f64::NAN, 22.01)],
            vec![],
        ];
        let places = [at(114.0, 22.0), at(114.1, f64::NAN), at(114.1, 22.01)];
        let lines = LineDistance::new(&places, lines.iter().map(Vec::as_slice)).unwrap();
        let distance = |lon, lat| lines.distance_m(at(lon, lat));
        // A degree of the meridian is 110,735 m at 22°, one of the parallel 103,264 m; a parallel bulges a metre on 10 km.
        for (lon, lat, expected) in [(114.05, 22.001, 110.7), (114.05, 22.008, 221.5), (113.99, 22.0, 1032.6)] {
            let found = distance(lon, lat).unwrap();
            assert!((found - expected).abs() < 1.5, "{found} instead of {expected}");
        }
        assert_eq!((distance(116.0, 22.0), distance(f64::NAN, 22.0)), (None, None));
    }

    #[test]
    fn without_lines_or_places_nothing_is_near() {
        let none = LineDistance::new(&[at(114.0, 22.0)], std::iter::empty()).unwrap();
        assert_eq!(none.distance_m(at(114.0, 22.0)), None);
        assert!(LineDistance::new(&[], std::iter::empty()).is_none());
        assert!(LineDistance::new(&[at(f64::NAN, 22.0)], std::iter::empty()).is_none());
    }
}
