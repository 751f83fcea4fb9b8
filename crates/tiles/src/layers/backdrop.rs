//! The drawn ground: land use, buildings, streams and walls, and landmarks.

use std::collections::BTreeMap;

use model::{BackdropKind, District, Point, Shape};

use super::{
    dissolve::area2,
    view::{Finder, Path, Rings, View, convert},
};
use crate::{
    WorldPoint,
    filter::WorldBox,
    mvt::{LayerWriter, Position},
};

const BUILDINGS_FROM: u8 = 13;
const LANDMARKS_FROM: u8 = 14;
/// Walls are fine lines that only crowd a view from afar.
const WALLS_FROM: u8 = 15;

/// Areas smaller than this many square tile units are left out: half a pixel each way (tiles of 512 pixels).
const SMALLEST: f64 = 16.0;

/// Buildings smaller than this many square tile units are left out at the first zooms that show buildings: 3 pixels each
/// way at zoom 13, 1.5 at zoom 14.
const SMALLEST_BUILDING: [f64; 2] = [600.0, 144.0];

/// A layer stops growing here, in bytes; as the greatest areas come first, only the smallest are left out.
const BUDGET: usize = 200_000;

/// An area of the ground or a building.
#[derive(Debug)]
struct Patch {
    kind: BackdropKind,
    name: Option<String>,
    /// In square world units.
    area: f64,
    rings: Rings,
}

#[derive(Debug)]
struct Line {
    kind: BackdropKind,
    path: Path,
}

#[derive(Debug)]
struct Mark {
    kind: &'static str,
    name: String,
    at: WorldPoint,
}

/// The district's drawn ground, prepared.
#[derive(Debug)]
pub(super) struct Ground {
    /// The greatest first.
    areas: Vec<Patch>,
    area_finder: Finder,
    /// The greatest first; apart, because most views leave them out.
    buildings: Vec<Patch>,
    building_finder: Finder,
    lines: Vec<Line>,
    line_finder: Finder,
    marks: Vec<Mark>,
    mark_finder: Finder,
}

impl Ground {
    pub(super) fn build(district: &District, world: &dyn Fn(Point) -> WorldPoint) -> Self {
        let (mut areas, mut lines) = (Vec::new(), Vec::new());
        for it in &district.backdrop {
            match &it.shape {
                Shape::Polygon(polygon) => {
                    let rings: Rings = polygon.rings().map(|it| Path::ring(convert(it, world))).collect();
                    let area = rings.first().map_or(0.0, |it| area2(&it.points).abs() as f64 / 2.0);
                    areas.push(Patch { kind: it.kind, name: it.name.clone(), area, rings });
                }
                Shape::Line(line) => lines.push(Line { kind: it.kind, path: Path::line(convert(line, world)) }),
            }
        }
        // Stable: equals stay in the district's order.
        areas.sort_by(|a, b| b.area.total_cmp(&a.area));
        let marks: Vec<_> = district
            .landmarks
            .iter()
            .map(|it| Mark { kind: it.kind.as_str(), name: it.name.clone(), at: world(it.at) })
            .collect();
        let (buildings, areas): (Vec<_>, Vec<_>) = areas.into_iter().partition(|it| it.kind == BackdropKind::Building);
        let around = |it: &Path| WorldBox::around(it.points.iter().copied());
        Self {
            area_finder: Finder::of(areas.iter().map(|it| it.rings.first().and_then(around))),
            building_finder: Finder::of(buildings.iter().map(|it| it.rings.first().and_then(around))),
            line_finder: Finder::of(lines.iter().map(|it| around(&it.path))),
            mark_finder: Finder::of(marks.iter().map(|it| Some(WorldBox { min: it.at, max: it.at }))),
            areas,
            buildings,
            lines,
            marks,
        }
    }

    pub(super) fn draw(&self, view: &View, tile: &mut Vec<u8>) {
        let mut layer = LayerWriter::new("ground");
        let kind = layer.key("kind");
        for (it, rings) in shown(view, &self.areas, &self.area_finder, SMALLEST) {
            let mut tags = vec![(kind, layer.text(it.kind.as_str()))];
            tags.extend(it.name.as_ref().map(|it| (layer.key("name"), layer.text(it))));
            layer.polygons(&tags, &[rings]);
            if layer.size() > BUDGET {
                break;
            }
        }
        layer.finish(tile);
        if let Some(above) = view.z().checked_sub(BUILDINGS_FROM) {
            let smallest = SMALLEST_BUILDING.get(usize::from(above)).copied().unwrap_or(0.0);
            let mut layer = LayerWriter::new("building");
            for (it, rings) in shown(view, &self.buildings, &self.building_finder, smallest) {
                let name = it.name.as_ref().map(|it| (layer.key("name"), layer.text(it)));
                layer.polygons(name.as_slice(), &[rings]);
                if layer.size() > BUDGET {
                    break;
                }
            }
            layer.finish(tile);
        }
        self.draw_lines(view, tile);
    }

    fn draw_lines(&self, view: &View, tile: &mut Vec<u8>) {
        let mut kinds = BTreeMap::<BackdropKind, Vec<Vec<Position>>>::new();
        for it in self.line_finder.find(view).into_iter().map(|it| &self.lines[it]) {
            if it.kind != BackdropKind::Wall || view.z() >= WALLS_FROM {
                kinds.entry(it.kind).or_default().extend(view.line(&it.path));
            }
        }
        let mut layer = LayerWriter::new("line");
        let key = layer.key("kind");
        for (kind, lines) in kinds {
            let kind = layer.text(kind.as_str());
            layer.lines(&[(key, kind)], &lines);
        }
        layer.finish(tile);
    }

    pub(super) fn draw_landmarks(&self, view: &View, tile: &mut Vec<u8>) {
        if view.z() < LANDMARKS_FROM {
            return;
        }
        let mut layer = LayerWriter::new("landmark");
        let (kind, name) = (layer.key("kind"), layer.key("name"));
        for it in self.mark_finder.find(view).into_iter().map(|it| &self.marks[it]) {
            if view.holds(it.at) {
                let tags = [(kind, layer.text(it.kind)), (name, layer.text(&it.name))];
                layer.points(&tags, &[view.position(it.at)]);
            }
        }
        layer.finish(tile);
    }
}

/// Iterates over the patches that show in a tile, the greatest first, with their rings there.
fn shown<'a>(
    view: &'a View,
    patches: &'a [Patch],
    finder: &Finder,
    smallest: f64,
) -> impl Iterator<Item = (&'a Patch, Vec<Vec<Position>>)> {
    let found = finder.find(view).into_iter().map(|it| &patches[it]);
    found
        .take_while(move |it| view.area(it.area) >= smallest)
        .map(|it| (it, view.rings(&it.rings)))
        .filter(|(_, rings)| rings.first().is_some_and(|it| crate::mvt::area2(it) != 0))
}
