//! Which ground lies in which cells.

use std::collections::{BTreeMap, VecDeque};

use model::Point;

use super::{Audit, AuditCell, AuditOptions, Fault, FaultKind};
use crate::{
    Home, PartitionError,
    buckets::Lists,
    building::Buildings,
    face::OUTSIDE,
    label::label,
    lattice::{ring_area2, sides},
    mark::{Mark, SetId, Sets},
    node::Segment,
    plane::{NONE, Plane},
    ring::rings,
};
use model::Polygon;

/// Twice the square lattice units in a square metre.
pub(super) const UNITS2_PER_M2: f64 = 2.0 * Point::PER_METRE * Point::PER_METRE;

/// The plane under all cells and the boundary.
pub(super) struct Ground {
    pub(super) plane: Plane,
    /// The cells of each face, ascending.
    pub(super) cells: Vec<Vec<u32>>,
    /// Whether each face lies inside the boundary; without one, whether it is enclosed.
    pub(super) inside: Vec<bool>,
    /// Areas of connected faces of the same cells, on the same side of the boundary.
    pub(super) patches: Vec<Patch>,
    /// The patch of each face.
    pub(super) patch_of: Vec<u32>,
    bounded: bool,
}

/// Connected ground that lies in the same cells.
pub(super) struct Patch {
    pub(super) cells: Vec<u32>,
    pub(super) inside: bool,
    pub(super) area2: i128,
    pub(super) perimeter_m: f64,
    pub(super) at: Point,
    /// The cells beside it, each with the length of the common border; ground in several cells counts for each.
    pub(super) beside: BTreeMap<u32, f64>,
}

impl Patch {
    pub(super) fn area_m2(&self) -> f64 {
        self.area2 as f64 / UNITS2_PER_M2
    }

    /// The mean width in metres.
    pub(super) fn width_m(&self) -> f64 {
        if self.perimeter_m > 0.0 { 2.0 * self.area_m2() / self.perimeter_m } else { 0.0 }
    }
}

impl Ground {
    pub(super) fn new(cells: &[AuditCell], bounds: Option<&[Home]>) -> Result<Self, PartitionError> {
        let mut sets = Sets::new();
        let mut segments = vec![];
        // Every polygon is a part of its own, so that overlapping parts of one cell do not cancel.
        let mut owner_of_part = vec![];
        let limit = -Point::LIMIT..=Point::LIMIT;
        let mut add = |thing, at: usize, polygon: &Polygon, owner: u32| {
            let mark = Mark::border(sets.one(owner_of_part.len() as u32));
            owner_of_part.push(owner);
            if let Some(&point) = polygon.rings().flatten().find(|it| !limit.contains(&it.x) || !limit.contains(&it.y))
            {
                return Err(PartitionError::OutsideFrame { thing, at, point });
            }
            segments.extend(polygon.rings().flat_map(sides).filter_map(|(a, b)| Segment::new(a, b, mark)));
            Ok(())
        };
        for (at, cell) in cells.iter().enumerate() {
            for it in &cell.polygons {
                add("cell", at, it, at as u32)?;
            }
        }
        for (at, home) in bounds.unwrap_or_default().iter().enumerate() {
            for it in &home.polygons {
                add("boundary", at, it, NONE)?;
            }
        }
        let plane = Plane::new(segments, &owner_of_part, &mut sets)?;
        let owners = |set: SetId| {
            let mut owners: Vec<u32> = sets.members(set).iter().map(|it| owner_of_part[*it as usize]).collect();
            owners.sort_unstable();
            owners.dedup();
            owners
        };
        let mut of_faces: Vec<Vec<u32>> = plane.parts.iter().map(|it| owners(*it)).collect();
        let bounded = bounds.is_some();
        let inside = of_faces
            .iter_mut()
            .enumerate()
            .map(|(face, it)| {
                let bound = it.last() == Some(&NONE);
                it.retain(|it| *it != NONE);
                if bounded { bound } else { face != OUTSIDE as usize }
            })
            .collect();
        let mut ground = Self { plane, cells: of_faces, inside, patches: vec![], patch_of: vec![], bounded };
        ground.gather();
        Ok(ground)
    }

    /// Gathers faces to patches.
    fn gather(&mut self) {
        let plane = &self.plane;
        let faces = plane.area2.len();
        let pairs: Vec<_> =
            plane.sides.iter().enumerate().flat_map(|(i, it)| it.map(|face| (face, i as u32))).collect();
        let around = Lists::new(faces, &pairs);
        let mut of = vec![NONE; faces];
        let mut patches: Vec<Patch> = vec![];
        for start in 0..faces {
            if of[start] != NONE {
                continue;
            }
            let number = patches.len() as u32;
            of[start] = number;
            let mut queue = VecDeque::from([start as u32]);
            let mut area2 = 0;
            let key = (&self.cells[start], self.inside[start]);
            while let Some(face) = queue.pop_front() {
                area2 += plane.area2[face as usize];
                for link in around.get(face as usize) {
                    for other in plane.sides[*link as usize] {
                        let at = other as usize;
                        if of[at] == NONE && (&self.cells[at], self.inside[at]) == key {
                            of[at] = number;
                            queue.push_back(other);
                        }
                    }
                }
            }
            patches.push(Patch {
                cells: key.0.clone(),
                inside: key.1,
                area2,
                perimeter_m: 0.0,
                at: Point { x: 0, y: 0 },
                beside: BTreeMap::new(),
            });
        }
        for (link, side) in plane.links.iter().zip(&plane.sides) {
            let [left, right] = side.map(|it| of[it as usize] as usize);
            if left == right {
                continue;
            }
            let (a, b) = plane.ends(link);
            let length = a.distance_m(b);
            for (own, other) in [(left, right), (right, left)] {
                let beside = patches[other].cells.clone();
                let own = &mut patches[own];
                own.perimeter_m += length;
                for cell in beside {
                    *own.beside.entry(cell).or_default() += length;
                }
            }
        }
        for (rings, patch) in rings(plane, &of, patches.len()).into_iter().zip(&mut patches) {
            let (shells, holes): (Vec<_>, Vec<_>) = rings.into_iter().partition(|it| ring_area2(it) > 0);
            if let [shell] = shells.as_slice() {
                patch.at = label(&Polygon { shell: shell.clone(), holes });
            } else if let Some(it) = shells.iter().chain(&holes).flatten().min() {
                patch.at = *it;
            }
        }
        (self.patches, self.patch_of) = (patches, of);
    }

    /// The patches that no rule allows: in several cells, in none inside the boundary, in cells outside it.
    pub(super) fn fault_of(&self, patch: &Patch) -> Option<FaultKind> {
        match patch.cells.len() {
            0 if patch.inside && patch.area2 > 0 => Some(FaultKind::Gap),
            1 if self.bounded && !patch.inside => Some(FaultKind::OutsideBoundary),
            0 | 1 => None,
            _ => Some(FaultKind::Overlap),
        }
    }

    pub(super) fn faults(&self, out: &mut Audit) {
        for patch in &self.patches {
            let Some(kind) = self.fault_of(patch) else { continue };
            let mut cells = patch.cells.clone();
            match kind {
                FaultKind::Overlap => out.overlap2 += patch.area2 * (cells.len() as i128 - 1),
                FaultKind::Gap => {
                    out.gap2 += patch.area2;
                    cells = patch.beside.keys().copied().collect();
                }
                _ => {}
            }
            if self.bounded && !patch.inside && !patch.cells.is_empty() {
                out.outside2 += patch.area2;
            }
            out.faults.push(Fault { kind, cells, area_m2: patch.area_m2(), length_m: patch.width_m(), at: patch.at });
        }
    }

    /// Notes borders through buildings, one for each pair of cells, at its longest piece.
    pub(super) fn cut_buildings(&self, buildings: &Buildings, options: &AuditOptions, out: &mut Vec<Fault>) {
        if buildings.is_empty() {
            return;
        }
        let mut worst: BTreeMap<Vec<u32>, (f64, f64, Point)> = BTreeMap::new();
        for (link, side) in self.plane.links.iter().zip(&self.plane.sides) {
            let [left, right] = side.map(|it| &self.cells[it as usize]);
            if left == right {
                continue;
            }
            let (a, b) = self.plane.ends(link);
            let length = buildings.length_inside_m(a, b);
            if length > 0.0 {
                let mut cells: Vec<u32> = left.iter().chain(right).copied().collect();
                cells.sort_unstable();
                cells.dedup();
                let middle = Point { x: a.x.midpoint(b.x), y: a.y.midpoint(b.y) };
                let (sum, most, at) = worst.entry(cells).or_insert((0.0, 0.0, middle));
                *sum += length;
                if length > *most {
                    (*most, *at) = (length, middle);
                }
            }
        }
        let cut = worst.into_iter().filter(|it| it.1.0 >= options.building_m);
        out.extend(cut.map(|(cells, (length_m, _, at))| Fault {
            kind: FaultKind::CutsBuilding,
            cells,
            area_m2: 0.0,
            length_m,
            at,
        }));
    }
}
