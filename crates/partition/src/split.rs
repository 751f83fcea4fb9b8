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

/// Turns tried against the block's long axis, in radians; the first alone where no building is near.
const TURNS: [f64; 7] = [0.0, 0.12, -0.12, 0.25, -0.25, 0.4, -0.4];
/// Shifts tried against the even cut, as shares of the block's area by the root of the number of pieces.
const SHIFTS: [f64; 9] = [0.0, -0.04, 0.04, -0.08, 0.08, -0.12, 0.12, -0.16, 0.16];
const PLAIN_SHIFTS: [f64; 5] = [0.0, -0.06, 0.06, -0.12, 0.12];
/// What a metre inside a building costs, in metres of cut (prototype).
const THROUGH_BUILDING: f64 = 10.0;
/// What every further chord on the same line costs, in metres of cut (prototype).
const PER_CHORD_M: f64 = 20.0;
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
        let Some(chosen) = best_cuts(&block, pieces, buildings) else { continue };
        let parts = cut(&block, &chosen)?;
        if parts.len() < 2 {
            continue;
        }
        cuts.extend(chosen);
        let total: i128 = block.iter().map(|it| ring_area2(it)).sum();
        for part in parts {
            let area: i128 = part.iter().map(|it| ring_area2(it)).sum();
            let share = (area as f64 / total as f64 * pieces as f64).round() as usize;
            todo.push((part, share, depth + 1));
        }
    }
    Ok(())
}

/// Returns the chords of the best line tried, overshooting.
fn best_cuts(block: &[Vec<Point>], pieces: usize, buildings: &Buildings) -> Option<Vec<Cut>> {
    let axis = long_axis(block.iter().max_by_key(|it| ring_area2(it))?)?;
    let area = block.iter().map(|it| ring_area2(it)).sum::<i128>() as f64 / 2.0;
    let half = (pieces / 2) as f64 / pieces as f64;
    let (turns, shifts) =
        if buildings.is_empty() { (&TURNS[..1], &PLAIN_SHIFTS[..]) } else { (&TURNS[..], &SHIFTS[..]) };
    let mut best: Option<(f64, Direction, Vec<Cut>)> = None;
    for turn in turns {
        let direction = axis.turned(*turn);
        let profile = Profile::new(block, direction);
        for shift in shifts {
            let want = (half + shift / (pieces as f64).sqrt()) * area;
            // Off the lattice by a bit, so that the line rarely runs through points of the rings.
            let found = chords(block, direction, profile.place_of(want) + 0.37);
            if found.is_empty() {
                continue;
            }
            let length: f64 = found.iter().map(|it| it.0.distance_m(it.1)).sum();
            let bias = 1.0 + 1.5 * shift.abs() + 0.3 * turn.abs();
            let mut cost = length * bias + (found.len() - 1) as f64 * PER_CHORD_M;
            if best.as_ref().is_some_and(|it| cost >= it.0) {
                continue;
            }
            cost += THROUGH_BUILDING * found.iter().map(|it| buildings.length_inside_m(it.0, it.1)).sum::<f64>();
            if best.as_ref().is_none_or(|it| cost < it.0) {
                best = Some((cost, direction, found));
            }
        }
    }
    best.map(|(_, _, found)| found.into_iter().map(overshoot).collect())
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
