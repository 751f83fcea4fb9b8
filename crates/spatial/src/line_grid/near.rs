//! A line seen from a point: guessed in floating point, decided on whole numbers.

use std::cmp::Ordering;

use model::{Point, Side};

use super::{Hit, Line};
use crate::exact::{Sight, per_length};

/// A line with what saves a root and a division at each look.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stored {
    pub line: Line,
    /// One by its length in lattice units.
    per_length: f64,
}

impl Stored {
    pub fn new(line: Line) -> Self {
        Self { line, per_length: per_length(line.a, line.b) }
    }

    /// Guesses the square of the distance in lattice units; see [`super::GUESS`].
    pub fn guess2(&self, point: Point) -> f64 {
        let Line { a, b, .. } = self.line;
        // Within the frame no difference overflows.
        let ab = (f64::from(b.x - a.x), f64::from(b.y - a.y));
        let ap = (f64::from(point.x - a.x), f64::from(point.y - a.y));
        // A line without length has 0 · 1.
        let share = ((ap.0 * ab.0 + ap.1 * ab.1) * (self.per_length * self.per_length)).clamp(0.0, 1.0);
        let (dx, dy) = (ap.0 - share * ab.0, ap.1 - share * ab.1);
        dx * dx + dy * dy
    }
}

/// A line with its exact distance.
#[derive(Clone, Copy)]
pub(super) struct Near<'a> {
    pub stored: &'a Stored,
    sight: Sight,
    pub distance_mm: u32,
}

impl<'a> Near<'a> {
    pub fn of(stored: &'a Stored, point: Point) -> Self {
        let sight = Sight::of(stored.line.a, stored.line.b, stored.per_length, point);
        Self { stored, sight, distance_mm: sight.distance_mm() }
    }

    /// Orders the lines of all items.
    pub fn cmp(&self, other: &Self) -> Ordering {
        let key = |it: &Self| (it.distance_mm, it.stored.line.item);
        key(self).cmp(&key(other)).then_with(|| self.cmp_within(other))
    }

    /// Orders the lines of one item.
    pub fn cmp_within(&self, other: &Self) -> Ordering {
        let ends = |it: &Self| (it.stored.line.a.min(it.stored.line.b), it.stored.line.a.max(it.stored.line.b));
        (self.sight.cmp_distance(&other.sight))
            .then_with(|| self.foot().cmp(&other.foot()))
            .then_with(|| other.sight.cmp_squareness(&self.sight))
            .then_with(|| ends(self).cmp(&ends(other)))
            .then_with(|| self.chainage_mm().cmp(&other.chainage_mm()))
            .then_with(|| self.stored.line.cmp(&other.stored.line))
    }

    pub fn side(&self) -> Option<Side> {
        match self.sight.cross.cmp(&0) {
            Ordering::Greater => Some(Side::Left),
            Ordering::Less => Some(Side::Right),
            Ordering::Equal => None,
        }
    }

    fn chainage_mm(&self) -> u32 {
        self.sight.chainage_mm(self.stored.line.from)
    }

    fn foot(&self) -> Point {
        self.sight.foot(self.stored.line.a, self.stored.line.b)
    }

    pub fn hit(&self) -> Hit {
        Hit {
            item: self.stored.line.item,
            distance_mm: self.distance_mm,
            side: self.side(),
            chainage_mm: self.chainage_mm(),
            foot: self.foot(),
            line: self.stored.line,
        }
    }
}
