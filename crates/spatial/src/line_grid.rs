//! Straight lines in a grid of squares: exactly which lie nearest to a point.

use std::cmp::Ordering;

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
/// 4 bytes for each square that it touches and 4 bytes a square, of which there are at most about as many as lines.
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
/// So many squares there are for each line: fewer make questions slower, more make them no faster.
const SQUARES_PER_LINE: usize = 1;
/// So many squares a line touches on average at most.
const TOUCHED_PER_LINE: usize = 8;

impl LineGrid {
    /// Builds the index.
    ///
    /// Lines that leave the frame ([`Point::LIMIT`]) are left out: no point made by [`crate::Frame`] does.
    pub fn new(lines: impl IntoIterator<Item = Line>) -> Self {
        Self::with_squares(lines, SQUARES_PER_LINE)
    }

    /// Builds the index with about so many squares for each line.
    pub(crate) fn with_squares(lines: impl IntoIterator<Item = Line>, per_line: usize) -> Self {
        let mut lines: Vec<Line> = lines.into_iter().filter(|it| in_frame(it.a) && in_frame(it.b)).collect();
        let middle = |it: &Line| Point { x: i32::midpoint(it.a.x, it.b.x), y: i32::midpoint(it.a.y, it.b.y) };
        lines.sort_by_cached_key(|it| (z_key(middle(it)), *it));
        let boxes: Vec<_> = lines.iter().map(|it| (it.a, it.b)).collect();
        let squares = Squares::over(&boxes, lines.len() * per_line + 64, (lines.len() + 64) * TOUCHED_PER_LINE);
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
        let mut search = Search::new(self, point, reach_mm);
        search.run();
        search.best().filter(|it| it.distance_mm <= reach_mm).map(|it| it.hit())
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
        let mut near: Vec<Near> = vec![];
        let reach = (f64::from(reach_mm) + 1.0) * ALIKE;
        let reach2 = reach * reach;
        self.visit_box(point, reach, |line| {
            if guess2(line, point) <= reach2 {
                let it = Near::of(line, point);
                match near.iter_mut().find(|other| other.line.item == it.line.item) {
                    Some(other) if it.cmp_within(other).is_lt() => *other = it,
                    Some(_) => {}
                    None => near.push(it),
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
        let side = squares.side();
        // A cast from a float saturates.
        let span = |it: f64, count: i32| {
            let (first, last) = (((it - reach) / side).floor() as i32, ((it + reach) / side).floor() as i32);
            first.max(0)..last.min(count - 1) + 1
        };
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
    let ab = (f64::from(line.b.x) - f64::from(line.a.x), f64::from(line.b.y) - f64::from(line.a.y));
    let ap = (f64::from(point.x) - f64::from(line.a.x), f64::from(point.y) - f64::from(line.a.y));
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
    candidates: [u32; CANDIDATES],
    count: usize,
    decided: Option<Near<'a>>,
}

/// More candidates than this at a time are decided among at once.
const CANDIDATES: usize = 16;

impl<'a> Search<'a> {
    fn new(grid: &'a LineGrid, point: Point, reach_mm: u32) -> Self {
        let limit = (f64::from(reach_mm) + 1.0) * ALIKE;
        let at = grid.squares.offset(point);
        let limit2 = limit * limit;
        Self { grid, point, at, limit, limit2, candidates: [0; CANDIDATES], count: 0, decided: None }
    }

    fn run(&mut self) {
        let squares = self.grid.squares;
        let (column, row) = squares.nearest(self.point);
        // Rings of squares around the point, until one holds a line.
        let mut ring = 0;
        loop {
            let (rows, columns) = (row - ring..=row + ring, column - ring..=column + ring);
            for y in rows.clone() {
                let whole = ring == 0 || y == *rows.start() || y == *rows.end();
                let step = if whole { 1 } else { 2 * ring as usize };
                if (0..squares.height).contains(&y) {
                    for x in columns.clone().step_by(step).filter(|it| (0..squares.width).contains(it)) {
                        self.square(squares.number(x, y));
                    }
                }
            }
            let all = ring >= squares.width.max(squares.height);
            if self.found() || all || f64::from(ring) * squares.side() > self.limit {
                break;
            }
            ring += 1;
        }
        // Then all others that the limit reaches, row by row away from the point.
        let last = squares.height - 1;
        for away in 0..squares.height {
            let (above, below) = (row + away, row - away);
            let mut reached = false;
            for y in [above, below].into_iter().take(if away == 0 { 1 } else { 2 }) {
                if (0..=last).contains(&y) {
                    reached |= self.row(y, (column, ring), away <= ring);
                }
            }
            if !reached {
                break;
            }
        }
    }

    fn found(&self) -> bool {
        self.count > 0 || self.decided.is_some()
    }

    /// Searches the squares of a row within the limit but not within `ring` of a column; false when the whole row is
    /// beyond the limit.
    fn row(&mut self, row: i32, (column, ring): (i32, i32), ringed: bool) -> bool {
        let squares = self.grid.squares;
        let side = squares.side();
        let south = f64::from(row) * side;
        let dy = (south - self.at.1).max(self.at.1 - south - side).max(0.0);
        if dy > self.limit {
            return false;
        }
        let half = (self.limit2 - dy * dy).max(0.0).sqrt();
        let first = (((self.at.0 - half) / side).floor() as i32).max(0);
        let last = (((self.at.0 + half) / side).floor() as i32).min(squares.width - 1);
        for x in first..=last {
            if !(ringed && (x - column).abs() <= ring) {
                self.square(squares.number(x, row));
            }
        }
        true
    }

    fn square(&mut self, square: usize) {
        let grid = self.grid;
        let part = &grid.touching[grid.starts[square] as usize..grid.starts[square + 1] as usize];
        for &at in part {
            let guess2 = guess2(&grid.lines[at as usize], self.point);
            if guess2 <= self.limit2 {
                self.candidate(at, guess2);
            }
        }
    }

    fn candidate(&mut self, at: u32, guess2: f64) {
        let guess = guess2.sqrt();
        let limit = guess + ALIKE + 3.0 * GUESS;
        if limit < self.limit {
            if limit < self.limit - ALIKE - 3.0 * GUESS {
                // All candidates so far are too far to round to the same millimetre.
                self.count = 0;
                self.decided = None;
            }
            self.limit = limit;
            self.limit2 = limit * limit;
        }
        if self.count == CANDIDATES {
            self.decided = self.best();
            self.count = 0;
        }
        self.candidates[self.count] = at;
        self.count += 1;
    }

    fn best(&self) -> Option<Near<'a>> {
        let near = |it: &u32| Near::of(&self.grid.lines[*it as usize], self.point);
        self.candidates[..self.count].iter().map(near).chain(self.decided).min_by(Near::cmp)
    }
}
