//! From ways to links: nodes told apart, legs counted once, cut at junctions, joined where nothing branches off.

use std::collections::{BTreeMap, HashSet};

use model::{Level, LonLat, Point, RoadClass, SurveyWay};
use spatial::Frame;

use super::{RegisterReport, name::normal};

/// The grid on which nodes are told apart, per degree.
const GRID: f64 = 1e7;

/// A segment before it has a road.
#[derive(Clone, Debug)]
pub(super) struct Link<'w> {
    pub(super) class: RoadClass,
    pub(super) level: Level,
    /// Whether it is a nameless slip road.
    pub(super) slip: bool,
    /// The number of the name in the form in which names are compared.
    pub(super) name: Option<u32>,
    /// The name as on the sign and in English.
    pub(super) label: Option<&'w str>,
    pub(super) label_en: Option<&'w str>,
    pub(super) width_m: f64,
    /// Nodes, by their rank; two at least.
    pub(super) nodes: Vec<u32>,
    pub(super) length_m: f64,
}

impl Link<'_> {
    /// Returns the nodes at both ends.
    pub(super) fn ends(&self) -> [u32; 2] {
        [self.nodes[0], self.nodes[self.nodes.len() - 1]]
    }

    fn joins(&self, other: &Self) -> bool {
        (self.class, self.level, self.slip, self.name) == (other.class, other.level, other.slip, other.name)
    }
}

/// All links, in an order that does not depend on that of the ways.
#[derive(Debug)]
pub(super) struct Network<'w> {
    /// The points of the nodes; ranks follow longitude, then latitude.
    pub(super) points: Vec<Point>,
    /// How many legs end at each node.
    pub(super) degrees: Vec<u32>,
    pub(super) links: Vec<Link<'w>>,
}

impl<'w> Network<'w> {
    pub(super) fn new(ways: &'w [SurveyWay], frame: &Frame, report: &mut RegisterReport) -> Self {
        let names: Vec<_> = ways.iter().map(|it| it.name.as_deref().and_then(normal)).collect();
        let mut numbers: BTreeMap<&str, u32> = names.iter().flatten().map(|it| (it.as_str(), 0)).collect();
        for (number, it) in (0..).zip(numbers.values_mut()) {
            *it = number;
        }
        let (keys, points) = nodes(ways, frame);
        let mut sorted: Vec<(Link<'w>, i64)> = Vec::new();
        for (way, name) in ways.iter().zip(&names) {
            let ranks: Vec<_> = way.nodes.iter().map(|it| keys.binary_search(&key(*it)).ok()).collect();
            report.ways_beyond_frame += usize::from(ranks.contains(&None));
            let mut nodes: Vec<_> = ranks.iter().map(|it| it.map_or(u32::MAX, |it| it as u32)).collect();
            nodes.dedup();
            let gone = ranks.len() - nodes.len();
            report.repeated_nodes += if ranks.contains(&None) { 0 } else { gone };
            if nodes.len() < 2 {
                report.short_ways += usize::from(!ranks.contains(&None));
                continue;
            }
            let name = name.as_deref().map(|it| numbers[it]);
            let slip = way.link && name.is_none();
            let (label, label_en) = (way.name.as_deref().map(str::trim), way.name_en.as_deref());
            let (class, level, width_m) = (way.class, way.level, way.width_m);
            sorted.push((
                Link { class, level, slip, name, label, label_en, width_m, nodes, length_m: 0.0 },
                way.source_id,
            ));
        }
        sorted.sort_by(|(a, a_id), (b, b_id)| {
            let of = |it: &Link<'w>| (it.class, it.name, it.level.as_str(), it.slip, it.label, it.label_en);
            of(a)
                .cmp(&of(b))
                .then(a_id.cmp(b_id))
                .then_with(|| a.nodes.cmp(&b.nodes))
                .then(a.width_m.total_cmp(&b.width_m))
        });
        let mut network = Self { degrees: vec![0; points.len()], points, links: Vec::new() };
        let runs = network.runs(sorted.into_iter().map(|it| it.0), report);
        let pieces = network.cut(runs);
        network.links = network.join(&pieces);
        network
    }

    /// Returns the points of a link in order.
    pub(super) fn line(&self, link: &Link<'_>) -> Vec<Point> {
        link.nodes.iter().map(|it| self.point(*it)).collect()
    }

    /// Returns the point of a node.
    pub(super) fn point(&self, node: u32) -> Point {
        self.points[node as usize]
    }

    /// Keeps only links of which something lies inside.
    pub(super) fn keep(&mut self, inside: &dyn Fn(Point) -> bool, report: &mut RegisterReport) {
        let points = &self.points;
        self.links.retain(|link| {
            let line: Vec<_> = link.nodes.iter().map(|it| points[*it as usize]).collect();
            let keep = inside(middle(&line, link.length_m)) || line.iter().any(|it| inside(*it));
            report.outside_segments += usize::from(!keep);
            report.outside_m += if keep { 0.0 } else { link.length_m };
            keep
        });
    }

    /// Cuts ways where they leave the frame or repeat a leg of another, and counts the legs at each node.
    fn runs(&mut self, ways: impl Iterator<Item = Link<'w>>, report: &mut RegisterReport) -> Vec<Link<'w>> {
        let mut taken = HashSet::new();
        let mut runs = Vec::new();
        for way in ways {
            let mut run = Vec::new();
            for pair in way.nodes.windows(2) {
                let &[a, b] = pair else { continue };
                let there = a != u32::MAX && b != u32::MAX;
                if there && taken.insert((a.min(b), a.max(b))) {
                    if run.is_empty() {
                        run.push(a);
                    }
                    run.push(b);
                    self.degrees[a as usize] += 1;
                    self.degrees[b as usize] += 1;
                    continue;
                }
                if there {
                    report.doubled_legs += 1;
                    report.doubled_m += self.point(a).distance_m(self.point(b));
                }
                if !run.is_empty() {
                    runs.push(Link { nodes: std::mem::take(&mut run), ..way.clone() });
                }
            }
            if !run.is_empty() {
                runs.push(Link { nodes: run, ..way });
            }
        }
        runs
    }

    /// Cuts runs at every node where not just two legs meet.
    fn cut(&self, runs: Vec<Link<'w>>) -> Vec<Link<'w>> {
        let mut pieces = Vec::new();
        for run in runs {
            let mut from = 0;
            for at in 1..run.nodes.len() {
                let last = at + 1 == run.nodes.len();
                if last || self.degrees[run.nodes[at] as usize] != 2 {
                    let nodes = run.nodes[from..=at].to_vec();
                    let length_m = self.length_m(&nodes);
                    pieces.push(Link { nodes, length_m, ..run.clone() });
                    from = at;
                }
            }
        }
        pieces
    }

    /// Joins pieces that meet end to end where nothing else does.
    fn join(&self, pieces: &[Link<'w>]) -> Vec<Link<'w>> {
        let mut at_node: Vec<[u32; 2]> = vec![[u32::MAX; 2]; self.points.len()];
        for (at, piece) in (0..).zip(pieces) {
            for end in piece.ends().into_iter().filter(|it| self.degrees[*it as usize] == 2) {
                let slots = &mut at_node[end as usize];
                slots[usize::from(slots[0] != u32::MAX)] = at;
            }
        }
        let next = |from: u32, node: u32| {
            let slots = at_node[node as usize];
            let other = slots.into_iter().find(|it| *it != u32::MAX && *it != from)?;
            pieces[from as usize].joins(&pieces[other as usize]).then_some(other)
        };
        let mut used = vec![false; pieces.len()];
        let mut links = Vec::new();
        for start in 0..pieces.len() as u32 {
            if used[start as usize] {
                continue;
            }
            used[start as usize] = true;
            let mut chain = pieces[start as usize].nodes.clone();
            let mut parts = vec![start];
            // Forward from the last node, then forward from the first.
            for _ in 0..2 {
                let mut at = start;
                while let Some(other) = next(at, chain[chain.len() - 1]).filter(|it| !used[*it as usize]) {
                    used[other as usize] = true;
                    let nodes = &pieces[other as usize].nodes;
                    if nodes[0] == chain[chain.len() - 1] {
                        chain.extend(&nodes[1..]);
                    } else {
                        chain.extend(nodes.iter().rev().skip(1));
                    }
                    parts.push(other);
                    at = other;
                }
                chain.reverse();
            }
            links.push(self.joined(pieces, &parts, chain));
        }
        links.sort_by(|a, b| a.nodes.cmp(&b.nodes).then(a.class.cmp(&b.class)));
        links
    }

    fn joined(&self, pieces: &[Link<'w>], parts: &[u32], nodes: Vec<u32>) -> Link<'w> {
        let nodes = self.directed(nodes);
        let length_m = self.length_m(&nodes);
        let mut parts: Vec<_> = parts.iter().map(|it| &pieces[*it as usize]).collect();
        parts.sort_by(|a, b| b.length_m.total_cmp(&a.length_m).then_with(|| a.nodes.cmp(&b.nodes)));
        let longest = parts[0];
        let label_en = parts.iter().find_map(|it| it.label_en);
        let weighted: f64 = parts.iter().map(|it| it.width_m * it.length_m).sum();
        let same = parts.iter().all(|it| it.width_m.to_bits() == longest.width_m.to_bits());
        // A decimetre is as fine as widths are known.
        let width_m = if same { longest.width_m } else { (weighted / length_m * 10.0).round() / 10.0 };
        Link { label_en, width_m, nodes, length_m, ..longest.clone() }
    }

    /// Gives a line one of its two directions, and a ring without a junction one of its starts: the least node first.
    fn directed(&self, mut nodes: Vec<u32>) -> Vec<u32> {
        let last = nodes.len() - 1;
        if nodes[0] == nodes[last] && self.degrees[nodes[0] as usize] == 2 {
            nodes.pop();
            let first = (0..nodes.len()).min_by_key(|it| nodes[*it]).unwrap_or(0);
            nodes.rotate_left(first);
            nodes.push(nodes[0]);
        }
        let back: Vec<_> = nodes.iter().rev().copied().collect();
        nodes.min(back)
    }

    fn length_m(&self, nodes: &[u32]) -> f64 {
        nodes.windows(2).map(|pair| self.point(pair[0]).distance_m(self.point(pair[1]))).sum()
    }
}

/// Returns the keys of all nodes within the frame in order, and their points.
fn nodes(ways: &[SurveyWay], frame: &Frame) -> (Vec<(i32, i32)>, Vec<Point>) {
    let mut keys: Vec<_> = ways.iter().flat_map(|it| &it.nodes).map(|it| key(*it)).collect();
    keys.sort_unstable();
    keys.dedup();
    let place = |it: (i32, i32)| LonLat { lon: f64::from(it.0) / GRID, lat: f64::from(it.1) / GRID };
    keys.into_iter().filter_map(|it| Some((it, frame.point(place(it)).ok()?))).unzip()
}

/// Returns a node's place on the grid; what is no place lands outside every frame.
fn key(place: LonLat) -> (i32, i32) {
    let unit = |degrees: f64| if degrees.is_finite() { (degrees * GRID).round() as i32 } else { i32::MAX };
    (unit(place.lon), unit(place.lat))
}

/// Returns the point half-way along a line.
fn middle(line: &[Point], length_m: f64) -> Point {
    let mut left = length_m / 2.0;
    for pair in line.windows(2) {
        let leg = pair[0].distance_m(pair[1]);
        if leg >= left {
            let part = left / leg;
            let between = |a: i32, b: i32| (f64::from(a) + (f64::from(b) - f64::from(a)) * part).round() as i32;
            return Point { x: between(pair[0].x, pair[1].x), y: between(pair[0].y, pair[1].y) };
        }
        left -= leg;
    }
    line[line.len() - 1]
}
