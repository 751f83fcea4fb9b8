//! A spanning tree of a group of cells: every branch of it can be cut off and leaves two connected groups.

use super::net::{NONE, Net};

/// A spanning tree, breadth first.
pub(super) struct Tree {
    /// The cells from the root outwards.
    pub order: Vec<u32>,
    /// The cell towards the root, of those in the tree but the root.
    pub parent: Vec<u32>,
    /// The load of each cell's branch.
    pub load: Vec<f64>,
}

impl Tree {
    /// Grows a tree from the first cell of a group through the cells that belong to it.
    pub(super) fn new(net: &Net, group: &[u32], belongs: impl Fn(u32) -> bool) -> Self {
        let mut parent = vec![NONE; net.len()];
        let mut order: Vec<u32> = group.first().copied().into_iter().collect();
        let mut at = 0;
        while at < order.len() {
            let cell = order[at];
            for end in net.of(cell) {
                if parent[end.to as usize] == NONE && end.to != order[0] && belongs(end.to) {
                    parent[end.to as usize] = cell;
                    order.push(end.to);
                }
            }
            at += 1;
        }
        let mut load = net.load.clone();
        for it in order.iter().skip(1).rev() {
            load[parent[*it as usize] as usize] += load[*it as usize];
        }
        Self { order, parent, load }
    }
}

/// Returns the cells of a branch.
pub(super) fn subtree(tree: &Tree, top: u32) -> Vec<u32> {
    let mut inside = vec![false; tree.parent.len()];
    let mut out = vec![];
    for it in &tree.order {
        let parent = tree.parent[*it as usize];
        if *it == top || (parent != NONE && inside[parent as usize]) {
            inside[*it as usize] = true;
            out.push(*it);
        }
    }
    out
}
