//! For each piece of ground the few lines among which the nearest one of any of its points must be.
//!
//! A line can be nearest to some point of a square only if it comes as near to the square as some line stays to all of it.
//! Squares with many such lines are quartered.

use model::Point;

use super::{Line, LineGrid, SLACK};
use crate::squares::Squares;

/// A square with more lines is quartered.
const FULL: usize = 16;
/// So often at most: where more lines meet in a point, quarters have them all.
const DEEPEST: u32 = 2;
/// A longer list is left empty: from there the nearest line is searched for.
pub(super) const LONGEST: usize = 32;
/// So many rings of squares are gone through to fill the list of one; where all lines lie farther away it is left empty.
const RINGS: i32 = 2;

/// The short lists of a grid's squares.
#[derive(Clone, Debug, Default)]
pub(super) struct ShortLists {
    squares: Option<Squares>,
    /// One for each square, and four for each quartered one.
    nodes: Vec<Node>,
    /// Numbers of lines, list by list.
    lists: Vec<u32>,
}

/// A square or a quarter of one.
#[derive(Clone, Copy, Debug, Default)]
struct Node {
    /// Where its list begins; of a quartered one, the first quarter.
    first: u32,
    /// How long its list is; [`Node::QUARTERED`].
    count: u32,
}

impl Node {
    const QUARTERED: u32 = u32::MAX;
}

impl ShortLists {
    pub fn new(grid: &LineGrid) -> Self {
        let squares = grid.squares;
        let nodes = vec![Node::default(); squares.len()];
        let mut build =
            Build { grid, it: Self { squares: Some(squares), nodes, lists: vec![] }, seen: vec![0; grid.lines.len()] };
        let mut list = vec![];
        for row in 0..squares.height {
            for column in 0..squares.width {
                let number = squares.number(column, row);
                build.collect(column, row, number as u32 + 1, &mut list);
                let (west, south) = squares.corner(column, row);
                // Far from all lines quarters have much the same lists.
                let deepest = if grid.touches(number) { DEEPEST } else { 0 };
                build.fill(number, Block { west, south, side: squares.side() }, &list, deepest);
            }
        }
        build.it
    }

    /// Returns the list of the ground around a point; empty where there is none.
    pub fn of(&self, point: Point) -> &[u32] {
        let Some((squares, square)) = self.squares.as_ref().and_then(|it| Some((it, it.holding(point)?))) else {
            return &[];
        };
        let mut node = self.nodes[square];
        let mut depth = 1;
        while node.count == Node::QUARTERED {
            node = self.nodes[node.first as usize + squares.quarter(point, depth)];
            depth += 1;
        }
        &self.lists[node.first as usize..(node.first + node.count) as usize]
    }

    pub fn bytes(&self) -> usize {
        size_of_val(&*self.nodes) + size_of_val(&*self.lists)
    }
}

/// A piece of ground in lattice units.
#[derive(Clone, Copy)]
struct Block {
    west: f64,
    south: f64,
    side: f64,
}

struct Build<'a> {
    grid: &'a LineGrid,
    it: ShortLists,
    /// For each line the last square, counted from 1, for whose list it was collected.
    seen: Vec<u32>,
}

impl Build<'_> {
    /// Collects all lines that can be nearest to a point of a square, and others; none when they all lie far away.
    fn collect(&mut self, column: i32, row: i32, stamp: u32, list: &mut Vec<u32>) {
        list.clear();
        let squares = self.grid.squares;
        let (west, south) = squares.corner(column, row);
        let block = Block { west, south, side: squares.side() };
        let mut most2 = f64::INFINITY;
        for ring in 0..=RINGS {
            let rows = (row - ring).max(0)..=(row + ring).min(squares.height - 1);
            for y in rows {
                let step = if (y - row).abs() == ring { 1 } else { 2 * ring };
                for x in (column - ring..=column + ring).step_by(step.max(1) as usize) {
                    if !(0..squares.width).contains(&x) {
                        continue;
                    }
                    let square = squares.number(x, y);
                    let (from, to) = (self.grid.starts[square] as usize, self.grid.starts[square + 1] as usize);
                    for &at in &self.grid.touching[from..to] {
                        if self.seen[at as usize] != stamp {
                            self.seen[at as usize] = stamp;
                            most2 = most2.min(block.bounds2(&self.grid.lines[at as usize].line).1);
                            list.push(at);
                        }
                    }
                }
            }
            // Lines beyond the rings are farther than this from all of the square.
            if most2.sqrt() + SLACK <= f64::from(ring) * squares.side() {
                return;
            }
        }
        list.clear();
    }

    fn fill(&mut self, node: usize, block: Block, list: &[u32], deepest: u32) {
        let bounds: Vec<_> = list.iter().map(|at| (block.bounds2(&self.grid.lines[*at as usize].line), *at)).collect();
        let most2 = bounds.iter().map(|it| it.0.1).fold(f64::INFINITY, f64::min);
        let limit2 = (most2.sqrt() + SLACK).powi(2);
        let list: Vec<u32> = bounds.iter().filter(|it| it.0.0 <= limit2).map(|it| it.1).collect();
        if list.len() <= FULL || deepest == 0 {
            let first = self.it.lists.len() as u32;
            if list.len() <= LONGEST {
                self.it.lists.extend(&list);
            }
            self.it.nodes[node] = Node { first, count: self.it.lists.len() as u32 - first };
            return;
        }
        let first = self.it.nodes.len();
        self.it.nodes.resize(first + 4, Node::default());
        self.it.nodes[node] = Node { first: first as u32, count: Node::QUARTERED };
        for quarter in 0..4 {
            self.fill(first + quarter, block.quarter(quarter), &list, deepest - 1);
        }
    }
}

impl Block {
    /// Returns a quarter, numbered as by [`Squares::quarter`].
    fn quarter(self, number: usize) -> Self {
        let side = self.side / 2.0;
        let along = |from: f64, upper: bool| if upper { from + side } else { from };
        Self { west: along(self.west, number & 1 != 0), south: along(self.south, number & 2 != 0), side }
    }

    /// Returns the squares of how near a line comes to the ground, and of how far the ground's farthest point is from it.
    fn bounds2(self, line: &Line) -> (f64, f64) {
        let a = (f64::from(line.a.x) - self.west, f64::from(line.a.y) - self.south);
        let b = (f64::from(line.b.x) - self.west, f64::from(line.b.y) - self.south);
        let ab = (b.0 - a.0, b.1 - a.1);
        let per_length2 = 1.0 / (ab.0 * ab.0 + ab.1 * ab.1).max(1.0);
        let (mut least2, mut most2) = (f64::INFINITY, 0.0_f64);
        let (mut left, mut right) = (false, false);
        for corner in [(0.0, 0.0), (self.side, 0.0), (0.0, self.side), (self.side, self.side)] {
            let ap = (corner.0 - a.0, corner.1 - a.1);
            let share = ((ap.0 * ab.0 + ap.1 * ab.1) * per_length2).clamp(0.0, 1.0);
            let (dx, dy) = (ap.0 - share * ab.0, ap.1 - share * ab.1);
            let distance2 = dx * dx + dy * dy;
            (least2, most2) = (least2.min(distance2), most2.max(distance2));
            let cross = ab.0 * ap.1 - ab.1 * ap.0;
            (left, right) = (left || cross >= 0.0, right || cross <= 0.0);
        }
        let overlap = |a: f64, b: f64| a.min(b) <= self.side && a.max(b) >= 0.0;
        if left && right && overlap(a.0, b.0) && overlap(a.1, b.1) {
            return (0.0, most2);
        }
        // Without a crossing the nearest place is a corner of the ground or an end of the line.
        for end in [a, b] {
            let away = |it: f64| (-it).max(it - self.side).max(0.0);
            least2 = least2.min(away(end.0).powi(2) + away(end.1).powi(2));
        }
        (least2, most2)
    }
}
