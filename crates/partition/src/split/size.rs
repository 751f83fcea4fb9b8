//! How well areas suit the target, and how an area is best shared out.

/// Pieces up to this far from the target are as good as right: inside ±10 % with a little to spare for rounding.
const GOOD: f64 = 0.09;
/// Pieces up to this far from the target are passable: inside ±25 %.
const PASSABLE: f64 = 0.24;
/// Above so many targets even shares are always good.
const EVEN_ABOVE: f64 = 6.0;

/// How an area is shared out. Sizes are in targets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Plan {
    /// How many pieces, at least one.
    pub(crate) count: usize,
    /// The size of each piece but the odd one.
    pub(crate) piece: f64,
    /// The size of one piece that differs, if any.
    pub(crate) odd: Option<f64>,
    /// What the pieces cost, in sides of a piece.
    pub(crate) cost: f64,
}

/// Returns what a piece of `size` targets costs: nearly nothing inside ±10 %, a step there and another at ±25 %.
pub(crate) fn piece_cost(size: f64) -> f64 {
    let off = (size - 1.0).abs();
    if off <= GOOD {
        0.5 * off
    } else if off <= PASSABLE {
        0.3 + off
    } else {
        1.0 + 2.0 * off
    }
}

/// Returns the cheapest way to share `size` targets out: evenly, or all but one piece just inside ±10 % of the target.
pub(crate) fn plan(size: f64) -> Plan {
    let near = size.round().max(1.0);
    let even = |count: f64| Plan {
        count: count as usize,
        piece: size / count,
        odd: None,
        cost: count * piece_cost(size / count),
    };
    let mut best = even(near);
    if size > EVEN_ABOVE {
        return best;
    }
    for count in [near - 1.0, near, near + 1.0] {
        if count < 1.0 {
            continue;
        }
        let odd = [1.0 - GOOD, 1.0 + GOOD].into_iter().filter(|_| count > 1.0).map(|piece| {
            let odd = size - (count - 1.0) * piece;
            let cost = (count - 1.0) * piece_cost(piece) + piece_cost(odd);
            Plan { count: count as usize, piece, odd: Some(odd), cost }
        });
        for it in odd.filter(|it| it.odd.is_some_and(|it| it > 0.0)).chain([even(count)]) {
            if it.cost < best.cost - 1e-9 {
                best = it;
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_between_two_whole_numbers_gets_one_odd_piece() {
        let two = plan(1.7);
        assert_eq!((two.count, two.piece), (2, 0.91));
        assert!(two.odd.is_some_and(|it| (it - 0.79).abs() < 1e-9));
        assert_eq!(plan(2.05).odd, None);
        assert_eq!((plan(0.2).count, plan(0.0).count, plan(1.3).count, plan(12.4).count), (1, 1, 1, 12));
    }

    #[test]
    fn no_plan_is_dearer_than_even_pieces() {
        for at in 1..2_000 {
            let (size, it) = (f64::from(at) * 0.005, plan(f64::from(at) * 0.005));
            let total = (it.count - usize::from(it.odd.is_some())) as f64 * it.piece + it.odd.unwrap_or(0.0);
            assert!((total - size).abs() < 1e-9, "{it:?} of {size}");
            let even = size.round().max(1.0);
            assert!(it.cost <= even * piece_cost(size / even) + 1e-9);
        }
    }
}
