//! Cuts lines and rings at a tile's edge.

use crate::mvt::{EXTENT, Position};

/// How far beyond its edge a tile draws, in tile units, so that strokes meet across tiles.
pub(crate) const BUFFER: i32 = 64;

/// A position that may lie far outside the tile.
pub(crate) type Far = [i64; 2];

const LOW: i64 = -(BUFFER as i64);
const HIGH: i64 = (EXTENT + BUFFER) as i64;

fn inside(at: Far) -> bool {
    at.iter().all(|it| (LOW..=HIGH).contains(it))
}

fn near(at: Far) -> Position {
    [at[0] as i32, at[1] as i32]
}

/// Returns where the edge from `a` to `b` crosses `axis` = `limit`. The same for `b` to `a`, so that neighbours that
/// share an edge are cut at the same place.
fn crossing(a: Far, b: Far, axis: usize, limit: i64) -> Far {
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    let other = 1 - axis;
    // Over a positive number, for what is divided by a negative one is rounded the other way.
    let sign = i128::from((b[axis] - a[axis]).signum());
    let along = sign * i128::from(b[axis] - a[axis]);
    let across = sign * i128::from(b[other] - a[other]) * i128::from(limit - a[axis]);
    let mut at = [limit; 2];
    // Rounded to the nearest, halves up.
    at[other] = a[other] + (2 * across + along).div_euclid(2 * along) as i64;
    at
}

/// Returns the part of an open ring inside the tile and its buffer, by Sutherland and Hodgman; parts that were apart
/// hang together along the edge of the buffer, where nobody looks.
pub(crate) fn ring(mut ring: Vec<Far>) -> Vec<Position> {
    if ring.iter().all(|it| inside(*it)) {
        return ring.into_iter().map(near).collect();
    }
    for (axis, limit, sign) in [(0, LOW, 1), (0, HIGH, -1), (1, LOW, 1), (1, HIGH, -1)] {
        let keeps = |at: Far| (at[axis] - limit) * sign >= 0;
        let mut kept = Vec::with_capacity(ring.len() + 4);
        let Some(mut previous) = ring.last().copied() else { return Vec::new() };
        for it in ring {
            if keeps(it) != keeps(previous) {
                kept.push(crossing(previous, it, axis, limit));
            }
            if keeps(it) {
                kept.push(it);
            }
            previous = it;
        }
        ring = kept;
    }
    ring.into_iter().map(near).collect()
}

/// Returns the parts of a line inside the tile and its buffer.
pub(crate) fn line(line: &[Far]) -> Vec<Vec<Position>> {
    if line.iter().all(|it| inside(*it)) {
        return vec![line.iter().copied().map(near).collect()];
    }
    let mut parts: Vec<Vec<Position>> = Vec::new();
    let mut open = false;
    for pair in line.windows(2) {
        let Some((from, to)) = piece(pair[0], pair[1]) else {
            open = false;
            continue;
        };
        match parts.last_mut() {
            Some(part) if open => part.push(near(to)),
            _ => parts.push(vec![near(from), near(to)]),
        }
        open = to == pair[1];
    }
    parts
}

/// Returns the part of one edge inside, cut limit by limit.
fn piece(mut from: Far, mut to: Far) -> Option<(Far, Far)> {
    let (a, b) = (from, to);
    for (axis, limit, sign) in [(0, LOW, 1), (0, HIGH, -1), (1, LOW, 1), (1, HIGH, -1)] {
        let keeps = |at: Far| (at[axis] - limit) * sign >= 0;
        match (keeps(from), keeps(to)) {
            (true, true) => {}
            (false, false) => return None,
            (true, false) => to = crossing(a, b, axis, limit),
            (false, true) => from = crossing(a, b, axis, limit),
        }
    }
    // An edge that misses a corner by less than a unit may seem to touch it at the first limit, and does not at the next.
    (inside(from) && inside(to)).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::mvt::area2;

    #[test]
    fn a_square_around_the_tile_becomes_the_tile_with_its_buffer() {
        let around = [[-9_000, -9_000], [9_000, -9_000], [9_000, 9_000], [-9_000, 9_000]];
        let side = i64::from(EXTENT + 2 * BUFFER);
        assert_eq!(area2(&ring(around.to_vec())), 2 * side * side);
    }

    #[test]
    fn a_ring_beside_the_tile_leaves_nothing() {
        assert_eq!(area2(&ring(vec![[5_000, 0], [6_000, 0], [6_000, 900]])), 0);
        assert!(line(&[[5_000, 0], [6_000, 900]]).is_empty());
    }

    #[test]
    fn a_line_that_leaves_and_returns_falls_into_two_parts() {
        let parts = line(&[[100, 100], [5_000, 100], [5_000, 200], [100, 200]]);
        assert_eq!(parts, [[[100, 100], [4_160, 100]], [[4_160, 200], [100, 200]]]);
    }

    #[test]
    fn a_line_across_the_whole_world_does_no_harm() {
        let far = 1_i64 << 32;
        assert_eq!(line(&[[-far, -far], [far, far]]), [[[-64, -64], [4_160, 4_160]]]);
    }

    #[test]
    fn an_edge_that_misses_a_corner_by_less_than_a_unit_leaves_nothing() {
        assert!(line(&[[6_808, 3_821], [-32_035, 8_795]]).is_empty());
        assert!(line(&[[6_000, 4_142], [-30_000, 4_502]]).is_empty());
    }

    #[test]
    fn a_crossing_is_rounded_to_the_nearest_whichever_way_the_edge_runs() {
        for (a, b, at) in [([0, 0], [10, 3], 1), ([0, 0], [10, -3], -1), ([0, 10], [3, 0], 2), ([0, 10], [-3, 0], -2)] {
            let axis = usize::from(a != [0, 0]);
            let found = crossing(a, b, axis, 4);
            assert_eq!((found[axis], found[1 - axis]), (4, at), "{a:?} {b:?}");
            assert_eq!(crossing(b, a, axis, 4), found);
        }
    }

    proptest! {
        #[test]
        fn both_sides_of_a_border_are_cut_at_the_same_place(a: [i16; 2], b: [i16; 2]) {
            let (a, b) = (a.map(i64::from), b.map(i64::from));
            let back: Vec<Vec<_>> = line(&[b, a]).into_iter().map(|mut it| { it.reverse(); it }).collect();
            let there = line(&[a, b]);
            prop_assert!(there.iter().flatten().all(|it| inside(it.map(i64::from))));
            prop_assert_eq!(there, back);
        }
    }
}
