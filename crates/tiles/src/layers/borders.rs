//! Borders between areas: of the district, sub-districts, communities, and duty grids.

use std::collections::BTreeMap;

use model::District;

use super::{
    topology::Topology,
    view::{Finder, Path, View},
};
use crate::{
    WorldPoint,
    filter::WorldBox,
    mvt::{LayerWriter, Position},
};

/// The kinds of borders in the layer `district`, highest first, and the zoom from which each shows.
const KINDS: [(&str, u8); 3] = [("district", 0), ("subdistrict", 8), ("community", 12)];
/// The kind of a border that parts duty grids only.
const GRID: usize = KINDS.len();
/// Lines are joined up to this many points, so that a tile need not look through a whole district's outline.
const MOST_POINTS: usize = 1_000;

/// A border line and what it parts.
#[derive(Debug)]
struct Border {
    /// The place in [`KINDS`], or [`GRID`].
    kind: usize,
    /// Whether different duty grids lie on its sides.
    parts_grids: bool,
    path: Path,
}

/// Border lines with their index.
#[derive(Debug)]
pub(super) struct Borders(Vec<Border>, Finder);

impl Borders {
    /// Picks the arcs that part duty grids, communities, sub-districts, or the district from the rest. `cell_of` names a
    /// cell of each area of the topology, `members` the member of each cell.
    pub(super) fn of(
        district: &District,
        topology: Topology,
        cell_of: &dyn Fn(usize) -> usize,
        members: &[Option<usize>],
    ) -> Self {
        let community = |area: u32| district.cells[cell_of(area as usize)].community;
        let subdistrict = |area: u32| district.communities.get(community(area).index()).map(|it| it.subdistrict);
        let grid = |area: u32| (community(area), members[cell_of(area as usize)]);
        let mut by_kind: BTreeMap<(usize, bool), Vec<Path>> = BTreeMap::new();
        for arc in topology.arcs {
            let differ = |of: &dyn Fn(u32, u32) -> bool| {
                arc.areas.split_first().is_some_and(|(first, rest)| rest.iter().any(|it| of(*first, *it)))
            };
            let parts_grids = differ(&|a, b| grid(a) != grid(b));
            let kind = if arc.areas.len() == 1 {
                0
            } else if differ(&|a, b| subdistrict(a) != subdistrict(b)) {
                1
            } else if differ(&|a, b| community(a) != community(b)) {
                2
            } else if parts_grids {
                GRID
            } else {
                continue;
            };
            by_kind.entry((kind, parts_grids)).or_default().push(arc.path);
        }
        let borders: Vec<_> = by_kind
            .into_iter()
            .flat_map(|((kind, parts_grids), paths)| {
                joined(paths).into_iter().map(move |path| Border { kind, parts_grids, path })
            })
            .collect();
        let finder = Finder::of(borders.iter().map(|it| WorldBox::around(it.path.points.iter().copied())));
        Self(borders, finder)
    }

    /// Draws the layer `district`.
    pub(super) fn draw(&self, view: &View, tile: &mut Vec<u8>) {
        let mut lines: [Vec<Vec<Position>>; KINDS.len()] = Default::default();
        for border in self.1.find(view).into_iter().map(|it| &self.0[it]) {
            if KINDS.get(border.kind).is_some_and(|it| view.z() >= it.1) {
                lines[border.kind].extend(view.line(&border.path));
            }
        }
        let mut layer = LayerWriter::new("district");
        let key = layer.key("kind");
        for ((kind, _), lines) in KINDS.iter().zip(&lines) {
            let kind = layer.text(kind);
            layer.lines(&[(key, kind)], lines);
        }
        layer.finish(tile);
    }

    /// Draws the layer `grid`.
    pub(super) fn draw_grids(&self, view: &View, tile: &mut Vec<u8>) {
        let mut lines: [Vec<Vec<Position>>; GRID + 1] = Default::default();
        for border in self.1.find(view).into_iter().map(|it| &self.0[it]).filter(|it| it.parts_grids) {
            lines[border.kind].extend(view.line(&border.path));
        }
        let mut layer = LayerWriter::new("grid");
        let (kind_key, level_key, kind) = (layer.key("kind"), layer.key("level"), layer.text("grid"));
        for (level, lines) in lines.iter().enumerate() {
            let level = layer.text(KINDS.get(level).map_or("grid", |it| it.0));
            layer.lines(&[(kind_key, kind), (level_key, level)], lines);
        }
        layer.finish(tile);
    }
}

/// Joins lines that meet end to end where no third one does, so that dashes run on from one to the next. Closed lines
/// stay as they are.
fn joined(paths: Vec<Path>) -> Vec<Path> {
    let ends = |it: &Path| Some((*it.points.first()?, *it.points.last()?)).filter(|it| it.0 != it.1);
    let mut at_end: BTreeMap<WorldPoint, Vec<usize>> = BTreeMap::new();
    for (at, path) in paths.iter().enumerate() {
        for end in ends(path).into_iter().flat_map(|it| [it.0, it.1]) {
            at_end.entry(end).or_default().push(at);
        }
    }
    let mut left: Vec<Option<Path>> = paths.into_iter().map(Some).collect();
    let mut lines = Vec::new();
    for start in 0..left.len() {
        let Some(mut line) = left[start].take() else { continue };
        // On from the last point, then on from the first.
        for _ in 0..2 {
            while let Some((_, end)) = ends(&line).filter(|_| line.points.len() < MOST_POINTS) {
                let Some([a, b]) = at_end.get(&end).map(Vec::as_slice) else { break };
                let Some(mut next) = left[*a].take().or_else(|| left[*b].take()) else { break };
                if next.points.first() != Some(&end) {
                    next.reverse();
                }
                line.extend(next);
            }
            line.reverse();
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(points: &[(u32, u32)]) -> Path {
        Path::line(points.iter().map(|(x, y)| WorldPoint { x: *x, y: *y }).collect())
    }

    #[test]
    fn lines_that_meet_end_to_end_are_one_and_forks_part_them() {
        let lines = joined(vec![
            path(&[(10, 0), (20, 0)]),
            path(&[(10, 0), (0, 0)]),
            path(&[(30, 0), (20, 0)]),
            // A fork at the end, and a ring of its own.
            path(&[(30, 0), (40, 5)]),
            path(&[(30, 0), (40, 0)]),
            path(&[(90, 90), (95, 90), (95, 95), (90, 90)]),
        ]);
        let ends: Vec<_> = lines.iter().map(|it| (it.points[0].x, it.points.len())).collect();
        assert_eq!(ends, [(0, 4), (30, 2), (30, 2), (90, 4)]);
        assert_eq!(lines[0].points.iter().map(|it| it.x).collect::<Vec<_>>(), [0, 10, 20, 30]);
    }

    #[test]
    fn a_ring_of_two_lines_closes_and_ends_there() {
        let lines = joined(vec![path(&[(0, 0), (10, 0), (10, 10)]), path(&[(0, 0), (0, 10), (10, 10)])]);
        assert_eq!((lines.len(), lines[0].points.len()), (1, 5));
        assert_eq!(lines[0].points[0], lines[0].points[4]);
    }
}
