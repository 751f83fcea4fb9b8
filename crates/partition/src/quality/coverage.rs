//! Gaps and overlaps, counted afresh from polygons.

use crate::{
    Cell, Home, PartitionError,
    lattice::sides,
    mark::{Mark, Sets},
    node::Segment,
    plane::Plane,
};

/// Strips along the homes' outlines up to this mean width are rounding, in lattice units: each noding moves a line by half
/// a unit at most, and a partition takes two of up to four passes.
const ROUNDING: f64 = 4.0;

/// Returns twice the ground of homes that no cell covers, and twice the ground covered too often.
///
/// All rings of cells and homes are noded together; each face of that arrangement knows the cells and homes it lies in.
pub(super) fn coverage(cells: &[Cell], homes: &[Home]) -> Result<(i128, i128), PartitionError> {
    let mut sets = Sets::new();
    let mut segments = vec![];
    let count = cells.len() as u32;
    let polygons = cells.iter().map(|it| &it.polygon).chain(homes.iter().flat_map(|it| &it.polygons));
    let mut parts = 0;
    for polygon in polygons {
        let mark = Mark::border(sets.one(parts));
        segments.extend(polygon.rings().flat_map(sides).filter_map(|(a, b)| Segment::new(a, b, mark)));
        parts += 1;
    }
    let plane = Plane::new(segments, &vec![0; parts as usize], &mut sets)?;
    let (mut gap, mut overlap) = (0, 0);
    let mut open = vec![];
    for (face, (set, area2)) in plane.parts.iter().zip(&plane.area2).enumerate() {
        let members = sets.members(*set);
        let covered = members.iter().filter(|it| **it < count).count();
        overlap += area2 * covered.saturating_sub(1) as i128;
        if covered == 0 && !members.is_empty() {
            open.push(face as u32);
        }
    }
    if open.is_empty() {
        return Ok((gap, overlap));
    }
    let mut perimeter = vec![0.0; plane.area2.len()];
    let mut outline = vec![0.0; plane.area2.len()];
    for (link, faces) in plane.links.iter().zip(&plane.sides) {
        let (a, b) = plane.ends(link);
        let length = (a.distance2(b) as f64).sqrt();
        let on_outline = sets.members(link.mark.toggles).iter().any(|it| *it >= count);
        for it in faces {
            perimeter[*it as usize] += length;
            outline[*it as usize] += if on_outline { length } else { 0.0 };
        }
    }
    for face in open {
        let area2 = plane.area2[face as usize];
        let (perimeter, outline) = (perimeter[face as usize], outline[face as usize]);
        // A strip along the outline has it for one of its two long sides.
        let strip = outline > 0.4 * perimeter && area2 as f64 <= ROUNDING / 2.0 * perimeter;
        gap += if strip { 0 } else { area2 };
    }
    Ok((gap, overlap))
}
