//! How well a version of the partition keeps the rules.

use std::collections::BTreeMap;

use model::{CellEdge, CellId, DutyRole, PersonId, Point, Polygon, VersionId};
use partition::TableError;

use super::TARGET_M2;
use crate::Ground;

/// A cell whose mean width, twice its area by its perimeter, lies below this many metres is thin (issue on cells).
const THIN_M: f64 = 20.0;

/// The figures of a version.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct VersionFigures {
    /// Unit cells.
    pub cells: usize,
    /// Their ground in m².
    pub area_m2: f64,
    /// The smallest cell in m².
    pub area_min_m2: f64,
    /// The median cell in m².
    pub area_median_m2: f64,
    /// The largest cell in m².
    pub area_max_m2: f64,
    /// The share of cells within ±10 % of the target.
    pub within_10_percent: f64,
    /// The share of cells within ±25 % of it.
    pub within_25_percent: f64,
    /// The share of cells with a mean width below 20 m.
    pub thin_share: f64,
    /// The share of inner borders, by length, that runs on roads.
    pub border_on_roads: f64,
    /// Ground enclosed by the outer edges that no cell has, as twice its area in square lattice units.
    pub gap_area: i128,
    /// Ground that cells have beyond that, likewise.
    pub overlap_area: i128,
}

impl Ground {
    /// Returns the ground of each cell in a version, as its edges enclose it.
    ///
    /// # Errors
    /// Where the edges of a cell do not close. No stored table that does this is known.
    pub fn shapes(&self, version: VersionId) -> Result<BTreeMap<CellId, Polygon>, TableError> {
        if self.district.edges.is_empty() {
            // A district of before there were edge tables whose cells share no exact borders: all that is known is now.
            return Ok(self.district.live_cells().map(|(id, it)| (id, it.polygon.clone())).collect());
        }
        partition::shapes(self.edges_in(version))
    }

    fn edges_in(&self, version: VersionId) -> impl Iterator<Item = &CellEdge> {
        self.district.edges.iter().filter(move |it| it.span.holds(version))
    }

    /// Returns the grid member of each cell in a version.
    pub fn members_in(&self, version: VersionId) -> BTreeMap<CellId, PersonId> {
        let duties = self.district.duties.iter().filter(|it| it.span.holds(version) && it.role == DutyRole::GridMember);
        duties.flat_map(|it| it.piece.cells().iter().map(|cell| (*cell, it.person))).collect()
    }

    /// Measures a version.
    ///
    /// # Errors
    /// As [`Self::shapes`].
    pub fn figures(&self, version: VersionId) -> Result<VersionFigures, TableError> {
        let shapes = self.shapes(version)?;
        let mut areas: Vec<f64> = shapes.values().map(Polygon::area_m2).collect();
        areas.sort_by(f64::total_cmp);
        let count = areas.len().max(1) as f64;
        let within =
            |share: f64| areas.iter().filter(|it| (**it / TARGET_M2 - 1.0).abs() <= share).count() as f64 / count;
        let (mut inner_m, mut on_roads_m, mut outer2) = (0.0, 0.0, 0);
        for edge in self.edges_in(version) {
            let length = edge.length_m();
            match (edge.left, edge.right) {
                (Some(_), Some(_)) => {
                    inner_m += length;
                    on_roads_m += if edge.class.road().is_some() { length } else { 0.0 };
                }
                (left, _) => {
                    let swept: i128 = edge.line.windows(2).map(|it| wedge(it[0], it[1])).sum();
                    outer2 += if left.is_some() { swept } else { -swept };
                }
            }
        }
        let sum2: i128 = shapes.values().map(Polygon::area2).sum();
        let outer2 = if self.district.edges.is_empty() { sum2 } else { outer2 };
        Ok(VersionFigures {
            cells: areas.len(),
            area_m2: areas.iter().sum(),
            area_min_m2: areas.first().copied().unwrap_or(0.0),
            area_median_m2: areas.get(areas.len() / 2).copied().unwrap_or(0.0),
            area_max_m2: areas.last().copied().unwrap_or(0.0),
            within_10_percent: within(0.1),
            within_25_percent: within(0.25),
            thin_share: shapes.values().filter(|it| is_thin(it)).count() as f64 / count,
            border_on_roads: if inner_m > 0.0 { on_roads_m / inner_m } else { 0.0 },
            gap_area: (outer2 - sum2).max(0),
            overlap_area: (sum2 - outer2).max(0),
        })
    }
}

fn is_thin(polygon: &Polygon) -> bool {
    let side = |ring: &[Point]| {
        let next = ring.iter().cycle().skip(1);
        ring.iter().zip(next).map(|(a, b)| a.distance_m(*b)).sum::<f64>()
    };
    let perimeter: f64 = polygon.rings().map(side).sum();
    2.0 * polygon.area_m2() < THIN_M * perimeter
}

fn wedge(a: Point, b: Point) -> i128 {
    i128::from(a.x) * i128::from(b.y) - i128::from(a.y) * i128::from(b.x)
}
