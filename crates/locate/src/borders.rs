//! The borders between the grounds of different people: how far it is to somebody else's.

use model::{CellId, District, Point, VersionId};
use smallvec::SmallVec;
use spatial::{Hit, Line, LineGrid};

/// How far the nearest ground of somebody else is looked for: twice the worst accuracy.
pub(crate) const SIGHT_MM: u32 = 200_000;

/// The ground of somebody near a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ground {
    /// The nearest cell of it; `None` for the ground outside the district.
    pub cell: Option<CellId>,
    /// The number of its holder; see [`Borders::owner`].
    pub owner: u32,
    /// The distance to its border.
    pub distance_mm: u32,
}

/// The borders of one version of the partition that have different people on both sides.
#[derive(Debug)]
pub(crate) struct Borders {
    lines: LineGrid,
    /// What lies left and right of each item of `lines`.
    sides: Vec<[Option<CellId>; 2]>,
    owners: Vec<u32>,
}

/// The holder of the ground outside.
const OUTSIDE: u32 = u32::MAX;

impl Borders {
    /// Collects the borders; `owners` numbers the holders of the cells.
    pub(crate) fn new(district: &District, version: VersionId, owners: &[u32]) -> Self {
        let owner = |cell: Option<CellId>| cell.map_or(OUTSIDE, |it| owners.get(it.index()).copied().unwrap_or(0));
        let (mut sides, mut lines) = (vec![], vec![]);
        let mut add = |line: &mut dyn Iterator<Item = (Point, Point)>, pair: [Option<CellId>; 2]| {
            let item = sides.len() as u32;
            lines.extend(line.map(|(a, b)| Line { item, from: 0, a, b }));
            sides.push(pair);
        };
        for it in district.edges.iter().filter(|it| it.span.holds(version)) {
            if owner(it.left) != owner(it.right) {
                add(&mut it.line.windows(2).map(|it| (it[0], it[1])), [it.left, it.right]);
            }
        }
        if district.edges.is_empty() {
            // A district without an edge table: every border of a cell may be one with somebody else.
            for (id, cell) in district.live_cells() {
                for ring in cell.polygon.rings() {
                    let next = ring.iter().copied().cycle().skip(1);
                    add(&mut ring.iter().copied().zip(next), [Some(id), None]);
                }
            }
        }
        Self { lines: LineGrid::new(lines).with_surroundings(SIGHT_MM), sides, owners: owners.to_vec() }
    }

    /// Reads what the next questions will read; see [`spatial::LineGrid::warm`].
    pub(crate) fn warm(&self, points: &[Point]) {
        self.lines.warm(points, |_| {});
    }

    /// Returns the number of a cell's holder: the same for cells with the same grid members, 0 for cells without any.
    pub(crate) fn owner(&self, cell: Option<CellId>) -> u32 {
        cell.map_or(OUTSIDE, |it| self.owners.get(it.index()).copied().unwrap_or(0))
    }

    /// Returns the distance from a place inside to the nearest ground of somebody else, `None` beyond [`SIGHT_MM`].
    pub(crate) fn margin_mm(&self, point: Point) -> Option<u32> {
        self.lines.nearest(point, SIGHT_MM).map(|it| it.distance_mm)
    }

    /// Lists whose grounds reach within `reach_mm` of a place in a cell of `own`, nearest first, each by its nearest cell;
    /// with `own` itself only where the place lies outside of it.
    pub(crate) fn grounds(&self, point: Point, reach_mm: u32, own: u32, hits: &mut Vec<Hit>) -> SmallVec<[Ground; 4]> {
        hits.clear();
        self.lines.within(point, reach_mm, hits);
        let mut found = SmallVec::<[Ground; 4]>::new();
        for hit in &*hits {
            for cell in self.sides[hit.item as usize] {
                let (owner, distance_mm) = (self.owner(cell), hit.distance_mm);
                if owner != own && !found.iter().any(|it| it.owner == owner) {
                    found.push(Ground { cell, owner, distance_mm });
                }
            }
        }
        found
    }
}
