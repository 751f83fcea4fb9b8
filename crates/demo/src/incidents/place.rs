//! Places in a district: beside the kerb, before a shop, within a cell.

use model::{District, LandmarkKind, Point, RoadClass};

use super::profile::{ANCHORS, Anchor};
use crate::dice::{Dice, Weighted};

/// What an incident lies at, for its note.
#[derive(Clone, Copy, Debug)]
pub(super) enum At {
    Road(usize),
    Landmark(usize),
    Cell(usize),
}

/// Draws places inside the district.
pub(super) struct Places<'a> {
    district: &'a District,
    cells: CellIndex<'a>,
    /// By anchor: what can be drawn, and how likely.
    lists: Vec<(Vec<u32>, Weighted)>,
}

impl<'a> Places<'a> {
    pub(super) fn new(district: &'a District, seed: u64) -> Self {
        let dice = &mut Dice::new(seed, 41);
        // Some streets and shops are worse than others: a factor of about e^±0.9.
        let segment_heat: Vec<f64> = district.segments.iter().map(|_| (0.9 * dice.normal()).exp()).collect();
        let road_heat: Vec<f64> = district.roads.iter().map(|_| (0.6 * dice.normal()).exp()).collect();
        let landmark_heat: Vec<f64> = district.landmarks.iter().map(|_| (0.95 * dice.normal()).exp()).collect();
        let list = |anchor: Anchor| -> (Vec<u32>, Weighted) {
            let chosen: Vec<(u32, f64)> = match landmark_kind(anchor) {
                Some(kind) => (0..district.landmarks.len())
                    .filter(|it| district.landmarks[*it].kind == kind)
                    .map(|it| (it as u32, landmark_heat[it]))
                    .collect(),
                None if anchor == Anchor::InCell => district
                    .cells
                    .iter()
                    .enumerate()
                    .map(|(at, it)| (at as u32, it.polygon.area_m2().max(1.0)))
                    .collect(),
                None => (0..district.segments.len())
                    .filter_map(|it| {
                        let segment = &district.segments[it];
                        let road = district.roads.get(segment.road.index())?;
                        let share = class_share(anchor, segment.class, road.name.is_some());
                        let weight = segment.length_m() * share * segment_heat[it] * road_heat[segment.road.index()];
                        (weight > 0.0).then_some((it as u32, weight))
                    })
                    .collect(),
            };
            let (ids, weights): (Vec<u32>, Vec<f64>) = chosen.into_iter().unzip();
            (ids, Weighted::new(weights))
        };
        Self { district, cells: CellIndex::new(district), lists: ANCHORS.iter().map(|it| list(*it)).collect() }
    }

    /// Draws a place at the anchor, inside the district; what the district does not have is replaced by a street, then by a
    /// cell. `None` when it has neither.
    pub(super) fn draw(&self, anchor: Anchor, dice: &mut Dice) -> Option<(Point, At)> {
        let wishes = [anchor, Anchor::Street, Anchor::Alley, Anchor::MainRoad, Anchor::InCell];
        for wish in wishes {
            let list = &self.lists[ANCHORS.iter().position(|it| *it == wish)?];
            for _ in 0..10 {
                let Some(drawn) = list.1.draw(dice) else { break };
                let id = list.0[drawn] as usize;
                let (point, at) = self.near(wish, id, dice);
                if let Some(cell) = self.cells.find(point) {
                    let unnamed = matches!(at, At::Road(road) if self.district.roads[road].name.is_none());
                    return Some((point, if unnamed { At::Cell(cell) } else { at }));
                }
            }
        }
        let cell = dice.below(self.district.cells.len());
        Some((self.district.cells.get(cell)?.label, At::Cell(cell)))
    }

    /// A place some metres from one that was drawn before; that one itself where the other lies outside.
    pub(super) fn again(&self, point: Point, dice: &mut Dice) -> Point {
        let moved = shifted(point, 2.5 * dice.normal(), 2.5 * dice.normal());
        if self.cells.find(moved).is_some() { moved } else { point }
    }

    fn near(&self, anchor: Anchor, id: usize, dice: &mut Dice) -> (Point, At) {
        if landmark_kind(anchor).is_some() {
            let spread = match anchor {
                Anchor::AtShop | Anchor::AtFood => 5.0,
                Anchor::AtToilet | Anchor::AtRefuse => 8.0,
                Anchor::AtMarket => 30.0,
                _ => 42.0,
            };
            let at = self.district.landmarks[id].at;
            return (shifted(at, spread * dice.normal(), spread * dice.normal()), At::Landmark(id));
        }
        if anchor == Anchor::InCell {
            let ring = &self.district.cells[id].polygon.shell;
            let (low, high) = extent(ring);
            let x = dice.range(f64::from(low.x), f64::from(high.x)) as i32;
            let y = dice.range(f64::from(low.y), f64::from(high.y)) as i32;
            return (Point { x, y }, At::Cell(id));
        }
        let segment = &self.district.segments[id];
        let mut rest = dice.range(0.0, segment.length_m());
        let half = segment.width_m / 2.0;
        // Beside the kerb: mostly on the pavement, some on the carriageway's edge.
        let off = (half + dice.range(-1.2, 3.2)).max(0.4) * if dice.chance(0.5) { 1.0 } else { -1.0 };
        let mut point = segment.line.first().copied().unwrap_or(Point { x: 0, y: 0 });
        for pair in segment.line.windows(2) {
            let length = pair[0].distance_m(pair[1]);
            let (dx, dy) = (f64::from(pair[1].x) - f64::from(pair[0].x), f64::from(pair[1].y) - f64::from(pair[0].y));
            if length > 0.0 {
                let t = (rest / length).min(1.0);
                let (x, y) = (dx * t / Point::PER_METRE, dy * t / Point::PER_METRE);
                let unit = length * Point::PER_METRE;
                point = shifted(pair[0], x - dy / unit * off, y + dx / unit * off);
            }
            if rest <= length {
                break;
            }
            rest -= length;
        }
        (point, At::Road(segment.road.index()))
    }
}

/// What kind of landmark an anchor is.
const fn landmark_kind(anchor: Anchor) -> Option<LandmarkKind> {
    Some(match anchor {
        Anchor::AtMarket => LandmarkKind::Market,
        Anchor::AtFood => LandmarkKind::Restaurant,
        Anchor::AtShop => LandmarkKind::Shop,
        Anchor::AtSchool => LandmarkKind::School,
        Anchor::AtCompound => LandmarkKind::Compound,
        Anchor::AtToilet => LandmarkKind::Toilet,
        Anchor::AtRefuse => LandmarkKind::RefuseStation,
        Anchor::AtStation => LandmarkKind::Station,
        Anchor::AtPark => LandmarkKind::Park,
        Anchor::AtHospital => LandmarkKind::Hospital,
        Anchor::MainRoad | Anchor::Street | Anchor::Alley | Anchor::InCell => return None,
    })
}

/// How much a metre of a class counts for an anchor. A named alley is a street of houses, an unnamed one often a drive.
const fn class_share(anchor: Anchor, class: RoadClass, named: bool) -> f64 {
    match (anchor, class) {
        (Anchor::MainRoad, RoadClass::Main) | (Anchor::Street, RoadClass::Branch) => 1.0,
        (Anchor::MainRoad, RoadClass::Secondary) => 0.3,
        (Anchor::Street, RoadClass::Secondary) => 0.9,
        (Anchor::Street, RoadClass::Main) => 0.25,
        (Anchor::Alley, RoadClass::Alley) => {
            if named {
                1.0
            } else {
                0.3
            }
        }
        (Anchor::Alley, RoadClass::Branch) => 0.08,
        _ => 0.0,
    }
}

fn shifted(point: Point, x_m: f64, y_m: f64) -> Point {
    let add = |base: i32, metres: f64| {
        let moved = f64::from(base) + metres * Point::PER_METRE;
        moved.round().clamp(-f64::from(Point::LIMIT), f64::from(Point::LIMIT)) as i32
    };
    Point { x: add(point.x, x_m), y: add(point.y, y_m) }
}

fn extent(ring: &[Point]) -> (Point, Point) {
    let start = (Point { x: i32::MAX, y: i32::MAX }, Point { x: i32::MIN, y: i32::MIN });
    ring.iter().fold(start, |(low, high), it| {
        (Point { x: low.x.min(it.x), y: low.y.min(it.y) }, Point { x: high.x.max(it.x), y: high.y.max(it.y) })
    })
}

/// Finds the cell of a point: a grid of squares, each with the cells whose box touches it.
struct CellIndex<'a> {
    district: &'a District,
    low: Point,
    side: i64,
    columns: i64,
    squares: Vec<Vec<u32>>,
}

impl<'a> CellIndex<'a> {
    fn new(district: &'a District) -> Self {
        let all: Vec<(Point, Point)> = district.cells.iter().map(|it| extent(&it.polygon.shell)).collect();
        let corners: Vec<Point> = all.iter().flat_map(|it| [it.0, it.1]).collect();
        let (low, high) =
            if corners.is_empty() { (Point { x: 0, y: 0 }, Point { x: 0, y: 0 }) } else { extent(&corners) };
        let (w, h) = (i64::from(high.x) - i64::from(low.x) + 1, i64::from(high.y) - i64::from(low.y) + 1);
        // Squares of 60 m, larger where there would be more than about a million.
        let side = ((w as f64 * h as f64 / 1e6).sqrt() as i64).max(600_000);
        let columns = w / side + 1;
        let mut squares = vec![Vec::new(); (columns * (h / side + 1)) as usize];
        for (id, (cell_low, cell_high)) in all.iter().enumerate() {
            let span = |from: i32, to: i32, base: i32| {
                (i64::from(from) - i64::from(base)) / side..=(i64::from(to) - i64::from(base)) / side
            };
            for y in span(cell_low.y, cell_high.y, low.y) {
                for x in span(cell_low.x, cell_high.x, low.x) {
                    squares[(y * columns + x) as usize].push(id as u32);
                }
            }
        }
        Self { district, low, side, columns, squares }
    }

    fn find(&self, point: Point) -> Option<usize> {
        let (x, y) = (i64::from(point.x) - i64::from(self.low.x), i64::from(point.y) - i64::from(self.low.y));
        if x < 0 || y < 0 || x / self.side >= self.columns {
            return None;
        }
        let square = self.squares.get((y / self.side * self.columns + x / self.side) as usize)?;
        let holds = |it: &u32| {
            let rings = self.district.cells[*it as usize].polygon.rings();
            rings.map(|ring| crossings(ring, point)).sum::<usize>() % 2 == 1
        };
        square.iter().copied().find(holds).map(|it| it as usize)
    }
}

/// How often a ray to the east crosses the ring; half-open, exact.
fn crossings(ring: &[Point], p: Point) -> usize {
    let crosses = |i: usize| {
        let (a, b) = (ring[i], ring[if i + 1 == ring.len() { 0 } else { i + 1 }]);
        if (a.y > p.y) == (b.y > p.y) {
            return false;
        }
        let d = |a: i32, b: i32| i64::from(a) - i64::from(b);
        let cross = d(b.x, a.x) * d(p.y, a.y) - d(b.y, a.y) * d(p.x, a.x);
        (cross > 0) == (b.y > a.y)
    };
    (0..ring.len()).filter(|it| crosses(*it)).count()
}
