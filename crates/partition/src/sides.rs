//! The cells on both sides of road segments.

use model::{CellId, District, Point, RoadSegment, SegmentId};
use spatial::{Locator, Place};

/// The unit cells beside a road segment, each once, in the order in which they come along rising chainage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SegmentSides {
    /// On the left.
    pub left: Vec<CellId>,
    /// On the right.
    pub right: Vec<CellId>,
}

/// Where no border runs along a segment, it is asked every so many metres in which cell it lies.
const STEP_M: f64 = 5.0;
/// How far beside the centre line is asked, in metres: within the narrowest carriageway.
const ASIDE_M: f64 = 1.0;
/// Shorter stretches between two borders along a segment are joints, in metres.
const JOINT_M: f64 = 0.5;

/// Returns the cells on both sides of each of `segments`, in their order.
///
/// Where a live edge of the cells runs along a segment, they are the edge's cells; where none does, as in an alley amid a
/// cell or on a carriageway beside the border in the median, the cell that the road runs through lies on both sides, and there looked up by `locator`, which must be that of
/// the district. Ground outside the district is no side. An id that names no segment gives none.
///
/// ```
/// use model::{RoadClass, SegmentId};
/// let district = testkit::Sketch::new()
///     .cell(&[(0, 0), (100, 0), (100, 100), (0, 100)])
///     .road("人民路", RoadClass::Main, &[(10, 50), (90, 50)])
///     .district();
/// let locator = spatial::Locator::new(std::sync::Arc::new(district.clone()));
/// let sides = partition::sides(&district, &locator, &[SegmentId(0)]);
/// assert_eq!(sides[0].left, sides[0].right);
/// ```
pub fn sides(district: &District, locator: &Locator, segments: &[SegmentId]) -> Vec<SegmentSides> {
    let mut wanted: Vec<(SegmentId, usize)> = segments.iter().copied().zip(0..).collect();
    wanted.sort_unstable();
    let mut beside: Vec<Beside> = segments.iter().map(|_| Beside::default()).collect();
    for (_, edge) in district.live_edges() {
        let Some(id) = edge.segment else { continue };
        let first = wanted.partition_point(|it| it.0 < id);
        for (_, at) in wanted[first..].iter().take_while(|it| it.0 == id) {
            if let Some(segment) = district.segments.get(id.index()) {
                beside[*at].add_edge(segment, &edge.line, edge.left, edge.right);
            }
        }
    }
    for (it, id) in beside.iter_mut().zip(segments) {
        if let Some(segment) = district.segments.get(id.index()) {
            it.fill(segment, locator);
        }
    }
    beside.into_iter().map(|it| SegmentSides { left: in_order(it.left), right: in_order(it.right) }).collect()
}

/// What is found beside a segment: cells by metres from its beginning.
#[derive(Debug, Default)]
struct Beside {
    left: Vec<(f64, CellId)>,
    right: Vec<(f64, CellId)>,
    /// Stretches along which a border runs.
    covered: Vec<(f64, f64)>,
}

impl Beside {
    fn add_edge(&mut self, segment: &RoadSegment, line: &[Point], left: Option<CellId>, right: Option<CellId>) {
        let mut onward = 0.0;
        let mut first_m = f64::INFINITY;
        for pair in line.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let foot = Foot::of(&segment.line, middle(a, b));
            if foot.away_m > ASIDE_M {
                continue;
            }
            let (toward, length) = direction(a, b);
            onward += (toward.0 * foot.ahead.0 + toward.1 * foot.ahead.1) * length;
            let half = length / Point::PER_METRE / 2.0;
            first_m = first_m.min(foot.along_m - half);
            self.covered.push((foot.along_m - half, foot.along_m + half));
        }
        if first_m.is_infinite() {
            return;
        }
        // The edge may run against the segment.
        let (left, right) = if onward < 0.0 { (right, left) } else { (left, right) };
        self.left.extend(left.map(|it| (first_m, it)));
        self.right.extend(right.map(|it| (first_m, it)));
    }

    /// Looks up the cells where no border runs along the segment.
    fn fill(&mut self, segment: &RoadSegment, locator: &Locator) {
        let length_m = segment.length_m();
        self.covered.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        self.covered.push((length_m, length_m));
        let (mut reached, mut gaps) = (0.0_f64, Vec::new());
        for (from, to) in &self.covered {
            // A segment without any border is asked however short it is.
            if from - reached > JOINT_M || self.covered.len() == 1 {
                gaps.push((reached, *from));
            }
            reached = reached.max(*to);
        }
        for (from, to) in gaps {
            let steps = ((to - from) / STEP_M).ceil().max(1.0);
            for step in 0..steps as u32 {
                let along_m = from + (to - from) * (f64::from(step) + 0.5) / steps;
                let (at, ahead) = place_along(&segment.line, along_m);
                let aside = |sign: f64| {
                    let by = sign * ASIDE_M * Point::PER_METRE;
                    match locator.place(moved(at, -ahead.1 * by, ahead.0 * by)) {
                        Place::Inside(cell) => Some((along_m, cell)),
                        Place::Outside { .. } | Place::Nowhere => None,
                    }
                };
                self.left.extend(aside(1.0));
                self.right.extend(aside(-1.0));
            }
        }
    }
}

/// Puts cells in the order in which they come first, each once.
fn in_order(mut cells: Vec<(f64, CellId)>) -> Vec<CellId> {
    cells.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut seen = std::collections::BTreeSet::new();
    cells.into_iter().map(|it| it.1).filter(|it| seen.insert(*it)).collect()
}

/// The place of a line that is nearest to a point.
#[derive(Clone, Copy, Debug)]
struct Foot {
    /// Metres from the line's beginning.
    along_m: f64,
    /// Metres from the line.
    away_m: f64,
    /// The unit vector along the line there.
    ahead: (f64, f64),
}

impl Foot {
    fn of(line: &[Point], point: Point) -> Self {
        let (mut passed_m, mut nearest) = (0.0, f64::INFINITY);
        let mut foot = Self { along_m: 0.0, away_m: f64::INFINITY, ahead: (1.0, 0.0) };
        for pair in line.windows(2) {
            let (ahead, length) = direction(pair[0], pair[1]);
            let to = (f64::from(point.x) - f64::from(pair[0].x), f64::from(point.y) - f64::from(pair[0].y));
            let along = (to.0 * ahead.0 + to.1 * ahead.1).clamp(0.0, length);
            let away = (to.0 - along * ahead.0).hypot(to.1 - along * ahead.1);
            if away < nearest {
                nearest = away;
                foot = Self { along_m: passed_m + along / Point::PER_METRE, away_m: away / Point::PER_METRE, ahead };
            }
            passed_m += length / Point::PER_METRE;
        }
        foot
    }
}

/// Returns the unit vector from `a` to `b` and their distance in lattice units.
fn direction(a: Point, b: Point) -> ((f64, f64), f64) {
    let (dx, dy) = (f64::from(b.x) - f64::from(a.x), f64::from(b.y) - f64::from(a.y));
    let length = dx.hypot(dy);
    if length > 0.0 { ((dx / length, dy / length), length) } else { ((1.0, 0.0), 0.0) }
}

/// Returns the point so many metres along a line and the unit vector along it there.
fn place_along(line: &[Point], along_m: f64) -> (Point, (f64, f64)) {
    let mut left = along_m * Point::PER_METRE;
    for pair in line.windows(2) {
        let (ahead, length) = direction(pair[0], pair[1]);
        if left <= length {
            return (moved(pair[0], ahead.0 * left, ahead.1 * left), ahead);
        }
        left -= length;
    }
    match line {
        [.., a, b] => (*b, direction(*a, *b).0),
        _ => (line.first().copied().unwrap_or(Point { x: 0, y: 0 }), (1.0, 0.0)),
    }
}

fn middle(a: Point, b: Point) -> Point {
    Point { x: i32::midpoint(a.x, b.x), y: i32::midpoint(a.y, b.y) }
}

fn moved(at: Point, dx: f64, dy: f64) -> Point {
    // A cast from a float saturates.
    Point { x: at.x.saturating_add(dx.round() as i32), y: at.y.saturating_add(dy.round() as i32) }
}
