//! Many points against one polygon: only the edges beside each point are looked at.

use model::{Point, Polygon};

use crate::ring::{crosses, edges};

/// The greatest number of slabs; more would hold the same edges again and again.
const MOST_SLABS: usize = 1024;

/// A polygon cut into slabs from south to north, each with the edges that reach into it, so that asking for a point costs about
/// as much as the polygon is wide, whatever the number of its vertices. Answers as [`crate::contains`].
///
/// Rings may cross themselves and each other: what they enclose twice is outside (even-odd).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slabs {
    min: Point,
    max: Point,
    /// How high a slab is, in lattice units.
    height: i64,
    /// The edges that reach into each slab, from south to north.
    edges: Vec<Vec<(Point, Point)>>,
}

impl Slabs {
    /// Cuts a polygon; one without vertices encloses nothing.
    pub fn new(polygon: &Polygon) -> Self {
        let points = || polygon.rings().flatten();
        let least = |of: fn(&Point) -> i32| points().map(of).min().unwrap_or(0);
        let most = |of: fn(&Point) -> i32| points().map(of).max().unwrap_or(-1);
        let (min, max) =
            (Point { x: least(|it| it.x), y: least(|it| it.y) }, Point { x: most(|it| it.x), y: most(|it| it.y) });
        let count = points().count().clamp(1, MOST_SLABS);
        let height = (i64::from(max.y) - i64::from(min.y)) / count as i64 + 1;
        let mut it = Self { min, max, height, edges: vec![vec![]; count] };
        for (a, b) in polygon.rings().flat_map(edges) {
            for slab in it.slab(a.y.min(b.y))..=it.slab(a.y.max(b.y)) {
                it.edges[slab].push((a, b));
            }
        }
        it
    }

    /// Returns the south-western and the north-eastern corner of its box.
    pub fn bounds(&self) -> (Point, Point) {
        (self.min, self.max)
    }

    /// Tells whether the polygon owns a point, half-open.
    ///
    /// ```
    /// use model::{Point, Polygon};
    /// let shell = [(0, 0), (10, 0), (10, 10), (0, 10)].map(|(x, y)| Point { x, y }).to_vec();
    /// let square = spatial::Slabs::new(&Polygon { shell, holes: vec![] });
    /// assert!(square.contains(Point { x: 5, y: 5 }));
    /// assert!(!square.contains(Point { x: 5, y: 11 }));
    /// ```
    pub fn contains(&self, point: Point) -> bool {
        let inside = (self.min.x..=self.max.x).contains(&point.x) && (self.min.y..=self.max.y).contains(&point.y);
        inside && self.edges[self.slab(point.y)].iter().filter(|&&(a, b)| crosses(a, b, point)).count() % 2 == 1
    }

    /// Returns the slab of a height between those of the box.
    fn slab(&self, y: i32) -> usize {
        ((i64::from(y) - i64::from(self.min.y)) / self.height) as usize
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    #[test]
    fn what_a_ring_that_crosses_itself_encloses_twice_is_outside() {
        let star = [(50, 100), (80, 0), (0, 65), (100, 65), (20, 0)].map(|(x, y)| Point { x, y }).to_vec();
        let star = Slabs::new(&Polygon { shell: star, holes: vec![] });
        assert!(star.contains(Point { x: 50, y: 90 }) && !star.contains(Point { x: 50, y: 45 }));
    }

    #[test]
    fn what_has_no_vertices_encloses_nothing() {
        let none = Slabs::new(&Polygon { shell: vec![], holes: vec![] });
        assert!(!none.contains(Point { x: 0, y: 0 }));
    }

    proptest! {
        #[test]
        fn slabs_answer_as_the_whole_ring_does(
            shell in vec((-40..40, -40..40), 0..40),
            hole in vec((-40..40, -40..40), 0..8),
            asked in vec((-45..45, -45..45), 60),
        ) {
            let ring = |it: &[(i32, i32)]| it.iter().map(|&(x, y)| Point { x, y }).collect::<Vec<_>>();
            let polygon = Polygon { shell: ring(&shell), holes: vec![ring(&hole)] };
            let slabs = Slabs::new(&polygon);
            for (x, y) in asked {
                let point = Point { x, y };
                prop_assert_eq!(slabs.contains(point), crate::contains(&polygon, point), "{:?}", point);
            }
        }
    }
}
