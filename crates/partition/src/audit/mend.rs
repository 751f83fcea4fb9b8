//! Mending small overlaps and gaps, exactly.

use super::{
    Audit, AuditCell, Fault, FaultKind,
    ground::{Ground, Patch, UNITS2_PER_M2},
};
use crate::{
    Cell, Edge, EdgeClass, Home, Partition, PartitionError, PartitionReport,
    label::label,
    lattice::wedge,
    plane::NONE,
    ring::{polygon, rings},
};

/// What counts as small.
#[derive(Clone, Debug, PartialEq)]
pub struct MendOptions {
    /// Overlaps and gaps of a mean width (twice the area by the perimeter) up to so many metres are mended. Default 2: what
    /// drawing the same border twice leaves.
    pub most_width_m: f64,
    /// So are those of an area up to so many m². Default 1.
    pub most_area_m2: f64,
}

impl Default for MendOptions {
    fn default() -> Self {
        Self { most_width_m: 2.0, most_area_m2: 1.0 }
    }
}

/// A division as a partition.
#[derive(Clone, Debug, PartialEq)]
pub struct Mended {
    /// The cells in the order given; `home` is the position in `communities`. Borders inside a community are cuts, the others
    /// borders; [`crate::edges_of_cells`] finds the roads along them.
    pub partition: Partition,
    /// The communities' codes in the order of their first cells.
    pub communities: Vec<Option<String>>,
    /// What was mended.
    pub mended: Vec<Fault>,
}

/// Closes small overlaps and gaps: the ground goes to that cell concerned (of a gap: beside it) with the longest border on it,
/// of equals the first. The result has neither, exactly. Ground outside the boundary stays with its cell.
///
/// # Errors
/// `Ok(Err(faults))` names what is too large to be mended, or would leave a cell without ground or in several parts; the
/// outer error is that of [`crate::audit()`].
pub fn mend(
    cells: &[AuditCell],
    bounds: Option<&[Home]>,
    options: &MendOptions,
) -> Result<Result<Mended, Vec<Fault>>, PartitionError> {
    let ground = Ground::new(cells, bounds)?;
    let mut found = Audit::default();
    ground.faults(&mut found);
    let small = |it: &Fault| it.length_m <= options.most_width_m || it.area_m2 <= options.most_area_m2;
    let wrong = |it: &Fault| matches!(it.kind, FaultKind::Overlap | FaultKind::Gap);
    let (mended, mut left): (Vec<Fault>, Vec<Fault>) = found.faults.into_iter().filter(wrong).partition(small);
    // Whose each patch is.
    let owner = |it: &Patch| match it.cells.as_slice() {
        [] if it.inside && it.area2 > 0 => longest(it.beside.iter()),
        [] => None,
        [only] => Some(*only),
        several => longest(it.beside.iter().filter(|it| several.contains(it.0))).or(several.first().copied()),
    };
    let owners: Vec<u32> = ground.patches.iter().map(|it| owner(it).unwrap_or(NONE)).collect();
    let of: Vec<u32> = ground.patch_of.iter().map(|it| owners[*it as usize]).collect();
    let mut communities: Vec<Option<String>> = vec![];
    let mut shapes = vec![];
    for (at, (rings, cell)) in rings(&ground.plane, &of, cells.len()).into_iter().zip(cells).enumerate() {
        let community = communities.iter().position(|it| *it == cell.community).unwrap_or_else(|| {
            communities.push(cell.community.clone());
            communities.len() - 1
        });
        let corner = rings.iter().flatten().min().copied();
        let kind = if rings.is_empty() { FaultKind::NoGround } else { FaultKind::SeveralParts };
        if let Some(polygon) = polygon(rings) {
            let (area2, label) = (polygon.area2(), label(&polygon));
            shapes.push(Cell { home: community as u32, label, polygon, area2 });
        } else {
            let area2: i128 = of.iter().zip(&ground.plane.area2).filter(|it| *it.0 == at as u32).map(|it| it.1).sum();
            let at_least = cell.polygons.iter().flat_map(|it| &it.shell).min().copied();
            left.push(Fault {
                kind,
                cells: vec![at as u32],
                area_m2: area2 as f64 / UNITS2_PER_M2,
                length_m: 0.0,
                at: corner.or(at_least).unwrap_or(model::Point { x: 0, y: 0 }),
            });
        }
    }
    if !left.is_empty() {
        return Ok(Err(left));
    }
    let mut report = PartitionReport::default();
    let mut edges = vec![];
    for (link, side) in ground.plane.links.iter().zip(&ground.plane.sides) {
        let [left, right] = side.map(|it| Some(of[it as usize]).filter(|it| *it != NONE));
        if left == right {
            continue;
        }
        let (from, to) = ground.plane.ends(link);
        if left.is_none() || right.is_none() {
            let part = i128::from(wedge(from, to));
            report.area2 += if right.is_none() { part } else { -part };
        }
        let home = |it: Option<u32>| it.map(|it| shapes[it as usize].home);
        let class = if home(left) == home(right) { EdgeClass::Cut } else { EdgeClass::Border };
        edges.push(Edge { from, to, left, right, class, source: None });
    }
    let partition = Partition { cells: shapes, edges, report };
    Ok(Ok(Mended { partition, communities, mended }))
}

/// Returns the cell with the longest border, of equals the first.
fn longest<'a>(beside: impl Iterator<Item = (&'a u32, &'a f64)>) -> Option<u32> {
    beside.reduce(|best, it| if it.1 > best.1 { it } else { best }).map(|it| *it.0)
}
