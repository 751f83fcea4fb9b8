//! Merging: small and thin regions go to the neighbour across the weakest border.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};

use model::Point;

use crate::{
    plane::{NONE, Plane},
    split::size::{piece_cost, plan},
};

/// What a metre of the strongest barrier costs when it comes to lie inside a region, in metres of piece cost.
const LOSS: f64 = 3.0;
/// Two regions are merged for their size only along this share of the smaller one's perimeter, at least.
const LEAST_SHARED: f64 = 0.08;
/// A piece narrower than this (twice the area by the perimeter), in metres, is thin (issue 3) and costs as much as one far
/// from the target.
const THIN_M: f64 = 20.0;
const THIN_COST: f64 = 3.0;
/// A piece whose perimeter is this many times that of a square of the same area is long, and costs more from there on.
const LONG: f64 = 1.4;

/// Which regions are too small, and how large a merged one should get at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    /// Regions below this many m² are merged.
    pub(crate) least_m2: f64,
    /// Regions whose mean width (twice the area by the perimeter) lies below this many metres are merged.
    pub(crate) thin_m: f64,
    /// Above this many m² a merge is taken only for want of a better one.
    pub(crate) most_m2: f64,
    /// The size aimed at; without one, only what must be merged is.
    pub(crate) target_m2: Option<f64>,
    /// Whether regions are cut afterwards, so that several targets together suit as well as one.
    pub(crate) cut_later: bool,
}

/// A numbering of faces by region.
pub(crate) struct Regions {
    /// The region of each face, or [`NONE`] outside all homes.
    pub(crate) of: Vec<u32>,
    /// Twice the area of each region.
    pub(crate) area2: Vec<i128>,
    /// How many regions went to a neighbour.
    pub(crate) merged: usize,
}

/// The length of a border in metres, and the same weighed by how readily each piece dissolves.
#[derive(Clone, Copy, Default)]
struct Border {
    length: f64,
    readiness: f64,
}

struct State {
    parent: Vec<u32>,
    /// Neighbours of the same home.
    borders: Vec<BTreeMap<u32, Border>>,
    area2: Vec<i128>,
    perimeter: Vec<f64>,
}

/// What a merge gains.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Gain {
    /// In millionths of a side of a piece.
    millionths: i64,
    from: u32,
    to: u32,
    /// Twice the areas when the gain was reckoned: it is stale when they have changed.
    areas: [i128; 2],
}

/// Returns what a region of `size` targets costs, in sides of a piece.
fn cost(size: f64, area_m2: f64, perimeter_m: f64, cut_later: bool) -> f64 {
    let plan = plan(size);
    if cut_later && plan.count > 1 {
        return plan.cost;
    }
    let thin = if 2.0 * area_m2 < THIN_M * perimeter_m { THIN_COST } else { 0.0 };
    let long = (perimeter_m / (4.0 * area_m2.sqrt()) - LONG).max(0.0);
    piece_cost(size) + thin + long
}

/// Joins faces of one home that nothing but a hidden border parts, then merges regions by `rule`, the smallest first.
///
/// Borders between homes never dissolve: a region whose neighbours all lie in other homes stays as it is.
pub(crate) fn merge(plane: &Plane, rule: Rule) -> Regions {
    let mut state = State::new(plane);
    for (it, [left, right]) in plane.links.iter().zip(&plane.sides) {
        let owner = plane.owner[*left as usize];
        if owner != NONE && owner == plane.owner[*right as usize] && !it.mark.is_line() {
            let (a, b) = (state.root(*left), state.root(*right));
            if a != b {
                state.join(a, b);
            }
        }
    }
    let mut merged = state.run(plane, rule);
    if let Some(target_m2) = rule.target_m2 {
        merged += state.fit(target_m2, rule.cut_later);
    }
    state.regions(plane, merged)
}

impl State {
    fn new(plane: &Plane) -> Self {
        let count = plane.area2.len();
        let mut borders = vec![BTreeMap::<u32, Border>::new(); count];
        let mut perimeter = vec![0.0; count];
        for (link, &[left, right]) in plane.links.iter().zip(&plane.sides) {
            let (a, b) = plane.ends(link);
            let length = a.distance_m(b);
            perimeter[left as usize] += length;
            perimeter[right as usize] += length;
            let home = plane.owner[left as usize];
            if home != NONE && home == plane.owner[right as usize] {
                for (this, other) in [(left, right), (right, left)] {
                    let border = borders[this as usize].entry(other).or_default();
                    border.length += length;
                    border.readiness += length * link.mark.weight();
                }
            }
        }
        Self { parent: (0..count as u32).collect(), borders, area2: plane.area2.clone(), perimeter }
    }

    fn root(&mut self, mut at: u32) -> u32 {
        while self.parent[at as usize] != at {
            let up = self.parent[self.parent[at as usize] as usize];
            self.parent[at as usize] = up;
            at = up;
        }
        at
    }

    fn area_m2(&self, at: u32) -> f64 {
        self.area2[at as usize] as f64 / (2.0 * Point::PER_METRE * Point::PER_METRE)
    }

    fn is_bad(&self, at: u32, rule: Rule) -> bool {
        let area = self.area_m2(at);
        area < rule.least_m2 || 2.0 * area < rule.thin_m * self.perimeter[at as usize]
    }

    fn run(&mut self, plane: &Plane, rule: Rule) -> usize {
        let mut heap: BinaryHeap<Reverse<(i128, u32)>> = (0..self.parent.len() as u32)
            .filter(|it| plane.owner[*it as usize] != NONE && self.parent[*it as usize] == *it)
            .filter(|it| self.is_bad(*it, rule))
            .map(|it| Reverse((self.area2[it as usize], it)))
            .collect();
        let mut merged = 0;
        while let Some(Reverse((area2, at))) = heap.pop() {
            if self.parent[at as usize] != at || self.area2[at as usize] != area2 {
                continue;
            }
            let Some(to) = self.best_neighbour(at, rule) else { continue };
            self.join(at, to);
            merged += 1;
            if self.is_bad(to, rule) {
                heap.push(Reverse((self.area2[to as usize], to)));
            }
        }
        merged
    }

    fn best_neighbour(&self, at: u32, rule: Rule) -> Option<u32> {
        let mut best: Option<(f64, u32)> = None;
        let area = self.area_m2(at);
        for (&other, border) in &self.borders[at as usize] {
            let other_area = self.area_m2(other);
            let fit = if area + other_area <= rule.most_m2 { 1.0 } else { 0.05 * rule.most_m2 / (area + other_area) };
            let mut score = border.readiness * fit;
            if let Some(target_m2) = rule.target_m2 {
                // Positive, and half as much for each side of a piece that the other region's cost grows by.
                let perimeter = self.perimeter[other as usize];
                let joined = self.perimeter[at as usize] + perimeter - 2.0 * border.length;
                let cost = |area: f64, perimeter: f64| cost(area / target_m2, area, perimeter, rule.cut_later);
                score = border.readiness * (cost(other_area, perimeter) - cost(area + other_area, joined)).exp2();
            }
            if best.is_none_or(|it| score > it.0) {
                best = Some((score, other));
            }
        }
        best.map(|it| it.1)
    }

    /// Merges regions, the best gain first, as long as their sizes get nearer to the target by more than borders are lost.
    fn fit(&mut self, target_m2: f64, cut_later: bool) -> usize {
        let mut heap: BinaryHeap<Gain> = BinaryHeap::new();
        for at in 0..self.parent.len() as u32 {
            heap.extend(self.gains(at, target_m2, cut_later).filter(|it| it.from == at));
        }
        let mut merged = 0;
        while let Some(it) = heap.pop() {
            let now = |at: u32| self.parent[at as usize] == at;
            let areas = [self.area2[it.from as usize], self.area2[it.to as usize]];
            if !now(it.from) || !now(it.to) || areas != it.areas {
                continue;
            }
            self.join(it.from, it.to);
            merged += 1;
            heap.extend(self.gains(it.to, target_m2, cut_later));
        }
        merged
    }

    /// Returns what merging a region with each of its neighbours gains, where it gains anything; the smaller goes to the
    /// larger.
    fn gains(&self, at: u32, target_m2: f64, cut_later: bool) -> impl Iterator<Item = Gain> {
        let (side_m, area, perimeter) = (target_m2.sqrt(), self.area_m2(at), self.perimeter[at as usize]);
        let cost = move |area: f64, perimeter: f64| cost(area / target_m2, area, perimeter, cut_later);
        let own = cost(area, perimeter);
        self.borders[at as usize].iter().filter_map(move |(&other, border)| {
            let (other_area, other_perimeter) = (self.area_m2(other), self.perimeter[other as usize]);
            if border.length < LEAST_SHARED * perimeter.min(other_perimeter) {
                return None;
            }
            let together = cost(area + other_area, perimeter + other_perimeter - 2.0 * border.length);
            let loss = LOSS * (border.length - border.readiness) / side_m;
            let gain = own + cost(other_area, other_perimeter) - together - loss;
            let key = |it: u32| (self.area2[it as usize], it);
            let (from, to) = if key(at) < key(other) { (at, other) } else { (other, at) };
            // Fixed point: a total order.
            let millionths = (gain * 1e6) as i64;
            let areas = [self.area2[from as usize], self.area2[to as usize]];
            (millionths > 0).then_some(Gain { millionths, from, to, areas })
        })
    }

    /// Merges region `from` into its neighbour `to`.
    fn join(&mut self, from: u32, to: u32) {
        let (f, t) = (from as usize, to as usize);
        self.parent[f] = to;
        self.area2[t] += self.area2[f];
        let moved = std::mem::take(&mut self.borders[f]);
        let shared = self.borders[t].remove(&from).unwrap_or_default();
        self.perimeter[t] += self.perimeter[f] - 2.0 * shared.length;
        for (other, border) in moved {
            if other == to {
                continue;
            }
            self.borders[other as usize].remove(&from);
            for (this, that) in [(to, other), (other, to)] {
                let it = self.borders[this as usize].entry(that).or_default();
                it.length += border.length;
                it.readiness += border.readiness;
            }
        }
    }

    fn regions(&mut self, plane: &Plane, merged: usize) -> Regions {
        let mut number = vec![NONE; self.parent.len()];
        let mut area2 = vec![];
        let mut region = |face: u32| {
            if plane.owner[face as usize] == NONE {
                return NONE;
            }
            let root = self.root(face) as usize;
            if number[root] == NONE {
                number[root] = area2.len() as u32;
                area2.push(self.area2[root]);
            }
            number[root]
        };
        let of = (0..plane.owner.len() as u32).map(&mut region).collect();
        Regions { of, area2, merged }
    }
}
