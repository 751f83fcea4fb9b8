//! The ground of a block as triangles: what is free, what is built on, where the border runs.

use spade::{ConstrainedDelaunayTriangulation, Point2, Triangulation, handles::DirectedEdgeHandle};

use model::Point;

use crate::{
    building::Buildings,
    lattice::sides,
    mark::{Mark, Sets},
    node::Segment,
    plane::{NONE, Plane},
};

/// Triangles whose sides hold every border of the block and every wall.
pub(super) struct Mesh {
    /// The corners' places in lattice units.
    pub(super) points: Vec<(f64, f64)>,
    pub(super) triangles: Vec<Triangle>,
}

/// A triangle; side `i` runs from corner `i` to the next, counter-clockwise.
pub(super) struct Triangle {
    pub(super) corners: [u32; 3],
    /// Whether it lies in the block and not in a building.
    pub(super) free: bool,
    /// Across each side, the triangle and the number of the side there, as `3 × triangle + side`; or [`NONE`].
    pub(super) beyond: [u32; 3],
    /// Whether each side lies on the block's border.
    pub(super) rim: [bool; 3],
}

impl Mesh {
    /// Triangulates a block with the buildings that may reach into it; `None` when it cannot be noded.
    pub(super) fn new(block: &[Vec<Point>], buildings: &Buildings) -> Option<Self> {
        let points = || block.iter().flatten();
        let low = Point { x: points().map(|it| it.x).min()?, y: points().map(|it| it.y).min()? };
        let high = Point { x: points().map(|it| it.x).max()?, y: points().map(|it| it.y).max()? };
        let mut sets = Sets::new();
        let mut segments = vec![];
        let mut add = |part: u32, rings: &mut dyn Iterator<Item = &[Point]>| {
            let mark = Mark::border(sets.one(part));
            segments.extend(rings.flat_map(sides).filter_map(|(a, b)| Segment::new(a, b, mark)));
        };
        add(0, &mut block.iter().map(Vec::as_slice));
        let near = buildings.near(low, high);
        for (part, it) in (1..).zip(&near) {
            add(part, &mut buildings.get(*it).rings());
        }
        let homes: Vec<u32> = (0..=near.len() as u32).collect();
        let plane = Plane::new(segments, &homes, &mut sets).ok()?;
        let in_block: Vec<bool> = plane.parts.iter().map(|it| sets.members(*it).first() == Some(&0)).collect();
        let free: Vec<bool> = plane.parts.iter().map(|it| sets.members(*it) == [0]).collect();
        triangulate(&plane, &in_block, &free)
    }
}

fn triangulate(plane: &Plane, in_block: &[bool], free: &[bool]) -> Option<Mesh> {
    let points: Vec<_> = plane.points.iter().map(|it| (f64::from(it.x), f64::from(it.y))).collect();
    let vertices = points.iter().map(|it| Point2::new(it.0, it.1)).collect();
    let walls = plane.links.iter().map(|it| [it.u as usize, it.v as usize]).collect();
    // Noded links do not conflict; one that did would be left out.
    let cdt = ConstrainedDelaunayTriangulation::<Point2<f64>>::try_bulk_load_cdt(vertices, walls, |_| {}).ok()?;
    if cdt.num_vertices() != points.len() {
        return None;
    }
    let count = cdt.num_inner_faces();
    let mut triangles: Vec<Triangle> = Vec::with_capacity(count);
    // The face of the plane that each triangle lies in.
    let mut face = vec![NONE; count];
    let mut open = vec![];
    for (at, it) in cdt.inner_faces().enumerate() {
        if it.fix().index() != at + 1 {
            return None;
        }
        let edges = it.adjacent_edges();
        let corners = edges.map(|it| it.from().fix().index() as u32);
        let beyond = edges.map(|it| {
            let twin = it.rev();
            let Some(other) = twin.face().as_inner() else { return NONE };
            let side = other.adjacent_edges().iter().position(|it| *it == twin).unwrap_or_default();
            (3 * (other.fix().index() - 1) + side) as u32
        });
        for edge in edges.iter().filter(|it| it.is_constraint_edge()) {
            let (from, to) = (edge.from().fix().index() as u32, edge.to().fix().index() as u32);
            if let Ok(link) = plane.links.binary_search_by_key(&(from.min(to), from.max(to)), |it| (it.u, it.v)) {
                face[at] = plane.sides[link][usize::from(from > to)];
            }
        }
        if face[at] != NONE {
            open.push(at);
        }
        let walled = edges.map(DirectedEdgeHandle::is_constraint_edge);
        triangles.push(Triangle { corners, free: false, beyond, rim: walled });
    }
    while let Some(at) = open.pop() {
        for side in 0..3 {
            let other = triangles[at].beyond[side] as usize / 3;
            if !triangles[at].rim[side] && other < count && face[other] == NONE {
                face[other] = face[at];
                open.push(other);
            }
        }
    }
    let is = |list: &[bool], face: u32| list.get(face as usize).copied().unwrap_or(false);
    for at in 0..count {
        triangles[at].free = is(free, face[at]);
        for side in 0..3 {
            let other = face.get(triangles[at].beyond[side] as usize / 3).copied().unwrap_or(NONE);
            triangles[at].rim[side] = is(in_block, face[at]) && !is(in_block, other);
        }
    }
    Some(Mesh { points, triangles })
}
