//! A drawn line, fitted to the outline of the ground that it cuts.

use std::cmp::Reverse;

use model::Point;

use super::EditError;
use crate::lattice::{cross, crossing, meets_pixel};

/// An end this near to a corner of the outline, in metres, goes there.
const CORNER_M: f64 = 0.5;
/// An end inside and this near to the outline goes to the nearest place of it.
const BORDER_M: f64 = 3.0;
/// An end inside goes on straight for so many metres, to meet the outline.
const PROLONG_M: f64 = 30.0;

/// The outline of some ground: its straight pieces in any order and direction.
pub(super) struct Outline(pub(super) Vec<(Point, Point)>);

/// Checks a drawn line; returns it without repeated points.
pub(super) fn drawn(line: &[Point]) -> Result<Vec<Point>, EditError> {
    let limit = -Point::LIMIT..=Point::LIMIT;
    if let Some((at, point)) = line.iter().enumerate().find(|it| !limit.contains(&it.1.x) || !limit.contains(&it.1.y)) {
        return Err(EditError::OutsideFrame { at, point: *point });
    }
    let mut line = line.to_vec();
    line.dedup();
    if line.len() < 2 {
        return Err(EditError::TooFewPoints { count: line.len() });
    }
    Ok(line)
}

impl Outline {
    /// Leads the line's ends to the outline and returns its straight parts inside.
    pub(super) fn fit(&self, line: Vec<Point>) -> Vec<(Point, Point)> {
        let mut line = line;
        if line.first() != line.last() {
            for _ in 0..2 {
                self.lead_end(&mut line);
                line.reverse();
            }
        }
        let mut parts = vec![];
        for ends in line.windows(2) {
            self.clip(ends[0], ends[1], &mut parts);
        }
        parts
    }

    /// Leads the last point to the outline, where it lies inside and near enough.
    fn lead_end(&self, line: &mut Vec<Point>) {
        let &[.., before, end] = line.as_slice() else { return };
        if let Some(corner) = self.corner(end) {
            if corner != before {
                line.pop();
            }
            line.push(corner);
            line.dedup();
            return;
        }
        let (distance, foot) = self.foot(end);
        if !self.holds(end) && distance > 0.5 {
            return;
        }
        let near = distance <= BORDER_M * Point::PER_METRE;
        let Some(met) = (if near { Some(foot) } else { self.hit(before, end) }) else { return };
        let met = self.corner(met).unwrap_or(met);
        if met != before {
            line.pop();
        }
        line.push(met);
        line.dedup();
    }

    /// Returns the nearest corner within reach of a corner.
    fn corner(&self, it: Point) -> Option<Point> {
        let corners = self.0.iter().flat_map(|side| [side.0, side.1]);
        let nearest = corners.map(|corner| (corner.distance2(it), corner)).min()?;
        ((nearest.0 as f64).sqrt() <= CORNER_M * Point::PER_METRE).then_some(nearest.1)
    }

    /// Returns the distance to the outline in lattice units, and the lattice point there through whose pixel it runs.
    fn foot(&self, it: Point) -> (f64, Point) {
        let mut best = (f64::INFINITY, it);
        for &(a, b) in &self.0 {
            let (x, y) = (f64::from(b.x) - f64::from(a.x), f64::from(b.y) - f64::from(a.y));
            let (px, py) = (f64::from(it.x) - f64::from(a.x), f64::from(it.y) - f64::from(a.y));
            let share = ((px * x + py * y) / (x * x + y * y)).clamp(0.0, 1.0);
            let distance = (px - share * x).hypot(py - share * y);
            if distance < best.0 {
                let near = Point { x: a.x + (share * x).round() as i32, y: a.y + (share * y).round() as i32 };
                let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy)));
                let around = around.map(|(dx, dy)| Point { x: near.x + dx, y: near.y + dy });
                let on = around.filter(|it| meets_pixel(*it, a, b)).min_by_key(|it| (it.distance2(near), *it));
                best = (distance, on.unwrap_or(a));
            }
        }
        best
    }

    /// Returns where the line through `before` and `end` first meets the outline beyond `end`.
    fn hit(&self, before: Point, end: Point) -> Option<Point> {
        let (x, y) = (f64::from(end.x) - f64::from(before.x), f64::from(end.y) - f64::from(before.y));
        let reach = PROLONG_M * Point::PER_METRE / x.hypot(y);
        let clamp = |it: f64| (it.round() as i32).clamp(-Point::LIMIT, Point::LIMIT);
        let far = Point { x: clamp(f64::from(end.x) + reach * x), y: clamp(f64::from(end.y) + reach * y) };
        let met = self.meets(end, far).into_iter().filter(|it| *it != end);
        met.min_by_key(|it| (it.distance2(end), *it))
    }

    /// Returns the lattice points where `a b` meets the outline.
    fn meets(&self, a: Point, b: Point) -> Vec<Point> {
        let mut met = vec![];
        for &(c, d) in &self.0 {
            if c.x.max(d.x) < a.x.min(b.x)
                || c.x.min(d.x) > a.x.max(b.x)
                || c.y.max(d.y) < a.y.min(b.y)
                || c.y.min(d.y) > a.y.max(b.y)
            {
                continue;
            }
            let of_ab = (cross(a, b, c), cross(a, b, d));
            let of_cd = (cross(c, d, a), cross(c, d, b));
            let apart = |it: (i64, i64)| (it.0 < 0 && it.1 > 0) || (it.0 > 0 && it.1 < 0);
            if apart(of_ab) && apart(of_cd) {
                met.push(crossing(a, b, of_cd));
                continue;
            }
            let on = |side: i64, it: Point, s: Point, t: Point| {
                let between = |it: i32, s: i32, t: i32| s.min(t) <= it && it <= s.max(t);
                side == 0 && between(it.x, s.x, t.x) && between(it.y, s.y, t.y)
            };
            met.extend([(of_ab.0, c), (of_ab.1, d)].into_iter().filter(|it| on(it.0, it.1, a, b)).map(|it| it.1));
            met.extend([(of_cd.0, a), (of_cd.1, b)].into_iter().filter(|it| on(it.0, it.1, c, d)).map(|it| it.1));
        }
        met
    }

    /// Adds the parts of `a b` that lie inside. A place where it meets the outline near a corner goes there.
    fn clip(&self, a: Point, b: Point, parts: &mut Vec<(Point, Point)>) {
        let mut at = self.meets(a, b);
        at.extend([a, b]);
        at.sort_unstable_by_key(|it| (it.distance2(a), Reverse(it.distance2(b)), *it));
        at.dedup();
        for pair in at.windows(2) {
            let (s, t) = (pair[0], pair[1]);
            let middle = Point { x: s.x.midpoint(t.x), y: s.y.midpoint(t.y) };
            if self.holds(middle) {
                let corner = |it: Point| {
                    let met = it != a && it != b;
                    self.corner(it).filter(|_| met).unwrap_or(it)
                };
                parts.push((corner(s), corner(t)));
            }
        }
    }

    /// Tells whether a point lies inside; of points on the outline some do.
    fn holds(&self, it: Point) -> bool {
        let crosses = |&&(a, b): &&(Point, Point)| {
            let (low, high) = if a.y < b.y { (a, b) } else { (b, a) };
            low.y <= it.y && it.y < high.y && cross(low, high, it) > 0
        };
        self.0.iter().filter(crosses).count() % 2 == 1
    }
}
