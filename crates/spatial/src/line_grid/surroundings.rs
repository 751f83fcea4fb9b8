//! For each square all lines within a fixed reach of any of its points: one list tells what lies near.

use super::{ALIKE, Stored};
use crate::{line_grid::in_frame, squares::Squares};
use model::Point;

/// So many entries of all lists together there are for each line at most; where lines are dense, squares are greater.
const ENTRIES_PER_LINE: usize = 24;

/// The lists of all squares.
#[derive(Clone, Debug, Default)]
pub(super) struct Surroundings {
    /// Up to where the lists are whole.
    reach_mm: u32,
    squares: Option<Squares>,
    /// Where each square's list begins; one more at the end.
    starts: Vec<u32>,
    /// Numbers of lines, list by list, each list by item.
    lists: Vec<u32>,
}

impl Surroundings {
    /// Makes the lists of `lines`, which lie in the frame and touch no ground beyond `squares`.
    pub fn new(lines: &[Stored], squares: Squares, reach_mm: u32) -> Self {
        let reach = (f64::from(reach_mm) + 1.0) * ALIKE;
        let mut squares = squares;
        let most = (lines.len() + 64) * ENTRIES_PER_LINE;
        while squares.len() > 1 && lines.iter().map(|it| spans(&squares, it, reach).count()).sum::<usize>() > most {
            squares = squares.doubled();
        }
        let mut order: Vec<u32> = (0..lines.len() as u32).collect();
        order.sort_by_key(|it| lines[*it as usize].line.item);
        let mut starts = vec![0_u32; squares.tiled_len() + 1];
        let visit = |it: &Stored, visit: &mut dyn FnMut(usize)| {
            for (column, row) in spans(&squares, it, reach).iter() {
                if comes_near(&squares, column, row, it, reach) {
                    visit(squares.tiled(column, row));
                }
            }
        };
        for it in lines {
            visit(it, &mut |square| starts[square] += 1);
        }
        let mut sum = 0;
        for it in &mut starts {
            sum += *it;
            *it = sum;
        }
        let mut lists = vec![0; sum as usize];
        // From the last to the first, so that each list rises.
        for at in order.into_iter().rev() {
            visit(&lines[at as usize], &mut |square| {
                starts[square] -= 1;
                lists[starts[square] as usize] = at;
            });
        }
        Self { reach_mm, squares: Some(squares), starts, lists }
    }

    /// Returns up to where the lists are whole; 0 when there are none.
    pub fn reach_mm(&self) -> u32 {
        self.reach_mm
    }

    /// Returns the numbers of all lines within `reach_mm` of a point, and of others, by item; `None` where no list is.
    pub fn of(&self, point: Point, reach_mm: u32) -> Option<&[u32]> {
        let squares = self.squares.as_ref().filter(|_| reach_mm <= self.reach_mm)?;
        let (column, row) = squares.of(point);
        let square = squares.holds(column, row).then(|| squares.tiled(column, row))?;
        Some(&self.lists[self.starts[square] as usize..self.starts[square + 1] as usize])
    }

    pub fn bytes(&self) -> usize {
        size_of_val(&*self.starts) + size_of_val(&*self.lists)
    }
}

/// Columns and rows.
struct Spans {
    columns: std::ops::Range<i32>,
    rows: std::ops::Range<i32>,
}

impl Spans {
    fn count(&self) -> usize {
        self.columns.len() * self.rows.len()
    }

    fn iter(&self) -> impl Iterator<Item = (i32, i32)> {
        self.rows.clone().flat_map(|row| self.columns.clone().map(move |column| (column, row)))
    }
}

/// Returns columns and rows of the squares within reach of the box of a line.
fn spans(squares: &Squares, it: &Stored, reach: f64) -> Spans {
    let ((ax, ay), (bx, by)) = (squares.offset(it.line.a), squares.offset(it.line.b));
    let span = |a: f64, b: f64, count: i32| squares.span(a.min(b) - reach, a.max(b) + reach, count);
    Spans { columns: span(ax, bx, squares.width), rows: span(ay, by, squares.height) }
}

/// Tells whether a line comes within reach of a square; of some that do not come quite so near as well.
fn comes_near(squares: &Squares, column: i32, row: i32, it: &Stored, reach: f64) -> bool {
    let half = squares.side() / 2.0;
    let (west, south) = squares.corner(column, row);
    let middle = Point { x: (west + half) as i32, y: (south + half) as i32 };
    // A unit more than the corners are away, for guessing.
    !in_frame(middle) || it.guess2(middle) <= (reach + half * std::f64::consts::SQRT_2 + 1.0).powi(2)
}
