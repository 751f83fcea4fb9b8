//! Rings around regions of faces.

use model::{Point, Polygon};

use crate::{
    face::next_half_edges,
    lattice::ring_area2,
    node::Link,
    plane::{NONE, Plane},
};

/// Returns the rings around each region, without repeated points inside a ring: one counter-clockwise, the rest clockwise.
///
/// `region` numbers the faces, [`NONE`] for faces of no interest; faces of one region hang together by links.
pub(crate) fn rings(plane: &Plane, region: &[u32], count: usize) -> Vec<Vec<Vec<Point>>> {
    rings_of(&plane.points, &plane.links, &plane.sides, region, count)
}

/// The same, of links with the faces at their sides.
pub(crate) fn rings_of(
    points: &[Point],
    links: &[Link],
    sides: &[[u32; 2]],
    region: &[u32],
    count: usize,
) -> Vec<Vec<Vec<Point>>> {
    let of = |link: usize, side: usize| region[sides[link][side] as usize];
    let kept: Vec<usize> = (0..links.len()).filter(|&i| of(i, 0) != of(i, 1)).collect();
    let links: Vec<_> = kept.iter().map(|&i| links[i]).collect();
    let next = next_half_edges(points, &links);
    let mut seen = vec![false; next.len()];
    let mut out = vec![vec![]; count];
    // Where each point stands in the ring being walked.
    let mut turn = vec![NONE; points.len()];
    let mut walk: Vec<u32> = vec![];
    for start in 0..next.len() {
        let region = of(kept[start / 2], start % 2);
        if seen[start] || region == NONE {
            continue;
        }
        let rings = &mut out[region as usize];
        let mut half = start;
        while !seen[half] {
            seen[half] = true;
            let link = &links[half / 2];
            let point = if half.is_multiple_of(2) { link.u } else { link.v };
            let before = turn[point as usize];
            if before != NONE {
                // The walk comes by for the second time: what lies between is a ring of its own.
                rings.push(close(points, &mut turn, walk.drain(before as usize..)));
            }
            turn[point as usize] = walk.len() as u32;
            walk.push(point);
            half = next[half] as usize;
        }
        rings.push(close(points, &mut turn, walk.drain(..)));
    }
    out
}

fn close(points: &[Point], turn: &mut [u32], walk: impl Iterator<Item = u32>) -> Vec<Point> {
    walk.map(|it| {
        turn[it as usize] = NONE;
        points[it as usize]
    })
    .collect()
}

/// Makes the polygon of one region's rings; `None` unless exactly one ring runs counter-clockwise.
pub(crate) fn polygon(rings: Vec<Vec<Point>>) -> Option<Polygon> {
    let (mut shells, mut holes): (Vec<_>, Vec<_>) = rings.into_iter().partition(|it| ring_area2(it) > 0);
    for ring in shells.iter_mut().chain(&mut holes) {
        // Start at the least point, so that the same ground always gives the same polygon.
        if let Some((least, _)) = ring.iter().enumerate().min_by_key(|it| it.1) {
            ring.rotate_left(least);
        }
    }
    holes.sort_unstable();
    let shell = shells.pop()?;
    shells.is_empty().then_some(Polygon { shell, holes })
}
