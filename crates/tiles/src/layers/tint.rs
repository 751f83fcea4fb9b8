//! Colours duty grids so that neighbours differ.

use std::collections::BTreeSet;

/// How many tints there are.
pub(super) const TINTS: usize = 8;

/// Colours the nodes `0..count` so that the two ends of each pair differ, as far as eight tints can: a map of connected
/// areas never needs more than six this way (each has a neighbour list of five or less once the others are taken off,
/// Euler), and what is torn into many pieces takes the tint that the fewest neighbours have.
///
/// Nodes are taken off by least neighbours and coloured in reverse (smallest-last); of the tints that are free the one
/// used least is taken, so that the map shows all of them.
pub(super) fn colour(count: usize, pairs: &BTreeSet<(usize, usize)>) -> Vec<u8> {
    let mut around: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (a, b) in pairs.iter().filter(|it| it.0 != it.1) {
        around[*a].push(*b);
        around[*b].push(*a);
    }
    let mut left: Vec<usize> = around.iter().map(Vec::len).collect();
    let mut queue: BTreeSet<(usize, usize)> = left.iter().enumerate().map(|(at, degree)| (*degree, at)).collect();
    let mut order = Vec::with_capacity(count);
    while let Some((_, at)) = queue.pop_first() {
        order.push(at);
        for next in &around[at] {
            if queue.remove(&(left[*next], *next)) {
                left[*next] -= 1;
                queue.insert((left[*next], *next));
            }
        }
    }
    let mut tints: Vec<Option<usize>> = vec![None; count];
    let mut used = [0_usize; TINTS];
    for at in order.into_iter().rev() {
        let mut taken = [0_usize; TINTS];
        for next in &around[at] {
            if let Some(tint) = tints[*next] {
                taken[tint] += 1;
            }
        }
        let best = (0..TINTS).min_by_key(|it| (taken[*it], used[*it])).unwrap_or(0);
        used[best] += 1;
        tints[at] = Some(best);
    }
    tints.into_iter().map(|it| it.unwrap_or(0) as u8).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn eight_that_all_touch_all_differ() {
        let pairs = (0..8).flat_map(|a| (0..a).map(move |b| (b, a))).collect();
        let tints: BTreeSet<_> = colour(8, &pairs).into_iter().collect();
        assert_eq!(tints.len(), 8);
    }

    proptest! {
        #[test]
        fn neighbours_on_a_grid_with_diagonals_differ(width in 1_usize..12, height in 1_usize..12) {
            let mut pairs = BTreeSet::new();
            for y in 0..height {
                for x in 0..width {
                    let at = y * width + x;
                    if x + 1 < width { pairs.insert((at, at + 1)); }
                    if y + 1 < height { pairs.insert((at, at + width)); }
                    if x + 1 < width && y + 1 < height { pairs.insert((at, at + width + 1)); }
                }
            }
            let tints = colour(width * height, &pairs);
            prop_assert!(pairs.iter().all(|(a, b)| tints[*a] != tints[*b]));
        }
    }
}
