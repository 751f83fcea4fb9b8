//! Cutting large blocks by short ways that avoid buildings.

mod divide;
pub(crate) mod size;

use std::collections::BTreeSet;

use model::Point;

pub(crate) use self::divide::{Foot, Way};
use self::{
    divide::divide,
    size::{Plan, piece_cost, plan},
};
use crate::{
    building::Buildings,
    lattice::{cross, ring_area2, sides},
    path::{Aim, Paths},
    profile::{Chord, Direction, Profile, Projection, chords},
};

/// Turns tried against the block's long axis, in radians; the first alone where no building is known, the last for blocks
/// that a long building bars.
const TURNS: [f64; 8] = [0.0, 0.12, -0.12, 0.25, -0.25, 0.4, -0.4, std::f64::consts::FRAC_PI_2];
/// Shifts tried against a cut that leaves whole pieces on both sides, in pieces.
const SHIFTS: [f64; 7] = [0.0, -0.05, 0.05, -0.1, 0.1, -0.2, 0.2];
/// What a metre inside a building costs, in metres of cut (prototype).
const THROUGH_BUILDING: f64 = 10.0;
/// What a radian of turn costs, as a share of the length (prototype).
const PER_RADIAN: f64 = 0.3;
/// What any way through a building costs on top, in sides of a piece: a free way is taken even where it is long or uneven.
const BLOCKED: f64 = 8.0;
/// Cuts keep this far from walls at least, in lattice units: noding moves a line by a unit or two.
const CLEAR: f64 = 8.0;
/// What it costs to leave a large piece whole besides its size, in sides of a piece.
const WHOLE: f64 = 3.0;
/// How many straight ways are tried round buildings, and how many while none is free: more gain little.
const MOST_ROUND: usize = 8;
const MOST_ROUND_BLOCKED: usize = 30;
/// How often a way round buildings is shifted to even out the areas on its sides.
const MOST_SHIFTS: usize = 6;
/// Blocks of more than so many targets are large: their parts need not be exact, so as few ways and shifts do.
const LARGE: f64 = 12.0;
const MOST_LARGE: usize = 2;
/// A way round buildings must leave this share of the target on each side: less would only be merged again.
const LEAST_PART: f64 = 0.45;
/// The ends of a way round buildings may lie so far from those of the straight way, in sides of a piece; the larger only
/// where the smaller finds nothing.
const REACHES: [f64; 3] = [0.3, 0.6, 1.2];
/// What the sizes of the parts weigh against metres of cut.
const SIZE_WEIGHT: f64 = 2.0;
/// An excess below this share of the target needs no shift.
const EVEN_ENOUGH: f64 = 0.02;
/// One chord of several on a line is taken alone where each side keeps this share of the block.
const LEAST_SIDE: f64 = 0.25;
/// How many lines that cut the block more than once are tried at most, to learn the sizes of their parts.
const MOST_TRIALS: usize = 6;
/// Cuts of one block on top of each other at most: each leaves at least a third, so a million pieces need fewer.
const MOST_DEPTH: usize = 24;
/// Units by which a cut overshoots the block, so that noding always finds the crossing; the stub is a dangle.
const OVERSHOOT: f64 = 3.0;
const LIMIT: f64 = Point::LIMIT as f64;

/// Cuts a block (shell counter-clockwise, holes clockwise) into pieces of about `target` square lattice units; returns the
/// lines of the cuts, which overshoot the block.
///
/// A cut runs through a building only where that building, with those that touch it, bars the block.
pub(crate) fn split(block: &[Vec<Point>], target: f64, buildings: &Buildings) -> Vec<Vec<Point>> {
    let mut cuts = vec![];
    let ground = Ground::new(block, buildings);
    let mut todo = vec![(block.to_vec(), 0)];
    while let Some((block, depth)) = todo.pop() {
        if depth > MOST_DEPTH {
            continue;
        }
        let Some(chosen) = best_ways(&block, target, &ground) else { continue };
        let parts = divide(&block, &chosen);
        if parts.len() > 1 {
            cuts.extend(chosen.into_iter().map(|it| overshoot(it.line)));
            todo.extend(parts.into_iter().map(|it| (it, depth + 1)));
        }
    }
    cuts
}

/// The buildings on a block.
struct Ground<'a> {
    buildings: &'a Buildings<'a>,
    /// The clusters that bar the block: only these may be cut.
    barring: BTreeSet<u32>,
}

impl<'a> Ground<'a> {
    fn new(block: &[Vec<Point>], buildings: &'a Buildings<'a>) -> Self {
        let border: Vec<_> = block.iter().flat_map(|it| sides(it)).collect();
        Self { buildings, barring: buildings.barring(&border) }
    }

    /// Returns what stands in the way of some ways.
    fn in_the_way(&self, ways: &[Way]) -> InTheWay {
        let mut inside_m = 0.0;
        for it in ways.iter().flat_map(|it| it.line.windows(2)) {
            for (a, b) in beside(it[0], it[1]) {
                let mut may_be_cut = true;
                self.buildings.each_inside(a, b, |building, length_m| {
                    inside_m += length_m / 3.0;
                    may_be_cut &= self.barring.contains(&self.buildings.clusters()[building as usize]);
                });
                if !may_be_cut {
                    return InTheWay::Buildings;
                }
            }
        }
        if inside_m > 0.0 { InTheWay::Bars { inside_m } } else { InTheWay::Nothing }
    }
}

/// What stands in the way of a cut.
enum InTheWay {
    Nothing,
    /// Buildings that bar the block.
    Bars {
        /// How far the way leads through them.
        inside_m: f64,
    },
    /// Also buildings that leave a free way through the block.
    Buildings,
}

/// Returns a segment and those so far to its sides that noding moves it less.
fn beside(a: Point, b: Point) -> [(Point, Point); 3] {
    let across = Direction::between(a, b).map(Direction::left);
    let moved = |it: Point, by: f64| across.map_or(it, |across| across.moved(it, by));
    [0.0, CLEAR, -CLEAR].map(|by| (moved(a, by), moved(b, by)))
}

/// Some of the chords of one line through a block.
struct Candidate {
    /// Everything but buildings, in metres; for more than one chord, without the sizes of the parts.
    cost: f64,
    ways: Vec<Way>,
    /// Where it runs, when it is one chord on a line that leaves whole pieces.
    aim: Option<Aim>,
    /// Whether the cost holds the sizes of the parts.
    sized: bool,
}

/// The best ways found so far.
#[derive(Default)]
struct Best {
    found: Option<(f64, Vec<Way>)>,
    /// Whether they lead over free ground.
    free: bool,
}

impl Best {
    fn cost(&self) -> f64 {
        self.found.as_ref().map_or(f64::INFINITY, |it| it.0)
    }

    fn offer(&mut self, cost: f64, ways: &[Way], free: bool) {
        if cost < self.cost() {
            *self = Self { found: Some((cost, ways.to_vec())), free };
        }
    }
}

/// Returns the best ways found; `None` when the block is best left whole, or nothing may cut it.
fn best_ways(block: &[Vec<Point>], target: f64, ground: &Ground) -> Option<Vec<Way>> {
    let side_m = target.sqrt() / Point::PER_METRE;
    let candidates = candidates(block, target, ground.buildings);
    let mut best = Best::default();
    let mut blocked = vec![];
    let mut trials = 0;
    for it in &candidates {
        if it.cost >= best.cost() {
            break;
        }
        let mut cost = it.cost;
        let in_the_way = ground.in_the_way(&it.ways);
        if !matches!(in_the_way, InTheWay::Nothing) {
            blocked.extend(it.aim.map(|aim| (it.cost, aim)));
        }
        match in_the_way {
            InTheWay::Nothing => {}
            InTheWay::Bars { inside_m } => cost += THROUGH_BUILDING * inside_m + BLOCKED * side_m,
            InTheWay::Buildings => continue,
        }
        if cost >= best.cost() || (!it.sized && trials == MOST_TRIALS) {
            continue;
        }
        if !it.sized {
            trials += 1;
            let parts = divide(block, &it.ways);
            if parts.len() < 2 {
                continue;
            }
            cost += sizes_cost(&parts, target);
        }
        best.offer(cost, &it.ways, matches!(in_the_way, InTheWay::Nothing));
    }
    if !blocked.is_empty() {
        go_round(block, target, ground, &blocked, &mut best);
    }
    // A large piece is better than a way between parts that suit even less.
    let whole = (SIZE_WEIGHT * piece_cost(area(block) / target) + WHOLE) * side_m;
    if best.free && best.cost() > whole {
        return None;
    }
    best.found.map(|it| it.1)
}

/// Tries ways round buildings where straight ones are blocked and would be cheaper than the best one so far.
fn go_round(block: &[Vec<Point>], target: f64, ground: &Ground, blocked: &[(f64, Aim)], best: &mut Best) {
    let side = target.sqrt();
    let Some(paths) = Paths::new(block, ground.buildings) else { return };
    let large = area(block) > LARGE * target;
    for (tried, (least, aim)) in blocked.iter().enumerate() {
        let most = match (best.free, large) {
            (false, _) => MOST_ROUND_BLOCKED,
            (true, false) => MOST_ROUND,
            (true, true) => MOST_LARGE,
        };
        if tried >= most || *least >= best.cost() {
            break;
        }
        let projection = Projection::new(block, aim.direction);
        for reach in REACHES {
            let aim = Aim { reach: reach * side, ..*aim };
            if shifted_ways(block, target, &projection, &paths, ground, aim, best) {
                break;
            }
        }
    }
}

/// Tries ways round buildings, each shifted by what the last one took too much; tells whether any leaves fair parts.
fn shifted_ways(
    block: &[Vec<Point>],
    target: f64,
    projection: &Projection,
    paths: &Paths,
    ground: &Ground,
    mut aim: Aim,
    best: &mut Best,
) -> bool {
    let mut any = false;
    let goal = aim;
    // The places tried that are nearest to each other with too little and too much ground before the way.
    let (mut little, mut much) = (f64::NEG_INFINITY, f64::INFINITY);
    let shifts = if area(block) > LARGE * target { MOST_LARGE } else { MOST_SHIFTS };
    for _ in 0..shifts {
        let found = chords(block, shell_of(block), projection, aim.place);
        // Of several chords on the line, the one that is meant.
        let off = |it: &Way| it.line[0].distance_m(aim.ends[0]) + it.line[1].distance_m(aim.ends[1]);
        let nearest = found.iter().map(|it| &it.way).min_by(|s, t| off(s).total_cmp(&off(t)));
        let Some(straight) = nearest else { break };
        aim.ends = [straight.line[0], straight.line[1]];
        let Some(way) = paths.way(&aim).and_then(|it| on_shell(block, it)) else { break };
        let excess = goal.excess(&way.line);
        let parts = divide(block, std::slice::from_ref(&way));
        let fair = parts.len() > 1 && parts.iter().all(|it| area(it) >= LEAST_PART * target);
        if fair && matches!(ground.in_the_way(std::slice::from_ref(&way)), InTheWay::Nothing) {
            any = true;
            let cost = way.length_m() + sizes_cost(&parts, target);
            best.offer(cost, &[way], true);
        }
        if excess.abs() < EVEN_ENOUGH * target {
            break;
        }
        if excess > 0.0 {
            much = much.min(aim.place);
        } else {
            little = little.max(aim.place);
        }
        aim.place -= excess / (straight.length_m() * Point::PER_METRE);
        if !(little < aim.place && aim.place < much) {
            aim.place = f64::midpoint(little, much);
        }
    }
    any
}

/// Finds the sides of the shell on which a line starts and ends; `None` where that is not the ring nearest to it.
fn on_shell(block: &[Vec<Point>], line: Vec<Point>) -> Option<Way> {
    let shell = shell_of(block);
    let foot = |it: Point| {
        let near = |ring: usize| {
            let sides = sides(&block[ring]).enumerate().map(move |(i, (a, b))| (distance2(a, b, it), ring, i));
            sides.min_by(|s, t| s.0.total_cmp(&t.0))
        };
        let (_, ring, side) = (0..block.len()).filter_map(near).min_by(|s, t| s.0.total_cmp(&t.0))?;
        (ring == shell).then(|| Foot { ring, to: (side + 1) % block[ring].len() })
    };
    let feet = [foot(*line.first()?)?, foot(*line.last()?)?];
    Some(Way { line, feet })
}

/// Returns the square of the distance of a point from a segment.
fn distance2(a: Point, b: Point, it: Point) -> f64 {
    let (dx, dy) = (f64::from(b.x) - f64::from(a.x), f64::from(b.y) - f64::from(a.y));
    let (px, py) = (f64::from(it.x) - f64::from(a.x), f64::from(it.y) - f64::from(a.y));
    let share = ((px * dx + py * dy) / (dx * dx + dy * dy).max(1.0)).clamp(0.0, 1.0);
    (px - share * dx).powi(2) + (py - share * dy).powi(2)
}

/// Returns what the sizes of parts cost, in metres.
fn sizes_cost(parts: &[Vec<Vec<Point>>], target: f64) -> f64 {
    SIZE_WEIGHT * target.sqrt() / Point::PER_METRE * parts.iter().map(|it| plan(area(it) / target).cost).sum::<f64>()
}

fn shell_of(block: &[Vec<Point>]) -> usize {
    (0..block.len()).max_by_key(|it| ring_area2(&block[*it])).unwrap_or_default()
}

/// Returns the lines worth trying, the cheapest first.
fn candidates(block: &[Vec<Point>], target: f64, buildings: &Buildings) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = vec![];
    let area = area(block);
    let plan = plan(area / target);
    if plan.count < 2 {
        return out;
    }
    let shell = shell_of(block);
    let Some(axis) = block.get(shell).and_then(|it| long_axis(it)) else { return out };
    let shell_area = ring_area2(&block[shell]) as f64 / 2.0;
    let turns = if buildings.is_empty() { &TURNS[..1] } else { &TURNS[..] };
    let places = places(area / target, &plan);
    for turn in turns {
        let direction = axis.turned(*turn);
        let projection = Projection::new(block, direction);
        let profile = Profile::new(&projection);
        for &(before, whole) in &places {
            // Off the lattice by a bit, so that the line rarely runs through points of the rings.
            let place = profile.place_of(before * target) + 0.37;
            let found = chords(block, shell, &projection, place);
            let first = out.len();
            add_candidates(found, before, area, shell_area, target, 1.0 + PER_RADIAN * turn.abs(), &mut out);
            for it in out[first..].iter_mut().filter(|it| whole && it.sized) {
                let ends = [it.ways[0].line[0], it.ways[0].line[1]];
                it.aim = Some(Aim { direction, place, ends, side: target.sqrt(), reach: 0.0 });
            }
        }
    }
    out.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    out
}

/// Returns the areas worth cutting off, in targets: whole pieces on both sides, near the middle, and a little off that
/// (then with `false`).
fn places(size: f64, plan: &Plan) -> Vec<(f64, bool)> {
    let half = plan.count / 2;
    let reach = (plan.count / 6).min(2);
    let mut out = vec![];
    for count in half - reach..=(plan.count - half + reach).min(plan.count - 1) {
        let whole = count as f64 * plan.piece;
        for shift in SHIFTS {
            let exact = shift.abs() < f64::EPSILON;
            out.push((whole + shift, exact));
            if plan.odd.is_some() {
                out.push((size - whole + shift, exact));
            }
        }
    }
    out.retain(|it| it.0 > 0.0 && it.0 < size);
    out
}

fn add_candidates(
    found: Vec<Chord>,
    before: f64,
    area: f64,
    shell_area: f64,
    target: f64,
    bias: f64,
    out: &mut Vec<Candidate>,
) {
    let side_m = target.sqrt() / Point::PER_METRE;
    let sizes = |part: f64, whole: f64| SIZE_WEIGHT * side_m * (plan(part).cost + plan(whole - part).cost);
    if let [it] = &found[..] {
        let cost = it.way.length_m() * bias + sizes(before, area / target);
        out.push(Candidate { cost, ways: vec![it.way.clone()], aim: None, sized: true });
    } else if !found.is_empty() {
        for it in &found {
            // Holes count as if they lay evenly.
            let part = it.cut_off.unwrap_or_default() / shell_area * area;
            if part.min(area - part) >= LEAST_SIDE * area {
                let cost = it.way.length_m() * bias + sizes(part / target, area / target);
                out.push(Candidate { cost, ways: vec![it.way.clone()], aim: None, sized: true });
            }
        }
        let cost = found.iter().map(|it| it.way.length_m()).sum::<f64>() * bias;
        out.push(Candidate { cost, ways: found.into_iter().map(|it| it.way).collect(), aim: None, sized: false });
    }
}

/// Returns the area in square lattice units.
pub(crate) fn area(block: &[Vec<Point>]) -> f64 {
    block.iter().map(|it| ring_area2(it)).sum::<i128>() as f64 / 2.0
}

/// Makes a line longer at both ends.
fn overshoot(mut line: Vec<Point>) -> Vec<Point> {
    if let [first, second, ..] = line[..] {
        line[0] = beyond(second, first);
    }
    if let [.., second, last] = line[..] {
        let end = line.len() - 1;
        line[end] = beyond(second, last);
    }
    line
}

/// Returns the place a little further on than `to`, coming from `from`.
fn beyond(from: Point, to: Point) -> Point {
    let (dx, dy) = (f64::from(to.x) - f64::from(from.x), f64::from(to.y) - f64::from(from.y));
    let step = OVERSHOOT / dx.hypot(dy).max(1.0);
    let clamp = |it: i32, by: f64| (f64::from(it) + by.round()).clamp(-LIMIT, LIMIT) as i32;
    Point { x: clamp(to.x, dx * step), y: clamp(to.y, dy * step) }
}

/// Returns the direction of the long side of the least rectangle around a ring; `None` for a ring without extent.
fn long_axis(ring: &[Point]) -> Option<Direction> {
    let hull = hull(ring);
    let mut best: Option<(f64, Direction)> = None;
    for (a, b) in sides(&hull) {
        let Some(direction) = Direction::between(a, b) else { continue };
        let extent = |direction: Direction| {
            let (low, high) = hull.iter().fold((f64::MAX, f64::MIN), |(low, high), it| {
                let along = direction.along(*it);
                (low.min(along), high.max(along))
            });
            high - low
        };
        let (length, width) = (extent(direction), extent(direction.left()));
        if best.is_none_or(|it| length * width < it.0) {
            best = Some((length * width, if length >= width { direction } else { direction.left() }));
        }
    }
    best.map(|it| it.1)
}

/// Returns the convex hull, counter-clockwise (monotone chain).
fn hull(points: &[Point]) -> Vec<Point> {
    let mut sorted = points.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let mut hull: Vec<Point> = vec![];
    let mut half = |points: &mut dyn Iterator<Item = Point>| {
        let start = hull.len();
        for it in points {
            while hull.len() >= start + 2 && cross(hull[hull.len() - 2], hull[hull.len() - 1], it) <= 0 {
                hull.pop();
            }
            hull.push(it);
        }
        hull.pop();
    };
    half(&mut sorted.iter().copied());
    half(&mut sorted.iter().rev().copied());
    hull
}
