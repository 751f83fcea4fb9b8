//! Melts adjacent areas into one.

use crate::WorldPoint;

type Ring = Vec<WorldPoint>;

/// Returns the outlines of the union of areas that share their borders vertex by vertex: polygons as open rings, the
/// shell first. Borders inside cancel out; the areas' shells run the opposite way of their holes.
pub(super) fn union<'a>(rings: impl IntoIterator<Item = &'a Ring>) -> Vec<Vec<Ring>> {
    let mut edges: Vec<(WorldPoint, WorldPoint)> = Vec::new();
    for ring in rings {
        edges.extend(ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)).filter(|it| it.0 != it.1));
    }
    edges.sort_unstable();
    let count = |edge: &(WorldPoint, WorldPoint)| {
        edges.partition_point(|it| it <= edge) - edges.partition_point(|it| it < edge)
    };
    // Of n copies of an edge and m copies of its reverse, n − m remain.
    let mut left = Vec::new();
    for same in edges.chunk_by(|a, b| a == b) {
        left.extend_from_slice(&same[..same.len().saturating_sub(count(&(same[0].1, same[0].0)))]);
    }
    assemble(trace(&left))
}

/// Joins sorted directed edges to closed rings.
fn trace(edges: &[(WorldPoint, WorldPoint)]) -> Vec<Ring> {
    let mut used = vec![false; edges.len()];
    let mut rings = Vec::new();
    for start in 0..edges.len() {
        if used[start] {
            continue;
        }
        used[start] = true;
        let mut ring = vec![edges[start].0];
        let (mut from, mut at) = edges[start];
        while at != ring[0] {
            ring.push(at);
            let first = edges.partition_point(|it| it.0 < at);
            let onward = (first..edges.len()).take_while(|it| edges[*it].0 == at).filter(|it| !used[*it]);
            let Some(next) = onward.min_by(|a, b| turn(from, at, edges[*a].1).total_cmp(&turn(from, at, edges[*b].1)))
            else {
                // Only areas that overlap leave loose ends.
                ring.clear();
                break;
            };
            used[next] = true;
            (from, at) = edges[next];
        }
        if ring.len() > 2 {
            rings.push(ring);
        }
    }
    rings
}

/// Returns the angle from the way back to the way onward, against the clock on the screen turned over: the smallest
/// keeps to the same patch of ground where two patches touch in a point.
fn turn(from: WorldPoint, at: WorldPoint, to: WorldPoint) -> f64 {
    // North up, as the shells run counter-clockwise there.
    let angle = |it: WorldPoint| (f64::from(at.y) - f64::from(it.y)).atan2(f64::from(it.x) - f64::from(at.x));
    let turn = (angle(from) - angle(to)).rem_euclid(std::f64::consts::TAU);
    if turn == 0.0 { std::f64::consts::TAU } else { turn }
}

/// Gives each hole to the smallest shell around it.
fn assemble(rings: Vec<Ring>) -> Vec<Vec<Ring>> {
    let (shells, holes): (Vec<_>, Vec<_>) = rings.into_iter().partition(|it| area2(it) > 0);
    let mut polygons: Vec<Vec<Ring>> = shells.into_iter().map(|it| vec![it]).collect();
    for hole in holes {
        let around = polygons.iter_mut().filter(|it| holds(&it[0], &hole));
        if let Some(polygon) = around.min_by_key(|it| area2(&it[0])) {
            polygon.push(hole);
        }
    }
    polygons
}

/// Returns twice the area with north up: positive for rings that run counter-clockwise there.
pub(super) fn area2(ring: &[WorldPoint]) -> i128 {
    let cross =
        |(a, b): (&WorldPoint, &WorldPoint)| i128::from(b.x) * i128::from(a.y) - i128::from(a.x) * i128::from(b.y);
    ring.iter().zip(ring.iter().cycle().skip(1)).map(cross).sum()
}

/// Tells whether a hole lies in a shell, by a ray from the middle of its first edge that is not on the shell.
fn holds(shell: &Ring, hole: &Ring) -> bool {
    let inside = |at: WorldPoint| {
        let mut inside = false;
        for (a, b) in shell.iter().zip(shell.iter().cycle().skip(1)) {
            if (a.y > at.y) != (b.y > at.y) {
                let along = (f64::from(at.y) - f64::from(a.y)) / (f64::from(b.y) - f64::from(a.y));
                inside ^= f64::from(at.x) < f64::from(a.x) + along * (f64::from(b.x) - f64::from(a.x));
            }
        }
        inside
    };
    // A vertex that the shell does not touch decides; a hole made of the shell's own vertices is inside.
    hole.iter().find(|it| !shell.contains(it)).is_none_or(|it| inside(*it))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: u32, y: u32) -> Ring {
        // Counter-clockwise with north up; y grows southwards.
        [(0, 1), (1, 1), (1, 0), (0, 0)].map(|(dx, dy)| WorldPoint { x: (x + dx) * 10, y: (y + dy) * 10 }).to_vec()
    }

    fn sides(squares: &[(u32, u32)]) -> Vec<Vec<i128>> {
        let rings: Vec<_> = squares.iter().map(|(x, y)| square(*x, *y)).collect();
        union(&rings).iter().map(|it| it.iter().map(|it| area2(it) / 200).collect()).collect()
    }

    #[test]
    fn two_squares_that_share_a_side_become_one() {
        assert_eq!(sides(&[(0, 0), (1, 0)]), [[2]]);
    }

    #[test]
    fn squares_that_touch_in_a_corner_stay_two() {
        assert_eq!(sides(&[(0, 0), (1, 1)]), [[1], [1]]);
    }

    #[test]
    fn a_ring_of_squares_has_a_hole() {
        let ring: Vec<_> = (0..9).map(|it| (it % 3, it / 3)).filter(|it| *it != (1, 1)).collect();
        assert_eq!(sides(&ring), [[9, -1]]);
    }

    #[test]
    fn two_holes_that_touch_in_a_corner_leave_their_area_out() {
        let some = (0..16).map(|it| (it % 4, it / 4)).filter(|it| *it != (1, 1) && *it != (2, 2)).collect::<Vec<_>>();
        let found = sides(&some);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].iter().sum::<i128>(), 14);
    }
}
