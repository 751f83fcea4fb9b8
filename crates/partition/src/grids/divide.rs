//! Cells divided afresh: in two, and each half in two again.

use super::{
    halves::bisect,
    net::{NONE, Net},
};

/// Divides a connected net into connected groups of about the same load.
pub(super) fn divide(net: &Net, grids: usize) -> Vec<u32> {
    let mut out = vec![0; net.len()];
    let mut number = 0;
    let mut open = vec![((0..net.len() as u32).collect::<Vec<u32>>(), grids)];
    while let Some((cells, grids)) = open.pop() {
        if grids < 2 {
            for it in &cells {
                out[*it as usize] = number;
            }
            number += 1;
            continue;
        }
        let part = net.part(&cells);
        let side = bisect(&part, (grids / 2) as f64 / grids as f64);
        let (mut one, mut other, mut load) = (vec![], vec![], 0.0);
        for (at, cell) in cells.iter().enumerate() {
            if side[at] {
                one.push(*cell);
                load += net.load[*cell as usize];
            } else {
                other.push(*cell);
            }
        }
        // As many grids for each half as its load asks for, and never more than it has cells.
        let total = load + other.iter().map(|it| net.load[*it as usize]).sum::<f64>();
        let share = if total > 0.0 { load / total } else { one.len() as f64 / cells.len() as f64 };
        let least = grids.saturating_sub(other.len()).max(1);
        let half = ((grids as f64 * share).round() as usize).clamp(least, one.len().min(grids - 1));
        open.push((one, half));
        open.push((other, grids - half));
    }
    out
}

impl Net {
    /// Returns the net of some of the cells, without links over gaps between them.
    fn part(&self, cells: &[u32]) -> Self {
        let mut place = vec![NONE; self.len()];
        for (at, cell) in cells.iter().enumerate() {
            place[*cell as usize] = at as u32;
        }
        let mut borders = vec![];
        for (at, cell) in cells.iter().enumerate() {
            for end in self.of(*cell) {
                let to = place[end.to as usize];
                if to != NONE && to > at as u32 {
                    borders.push((at as u32, to, end.cost));
                }
            }
        }
        let load = cells.iter().map(|it| self.load[*it as usize]).collect();
        let at = cells.iter().map(|it| self.at[*it as usize]).collect();
        Self::new(load, at, borders, 2)
    }
}
