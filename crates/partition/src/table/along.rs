//! Which road segment runs along a piece of border.

use model::{Level, Point, RoadClass, RoadSegment, SegmentId};
use rstar::{AABB, RTree, RTreeObject};

/// So far the middle of a piece may lie from the segment it runs on: the register rounds places to 1e-7 degrees (1 cm),
/// noding moves them by less than a millimetre.
const ON_M: f64 = 0.5;
/// So far a border between two carriageways may lie from the nearer one: half of the widest median there is.
const BESIDE_M: f64 = 20.0;
/// Greatest angle between the two, as its sine: 15°.
const PARALLEL: f64 = 0.26;
/// Pieces shorter than this many lattice units (10 cm) have no direction to go by.
const SHORT: f64 = 1_000.0;

/// The segments on the ground, ready to be asked.
pub(crate) struct Alongside {
    tree: RTree<Stretch>,
}

struct Stretch {
    a: Point,
    b: Point,
    segment: SegmentId,
    class: RoadClass,
}

impl RTreeObject for Stretch {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(pair(self.a), pair(self.b))
    }
}

fn pair(it: Point) -> [f64; 2] {
    [f64::from(it.x), f64::from(it.y)]
}

impl Alongside {
    /// Indexes all segments on the ground.
    pub(crate) fn new(segments: &[RoadSegment]) -> Self {
        Self::near(segments, |_| true)
    }

    /// Indexes those stretches of segments on the ground that lie wholly or partly between `low` and `high`.
    pub(crate) fn within(segments: &[RoadSegment], low: Point, high: Point) -> Self {
        let reach = (BESIDE_M * Point::PER_METRE) as i32;
        let meets = |a: i32, b: i32, low: i32, high: i32| {
            a.max(b) >= low.saturating_sub(reach) && a.min(b) <= high.saturating_add(reach)
        };
        Self::near(segments, |it| meets(it[0].x, it[1].x, low.x, high.x) && meets(it[0].y, it[1].y, low.y, high.y))
    }

    fn near(segments: &[RoadSegment], keep: impl Fn(&[Point]) -> bool) -> Self {
        let mut stretches = vec![];
        for (at, it) in segments.iter().enumerate().filter(|it| it.1.level == Level::Ground) {
            let (segment, class) = (SegmentId::at(at), it.class);
            let near = it.line.windows(2).filter(|it| keep(it));
            stretches.extend(near.map(|it| Stretch { a: it[0], b: it[1], segment, class }));
        }
        Self { tree: RTree::bulk_load(stretches) }
    }

    /// Returns the segment that runs on `a b`, a road of this class; else the nearest of its class beside it.
    pub(crate) fn of_class(&self, a: Point, b: Point, class: RoadClass) -> Option<SegmentId> {
        let on = self.nearest(a, b, ON_M, |it| it == class).or_else(|| self.nearest(a, b, ON_M, |_| true));
        on.or_else(|| self.nearest(a, b, BESIDE_M, |it| it == class)).map(|it| it.0)
    }

    /// Returns the segment that runs on `a b`, with its class.
    pub(crate) fn any(&self, a: Point, b: Point) -> Option<(SegmentId, RoadClass)> {
        self.nearest(a, b, ON_M, |_| true)
    }

    fn nearest(
        &self,
        a: Point,
        b: Point,
        reach_m: f64,
        wanted: impl Fn(RoadClass) -> bool,
    ) -> Option<(SegmentId, RoadClass)> {
        let reach = reach_m * Point::PER_METRE;
        let ([ax, ay], [bx, by]) = (pair(a), pair(b));
        let (x, y) = (f64::midpoint(ax, bx), f64::midpoint(ay, by));
        let around = AABB::from_corners([x - reach, y - reach], [x + reach, y + reach]);
        let found = self.tree.locate_in_envelope_intersecting(around).filter(|it| wanted(it.class));
        let near = found.filter_map(|it| {
            let ([cx, cy], [dx, dy]) = (pair(it.a), pair(it.b));
            let (ux, uy, vx, vy) = (bx - ax, by - ay, dx - cx, dy - cy);
            let (own, other) = (ux.hypot(uy), vx.hypot(vy));
            let turned = (ux * vy - uy * vx).abs() > PARALLEL * own * other;
            if turned && own.min(other) > SHORT {
                return None;
            }
            let share = (((x - cx) * vx + (y - cy) * vy) / (other * other)).clamp(0.0, 1.0);
            let distance = (cx + share * vx - x).hypot(cy + share * vy - y);
            (distance <= reach).then_some((distance, it.segment, it.class))
        });
        // The tree's own order must not show: of equals the first segment.
        near.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).map(|it| (it.1, it.2))
    }
}
