//! A division of one community's cells, what it costs, and whether a cell may leave its grid.

use super::net::{NONE, Net};

/// What is asked of the grids of one community.
pub(super) struct Task<'a> {
    /// The cells.
    pub net: &'a Net,
    /// How many grids.
    pub grids: usize,
    /// The grid of each cell now, or [`NONE`].
    pub now: Vec<u32>,
    /// Whether a cell stays where it is now.
    pub pinned: Vec<bool>,
    /// What it costs that a cell leaves its grid, in millimetres.
    pub moved: f64,
    /// See `GridOptions::tolerance`.
    pub tolerance: f64,
}

impl Task<'_> {
    fn balance(&self) -> Balance {
        let mean = self.net.load.iter().sum::<f64>() / self.grids as f64;
        let free = self.tolerance.max(0.5 * self.grids as f64 / self.net.len() as f64);
        // Without any load nothing is uneven.
        let unit = if mean > 0.0 { 1.0 / (mean * free) } else { 0.0 };
        Balance { mean, unit, scale: self.net.scale }
    }

    fn moved(&self, cell: u32, grid: u32) -> f64 {
        let now = self.now[cell as usize];
        if now == NONE || now == grid { 0.0 } else { self.moved }
    }

    /// Returns what a division costs, in millimetres of border.
    pub(super) fn cost(&self, grid_of: &[u32]) -> f64 {
        let (balance, mut loads) = (self.balance(), vec![0.0; self.grids]);
        let (mut border, mut moved) = (0, 0.0);
        for cell in 0..self.net.len() as u32 {
            let grid = grid_of[cell as usize];
            loads[grid as usize] += self.net.load[cell as usize];
            moved += self.moved(cell, grid);
            let cut = |it: &&super::net::End| it.to > cell && grid_of[it.to as usize] != grid;
            border += self.net.of(cell).iter().filter(cut).map(|it| it.cost).sum::<i64>();
        }
        border as f64 + moved + loads.iter().map(|it| balance.price(*it)).sum::<f64>()
    }
}

/// What uneven loads cost.
struct Balance {
    mean: f64,
    /// One over the load that a grid may be off for nothing.
    unit: f64,
    scale: f64,
}

impl Balance {
    /// What a grid's load costs, in millimetres: nearly nothing inside the tolerance, then steeply more.
    ///
    /// Off by twice the tolerance costs as much as five grids' borders (the shape is the prototype's, the factors were tried
    /// on the Wuhan streets).
    fn price(&self, load: f64) -> f64 {
        let off = (load - self.mean).abs() * self.unit;
        let over = (off - 1.0).max(0.0);
        self.scale * (3.0 * over + 2.0 * over * over + 0.01 * off * off)
    }
}

/// A division that changes cell by cell. Every grid keeps at least one cell and never falls into more pieces.
pub(super) struct State<'a> {
    task: &'a Task<'a>,
    /// The grid of each cell.
    pub grid_of: Vec<u32>,
    balance: Balance,
    /// The unit of the balance as the task says.
    unit: f64,
    loads: Vec<f64>,
    prices: Vec<f64>,
    counts: Vec<u32>,
    seen: Vec<u64>,
    mark: u64,
    queue: Vec<u32>,
}

impl<'a> State<'a> {
    /// Starts from a division.
    pub(super) fn new(task: &'a Task<'a>, grid_of: Vec<u32>) -> Self {
        let (mut loads, mut counts) = (vec![0.0; task.grids], vec![0; task.grids]);
        for (cell, grid) in grid_of.iter().enumerate() {
            loads[*grid as usize] += task.net.load[cell];
            counts[*grid as usize] += 1;
        }
        let balance = task.balance();
        let unit = balance.unit;
        let prices = loads.iter().map(|it| balance.price(*it)).collect();
        let seen = vec![0; grid_of.len()];
        Self { task, grid_of, balance, unit, loads, prices, counts, seen, mark: 0, queue: vec![] }
    }

    /// Lets loads be off for nothing by so many times what the task says.
    pub(super) fn widen(&mut self, times: f64) {
        self.balance.unit = self.unit / times;
        for (price, load) in self.prices.iter_mut().zip(&self.loads) {
            *price = self.balance.price(*load);
        }
    }

    /// Returns what it costs more when a cell goes to another grid.
    pub(super) fn delta(&self, cell: u32, to: u32) -> f64 {
        let from = self.grid_of[cell as usize];
        let mut border = 0;
        for end in self.task.net.of(cell) {
            let grid = self.grid_of[end.to as usize];
            border += if grid == from { end.cost } else { 0 };
            border -= if grid == to { end.cost } else { 0 };
        }
        let load = self.task.net.load[cell as usize];
        let (a, b) = (from as usize, to as usize);
        let after = self.balance.price(self.loads[a] - load) + self.balance.price(self.loads[b] + load);
        let moved = self.task.moved(cell, to) - self.task.moved(cell, from);
        border as f64 + after - self.prices[a] - self.prices[b] + moved
    }

    /// Whether a cell may leave its grid: it is not pinned and not the last, and those left hang together as before.
    pub(super) fn may_leave(&mut self, cell: u32) -> bool {
        let (net, grid) = (self.task.net, self.grid_of[cell as usize]);
        if self.task.pinned[cell as usize] || self.counts[grid as usize] < 2 {
            return false;
        }
        let mut left = net.of(cell).iter().filter(|it| self.grid_of[it.to as usize] == grid).count();
        if left < 2 {
            return true;
        }
        // Breadth first from one neighbour in the grid until all others have been met. Twice the mark: they are awaited.
        self.mark += 2;
        let mark = self.mark;
        self.queue.clear();
        for end in net.of(cell) {
            if self.grid_of[end.to as usize] == grid {
                self.seen[end.to as usize] = mark;
                if self.queue.is_empty() {
                    self.queue.push(end.to);
                }
            }
        }
        let first = self.queue[0];
        self.seen[first as usize] = mark + 1;
        self.seen[cell as usize] = mark + 1;
        left -= 1;
        let mut at = 0;
        while at < self.queue.len() {
            for end in net.of(self.queue[at]) {
                let to = end.to as usize;
                if self.grid_of[to] == grid && self.seen[to] != mark + 1 {
                    if self.seen[to] == mark {
                        left -= 1;
                        if left == 0 {
                            return true;
                        }
                    }
                    self.seen[to] = mark + 1;
                    self.queue.push(end.to);
                }
            }
            at += 1;
        }
        false
    }

    /// Gives a cell to another grid.
    pub(super) fn give(&mut self, cell: u32, to: u32) {
        let from = std::mem::replace(&mut self.grid_of[cell as usize], to);
        let load = self.task.net.load[cell as usize];
        for (grid, change) in [(from, -load), (to, load)] {
            let grid = grid as usize;
            self.loads[grid] += change;
            self.prices[grid] = self.balance.price(self.loads[grid]);
        }
        self.counts[from as usize] -= 1;
        self.counts[to as usize] += 1;
    }
}
