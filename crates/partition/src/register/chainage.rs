//! The chainage along a road.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};

use model::Point;

use super::{
    group::{Group, Sets},
    near::Near,
    network::Network,
};

/// A road with its links in place.
#[derive(Debug)]
pub(super) struct Chained {
    /// Where its chainage begins.
    pub(super) start: Point,
    /// The links, by chainage.
    pub(super) links: Vec<Placed>,
    /// The slip roads, by chainage, which goes on after the links.
    pub(super) slips: Vec<Placed>,
}

/// A link in its place along the road.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    /// The link, by its position in the network.
    pub(super) link: u32,
    /// The chainage of its beginning.
    pub(super) from_m: f64,
    /// Whether it begins at its last node.
    pub(super) reversed: bool,
}

/// Gives the links of a road their chainage.
pub(super) fn chain(network: &Network<'_>, mut group: Group) -> Chained {
    let slips = std::mem::take(&mut group.slips);
    let road = Road::new(network, group);
    let start = road.start();
    let chainages = road.chainages(start);
    let mut links: Vec<_> = road.links.iter().map(|it| road.placed(*it, &chainages)).collect();
    by_chainage(&mut links);
    let ends = links.iter().map(|it| it.from_m + network.links[it.link as usize].length_m);
    let end_m = ends.fold(0.0, f64::max);
    let slips = if slips.is_empty() { vec![] } else { road.slips(slips, &chainages, end_m) };
    Chained { start: road.point(start), links, slips }
}

fn by_chainage(links: &mut [Placed]) {
    links.sort_by(|a, b| a.from_m.total_cmp(&b.from_m).then(a.link.cmp(&b.link)));
}

/// Whole metres and their rest sort as they are: no length is negative or not a number.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Metres(f64);

impl Eq for Metres {}

impl PartialOrd for Metres {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Metres {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// A road as a graph of the end nodes of its links.
struct Road<'n> {
    network: &'n Network<'n>,
    links: Vec<u32>,
    bridges: Vec<(u32, u32)>,
    /// The end nodes, ascending.
    nodes: Vec<u32>,
    /// Along links, by node: the node reached and the metres.
    along: Vec<Vec<(u32, f64)>>,
}

impl<'n> Road<'n> {
    fn new(network: &'n Network<'_>, group: Group) -> Self {
        let Group { links, bridges, .. } = group;
        let mut nodes: Vec<_> = links.iter().flat_map(|it| network.links[*it as usize].ends()).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let mut road = Self { network, links, bridges, along: vec![Vec::new(); nodes.len()], nodes };
        for &link in &road.links {
            let [a, b] = road.ends(link);
            let length = network.links[link as usize].length_m;
            road.along[a as usize].push((b, length));
            road.along[b as usize].push((a, length));
        }
        road
    }

    fn point(&self, node: u32) -> Point {
        self.network.point(self.nodes[node as usize])
    }

    /// Returns the positions of a link's ends in `nodes`.
    fn ends(&self, link: u32) -> [u32; 2] {
        self.network.links[link as usize].ends().map(|it| self.nodes.partition_point(|node| *node < it) as u32)
    }

    /// Returns those ends of two links that are nearest, and their crow distance in metres.
    fn gap(&self, a: u32, b: u32) -> (u32, u32, f64) {
        let ends = self.ends(b);
        let pairs =
            self.ends(a).into_iter().flat_map(|a| ends.map(|b| (a, b, self.point(a).distance_m(self.point(b)))));
        pairs.min_by(|a, b| a.2.total_cmp(&b.2)).unwrap_or((0, 0, 0.0))
    }

    /// Returns the node from which chainage is counted: of the two ends of the road's longest extent the one further west, or
    /// further north when they lie more north and south of each other. Extent is measured as the crow flies, because the
    /// longest path through two carriageways leads back to where it began.
    fn start(&self) -> u32 {
        let farthest = |from| {
            let away = |it: u32| self.point(from).distance2(self.point(it));
            (0..self.nodes.len() as u32).max_by_key(|it| (away(*it), std::cmp::Reverse(*it))).unwrap_or(from)
        };
        // Each sweep ends at least as far apart as the last; the third is hardly ever longer.
        let mut pair = (0, farthest(0));
        for _ in 0..3 {
            pair = (pair.1, farthest(pair.1));
        }
        let [a, b] = [pair.0, pair.1].map(|it| (self.point(it), it));
        let apart = |a: i32, b: i32| (i64::from(a) - i64::from(b)).abs();
        let west_to_east = apart(a.0.x, b.0.x) >= apart(a.0.y, b.0.y);
        let rank = |(point, node): &(Point, u32)| if west_to_east { (point.x, *node) } else { (-point.y, *node) };
        [a, b].into_iter().min_by_key(rank).map_or(0, |it| it.1)
    }

    /// Returns the chainage of every node.
    fn chainages(&self, start: u32) -> Vec<f64> {
        let mut sets = Sets::new(self.nodes.len());
        for &link in &self.links {
            let [a, b] = self.ends(link);
            sets.unite(a, b);
        }
        let mut parts: BTreeMap<u32, (Vec<u32>, Vec<u32>)> = BTreeMap::new();
        for node in 0..self.nodes.len() as u32 {
            parts.entry(sets.root(node)).or_default().0.push(node);
        }
        for &link in &self.links {
            parts.entry(sets.root(self.ends(link)[0])).or_default().1.push(link);
        }
        let mut neighbours: BTreeMap<u32, Vec<(u32, u32, u32)>> = BTreeMap::new();
        for &(a, b) in &self.bridges {
            let (part_a, part_b) = (sets.root(self.ends(a)[0]), sets.root(self.ends(b)[0]));
            neighbours.entry(part_a).or_default().push((part_b, a, b));
            neighbours.entry(part_b).or_default().push((part_a, b, a));
        }
        let mut chainages = vec![f64::INFINITY; self.nodes.len()];
        spread(&self.along, &[(start, 0.0)], &mut chainages);
        let mut near = Near::default();
        let mut placed = BTreeMap::new();
        let mut waiting = std::collections::VecDeque::from([(sets.root(start), None)]);
        while let Some((part, bridge)) = waiting.pop_front() {
            let (nodes, links) = &parts[&part];
            if let Some((from, to)) = bridge {
                let mut seeds: Vec<_> =
                    nodes.iter().filter_map(|it| Some((*it, self.beside(*it, &near, &placed)?))).collect();
                if seeds.is_empty() {
                    let (from, to, gap) = self.gap(from, to);
                    seeds.push((to, chainages[from as usize] + gap));
                }
                spread(&self.along, &seeds, &mut chainages);
            }
            // What has no other part needs no neighbours.
            if parts.len() > 1 {
                for &link in links {
                    placed.insert(link, self.placed(link, &chainages));
                    near.insert(self.network, link, &self.network.links[link as usize]);
                }
            }
            for &(next, from, to) in neighbours.get(&part).into_iter().flatten() {
                let fresh = chainages[parts[&next].0[0] as usize].is_infinite();
                if fresh && !waiting.iter().any(|it| it.0 == next) {
                    waiting.push_back((next, Some((from, to))));
                }
            }
        }
        chainages
    }

    /// Returns the chainage of the nearest place of the road within 100 m; beyond an end the crow distance is added.
    fn beside(&self, node: u32, near: &Near, placed: &BTreeMap<u32, Placed>) -> Option<f64> {
        let (link, along_m, away_m) = near.nearest(self.point(node), &|_| true)?;
        let (it, length_m) = (placed.get(&link)?, self.network.links[link as usize].length_m);
        let chainage = it.from_m + if it.reversed { length_m - along_m } else { along_m };
        let at_end = along_m <= 0.0 || along_m >= length_m;
        Some(chainage + if at_end { away_m } else { 0.0 })
    }

    /// Gives the road's slip roads a chainage: one connected set of them after the other, by where they leave the road, each
    /// from there on; the first begins at `from_m`.
    fn slips(&self, links: Vec<u32>, chainages: &[f64], mut from_m: f64) -> Vec<Placed> {
        let slips = Road::new(self.network, Group { links, ..Group::default() });
        let mut sets = Sets::new(slips.nodes.len());
        for &link in &slips.links {
            let [a, b] = slips.ends(link);
            sets.unite(a, b);
        }
        let leaves = |node: u32| {
            let at = self.nodes.binary_search(&slips.nodes[node as usize]);
            at.map_or(f64::INFINITY, |it| chainages[it])
        };
        // The links of each connected set, and its start: where it leaves the road first.
        let mut parts: BTreeMap<u32, ((Metres, u32), Vec<u32>)> = BTreeMap::new();
        for &link in &slips.links {
            let [a, b] = slips.ends(link);
            let start = [a, b].map(|it| (Metres(leaves(it)), it)).into_iter().min().unwrap_or((Metres(0.0), a));
            let part = parts.entry(sets.root(a)).or_insert_with(|| (start, Vec::new()));
            part.0 = part.0.min(start);
            part.1.push(link);
        }
        let mut parts: Vec<_> = parts.into_values().collect();
        parts.sort_unstable();
        let mut along = vec![f64::INFINITY; slips.nodes.len()];
        let mut placed = Vec::with_capacity(slips.links.len());
        for ((_, start), links) in parts {
            spread(&slips.along, &[(start, from_m)], &mut along);
            for link in links {
                let it = slips.placed(link, &along);
                from_m = from_m.max(it.from_m + self.network.links[link as usize].length_m);
                placed.push(it);
            }
        }
        by_chainage(&mut placed);
        placed
    }

    fn placed(&self, link: u32, chainages: &[f64]) -> Placed {
        let [first, last] = self.ends(link).map(|it| chainages[it as usize]);
        Placed { link, from_m: first.min(last), reversed: last < first }
    }
}

/// Lowers the distances of all that can be reached from the seeds (Dijkstra's algorithm).
fn spread(edges: &[Vec<(u32, f64)>], seeds: &[(u32, f64)], distances: &mut [f64]) {
    let mut heap = BinaryHeap::new();
    let mut reach = |node: u32, distance: f64, heap: &mut BinaryHeap<_>| {
        if distance < distances[node as usize] {
            distances[node as usize] = distance;
            heap.push(Reverse((Metres(distance), node)));
        }
    };
    for &(node, distance) in seeds {
        reach(node, distance, &mut heap);
    }
    while let Some(Reverse((Metres(distance), node))) = heap.pop() {
        for &(next, length) in &edges[node as usize] {
            reach(next, distance + length, &mut heap);
        }
    }
}
