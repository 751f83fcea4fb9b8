//! Which links come near each other or a point: legs of 100 m at most in a grid.

use std::collections::HashMap;

use model::Point;

use super::network::{Link, Network};

/// The longest leg that is kept whole, in metres.
const LEG_M: f64 = 100.0;
/// How near links of one name must come to be one road, in metres: more than the gap of any dual carriageway or square, less
/// than the distance of two villages.
const TOGETHER_M: f64 = 200.0;
/// The side of a bucket in metres: less than [`TOGETHER_M`] / √2, so that the middles of two legs in one bucket are together.
const SIDE_M: f64 = 141.0;

/// A piece of a link.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leg {
    /// The link, by its position in the network.
    pub(super) link: u32,
    pub(super) a: Point,
    pub(super) b: Point,
    /// Metres along the link to `a`.
    pub(super) from_m: f64,
}

/// Legs by the bucket of their middle.
#[derive(Debug, Default)]
pub(super) struct Near {
    legs: Vec<Leg>,
    buckets: HashMap<(i32, i32), Vec<u32>>,
}

impl Near {
    pub(super) fn new(network: &Network<'_>, links: &[u32]) -> Self {
        let mut near = Self::default();
        for &at in links {
            near.insert(network, at, &network.links[at as usize]);
        }
        near
    }

    /// Adds a link.
    pub(super) fn insert(&mut self, network: &Network<'_>, link: u32, of: &Link<'_>) {
        let mut from_m = 0.0;
        for pair in of.nodes.windows(2) {
            let (start, end) = (network.point(pair[0]), network.point(pair[1]));
            let length = start.distance_m(end);
            let parts = (length / LEG_M).ceil().max(1.0);
            let at = |part: f64| between(start, end, part / parts);
            for part in 0..parts as u32 {
                let part = f64::from(part);
                let leg = Leg { link, a: at(part), b: at(part + 1.0), from_m: from_m + length * part / parts };
                self.buckets.entry(bucket(between(leg.a, leg.b, 0.5))).or_default().push(self.legs.len() as u32);
                self.legs.push(leg);
            }
            from_m += length;
        }
    }

    /// Calls `meet` with links of different groups that come within [`TOGETHER_M`] of each other, until all such are in one
    /// group; `group` tells the group of a link and is asked again after each call.
    pub(super) fn meetings(&self, group: &mut dyn FnMut(u32) -> u32, meet: &mut dyn FnMut(u32, u32)) {
        let mut keys: Vec<_> = self.buckets.keys().copied().collect();
        keys.sort_unstable();
        let link = |leg: u32| self.legs[leg as usize].link;
        for key in &keys {
            let legs = &self.buckets[key];
            for &leg in &legs[1..] {
                if group(link(leg)) != group(link(legs[0])) {
                    meet(link(legs[0]), link(leg));
                }
            }
        }
        // Middles of legs that come so near lie within that and half of each leg.
        let reach = ((TOGETHER_M + LEG_M) / SIDE_M).ceil() as i32;
        let around = (0..=reach).flat_map(|dx| (-reach..=reach).map(move |dy| (dx, dy))).filter(|it| *it > (0, 0));
        for (key, (dx, dy)) in keys.iter().flat_map(|key| around.clone().map(move |it| (key, it))) {
            let (own, Some(others)) = (&self.buckets[key], self.buckets.get(&(key.0 + dx, key.1 + dy))) else {
                continue;
            };
            // All of a bucket are in one group by now.
            if group(link(own[0])) != group(link(others[0])) {
                let pairs = own.iter().flat_map(|a| others.iter().map(move |b| (*a, *b)));
                let near =
                    |&(a, b): &(u32, u32)| distance_m(self.legs[a as usize], self.legs[b as usize]) <= TOGETHER_M;
                if let Some((a, b)) = { pairs }.find(near) {
                    meet(link(a), link(b));
                }
            }
        }
    }

    /// Returns the nearest place within [`LEG_M`] on a link that `wanted`: link, metres along it, distance in metres.
    pub(super) fn nearest(&self, point: Point, wanted: &dyn Fn(u32) -> bool) -> Option<(u32, f64, f64)> {
        let (x, y) = bucket(point);
        // The middle of a leg within 100 m lies within 150 m.
        let around = (-2..=2).flat_map(|dx| (-2..=2).map(move |dy| (x + dx, y + dy)));
        let legs = around.filter_map(|it| self.buckets.get(&it)).flatten().map(|it| self.legs[*it as usize]);
        let near = legs.filter(|it| wanted(it.link)).filter_map(|leg| {
            let part = project(leg, point);
            let away = point.distance_m(between(leg.a, leg.b, part));
            (away <= LEG_M).then(|| (leg.link, leg.from_m + part * leg.a.distance_m(leg.b), away))
        });
        near.min_by(|a, b| a.2.total_cmp(&b.2).then(a.0.cmp(&b.0)).then(a.1.total_cmp(&b.1)))
    }
}

fn bucket(point: Point) -> (i32, i32) {
    let side = (SIDE_M * Point::PER_METRE) as i32;
    (point.x.div_euclid(side), point.y.div_euclid(side))
}

/// Returns the point at a part, 0 to 1, of the way from `a` to `b`.
pub(super) fn between(a: Point, b: Point, part: f64) -> Point {
    let coordinate = |a: i32, b: i32| (f64::from(a) + (f64::from(b) - f64::from(a)) * part).round() as i32;
    Point { x: coordinate(a.x, b.x), y: coordinate(a.y, b.y) }
}

/// Returns which part of the leg, 0 to 1, comes nearest to a point.
fn project(leg: Leg, point: Point) -> f64 {
    let to = |it: Point| (f64::from(it.x) - f64::from(leg.a.x), f64::from(it.y) - f64::from(leg.a.y));
    let ((bx, by), (px, py)) = (to(leg.b), to(point));
    let square = bx * bx + by * by;
    if square > 0.0 { ((px * bx + py * by) / square).clamp(0.0, 1.0) } else { 0.0 }
}

/// Returns the distance of two legs in metres; 0 where they cross.
fn distance_m(a: Leg, b: Leg) -> f64 {
    let side = |leg: Leg, it: Point| {
        let wide = |it: i32| i64::from(it);
        let (ax, ay) = (wide(leg.b.x) - wide(leg.a.x), wide(leg.b.y) - wide(leg.a.y));
        (ax * (wide(it.y) - wide(leg.a.y)) - ay * (wide(it.x) - wide(leg.a.x))).signum()
    };
    if side(a, b.a) * side(a, b.b) < 0 && side(b, a.a) * side(b, a.b) < 0 {
        return 0.0;
    }
    let away = |leg: Leg, it: Point| it.distance_m(between(leg.a, leg.b, project(leg, it)));
    away(a, b.a).min(away(a, b.b)).min(away(b, a.a)).min(away(b, a.b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leg(ax: i32, ay: i32, bx: i32, by: i32) -> Leg {
        let metres = |x: i32, y: i32| Point { x: x * 10_000, y: y * 10_000 };
        Leg { link: 0, a: metres(ax, ay), b: metres(bx, by), from_m: 0.0 }
    }

    #[test]
    fn crossing_legs_are_no_distance_apart_and_parallel_ones_their_gap() {
        assert!(distance_m(leg(-10, 0, 10, 0), leg(0, -10, 0, 10)).abs() < 1e-9);
        assert!((distance_m(leg(0, 0, 100, 0), leg(20, 30, 80, 30)) - 30.0).abs() < 1e-9);
        assert!((distance_m(leg(0, 0, 100, 0), leg(103, 4, 180, 4)) - 5.0).abs() < 1e-9);
        assert!((distance_m(leg(0, 0, 0, 0), leg(3, 4, 3, 4)) - 5.0).abs() < 1e-9);
    }
}
