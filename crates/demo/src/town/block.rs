//! Blocks: rings between streets, and how they are cut.

use crate::{
    dice::Dice,
    plane::{V, area, bounds, centre, distance_to, distance_to_ring, edges, inside, meet, nearest, v},
};

/// Ground between streets. The ring runs counter-clockwise; `half[i]` is half the width of the street along the edge from
/// corner `i` to the next.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub ring: Vec<V>,
    pub half: Vec<f64>,
}

/// A place on a block's ring.
#[derive(Clone, Copy, Debug)]
pub(super) struct Foot {
    pub at: V,
    pub edge: usize,
}

/// A line across a block, from ring to ring.
#[derive(Clone, Debug)]
pub(super) struct Chord {
    pub from: Foot,
    pub middle: Vec<V>,
    pub to: Foot,
}

impl Chord {
    pub(super) fn line(&self) -> Vec<V> {
        std::iter::once(self.from.at).chain(self.middle.iter().copied()).chain([self.to.at]).collect()
    }
}

impl Block {
    pub(super) fn area(&self) -> f64 {
        area(&self.ring)
    }

    pub(super) fn centre(&self) -> V {
        centre(&self.ring)
    }

    /// The direction of the long axis of the least box around the block, in radians.
    pub(super) fn axis(&self) -> f64 {
        let mut best = (f64::INFINITY, 0.0);
        for step in 0..18 {
            let angle = f64::from(step) * std::f64::consts::PI / 36.0;
            let (low, high) = bounds(&self.ring, angle);
            let size = high - low;
            let angle = if size.x >= size.y { angle } else { angle + std::f64::consts::FRAC_PI_2 };
            if size.x * size.y < best.0 {
                best = (size.x * size.y, angle);
            }
        }
        best.1
    }

    /// The stretch of the line through `at` along `direction` that lies in the block around `at`.
    pub(super) fn across(&self, at: V, direction: V) -> Option<(Foot, Foot)> {
        let mut hits: Vec<(f64, usize)> = Vec::new();
        for (edge, (a, b)) in edges(&self.ring).enumerate() {
            let (sa, sb) = (direction.cross(a - at), direction.cross(b - at));
            if (sa > 0.0) != (sb > 0.0) {
                let p = a + (b - a) * (sa / (sa - sb));
                hits.push(((p - at).dot(direction), edge));
            }
        }
        let before = hits.iter().filter(|it| it.0 <= 0.0).max_by(|a, b| a.0.total_cmp(&b.0))?;
        let after = hits.iter().filter(|it| it.0 > 0.0).min_by(|a, b| a.0.total_cmp(&b.0))?;
        let odd = hits.iter().filter(|it| it.0 > 0.0).count() % 2 == 1;
        let foot = |hit: &(f64, usize)| {
            let (a, b) = (self.ring[hit.1], self.ring[(hit.1 + 1) % self.ring.len()]);
            Foot { at: nearest(at + direction * hit.0, a, b), edge: hit.1 }
        };
        odd.then(|| (foot(before), foot(after)))
    }

    /// Moves a foot onto `at` if that lies on the ring.
    pub(super) fn foot_at(&self, at: V) -> Option<Foot> {
        let on = edges(&self.ring).position(|(a, b)| distance_to(at, a, b) < 1e-4)?;
        Some(Foot { at, edge: on })
    }

    /// Whether the ring turns sharply within `reach` of `at`.
    pub(super) fn near_corner(&self, at: V, reach: f64) -> bool {
        let n = self.ring.len();
        (0..n).filter(|&i| self.ring[i].distance(at) < reach).any(|i| {
            let (before, after) = (self.ring[i] - self.ring[(i + n - 1) % n], self.ring[(i + 1) % n] - self.ring[i]);
            before.unit().dot(after.unit()) < 0.88
        })
    }

    /// Whether the chord meets the ring at its ends at no less than about `degrees` and keeps inside.
    pub(super) fn takes(&self, chord: &Chord, degrees: f64, distance: f64) -> bool {
        let line = chord.line();
        let n = self.ring.len();
        let steep = |foot: &Foot, along: V| {
            let edge = self.ring[(foot.edge + 1) % n] - self.ring[foot.edge];
            along.unit().cross(edge.unit()).abs() >= degrees.to_radians().sin()
        };
        let last = line.len() - 1;
        if !steep(&chord.from, line[1] - line[0]) || !steep(&chord.to, line[last] - line[last - 1]) {
            return false;
        }
        let whole = line[0].distance(line[last]);
        line.windows(2).all(|pair| {
            (1..6).all(|step| {
                let p = pair[0] + (pair[1] - pair[0]) * (f64::from(step) / 6.0);
                let to_end = p.distance(line[0]).min(p.distance(line[last]));
                inside(&self.ring, p) && distance_to_ring(&self.ring, p) > distance.min(to_end * 0.5).min(whole * 0.2)
            })
        })
    }

    /// Cuts the block along the chord, beside a street of half width `half`.
    pub(super) fn cut(&self, chord: &Chord, half: f64) -> (Block, Block) {
        let line = chord.line();
        let reversed: Vec<V> = line.iter().rev().copied().collect();
        (
            self.side(&line, chord.to.edge, chord.from.edge, half),
            self.side(&reversed, chord.from.edge, chord.to.edge, half),
        )
    }

    /// The ring of `line` and the block's border from the line's end (on edge `leave`) to its beginning (on edge `arrive`).
    fn side(&self, line: &[V], leave: usize, arrive: usize, half: f64) -> Block {
        let n = self.ring.len();
        let mut out = Block { ring: Vec::new(), half: Vec::new() };
        for p in &line[..line.len() - 1] {
            out.push(*p, half);
        }
        out.push(line[line.len() - 1], self.half[leave]);
        // Along one and the same edge the border from end to beginning either goes on directly or all the way round.
        let start = self.ring[leave];
        let direct = leave == arrive && (line[0] - start).len() >= (line[line.len() - 1] - start).len();
        if !direct {
            let mut at = (leave + 1) % n;
            loop {
                out.push(self.ring[at], self.half[at]);
                if at == arrive {
                    break;
                }
                at = (at + 1) % n;
            }
        }
        if out.ring.len() > 1 && out.ring[0].distance(out.ring[out.ring.len() - 1]) < 1e-6 {
            out.ring.pop();
            out.half.pop();
        }
        out
    }

    fn push(&mut self, p: V, half: f64) {
        match self.ring.last() {
            Some(last) if last.distance(p) < 1e-6 => {
                let at = self.half.len() - 1;
                self.half[at] = half;
            }
            _ => {
                self.ring.push(p);
                self.half.push(half);
            }
        }
    }

    /// The ring moved inwards from the kerbs by `distance`; `None` when little or nothing is left.
    pub(super) fn inset(&self, distance: f64) -> Option<Vec<V>> {
        let (ring, half) = self.simple();
        let n = ring.len();
        if n < 3 {
            return None;
        }
        let mut out = Vec::with_capacity(n);
        for i in 0..n {
            let (before, here, after) = (ring[(i + n - 1) % n], ring[i], ring[(i + 1) % n]);
            let (d0, d1) = ((here - before).unit(), (after - here).unit());
            let (o0, o1) = (half[(i + n - 1) % n] + distance, half[i] + distance);
            let cross = d0.cross(d1);
            let moved = if cross.abs() < 0.2 && d0.dot(d1) > 0.0 {
                here + (d0 + d1).unit().left() * f64::midpoint(o0, o1)
            } else if cross.abs() < 0.2 {
                return None;
            } else {
                // Meeting point of the two moved edges.
                let (p, q) = (here + d0.left() * o0, here + d1.left() * o1);
                let reach = (q - p).cross(d1) / cross;
                let limit = 4.0 * o0.max(o1);
                p + d0 * reach.clamp(-limit, limit)
            };
            out.push(moved);
        }
        // An edge that turned round was eaten up by its neighbours.
        let kept: Vec<V> = (0..n)
            .filter(|&i| {
                let forward = |a: usize, b: usize| (out[b] - out[a]).dot(ring[b] - ring[a]) > 0.0;
                forward((i + n - 1) % n, i) || forward(i, (i + 1) % n)
            })
            .map(|i| out[i])
            .filter(|it| inside(&self.ring, *it))
            .collect();
        let kept = untangled(kept)?;
        let left = area(&kept);
        (kept.len() >= 3 && left > 60.0 && left < self.area()).then_some(kept)
    }

    /// The ring without corners that hardly turn and edges of the same street shorter than a few metres.
    fn simple(&self) -> (Vec<V>, Vec<f64>) {
        let n = self.ring.len();
        let keep: Vec<usize> = (0..n)
            .filter(|&i| {
                let (before, here, after) = (self.ring[(i + n - 1) % n], self.ring[i], self.ring[(i + 1) % n]);
                let straight = (here - before).unit().cross((after - here).unit()).abs() < 0.01
                    && (here - before).dot(after - here) > 0.0;
                !(straight && (self.half[i] - self.half[(i + n - 1) % n]).abs() < 0.1)
            })
            .collect();
        (keep.iter().map(|&i| self.ring[i]).collect(), keep.iter().map(|&i| self.half[i]).collect())
    }
}

/// Takes out the small loops that moving inwards leaves at corners; `None` when they do not end.
fn untangled(mut ring: Vec<V>) -> Option<Vec<V>> {
    for _ in 0..16 {
        let n = ring.len();
        let crossing = (0..n).find_map(|i| {
            let later = (i + 2..n).filter(|j| !(i == 0 && *j == n - 1));
            later.into_iter().find(|&j| meet(ring[i], ring[i + 1], ring[j], ring[(j + 1) % n])).map(|j| (i, j))
        });
        let Some((i, j)) = crossing else { return Some(ring) };
        let (start, other) = (ring[i], ring[j]);
        let (along, across) = (ring[i + 1] - start, ring[(j + 1) % n] - other);
        let cross = along.cross(across);
        let at = if cross.abs() < 1e-9 { ring[i + 1] } else { start + along * ((other - start).cross(across) / cross) };
        // The smaller of the two loops goes.
        let inner: Vec<V> = std::iter::once(at).chain(ring[i + 1..=j].iter().copied()).collect();
        let outer: Vec<V> = ring[..=i].iter().copied().chain([at]).chain(ring[j + 1..].iter().copied()).collect();
        ring = if area(&inner) > area(&outer) { inner } else { outer };
    }
    None
}

/// How a block is cut.
#[derive(Clone, Copy, Debug)]
pub(super) struct CutStyle {
    /// How far a cut may turn from the block's axes, in radians.
    pub turn: f64,
    /// How far from the middle, as a part of the length.
    pub shift: f64,
    /// Bow or kink in the middle, as a part of the cut's length.
    pub bow: f64,
    /// The least distance of a junction from a corner, in metres.
    pub corner: f64,
    /// Within how many metres a cut is drawn to an existing junction.
    pub reach: f64,
}

/// Finds a cut across the block's long axis. `junction` finds a junction near a place on the ring.
pub(super) fn find_cut(
    block: &Block,
    style: &CutStyle,
    dice: &mut Dice,
    junction: impl Fn(V, f64) -> Option<V>,
) -> Option<Chord> {
    let axis = block.axis();
    let (low, high) = bounds(&block.ring, axis);
    let whole = block.area();
    for attempt in 0..28 {
        let patience = f64::from(attempt) / 28.0;
        let along = 0.5 + style.shift * dice.range(-1.0, 1.0);
        // Late attempts try across the short axis as well.
        let across_short = attempt > 18 && attempt % 3 == 0;
        let at = v(low.x + (high.x - low.x) * along, f64::midpoint(low.y, high.y)).turned(axis);
        let angle =
            axis + style.turn * dice.range(-1.0, 1.0) + if across_short { 0.0 } else { std::f64::consts::FRAC_PI_2 };
        let at = if inside(&block.ring, at) { at } else { block.centre() };
        let Some((from, to)) = block.across(at, v(1.0, 0.0).turned(angle)) else { continue };
        let settle = |foot: Foot| match junction(foot.at, style.reach) {
            Some(it) => block.foot_at(it),
            None => Some(foot),
        };
        let (Some(from), Some(to)) = (settle(from), settle(to)) else { continue };
        let near = |foot: &Foot| block.near_corner(foot.at, style.corner * (1.0 - 0.4 * patience));
        let span = to.at - from.at;
        if near(&from) || near(&to) || span.len() < style.corner * 1.5 {
            continue;
        }
        let mut chord = Chord { from, middle: Vec::new(), to };
        let bow = span.left() * (style.bow * dice.range(-1.0, 1.0));
        let steps = (span.len() / 28.0).floor().min(9.0) as usize;
        chord.middle = (1..=steps)
            .map(|step| {
                let t = step as f64 / (steps + 1) as f64;
                from.at + span * t + bow * (4.0 * t * (1.0 - t))
            })
            .collect();
        if !block.takes(&chord, 58.0 - 22.0 * patience, style.corner * 0.8) {
            chord.middle.clear();
            if !block.takes(&chord, 58.0 - 22.0 * patience, style.corner * 0.8) {
                continue;
            }
        }
        let (one, two) = block.cut(&chord, 0.0);
        if one.area().min(two.area()) > whole * 0.24 {
            return Some(chord);
        }
    }
    None
}
