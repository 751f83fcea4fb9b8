//! Puts the ways of a multipolygon relation together to rings, by the numbers of their end nodes.

use std::collections::BTreeMap;

/// Returns the closed rings that the ways form, and how many ways are left over. Deterministic: ways are taken in their order,
/// and where more than two ways meet, the first in order goes on.
pub(super) fn rings(ways: &[&[i64]]) -> (Vec<Vec<i64>>, usize) {
    let mut by_end: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (at, way) in ways.iter().enumerate() {
        for end in [way.first(), way.last()].into_iter().flatten() {
            by_end.entry(*end).or_default().push(at);
        }
    }
    let mut used = vec![false; ways.len()];
    let (mut rings, mut left) = (Vec::new(), 0);
    for start in 0..ways.len() {
        if used[start] || ways[start].len() < 2 {
            continue;
        }
        used[start] = true;
        let mut ring = ways[start].to_vec();
        let mut parts = 1;
        while ring[0] != ring[ring.len() - 1] {
            let end = ring[ring.len() - 1];
            let Some(&next) = by_end[&end].iter().find(|it| !used[**it]) else { break };
            used[next] = true;
            parts += 1;
            if ways[next][0] == end {
                ring.extend(&ways[next][1..]);
            } else {
                ring.extend(ways[next].iter().rev().skip(1));
            }
        }
        if ring[0] == ring[ring.len() - 1] && ring.len() > 3 {
            rings.push(ring);
        } else {
            left += parts;
        }
    }
    (rings, left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_in_any_order_and_direction_form_a_ring() {
        let (rings, left) = rings(&[&[1, 2, 3], &[5, 4, 3], &[5, 1]]);
        assert_eq!((rings, left), (vec![vec![1, 2, 3, 4, 5, 1]], 0));
    }

    #[test]
    fn several_rings_are_told_apart() {
        let (rings, left) = rings(&[&[1, 2], &[7, 8, 9, 7], &[2, 3, 1]]);
        assert_eq!((rings, left), (vec![vec![1, 2, 3, 1], vec![7, 8, 9, 7]], 0));
    }

    #[test]
    fn what_does_not_close_is_left_over() {
        assert_eq!(rings(&[&[1, 2], &[2, 3], &[], &[4], &[6, 6]]), (vec![], 3));
    }
}
