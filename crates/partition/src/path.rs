//! Ways through a block round its buildings.

mod funnel;
mod mesh;

use std::{cmp::Reverse, collections::BinaryHeap};

use model::Point;

use self::{funnel::pull, mesh::Mesh};
use crate::{building::Buildings, plane::NONE, profile::Direction};

/// Ways keep this far from walls where there is room, in lattice units: 1 m.
const CLEARANCE: f64 = Point::PER_METRE;
/// In a gap narrower than that, the ways keep to its middle fifth.
const NARROW: f64 = 0.4;
/// What a step costs more for each piece's side that it lies off the straight way, as a share of its length.
const OFF_LINE: f64 = 1.0;
/// What an end costs for the distance by which it is off the straight way, as a share of that distance.
const OFF_END: f64 = 2.0;

/// The free ground of a block.
pub(crate) struct Paths {
    mesh: Mesh,
}

/// The straight way that a way round buildings should keep to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Aim {
    /// The straight way runs across this direction,
    pub(crate) direction: Direction,
    /// this far along it,
    pub(crate) place: f64,
    /// from here to there.
    pub(crate) ends: [Point; 2],
    /// The side of a piece in lattice units.
    pub(crate) side: f64,
    /// The way's ends may lie so far from the straight one's, in lattice units.
    pub(crate) reach: f64,
}

impl Paths {
    /// Triangulates a block; `None` where that fails.
    pub(crate) fn new(block: &[Vec<Point>], buildings: &Buildings) -> Option<Self> {
        Mesh::new(block, buildings).map(|mesh| Self { mesh })
    }

    /// Returns the cheapest way over free ground from border to border that keeps near the straight one; `None` where
    /// buildings bar every way.
    pub(crate) fn way(&self, aim: &Aim) -> Option<Vec<Point>> {
        let triangles = &self.mesh.triangles;
        // States are sides by which a triangle was entered.
        let mut cost = vec![u64::MAX; triangles.len() * 3];
        let mut from = vec![NONE; triangles.len() * 3];
        let mut heap = BinaryHeap::new();
        for state in 0..cost.len() as u32 {
            if let Some(end_cost) = self.end_cost(state, aim, 0) {
                cost[state as usize] = end_cost;
                heap.push(Reverse((end_cost, state)));
            }
        }
        let mut goal: Option<(u64, u32, u32)> = None;
        while let Some(Reverse((so_far, state))) = heap.pop() {
            if goal.is_some_and(|it| it.0 <= so_far) {
                break;
            }
            if cost[state as usize] < so_far {
                continue;
            }
            let here = self.place(state, aim);
            for side in (0..3).map(|it| state / 3 * 3 + it).filter(|it| *it != state) {
                let there = self.place(side, aim);
                let off = f64::midpoint(aim.off(here), aim.off(there)) / aim.side;
                let total = so_far + (distance(here, there) * (1.0 + OFF_LINE * off)) as u64 + 1;
                if let Some(end_cost) = self.end_cost(side, aim, 1)
                    && goal.is_none_or(|it| total + end_cost < it.0)
                {
                    goal = Some((total + end_cost, state, side));
                }
                let next = triangles[side as usize / 3].beyond[side as usize % 3];
                let open = triangles.get(next as usize / 3).is_some_and(|it| it.free);
                if open && total < cost[next as usize] {
                    cost[next as usize] = total;
                    from[next as usize] = state;
                    heap.push(Reverse((total, next)));
                }
            }
        }
        let (_, mut state, last) = goal?;
        let mut gates = vec![];
        while from[state as usize] != NONE {
            gates.push(self.gate(state));
            state = from[state as usize];
        }
        gates.reverse();
        let line = pull(self.place(state, aim), &gates, self.place(last, aim));
        let mut line: Vec<Point> =
            line.into_iter().map(|it| Point { x: it.0.round() as i32, y: it.1.round() as i32 }).collect();
        line.dedup();
        (line.len() > 1).then_some(line)
    }

    /// Returns what it costs to start (or end) on a side; `None` where one cannot.
    fn end_cost(&self, state: u32, aim: &Aim, end: usize) -> Option<u64> {
        let it = &self.mesh.triangles[state as usize / 3];
        if !it.free || !it.rim[state as usize % 3] {
            return None;
        }
        let (place, goal) = (self.place(state, aim), aim.ends[end]);
        let near = distance(place, (f64::from(goal.x), f64::from(goal.y))) <= aim.reach;
        near.then(|| (OFF_END * aim.off(place)) as u64)
    }

    fn ends(&self, state: u32) -> ((f64, f64), (f64, f64)) {
        let corners = &self.mesh.triangles[state as usize / 3].corners;
        let at = |which: u32| self.mesh.points[corners[which as usize % 3] as usize];
        (at(state), at(state % 3 + 1))
    }

    /// Returns the place on a side that is nearest to the straight way, clear of its corners.
    fn place(&self, state: u32, aim: &Aim) -> (f64, f64) {
        let (a, b) = self.ends(state);
        let (s, t) = (aim.along(a), aim.along(b));
        let margin = margin(a, b);
        let share = if (t - s).abs() > 1.0 { ((aim.place - s) / (t - s)).clamp(margin, 1.0 - margin) } else { 0.5 };
        between(a, b, share)
    }

    /// Returns the left and the right post of the gate by which a triangle is entered.
    fn gate(&self, state: u32) -> ((f64, f64), (f64, f64)) {
        let (a, b) = self.ends(state);
        let margin = margin(a, b);
        (between(a, b, margin), between(a, b, 1.0 - margin))
    }
}

impl Aim {
    fn along(&self, it: (f64, f64)) -> f64 {
        self.direction.along_of(it)
    }

    fn off(&self, it: (f64, f64)) -> f64 {
        (self.along(it) - self.place).abs()
    }

    /// Returns the area by which a way takes more ground before it than the straight way does.
    pub(crate) fn excess(&self, line: &[Point]) -> f64 {
        let across = self.direction.left();
        let place = |it: &Point| (self.direction.along(*it) - self.place, across.along(*it));
        let step = |it: &[Point]| {
            let (s, t) = (place(&it[0]), place(&it[1]));
            f64::midpoint(s.0, t.0) * (t.1 - s.1)
        };
        line.windows(2).map(step).sum()
    }
}

/// Returns which share of a side to keep clear at each end.
fn margin(a: (f64, f64), b: (f64, f64)) -> f64 {
    (CLEARANCE / distance(a, b).max(1.0)).min(NARROW)
}

fn between(a: (f64, f64), b: (f64, f64), share: f64) -> (f64, f64) {
    (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1))
}

fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    // Many times faster than `hypot`, and lattice units neither overflow nor vanish.
    ((b.0 - a.0).powi(2) + (b.1 - a.1).powi(2)).sqrt()
}
