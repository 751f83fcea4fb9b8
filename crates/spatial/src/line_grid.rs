//! Straight lines in a grid of squares: exactly which lie nearest to a point.

use std::{cmp::Ordering, ops::RangeInclusive};

use model::{Point, Side};

use crate::{exact::Sight, squares::Squares, zorder::z_key};

/// A straight piece of something that is sought by nearness: a centre line, a border, a façade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line {
    /// What it is a piece of. Of items that are equally far to the millimetre the lower number answers, so the caller
    /// numbers them in the order of precedence.
    pub item: u32,
    /// Chainage of `a` in lattice units.
    pub from: u32,
    /// The end where chainage begins.
    pub a: Point,
    /// The other end; may equal `a`.
    pub b: Point,
}

/// A line near a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The item whose line it is.
    pub item: u32,
    /// The distance in whole millimetres, halves upwards.
    pub distance_mm: u32,
    /// The side of the line, looking from `a` to `b`, on which the point lies; `None` straight on it or ahead of it.
    pub side: Option<Side>,
    /// Chainage of the foot in whole millimetres, halves upwards.
    pub chainage_mm: u32,
    /// The nearest lattice point of the line, halves to the north and east.
    pub foot: Point,
    /// The line.
    pub line: Line,
}

/// An index of straight lines.
///
/// Distances are decided on whole numbers, never by floating point: the same lines in any order give the same answers,
/// and a line turned round changes the side of a hit and from which end chainage counts, nothing else.
///
/// Building takes time n log n, a question time that does not depend on n in practice. Memory: about 24 bytes a line,
/// 4 bytes for each square that it touches and 4 bytes a square: 40 to 60 bytes a line of a city's streets.
#[derive(Clone, Debug)]
pub struct LineGrid {
    squares: Squares,
    /// Where each square's part of `touching` begins; one more at the end.
    starts: Vec<u32>,
    /// Numbers of the lines that touch the squares, square by square.
    touching: Vec<u32>,
    /// In Z-order, so that neighbours on the ground are neighbours in memory.
    lines: Vec<Line>,
}

/// Distances guessed in floating point are within this many lattice units of the truth: of coordinates below 2³⁰ each
/// difference is exact and each of the ten operations that follow is off by a share of 2⁻⁵³ at most.
const GUESS: f64 = 0.01;
/// Distances that round to the same millimetre differ by less than this many lattice units.
const ALIKE: f64 = Point::PER_MM as f64;
/// At most so many squares there are for each line, and so many of them a line touches on average: fewer and greater
/// ones make questions slower, more and smaller ones make them no faster.
const SQUARES_PER_LINE: (usize, usize) = (4, 3);

impl LineGrid {
    /// Builds the index.
    ///
    /// Lines that leave the frame ([`Point::LIMIT`]) are left out: no point made by [`crate::Frame`] does.
    pub fn new(lines: impl IntoIterator<Item = Line>) -> Self {
        Self::with_squares(lines, SQUARES_PER_LINE)
    }

    /// Builds the index with at most so many squares for each line, and so many touched by each on average.
    pub(crate) fn with_squares(lines: impl IntoIterator<Item = Line>, (count, touched): (usize, usize)) -> Self {
        let mut lines: Vec<Line> = lines.into_iter().filter(|it| in_frame(it.a) && in_frame(it.b)).collect();
        let middle = |it: &Line| Point { x: i32::midpoint(it.a.x, it.b.x), y: i32::midpoint(it.a.y, it.b.y) };
        lines.sort_by_cached_key(|it| (z_key(middle(it)), *it));
        let boxes: Vec<_> = lines.iter().map(|it| (it.a, it.b)).collect();
        let squares = Squares::over(&boxes, (lines.len() + 64) * count, (lines.len() + 64) * touched);
        let mut starts = vec![0_u32; squares.len() + 1];
        for it in &lines {
            squares.touched(it.a, it.b, |square| starts[square] += 1);
        }
        let mut sum = 0;
        for it in &mut starts {
            sum += *it;
            *it = sum;
        }
        let mut touching = vec![0; sum as usize];
        // From the last to the first, so that each part rises.
        for (at, it) in lines.iter().enumerate().rev() {
            squares.touched(it.a, it.b, |square| {
                starts[square] -= 1;
                touching[starts[square] as usize] = at as u32;
            });
        }
        Self { squares, starts, touching, lines }
    }

    /// Returns the nearest line of the nearest item, `None` when none lies within `reach_mm`.
    ///
    /// Of items equally far to the millimetre the lowest number answers; for which of its lines, see
    /// [`LineGrid::within`].
    pub fn nearest(&self, point: Point, reach_mm: u32) -> Option<Hit> {
        if !in_frame(point) || self.lines.is_empty() {
            return None;
        }
        let nearest = Search::new(self, point, reach_mm).run();
        nearest.filter(|it| it.distance_mm <= reach_mm).map(|it| it.hit())
    }

    /// Puts into `out` each item within `reach_mm`, nearest first and then by number, with its nearest line.
    ///
    /// Of an item's lines that are equally near, without any rounding, the one with the foot farther west, then south,
    /// answers; at a shared end the one that the point lies beside more squarely, which makes the side of a bend the
    /// true one; then the one whose ends lie farther west, then south. None of this depends on the direction of the
    /// lines; only of a line that the item follows twice the lower chainage answers.
    pub fn within(&self, point: Point, reach_mm: u32, out: &mut Vec<Hit>) {
        out.clear();
        self.visit_within(point, reach_mm, |it| out.push(*it));
    }

    /// Visits what [`LineGrid::within`] returns, in the same order.
    pub fn visit_within(&self, point: Point, reach_mm: u32, mut visit: impl FnMut(&Hit)) {
        if !in_frame(point) {
            return;
        }
        let mut near: Vec<Near> = Vec::with_capacity(16);
        let reach = (f64::from(reach_mm) + 1.0) * ALIKE;
        let reach2 = reach * reach;
        self.visit_box(point, reach, |line| {
            if guess2(line, point) <= reach2 {
                match near.iter_mut().find(|it| it.line.item == line.item) {
                    // A line that touches several squares comes several times.
                    Some(it) if std::ptr::eq(it.line, line) => {}
                    Some(it) => {
                        let other = Near::of(line, point);
                        if other.cmp_within(it).is_lt() {
                            *it = other;
                        }
                    }
                    None => near.push(Near::of(line, point)),
                }
            }
        });
        near.retain(|it| it.distance_mm <= reach_mm);
        near.sort_unstable_by_key(|it| (it.distance_mm, it.line.item));
        for it in &near {
            visit(&it.hit());
        }
    }

    /// Returns how many lines there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Tells whether there are no lines.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.lines) + size_of_val(&*self.touching) + size_of_val(&*self.starts)
    }

    pub(crate) fn squares(&self) -> &Squares {
        &self.squares
    }

    /// Iterates over the lines that touch a square, rising by their place in Z-order.
    pub(crate) fn touching(&self, square: usize) -> impl Iterator<Item = &Line> {
        let part = &self.touching[self.starts[square] as usize..self.starts[square + 1] as usize];
        part.iter().map(|it| &self.lines[*it as usize])
    }

    /// Tells whether any line touches a square.
    pub(crate) fn touches(&self, square: usize) -> bool {
        self.starts[square] < self.starts[square + 1]
    }

    /// Returns all lines, in Z-order.
    pub(crate) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Visits the lines of all squares within `reach` lattice units, those in several squares several times.
    fn visit_box<'a>(&'a self, point: Point, reach: f64, mut visit: impl FnMut(&'a Line)) {
        let squares = &self.squares;
        let (x, y) = squares.offset(point);
        let span = |it: f64, count: i32| squares.span(it - reach, it + reach, count);
        for row in span(y, squares.height) {
            for column in span(x, squares.width) {
                self.touching(squares.number(column, row)).for_each(&mut visit);
            }
        }
    }
}

pub(crate) fn in_frame(point: Point) -> bool {
    let frame = -Point::LIMIT..=Point::LIMIT;
    frame.contains(&point.x) && frame.contains(&point.y)
}

/// Guesses the square of the distance in lattice units; see [`GUESS`].
fn guess2(line: &Line, point: Point) -> f64 {
    // Within the frame no difference overflows.
    let ab = (f64::from(line.b.x - line.a.x), f64::from(line.b.y - line.a.y));
    let ap = (f64::from(point.x - line.a.x), f64::from(point.y - line.a.y));
    // A line without length has 0 / 1.
    let share = ((ap.0 * ab.0 + ap.1 * ab.1) / (ab.0 * ab.0 + ab.1 * ab.1).max(1.0)).clamp(0.0, 1.0);
    let (dx, dy) = (ap.0 - share * ab.0, ap.1 - share * ab.1);
    dx * dx + dy * dy
}

/// A line with its exact distance.
#[derive(Clone, Copy)]
struct Near<'a> {
    line: &'a Line,
    sight: Sight,
    distance_mm: u32,
}

impl<'a> Near<'a> {
    fn of(line: &'a Line, point: Point) -> Self {
        let sight = Sight::of(line.a, line.b, point);
        Self { line, sight, distance_mm: sight.distance_mm() }
    }

    /// Orders the lines of all items.
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |it: &Self| (it.distance_mm, it.line.item);
        key(self).cmp(&key(other)).then_with(|| self.cmp_within(other))
    }

    /// Orders the lines of one item.
    fn cmp_within(&self, other: &Self) -> Ordering {
        let foot = |it: &Self| it.sight.foot(it.line.a, it.line.b);
        let ends = |it: &Self| (it.line.a.min(it.line.b), it.line.a.max(it.line.b));
        (self.sight.cmp_distance(&other.sight))
            .then_with(|| foot(self).cmp(&foot(other)))
            .then_with(|| other.sight.cmp_squareness(&self.sight))
            .then_with(|| ends(self).cmp(&ends(other)))
            .then_with(|| self.sight.chainage_mm(self.line.from).cmp(&other.sight.chainage_mm(other.line.from)))
            .then_with(|| self.line.cmp(other.line))
    }

    fn hit(&self) -> Hit {
        let side = match self.sight.cross.cmp(&0) {
            Ordering::Greater => Some(Side::Left),
            Ordering::Less => Some(Side::Right),
            Ordering::Equal => None,
        };
        Hit {
            item: self.line.item,
            distance_mm: self.distance_mm,
            side,
            chainage_mm: self.sight.chainage_mm(self.line.from),
            foot: self.sight.foot(self.line.a, self.line.b),
            line: *self.line,
        }
    }
}

/// A search for the nearest line: guessed distances leave few candidates, among which the exact order decides.
struct Search<'a> {
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
    fn new(grid: &'a LineGrid, point: Point, reach_mm: u32) -> Self {
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

    fn run(mut self) -> Option<Near<'a>> {
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
            let guess2 = guess2(&lines[at as usize], self.point);
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
            self.limit = self.limit.min(nearest2.sqrt() + ALIKE + 3.0 * GUESS);
            self.limit2 = self.limit * self.limit;
        }
    }

    /// Decides among the candidates.
    fn settle(&mut self) {
        for &(guess2, at) in &self.candidates[..self.count] {
            let line = &self.grid.lines[at as usize];
            // A line that touches several squares comes several times.
            if guess2 <= self.limit2 && !self.decided.is_some_and(|it| std::ptr::eq(it.line, line)) {
                let it = Near::of(line, self.point);
                if self.decided.is_none_or(|other| it.cmp(&other).is_lt()) {
                    self.decided = Some(it);
                }
            }
        }
        self.count = 0;
    }
}
