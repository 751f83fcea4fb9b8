//! What a person should know before accepting a new version.

use std::collections::{BTreeMap, BTreeSet};

use model::{CellId, District, DutyRole, Point, Polygon};

use crate::{building::Buildings, lattice::sides};

/// Cells whose mean width is below this many metres are thin (issue 3: thin cells).
const THIN_M: f64 = 20.0;
/// Cells may be so much smaller or larger than the target, as a share of it.
const TOLERANCE: f64 = 0.25;
/// A new border may run through buildings for less than so many metres: surveys differ.
const BUILDING_M: f64 = 0.5;

/// What an edit leaves to be looked at; none of it is forbidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WarningKind {
    /// A cell is more than a quarter smaller than the target.
    Small,
    /// A cell is more than a quarter larger.
    Large,
    /// A cell has a mean width (twice the area by the perimeter) below 20 m.
    Thin,
    /// A cut runs through a building.
    Building,
    /// The holder's duty grid is in several parts.
    Apart,
    /// Nobody holds the cell.
    Unheld,
}

impl WarningKind {
    /// Returns the identifier used in API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Large => "large",
            Self::Thin => "thin",
            Self::Building => "building",
            Self::Apart => "apart",
            Self::Unheld => "unheld",
        }
    }
}

/// Something to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EditWarning {
    /// What it is.
    pub kind: WarningKind,
    /// The cell; of a grid in several parts one of each part but the largest.
    pub cell: CellId,
    /// Where: the label's place, or where the cut runs through the building.
    pub at: Point,
}

/// Looks at the cells that an edit touched, in the district as it would be. Cells that do not hold are left out.
///
/// Warnings are sorted by kind, then cell. Buildings need no order.
pub fn review(
    district_after: &District,
    touched: &[CellId],
    target_m2: f64,
    buildings: &[Polygon],
) -> Vec<EditWarning> {
    let mut out = vec![];
    let live = |id: &CellId| district_after.cells.get(id.index()).filter(|it| it.span.is_live());
    let touched: BTreeSet<CellId> = touched.iter().copied().filter(|it| live(it).is_some()).collect();
    let grids: Vec<&[CellId]> = district_after
        .live_duties()
        .filter(|it| it.1.role == DutyRole::GridMember)
        .map(|(_, it)| it.piece.cells())
        .collect();
    let held: BTreeSet<CellId> = grids.iter().copied().flatten().copied().collect();
    for &id in &touched {
        let Some(cell) = live(&id) else { continue };
        let mut warn = |kind| out.push(EditWarning { kind, cell: id, at: cell.label });
        let area_m2 = cell.polygon.area_m2();
        if area_m2 < target_m2 * (1.0 - TOLERANCE) {
            warn(WarningKind::Small);
        } else if area_m2 > target_m2 * (1.0 + TOLERANCE) {
            warn(WarningKind::Large);
        }
        let perimeter_m: f64 = cell.polygon.rings().flat_map(sides).map(|(a, b)| a.distance_m(b)).sum();
        if 2.0 * area_m2 < THIN_M * perimeter_m {
            warn(WarningKind::Thin);
        }
        if !held.contains(&id) {
            warn(WarningKind::Unheld);
        }
    }
    through_buildings(district_after, &touched, buildings, &mut out);
    let beside = neighbours(district_after);
    for grid in grids.into_iter().filter(|it| it.iter().any(|it| touched.contains(it))) {
        let parts = parts(grid, &beside);
        let cells = parts.iter().skip(1).filter_map(|it| it.iter().find_map(|id| Some((*id, live(id)?))));
        out.extend(cells.map(|(cell, it)| EditWarning { kind: WarningKind::Apart, cell, at: it.label }));
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// Notes the newest version's edges of touched cells that run through buildings and not along anything on the ground.
fn through_buildings(
    district: &District,
    touched: &BTreeSet<CellId>,
    buildings: &[Polygon],
    out: &mut Vec<EditWarning>,
) {
    let index = Buildings::new(buildings);
    if index.is_empty() {
        return;
    }
    let version = district.version();
    for (_, it) in district.live_edges().filter(|it| it.1.class == model::EdgeClass::Cut && it.1.span.from == version) {
        let Some(cell) = [it.left, it.right].into_iter().flatten().find(|it| touched.contains(it)) else { continue };
        let pieces = it.line.windows(2).map(|it| (index.length_inside_m(it[0], it[1]), it[0], it[1]));
        let pieces: Vec<_> = pieces.collect();
        if pieces.iter().map(|it| it.0).sum::<f64>() >= BUILDING_M
            && let Some((_, a, b)) = pieces.into_iter().reduce(|best, it| if it.0 > best.0 { it } else { best })
        {
            let at = Point { x: a.x.midpoint(b.x), y: a.y.midpoint(b.y) };
            out.push(EditWarning { kind: WarningKind::Building, cell, at });
        }
    }
}

/// Returns the cells that each cell has a border with.
fn neighbours(district: &District) -> BTreeMap<CellId, Vec<CellId>> {
    let mut out: BTreeMap<CellId, Vec<CellId>> = BTreeMap::new();
    for (_, it) in district.live_edges() {
        if let (Some(left), Some(right)) = (it.left, it.right) {
            out.entry(left).or_default().push(right);
            out.entry(right).or_default().push(left);
        }
    }
    out
}

/// Returns the connected parts of a grid, the one with most cells first.
fn parts(grid: &[CellId], beside: &BTreeMap<CellId, Vec<CellId>>) -> Vec<Vec<CellId>> {
    let mut left: BTreeSet<CellId> = grid.iter().copied().collect();
    let mut parts = vec![];
    while let Some(first) = left.pop_first() {
        let mut part = vec![first];
        let mut at = 0;
        while let Some(cell) = part.get(at) {
            at += 1;
            let next: Vec<CellId> =
                beside.get(cell).into_iter().flatten().filter(|it| left.contains(it)).copied().collect();
            for it in next {
                if left.remove(&it) {
                    part.push(it);
                }
            }
        }
        parts.push(part);
    }
    parts.sort_by_key(|it| (std::cmp::Reverse(it.len()), it.first().copied()));
    parts
}
