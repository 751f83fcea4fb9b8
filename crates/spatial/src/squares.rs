//! The ground cut into equal squares, and which of them a straight line touches.

use model::Point;

/// Squares of 2^`shift` lattice units over the box of some points, numbered row by row from the south-west.
///
/// A square owns its southern and western border.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Squares {
    min: (i32, i32),
    shift: u32,
    /// Squares in a row.
    pub width: i32,
    /// Rows.
    pub height: i32,
}

/// The smallest squares are 2¹² units or 0.4 m wide, the largest hold the whole frame.
const SHIFTS: std::ops::RangeInclusive<u32> = 12..=30;

impl Squares {
    /// Chooses the smallest squares of which there are at most `most`, and which lines of such boxes touch, by
    /// estimate, at most `touches` times.
    pub fn over(boxes: &[(Point, Point)], most: usize, touches: usize) -> Self {
        let corners = || boxes.iter().flat_map(|it| [it.0, it.1]);
        let least = |axis: fn(Point) -> i32| corners().map(axis).min().unwrap_or(0);
        let greatest = |axis: fn(Point) -> i32| corners().map(axis).max().unwrap_or(0);
        let (min, max) = ((least(|it| it.x), least(|it| it.y)), (greatest(|it| it.x), greatest(|it| it.y)));
        let of = |shift: u32| {
            let across = |min: i32, max: i32| ((i64::from(max) - i64::from(min)) >> shift) as i32 + 1;
            Self { min, shift, width: across(min.0, max.0), height: across(min.1, max.1) }
        };
        let fits = |it: &Self| {
            it.width as usize * it.height as usize <= most
                && boxes.iter().map(|(a, b)| it.most_touched(*a, *b)).sum::<usize>() <= touches
        };
        SHIFTS.map(of).find(fits).unwrap_or_else(|| of(30))
    }

    /// The side of a square in lattice units.
    pub fn side(&self) -> f64 {
        (1_u64 << self.shift) as f64
    }

    /// Returns which of `count` rows or columns hold what lies between two offsets from the corner, or the first when it
    /// lies less than a square before it.
    pub fn span(&self, from: f64, to: f64, count: i32) -> std::ops::Range<i32> {
        // The reciprocal of a power of two is exact; a cast from a float saturates, and rounds down above zero.
        let per_side = 1.0 / self.side();
        let (first, last) = ((from * per_side) as i32, (to * per_side) as i32);
        first.max(0)..last.saturating_add(1).min(count)
    }

    /// Returns squares of twice the side over the same ground.
    pub fn doubled(&self) -> Self {
        let half = |it: i32| (it + 1) / 2;
        Self { shift: self.shift + 1, width: half(self.width), height: half(self.height), ..*self }
    }

    /// Returns how many squares there are.
    pub fn len(&self) -> usize {
        self.width as usize * self.height as usize
    }

    /// Returns column and row of a point, also of one outside of all squares.
    pub fn of(&self, point: Point) -> (i32, i32) {
        let along = |it: i32, min: i32| ((i64::from(it) - i64::from(min)) >> self.shift) as i32;
        (along(point.x, self.min.0), along(point.y, self.min.1))
    }

    /// Returns column and row of the square nearest to a point.
    pub fn nearest(&self, point: Point) -> (i32, i32) {
        let (column, row) = self.of(point);
        (column.clamp(0, self.width - 1), row.clamp(0, self.height - 1))
    }

    /// Returns the number of the square in this column and row.
    pub fn number(&self, column: i32, row: i32) -> usize {
        row as usize * self.width as usize + column as usize
    }

    /// Returns the number of the square in this column and row when they are numbered by tiles of 4 × 4, so that neighbours
    /// are neighbours in memory.
    pub fn tiled(&self, column: i32, row: i32) -> usize {
        let tile = (row >> 2) as usize * self.tiles_in_row() + (column >> 2) as usize;
        tile << 4 | ((row & 3) << 2 | (column & 3)) as usize
    }

    /// Returns how many numbers [`Squares::tiled`] may return.
    pub fn tiled_len(&self) -> usize {
        (self.tiles_in_row() * ((self.height + 3) >> 2) as usize) << 4
    }

    fn tiles_in_row(&self) -> usize {
        ((self.width + 3) >> 2) as usize
    }

    /// Tells whether there is such a column and row.
    pub fn holds(&self, column: i32, row: i32) -> bool {
        (0..self.width).contains(&column) && (0..self.height).contains(&row)
    }

    /// Returns the number of the square that holds a point.
    pub fn holding(&self, point: Point) -> Option<usize> {
        let (column, row) = self.of(point);
        self.holds(column, row).then(|| self.number(column, row))
    }

    /// Returns the south-western corner of a square, in lattice units.
    pub fn corner(&self, column: i32, row: i32) -> (f64, f64) {
        let at = |min: i32, number: i32| f64::from(min) + f64::from(number) * self.side();
        (at(self.min.0, column), at(self.min.1, row))
    }

    /// Returns which quarter holds a point: of its square for a `depth` of 1, of that quarter for 2, and so on. South-west,
    /// south-east, north-west, north-east.
    pub fn quarter(&self, point: Point, depth: u32) -> usize {
        let bit = |it: i32, min: i32| ((i64::from(it) - i64::from(min)) >> (self.shift - depth)) as usize & 1;
        bit(point.x, self.min.0) | bit(point.y, self.min.1) << 1
    }

    /// Returns a point's distances east of the first column and north of the first row, in lattice units.
    pub fn offset(&self, point: Point) -> (f64, f64) {
        (f64::from(point.x) - f64::from(self.min.0), f64::from(point.y) - f64::from(self.min.1))
    }

    /// Returns the last lattice coordinate of a column to the east.
    pub fn last_x(&self, column: i32) -> i64 {
        i64::from(self.min.0) + ((i64::from(column) + 1) << self.shift) - 1
    }

    /// Returns the last lattice coordinate of a row to the north.
    pub fn last_y(&self, row: i32) -> i64 {
        i64::from(self.min.1) + ((i64::from(row) + 1) << self.shift) - 1
    }

    /// Visits each row whose north-eastern corners are spanned by the line from `a` to `b`, a corner level with an end
    /// by the line above only, with the number of corners west of the line.
    pub fn corners_west(&self, a: Point, b: Point, mut visit: impl FnMut(i32, i32)) {
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let (dx, dy) = (i64::from(high.x) - i64::from(low.x), i64::from(high.y) - i64::from(low.y));
        for row in self.of(low).1..=self.of(high).1 {
            let up = self.last_y(row) - i64::from(low.y);
            if up < dy {
                // Rounded up: a corner is west of the line when it is west of the next lattice point.
                let x = i64::from(low.x) - (-dx * up).div_euclid(dy);
                visit(row, ((x - i64::from(self.min.0)) >> self.shift) as i32);
            }
        }
    }

    fn most_touched(&self, a: Point, b: Point) -> usize {
        let ((ax, ay), (bx, by)) = (self.of(a), self.of(b));
        (ax.abs_diff(bx) + ay.abs_diff(by)) as usize + 1
    }

    /// Visits the number of every square that the line from `a` to `b` touches, each once, and of few others that it
    /// passes within a lattice unit. Both points lie in the squares.
    pub fn touched(&self, a: Point, b: Point, mut visit: impl FnMut(usize)) {
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let ((low_column, first), (high_column, last)) = (self.of(low), self.of(high));
        if low_column == high_column {
            (first..=last).for_each(|row| visit(self.number(low_column, row)));
            return;
        }
        let (dx, dy) = (i64::from(high.x) - i64::from(low.x), i64::from(high.y) - i64::from(low.y));
        let mut from = low_column;
        for row in first..=last {
            // Where the line leaves the row to the north, rounded down; rounding keeps a place in its column.
            let to = if row == last {
                high_column
            } else {
                let x = i64::from(low.x) + (dx * (self.last_y(row) + 1 - i64::from(low.y))).div_euclid(dy);
                ((x - i64::from(self.min.0)) >> self.shift) as i32
            };
            (from.min(to)..=from.max(to)).for_each(|column| visit(self.number(column, row)));
            from = to;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_line_touches_the_square_of_each_of_its_points(
            (ax, ay, bx, by) in (-90_000..90_000, -90_000..90_000, -90_000..90_000, -90_000..90_000),
        ) {
            let (a, b) = (Point { x: ax, y: ay }, Point { x: bx, y: by });
            let frame = (Point { x: -90_000, y: -90_000 }, Point { x: 90_000, y: 90_000 });
            let squares = Squares::over(&[frame], 600, usize::MAX);
            prop_assert!(squares.len() > 100);
            let mut touched = vec![];
            squares.touched(a, b, |it| touched.push(it));
            let once: std::collections::BTreeSet<_> = touched.iter().copied().collect();
            prop_assert_eq!(once.len(), touched.len());
            let steps = 5_000;
            for step in 0..=steps {
                let on = |a: i32, b: i32| i64::from(a) + (i64::from(b) - i64::from(a)) * step / steps;
                let exact = (i64::from(bx) - i64::from(ax)) * step % steps == 0
                    && (i64::from(by) - i64::from(ay)) * step % steps == 0;
                let at = Point { x: on(ax, bx) as i32, y: on(ay, by) as i32 };
                prop_assert!(!exact || once.contains(&squares.holding(at).unwrap()));
            }
            prop_assert!(touched.len() <= squares.most_touched(a, b));
        }
    }

    #[test]
    fn squares_of_nothing_are_one_square() {
        assert_eq!(Squares::over(&[], 100, 100).len(), 1);
    }
}
