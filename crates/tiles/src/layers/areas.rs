//! Unit cells, duty grids, and the borders of district, sub-districts and communities.

use std::collections::{BTreeMap, BTreeSet};

use model::{District, DutyRole, Piece, Point, UnitCell};

use super::{
    dissolve, tint,
    topology::Topology,
    view::{Finder, Path, Rings, View, convert},
};
use crate::{
    WorldPoint,
    filter::WorldBox,
    mvt::{LayerWriter, Position},
};

const CELLS_FROM: u8 = 11;
/// Below this zoom whole duty grids are drawn: a district of 100,000 cells would fill tiles of megabytes.
const SINGLE_CELLS_FROM: u8 = 13;
const LABELS_FROM: u8 = 15;

/// An area to draw: a cell, or all that a member holds in a community.
#[derive(Debug)]
struct Area {
    /// The cell's code; empty for a duty grid.
    code: String,
    community: String,
    /// The member's name and tint.
    member: Option<(String, u8)>,
    polygons: Vec<Rings>,
}

/// A cell's label.
#[derive(Debug)]
struct Label {
    at: WorldPoint,
    /// The place of its cell.
    cell: usize,
}

/// A border line and what it parts.
#[derive(Debug)]
struct Border {
    kind: usize,
    path: Path,
}

/// Border lines with their index.
#[derive(Debug)]
struct Borders(Vec<Border>, Finder);

/// The kinds of borders, highest first, and the zoom from which each shows.
const BORDERS: [(&str, u8); 3] = [("district", 0), ("subdistrict", 8), ("community", 12)];

/// The district's areas, prepared.
#[derive(Debug)]
pub(super) struct Areas {
    cells: Vec<Area>,
    cell_finder: Finder,
    grids: Vec<Area>,
    grid_finder: Finder,
    labels: Vec<Label>,
    label_finder: Finder,
    /// Borders between cells, for the zooms that draw them, and between duty grids, for those that draw these.
    borders: Borders,
    grid_borders: Borders,
    bounds: Option<WorldBox>,
}

impl Areas {
    pub(super) fn build(district: &District, world: &dyn Fn(Point) -> WorldPoint) -> Self {
        // A cell that ended keeps its place in the list, without ground.
        let ground = |it: &UnitCell| it.polygon.rings().map(|it| convert(it, world)).collect();
        let ground = |it: &UnitCell| if it.span.is_live() { ground(it) } else { vec![] };
        let rings: Vec<Vec<Vec<WorldPoint>>> = district.cells.iter().map(ground).collect();
        let topology = Topology::of(&rings);
        let members = members(district);
        let tints = tints(district, &members, &topology);
        let member = |cell: usize| {
            let person = members[cell]?;
            Some((district.persons.get(person)?.name.clone(), tints[person]))
        };
        let community = |cell: usize| {
            let community = district.communities.get(district.cells[cell].community.index());
            community.map_or_else(String::new, |it| it.code.clone())
        };

        let mut groups = BTreeMap::<_, Vec<usize>>::new();
        for (id, cell) in district.live_cells() {
            let at = id.index();
            groups.entry((cell.community, members[at])).or_default().push(at);
        }
        let unions: Vec<(usize, Vec<Vec<Vec<WorldPoint>>>)> =
            groups.values().map(|cells| (cells[0], dissolve::union(cells.iter().flat_map(|it| &rings[*it])))).collect();
        let flat: Vec<Vec<Vec<WorldPoint>>> =
            unions.iter().map(|it| it.1.iter().flatten().cloned().collect()).collect();
        let grid_topology = Topology::of(&flat);
        drop(flat);
        let first_cells: Vec<_> = unions.iter().map(|it| it.0).collect();
        let ranked = |topology: &Topology, rings: Vec<Vec<WorldPoint>>| -> Rings {
            rings.into_iter().map(|it| topology.ring(it)).collect()
        };
        let grids: Vec<Area> = unions
            .into_iter()
            .map(|(cell, polygons)| Area {
                code: String::new(),
                community: community(cell),
                member: member(cell),
                polygons: polygons.into_iter().map(|it| ranked(&grid_topology, it)).collect(),
            })
            .collect();
        let grid_borders = Borders::of(district, grid_topology, &|grid| first_cells[grid]);
        let cells: Vec<Area> = rings
            .into_iter()
            .enumerate()
            .map(|(at, rings)| Area {
                code: district.cells[at].code.clone(),
                community: community(at),
                member: member(at),
                polygons: vec![ranked(&topology, rings)],
            })
            .collect();
        let borders = Borders::of(district, topology, &|cell| cell);
        let labels: Vec<_> =
            district.live_cells().map(|(id, it)| Label { at: world(it.label), cell: id.index() }).collect();
        let bounds = cells.iter().filter_map(Area::bounds).reduce(WorldBox::join);
        Self {
            cell_finder: Finder::of(cells.iter().map(Area::bounds)),
            grid_finder: Finder::of(grids.iter().map(Area::bounds)),
            label_finder: Finder::of(labels.iter().map(|it| Some(WorldBox { min: it.at, max: it.at }))),
            cells,
            grids,
            labels,
            borders,
            grid_borders,
            bounds,
        }
    }

    pub(super) fn bounds(&self) -> Option<WorldBox> {
        self.bounds
    }

    pub(super) fn draw(&self, view: &View, tile: &mut Vec<u8>) {
        if view.z() < CELLS_FROM {
            return;
        }
        let (areas, finder) = if view.z() < SINGLE_CELLS_FROM {
            (&self.grids, &self.grid_finder)
        } else {
            (&self.cells, &self.cell_finder)
        };
        let mut layer = LayerWriter::new("cell");
        let [code, member, community, tint] = ["code", "member", "community", "tint"].map(|it| layer.key(it));
        for area in finder.find(view).into_iter().map(|it| &areas[it]) {
            let polygons: Vec<_> = area.polygons.iter().map(|it| view.rings(it)).collect();
            if polygons.iter().all(|it| it.first().is_none_or(|it| crate::mvt::area2(it) == 0)) {
                continue;
            }
            let mut tags = vec![(community, layer.text(&area.community))];
            if !area.code.is_empty() {
                tags.push((code, layer.unique_text(&area.code)));
            }
            if let Some((name, number)) = &area.member {
                tags.push((member, layer.text(name)));
                tags.push((tint, layer.uint(u64::from(*number))));
            }
            layer.polygons(&tags, &polygons);
        }
        layer.finish(tile);
        if view.z() >= LABELS_FROM {
            self.draw_labels(view, tile);
        }
    }

    fn draw_labels(&self, view: &View, tile: &mut Vec<u8>) {
        let mut layer = LayerWriter::new("cell_label");
        let (code, member) = (layer.key("code"), layer.key("member"));
        for label in self.label_finder.find(view).into_iter().map(|it| &self.labels[it]) {
            if view.holds(label.at) {
                let cell = &self.cells[label.cell];
                let short = cell.code.len().saturating_sub(3);
                let mut tags = vec![(code, layer.text(cell.code.get(short..).unwrap_or(&cell.code)))];
                if let Some((name, _)) = &cell.member {
                    tags.push((member, layer.text(name)));
                }
                layer.points(&tags, &[view.position(label.at)]);
            }
        }
        layer.finish(tile);
    }

    pub(super) fn draw_borders(&self, view: &View, tile: &mut Vec<u8>) {
        let mut lines: [Vec<Vec<Position>>; 3] = Default::default();
        let Borders(borders, finder) = if view.z() < SINGLE_CELLS_FROM { &self.grid_borders } else { &self.borders };
        for border in finder.find(view).into_iter().map(|it| &borders[it]) {
            if view.z() >= BORDERS[border.kind].1 {
                lines[border.kind].extend(view.line(&border.path));
            }
        }
        let mut layer = LayerWriter::new("district");
        let key = layer.key("kind");
        for ((kind, _), lines) in BORDERS.iter().zip(&lines) {
            let kind = layer.text(kind);
            layer.lines(&[(key, kind)], lines);
        }
        layer.finish(tile);
    }
}

impl Area {
    fn bounds(&self) -> Option<WorldBox> {
        let shells = self.polygons.iter().filter_map(|it| it.first());
        WorldBox::around(shells.flat_map(|it| it.points.iter().copied()))
    }
}

/// Returns for each cell the place of its grid member among the persons.
fn members(district: &District) -> Vec<Option<usize>> {
    let mut members = vec![None; district.cells.len()];
    for (_, duty) in district.live_duties() {
        if let (DutyRole::GridMember, Piece::Cells(cells)) = (duty.role, &duty.piece)
            && duty.person.index() < district.persons.len()
        {
            for cell in cells {
                if let Some(member) = members.get_mut(cell.index()) {
                    *member = Some(duty.person.index());
                }
            }
        }
    }
    members
}

/// Returns for each person a tint that differs from those of the members next door.
fn tints(district: &District, members: &[Option<usize>], topology: &Topology) -> Vec<u8> {
    let mut pairs = BTreeSet::new();
    for arc in &topology.arcs {
        for (at, a) in arc.areas.iter().enumerate() {
            for b in &arc.areas[..at] {
                if let (Some(a), Some(b)) = (members[*a as usize], members[*b as usize])
                    && a != b
                {
                    pairs.insert((a.min(b), a.max(b)));
                }
            }
        }
    }
    tint::colour(district.persons.len(), &pairs)
}

impl Borders {
    /// Picks the arcs that part communities, sub-districts, or the district from the rest. `cell_of` names a cell of
    /// each area of the topology.
    fn of(district: &District, topology: Topology, cell_of: &dyn Fn(usize) -> usize) -> Self {
        let community = |area: u32| district.cells[cell_of(area as usize)].community;
        let subdistrict = |area: u32| district.communities.get(community(area).index()).map(|it| it.subdistrict);
        let kind = |areas: &[u32]| match areas {
            [_] => Some(0),
            [a, rest @ ..] if rest.iter().any(|it| subdistrict(*it) != subdistrict(*a)) => Some(1),
            [a, rest @ ..] if rest.iter().any(|it| community(*it) != community(*a)) => Some(2),
            _ => None,
        };
        let arcs = topology.arcs.into_iter();
        let borders: Vec<_> = arcs.filter_map(|it| Some(Border { kind: kind(&it.areas)?, path: it.path })).collect();
        let finder = Finder::of(borders.iter().map(|it| WorldBox::around(it.path.points.iter().copied())));
        Self(borders, finder)
    }
}
