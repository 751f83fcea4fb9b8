//! A district's cells as a partition again, to be measured.

use model::{CellId, District, Survey};

use super::{DistrictError, areas, areas::Areas, frame, ground};
use crate::{Cell, CellOptions, Edge, Home, Partition, PartitionReport, Quality, quality};

/// Returns the cells that hold now and the edges between them, numbered in the order of [`District::live_cells`]. The home of
/// a cell is its community; of an edge's barrier only the class is known, and of the way it came about nothing.
pub fn live_partition(district: &District) -> Partition {
    let mut number: Vec<Option<u32>> = vec![None; district.cells.len()];
    let mut cells = Vec::new();
    for (id, cell) in district.live_cells() {
        number[id.index()] = Some(cells.len() as u32);
        let polygon = cell.polygon.clone();
        let area2 = polygon.area2();
        cells.push(Cell { home: cell.community.0, polygon, label: cell.label, area2 });
    }
    let number = |id: Option<CellId>| id.and_then(|it| number.get(it.index()).copied().flatten());
    let mut edges: Vec<Edge> = Vec::new();
    for (_, edge) in district.live_edges() {
        let (left, right) = (number(edge.left), number(edge.right));
        edges.extend(edge.line.windows(2).map(|it| {
            let (from, to) = (it[0], it[1]);
            let class = edge.class;
            if from <= to {
                Edge { from, to, left, right, class, source: None }
            } else {
                Edge { from: to, to: from, left: right, right: left, class, source: None }
            }
        }));
    }
    edges.sort_unstable_by_key(|it| (it.from, it.to));
    Partition { cells, edges, report: PartitionReport::default() }
}

/// Measures the cells of a district that was cut out of `survey`, against the survey's own boundaries and buildings.
///
/// # Errors
/// As [`super::district`] for the survey.
pub fn district_quality(district: &District, survey: &Survey, options: &CellOptions) -> Result<Quality, DistrictError> {
    let frame = frame(survey)?;
    let Areas { homes, .. } = areas::areas(survey, &frame, &district.code)?;
    let homes: Vec<Home> = homes.into_iter().map(|it| Home { polygons: it.polygons }).collect();
    let buildings = ground::buildings(survey, &frame);
    Ok(quality(&live_partition(district), &homes, &buildings, options)?)
}
