//! Cells in a directory of squares: exactly which one owns a point.

use model::{Point, Polygon};

use crate::{
    line_grid::{Line, LineGrid, in_frame},
    ring::{cross, crosses, edges},
    squares::Squares,
};

/// How a point touches the borders of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    /// It touches none.
    Free,
    /// It lies on a border, but on no corner.
    Edge,
    /// It is a corner of a cell.
    Vertex,
}

/// Where a point lies among cells, which are numbered by their place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// A cell owns it.
    Inside {
        /// The cell.
        cell: u32,
        /// How the point touches the borders, of this cell or others.
        touch: Touch,
    },
    /// No cell owns it.
    Outside {
        /// The nearest cell.
        nearest: u32,
        /// The distance to its border in whole millimetres, halves upwards.
        distance_mm: u32,
    },
    /// There are no cells.
    Nowhere,
}

/// An index of cells.
///
/// Squares wholly inside one cell answer at once. Elsewhere the few border lines of the square decide, by the rule of
/// [`crate::contains`]: they tell in which cells one lands that walks to the point from the north-eastern corner of its
/// square, of which the owner is known.
///
/// Memory: that of the borders' [`LineGrid`] and 4 bytes a square.
#[derive(Clone, Debug)]
pub struct CellGrid {
    borders: LineGrid,
    homes: Vec<Home>,
    /// Cells that contain the same corner, rising: none in a true partition.
    shared: Vec<Vec<u32>>,
}

/// What is known of a square: which cells contain its north-eastern corner, and whether borders touch it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Home(u32);

impl Home {
    /// Borders touch the square; without this mark the rest answers for all of it.
    const BORDERED: u32 = 1 << 31;
    /// Several cells contain the corner; the rest is the position of their list.
    const SHARED: u32 = 1 << 30;
    /// No cell contains the corner.
    const NOBODY: u32 = Self::SHARED - 1;
}

/// At most so many squares there are for each border line, and so many of them a line touches on average, so that most squares lie wholly inside a cell.
const SQUARES_PER_LINE: (usize, usize) = (4, 8);

impl CellGrid {
    /// Builds the index of `cells`, given in the order of precedence.
    ///
    /// Where cells overlap, as those of a true partition do not, the first answers. Cells beyond the 2³⁰th are left
    /// out, and so are border lines that leave the frame.
    pub fn new<'a>(cells: impl IntoIterator<Item = &'a Polygon>) -> Self {
        let lines = cells.into_iter().zip(0..Home::NOBODY).flat_map(|(it, item)| {
            it.rings().flat_map(edges).map(move |(a, b)| Line { item, from: 0, a, b }).collect::<Vec<_>>()
        });
        let borders = LineGrid::with_squares(lines, SQUARES_PER_LINE);
        let count = borders.squares().len();
        let marks = (0..count).map(|it| if borders.touches(it) { Home::BORDERED } else { 0 } | Home::NOBODY);
        let mut it = Self { homes: marks.map(Home).collect(), borders, shared: vec![] };
        it.fill();
        it
    }

    /// Tells which cell owns `point`.
    ///
    /// A point on a border between cells belongs to exactly one of them, by the half-open rule of [`crate::contains`];
    /// one on an outer border that no cell owns by that rule counts as inside the first cell that it touches. Outside,
    /// of cells equally far to the millimetre the first is told. Points beyond the frame are nowhere.
    pub fn place(&self, point: Point) -> Ownership {
        if !in_frame(point) {
            return Ownership::Nowhere;
        }
        if let Some(square) = self.borders.squares().holding(point) {
            let Home(home) = self.homes[square];
            if home < Home::NOBODY {
                return Ownership::Inside { cell: home, touch: Touch::Free };
            }
            if home & Home::BORDERED != 0
                && let Some(it) = self.walk(square, point)
            {
                return it;
            }
        }
        match self.borders.nearest(point, u32::MAX) {
            Some(it) => Ownership::Outside { nearest: it.item, distance_mm: it.distance_mm },
            None => Ownership::Nowhere,
        }
    }

    /// Reads what [`CellGrid::place`] will read for these points, so that memory is waited for once.
    pub fn warm(&self, points: &[Point]) {
        let squares = self.borders.squares();
        let read = |it: &Point| {
            let square = squares.holding(*it).filter(|it| self.homes[*it].0 & Home::BORDERED != 0)?;
            self.borders.touching(square).map(|it| it.item).reduce(|a, b| a ^ b)
        };
        std::hint::black_box(points.iter().filter_map(read).fold(0, |a, b| a ^ b));
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        self.borders.bytes()
            + size_of_val(&*self.homes)
            + self.shared.iter().map(|it| size_of_val(&**it)).sum::<usize>()
    }

    /// Walks to `point` from the north-eastern corner of its square; `None` when that leads outside.
    fn walk(&self, square: usize, point: Point) -> Option<Ownership> {
        let walk = Walk::to(point, self.borders.squares());
        let mut entered = Toggles::default();
        let (mut touch, mut touched) = (Touch::Free, u32::MAX);
        for it in self.borders.touching(square) {
            if walk.crosses(it.a, it.b) {
                entered.toggle(it.item);
            }
            if touches(it.a, it.b, point) {
                let vertex = touch == Touch::Vertex || it.a == point || it.b == point;
                touch = if vertex { Touch::Vertex } else { Touch::Edge };
                touched = touched.min(it.item);
            }
        }
        match self.homes[square].0 & !Home::BORDERED {
            Home::NOBODY => {}
            home if home & Home::SHARED == 0 => entered.toggle(home),
            list => self.shared[(list & !Home::SHARED) as usize].iter().for_each(|it| entered.toggle(*it)),
        }
        let cell = entered.first().or((touch != Touch::Free).then_some(touched))?;
        Some(Ownership::Inside { cell, touch })
    }

    /// Notes for each square the cells that contain its north-eastern corner.
    fn fill(&mut self) {
        let squares = *self.borders.squares();
        // Cell, row and how many corners of the row lie west of a border line, where the row of corners meets it.
        let mut meetings: Vec<(u32, i32, i32)> = vec![];
        for it in self.borders.lines() {
            squares.corners_west(it.a, it.b, |row, count| meetings.push((it.item, row, count)));
        }
        meetings.sort_unstable();
        for meetings in meetings.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            for pair in meetings.chunks_exact(2) {
                for column in pair[0].2..pair[1].2.min(squares.width) {
                    self.add(squares.number(column, pair[0].1), pair[0].0);
                }
            }
        }
    }

    /// Adds a cell to those that contain a square's corner; cells come in rising order.
    fn add(&mut self, square: usize, cell: u32) {
        let Home(home) = &mut self.homes[square];
        let bordered = *home & Home::BORDERED;
        match *home & !Home::BORDERED {
            Home::NOBODY => *home = bordered | cell,
            // The first cell answers for the whole square.
            _ if bordered == 0 => {}
            first if first & Home::SHARED == 0 => {
                *home = bordered | Home::SHARED | self.shared.len() as u32;
                self.shared.push(vec![first, cell]);
            }
            list => self.shared[(list & !Home::SHARED) as usize].push(cell),
        }
    }
}

/// The way from the north-eastern corner of a square, south to a point's row and then west to the point.
///
/// [`crate::contains`] counts as if every point lay a hair farther east than it does, and a hair of that hair farther
/// north; so does this, at every turn of the way, so that both agree everywhere.
struct Walk {
    point: Point,
    turn: Point,
    corner: Point,
}

impl Walk {
    fn to(point: Point, squares: &Squares) -> Self {
        let (column, row) = squares.of(point);
        // Both stay within 2³¹: a square is at most 2³⁰ wide and the frame ends far below.
        let (x, y) = (squares.last_x(column) as i32, squares.last_y(row) as i32);
        Self { point, turn: Point { x, y: point.y }, corner: Point { x, y } }
    }

    /// Tells whether the way crosses the line an odd number of times.
    fn crosses(&self, a: Point, b: Point) -> bool {
        let west = crosses(a, b, self.point) != crosses(a, b, self.turn);
        west != (above(a, b, self.turn) != above(a, b, self.corner))
    }
}

/// Tells whether the line spans the point's column and passes above it.
fn above(a: Point, b: Point, point: Point) -> bool {
    if (a.x > point.x) == (b.x > point.x) {
        return false;
    }
    let (west, east) = if a.x < b.x { (a, b) } else { (b, a) };
    let side = cross(west, east, point);
    // A hair farther east a rising line through the point has passed above it.
    side < 0 || (side == 0 && east.y > west.y)
}

fn touches(a: Point, b: Point, point: Point) -> bool {
    let between = |a: i32, b: i32, it: i32| a.min(b) <= it && it <= a.max(b);
    between(a.x, b.x, point.x) && between(a.y, b.y, point.y) && cross(a, b, point) == 0
}

/// Numbers that were named an odd number of times.
#[derive(Default)]
struct Toggles {
    few: [u32; 6],
    count: usize,
    /// Those that find no room among the few.
    more: Vec<u32>,
}

impl Toggles {
    fn toggle(&mut self, it: u32) {
        if let Some(at) = self.few[..self.count].iter().position(|other| *other == it) {
            self.count -= 1;
            self.few[at] = self.few[self.count];
        } else if let Some(at) = self.more.iter().position(|other| *other == it) {
            self.more.swap_remove(at);
        } else if self.count < self.few.len() {
            self.few[self.count] = it;
            self.count += 1;
        } else {
            self.more.push(it);
        }
    }

    fn first(&self) -> Option<u32> {
        self.few[..self.count].iter().chain(&self.more).min().copied()
    }
}
