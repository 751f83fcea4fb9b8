//! Cutting large blocks by short chords that avoid buildings.

use model::Point;

use crate::{
    PartitionError,
    building::Buildings,
    lattice::{cross, ring_area2, sides},
    mark::{Mark, Sets},
    node::Segment,
    plane::{NONE, Plane},
    profile::{Direction, Profile, chords},
    ring::rings,
};

/// Turns tried against the block's long axis, in radians; the first alone where no building is known.
const TURNS: [f64; 7] = [0.0, 0.12, -0.12, 0.25, -0.25, 0.4, -0.4];
/// Shifts tried against a cut that leaves whole pieces on both sides, in pieces.
const SHIFTS: [f64; 7] = [0.0, -0.05, 0.05, -0.1, 0.1, -0.2, 0.2];
/// What a metre inside a building costs, in metres of cut (prototype).
const THROUGH_BUILDING: f64 = 10.0;
/// What a radian of turn costs, as a share of the length (prototype).
const PER_RADIAN: f64 = 0.3;
/// What a piece too much or too little costs, in sides of a piece.
const PER_PIECE: f64 = 1.0;
/// One chord of several on a line is taken alone where each side keeps this share of the block.
const LEAST_SIDE: f64 = 0.25;
/// How many lines that cut the block more than once are tried at most, to learn the sizes of their parts.
const MOST_TRIALS: usize = 6;
/// Halvings of one block at most: each leaves at least a third, so a million pieces need fewer.
const MOST_DEPTH: usize = 24;
/// Units by which a cut overshoots the block, so that noding always finds the crossing; the stub is a dangle.
const OVERSHOOT: f64 = 3.0;

/// A chord as it goes into the noding.
pub(crate) type Cut = (Point, Point);

/// Cuts a block (shell counter-clockwise, holes clockwise) into about `pieces` pieces of even area.
pub(crate) fn split(
    block: &[Vec<Point>],
    pieces: usize,
    buildings: &Buildings,
    cuts: &mut Vec<Cut>,
) -> Result<(), PartitionError> {
    let mut todo = vec![(block.to_vec(), pieces, 0)];
    while let Some((block, pieces, depth)) = todo.pop() {
        if pieces < 2 || depth > MOST_DEPTH {
            continue;
        }
        let Some((chosen, parts)) = best_cuts(&block, pieces, buildings)? else { continue };
        cuts.extend(chosen);
        for (part, share) in shares(parts, pieces) {
            todo.push((part, share.round() as usize, depth + 1));
        }
    }
    Ok(())
}

type Block = Vec<Vec<Point>>;
/// Cuts and the parts they leave.
type Division = (Vec<Cut>, Vec<Block>);

/// A line through a block, or one of its chords.
struct Candidate {
    /// Everything but buildings; for more than one chord, without the sizes of the parts.
    cost: f64,
    chords: Vec<Cut>,
    /// Whether the cost holds the sizes of the parts.
    sized: bool,
}

/// Returns the best chords found, overshooting, and the parts they leave; `None` when nothing cuts the block.
fn best_cuts(block: &[Vec<Point>], pieces: usize, buildings: &Buildings) -> Result<Option<Division>, PartitionError> {
    let candidates = candidates(block, pieces, buildings);
    let side_m = (area(block) / pieces as f64).sqrt() / Point::PER_METRE;
    let mut best: Option<(f64, Vec<Cut>)> = None;
    let mut trials = 0;
    for it in candidates {
        let least = best.as_ref().map_or(f64::INFINITY, |it| it.0);
        if it.cost >= least {
            break;
        }
        let inside: f64 = it.chords.iter().map(|(a, b)| buildings.length_inside_m(*a, *b)).sum();
        let mut cost = it.cost + THROUGH_BUILDING * inside;
        if cost >= least || (!it.sized && trials == MOST_TRIALS) {
            continue;
        }
        let chords: Vec<Cut> = it.chords.into_iter().map(overshoot).collect();
        if !it.sized {
            trials += 1;
            let parts = cut(block, &chords)?;
            if parts.len() < 2 {
                continue;
            }
            cost += PER_PIECE * side_m * shares(parts, pieces).map(|it| unevenness(it.1)).sum::<f64>();
        }
        if cost < least {
            best = Some((cost, chords));
        }
    }
    let Some((_, chosen)) = best else { return Ok(None) };
    let parts = cut(block, &chosen)?;
    Ok((parts.len() > 1).then_some((chosen, parts)))
}

/// Returns the lines worth trying, the cheapest first.
fn candidates(block: &[Vec<Point>], pieces: usize, buildings: &Buildings) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = vec![];
    let shell = (0..block.len()).max_by_key(|it| ring_area2(&block[*it])).unwrap_or_default();
    let Some(axis) = block.get(shell).and_then(|it| long_axis(it)) else { return out };
    let (area, count) = (area(block), pieces as f64);
    let shell_area = ring_area2(&block[shell]) as f64 / 2.0;
    let side_m = (area / count).sqrt() / Point::PER_METRE;
    let turns = if buildings.is_empty() { &TURNS[..1] } else { &TURNS[..] };
    // Whole pieces on both sides, near the middle.
    let half = pieces / 2;
    let reach = (pieces / 6).min(2);
    for turn in turns {
        let direction = axis.turned(*turn);
        let profile = Profile::new(block, direction);
        for (whole, shift) in (half - reach..=half + reach).flat_map(|it| SHIFTS.map(|shift| (it as f64, shift))) {
            // Off the lattice by a bit, so that the line rarely runs through points of the rings.
            let found = chords(block, shell, direction, profile.place_of((whole + shift) / count * area) + 0.37);
            let chords: Vec<Cut> = found.iter().map(|it| it.ends).collect();
            let bias = 1.0 + PER_RADIAN * turn.abs();
            let length = |chords: &[Cut]| chords.iter().map(|it| it.0.distance_m(it.1)).sum::<f64>() * bias;
            if let [_] = chords[..] {
                let uneven = 2.0 * unevenness(whole + shift).min(unevenness(count - whole - shift));
                out.push(Candidate { cost: length(&chords) + PER_PIECE * side_m * uneven, chords, sized: true });
            } else if !chords.is_empty() {
                for it in &found {
                    let part = it.cut_off.unwrap_or_default() / shell_area * count;
                    let uneven = unevenness(part) + unevenness(count - part);
                    if part.min(count - part) >= LEAST_SIDE * count {
                        let cost = length(&[it.ends]) + PER_PIECE * side_m * uneven;
                        out.push(Candidate { cost, chords: vec![it.ends], sized: true });
                    }
                }
                out.push(Candidate { cost: length(&chords), chords, sized: false });
            }
        }
    }
    out.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    out
}

/// Returns how far so many pieces are from a whole number of them, not nought.
fn unevenness(pieces: f64) -> f64 {
    (pieces - pieces.round().max(1.0)).abs()
}

/// Returns each part with its share of the pieces.
fn shares(parts: Vec<Block>, pieces: usize) -> impl Iterator<Item = (Block, f64)> {
    let total: f64 = parts.iter().map(|it| area(it)).sum();
    parts.into_iter().map(move |it| {
        let share = area(&it) / total * pieces as f64;
        (it, share)
    })
}

/// Returns the area in square lattice units.
fn area(block: &[Vec<Point>]) -> f64 {
    block.iter().map(|it| ring_area2(it)).sum::<i128>() as f64 / 2.0
}

/// Makes a chord longer at both ends.
fn overshoot((a, b): Cut) -> Cut {
    let (dx, dy) = (f64::from(b.x) - f64::from(a.x), f64::from(b.y) - f64::from(a.y));
    let step = OVERSHOOT / dx.hypot(dy);
    let (ex, ey) = ((dx * step).round() as i32, (dy * step).round() as i32);
    let clamp = |x: i32, y: i32| {
        let clamp = |it: i32| it.clamp(-Point::LIMIT, Point::LIMIT);
        Point { x: clamp(x), y: clamp(y) }
    };
    (clamp(a.x - ex, a.y - ey), clamp(b.x + ex, b.y + ey))
}

/// Returns the rings of the parts into which the cuts divide the block.
fn cut(block: &[Vec<Point>], cuts: &[Cut]) -> Result<Vec<Vec<Vec<Point>>>, PartitionError> {
    let mut sets = Sets::new();
    let border = Mark::border(sets.one(0));
    let around = block.iter().flat_map(|it| sides(it)).filter_map(|(a, b)| Segment::new(a, b, border));
    let across = cuts.iter().filter_map(|&(a, b)| Segment::new(a, b, Mark::CUT));
    let plane = Plane::new(around.chain(across).collect(), &[0], &mut sets)?;
    let mut count = 0;
    let region: Vec<u32> = plane
        .owner
        .iter()
        .map(|it| {
            if *it == NONE {
                return NONE;
            }
            count += 1;
            count - 1
        })
        .collect();
    Ok(rings(&plane, &region, count as usize))
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
