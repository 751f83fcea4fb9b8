//! Which walls look at which road, and how neighbours share the gaps between them.

use std::collections::BTreeMap;

use model::{District, Point, Polygon, RoadClass, SegmentId, Side};
use spatial::Locator;

use super::{FrontageOptions, strip::Strip};

/// Walls are looked at in pieces of about this length, in metres, since a long one may face several roads.
const PIECE_M: f64 = 8.0;
/// A wall that leaves the road's direction by more than this looks elsewhere: the cosine of 40°.
const ALONG: f64 = 0.766;
/// Of one building, walls this much farther from the road than the nearest are yards, not façades, in metres.
const YARD_M: f64 = 8.0;

/// A building's façade along one side of a segment.
#[derive(Clone, Debug)]
pub(super) struct Wall {
    pub segment: SegmentId,
    pub side: Side,
    pub name: Option<String>,
    /// Chainage of its ends in metres.
    pub from: f64,
    pub to: f64,
    /// The distance of its nearest point from the centre line in metres.
    pub nearest: f64,
    /// Its points by rising chainage: chainage, distance from the centre line, place.
    pub points: Vec<(f64, f64, Point)>,
}

/// Finds the façades of a building.
pub(super) fn facades(
    district: &District,
    locator: &Locator,
    polygon: &Polygon,
    name: Option<&str>,
    options: &FrontageOptions,
) -> Vec<Wall> {
    let mut found: BTreeMap<(SegmentId, bool), Vec<[Point; 2]>> = BTreeMap::new();
    let shell = &polygon.shell;
    for (a, b) in shell.iter().copied().zip(shell.iter().copied().cycle().skip(1)) {
        for [a, b] in cut(a, b) {
            let middle = between(a, b, 0.5);
            let Some(road) = locator.nearest_road(middle, options.depth_m + 60.0) else { continue };
            let segment = &district.segments[road.position.segment.index()];
            let named = district.roads[segment.road.index()].name.is_some();
            if segment.class == RoadClass::Alley && !named && !options.unnamed_alleys {
                continue;
            }
            let beyond_m = f64::from(road.position.distance_mm) / 1000.0 - segment.width_m / 2.0;
            let strip = Strip::new(segment, road.position.side);
            if beyond_m <= options.depth_m && faces(a, b, road.foot) && strip.runs_along(a, b, ALONG) {
                found.entry((road.position.segment, road.position.side == Side::Right)).or_default().push([a, b]);
            }
        }
    }
    let wall = |((id, right), pieces): ((SegmentId, bool), Vec<[Point; 2]>)| {
        let side = if right { Side::Right } else { Side::Left };
        let strip = Strip::new(&district.segments[id.index()], side);
        let mut points: Vec<_> = pieces.iter().flatten().map(|it| strip.of(*it)).collect();
        let nearest = points.iter().map(|it| it.1).fold(f64::INFINITY, f64::min);
        points.retain(|it| it.1 <= nearest + YARD_M);
        points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        // Of two places at one chainage the one nearer to the road is the wall that people see.
        points.dedup_by(|later, kept| (later.0 - kept.0).abs() < 0.05);
        let (from, to) = (points.first()?.0, points.last()?.0);
        let name = name.map(str::to_owned);
        (to - from >= options.least_width_m).then_some(Wall { segment: id, side, name, from, to, nearest, points })
    };
    found.into_iter().filter_map(wall).collect()
}

/// Orders the façades of one side and gives each its chainage: what two claim goes to the one nearer to the road, gaps are
/// shared half and half.
pub(super) fn shared<'a>(walls: &'a mut [Wall], options: &FrontageOptions) -> Vec<(&'a Wall, f64, f64)> {
    walls.sort_by(|a, b| a.nearest.total_cmp(&b.nearest).then(a.from.total_cmp(&b.from)));
    let mut kept: Vec<(&Wall, f64, f64)> = vec![];
    for wall in &*walls {
        // What is left of the façade beside those before it: its longest part.
        let mut free = vec![(wall.from, wall.to)];
        for &(_, from, to) in &kept {
            free =
                free.iter().flat_map(|&(a, b)| [(a, b.min(from)), (a.max(to), b)]).filter(|it| it.0 < it.1).collect();
        }
        let longest = free.into_iter().max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)).then(b.0.total_cmp(&a.0)));
        if let Some((from, to)) = longest.filter(|it| it.1 - it.0 >= options.least_width_m) {
            kept.push((wall, from, to));
        }
    }
    kept.sort_by(|a, b| a.1.total_cmp(&b.1));
    for at in 1..kept.len() {
        let (end, start) = (kept[at - 1].2, kept[at].1);
        if start - end <= options.widest_gap_m {
            let middle = f64::midpoint(end, start);
            kept[at - 1].2 = middle;
            kept[at].1 = middle;
        }
    }
    kept
}

/// Tells whether a wall of a building, whose ground lies left of it, looks towards a place.
fn faces(a: Point, b: Point, foot: Point) -> bool {
    let (ax, ay) = (i64::from(a.x), i64::from(a.y));
    let cross = (i64::from(b.x) - ax) * (i64::from(foot.y) - ay) - (i64::from(b.y) - ay) * (i64::from(foot.x) - ax);
    cross < 0
}

fn cut(a: Point, b: Point) -> impl Iterator<Item = [Point; 2]> {
    let pieces = (a.distance_m(b) / PIECE_M).ceil().max(1.0);
    let at = move |it: f64| between(a, b, it / pieces);
    (0..pieces as usize).map(move |it| [at(it as f64), at(it as f64 + 1.0)]).filter(|it| it[0] != it[1])
}

fn between(a: Point, b: Point, share: f64) -> Point {
    let coordinate = |a: i32, b: i32| (f64::from(a) + share * (f64::from(b) - f64::from(a))).round() as i32;
    Point { x: coordinate(a.x, b.x), y: coordinate(a.y, b.y) }
}
