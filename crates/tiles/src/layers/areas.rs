//! Unit cells and duty grids with their labels.

use std::collections::{BTreeMap, BTreeSet};

use model::{District, DutyRole, Piece, Point, UnitCell};

use super::{
    borders::Borders,
    centre, dissolve, tint,
    topology::Topology,
    view::{Finder, Rings, View, convert},
};
use crate::{WorldPoint, filter::WorldBox, mvt::LayerWriter};

const CELLS_FROM: u8 = 11;
/// Below this zoom whole duty grids are drawn: a district of 100,000 cells would fill tiles of megabytes.
const SINGLE_CELLS_FROM: u8 = 13;
const LABELS_FROM: u8 = 15;
const GRID_LABELS_FROM: u8 = 12;

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

/// A duty grid's label.
#[derive(Debug)]
struct GridLabel {
    at: WorldPoint,
    /// The place of its duty grid.
    grid: usize,
    /// How many cells the duty grid has.
    cells: u64,
    /// Their ground in hectares, to a tenth.
    area_ha: f32,
}

/// The district's areas, prepared.
#[derive(Debug)]
pub(super) struct Areas {
    cells: Vec<Area>,
    cell_finder: Finder,
    grids: Vec<Area>,
    grid_finder: Finder,
    labels: Vec<Label>,
    label_finder: Finder,
    grid_labels: Vec<GridLabel>,
    grid_label_finder: Finder,
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
        let grid_borders = Borders::of(district, grid_topology, &|grid| first_cells[grid], &members);
        let label = |(grid, cells): (usize, &Vec<usize>)| {
            let area_m2: f64 = cells.iter().map(|it| district.cells[*it].polygon.area_m2()).sum();
            Some(GridLabel {
                at: grids[grid].centre()?,
                grid,
                cells: cells.len() as u64,
                area_ha: ((area_m2 / 1_000.0).round() / 10.0) as f32,
            })
        };
        let grid_labels: Vec<_> = groups.values().enumerate().filter_map(label).collect();
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
        let borders = Borders::of(district, topology, &|cell| cell, &members);
        let labels: Vec<_> =
            district.live_cells().map(|(id, it)| Label { at: world(it.label), cell: id.index() }).collect();
        let bounds = cells.iter().filter_map(Area::bounds).reduce(WorldBox::join);
        Self {
            cell_finder: Finder::of(cells.iter().map(Area::bounds)),
            grid_finder: Finder::of(grids.iter().map(Area::bounds)),
            label_finder: Finder::of(labels.iter().map(|it| Some(WorldBox { min: it.at, max: it.at }))),
            grid_label_finder: Finder::of(grid_labels.iter().map(|it| Some(WorldBox { min: it.at, max: it.at }))),
            cells,
            grids,
            labels,
            grid_labels,
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
                if view.names() {
                    tags.push((member, layer.text(name)));
                }
                tags.push((tint, layer.uint(u64::from(*number))));
            }
            layer.polygons(&tags, &polygons);
        }
        layer.finish(tile);
        self.shown_borders(view).draw_grids(view, tile);
        if view.z() >= LABELS_FROM {
            self.draw_labels(view, tile);
        }
        if view.z() >= GRID_LABELS_FROM && view.names() {
            self.draw_grid_labels(view, tile);
        }
    }

    fn draw_grid_labels(&self, view: &View, tile: &mut Vec<u8>) {
        let mut layer = LayerWriter::new("grid_label");
        let [member, cells, area_ha, tint] = ["member", "cells", "area_ha", "tint"].map(|it| layer.key(it));
        for label in self.grid_label_finder.find(view).into_iter().map(|it| &self.grid_labels[it]) {
            if let (true, Some((name, number))) = (view.holds(label.at), &self.grids[label.grid].member) {
                let tags = [
                    (member, layer.text(name)),
                    (cells, layer.uint(label.cells)),
                    (area_ha, layer.float(label.area_ha)),
                    (tint, layer.uint(u64::from(*number))),
                ];
                layer.points(&tags, &[view.position(label.at)]);
            }
        }
        layer.finish(tile);
    }

    fn draw_labels(&self, view: &View, tile: &mut Vec<u8>) {
        let mut layer = LayerWriter::new("cell_label");
        let (code, member) = (layer.key("code"), layer.key("member"));
        for label in self.label_finder.find(view).into_iter().map(|it| &self.labels[it]) {
            if view.holds(label.at) {
                let cell = &self.cells[label.cell];
                let short = cell.code.len().saturating_sub(3);
                let mut tags = vec![(code, layer.text(cell.code.get(short..).unwrap_or(&cell.code)))];
                if let Some((name, _)) = cell.member.as_ref().filter(|_| view.names()) {
                    tags.push((member, layer.text(name)));
                }
                layer.points(&tags, &[view.position(label.at)]);
            }
        }
        layer.finish(tile);
    }

    pub(super) fn draw_borders(&self, view: &View, tile: &mut Vec<u8>) {
        self.shown_borders(view).draw(view, tile);
    }

    /// Returns the borders that fit the areas drawn at this zoom.
    fn shown_borders(&self, view: &View) -> &Borders {
        if view.z() < SINGLE_CELLS_FROM { &self.grid_borders } else { &self.borders }
    }
}

impl Area {
    /// Returns a place well inside the largest part of a held area.
    fn centre(&self) -> Option<WorldPoint> {
        self.member.as_ref()?;
        let area = |it: &Rings| it.iter().map(|it| dissolve::area2(&it.points)).sum::<i128>();
        centre::centre(self.polygons.iter().max_by_key(|it| area(it))?)
    }

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
