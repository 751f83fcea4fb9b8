//! A city's own plane system, known by points whose place is known: a similarity of four parameters by least squares.

use model::LonLat;
use thiserror::Error;

use crate::{PlaneError, PlaneSystem, Transverse};

/// Control points must lie farther apart than this, in metres, for the fit to say anything.
const SPREAD_M: f64 = 1.0;
/// How far from their middle the plane is used, in metres: farther, a plane and the earth part by more than maps show.
const REACH_M: f64 = 200_000.0;
/// A reflected fit is taken where it is so many metres better, and twice as good; where neither decides (two points fit both
/// ways), when it turns the axes by less than this many degrees and the other by more.
const CLEAR_M: f64 = 1.0;
const UPRIGHT_DEG: f64 = 10.0;

/// A point known in both systems.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ControlPoint {
    /// Its coordinates in the plane system, as the file to be read has them.
    pub plane: [f64; 2],
    /// Its place in degrees.
    pub place: LonLat,
}

/// Why control points make no plane.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum LocalPlaneError {
    /// A scale, a rotation and a shift need two points.
    #[error("{0} control points are too few: two at least are needed")]
    TooFew(usize),
    /// All points are one, in the plane or on the ground.
    #[error("the control points coincide")]
    Coincident,
    /// A coordinate is no number, or no place in China.
    #[error("control point {0} is no place")]
    NotAPlace(usize),
    /// The points lie so far apart that no plane holds them.
    #[error("control point {0} lies more than 200 km from the others")]
    TooFar(usize),
}

/// A plane system fitted to control points: shift, rotation, scale, and the order of its axes.
#[derive(Clone, Debug)]
pub struct LocalPlane {
    /// Metres around the middle of the control points.
    ground: PlaneSystem,
    /// The middle of the control points in the plane, axes in the order easting, northing.
    middle: [f64; 2],
    /// The middle on the ground, in metres.
    to: [f64; 2],
    /// Scale × cosine and scale × sine of the rotation from the plane to the ground.
    turn: [f64; 2],
    swapped: bool,
    residuals_m: Vec<f64>,
}

/// One similarity with what it leaves.
struct Fit {
    turn: [f64; 2],
    residuals_m: Vec<f64>,
}

impl LocalPlane {
    /// Fits a plane to two points or more, by least squares of the distances on the ground.
    ///
    /// Where the axes only fit the other way round, as with surveyors' x to the north, they are taken so; see
    /// [`Self::is_swapped`]. With two points or points in a line the residuals cannot tell: then the order that turns the
    /// plane by less than 10° is taken where the one given turns it by more.
    ///
    /// # Errors
    /// [`LocalPlaneError`]; the number of a point counts from 1.
    pub fn fit(points: &[ControlPoint]) -> Result<Self, LocalPlaneError> {
        if points.len() < 2 {
            return Err(LocalPlaneError::TooFew(points.len()));
        }
        let count = points.len() as f64;
        let mean = |of: &dyn Fn(&ControlPoint) -> f64| points.iter().map(of).sum::<f64>() / count;
        let sound = |it: &ControlPoint| {
            it.plane.iter().all(|it| it.abs() < 1e12) && crate::in_china(it.place.lon, it.place.lat)
        };
        if let Some(at) = points.iter().position(|it| !sound(it)) {
            return Err(LocalPlaneError::NotAPlace(at + 1));
        }
        let (lon_0, lat_0) = (mean(&|it| it.place.lon), mean(&|it| it.place.lat));
        let around = Transverse { lat_0, lon_0, scale: 1.0, easting: 0.0, northing: 0.0, unit_m: 1.0 };
        let ground = PlaneSystem::transverse("control points", &around).map_err(|_| LocalPlaneError::NotAPlace(1))?;
        let mut places = Vec::with_capacity(points.len());
        for (at, it) in points.iter().enumerate() {
            let metres = ground.coordinates(it.place).map_err(|_| LocalPlaneError::TooFar(at + 1))?;
            if metres[0].hypot(metres[1]) > REACH_M {
                return Err(LocalPlaneError::TooFar(at + 1));
            }
            places.push(metres);
        }
        let plane: Vec<[f64; 2]> = points.iter().map(|it| it.plane).collect();
        let (middle, to) = (centre(&plane), centre(&places));
        let (plane, places) = (around_centre(&plane, middle), around_centre(&places, to));
        let spread = |all: &[[f64; 2]]| all.iter().map(|it| it[0].hypot(it[1])).fold(0.0, f64::max);
        // The unit of the plane may be anything; a kilometre of it is still farther than nothing.
        if spread(&places) < SPREAD_M || spread(&plane) < SPREAD_M / 1000.0 {
            return Err(LocalPlaneError::Coincident);
        }
        let turned: Vec<[f64; 2]> = plane.iter().map(|&[x, y]| [y, x]).collect();
        let (given, other) = (Fit::of(&plane, &places), Fit::of(&turned, &places));
        let swapped = other.beats(&given);
        let Fit { turn, residuals_m } = if swapped { other } else { given };
        let middle = if swapped { [middle[1], middle[0]] } else { middle };
        // Points that are apart on both sides, but whose differences cancel out.
        if turn[0].hypot(turn[1]) < 1e-9 {
            return Err(LocalPlaneError::Coincident);
        }
        Ok(Self { ground, middle, to, turn, swapped, residuals_m })
    }

    /// Returns the place of coordinates of the plane, in the order of the control points'.
    ///
    /// # Errors
    /// [`PlaneError::Outside`] more than 200 km from the control points, and for what is no number.
    pub fn place(&self, [x, y]: [f64; 2]) -> Result<LonLat, PlaneError> {
        let [a, b] = if self.swapped { [y, x] } else { [x, y] };
        let [east, north] = rotated(self.turn, [a - self.middle[0], b - self.middle[1]]);
        let outside = || PlaneError::Outside { x, y, system: self.ground.name().to_owned() };
        // NaN is not near either.
        if east.hypot(north) < REACH_M {
            self.ground.place([east + self.to[0], north + self.to[1]]).map_err(|_| outside())
        } else {
            Err(outside())
        }
    }

    /// Returns how many metres a unit of the plane is.
    pub fn scale(&self) -> f64 {
        self.turn[0].hypot(self.turn[1])
    }

    /// Returns by how many degrees the plane is turned against the meridian, counter-clockwise.
    pub fn rotation_deg(&self) -> f64 {
        self.turn[1].atan2(self.turn[0]).to_degrees()
    }

    /// Tells whether the northing stands first in the coordinates, or the plane is reflected.
    pub fn is_swapped(&self) -> bool {
        self.swapped
    }

    /// Returns how far each control point lies from where the fit puts it, in metres, in their order.
    pub fn residuals_m(&self) -> &[f64] {
        &self.residuals_m
    }

    /// Returns the root of the mean square of the residuals, in metres. Of two points it is nothing, and tells nothing.
    pub fn rms_m(&self) -> f64 {
        rms(&self.residuals_m)
    }
}

impl Fit {
    /// Fits points around their centre to places around theirs.
    fn of(points: &[[f64; 2]], places: &[[f64; 2]]) -> Self {
        let (mut along, mut across, mut square) = (0.0, 0.0, 0.0);
        for (p, q) in points.iter().zip(places) {
            along += p[0] * q[0] + p[1] * q[1];
            across += p[0] * q[1] - p[1] * q[0];
            square += p[0] * p[0] + p[1] * p[1];
        }
        let turn = [along / square, across / square];
        let off = |(p, q): (&[f64; 2], &[f64; 2])| {
            let [x, y] = rotated(turn, *p);
            (x - q[0]).hypot(y - q[1])
        };
        Self { turn, residuals_m: points.iter().zip(places).map(off).collect() }
    }

    fn beats(&self, given: &Self) -> bool {
        let (own, other) = (rms(&self.residuals_m), rms(&given.residuals_m));
        let upright = |it: &Self| it.turn[1].atan2(it.turn[0]).to_degrees().abs() < UPRIGHT_DEG;
        if (own - other).abs() > CLEAR_M { own * 2.0 < other } else { upright(self) && !upright(given) }
    }
}

fn rotated([cos, sin]: [f64; 2], [x, y]: [f64; 2]) -> [f64; 2] {
    [cos * x - sin * y, sin * x + cos * y]
}

fn centre(all: &[[f64; 2]]) -> [f64; 2] {
    [0, 1].map(|axis| all.iter().map(|it| it[axis]).sum::<f64>() / all.len() as f64)
}

fn around_centre(all: &[[f64; 2]], [x, y]: [f64; 2]) -> Vec<[f64; 2]> {
    all.iter().map(|it| [it[0] - x, it[1] - y]).collect()
}

fn rms(all: &[f64]) -> f64 {
    (all.iter().map(|it| it * it).sum::<f64>() / all.len().max(1) as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MIDDLE: LonLat = LonLat { lon: 113.94, lat: 22.55 };

    /// Control points of a town's plane with this scale and rotation, at offsets in metres from the middle.
    fn points(offsets: &[[f64; 2]], scale: f64, degrees: f64) -> Vec<ControlPoint> {
        let LonLat { lon, lat } = MIDDLE;
        let it = Transverse { lat_0: lat, lon_0: lon, scale: 1.0, easting: 0.0, northing: 0.0, unit_m: 1.0 };
        let ground = PlaneSystem::transverse("", &it).unwrap();
        let turn = [degrees.to_radians().cos() / scale, -degrees.to_radians().sin() / scale];
        let point = |&it: &[f64; 2]| {
            let [x, y] = rotated(turn, it);
            ControlPoint { plane: [x + 20_000.0, y + 15_000.0], place: ground.place(it).unwrap() }
        };
        offsets.iter().map(point).collect()
    }

    const FOUR: [[f64; 2]; 4] = [[-3_000.0, -2_000.0], [4_000.0, -1_500.0], [2_500.0, 3_000.0], [-2_000.0, 3_500.0]];

    fn metres(a: LonLat, b: LonLat) -> f64 {
        ((a.lon - b.lon) * a.lat.to_radians().cos()).hypot(a.lat - b.lat) * 111_320.0
    }

    #[test]
    fn shift_rotation_and_scale_are_found() {
        for (scale, degrees) in [(1.0, 0.0), (0.9996, 1.3), (1.000_02, -28.0), (0.3048, 170.0)] {
            let points = points(&FOUR, scale, degrees);
            let plane = LocalPlane::fit(&points).unwrap();
            assert!((plane.scale() - scale).abs() < 1e-6 && (plane.rotation_deg() - degrees).abs() < 5e-3, "{plane:?}");
            assert!(plane.rms_m() < 0.01 && !plane.is_swapped(), "{plane:?}");
            for it in &points {
                assert!(metres(plane.place(it.plane).unwrap(), it.place) < 0.01);
            }
        }
    }

    #[test]
    fn a_wrong_point_shows_in_its_residual() {
        let mut points = points(&FOUR, 1.0, 0.0);
        points[2].plane[0] += 8.0;
        let plane = LocalPlane::fit(&points).unwrap();
        let residuals = plane.residuals_m();
        let others = [0, 1, 3].map(|it| residuals[it]);
        assert!(others.iter().all(|it| *it < residuals[2]), "{residuals:?}");
        assert!(residuals[2] > 3.0 && plane.rms_m() > 1.0, "{residuals:?}");
    }

    #[test]
    fn a_northing_that_stands_first_is_seen_and_read_so() {
        for offsets in [&FOUR[..], &FOUR[..2], &[[0.0, 0.0], [5_000.0, 300.0]]] {
            let mut points = points(offsets, 1.0, 1.0);
            for it in &mut points {
                it.plane.reverse();
            }
            let plane = LocalPlane::fit(&points).unwrap();
            assert!(plane.is_swapped() && plane.rms_m() < 0.01, "{plane:?}");
            assert!(points.iter().all(|it| metres(plane.place(it.plane).unwrap(), it.place) < 0.01));
        }
    }

    #[test]
    fn too_few_coincident_and_impossible_points_are_refused() {
        let four = points(&FOUR, 1.0, 0.0);
        let fit = |points: &[ControlPoint]| LocalPlane::fit(points).map(|it| it.rms_m());
        assert_eq!(fit(&[]), Err(LocalPlaneError::TooFew(0)));
        assert_eq!(fit(&four[..1]), Err(LocalPlaneError::TooFew(1)));
        assert_eq!(fit(&[four[0], four[0]]), Err(LocalPlaneError::Coincident));
        let one_pair = ControlPoint { plane: four[0].plane, ..four[1] };
        assert_eq!(fit(&[four[0], one_pair]), Err(LocalPlaneError::Coincident));
        let one_place = ControlPoint { place: four[0].place, ..four[1] };
        assert_eq!(fit(&[four[0], one_place]), Err(LocalPlaneError::Coincident));
        let nowhere = ControlPoint { plane: [f64::NAN, 0.0], ..four[1] };
        assert_eq!(fit(&[four[0], nowhere]), Err(LocalPlaneError::NotAPlace(2)));
        let abroad = ControlPoint { place: LonLat { lon: 2.0, lat: 48.0 }, ..four[1] };
        assert_eq!(fit(&[four[0], abroad]), Err(LocalPlaneError::NotAPlace(2)));
        let far = ControlPoint { place: LonLat { lon: 116.4, lat: 39.9 }, ..four[1] };
        assert!(matches!(fit(&[four[0], far]), Err(LocalPlaneError::TooFar(_))));
        let plane = LocalPlane::fit(&four).unwrap();
        for bad in [[f64::NAN, 0.0], [1e7, 0.0], [0.0, f64::INFINITY]] {
            assert!(matches!(plane.place(bad), Err(PlaneError::Outside { .. })), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn any_points_fit_or_are_refused(
            all in prop::collection::vec((-1e13..1e13, -1e5..1e5, 70.0..140.0, 0.0..60.0), 0..6),
        ) {
            let points: Vec<_> =
                all.iter().map(|&(x, y, lon, lat)| ControlPoint { plane: [x, y], place: LonLat { lon, lat } }).collect();
            if let Ok(plane) = LocalPlane::fit(&points) {
                prop_assert!(plane.rms_m().is_finite() && plane.scale() > 0.0);
            }
        }
    }
}
