//! Finds the unit cell and the road of a point through R-trees.

use std::sync::Arc;

use model::{CellId, District, Point, RoadPosition, SegmentId, Side};
use rstar::{AABB, PointDistance, RTree, RTreeObject};

use crate::ring::{Foot, contains, cross, distance_m};

/// The index of a district's cells and road segments.
///
/// Building takes time n log n; each question a few microseconds, independent of the district's size in practice.
#[derive(Debug)]
pub struct Locator {
    district: Arc<District>,
    cells: RTree<CellBox>,
    pieces: Arc<RTree<RoadPiece>>,
}

/// Where a point lies among the cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// In a cell.
    Inside(CellId),
    /// Outside the district.
    Outside {
        /// The nearest cell.
        nearest: CellId,
        /// The distance to it in metres.
        distance_m: f64,
    },
    /// The district has no cells.
    Nowhere,
}

/// The road nearest to a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NearestRoad {
    /// The position along the segment.
    pub position: RoadPosition,
    /// The foot of the perpendicular on the centre line.
    pub foot: Point,
}

#[derive(Debug)]
struct CellBox {
    cell: CellId,
    min: [f64; 2],
    max: [f64; 2],
}

impl RTreeObject for CellBox {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.min, self.max)
    }
}

impl PointDistance for CellBox {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        self.envelope().distance_2(point)
    }
}

/// One straight piece of a segment's centre line.
#[derive(Debug)]
struct RoadPiece {
    segment: SegmentId,
    a: Point,
    b: Point,
    /// Chainage of `a` in metres.
    from_m: f64,
}

impl RTreeObject for RoadPiece {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(pair(self.a), pair(self.b))
    }
}

impl PointDistance for RoadPiece {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        // The tree is only ever asked with lattice points, which `f64` holds exactly.
        Foot::of(self.a, self.b, Point { x: point[0] as i32, y: point[1] as i32 }).distance2
    }
}

impl Locator {
    /// Builds the index.
    pub fn new(district: Arc<District>) -> Self {
        let mut pieces = Vec::new();
        for (at, segment) in district.segments.iter().enumerate() {
            let mut from_m = segment.from_m;
            for ends in segment.line.windows(2) {
                pieces.push(RoadPiece { segment: SegmentId::at(at), a: ends[0], b: ends[1], from_m });
                from_m += ends[0].distance_m(ends[1]);
            }
        }
        let pieces = Arc::new(RTree::bulk_load(pieces));
        Self { cells: cells(&district), district, pieces }
    }

    /// Returns the index of the same roads under other cells; costs only the cells.
    ///
    /// `district` must have the road segments of the present one.
    #[must_use]
    pub fn with_cells(&self, district: Arc<District>) -> Self {
        Self { cells: cells(&district), district, pieces: Arc::clone(&self.pieces) }
    }

    /// Tells in which cell `point` lies, or how far outside the district.
    ///
    /// A point on a border between cells belongs to exactly one of them; one on the district's outer border counts as
    /// inside.
    pub fn place(&self, point: Point) -> Place {
        let here = AABB::from_point(pair(point));
        let inside = self.cells.locate_in_envelope_intersecting(here).find(|it| contains(self.polygon(it.cell), point));
        if let Some(it) = inside {
            return Place::Inside(it.cell);
        }
        let mut best: Option<(f64, CellId)> = None;
        for (it, box_distance2) in self.cells.nearest_neighbor_iter_with_distance_2(pair(point)) {
            if best.is_some_and(|(metres, _)| box_distance2.sqrt() / Point::PER_METRE > metres) {
                break;
            }
            let metres = distance_m(self.polygon(it.cell), point);
            if best.is_none_or(|(least, cell)| (metres, it.cell) < (least, cell)) {
                best = Some((metres, it.cell));
            }
        }
        match best {
            Some((0.0, nearest)) => Place::Inside(nearest),
            Some((distance_m, nearest)) => Place::Outside { nearest, distance_m },
            None => Place::Nowhere,
        }
    }

    /// Returns the road whose centre line is nearest to `point`, `None` beyond `reach_m` metres.
    ///
    /// Of roads that are equally far to the millimetre, the higher class answers, then the lower segment number.
    pub fn nearest_road(&self, point: Point, reach_m: f64) -> Option<NearestRoad> {
        let mut nearest = self.pieces.nearest_neighbor_iter_with_distance_2(pair(point));
        let (first, distance2) = nearest.next()?;
        let least_mm = millimetres(distance2);
        if distance2.sqrt() / Point::PER_METRE > reach_m {
            return None;
        }
        let ties = nearest.take_while(|it| millimetres(it.1) == least_mm).map(|it| it.0);
        let rank = |it: &&RoadPiece| (self.district.segments[it.segment.index()].class, it.segment);
        let piece = std::iter::once(first).chain(ties).min_by_key(rank)?;
        let foot = Foot::of(piece.a, piece.b, point);
        let chainage_m = piece.from_m + foot.share * piece.a.distance_m(piece.b);
        let along = |a: i32, b: i32| (f64::from(a) + foot.share * (f64::from(b) - f64::from(a))).round() as i32;
        Some(NearestRoad {
            position: RoadPosition {
                segment: piece.segment,
                distance_mm: least_mm,
                side: if cross(piece.a, piece.b, point) > 0 { Side::Left } else { Side::Right },
                chainage_mm: (chainage_m * 1000.0).round() as u32,
            },
            foot: Point { x: along(piece.a.x, piece.b.x), y: along(piece.a.y, piece.b.y) },
        })
    }

    fn polygon(&self, cell: CellId) -> &model::Polygon {
        &self.district.cells[cell.index()].polygon
    }
}

/// Indexes the boxes of the cells that hold now.
fn cells(district: &District) -> RTree<CellBox> {
    let cells = district.live_cells().filter_map(|(id, cell)| {
        let shell = &cell.polygon.shell;
        let (first, rest) = shell.split_first()?;
        let (mut min, mut max) = (pair(*first), pair(*first));
        for point in rest.iter().copied().map(pair) {
            for axis in 0..2 {
                min[axis] = min[axis].min(point[axis]);
                max[axis] = max[axis].max(point[axis]);
            }
        }
        Some(CellBox { cell: id, min, max })
    });
    RTree::bulk_load(cells.collect())
}

fn pair(point: Point) -> [f64; 2] {
    [f64::from(point.x), f64::from(point.y)]
}

fn millimetres(distance2: f64) -> u32 {
    (distance2.sqrt() / Point::PER_MM as f64).round() as u32
}

#[cfg(test)]
mod tests {
    use model::RoadClass;
    use proptest::prelude::*;
    use testkit::Sketch;

    use super::*;

    /// Two cells side by side, `a` and `b`, each 40 m × 30 m; a main road along the bottom, an alley up the middle.
    fn town() -> (Arc<District>, Locator) {
        let district = Sketch::new()
            .cell(&[(0, 0), (40, 0), (40, 30), (0, 30)])
            .cell(&[(40, 0), (80, 0), (80, 30), (40, 30)])
            .road("人民路", RoadClass::Main, &[(0, 0), (40, 0), (80, 0)])
            .road("豆腐巷", RoadClass::Alley, &[(40, 0), (40, 30)])
            .district();
        let district = Arc::new(district);
        (district.clone(), Locator::new(district))
    }

    fn at(x_m: f64, y_m: f64) -> Point {
        Point { x: (x_m * Point::PER_METRE) as i32, y: (y_m * Point::PER_METRE) as i32 }
    }

    #[test]
    fn a_point_lies_in_exactly_the_cell_that_is_drawn_around_it() {
        let (_, locator) = town();
        assert_eq!(locator.place(at(10.0, 10.0)), Place::Inside(CellId(0)));
        assert_eq!(locator.place(at(50.0, 10.0)), Place::Inside(CellId(1)));
    }

    #[test]
    fn the_outer_border_counts_as_inside_on_every_side() {
        let (_, locator) = town();
        for point in [at(0.0, 10.0), at(80.0, 10.0), at(10.0, 0.0), at(10.0, 30.0), at(80.0, 30.0), at(0.0, 0.0)] {
            assert!(matches!(locator.place(point), Place::Inside(_)), "{point:?}");
        }
    }

    #[test]
    fn outside_tells_the_nearest_cell_and_how_far() {
        let (_, locator) = town();
        assert_eq!(locator.place(at(83.0, 34.0)), Place::Outside { nearest: CellId(1), distance_m: 5.0 });
    }

    #[test]
    fn a_district_without_cells_has_no_place() {
        let locator = Locator::new(Arc::new(Sketch::new().district()));
        assert_eq!(locator.place(at(0.0, 0.0)), Place::Nowhere);
        assert_eq!(locator.nearest_road(at(0.0, 0.0), 1e6), None);
    }

    #[test]
    fn the_nearest_road_tells_distance_side_chainage_and_foot() {
        let (district, locator) = town();
        let found = locator.nearest_road(at(55.0, 4.0), 100.0).unwrap();
        let segment = &district.segments[found.position.segment.index()];
        assert_eq!(district.roads[segment.road.index()].name.as_deref(), Some("人民路"));
        assert_eq!((found.position.distance_mm, found.position.chainage_mm), (4_000, 55_000));
        assert_eq!((found.position.side, found.foot), (Side::Left, at(55.0, 0.0)));
        assert_eq!(locator.nearest_road(at(55.0, -4.0), 100.0).unwrap().position.side, Side::Right);
    }

    #[test]
    fn at_a_junction_the_higher_class_answers() {
        let (district, locator) = town();
        let found = locator.nearest_road(at(40.0, -1.0), 100.0).unwrap();
        assert_eq!(district.segments[found.position.segment.index()].class, RoadClass::Main);
    }

    #[test]
    fn a_road_out_of_reach_is_not_found() {
        let (_, locator) = town();
        assert_eq!(locator.nearest_road(at(60.0, -61.0), 60.0), None);
        assert!(locator.nearest_road(at(60.0, -60.0), 60.0).is_some());
    }

    proptest! {
        #[test]
        fn the_tree_agrees_with_looking_at_every_piece(
            lines in prop::collection::vec(prop::collection::vec((0..500, 0..500), 2..6), 1..20),
            x in 0..500, y in 0..500,
        ) {
            let mut sketch = Sketch::new();
            for line in &lines {
                sketch = sketch.road("路", RoadClass::Branch, line);
            }
            let district = Arc::new(sketch.district());
            let point = at(f64::from(x), f64::from(y));
            let found = Locator::new(district.clone()).nearest_road(point, 1e6);
            let brute = district.segments.iter().flat_map(|it| it.line.windows(2))
                .map(|ends| Foot::of(ends[0], ends[1], point).distance2).fold(f64::INFINITY, f64::min);
            match found {
                Some(it) => prop_assert_eq!(it.position.distance_mm, millimetres(brute)),
                None => prop_assert!(brute.is_infinite()),
            }
        }
    }
}
