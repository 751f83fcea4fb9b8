//! Strokes: nameless links that go on in each other.

use model::{Point, RoadClass};

use super::network::Network;

/// How far along a link its direction at an end is taken, in metres: short first legs say little about where it goes.
const AHEAD_M: f64 = 10.0;
/// The cosine of the greatest deflection, 45°.
const COS_LIMIT: f64 = std::f64::consts::FRAC_1_SQRT_2;
/// At nodes with more nameless ends of a class than this nothing goes on; no crossing on earth has as many.
const CROWD: usize = 32;

/// One end of a nameless link.
#[derive(Clone, Copy, Debug, PartialEq)]
struct End {
    node: u32,
    class: RoadClass,
    slip: bool,
    link: u32,
    /// The direction away from the node.
    toward: (f64, f64),
}

/// Returns the pairs of links that go on in each other.
pub(super) fn strokes(network: &Network<'_>) -> Vec<(u32, u32)> {
    let mut ends = Vec::new();
    for (at, link) in (0..).zip(&network.links).filter(|(_, it)| it.name.is_none()) {
        let [first, last] = link.ends();
        let forward = toward(link.nodes.iter().map(|it| network.point(*it)));
        let backward = toward(link.nodes.iter().rev().map(|it| network.point(*it)));
        let (class, slip) = (link.class, link.slip);
        ends.push(End { node: first, class, slip, link: at, toward: forward });
        ends.push(End { node: last, class, slip, link: at, toward: backward });
    }
    ends.sort_by_key(|it| (it.node, it.class, it.slip, it.link));
    let mut pairs = Vec::new();
    for group in ends.chunk_by(|a, b| (a.node, a.class, a.slip) == (b.node, b.class, b.slip)) {
        let nothing_else = network.degrees[group[0].node as usize] == 2;
        pair(group, if nothing_else { -2.0 } else { COS_LIMIT }, &mut pairs);
    }
    pairs
}

/// Pairs the ends at one node, the least deflection first; `cos_limit` is that of the greatest.
fn pair(ends: &[End], cos_limit: f64, pairs: &mut Vec<(u32, u32)>) {
    if ends.len() < 2 || ends.len() > CROWD {
        return;
    }
    let mut choices = Vec::new();
    for (a, one) in ends.iter().enumerate() {
        for (b, other) in ends.iter().enumerate().skip(a + 1) {
            let cos = -(one.toward.0 * other.toward.0 + one.toward.1 * other.toward.1);
            if one.link != other.link && cos > cos_limit {
                choices.push((cos, a, b));
            }
        }
    }
    choices.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut taken = vec![false; ends.len()];
    for (_, a, b) in choices {
        if !taken[a] && !taken[b] {
            (taken[a], taken[b]) = (true, true);
            pairs.push((ends[a].link, ends[b].link));
        }
    }
}

/// Returns the unit vector from the first point to the first one [`AHEAD_M`] away, or to the last.
fn toward(mut line: impl Iterator<Item = Point>) -> (f64, f64) {
    let Some(start) = line.next() else { return (0.0, 0.0) };
    let mut vector = (0.0, 0.0);
    for point in line {
        let away = start.distance_m(point);
        if away > 0.0 {
            let part = |a: i32, b: i32| (f64::from(b) - f64::from(a)) / Point::PER_METRE / away;
            vector = (part(start.x, point.x), part(start.y, point.y));
        }
        if away >= AHEAD_M {
            break;
        }
    }
    vector
}
