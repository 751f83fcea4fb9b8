//! Z-order: neighbours on the ground become neighbours in the row, so that a bulk of questions finds in the cache what
//! its predecessors have read.

use model::Point;

/// Returns a point's place on the Z-shaped curve through the lattice: points with near keys lie near each other.
///
/// ```
/// use model::Point;
/// let key = |x, y| spatial::z_key(Point { x, y });
/// assert!(key(0, 0) < key(1, 0) && key(1, 0) < key(0, 1) && key(0, 1) < key(1, 1));
/// assert!(key(-1, -1) < key(0, 0));
/// ```
pub fn z_key(point: Point) -> u64 {
    // The lowest coordinate becomes 0.
    let lifted = |it: i32| spread(it.cast_unsigned() ^ (1 << 31));
    lifted(point.x) | (lifted(point.y) << 1)
}

/// Puts a zero before each bit.
fn spread(it: u32) -> u64 {
    let mut it = u64::from(it);
    for (by, mask) in [
        (16, 0x0000_ffff_0000_ffff),
        (8, 0x00ff_00ff_00ff_00ff),
        (4, 0x0f0f_0f0f_0f0f_0f0f),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ] {
        it = (it | (it << by)) & mask;
    }
    it
}

/// Returns the positions of `points` in the order in which to ask: along the Z-shaped curve at a resolution of 6.6 m,
/// and in their own order within it.
///
/// Takes time n. Positions beyond 2³² are left out.
pub fn z_order(points: &[Point]) -> Vec<u32> {
    // 16 bits of each coordinate: squares of 2¹⁶ lattice units.
    let key = |it: &Point| (z_key(*it) >> 32) as u32;
    let mut row: Vec<(u32, u32)> = points.iter().zip(0..=u32::MAX).map(|(it, at)| (key(it), at)).collect();
    let mut other = vec![(0, 0); row.len()];
    for shift in [0, 11, 22] {
        let digit = |it: &(u32, u32)| (it.0 >> shift) as usize & 0x7ff;
        let mut places = [0_u32; 0x800];
        for it in &row {
            places[digit(it)] += 1;
        }
        let mut sum = 0;
        for it in &mut places {
            sum += std::mem::replace(it, sum);
        }
        for it in &row {
            let place = &mut places[digit(it)];
            other[*place as usize] = *it;
            *place += 1;
        }
        std::mem::swap(&mut row, &mut other);
    }
    row.into_iter().map(|it| it.1).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_point_comes_once_along_the_curve(
            points in prop::collection::vec((any::<i32>(), any::<i32>()), 0..300),
        ) {
            let points: Vec<Point> = points.into_iter().map(|(x, y)| Point { x, y }).collect();
            let order = z_order(&points);
            let keys: Vec<u64> = order.iter().map(|it| z_key(points[*it as usize]) >> 32).collect();
            prop_assert!(keys.is_sorted());
            let mut once = order.clone();
            once.sort_unstable();
            prop_assert!(once.into_iter().eq(0..points.len() as u32));
        }
    }

    #[test]
    fn equal_places_keep_their_order() {
        assert_eq!(z_order(&[Point { x: 7, y: 7 }; 5]), [0, 1, 2, 3, 4]);
    }
}
