//! A start that keeps what is: the present grids, mended where they are not connected, with cells for those that have none.

use std::collections::VecDeque;

use super::{
    net::{NONE, Net},
    state::Task,
    tree::{Tree, subtree},
};

/// Returns a division of which every grid has cells and is as connected as its pinned cells let it be, near to the present
/// one; `None` when pinned cells leave nothing for somebody.
pub(super) fn keep(task: &Task) -> Option<Vec<u32>> {
    let mut grid_of = task.now.clone();
    join_pins(task, &mut grid_of);
    drop_fragments(task, &mut grid_of);
    grow(task, &mut grid_of);
    for grid in 0..task.grids as u32 {
        if !grid_of.contains(&grid) {
            found(task, &mut grid_of, grid)?;
        }
    }
    Some(grid_of)
}

/// Joins the pinned cells of each grid by the ways that take least from others.
fn join_pins(task: &Task, grid_of: &mut [u32]) {
    let mut taken = task.pinned.clone();
    for grid in 0..task.grids as u32 {
        let mut pins: Vec<u32> = (0..grid_of.len() as u32)
            .filter(|it| task.pinned[*it as usize] && task.now[*it as usize] == grid)
            .collect();
        let Some(first) = pins.pop() else { continue };
        let mut joined = vec![first];
        while let Some(way) = nearest_pin(task.net, grid_of, &taken, grid, &joined, &pins) {
            pins.retain(|it| Some(it) != way.first());
            for cell in way {
                grid_of[cell as usize] = grid;
                taken[cell as usize] = true;
                joined.push(cell);
            }
        }
    }
}

/// Returns the way from the nearest open pin (first) towards the joined cells: the one with the fewest cells of others.
fn nearest_pin(
    net: &Net,
    grid_of: &[u32],
    taken: &[bool],
    grid: u32,
    joined: &[u32],
    open: &[u32],
) -> Option<Vec<u32>> {
    if open.is_empty() {
        return None;
    }
    let mut from = vec![NONE; net.len()];
    let mut steps = vec![NONE; net.len()];
    let mut queue = VecDeque::new();
    for it in joined {
        steps[*it as usize] = 0;
        queue.push_back((0, *it));
    }
    while let Some((step, cell)) = queue.pop_front() {
        if step > steps[cell as usize] {
            continue;
        }
        if open.binary_search(&cell).is_ok() && from[cell as usize] != NONE {
            let mut way = vec![];
            let mut at = cell;
            while from[at as usize] != NONE {
                way.push(at);
                at = from[at as usize];
            }
            return Some(way);
        }
        for end in net.of(cell) {
            let to = end.to as usize;
            let own = grid_of[to] == grid;
            let after = step + u32::from(!own);
            if (own || !taken[to]) && after < steps[to] {
                steps[to] = after;
                from[to] = cell;
                if own {
                    queue.push_front((after, end.to));
                } else {
                    queue.push_back((after, end.to));
                }
            }
        }
    }
    None
}

/// Frees all pieces of a grid but those with pinned cells or, where none is pinned, the heaviest.
fn drop_fragments(task: &Task, grid_of: &mut [u32]) {
    let (piece, count) = task.net.pieces(grid_of);
    let mut rank = vec![(false, 0.0); count];
    for (cell, it) in piece.iter().enumerate() {
        rank[*it as usize].0 |= task.pinned[cell];
        rank[*it as usize].1 += task.net.load[cell];
    }
    let mut main = vec![NONE; task.grids];
    for (cell, it) in piece.iter().enumerate() {
        let Some(main) = main.get_mut(grid_of[cell] as usize) else { continue };
        if *main == NONE || rank[*it as usize] > rank[*main as usize] {
            *main = *it;
        }
    }
    for (cell, it) in piece.iter().enumerate() {
        let stays = main.get(grid_of[cell] as usize).is_some_and(|main| main == it) || rank[*it as usize].0;
        if !stays {
            grid_of[cell] = NONE;
        }
    }
}

/// Gives cells without a grid to grids beside them: always the grid with the least load the cell with the longest border.
fn grow(task: &Task, grid_of: &mut [u32]) {
    let net = task.net;
    let mut loads = vec![0.0; task.grids];
    let mut open = vec![];
    for (cell, grid) in grid_of.iter().enumerate() {
        match loads.get_mut(*grid as usize) {
            Some(load) => *load += net.load[cell],
            None => open.push(cell as u32),
        }
    }
    while !open.is_empty() {
        let mut best: Option<(f64, i64, u32, u32)> = None;
        for cell in &open {
            for end in net.of(*cell) {
                let grid = grid_of[end.to as usize];
                let Some(load) = loads.get(grid as usize) else { continue };
                if best.is_some_and(|it| *load > it.0) {
                    continue;
                }
                let same = net.of(*cell).iter().filter(|it| grid_of[it.to as usize] == grid);
                let border = same.map(|it| it.cost).sum::<i64>();
                if best.is_none_or(|it| *load < it.0 || border > it.1) {
                    best = Some((*load, border, *cell, grid));
                }
            }
        }
        let Some((_, _, cell, grid)) = best else { return };
        grid_of[cell as usize] = grid;
        loads[grid as usize] += net.load[cell as usize];
        open.retain(|it| *it != cell);
    }
}

/// Founds a grid: half of the heaviest that can be parted without its pinned cells.
fn found(task: &Task, grid_of: &mut [u32], new: u32) -> Option<()> {
    let net = task.net;
    let mut cells = vec![vec![]; task.grids];
    let mut loads = vec![0.0; task.grids];
    for (cell, grid) in grid_of.iter().enumerate() {
        cells[*grid as usize].push(cell as u32);
        loads[*grid as usize] += net.load[cell];
    }
    let mut donors: Vec<usize> = (0..task.grids).filter(|it| cells[*it].len() > 1).collect();
    donors.sort_by(|a, b| loads[*b].total_cmp(&loads[*a]).then(a.cmp(b)));
    for donor in &donors {
        // From a pinned cell, so that branches are free of pins where they can be.
        let group = &mut cells[*donor];
        group.sort_by_key(|it| (!task.pinned[*it as usize], *it));
        let tree = Tree::new(net, group, |it| grid_of[it as usize] as usize == *donor);
        let mut pinned = task.pinned.clone();
        for it in tree.order.iter().skip(1).rev() {
            pinned[tree.parent[*it as usize] as usize] |= pinned[*it as usize];
        }
        let half = loads[*donor] / 2.0;
        let off = |it: &u32| (tree.load[*it as usize] - half).abs();
        let tops = tree.order.iter().skip(1).copied().filter(|it| !pinned[*it as usize]);
        if let Some(top) = tops.min_by(|a, b| off(a).total_cmp(&off(b)).then(a.cmp(b))) {
            for it in subtree(&tree, top) {
                grid_of[it as usize] = new;
            }
            return Some(());
        }
    }
    // Every free cell lies between pinned ones: a grid has to fall apart.
    let cell = donors.iter().flat_map(|it| &cells[*it]).find(|it| !task.pinned[**it as usize])?;
    grid_of[*cell as usize] = new;
    Some(())
}
