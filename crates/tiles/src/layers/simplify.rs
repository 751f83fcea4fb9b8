//! Ranks the points of a line by the lowest zoom that shows them.

use crate::{TileId, WorldPoint};

/// How far a line may stray from its true course, in tile units: half a pixel where a tile is 512 pixels wide.
const TOLERANCE: f64 = 4.0;

/// Returns the lowest zoom at which `distance` world units are more than the tolerance.
fn zoom_for(distance: f64) -> u8 {
    let deepest = TileId::MAX_ZOOM;
    // At the deepest zoom a tile unit is a world unit; each zoom up doubles it. A cast from a float saturates.
    let up = (distance / TOLERANCE).log2().floor().max(0.0) as u8;
    deepest - up.min(deepest)
}

/// Ranks a line by Douglas and Peucker: both ends show always, every point shows at the deepest zoom, and what one zoom
/// shows the next shows too.
pub(super) fn ranks(line: &[WorldPoint]) -> Vec<u8> {
    let mut ranks = vec![0; line.len()];
    if line.is_empty() {
        return ranks;
    }
    let mut spans = vec![(0, line.len() - 1, 0_u8)];
    while let Some((first, last, at_least)) = spans.pop() {
        let mut farthest = None;
        for at in first + 1..last {
            let distance = distance(line[at], line[first], line[last]);
            if farthest.is_none_or(|(_, most)| distance > most) {
                farthest = Some((at, distance));
            }
        }
        if let Some((at, distance)) = farthest {
            ranks[at] = zoom_for(distance).max(at_least);
            spans.push((first, at, ranks[at]));
            spans.push((at, last, ranks[at]));
        }
    }
    ranks
}

/// Ranks an open ring between its least point and the point farthest from it.
pub(super) fn ring_ranks(ring: &[WorldPoint]) -> Vec<u8> {
    let Some(least) = (0..ring.len()).min_by_key(|it| ring[*it]) else { return Vec::new() };
    let mut turned = ring.to_vec();
    turned.rotate_left(least);
    let apart = |it: &usize| {
        let (dx, dy) = difference(turned[*it], turned[0]);
        (dx * dx + dy * dy, turned[*it])
    };
    let across = (0..turned.len()).max_by(|a, b| apart(a).partial_cmp(&apart(b)).unwrap_or(std::cmp::Ordering::Equal));
    let across = across.unwrap_or(0);
    turned.push(turned[0]);
    let mut all = ranks(&turned[..=across]);
    all.pop();
    all.extend(ranks(&turned[across..]));
    all.pop();
    all.rotate_right(least);
    all
}

fn difference(a: WorldPoint, b: WorldPoint) -> (f64, f64) {
    (f64::from(a.x) - f64::from(b.x), f64::from(a.y) - f64::from(b.y))
}

/// Returns the distance of a point from the edge `a`–`b`.
fn distance(point: WorldPoint, a: WorldPoint, b: WorldPoint) -> f64 {
    let (edge, to) = (difference(b, a), difference(point, a));
    let length2 = edge.0 * edge.0 + edge.1 * edge.1;
    let along = if length2 > 0.0 { ((to.0 * edge.0 + to.1 * edge.1) / length2).clamp(0.0, 1.0) } else { 0.0 };
    (to.0 - along * edge.0).hypot(to.1 - along * edge.1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line() -> impl Strategy<Value = Vec<WorldPoint>> {
        prop::collection::vec((0_u32..1 << 20, 0_u32..1 << 20).prop_map(|(x, y)| WorldPoint { x, y }), 0..40)
    }

    proptest! {
        #[test]
        fn no_point_strays_from_the_simplified_line_by_more_than_the_tolerance(line in line(), z in 6_u8..20) {
            let ranks = ranks(&line);
            let kept: Vec<usize> = (0..line.len()).filter(|it| ranks[*it] <= z).collect();
            for pair in kept.windows(2) {
                for at in pair[0]..pair[1] {
                    let unit = f64::from(1_u32 << (20 - z));
                    let strays = distance(line[at], line[pair[0]], line[pair[1]]);
                    prop_assert!(strays <= TOLERANCE * unit, "{strays} at zoom {z}");
                }
            }
        }

        #[test]
        fn the_deepest_zoom_shows_every_point_and_every_zoom_both_ends(line in line()) {
            let ranks = ranks(&line);
            prop_assert!(ranks.iter().all(|it| *it <= TileId::MAX_ZOOM));
            prop_assert!(ranks.first().is_none_or(|it| *it == 0) && ranks.last().is_none_or(|it| *it == 0));
        }

        #[test]
        fn a_ring_is_ranked_alike_wherever_it_starts(mut ring in line(), by in 0_usize..40) {
            ring.sort_unstable();
            ring.dedup();
            prop_assume!(ring.len() > 2);
            let by = by % ring.len();
            let mut turned = ring.clone();
            turned.rotate_left(by);
            let mut expected = ring_ranks(&ring);
            expected.rotate_left(by);
            prop_assert_eq!(ring_ranks(&turned), expected);
        }
    }
}
