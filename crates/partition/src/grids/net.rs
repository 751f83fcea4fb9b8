//! The cells of one community as a connected graph.

use model::Point;

use super::{graph::CellGraph, options::GridOptions, team::Team};

/// No grid.
pub(super) const NONE: u32 = u32::MAX;

/// How many grids' shares of the border it is worth when a grid does not reach across a gap.
const GAP: i64 = 2;

/// The cells of one community, numbered as in its list, and what it costs when neighbours are in different grids.
///
/// Where borders leave islands, each is joined to the nearest other by a link between their nearest cells; a link costs less
/// than nothing when it is cut.
pub(super) struct Net {
    /// The load of each cell, as a share of the district's.
    pub load: Vec<f64>,
    /// A place in each cell.
    pub at: Vec<Point>,
    /// Where each cell's neighbours start.
    first: Vec<u32>,
    ends: Vec<End>,
    /// The border that one grid adds, in millimetres, as guessed from the borders of its cells.
    pub scale: f64,
}

/// The far side of a border.
#[derive(Clone, Copy)]
pub(super) struct End {
    /// The neighbour.
    pub to: u32,
    /// What it costs when it is in another grid, in millimetres.
    pub cost: i64,
}

impl Net {
    /// Makes the nets of all communities.
    pub(super) fn all(graph: &CellGraph, options: &GridOptions, teams: &[Team], loads: &[f64]) -> Vec<Self> {
        let mut place = vec![(0, 0); graph.cells.len()];
        for (at, team) in teams.iter().enumerate() {
            for (local, cell) in team.cells.iter().enumerate() {
                place[*cell as usize] = (at, local as u32);
            }
        }
        let mut borders = vec![vec![]; teams.len()];
        for it in &graph.borders {
            let ((team, a), (other, b)) = (place[it.a as usize], place[it.b as usize]);
            let cost = it.cost(options.prefer_main_roads);
            if team == other && cost > 0 {
                borders[team].push((a.min(b), a.max(b), cost));
            }
        }
        let nets = teams.iter().zip(borders).map(|(team, borders)| {
            let load = team.cells.iter().map(|it| loads[*it as usize]).collect();
            let at = team.cells.iter().map(|it| graph.cells[*it as usize].at).collect();
            Self::new(load, at, borders, team.grids.len())
        });
        nets.collect()
    }

    /// Makes the net of one community that will have `grids` grids.
    pub(super) fn new(load: Vec<f64>, at: Vec<Point>, mut borders: Vec<(u32, u32, i64)>, grids: usize) -> Self {
        let cells = load.len();
        borders.sort_unstable();
        borders.dedup_by(|next, it| {
            let same = (next.0, next.1) == (it.0, it.1);
            it.2 += if same { next.2 } else { 0 };
            same
        });
        // n cells with borders of a total length L in k groups: each group has n/k cells and about √(n/k) along a side.
        let total: f64 = borders.iter().map(|it| it.2 as f64).sum();
        let scale = (total / ((grids * cells).max(1) as f64).sqrt()).max(1.0);
        let mut net = Self { load, at, first: vec![], ends: vec![], scale };
        net.join(&borders);
        let links = net.links(-(GAP * scale as i64));
        if !links.is_empty() {
            borders.extend(links);
            borders.sort_unstable();
            net.join(&borders);
        }
        net
    }

    fn join(&mut self, borders: &[(u32, u32, i64)]) {
        let mut first = vec![0; self.len() + 1];
        for it in borders.iter().flat_map(|it| [it.0, it.1]) {
            first[it as usize + 1] += 1;
        }
        for i in 0..self.len() {
            first[i + 1] += first[i];
        }
        let mut next = first.clone();
        self.ends = vec![End { to: 0, cost: 0 }; 2 * borders.len()];
        for &(a, b, cost) in borders {
            for (from, to) in [(a, b), (b, a)] {
                self.ends[next[from as usize] as usize] = End { to, cost };
                next[from as usize] += 1;
            }
        }
        self.first = first;
    }

    /// How many cells.
    pub(super) fn len(&self) -> usize {
        self.load.len()
    }

    /// The neighbours of a cell.
    pub(super) fn of(&self, cell: u32) -> &[End] {
        let cell = cell as usize;
        &self.ends[self.first[cell] as usize..self.first[cell + 1] as usize]
    }

    /// Returns the connected pieces of cells of the same group: the piece of each cell, and how many.
    pub(super) fn pieces(&self, group: &[u32]) -> (Vec<u32>, usize) {
        self.pieces_by(group, |_| true)
    }

    /// Returns the pieces that are connected without links over gaps.
    pub(super) fn pieces_on_ground(&self, group: &[u32]) -> (Vec<u32>, usize) {
        self.pieces_by(group, |it| it.cost > 0)
    }

    fn pieces_by(&self, group: &[u32], joins: impl Fn(&End) -> bool) -> (Vec<u32>, usize) {
        let mut of = vec![NONE; self.len()];
        let (mut count, mut stack) = (0, vec![]);
        for start in 0..self.len() as u32 {
            if of[start as usize] != NONE {
                continue;
            }
            of[start as usize] = count;
            stack.push(start);
            while let Some(cell) = stack.pop() {
                for end in self.of(cell).iter().filter(|it| joins(it)) {
                    let to = end.to as usize;
                    if of[to] == NONE && group[to] == group[cell as usize] {
                        of[to] = count;
                        stack.push(end.to);
                    }
                }
            }
            count += 1;
        }
        (of, count as usize)
    }

    /// Returns links of a price that join islands: always the island nearest to those joined so far.
    fn links(&self, cost: i64) -> Vec<(u32, u32, i64)> {
        let (island, count) = self.pieces(&vec![0; self.len()]);
        let mut links = vec![];
        let mut open: Vec<u32> = (0..self.len() as u32).collect();
        // The nearest joined cell of each open one.
        let mut nearest = vec![(i64::MAX, 0); self.len()];
        let mut next = 0;
        while links.len() + 1 < count {
            let joined: Vec<u32> = open.iter().copied().filter(|it| island[*it as usize] == next).collect();
            open.retain(|it| island[*it as usize] != next);
            for it in &open {
                let near = joined.iter().map(|to| (self.at[*it as usize].distance2(self.at[*to as usize]), *to)).min();
                nearest[*it as usize] = nearest[*it as usize].min(near.unwrap_or((i64::MAX, 0)));
            }
            let Some(cell) = open.iter().copied().min_by_key(|it| (nearest[*it as usize], *it)) else { break };
            let to = nearest[cell as usize].1;
            links.push((cell.min(to), cell.max(to), cost));
            next = island[cell as usize];
        }
        links
    }
}
