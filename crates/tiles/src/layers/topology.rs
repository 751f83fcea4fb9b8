//! Where areas meet: arcs of shared border between nodes.

use super::view::Path;
use crate::WorldPoint;

/// The borders of a set of areas, each cut into arcs at the nodes where three areas meet or a border ends.
#[derive(Debug, Default)]
pub(super) struct Topology {
    /// All vertices, rising; a vertex's number is its place here.
    vertices: Vec<WorldPoint>,
    /// The lowest zoom that shows each vertex.
    from_zoom: Vec<u8>,
    pub(super) arcs: Vec<Arc>,
}

/// A border between two nodes, or a closed one without any.
#[derive(Debug)]
pub(super) struct Arc {
    pub(super) path: Path,
    /// The areas on its sides, lowest first: one on the edge of everything, two elsewhere.
    pub(super) areas: Vec<u32>,
}

/// An undirected edge: its two vertices, lower first.
type Edge = (u32, u32);

impl Topology {
    /// Finds the arcs of areas given as open rings. O(n log n).
    pub(super) fn of(areas: &[Vec<Vec<WorldPoint>>]) -> Self {
        let mut vertices: Vec<_> = areas.iter().flatten().flatten().copied().collect();
        vertices.sort_unstable();
        vertices.dedup();
        let mut it = Self { vertices, ..Self::default() };
        let edges = it.edges(areas);
        let mut around: Vec<Vec<u32>> = vec![Vec::new(); it.vertices.len()];
        for same in edges.chunk_by(|a, b| a.0 == b.0) {
            let (a, b) = same[0].0;
            around[a as usize].push(b);
            around[b as usize].push(a);
        }
        let sides = |a: u32, b: u32| -> Vec<u32> {
            let edge = (a.min(b), a.max(b));
            let first = edges.partition_point(|it| it.0 < edge);
            edges[first..].iter().take_while(|it| it.0 == edge).map(|it| it.1).collect()
        };
        let node: Vec<bool> = (0_u32..)
            .zip(&around)
            .map(|(at, next)| next.len() != 2 || sides(at, next[0]) != sides(at, next[1]))
            .collect();
        it.from_zoom = vec![0; it.vertices.len()];
        let mut seen = vec![false; it.vertices.len()];
        // From every node along every border; then what is left are closed borders without a node.
        for start in (0..node.len()).filter(|it| node[*it]) {
            for next in &around[start] {
                let line = follow(start as u32, *next, &around, &node);
                let end = *line.last().unwrap_or(next);
                // An arc is walked from both ends, and kept once.
                let back = line[line.len() - 2];
                let mine = (start as u32, *next);
                if mine <= (end, back) {
                    for at in &line {
                        seen[*at as usize] = true;
                    }
                    it.add(&line, true, sides(start as u32, *next));
                }
            }
        }
        for start in 0..node.len() {
            if !seen[start] && !node[start] {
                let line = follow(start as u32, around[start][0], &around, &node);
                for at in &line {
                    seen[*at as usize] = true;
                }
                it.add(&line, false, sides(start as u32, around[start][0]));
            }
        }
        it
    }

    fn number(&self, at: WorldPoint) -> Option<usize> {
        self.vertices.binary_search(&at).ok()
    }

    /// Returns every edge once for each area that it borders, sorted.
    fn edges(&self, areas: &[Vec<Vec<WorldPoint>>]) -> Vec<(Edge, u32)> {
        let mut edges = Vec::new();
        for (area, rings) in (0_u32..).zip(areas) {
            for ring in rings {
                let numbers: Vec<u32> = ring.iter().filter_map(|it| self.number(*it)).map(|it| it as u32).collect();
                for (a, b) in numbers.iter().zip(numbers.iter().cycle().skip(1)).filter(|(a, b)| a != b) {
                    edges.push(((*a.min(b), *a.max(b)), area));
                }
            }
        }
        edges.sort_unstable();
        edges.dedup();
        edges
    }

    /// Keeps an arc: between nodes, or a closed one without any.
    fn add(&mut self, line: &[u32], between_nodes: bool, areas: Vec<u32>) {
        let mut points: Vec<_> = line.iter().map(|it| self.vertices[*it as usize]).collect();
        let path = if between_nodes {
            Path::line(points)
        } else {
            points.pop();
            let mut ring = Path::ring(points);
            ring.points.push(ring.points[0]);
            ring.from_zoom.push(ring.from_zoom[0]);
            ring
        };
        for (at, rank) in line.iter().zip(&path.from_zoom) {
            self.from_zoom[*at as usize] = *rank;
        }
        self.arcs.push(Arc { path, areas });
    }

    /// Ranks an area's ring by the borders it is made of.
    pub(super) fn ring(&self, points: Vec<WorldPoint>) -> Path {
        let from_zoom = points.iter().map(|it| self.number(*it).map_or(0, |it| self.from_zoom[it])).collect();
        Path { points, from_zoom }
    }
}

/// Walks from `start` over `next` to the following node, or round to `start`.
fn follow(start: u32, next: u32, around: &[Vec<u32>], node: &[bool]) -> Vec<u32> {
    let mut line = vec![start, next];
    let (mut previous, mut at) = (start, next);
    while !node[at as usize] && at != start {
        let ends = &around[at as usize];
        let onward = if ends[0] == previous { ends[1] } else { ends[0] };
        line.push(onward);
        (previous, at) = (at, onward);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(places: &[(u32, u32)]) -> Vec<WorldPoint> {
        places.iter().map(|(x, y)| WorldPoint { x: *x, y: *y }).collect()
    }

    #[test]
    fn two_squares_side_by_side_have_three_arcs() {
        let left = points(&[(0, 0), (0, 100), (100, 100), (103, 50), (100, 0)]);
        let right = points(&[(100, 0), (103, 50), (100, 100), (200, 100), (200, 0)]);
        let topology = Topology::of(&[vec![left.clone()], vec![right.clone()]]);
        let mut sides: Vec<_> = topology.arcs.iter().map(|it| it.areas.clone()).collect();
        sides.sort();
        assert_eq!(sides, [vec![0], vec![0, 1], vec![1]]);
        let rank = |ring: &[WorldPoint], at| topology.ring(ring.to_vec()).from_zoom[at];
        assert_eq!(rank(&left, 3), rank(&right, 1));
        assert!(rank(&left, 3) > 0, "the bend is no node");
        assert_eq!((rank(&left, 2), rank(&right, 0)), (0, 0), "both ends are nodes");
    }

    #[test]
    fn an_island_is_one_closed_arc_with_its_neighbour_around() {
        let shell = points(&[(0, 0), (0, 900), (900, 900), (900, 0)]);
        let island = points(&[(300, 300), (300, 600), (600, 600), (600, 300)]);
        let topology = Topology::of(&[vec![shell, island.clone()], vec![island]]);
        assert_eq!(topology.arcs.len(), 2);
        assert!(topology.arcs.iter().any(|it| it.areas == [0, 1] && it.path.points.len() == 5));
    }
}
