//! Rules for single cells: codes, rings, sizes.

use std::collections::BTreeMap;

use model::{Point, Polygon};

use super::{
    AuditCell, AuditOptions, Fault, FaultKind,
    ground::{Ground, UNITS2_PER_M2},
};
use crate::{
    PartitionError,
    lattice::sides,
    mark::{Mark, Sets},
    node::{Segment, node},
};

fn corner(cell: &AuditCell) -> Point {
    cell.polygons.iter().flat_map(|it| &it.shell).min().copied().unwrap_or(Point { x: 0, y: 0 })
}

pub(super) fn codes(cells: &[AuditCell], out: &mut Vec<Fault>) {
    let mut by_code: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let fault = |kind, cells: Vec<u32>, at| Fault { kind, cells, area_m2: 0.0, length_m: 0.0, at };
    for (at, cell) in cells.iter().enumerate() {
        by_code.entry(&cell.code).or_default().push(at as u32);
        let digits = matches!(cell.code.len(), 14 | 15) && cell.code.bytes().all(|it| it.is_ascii_digit());
        let sequence = cell.code.get(12..).is_some_and(|it| it.bytes().any(|it| it != b'0'));
        let community = cell.community.as_deref().is_none_or(|it| cell.code.starts_with(it));
        if !(digits && sequence && community) {
            out.push(fault(FaultKind::BadCode, vec![at as u32], corner(cell)));
        }
    }
    for same in by_code.into_values().filter(|it| it.len() > 1) {
        let at = corner(&cells[same[0] as usize]);
        out.push(fault(FaultKind::DuplicateCode, same, at));
    }
}

/// Finds rings that cross or touch themselves or each other: noding a cell alone must change nothing.
pub(super) fn rings(cells: &[AuditCell], out: &mut Vec<Fault>) -> Result<(), PartitionError> {
    for (at, cell) in cells.iter().enumerate() {
        let mut sets = Sets::new();
        let one = sets.one(0);
        let pieces = cell.polygons.iter().flat_map(Polygon::rings).flat_map(sides);
        let mut given: Vec<(Point, Point)> =
            pieces.filter(|(a, b)| a != b).map(|(a, b)| (a.min(b), a.max(b))).collect();
        given.sort_unstable();
        let segments = given.iter().filter_map(|it| Segment::new(it.0, it.1, Mark::border(one))).collect();
        let network = node(segments, &mut sets)?;
        let point = |at: u32| network.points[at as usize];
        let noded: Vec<_> = network.links.iter().map(|it| (point(it.u), point(it.v))).collect();
        if noded != given {
            let odd = given.iter().zip(&noded).find(|(a, b)| a != b).map(|(a, b)| (*a).min(*b));
            let place = odd.or(given.get(noded.len()).copied()).map_or_else(|| corner(cell), |it| it.0);
            out.push(Fault {
                kind: FaultKind::SelfCrossing,
                cells: vec![at as u32],
                area_m2: 0.0,
                length_m: 0.0,
                at: place,
            });
        }
    }
    Ok(())
}

/// Looks at the size, the width and the number of parts of each cell.
pub(super) fn sizes(cells: &[AuditCell], ground: &Ground, options: &AuditOptions, out: &mut Vec<Fault>) {
    let mut area2 = vec![0_i128; cells.len()];
    let mut largest = vec![(0_i128, None); cells.len()];
    for patch in &ground.patches {
        for cell in &patch.cells {
            let cell = *cell as usize;
            area2[cell] += patch.area2;
            if patch.area2 > largest[cell].0 {
                largest[cell] = (patch.area2, Some(patch.at));
            }
        }
    }
    let mut perimeter = vec![0.0; cells.len()];
    for (link, side) in ground.plane.links.iter().zip(&ground.plane.sides) {
        let [left, right] = side.map(|it| &ground.cells[it as usize]);
        let (a, b) = ground.plane.ends(link);
        for cell in left.iter().filter(|it| !right.contains(it)).chain(right.iter().filter(|it| !left.contains(it))) {
            perimeter[*cell as usize] += a.distance_m(b);
        }
    }
    let parts = parts(cells.len(), ground);
    for (at, cell) in cells.iter().enumerate() {
        let area_m2 = area2[at] as f64 / UNITS2_PER_M2;
        let place = largest[at].1.unwrap_or_else(|| corner(cell));
        let mut fault = |kind, length_m| {
            out.push(Fault { kind, cells: vec![at as u32], area_m2, length_m, at: place });
        };
        if area2[at] == 0 {
            fault(FaultKind::NoGround, 0.0);
            continue;
        }
        if parts[at] > 1 {
            fault(FaultKind::SeveralParts, 0.0);
        }
        if area_m2 < options.target_m2 * (1.0 - options.tolerance) {
            fault(FaultKind::TooSmall, 0.0);
        } else if area_m2 > options.target_m2 * (1.0 + options.tolerance) {
            fault(FaultKind::TooLarge, 0.0);
        }
        let width_m = 2.0 * area_m2 / perimeter[at];
        if width_m < options.thin_m {
            fault(FaultKind::Thin, width_m);
        }
    }
}

/// Counts the connected parts of each cell; parts that only touch in a point are two.
fn parts(cells: usize, ground: &Ground) -> Vec<usize> {
    // Patches of one cell hang together where a link lies between them; each join takes one part away.
    let mut of_cell: Vec<BTreeMap<u32, u32>> = vec![BTreeMap::new(); cells];
    for (number, patch) in ground.patches.iter().enumerate() {
        for cell in &patch.cells {
            of_cell[*cell as usize].insert(number as u32, number as u32);
        }
    }
    for side in &ground.plane.sides {
        let [left, right] = side.map(|it| ground.patch_of[it as usize]);
        if left == right {
            continue;
        }
        for cell in &ground.patches[left as usize].cells {
            let up = &mut of_cell[*cell as usize];
            if up.contains_key(&right) {
                let (a, b) = (root(up, left), root(up, right));
                up.insert(a.max(b), a.min(b));
            }
        }
    }
    of_cell.iter().map(|up| up.iter().filter(|it| it.0 == it.1).count()).collect()
}

/// Follows joins up to the least patch.
fn root(up: &BTreeMap<u32, u32>, mut it: u32) -> u32 {
    while let Some(&next) = up.get(&it).filter(|next| **next != it) {
        it = next;
    }
    it
}
