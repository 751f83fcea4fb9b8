//! Straight lines in a grid of squares: exactly which lie nearest to a point.

mod near;
mod search;
mod short_lists;
mod surroundings;

use model::{Point, Side};
use smallvec::SmallVec;

use crate::{squares::Squares, zorder::z_key};
use near::{Near, Stored};
use search::Search;
use short_lists::ShortLists;
use surroundings::Surroundings;

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

/// A line near a point, while nobody has asked for the place on it: see [`LineGrid::look`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glimpse {
    /// The number of the line in its grid.
    pub number: u32,
    /// The item whose line it is.
    pub item: u32,
    /// The distance in whole millimetres, halves upwards.
    pub distance_mm: u32,
    /// The side of the line on which the point lies; see [`Hit::side`].
    pub side: Option<Side>,
    /// The ends of the line, along rising chainage.
    pub ends: [Point; 2],
}

/// An index of straight lines.
///
/// Distances are decided on whole numbers, never by floating point: the same lines in any order give the same answers,
/// and a line turned round changes the side of a hit and from which end chainage counts, nothing else.
///
/// Building takes time n log n, a question time that does not depend on n in practice. Memory: about 32 bytes a line,
/// 4 bytes for each square that it touches and 4 bytes a square: 45 to 65 bytes a line of a city's streets, and 95 to 155
/// with [`LineGrid::with_short_lists`]; [`LineGrid::with_surroundings`] adds 100 at most.
#[derive(Clone, Debug)]
pub struct LineGrid {
    squares: Squares,
    /// Where each square's part of `touching` begins; one more at the end.
    starts: Vec<u32>,
    /// Numbers of the lines that touch the squares, square by square.
    touching: Vec<u32>,
    /// In Z-order, so that neighbours on the ground are neighbours in memory.
    lines: Vec<Stored>,
    /// Without squares when nobody asked for them.
    short: ShortLists,
    /// Likewise.
    surroundings: Surroundings,
}

/// Distances guessed in floating point are within this many lattice units of the truth: of coordinates below 2³⁰ each
/// difference is exact and each of the ten operations that follow is off by a share of 2⁻⁵³ at most.
const GUESS: f64 = 0.01;
/// Distances that round to the same millimetre differ by less than this many lattice units.
const ALIKE: f64 = Point::PER_MM as f64;
/// A line whose guessed distance is this much more than another's is farther to the millimetre.
const SLACK: f64 = ALIKE + 3.0 * GUESS;
/// So many lines of a list are guessed at once.
const PART: usize = 16;
/// At most so many squares there are for each line, and so many of them a line touches on average: fewer and greater
/// ones make questions slower, more and smaller ones make them no faster.
const SQUARES_PER_LINE: (usize, usize) = (4, 3);

/// The nearest line of an item so far.
#[derive(Clone, Copy)]
struct Seen {
    guess2: f64,
    number: u32,
    item: u32,
}

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
        let lines = lines.into_iter().map(Stored::new).collect();
        Self { squares, starts, touching, lines, short: ShortLists::default(), surroundings: Surroundings::default() }
    }

    /// Makes [`LineGrid::nearest`] about a third quicker by finding beforehand which lines can be the nearest ones from each
    /// piece of ground; takes ten to thirty times as long as [`LineGrid::new`]: 1 to 4 µs a line.
    #[must_use]
    pub fn with_short_lists(mut self) -> Self {
        self.short = ShortLists::new(&self);
        self
    }

    /// Makes [`LineGrid::within`] quicker for reaches up to `reach_mm`, by collecting beforehand what lies that near to each
    /// piece of ground; takes about as long as [`LineGrid::new`], and 100 bytes a line at most.
    #[must_use]
    pub fn with_surroundings(mut self, reach_mm: u32) -> Self {
        self.surroundings = Surroundings::new(&self.lines, self.squares, reach_mm);
        self
    }

    /// Returns up to where [`LineGrid::with_surroundings`] has collected; 0 without that.
    pub fn surroundings_mm(&self) -> u32 {
        self.surroundings.reach_mm()
    }

    /// Returns the nearest line of the nearest item, `None` when none lies within `reach_mm`.
    ///
    /// Of items equally far to the millimetre the lowest number answers; for which of its lines, see
    /// [`LineGrid::within`].
    pub fn nearest(&self, point: Point, reach_mm: u32) -> Option<Hit> {
        if !in_frame(point) || self.lines.is_empty() {
            return None;
        }
        let nearest = match self.short.of(point) {
            [] => match self.surroundings.of(point, reach_mm) {
                Some([]) => None,
                Some(list) => self.nearest_of(list, point),
                None => Search::new(self, point, reach_mm).run(),
            },
            list => self.nearest_of(list, point),
        };
        nearest.filter(|it| it.distance_mm <= reach_mm).map(|it| it.hit())
    }

    /// Returns the nearest of some lines.
    fn nearest_of(&self, list: &[u32], point: Point) -> Option<Near<'_>> {
        // Without a branch on the distance, which nobody could foretell.
        let (mut nearest, mut nearest2, mut second2) = (0, f64::INFINITY, f64::INFINITY);
        for &at in list {
            let guess2 = self.lines[at as usize].guess2(point);
            second2 = second2.min(guess2.max(nearest2));
            nearest = if guess2 < nearest2 { at } else { nearest };
            nearest2 = nearest2.min(guess2);
        }
        let limit2 = (nearest2.sqrt() + SLACK).powi(2);
        if second2 > limit2 {
            return Some(Near::of(&self.lines[nearest as usize], point));
        }
        let rivals = list.iter().map(|at| &self.lines[*at as usize]).filter(|it| it.guess2(point) <= limit2);
        rivals.map(|it| Near::of(it, point)).min_by(Near::cmp)
    }

    /// Puts into `out` each item within `reach_mm`, nearest first and then by number, with its nearest line.
    ///
    /// Of an item's lines that are equally near, without any rounding, the one with the foot farther west, then south,
    /// answers; at a shared end the one that the point lies beside more squarely, which makes the side of a bend the
    /// true one; then the one whose ends lie farther west, then south. None of this depends on the direction of the
    /// lines; only of a line that the item follows twice the lower chainage answers.
    pub fn within(&self, point: Point, reach_mm: u32, out: &mut Vec<Hit>) {
        out.clear();
        self.visit_within(point, reach_mm, |it| out.extend(self.look(it.number, point)));
    }

    /// Looks from a point, in the frame, at the line of this number; `None` where there is none.
    pub fn look(&self, number: u32, point: Point) -> Option<Hit> {
        self.lines.get(number as usize).map(|it| Near::of(it, point).hit())
    }

    /// Visits what [`LineGrid::within`] returns, in the same order.
    pub fn visit_within(&self, point: Point, reach_mm: u32, visit: impl FnMut(Glimpse)) {
        if !in_frame(point) {
            return;
        }
        let reach = (f64::from(reach_mm) + 1.0) * ALIKE;
        let reach2 = reach * reach;
        // Squares of guessed distances that differ by less are settled exactly.
        let doubt = 4.0 * GUESS * (reach + 1.0);
        let mut nearest = SmallVec::<[Seen; 16]>::new();
        let mut add = |guess2: f64, number: u32, rivals: usize| {
            let line = &self.lines[number as usize];
            let item = line.line.item;
            match nearest.iter_mut().rev().take(rivals).find(|it| it.item == item) {
                None => nearest.push(Seen { guess2, number, item }),
                // A line that touches several squares comes several times.
                Some(it) if it.number == number => {}
                Some(it) => {
                    let nearer = if (guess2 - it.guess2).abs() > doubt {
                        guess2 < it.guess2
                    } else {
                        let other = Near::of(&self.lines[it.number as usize], point);
                        Near::of(line, point).cmp_within(&other).is_lt()
                    };
                    if nearer {
                        *it = Seen { guess2, number, item };
                    }
                }
            }
        };
        if let Some(list) = self.surroundings.of(point, reach_mm) {
            for part in list.chunks(PART) {
                // Without a branch on the distance, which nobody could foretell.
                let (mut few, mut count) = ([(0.0, 0); PART], 0);
                for &number in part {
                    let guess2 = self.lines[number as usize].guess2(point);
                    few[count] = (guess2, number);
                    count += usize::from(guess2 <= reach2);
                }
                // Lines of an item follow each other.
                few[..count].iter().for_each(|it| add(it.0, it.1, 1));
            }
        } else {
            self.visit_box(point, reach, |number, line| {
                let guess2 = line.guess2(point);
                if guess2 <= reach2 {
                    add(guess2, number, usize::MAX);
                }
            });
        }
        let glimpse = |&Seen { number, .. }: &Seen| {
            let near = Near::of(&self.lines[number as usize], point);
            let Line { item, a, b, .. } = near.stored.line;
            Glimpse { number, item, distance_mm: near.distance_mm, side: near.side(), ends: [a, b] }
        };
        let mut near = SmallVec::<[Glimpse; 8]>::new();
        near.extend(nearest.iter().map(glimpse).filter(|it| it.distance_mm <= reach_mm));
        near.sort_unstable_by_key(|it| (it.distance_mm, it.item));
        near.iter().copied().for_each(visit);
    }

    /// Reads what [`LineGrid::within`] will read for these points, so that for all of them together memory is waited for
    /// once instead of in turns; shows each line's number. Without [`LineGrid::with_surroundings`] it does nothing.
    pub fn warm(&self, points: &[Point], mut visit: impl FnMut(u32)) {
        let mut read = 0;
        for part in points.chunks(PART) {
            let mut lists = [&[][..]; PART];
            for (list, point) in lists.iter_mut().zip(part) {
                *list = self.surroundings.of(*point, 0).unwrap_or_default();
            }
            for list in lists {
                read ^= list.first().copied().unwrap_or_default() ^ list.last().copied().unwrap_or_default();
            }
            for number in lists.into_iter().flatten() {
                read ^= self.lines[*number as usize].line.item;
                visit(*number);
            }
        }
        std::hint::black_box(read);
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
        size_of_val(&*self.lines)
            + size_of_val(&*self.touching)
            + size_of_val(&*self.starts)
            + self.short.bytes()
            + self.surroundings.bytes()
    }

    pub(crate) fn squares(&self) -> &Squares {
        &self.squares
    }

    /// Iterates over the lines that touch a square, rising by their place in Z-order.
    pub(crate) fn touching(&self, square: usize) -> impl Iterator<Item = &Line> {
        let part = &self.touching[self.starts[square] as usize..self.starts[square + 1] as usize];
        part.iter().map(|it| &self.lines[*it as usize].line)
    }

    /// Tells whether any line touches a square.
    pub(crate) fn touches(&self, square: usize) -> bool {
        self.starts[square] < self.starts[square + 1]
    }

    /// Returns all lines, in Z-order.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().map(|it| &it.line)
    }

    /// Visits the lines of all squares within `reach` lattice units, those in several squares several times.
    fn visit_box(&self, point: Point, reach: f64, mut visit: impl FnMut(u32, &Stored)) {
        let squares = &self.squares;
        let (x, y) = squares.offset(point);
        let span = |it: f64, count: i32| squares.span(it - reach, it + reach, count);
        for row in span(y, squares.height) {
            for column in span(x, squares.width) {
                let square = squares.number(column, row);
                let (from, to) = (self.starts[square] as usize, self.starts[square + 1] as usize);
                self.touching[from..to].iter().for_each(|at| visit(*at, &self.lines[*at as usize]));
            }
        }
    }
}

pub(crate) fn in_frame(point: Point) -> bool {
    let frame = -Point::LIMIT..=Point::LIMIT;
    frame.contains(&point.x) && frame.contains(&point.y)
}
