//! Faces: what the links of a network enclose.

use model::Point;

use crate::{
    buckets::Lists,
    lattice::{cross, wedge},
    node::{Link, Network},
};

/// The face around everything.
pub(crate) const OUTSIDE: u32 = 0;

/// A network without dangles and bridges, and its faces.
pub(crate) struct Faces {
    /// The points, ascending by x, then y.
    pub(crate) points: Vec<Point>,
    /// The links that part two faces.
    pub(crate) links: Vec<Link>,
    /// The faces left and right of each link, looking from `u` to `v`.
    pub(crate) sides: Vec<[u32; 2]>,
    /// Twice the area of each face; 0 for [`OUTSIDE`].
    pub(crate) area2: Vec<i128>,
    /// How many links were dropped as dangles or bridges.
    pub(crate) dropped: usize,
}

/// Returns, for each half-edge, the next one around the face on its left.
///
/// Half-edge `2i` runs along link `i` from `u` to `v`, `2i + 1` back.
pub(crate) fn next_half_edges(points: &[Point], links: &[Link]) -> Vec<u32> {
    // The half-edges out of each point.
    let mut starts = vec![0_u32; points.len() + 1];
    for it in links {
        starts[it.u as usize + 1] += 1;
        starts[it.v as usize + 1] += 1;
    }
    for i in 0..points.len() {
        starts[i + 1] += starts[i];
    }
    let mut fill = starts.clone();
    let mut out = vec![0_u32; 2 * links.len()];
    for (it, half) in links.iter().zip((0_u32..).step_by(2)) {
        for (from, half) in [(it.u, half), (it.v, half + 1)] {
            let at = &mut fill[from as usize];
            out[*at as usize] = half;
            *at += 1;
        }
    }
    let mut next = vec![0; out.len()];
    for (i, from) in points.iter().enumerate() {
        let fan = &mut out[starts[i] as usize..starts[i + 1] as usize];
        if fan.len() > 2 {
            let head = |half: u32| {
                let it = &links[half as usize / 2];
                points[if half & 1 == 0 { it.v } else { it.u } as usize]
            };
            // Even half-edges point east or due north, odd ones west or due south: counter-clockwise from due south.
            fan.sort_unstable_by(|&s, &t| (s & 1).cmp(&(t & 1)).then_with(|| 0.cmp(&cross(*from, head(s), head(t)))));
        }
        // Arriving by the twin of a half-edge, the face on the left goes on with the neighbour clockwise.
        let Some(mut before) = fan.last().copied() else { continue };
        for half in fan {
            next[(*half ^ 1) as usize] = before;
            before = *half;
        }
    }
    next
}

/// Takes the links that are not kept out of `next`, and numbers the rest anew.
fn without(next: &[u32], kept: &[bool]) -> Vec<u32> {
    let mut number = 0;
    let numbers: Vec<u32> = kept
        .iter()
        .map(|kept| {
            number += u32::from(*kept);
            number.wrapping_sub(1)
        })
        .collect();
    let mut out = Vec::with_capacity(2 * number as usize);
    for half in (0..next.len()).filter(|half| kept[half / 2]) {
        let mut at = next[half];
        // Past a dropped half-edge comes its neighbour clockwise, to which its twin would lead.
        while !kept[at as usize / 2] {
            at = next[(at ^ 1) as usize];
        }
        out.push(2 * numbers[at as usize / 2] + (at & 1));
    }
    out
}

/// Numbers the cycles of `next`; returns the cycle of each half-edge and how many there are.
fn cycles(next: &[u32]) -> (Vec<u32>, usize) {
    let mut cycle = vec![u32::MAX; next.len()];
    let mut count = 0;
    for start in 0..next.len() {
        if cycle[start] != u32::MAX {
            continue;
        }
        let mut at = start;
        while cycle[at] == u32::MAX {
            cycle[at] = count as u32;
            at = next[at] as usize;
        }
        count += 1;
    }
    (cycle, count)
}

/// Finds the faces. A link with the same face on both sides (a dangle or a bridge) is dropped.
pub(crate) fn faces(network: Network) -> Faces {
    let Network { points, mut links, .. } = network;
    let next = next_half_edges(&points, &links);
    let (mut cycle, mut count) = cycles(&next);
    let before = links.len();
    let kept: Vec<bool> = cycle.chunks_exact(2).map(|it| it[0] != it[1]).collect();
    let mut at = kept.iter();
    links.retain(|_| at.next().is_some_and(|it| *it));
    let dropped = before - links.len();
    if dropped > 0 {
        (cycle, count) = cycles(&without(&next, &kept));
    }
    let mut cycle2 = vec![0_i128; count];
    let mut least = vec![u32::MAX; count];
    for (it, pair) in links.iter().zip(cycle.chunks_exact(2)) {
        let part = i128::from(wedge(points[it.u as usize], points[it.v as usize]));
        cycle2[pair[0] as usize] += part;
        cycle2[pair[1] as usize] -= part;
        for side in pair {
            least[*side as usize] = least[*side as usize].min(it.u);
        }
    }
    // Counter-clockwise cycles are faces; clockwise ones are the rims of components, holes of the face around them.
    let mut face = vec![OUTSIDE; count];
    let mut area2 = vec![0_i128];
    for i in 0..count {
        if cycle2[i] > 0 {
            face[i] = area2.len() as u32;
            area2.push(cycle2[i]);
        }
    }
    let mut rims: Vec<usize> = (0..count).filter(|&i| cycle2[i] < 0).collect();
    if rims.len() > 1 {
        // West to east: what a ray to the west meets has been placed before.
        rims.sort_unstable_by_key(|&i| least[i]);
        let rays = Rays::new(&points, &links);
        for i in rims {
            if let Some(half) = rays.west_of(least[i]) {
                face[i] = face[cycle[half as usize] as usize];
                if face[i] != OUTSIDE {
                    area2[face[i] as usize] += cycle2[i];
                }
            }
        }
    }
    let sides = cycle.chunks_exact(2).map(|it| [face[it[0] as usize], face[it[1] as usize]]).collect();
    Faces { points, links, sides, area2, dropped }
}

/// Exact rays to the west, over links kept in horizontal slabs.
struct Rays<'a> {
    points: &'a [Point],
    links: &'a [Link],
    slabs: Lists,
    south: i64,
    height: i64,
}

impl<'a> Rays<'a> {
    fn new(points: &'a [Point], links: &'a [Link]) -> Self {
        let y = |at: u32| i64::from(points[at as usize].y);
        let (mut south, mut north) = (i64::MAX, i64::MIN);
        for it in links {
            south = south.min(y(it.u)).min(y(it.v));
            north = north.max(y(it.u)).max(y(it.v));
        }
        let count = ((links.len() as f64).sqrt() as i64 * 4).clamp(1, 20_000);
        let height = ((north - south) / count + 1).max(1);
        let mut pairs = vec![];
        for (i, it) in links.iter().enumerate() {
            let (low, high) = (y(it.u).min(y(it.v)), y(it.u).max(y(it.v)));
            if low < high {
                pairs.extend(((low - south) / height..=(high - south) / height).map(|slab| (slab as u32, i as u32)));
            }
        }
        let slabs = Lists::new(((north - south) / height + 1) as usize, &pairs);
        Self { points, links, slabs, south, height }
    }

    /// Returns the half-edge that a ray from just above a point to the west meets first, seen from its left.
    fn west_of(&self, point: u32) -> Option<u32> {
        let from = self.points[point as usize];
        let y = i64::from(from.y);
        // The place met as a fraction `x = num / den`, the slope `run / den` and the half-edge.
        let mut best: Option<(i128, i128, i128, u32)> = None;
        for &i in self.slabs.get(((y - self.south) / self.height) as usize) {
            let it = &self.links[i as usize];
            let (u, v) = (self.points[it.u as usize], self.points[it.v as usize]);
            if (u.y <= from.y) == (v.y <= from.y) {
                continue;
            }
            let (low, high, half) = if u.y < v.y { (u, v, 2 * i + 1) } else { (v, u, 2 * i) };
            if cross(low, high, from) >= 0 {
                continue;
            }
            let den = i128::from(high.y) - i128::from(low.y);
            let run = i128::from(high.x) - i128::from(low.x);
            let num = i128::from(low.x) * den + i128::from(y - i64::from(low.y)) * run;
            // Two links that start at the same place on the ray: the one further east just above it.
            if best.is_none_or(|(n, d, r, _)| (num * d, run * d) > (n * den, r * den)) {
                best = Some((num, den, run, half));
            }
        }
        best.map(|it| it.3)
    }
}
