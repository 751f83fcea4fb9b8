//! The district's local frame: degrees to lattice points and back.

use model::{FrameOrigin, LonLat, Point};
use proj4rs::{Proj, transform::transform};
use thiserror::Error;

/// Converts between degrees and one district's lattice.
///
/// The projection is a transverse Mercator of scale 1 on GRS 80 around the origin: 20 km away lengths are 5 ppm too
/// long, 50 km away 31 ppm.
#[derive(Debug)]
pub struct Frame {
    origin: FrameOrigin,
    degrees: Proj,
    metres: Proj,
}

/// Why a frame cannot be made or a place has no lattice point.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum FrameError {
    /// Not a place on earth where this projection works.
    #[error("longitude {lon}, latitude {lat} is not a place between 84° south and 84° north")]
    NotAPlace {
        /// Degrees east as given.
        lon: f64,
        /// Degrees north as given.
        lat: f64,
    },
    /// More than 50 km from the frame's origin.
    #[error("longitude {lon}, latitude {lat} lies more than 50 km from the district's centre")]
    TooFar {
        /// Degrees east as given.
        lon: f64,
        /// Degrees north as given.
        lat: f64,
    },
}

impl FrameError {
    /// Tells whether the place would lie in China with longitude and latitude exchanged, as it happens when they are mixed up.
    pub fn is_swapped(&self) -> bool {
        let (Self::NotAPlace { lon, lat } | Self::TooFar { lon, lat }) = *self;
        // The usual box around China.
        (73.0..=136.0).contains(&lat) && (3.0..=54.0).contains(&lon)
    }
}

impl Frame {
    /// Makes the frame around `origin`.
    ///
    /// # Errors
    /// [`FrameError::NotAPlace`] when the origin is not a place.
    pub fn new(origin: FrameOrigin) -> Result<Self, FrameError> {
        let LonLat { lon, lat } = origin.origin;
        check(origin.origin)?;
        let proj = |text: &str| Proj::from_proj_string(text).map_err(|_| FrameError::NotAPlace { lon, lat });
        Ok(Self {
            origin,
            degrees: proj("+proj=longlat +ellps=GRS80")?,
            metres: proj(&format!("+proj=tmerc +lat_0={lat} +lon_0={lon} +k=1 +x_0=0 +y_0=0 +ellps=GRS80 +units=m"))?,
        })
    }

    /// Returns the origin.
    pub fn origin(&self) -> FrameOrigin {
        self.origin
    }

    /// Returns the lattice point nearest to `place`.
    ///
    /// ```
    /// use model::{FrameOrigin, LonLat, Point};
    /// let origin = LonLat { lon: 113.94, lat: 22.55 };
    /// let frame = spatial::Frame::new(FrameOrigin { origin })?;
    /// assert_eq!(frame.point(origin)?, Point { x: 0, y: 0 });
    /// # Ok::<(), spatial::FrameError>(())
    /// ```
    ///
    /// # Errors
    /// [`FrameError`] when `place` is not one, or lies outside the frame.
    pub fn point(&self, place: LonLat) -> Result<Point, FrameError> {
        check(place)?;
        let LonLat { lon, lat } = place;
        let too_far = FrameError::TooFar { lon, lat };
        let origin = self.origin.origin;
        // Beyond a few degrees the projection itself fails; the frame ends long before.
        if (lon - origin.lon).abs() > 6.0 || (lat - origin.lat).abs() > 1.0 {
            return Err(too_far);
        }
        let mut it = (lon.to_radians(), lat.to_radians(), 0.0);
        transform(&self.degrees, &self.metres, &mut it).map_err(|_| too_far.clone())?;
        let unit = |metres: f64| {
            let units = (metres * Point::PER_METRE).round();
            (units.abs() <= f64::from(Point::LIMIT)).then_some(units as i32)
        };
        unit(it.0).zip(unit(it.1)).map(|(x, y)| Point { x, y }).ok_or(too_far)
    }

    /// Returns the place of a lattice point.
    pub fn place(&self, point: Point) -> LonLat {
        let mut it = (f64::from(point.x) / Point::PER_METRE, f64::from(point.y) / Point::PER_METRE, 0.0);
        match transform(&self.metres, &self.degrees, &mut it) {
            Ok(()) => LonLat { lon: it.0.to_degrees(), lat: it.1.to_degrees() },
            // Every point of the lattice lies within a degree of the origin, where the inverse always converges.
            Err(_) => self.origin.origin,
        }
    }
}

fn check(place: LonLat) -> Result<(), FrameError> {
    let LonLat { lon, lat } = place;
    if (-180.0..=180.0).contains(&lon) && (-84.0..=84.0).contains(&lat) {
        Ok(())
    } else {
        Err(FrameError::NotAPlace { lon, lat })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        Frame::new(FrameOrigin { origin: LonLat { lon: 113.94, lat: 22.55 } }).unwrap()
    }

    #[test]
    fn a_point_comes_back_to_itself_everywhere_in_the_frame() {
        let frame = frame();
        for x in (-Point::LIMIT..=Point::LIMIT).step_by(99_999_999) {
            for y in (-Point::LIMIT + 7..=Point::LIMIT - 7).step_by(83_333_331) {
                let point = Point { x, y };
                let back = frame.point(frame.place(point));
                assert!(
                    back.is_ok_and(|it| it.distance2(point) <= 2) || x.abs() == Point::LIMIT,
                    "{point:?} came back as {:?}",
                    frame.point(frame.place(point))
                );
            }
        }
    }

    #[test]
    fn a_degree_of_latitude_has_the_length_of_the_ellipsoid() {
        // Meridian arc of GRS 80 from 22.55° to 22.65°: 11,075.36 m by Bessel's series with
        // M(φ) = a(1−e²)(1 − e² sin²φ)^−3/2 at 22.6°.
        let point = frame().point(LonLat { lon: 113.94, lat: 22.65 }).unwrap();
        let phi = 22.6_f64.to_radians();
        let e2: f64 = 0.006_694_380_022_90;
        let radius = 6_378_137.0 * (1.0 - e2) / (1.0 - e2 * phi.sin().powi(2)).powf(1.5);
        assert!((f64::from(point.y) / Point::PER_METRE - radius * 0.1_f64.to_radians()).abs() < 0.01);
    }

    #[test]
    fn places_that_are_none_or_too_far_are_told_apart() {
        let frame = frame();
        let at = |lon, lat| frame.point(LonLat { lon, lat });
        for (lon, lat) in [(181.0, 0.0), (f64::NAN, 22.0), (113.9, f64::INFINITY), (113.9, 85.0)] {
            assert!(matches!(at(lon, lat), Err(FrameError::NotAPlace { .. })), "{lon} {lat}");
        }
        assert!(at(22.55, 113.94).is_err_and(|it| it.is_swapped()));
        assert!(at(114.5, 22.55).is_err_and(|it| !it.is_swapped()));
        for (lon, lat) in [(114.5, 22.55), (113.94, 23.1), (-66.0, 22.5), (0.0, 0.0)] {
            assert!(matches!(at(lon, lat), Err(FrameError::TooFar { .. })), "{lon} {lat}");
        }
    }
}
