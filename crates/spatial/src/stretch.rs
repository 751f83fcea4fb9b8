//! Parts of road segments between two chainages.

use model::{Point, RoadSegment};

/// Returns the part of a segment's centre line between two chainages, in millimetres from the road's start; its ends are
/// rounded to the lattice. Empty where the segment has less than a lattice unit of it.
///
/// ```
/// use model::{Level, Point, RoadClass, RoadId, RoadSegment};
/// let line = [(0, 0), (100_000, 0), (100_000, 100_000)].map(|(x, y)| Point { x, y }).to_vec();
/// let segment = RoadSegment {
///     code: "990101Z0001-001".into(), road: RoadId(0), class: RoadClass::Main, level: Level::Ground, line,
///     from_m: 100.0, to_m: 120.0, width_m: 20.0,
/// };
/// let part = spatial::between(&segment, 105_000, 112_000);
/// assert_eq!(part, [(50_000, 0), (100_000, 0), (100_000, 20_000)].map(|(x, y)| Point { x, y }));
/// assert!(spatial::between(&segment, 0, 100_000).is_empty());
/// ```
pub fn between(segment: &RoadSegment, from_mm: u32, to_mm: u32) -> Vec<Point> {
    let (from_m, to_m) = (f64::from(from_mm) / 1000.0, f64::from(to_mm) / 1000.0);
    let mut line: Vec<Point> = vec![];
    let mut at_m = segment.from_m;
    for ends in segment.line.windows(2) {
        let (a, b) = (ends[0], ends[1]);
        let length_m = a.distance_m(b);
        // Shares of this piece; both ends are the same where the part lies before or behind it.
        let share = |chainage_m: f64| ((chainage_m - at_m) / length_m).clamp(0.0, 1.0);
        let (first, last) = (share(from_m), share(to_m));
        at_m += length_m;
        if length_m > 0.0 && first < last {
            line.extend([on(a, b, first), on(a, b, last)]);
        }
    }
    line.dedup();
    if line.len() < 2 { vec![] } else { line }
}

/// Returns the lattice point at a share of the way from `a` to `b`.
fn on(a: Point, b: Point, share: f64) -> Point {
    let coordinate = |a: i32, b: i32| (f64::from(a) + share * (f64::from(b) - f64::from(a))).round() as i32;
    Point { x: coordinate(a.x, b.x), y: coordinate(a.y, b.y) }
}
