//! The search for the nearest line outward from a point, square by square.

use std::ops::RangeInclusive;

use model::Point;

use super::{ALIKE, LineGrid, SLACK, near::Near};

/// A search for the nearest line: guessed distances leave few candidates, among which the exact order decides.
pub(super) struct Search<'a> {
    grid: &'a LineGrid,
    point: Point,
    /// From the south-western corner of the squares.
    at: (f64, f64),
    /// No line farther than this can be the answer.
    limit: f64,
    limit2: f64,
    /// Guessed of the nearest line so far.
    nearest2: f64,
    /// Lines that were within the limit when they were found, with the squares of their guessed distances.
    candidates: [(f64, u32); CANDIDATES],
    count: usize,
    decided: Option<Near<'a>>,
}

/// Among so many candidates it is decided at once, to make room.
const CANDIDATES: usize = 24;

impl<'a> Search<'a> {
    pub fn new(grid: &'a LineGrid, point: Point, reach_mm: u32) -> Self {
        let limit = (f64::from(reach_mm) + 1.0) * ALIKE;
        Self {
            grid,
            point,
            at: grid.squares.offset(point),
            limit,
            limit2: limit * limit,
            nearest2: f64::INFINITY,
            candidates: [(0.0, 0); CANDIDATES],
            count: 0,
            decided: None,
        }
    }

    pub fn run(mut self) -> Option<Near<'a>> {
        let squares = self.grid.squares;
        let (column, row) = squares.nearest(self.point);
        // Rings of squares around the point, until one holds a line.
        let mut ring = 0;
        loop {
            let (rows, columns) = (row - ring..=row + ring, column - ring..=column + ring);
            for y in rows.clone() {
                if y == *rows.start() || y == *rows.end() {
                    self.squares(y, columns.clone());
                } else {
                    self.squares(y, column - ring..=column - ring);
                    self.squares(y, column + ring..=column + ring);
                }
            }
            let all = ring >= squares.width.max(squares.height);
            if self.nearest2.is_finite() || all || f64::from(ring) * squares.side() > self.limit {
                break;
            }
            ring += 1;
        }
        if ring == 0 && self.limit < squares.side() {
            self.neighbours(column, row);
        } else {
            self.beyond(column, row, ring);
        }
        self.settle();
        self.decided
    }

    /// Searches those of the eight squares around this one that lie within the limit, which is less than a side.
    fn neighbours(&mut self, column: i32, row: i32) {
        let side = self.grid.squares.side();
        let (west, south) = (self.at.0 - f64::from(column) * side, self.at.1 - f64::from(row) * side);
        let reached = |away: f64, limit: f64| i32::from(away <= limit);
        if west <= self.limit {
            self.squares(row, column - 1..=column - 1);
        }
        if side - west <= self.limit {
            self.squares(row, column + 1..=column + 1);
        }
        for (y, away) in [(row - 1, south), (row + 1, side - south)] {
            if away <= self.limit {
                let (first, last) = (column - reached(west, self.limit), column + reached(side - west, self.limit));
                self.squares(y, first..=last);
            }
        }
    }

    /// Searches all squares within the limit but those within `ring` of this one, row by row away from the point.
    fn beyond(&mut self, column: i32, row: i32, ring: i32) {
        let squares = self.grid.squares;
        for away in 0..squares.height {
            let mut reached = false;
            for y in [row + away, row - away].into_iter().take(if away == 0 { 1 } else { 2 }) {
                let south = f64::from(y) * squares.side();
                let dy = (south - self.at.1).max(self.at.1 - south - squares.side()).max(0.0);
                if !(0..squares.height).contains(&y) || dy > self.limit {
                    continue;
                }
                reached = true;
                let half = (self.limit2 - dy * dy).max(0.0).sqrt();
                let span = squares.span(self.at.0 - half, self.at.0 + half, squares.width);
                if away <= ring {
                    self.squares(y, span.start..=(column - ring - 1).min(span.end - 1));
                    self.squares(y, (column + ring + 1).max(span.start)..=span.end - 1);
                } else {
                    self.squares(y, span.start..=span.end - 1);
                }
            }
            if !reached {
                break;
            }
        }
    }

    /// Searches squares of a row, as far as there are such.
    fn squares(&mut self, row: i32, columns: RangeInclusive<i32>) {
        let squares = &self.grid.squares;
        let (first, last) = ((*columns.start()).max(0), (*columns.end()).min(squares.width - 1));
        if first > last || !(0..squares.height).contains(&row) {
            return;
        }
        let starts = &self.grid.starts;
        let (from, to) = (starts[squares.number(first, row)], starts[squares.number(last, row) + 1]);
        let lines = &*self.grid.lines;
        // Without a branch on the distance, which nobody could foretell.
        let mut nearest2 = self.nearest2;
        for &at in &self.grid.touching[from as usize..to as usize] {
            let guess2 = lines[at as usize].guess2(self.point);
            if self.count == CANDIDATES {
                self.tighten(nearest2);
                self.settle();
            }
            self.candidates[self.count] = (guess2, at);
            self.count += usize::from(guess2 <= self.limit2);
            nearest2 = nearest2.min(guess2);
        }
        self.tighten(nearest2);
    }

    /// Lowers the limit to what may round to the same millimetre as the nearest line.
    fn tighten(&mut self, nearest2: f64) {
        if nearest2 < self.nearest2 {
            self.nearest2 = nearest2;
            self.limit = self.limit.min(nearest2.sqrt() + SLACK);
            self.limit2 = self.limit * self.limit;
        }
    }

    /// Decides among the candidates.
    fn settle(&mut self) {
        for &(guess2, at) in &self.candidates[..self.count] {
            let line = &self.grid.lines[at as usize];
            // A line that touches several squares comes several times.
            if guess2 <= self.limit2 && !self.decided.is_some_and(|it| std::ptr::eq(it.stored, line)) {
                let it = Near::of(line, self.point);
                if self.decided.is_none_or(|other| it.cmp(&other).is_lt()) {
                    self.decided = Some(it);
                }
            }
        }
        self.count = 0;
    }
}
