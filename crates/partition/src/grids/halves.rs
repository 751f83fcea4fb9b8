//! A connected net in two connected halves.

use std::collections::BinaryHeap;

use super::{
    net::Net,
    tree::{Tree, subtree},
};

/// Directions in which the cells are swept: the half plane in steps of about 22°.
const SWEEPS: [(i64, i64); 8] = [(1, 0), (2, 1), (1, 1), (1, 2), (0, 1), (-1, 2), (-1, 1), (-2, 1)];
/// Passes over all cells while one sweep is improved.
const PASSES: usize = 8;
/// Off by so much of what is wanted is free.
const SLACK: f64 = 0.004;

/// Returns which cells of a connected net of at least two form the first half, of about `share` of the load.
///
/// The best of several sweeps, each mended until both halves are connected and improved by Fiduccia–Mattheyses passes.
pub(super) fn bisect(net: &Net, share: f64) -> Vec<bool> {
    let total: f64 = net.load.iter().sum();
    let most = net.load.iter().copied().fold(0.0, f64::max);
    let want = share * total;
    let slack = (SLACK * want.min(total - want)).max(0.6 * most);
    let mut best: Option<(f64, Vec<bool>)> = None;
    for sweep in SWEEPS {
        let mut halves = Halves { net, want, slack, side: swept(net, sweep, want) };
        for _ in 0..2 {
            halves.mend();
            halves.improve();
        }
        halves.mend();
        if let Some(cost) = halves.cost()
            && best.as_ref().is_none_or(|it| cost < it.0)
        {
            best = Some((cost, halves.side));
        }
    }
    best.map_or_else(|| along_tree(net, want), |it| it.1)
}

/// The first cells in a direction up to the load that is wanted.
fn swept(net: &Net, (dx, dy): (i64, i64), want: f64) -> Vec<bool> {
    let mut order: Vec<u32> = (0..net.len() as u32).collect();
    order.sort_by_key(|it| {
        let at = net.at[*it as usize];
        (dx * i64::from(at.x) + dy * i64::from(at.y), *it)
    });
    let (mut side, mut load) = (vec![false; net.len()], 0.0);
    for it in order {
        let more = net.load[it as usize];
        if load + more / 2.0 > want {
            break;
        }
        side[it as usize] = true;
        load += more;
    }
    side
}

/// A branch of a spanning tree, which always leaves two connected halves.
fn along_tree(net: &Net, want: f64) -> Vec<bool> {
    let all: Vec<u32> = (0..net.len() as u32).collect();
    let tree = Tree::new(net, &all, |_| true);
    let mut side = vec![false; net.len()];
    let by_load = |a: &u32, b: &u32| {
        let off = |it: &u32| (tree.load[*it as usize] - want).abs();
        off(a).total_cmp(&off(b))
    };
    if let Some(top) = tree.order.iter().skip(1).copied().min_by(by_load) {
        for it in subtree(&tree, top) {
            side[it as usize] = true;
        }
    }
    side
}

struct Halves<'a> {
    net: &'a Net,
    want: f64,
    slack: f64,
    side: Vec<bool>,
}

impl Halves<'_> {
    fn load(&self) -> f64 {
        (0..self.side.len()).filter(|it| self.side[*it]).map(|it| self.net.load[it]).sum()
    }

    fn pieces(&self) -> (Vec<u32>, usize) {
        let group: Vec<u32> = self.side.iter().map(|it| u32::from(*it)).collect();
        self.net.pieces(&group)
    }

    /// What the halves cost; `None` when they are not two connected halves.
    fn cost(&self) -> Option<f64> {
        if self.pieces().1 != 2 || !self.side.contains(&true) || !self.side.contains(&false) {
            return None;
        }
        let mut cut = 0;
        for cell in 0..self.side.len() as u32 {
            let other = |it: &&super::net::End| it.to > cell && self.side[it.to as usize] != self.side[cell as usize];
            cut += self.net.of(cell).iter().filter(other).map(|it| it.cost).sum::<i64>();
        }
        let over = ((self.load() - self.want).abs() - self.slack).max(0.0) / self.want.max(f64::MIN_POSITIVE);
        Some(cut as f64 + 20.0 * over * self.net.scale)
    }

    /// Gives all but the heaviest piece of each half to the other half.
    fn mend(&mut self) {
        for _ in 0..6 {
            let (piece, count) = self.pieces();
            if count <= 2 {
                return;
            }
            let mut loads = vec![(0.0, 0_u32); count];
            for (cell, it) in piece.iter().enumerate() {
                loads[*it as usize].0 += self.net.load[cell];
                loads[*it as usize].1 += 1;
            }
            let mut main = [None::<u32>; 2];
            for (cell, it) in piece.iter().enumerate() {
                let main = &mut main[usize::from(self.side[cell])];
                if main.is_none_or(|main| loads[*it as usize] > loads[main as usize]) {
                    *main = Some(*it);
                }
            }
            for (cell, it) in piece.iter().enumerate() {
                if main[usize::from(self.side[cell])] != Some(*it) {
                    self.side[cell] = !self.side[cell];
                }
            }
        }
    }

    /// Passes in which every cell changes sides once, the best first, and the best moment is kept.
    fn improve(&mut self) {
        for _ in 0..PASSES {
            if !self.pass() {
                return;
            }
        }
    }

    fn pass(&mut self) -> bool {
        let (net, cells) = (self.net, self.side.len());
        let mut gain = vec![0; cells];
        let mut heap = BinaryHeap::new();
        for cell in 0..cells as u32 {
            let mut rim = false;
            for end in net.of(cell) {
                let other = self.side[end.to as usize] != self.side[cell as usize];
                gain[cell as usize] += if other { end.cost } else { -end.cost };
                rim |= other;
            }
            if rim {
                heap.push((gain[cell as usize], cell));
            }
        }
        let mut load = self.load();
        let start = (load - self.want).abs();
        let (mut sum, mut moved, mut locked) = (0, vec![], vec![false; cells]);
        let mut best = (0, 0, start);
        let mut waiting: Vec<(i64, u32)> = vec![];
        while let Some((key, cell)) = heap.pop() {
            let at = cell as usize;
            if locked[at] || key != gain[at] {
                continue;
            }
            let after = if self.side[at] { load - net.load[at] } else { load + net.load[at] };
            let off = (after - self.want).abs();
            if off > self.slack && off >= (load - self.want).abs() {
                waiting.push((key, cell));
                continue;
            }
            locked[at] = true;
            self.side[at] = !self.side[at];
            load = after;
            sum += gain[at];
            moved.push(cell);
            for end in net.of(cell) {
                let to = end.to as usize;
                gain[to] += if self.side[to] == self.side[at] { -2 * end.cost } else { 2 * end.cost };
                if !locked[to] {
                    heap.push((gain[to], end.to));
                }
            }
            let closer = best.2 > self.slack && off < best.2;
            if off <= self.slack.max(start) && (sum > best.0 || (sum == best.0 && off < best.2) || closer) {
                best = (sum, moved.len(), off);
            }
            if moved.len() > best.1 + (cells / 2 + 20).min(400) {
                break;
            }
            heap.extend(waiting.drain(..));
        }
        for cell in &moved[best.1..] {
            self.side[*cell as usize] = !self.side[*cell as usize];
        }
        best.1 > 0
    }
}
