//! Which links are one road.

use std::collections::BTreeMap;

use super::{near::Near, network::Network, slip, stroke::strokes};

/// The links of one road.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// The links, ascending.
    pub(super) links: Vec<u32>,
    /// Its slip roads, ascending.
    pub(super) slips: Vec<u32>,
    /// Pairs of links that are not connected but come near, enough to hold all together.
    pub(super) bridges: Vec<(u32, u32)>,
}

/// Returns the roads by their least link.
pub(super) fn roads(network: &Network<'_>) -> Vec<Group> {
    let mut sets = Sets::new(network.links.len());
    for (a, b) in strokes(network) {
        sets.unite(a, b);
    }
    let mut named: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (at, link) in (0..).zip(&network.links) {
        if let Some(name) = link.name {
            named.entry(name).or_default().push(at);
        }
    }
    let mut bridges = Vec::new();
    for links in named.values() {
        let mut ends: Vec<_> =
            links.iter().flat_map(|it| network.links[*it as usize].ends().map(|node| (node, *it))).collect();
        ends.sort_unstable();
        for pair in ends.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            sets.unite(pair[0].1, pair[1].1);
        }
        if links.iter().any(|it| sets.root(*it) != sets.root(links[0])) {
            let sets = std::cell::RefCell::new(&mut sets);
            Near::new(network, links).meetings(&mut |it| sets.borrow_mut().root(it), &mut |a, b| {
                sets.borrow_mut().unite(a, b);
                bridges.push((a, b));
            });
        }
    }
    let owners = slip::owners(network, &mut sets);
    let mut groups: BTreeMap<u32, Group> = BTreeMap::new();
    for at in 0..network.links.len() as u32 {
        let root = sets.root(at);
        match owners.get(&root) {
            Some(owner) => groups.entry(*owner).or_default().slips.push(at),
            None => groups.entry(root).or_default().links.push(at),
        }
    }
    for (a, b) in bridges {
        groups.entry(sets.root(a)).or_default().bridges.push((a, b));
    }
    groups.into_values().collect()
}

/// Disjoint sets of links; a set's root is its least link.
#[derive(Debug)]
pub(super) struct Sets(Vec<u32>);

impl Sets {
    pub(super) fn new(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    pub(super) fn root(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            let above = self.0[self.0[at as usize] as usize];
            self.0[at as usize] = above;
            at = above;
        }
        at
    }

    pub(super) fn unite(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}
