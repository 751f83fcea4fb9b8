//! How much falls to each duty grid: ground, street and incidents.

use std::collections::{BTreeMap, BTreeSet};

use model::{CellId, CommunityId, PersonId, Point};
use partition::GridWeights;
use spatial::Place;
use tiles::Filter;

use crate::{Ground, World};

/// How much falls to a duty grid.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Load {
    /// Unit cells.
    pub cells: usize,
    /// Ground in m².
    pub area_m2: f64,
    /// Street in metres: a street between two cells counts half for each.
    pub street_m: f64,
    /// Incidents, open and finished.
    pub incidents: u64,
    /// Its weight as a share of the mean duty grid of the same community: 1 is as much as the others have.
    pub share: f64,
}

impl std::ops::AddAssign for Load {
    fn add_assign(&mut self, other: Self) {
        self.cells += other.cells;
        self.area_m2 += other.area_m2;
        self.street_m += other.street_m;
        self.incidents += other.incidents;
        self.share += other.share;
    }
}

/// Unit cells of one community under one member, or those that nobody holds.
#[derive(Clone, Debug, PartialEq)]
pub struct DutyGrid {
    /// The community.
    pub community: CommunityId,
    /// Who holds it; `None` for cells without a holder.
    pub person: Option<PersonId>,
    /// Its cells.
    pub cells: Vec<CellId>,
    /// What falls to it.
    pub load: Load,
    /// Of how many pieces of ground it consists: 1 when its cells hang together.
    pub parts: usize,
    /// The label of its cell that lies nearest to its middle.
    pub label: Point,
}

/// How evenly the duty grids share the work, and how long their borders are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Balance {
    /// Duty grids with a holder.
    pub grids: usize,
    /// The coefficient of variation of their shares.
    pub deviation: f64,
    /// The greatest share.
    pub max_share: f64,
    /// The least share.
    pub min_share: f64,
    /// Metres of border between duty grids of the same community.
    pub border_m: f64,
    /// The part of it on main and secondary roads, 0 to 1; 0 without borders.
    pub border_on_main: f64,
}

impl World {
    /// Returns the number of incidents in each cell of `ground`, by id: as reported, but those of cells that `ground`
    /// does not have any more, or `moved`, where they lie.
    pub(crate) fn incidents_per_cell(&self, ground: &Ground, moved: &BTreeSet<CellId>) -> Vec<u32> {
        let cells = &ground.district.cells;
        let mut counts = self.index.count_by_cell(self.ground.district.cells.len());
        counts.resize(cells.len(), 0);
        let stale: Vec<CellId> = (0..counts.len())
            .filter(|it| counts[*it] > 0 && (!cells[*it].span.is_live() || moved.contains(&CellId::at(*it))))
            .map(CellId::at)
            .collect();
        for cell in stale {
            counts[cell.index()] = 0;
            for position in self.index.positions(&Filter { cell: Some(cell), ..Filter::default() }) {
                let Some(incident) = self.at(position) else { continue };
                if let Place::Inside(now) | Place::Outside { nearest: now, .. } = ground.locator.place(incident.point) {
                    counts[now.index()] += 1;
                }
            }
        }
        counts
    }

    /// Lists the duty grids by community, then by their first cell.
    pub fn duty_grids(&self) -> Vec<DutyGrid> {
        duty_grids(&self.ground, &self.incidents_per_cell(&self.ground, &BTreeSet::new()))
    }
}

/// Returns the weight of each cell: its shares of the district's ground, street and incidents, weighed as is the custom.
fn weights(ground: &Ground, incidents: &[u32]) -> Vec<f64> {
    let custom = GridWeights::default();
    let live: Vec<CellId> = ground.district.live_cells().map(|it| it.0).collect();
    let measures: [(f64, Vec<f64>); 3] = [
        (custom.area, ground.district.cells.iter().map(|it| it.polygon.area_m2()).collect()),
        (custom.street, ground.street_m().to_vec()),
        (custom.incidents, incidents.iter().map(|it| f64::from(*it)).collect()),
    ];
    let mut weights = vec![0.0; ground.district.cells.len()];
    for (weight, measure) in measures {
        let total: f64 = live.iter().map(|it| measure[it.index()]).sum();
        if total > 0.0 {
            for it in &live {
                weights[it.index()] += weight * measure[it.index()] / total;
            }
        }
    }
    weights
}

/// Lists the duty grids of a ground, whose incidents per cell are given.
pub(crate) fn duty_grids(ground: &Ground, incidents: &[u32]) -> Vec<DutyGrid> {
    let district = &ground.district;
    let mut held: BTreeMap<(CommunityId, Option<PersonId>), Vec<CellId>> = BTreeMap::new();
    for (id, cell) in district.live_cells() {
        held.entry((cell.community, ground.member_of(id))).or_default().push(id);
    }
    let weights = weights(ground, incidents);
    let weight = |cells: &[CellId]| cells.iter().map(|it| weights[it.index()]).sum::<f64>();
    let mut of_community: BTreeMap<CommunityId, (f64, usize)> = BTreeMap::new();
    for ((community, person), cells) in &held {
        let (sum, grids) = of_community.entry(*community).or_default();
        *sum += weight(cells);
        *grids += usize::from(person.is_some());
    }
    let neighbours = ground.neighbours();
    let grid = |((community, person), cells): ((CommunityId, Option<PersonId>), Vec<CellId>)| {
        let (sum, grids) = of_community[&community];
        let mean = sum / grids.max(1) as f64;
        let load = Load {
            cells: cells.len(),
            area_m2: cells.iter().map(|it| district.cells[it.index()].polygon.area_m2()).sum(),
            street_m: cells.iter().map(|it| ground.street_m()[it.index()]).sum(),
            incidents: cells.iter().map(|it| u64::from(incidents[it.index()])).sum(),
            share: if mean > 0.0 { weight(&cells) / mean } else { 0.0 },
        };
        let (parts, label) = (parts(&cells, neighbours), label(ground, &cells));
        DutyGrid { community, person, cells, load, parts, label }
    };
    held.into_iter().map(grid).collect()
}

/// Counts the pieces of ground that cells form.
fn parts(cells: &[CellId], neighbours: &[Vec<CellId>]) -> usize {
    let mut left: BTreeSet<CellId> = cells.iter().copied().collect();
    let mut parts = 0;
    while let Some(first) = left.pop_first() {
        parts += 1;
        let mut queue = vec![first];
        while let Some(cell) = queue.pop() {
            queue.extend(neighbours[cell.index()].iter().filter(|it| left.remove(it)));
        }
    }
    parts
}

/// Returns the label of the cell nearest to the middle of all.
fn label(ground: &Ground, cells: &[CellId]) -> Point {
    let at = |id: &CellId| ground.district.cells[id.index()].label;
    let mean = |axis: fn(Point) -> i32| {
        (cells.iter().map(|it| i64::from(axis(at(it)))).sum::<i64>() / cells.len().max(1) as i64) as i32
    };
    let middle = Point { x: mean(|it| it.x), y: mean(|it| it.y) };
    cells.iter().map(at).min_by_key(|it| (it.distance2(middle), *it)).unwrap_or(middle)
}

impl Balance {
    /// Measures the duty grids of a ground.
    pub fn of(ground: &Ground, grids: &[DutyGrid]) -> Self {
        let shares: Vec<f64> = grids.iter().filter(|it| it.person.is_some()).map(|it| it.load.share).collect();
        let count = shares.len().max(1) as f64;
        let mean = shares.iter().sum::<f64>() / count;
        let variance = shares.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / count;
        let (mut border_m, mut on_main) = (0.0, 0.0);
        for (_, edge) in ground.district.live_edges() {
            let (Some(left), Some(right)) = (edge.left, edge.right) else { continue };
            let community = |id: CellId| ground.district.cells[id.index()].community;
            if community(left) == community(right) && ground.member_of(left) != ground.member_of(right) {
                let length = edge.length_m();
                border_m += length;
                if edge.class.road().is_some_and(|it| it <= model::RoadClass::Secondary) {
                    on_main += length;
                }
            }
        }
        Self {
            grids: shares.len(),
            deviation: if mean > 0.0 { variance.sqrt() / mean } else { 0.0 },
            max_share: shares.iter().copied().fold(0.0, f64::max),
            min_share: shares.iter().copied().reduce(f64::min).unwrap_or(0.0),
            border_m,
            border_on_main: if border_m > 0.0 { on_main / border_m } else { 0.0 },
        }
    }
}
