//! Places: degrees at every boundary, lattice points inside one district's local frame.

/// A place in degrees, CGCS2000 (for this work the same as WGS 84), longitude first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LonLat {
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
}

/// A place on the district's lattice: units of 0.1 mm east (`x`) and north (`y`) of the frame's origin.
///
/// The frame reaches 50 km in each direction, so the cross product of two differences fits an `i64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Point {
    /// 0.1 mm east of the origin.
    pub x: i32,
    /// 0.1 mm north of the origin.
    pub y: i32,
}

impl Point {
    /// Lattice units in a metre.
    pub const PER_METRE: f64 = 10_000.0;
    /// Lattice units in a millimetre.
    pub const PER_MM: i64 = 10;
    /// The greatest coordinate in a frame: 50 km.
    pub const LIMIT: i32 = 500_000_000;

    /// Returns the square of the distance in lattice units.
    ///
    /// ```
    /// let (a, b) = (model::Point { x: 0, y: 0 }, model::Point { x: 3, y: 4 });
    /// assert_eq!(a.distance2(b), 25);
    /// ```
    pub fn distance2(self, other: Self) -> i64 {
        let (dx, dy) = (i64::from(self.x) - i64::from(other.x), i64::from(self.y) - i64::from(other.y));
        dx * dx + dy * dy
    }

    /// Returns the distance in metres.
    pub fn distance_m(self, other: Self) -> f64 {
        (self.distance2(other) as f64).sqrt() / Self::PER_METRE
    }
}

/// Returns the length of a line in metres.
pub(crate) fn length_m(line: &[Point]) -> f64 {
    line.windows(2).map(|pair| pair[0].distance_m(pair[1])).sum()
}

/// The centre of a district's local frame: a transverse Mercator projection of scale 1 around this place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FrameOrigin {
    /// The place of lattice point (0, 0).
    pub origin: LonLat,
}

/// A box in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// The south-western corner.
    pub min: LonLat,
    /// The north-eastern corner.
    pub max: LonLat,
}

/// An area with holes. Rings are open (the first point is not repeated); the shell runs counter-clockwise, holes clockwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polygon {
    /// The outer ring.
    pub shell: Vec<Point>,
    /// The holes.
    pub holes: Vec<Vec<Point>>,
}

impl Polygon {
    /// Iterates over all rings, the shell first.
    pub fn rings(&self) -> impl Iterator<Item = &[Point]> {
        std::iter::once(self.shell.as_slice()).chain(self.holes.iter().map(Vec::as_slice))
    }

    /// Returns twice the area in square lattice units, exactly.
    ///
    /// ```
    /// use model::{Point, Polygon};
    /// let square = [(0, 0), (10, 0), (10, 10), (0, 10)].map(|(x, y)| Point { x, y });
    /// assert_eq!(Polygon { shell: square.to_vec(), holes: vec![] }.area2(), 200);
    /// ```
    pub fn area2(&self) -> i128 {
        self.rings().map(ring_area2).sum()
    }

    /// Returns the area in square metres.
    pub fn area_m2(&self) -> f64 {
        self.area2() as f64 / 2.0 / (Point::PER_METRE * Point::PER_METRE)
    }
}

/// Returns twice the signed area of an open ring, positive when it runs counter-clockwise.
fn ring_area2(ring: &[Point]) -> i128 {
    (0..ring.len())
        .map(|i| {
            let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
            i128::from(a.x) * i128::from(b.y) - i128::from(b.x) * i128::from(a.y)
        })
        .sum()
}
