//! Dividing a block along ways from border to border.

use model::Point;

use crate::lattice::{ring_area2, sides};

/// A block: one ring counter-clockwise, holes clockwise.
pub(crate) type Block = Vec<Vec<Point>>;

/// Where a way ends: on which ring, and the point at which the side it ends on ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Foot {
    pub(crate) ring: usize,
    pub(crate) to: usize,
}

/// A line through a block from border to border, and where it ends.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Way {
    /// Two points or more.
    pub(crate) line: Vec<Point>,
    pub(crate) feet: [Foot; 2],
}

impl Way {
    /// Returns the length in metres.
    pub(crate) fn length_m(&self) -> f64 {
        self.line.windows(2).map(|it| it[0].distance_m(it[1])).sum()
    }
}

/// A point of a ring or a way, and the one after it.
struct Node {
    at: Point,
    next: usize,
}

/// Returns the parts into which ways that do not cross divide a block; their ends lie within a unit of the border.
///
/// The parts serve to choose further ways: what the ways really cut is for the noding to say.
pub(crate) fn divide(block: &[Vec<Point>], ways: &[Way]) -> Vec<Block> {
    let mut nodes: Vec<Node> = vec![];
    // For each end of each way, the node that arrives there along the ring and the one that leaves.
    let mut doors = vec![[(0, 0); 2]; ways.len()];
    for (ring, points) in block.iter().enumerate() {
        let mut ends: Vec<(usize, i64, usize, usize)> = vec![];
        for (i, way) in ways.iter().enumerate() {
            for (j, foot) in way.feet.iter().enumerate().filter(|it| it.1.ring == ring) {
                let from = points[(foot.to + points.len() - 1) % points.len()];
                ends.push((foot.to, from.distance2(end(way, j)), i, j));
            }
        }
        ends.sort_unstable();
        let first = nodes.len();
        let mut ends = ends.into_iter().peekable();
        for (to, point) in points.iter().enumerate() {
            while let Some((_, _, i, j)) = ends.next_if(|it| it.0 == to) {
                doors[i][j] = (nodes.len(), nodes.len() + 1);
                nodes.extend([nodes.len() + 1, nodes.len() + 2].map(|next| Node { at: end(&ways[i], j), next }));
            }
            nodes.push(Node { at: *point, next: nodes.len() + 1 });
        }
        if let Some(last) = nodes.last_mut() {
            last.next = first;
        }
    }
    for (way, [from, to]) in ways.iter().zip(&doors) {
        let inner = &way.line[1..way.line.len() - 1];
        let mut link = |start: usize, end: usize, points: &mut dyn Iterator<Item = &Point>| {
            let mut last = start;
            for it in points {
                nodes[last].next = nodes.len();
                last = nodes.len();
                nodes.push(Node { at: *it, next: end });
            }
            nodes[last].next = end;
        };
        link(from.0, to.1, &mut inner.iter());
        link(to.0, from.1, &mut inner.iter().rev());
    }
    sort_out(trace(&nodes))
}

fn end(way: &Way, which: usize) -> Point {
    way.line[if which == 0 { 0 } else { way.line.len() - 1 }]
}

fn trace(nodes: &[Node]) -> Vec<Vec<Point>> {
    let mut seen = vec![false; nodes.len()];
    let mut rings = vec![];
    for start in 0..nodes.len() {
        let (mut at, mut ring) = (start, vec![]);
        while !std::mem::replace(&mut seen[at], true) {
            if ring.last() != Some(&nodes[at].at) {
                ring.push(nodes[at].at);
            }
            at = nodes[at].next;
        }
        if ring.len() > 2 {
            rings.push(ring);
        }
    }
    rings
}

/// Gives each clockwise ring to the smallest counter-clockwise one around it.
fn sort_out(rings: Vec<Vec<Point>>) -> Vec<Block> {
    let (mut parts, mut holes): (Vec<(i128, Block)>, _) = (vec![], vec![]);
    for ring in rings {
        match ring_area2(&ring) {
            0 => {}
            area2 if area2 > 0 => parts.push((area2, vec![ring])),
            _ => holes.push(ring),
        }
    }
    for hole in holes {
        let around = |it: &&mut (i128, Block)| parts_hold(&it.1[0], hole[0]);
        if let Some((_, part)) = parts.iter_mut().filter(around).min_by_key(|it| it.0) {
            part.push(hole);
        }
    }
    parts.into_iter().map(|it| it.1).collect()
}

/// Half-open ray cast.
fn parts_hold(ring: &[Point], it: Point) -> bool {
    let mut inside = false;
    for (a, b) in sides(ring) {
        if (a.y <= it.y) != (b.y <= it.y) && (crate::lattice::cross(a, b, it) > 0) == (b.y > a.y) {
            inside = !inside;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(x: i32, y: i32) -> Point {
        Point { x, y }
    }

    fn way(line: &[(i32, i32)], feet: [(usize, usize); 2]) -> Way {
        Way { line: line.iter().map(|it| p(it.0, it.1)).collect(), feet: feet.map(|(ring, to)| Foot { ring, to }) }
    }

    fn areas2(parts: &[Block]) -> Vec<i128> {
        let mut areas: Vec<i128> = parts.iter().map(|it| it.iter().map(|ring| ring_area2(ring)).sum()).collect();
        areas.sort_unstable();
        areas
    }

    #[test]
    fn a_bent_way_divides_a_square_and_a_hole_stays_on_its_side() {
        let square = vec![p(0, 0), p(100, 0), p(100, 100), p(0, 100)];
        let hole = vec![p(70, 10), p(70, 20), p(80, 20), p(80, 10)];
        let bent = way(&[(50, 0), (40, 50), (50, 100)], [(0, 1), (0, 3)]);
        assert_eq!(areas2(&divide(&[square, hole], &[bent])), [9_000, 10_800]);
    }

    #[test]
    fn two_ways_to_a_hole_divide_a_ring_and_one_does_not() {
        let square = vec![p(0, 0), p(100, 0), p(100, 100), p(0, 100)];
        let hole = vec![p(40, 40), p(40, 60), p(60, 60), p(60, 40)];
        let low = way(&[(50, 0), (50, 40)], [(0, 1), (1, 0)]);
        let high = way(&[(50, 60), (50, 100)], [(1, 2), (0, 3)]);
        let block = [square, hole];
        assert_eq!(areas2(&divide(&block, std::slice::from_ref(&low))), [19_200]);
        assert_eq!(areas2(&divide(&block, &[low, high])), [9_600, 9_600]);
    }

    #[test]
    fn two_ways_from_one_side_leave_three_parts() {
        let square = vec![p(0, 0), p(100, 0), p(100, 100), p(0, 100)];
        let ways = [way(&[(70, 0), (70, 100)], [(0, 1), (0, 3)]), way(&[(20, 0), (20, 100)], [(0, 1), (0, 3)])];
        assert_eq!(areas2(&divide(&[square], &ways)), [4_000, 6_000, 10_000]);
    }
}
