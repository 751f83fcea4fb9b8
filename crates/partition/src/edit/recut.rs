//! Cutting the ground of some cells anew.

use std::collections::{BTreeMap, BTreeSet};

use model::{BarrierClass, CellEdge, CellId, CommunityId, EdgeClass, Point, Polygon, RoadClass, SegmentId};

use super::{
    EditError,
    draft::{Draft, EdgeKey},
    line::Outline,
};
use crate::{
    label::label,
    lattice::meets_pixel,
    mark::{Mark, SetId, Sets},
    node::Segment,
    plane::{NONE, Plane},
    ring::{polygon, rings},
    table::{
        along::Alongside,
        chain::{Piece, chain},
    },
};

/// Parts below so many square lattice units, doubled, are crumbs: 1 m².
const CRUMB2: i128 = 2 * 10_000 * 10_000;
/// Each pass of noding moves a line by less than a unit, and there are 64 at most: nothing farther away can be met.
const REACH: i32 = 64;
/// Old edges get a weak mark with their number, the drawn line a strong one: noding keeps the stronger on common ground.
const OLD: BarrierClass = BarrierClass::Road(RoadClass::Alley);
const DRAWN: BarrierClass = BarrierClass::Rail;

/// The cells around a cut with all their edges.
struct Around {
    /// Ascending.
    cells: Vec<CellId>,
    edges: Vec<(EdgeKey, CellEdge)>,
    /// Points at which other edges end.
    nodes: BTreeSet<Point>,
}

/// The faces around a cut, gathered to regions: the cells around by their position, then the parts of the ground cut.
struct Regions {
    of: Vec<u32>,
    count: usize,
    /// The ground of each part by the old cell's position, twice the area; crumbs are parts without ground.
    parts: Vec<BTreeMap<u32, i128>>,
}

impl Draft<'_> {
    /// Cuts the common ground of some cells along a line, or makes one cell of it.
    ///
    /// `group` is sorted and its cells hold now.
    pub(super) fn recut(&mut self, group: &[CellId], line: Option<Vec<Point>>) -> Result<(), EditError> {
        let around = self.around(group);
        let inside = |it: Option<CellId>| it.is_some_and(|it| group.binary_search(&it).is_ok());
        let codes = || group.iter().map(|it| self.code(*it)).collect::<Vec<_>>().join("、");
        let mut drawn = vec![];
        if let Some(line) = line {
            let rim = around.edges.iter().filter(|(_, it)| inside(it.left) != inside(it.right));
            let outline = Outline(rim.flat_map(|(_, it)| it.line.windows(2).map(|it| (it[0], it[1]))).collect());
            drawn = outline.fit(line);
            if drawn.is_empty() {
                return Err(EditError::LineOutside { code: codes() });
            }
        }
        let cut = !drawn.is_empty();
        let plane = around.node(&drawn)?;
        let in_group: Vec<bool> = around.cells.iter().map(|it| inside(Some(*it))).collect();
        self.check_connected(&plane, &around, &in_group)?;
        let regions = Regions::new(&plane, &in_group);
        if cut && regions.parts.iter().filter(|it| !it.is_empty()).count() < 2 {
            return Err(EditError::DoesNotDivide { code: codes() });
        }
        let mut shapes = self.polygons(&plane, &around, &regions)?;

        // Who keeps which code, and new cells for the rest.
        let mut ids: Vec<Option<CellId>> = around.cells.iter().copied().map(Some).collect();
        let keeps = keepers(&regions.parts, &plane, around.cells.len());
        ids.extend(keeps.iter().map(|it| it.map(|at| around.cells[at as usize])));
        for cell in group {
            if !keeps.iter().flatten().any(|at| around.cells[*at as usize] == *cell) {
                // Ended below, when new cells have found their holders.
                ids[around.position(*cell)] = None;
            }
        }
        let first_part = around.cells.len();
        let mut fresh: Vec<usize> =
            (0..regions.parts.len()).filter(|at| keeps[*at].is_none() && shapes[first_part + at].is_some()).collect();
        fresh.sort_by_key(|at| shapes[first_part + at].as_ref().map(|it| (it.1.x, std::cmp::Reverse(it.1.y))));
        for at in fresh {
            let from = most(&regions.parts[at]).map_or(group[0], |it| around.cells[it as usize]);
            let (community, code) = self.numbers.next(self.cell(from)?.community)?;
            let Some(shape) = shapes[first_part + at].take() else { continue };
            let id = self.add_cell(code, community, shape);
            ids[first_part + at] = Some(id);
            self.duties.inherit(from, id, community);
        }
        self.lay_edges(&plane, &around, &regions, &ids);
        for (id, shape) in ids.iter().zip(shapes) {
            if let (Some(id), Some((polygon, label))) = (id, shape)
                && self.cell(*id)?.polygon != polygon
            {
                self.reshape(*id, polygon, label);
            }
        }
        for cell in group {
            if ids[first_part..].iter().flatten().all(|it| it != cell) {
                self.end_cell(*cell);
            }
        }
        Ok(())
    }

    /// Gathers the cells that a cut through `group` may touch.
    fn around(&self, group: &[CellId]) -> Around {
        let of_group =
            |it: &CellEdge| [it.left, it.right].into_iter().flatten().any(|it| group.binary_search(&it).is_ok());
        let (mut low, mut high) = (Point { x: i32::MAX, y: i32::MAX }, Point { x: i32::MIN, y: i32::MIN });
        for it in self.edges().filter(|it| of_group(it.1)).flat_map(|it| &it.1.line) {
            low = Point { x: low.x.min(it.x), y: low.y.min(it.y) };
            high = Point { x: high.x.max(it.x), y: high.y.max(it.y) };
        }
        let meets = |a: i32, b: i32, low: i32, high: i32| {
            a.max(b) >= low.saturating_sub(REACH) && a.min(b) <= high.saturating_add(REACH)
        };
        let near = |it: &[Point]| meets(it[0].x, it[1].x, low.x, high.x) && meets(it[0].y, it[1].y, low.y, high.y);
        let mut cells: Vec<CellId> = self
            .edges()
            .filter(|it| it.1.line.windows(2).any(near))
            .flat_map(|it| [it.1.left, it.1.right])
            .flatten()
            .collect();
        cells.sort_unstable();
        cells.dedup();
        let (mut edges, mut nodes) = (vec![], BTreeSet::new());
        let touches = |it: Option<CellId>| it.is_some_and(|it| cells.binary_search(&it).is_ok());
        for (key, it) in self.edges() {
            if touches(it.left) || touches(it.right) {
                edges.push((key, it.clone()));
            } else {
                nodes.extend(it.line.first().into_iter().chain(it.line.last()));
            }
        }
        Around { cells, edges, nodes }
    }

    /// Checks that the ground to be cut hangs together.
    fn check_connected(&self, plane: &Plane, around: &Around, in_group: &[bool]) -> Result<(), EditError> {
        let group = |face: u32| in_group.get(plane.owner[face as usize] as usize).is_some_and(|it| *it);
        let mut sets = Union::new(plane.owner.len());
        for side in plane.sides.iter().filter(|it| it.iter().all(|it| group(*it))) {
            sets.join(side[0], side[1]);
        }
        let mut first: Option<u32> = None;
        for face in (0..plane.owner.len() as u32).filter(|it| group(*it)) {
            let root = sets.root(face);
            let first = *first.get_or_insert(face);
            if sets.root(first) != root {
                let code = |face: u32| self.code(around.cells[plane.owner[face as usize] as usize]);
                return Err(EditError::NotAdjacent { first: code(first), second: code(face) });
            }
        }
        Ok(())
    }

    /// Returns the ground of each region, and a place for its label.
    fn polygons(
        &self,
        plane: &Plane,
        around: &Around,
        regions: &Regions,
    ) -> Result<Vec<Option<(Polygon, Point)>>, EditError> {
        let code = |at: usize| around.cells.get(at).map_or_else(String::new, |it| self.code(*it));
        let mut area2 = vec![0_i128; regions.count];
        for (region, part) in regions.of.iter().zip(&plane.area2) {
            if *region != NONE {
                area2[*region as usize] += part;
            }
        }
        let mut out = vec![];
        for (at, rings) in rings(plane, &regions.of, regions.count).into_iter().enumerate() {
            if rings.is_empty() {
                // A crumb, or a cell of the group; any other cell has lost its ground.
                let ours = at >= around.cells.len() || regions.is_cut(at);
                if !ours {
                    return Err(EditError::NoArea { code: code(at) });
                }
                out.push(None);
                continue;
            }
            let shape = polygon(rings).filter(|it| it.area2() == area2[at]);
            let shape = shape.ok_or_else(|| EditError::NoArea { code: code(at) })?;
            let label = label(&shape);
            out.push(Some((shape, label)));
        }
        Ok(out)
    }

    /// Replaces the edges around the cut by those between the regions; equal ones stay.
    fn lay_edges(&mut self, plane: &Plane, around: &Around, regions: &Regions, ids: &[Option<CellId>]) {
        let id = |face: u32, edge: Option<&CellEdge>| match regions.of[face as usize] {
            NONE => edge.and_then(|it| around.beyond(it)),
            region => ids.get(region as usize).copied().flatten(),
        };
        let low = plane.points.iter().copied().reduce(|a, b| Point { x: a.x.min(b.x), y: a.y.min(b.y) });
        let high = plane.points.iter().copied().reduce(|a, b| Point { x: a.x.max(b.x), y: a.y.max(b.y) });
        let (Some(low), Some(high)) = (low, high) else { return };
        let along = Alongside::within(&self.district.segments, low, high);
        let mut pieces = vec![];
        for (link, side) in plane.links.iter().zip(&plane.sides) {
            let edge = link.mark.line().filter(|it| it.0 == OLD).map(|it| &around.edges[it.1 as usize].1);
            let (left, right) = (id(side[0], edge), id(side[1], edge));
            if left == right {
                continue;
            }
            let (from, to) = plane.ends(link);
            let (class, segment) = match edge {
                Some(it) => (it.class, it.segment),
                None => around.on(from, to).unwrap_or_else(|| {
                    let home = |it: Option<CellId>| self.cell(it?).ok().map(|it| it.community);
                    self.class_of_new(&along, (from, to), home(left), home(right))
                }),
            };
            pieces.push(Piece { from, to, left, right, class, segment });
        }
        let mut old: BTreeMap<Vec<Point>, (EdgeKey, CellEdge)> = BTreeMap::new();
        let mut ended = vec![];
        for (key, it) in &around.edges {
            if let Some((key, _)) = old.insert(it.line.clone(), (*key, it.clone())) {
                ended.push(key);
            }
        }
        for it in chain(pieces, &|it| around.nodes.contains(&it), self.since) {
            let same = old.get(&it.line).is_some_and(|(_, old)| CellEdge { span: it.span, ..old.clone() } == it);
            if same {
                old.remove(&it.line);
            } else {
                self.add_edge(it);
            }
        }
        for key in ended.into_iter().chain(old.into_values().map(|it| it.0)) {
            self.end_edge(key);
        }
    }

    /// Returns what runs along a new piece of border.
    fn class_of_new(
        &self,
        along: &Alongside,
        (from, to): (Point, Point),
        left: Option<CommunityId>,
        right: Option<CommunityId>,
    ) -> (EdgeClass, Option<SegmentId>) {
        if let Some((segment, class)) = along.any(from, to) {
            return (EdgeClass::Barrier(BarrierClass::Road(class)), Some(segment));
        }
        let one = left.zip(right).is_some_and(|(left, right)| self.numbers.same(left, right));
        (if one { EdgeClass::Cut } else { EdgeClass::Border }, None)
    }
}

impl Around {
    fn position(&self, cell: CellId) -> usize {
        self.cells.binary_search(&cell).unwrap_or_default()
    }

    /// Returns the cell on the far side of an edge at the rim, which the cut does not touch.
    fn beyond(&self, edge: &CellEdge) -> Option<CellId> {
        [edge.left, edge.right].into_iter().flatten().find(|it| self.cells.binary_search(it).is_err())
    }

    /// Nodes all edges together with the drawn line; faces belong to cells by their position.
    fn node(&self, drawn: &[(Point, Point)]) -> Result<Plane, EditError> {
        let mut sets = Sets::new();
        let one: Vec<SetId> = (0..self.cells.len() as u32).map(|it| sets.one(it)).collect();
        let mut segments = vec![];
        for (at, (_, it)) in self.edges.iter().enumerate() {
            let set = |cell: Option<CellId>| {
                cell.and_then(|it| self.cells.binary_search(&it).ok()).map_or(SetId::EMPTY, |it| one[it])
            };
            let mark = Mark::barrier(OLD, at as u32).with(sets.xor(set(it.left), set(it.right)));
            segments.extend(it.line.windows(2).filter_map(|it| Segment::new(it[0], it[1], mark)));
        }
        segments.extend(drawn.iter().filter_map(|it| Segment::new(it.0, it.1, Mark::barrier(DRAWN, 0))));
        let all: Vec<u32> = (0..self.cells.len() as u32).collect();
        let plane = Plane::new(segments, &all, &mut sets)?;
        for (side, link) in plane.sides.iter().flatten().zip(plane.links.iter().flat_map(|it| [it, it])) {
            if let &[first, second, ..] = sets.members(plane.parts[*side as usize]) {
                let id = |at: u32| self.cells[at as usize];
                let at = plane.ends(link).0;
                return Err(crate::TableError::Overlap { first: id(first), second: id(second), at }.into());
            }
        }
        Ok(plane)
    }

    /// Returns what runs along the old edge on whose ground a piece lies.
    fn on(&self, from: Point, to: Point) -> Option<(EdgeClass, Option<SegmentId>)> {
        let on = |it: &[Point]| meets_pixel(from, it[0], it[1]) && meets_pixel(to, it[0], it[1]);
        let found = self.edges.iter().find(|it| it.1.line.windows(2).any(on));
        found.map(|(_, it)| (it.class, it.segment))
    }
}

impl Regions {
    /// Gathers the faces: those of cells beside the group by cell, those of the group by what the drawn line leaves connected.
    fn new(plane: &Plane, in_group: &[bool]) -> Self {
        let group = |face: u32| in_group.get(plane.owner[face as usize] as usize).is_some_and(|it| *it);
        let mut sets = Union::new(plane.owner.len());
        // The length of border between two faces of the group.
        let mut borders = vec![];
        for (link, side) in plane.links.iter().zip(&plane.sides).filter(|it| it.1.iter().all(|it| group(*it))) {
            if link.mark.line().is_some_and(|it| it.0 == DRAWN) {
                let (a, b) = plane.ends(link);
                borders.push((side[0], side[1], a.distance_m(b)));
            } else {
                sets.join(side[0], side[1]);
            }
        }
        let faces: Vec<u32> = (0..plane.owner.len() as u32).filter(|it| group(*it)).collect();
        join_crumbs(plane, &faces, &borders, &mut sets);
        let mut of = plane.owner.clone();
        let mut number: BTreeMap<u32, u32> = BTreeMap::new();
        let mut parts: Vec<BTreeMap<u32, i128>> = vec![];
        for face in faces {
            let part = *number.entry(sets.root(face)).or_insert(parts.len() as u32) as usize;
            if part == parts.len() {
                parts.push(BTreeMap::new());
            }
            *parts[part].entry(plane.owner[face as usize]).or_default() += plane.area2[face as usize];
            of[face as usize] = (in_group.len() + part) as u32;
        }
        Self { of, count: in_group.len() + parts.len(), parts }
    }

    /// Tells whether a cell's ground is cut anew.
    fn is_cut(&self, cell: usize) -> bool {
        self.parts.iter().any(|it| it.contains_key(&(cell as u32)))
    }
}

/// Joins parts of less than 1 m² to the neighbour with the longest border, the least first.
fn join_crumbs(plane: &Plane, faces: &[u32], borders: &[(u32, u32, f64)], sets: &mut Union) {
    loop {
        let mut area2: BTreeMap<u32, i128> = BTreeMap::new();
        for it in faces {
            *area2.entry(sets.root(*it)).or_default() += plane.area2[*it as usize];
        }
        let mut beside: BTreeMap<u32, BTreeMap<u32, f64>> = BTreeMap::new();
        for &(a, b, length) in borders {
            let (a, b) = (sets.root(a), sets.root(b));
            if a != b {
                *beside.entry(a).or_default().entry(b).or_default() += length;
                *beside.entry(b).or_default().entry(a).or_default() += length;
            }
        }
        let crumb = area2.iter().filter(|it| *it.1 < CRUMB2 && beside.contains_key(it.0)).min_by_key(|it| (it.1, it.0));
        let Some((&crumb, _)) = crumb else { return };
        let longest = beside[&crumb].iter().reduce(|best, it| if it.1 > best.1 { it } else { best });
        let Some((&other, _)) = longest else { return };
        sets.join(crumb, other);
    }
}

/// Returns, for each part, the position of the cell whose code it keeps.
fn keepers(parts: &[BTreeMap<u32, i128>], plane: &Plane, cells: usize) -> Vec<Option<u32>> {
    let mut area2 = vec![0_i128; cells];
    for (owner, part) in plane.owner.iter().zip(&plane.area2).filter(|it| *it.0 != NONE) {
        area2[*owner as usize] += part;
    }
    let kept = |part: &BTreeMap<u32, i128>| {
        let mostly = part.iter().filter(|it| 2 * *it.1 > area2[*it.0 as usize]);
        mostly.reduce(|best, it| if it.1 > best.1 { it } else { best }).map(|it| *it.0)
    };
    parts.iter().map(kept).collect()
}

/// Returns the old cell that most of a part comes from.
fn most(part: &BTreeMap<u32, i128>) -> Option<u32> {
    part.iter().reduce(|best, it| if it.1 > best.1 { it } else { best }).map(|it| *it.0)
}

/// Disjoint sets of faces; the root is the least.
struct Union(Vec<u32>);

impl Union {
    fn new(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    fn root(&mut self, mut it: u32) -> u32 {
        while self.0[it as usize] != it {
            let up = self.0[it as usize];
            self.0[it as usize] = self.0[up as usize];
            it = up;
        }
        it
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}
