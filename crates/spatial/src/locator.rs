//! Finds the unit cell and the roads of a point.

use std::sync::Arc;

use model::{CellId, District, Level, Point, RoadClass, RoadId, RoadPosition, RoadSegment, SegmentId, Side};

use crate::{
    cell_grid::{CellGrid, Ownership, Touch},
    line_grid::{Line, LineGrid},
};

/// The index of a district's cells and road segments.
///
/// Building takes time n log n; each question less than a microsecond, independent of the district's size in practice.
#[derive(Debug)]
pub struct Locator {
    district: Arc<District>,
    cells: CellGrid,
    /// The live cells by code: the order of precedence.
    cell_of: Vec<CellId>,
    roads: Arc<Roads>,
}

#[derive(Debug)]
struct Roads {
    lines: LineGrid,
    /// The segments by class and code: the order of precedence.
    segment_of: Vec<SegmentId>,
    /// What each of `lines` is a piece of, by the line's number: beside it in memory, unlike the segments.
    lanes: Vec<Lane>,
}

/// What is asked of a segment near a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Lane {
    segment: SegmentId,
    road: RoadId,
    half_width_mm: u32,
    class: RoadClass,
    level: Level,
}

/// Up to this reach roads near a point are found at once: what an answer with the default accuracy and a narrow verge looks
/// for, in millimetres.
const SURROUNDINGS_MM: u32 = 80_000;

/// Where a point lies among the cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// In a cell.
    Inside(CellId),
    /// Outside the district.
    Outside {
        /// The nearest cell.
        nearest: CellId,
        /// The distance to it in metres, whole millimetres.
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

/// A road segment near a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoadCandidate {
    /// The segment.
    pub segment: SegmentId,
    /// The road it belongs to.
    pub road: RoadId,
    /// The segment's class.
    pub class: RoadClass,
    /// The level on which it runs.
    pub level: Level,
    /// Half the width of its carriageway.
    pub half_width_mm: u32,
    /// Its place in the order by class and code.
    pub rank: u32,
    /// The distance from the centre line in whole millimetres.
    pub distance_mm: u32,
    /// The side looking along rising chainage; `None` on the centre line or straight ahead of it.
    pub side: Option<Side>,
    /// The straight piece of the centre line on which the foot lies, along rising chainage: where the road leads.
    pub along: [Point; 2],
    /// The number of that piece in the index.
    piece: u32,
}

impl Locator {
    /// Builds the index.
    pub fn new(district: Arc<District>) -> Self {
        let roads = Arc::new(Roads::new(&district));
        Self::of(district, roads)
    }

    /// Returns the index of the same roads under other cells; costs only the cells.
    ///
    /// `district` must have the road segments of the present one.
    #[must_use]
    pub fn with_cells(&self, district: Arc<District>) -> Self {
        Self::of(district, Arc::clone(&self.roads))
    }

    fn of(district: Arc<District>, roads: Arc<Roads>) -> Self {
        let mut live: Vec<_> = district.live_cells().collect();
        live.sort_by(|a, b| (&a.1.code, a.0).cmp(&(&b.1.code, b.0)));
        let cells = CellGrid::new(live.iter().map(|it| &it.1.polygon));
        let cell_of = live.iter().map(|it| it.0).collect();
        Self { district, cells, cell_of, roads }
    }

    /// Tells in which cell `point` lies, or how far outside the district.
    ///
    /// A point on a border between cells belongs to exactly one of them; one on the district's outer border counts as
    /// inside. Where several cells have the same right, the lowest code answers.
    pub fn place(&self, point: Point) -> Place {
        self.place_touching(point).0
    }

    /// Tells what [`Locator::place`] tells, and how the point touches the borders of cells.
    pub fn place_touching(&self, point: Point) -> (Place, Touch) {
        match self.cells.place(point) {
            Ownership::Inside { cell, touch } => (Place::Inside(self.cell_of[cell as usize]), touch),
            Ownership::Outside { nearest, distance_mm } => {
                let nearest = self.cell_of[nearest as usize];
                (Place::Outside { nearest, distance_m: f64::from(distance_mm) / 1000.0 }, Touch::Free)
            }
            Ownership::Nowhere => (Place::Nowhere, Touch::Free),
        }
    }

    /// Returns the road whose centre line is nearest to `point`, `None` beyond `reach_m` metres.
    ///
    /// Of roads that are equally far to the millimetre, the higher class answers, then the lower segment code. A point
    /// on the centre line counts as right of it.
    pub fn nearest_road(&self, point: Point, reach_m: f64) -> Option<NearestRoad> {
        if reach_m.is_nan() || reach_m < 0.0 {
            return None;
        }
        // A cast from a float saturates.
        let it = self.roads.lines.nearest(point, (reach_m * 1000.0) as u32)?;
        let position = RoadPosition {
            segment: self.roads.segment_of[it.item as usize],
            distance_mm: it.distance_mm,
            side: it.side.unwrap_or(Side::Right),
            chainage_mm: it.chainage_mm,
        };
        Some(NearestRoad { position, foot: it.foot })
    }

    /// Puts into `out` each road segment within `reach_mm` of `point`, with its nearest place: nearest first, then the
    /// higher class, then by code.
    pub fn roads_within(&self, point: Point, reach_mm: u32, out: &mut Vec<RoadCandidate>) {
        out.clear();
        self.roads.lines.visit_within(point, reach_mm, |it| {
            let Lane { segment, road, half_width_mm, class, level } = self.roads.lanes[it.number as usize];
            out.push(RoadCandidate {
                segment,
                road,
                class,
                level,
                half_width_mm,
                rank: it.item,
                distance_mm: it.distance_mm,
                side: it.side,
                along: it.ends,
                piece: it.number,
            });
        });
    }

    /// Reads what questions about these points will read, so that for all of them memory is waited for once instead of in
    /// turns; of use for a dozen or two points that will be asked next.
    pub fn warm(&self, points: &[Point]) {
        self.cells.warm(points);
        let mut read = 0;
        self.roads.lines.warm(points, |number| read ^= self.roads.lanes[number as usize].road.0);
        std::hint::black_box(read);
    }

    /// Returns the reach up to which [`Locator::roads_within`] costs about the same: asking once for more is quicker than
    /// asking twice.
    pub fn cheap_reach_mm(&self) -> u32 {
        self.roads.lines.surroundings_mm()
    }

    /// Returns the chainage in whole millimetres and the place of the foot on the centre line of a road that
    /// [`Locator::roads_within`] found near `point`.
    pub fn foot(&self, it: &RoadCandidate, point: Point) -> (u32, Point) {
        let hit = self.roads.lines.look(it.piece, point);
        // Found by this index, so it is there.
        hit.map_or((0, it.along[0]), |it| (it.chainage_mm, it.foot))
    }

    /// Returns the district.
    pub fn district(&self) -> &Arc<District> {
        &self.district
    }

    /// Returns the bytes of memory that the indexes of the cells and of the roads hold.
    pub fn bytes(&self) -> (usize, usize) {
        let cells = self.cells.bytes() + size_of_val(&*self.cell_of);
        let Roads { lines, segment_of, lanes } = &*self.roads;
        (cells, lines.bytes() + size_of_val(&**segment_of) + size_of_val(&**lanes))
    }
}

impl Roads {
    fn new(district: &District) -> Self {
        let segments = &district.segments;
        let mut segment_of: Vec<_> = (0..segments.len()).map(SegmentId::at).collect();
        segment_of.sort_by(|a, b| {
            let key = |it: &SegmentId| (segments[it.index()].class, &segments[it.index()].code, *it);
            key(a).cmp(&key(b))
        });
        let mut lines = Vec::with_capacity(segments.iter().map(|it| it.line.len().saturating_sub(1)).sum());
        for (item, id) in segment_of.iter().enumerate() {
            let segment = &segments[id.index()];
            let mut from_m = segment.from_m;
            for ends in segment.line.windows(2) {
                // A cast from a float saturates.
                let from = (from_m * Point::PER_METRE).round() as u32;
                lines.push(Line { item: item as u32, from, a: ends[0], b: ends[1] });
                from_m += ends[0].distance_m(ends[1]);
            }
        }
        let lines = LineGrid::new(lines).with_short_lists().with_surroundings(SURROUNDINGS_MM);
        let lane = |line: &Line| {
            let segment = segment_of[line.item as usize];
            let RoadSegment { road, class, level, width_m, .. } = segments[segment.index()];
            Lane { segment, road, half_width_mm: (width_m * 500.0).round() as u32, class, level }
        };
        Self { lanes: lines.lines().map(lane).collect(), lines, segment_of }
    }
}

#[cfg(test)]
mod tests {
    use model::RoadClass;
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
}
