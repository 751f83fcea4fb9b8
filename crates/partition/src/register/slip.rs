//! Slip roads (匝道): nameless chains between roads are no roads of their own but belong to one of those.

use std::collections::BTreeMap;

use model::RoadClass;

use super::{group::Sets, network::Network};

/// A nameless main or secondary road shorter than this is a slip road whatever the source calls it, in metres: less than
/// a street block, so that what goes on for a block stays a road.
const SHORT_M: f64 = 150.0;

/// What decides between two roads: a name, the class, the length; of equals the road of the least link.
type Rank = (bool, std::cmp::Reverse<RoadClass>, u64, std::cmp::Reverse<u32>);

/// Returns for each set of links that is a slip road the set of the road that it belongs to, both by their roots.
///
/// A slip road belongs to that of the roads at its ends which has a name, is of the highest class and is longest; one that
/// meets slip roads only belongs where those do. What leads to no road is left a road of its own.
pub(super) fn owners(network: &Network<'_>, sets: &mut Sets) -> BTreeMap<u32, u32> {
    let chains = Chains::new(network, sets);
    let mut owners = BTreeMap::new();
    for short in [true, false] {
        let mut fresh = true;
        while fresh {
            let mut found = Vec::new();
            for (&root, _) in chains.all.iter().filter(|it| it.1.slip != short && it.1.is_slip()) {
                if owners.contains_key(&root) {
                    continue;
                }
                let best = chains.around(root).filter_map(|it| chains.road(it, &owners)).max();
                found.extend(best.filter(|it| it.0 || !short).map(|it| (root, it.3.0)));
            }
            fresh = !found.is_empty() && !short;
            owners.extend(found);
        }
    }
    owners
}

/// A set of links.
#[derive(Debug, Default)]
struct Chain {
    /// Whether the source calls it a slip road.
    slip: bool,
    named: bool,
    lengths: BTreeMap<RoadClass, f64>,
    nodes: Vec<u32>,
}

impl Chain {
    /// Tells whether it is a slip road, by its source or because it is too short for a road.
    fn is_slip(&self) -> bool {
        let length_m: f64 = self.lengths.values().sum();
        let high = self.lengths.keys().all(|it| *it <= RoadClass::Secondary);
        self.slip || (!self.named && high && length_m < SHORT_M)
    }
}

/// All sets of links by their roots, and which of them end at each node.
struct Chains {
    all: BTreeMap<u32, Chain>,
    at_node: BTreeMap<u32, Vec<u32>>,
}

impl Chains {
    fn new(network: &Network<'_>, sets: &mut Sets) -> Self {
        let mut all: BTreeMap<u32, Chain> = BTreeMap::new();
        let mut at_node: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (at, link) in (0..).zip(&network.links) {
            let root = sets.root(at);
            let chain = all.entry(root).or_default();
            chain.slip = link.slip;
            chain.named = link.name.is_some();
            *chain.lengths.entry(link.class).or_default() += link.length_m;
            chain.nodes.extend(link.ends());
            for node in link.ends() {
                at_node.entry(node).or_default().push(root);
            }
        }
        Self { all, at_node }
    }

    /// Iterates over the sets that meet one.
    fn around(&self, root: u32) -> impl Iterator<Item = u32> {
        let nodes = self.all.get(&root).into_iter().flat_map(|it| &it.nodes);
        nodes.filter_map(|it| self.at_node.get(it)).flatten().copied().filter(move |it| *it != root)
    }

    /// Returns the rank of the road that a set is, or belongs to; `None` for a slip road without one.
    fn road(&self, root: u32, owners: &BTreeMap<u32, u32>) -> Option<Rank> {
        let root = owners.get(&root).copied().unwrap_or(root);
        let chain = self.all.get(&root).filter(|it| !it.slip)?;
        let longest = chain.lengths.iter().reduce(|best, it| if it.1 > best.1 { it } else { best })?;
        // Millimetres compare as whole numbers.
        let length_mm = (chain.lengths.values().sum::<f64>() * 1_000.0) as u64;
        Some((chain.named, std::cmp::Reverse(*longest.0), length_mm, std::cmp::Reverse(root)))
    }
}
