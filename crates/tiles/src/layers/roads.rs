//! Roads: segment by segment close up, whole roads from afar.

use std::collections::BTreeMap;

use model::{District, Level, Point, RoadClass};

use super::view::{Finder, Path, View, convert};
use crate::{
    WorldPoint,
    filter::WorldBox,
    mvt::{LayerWriter, Position},
};

const SEGMENTS_FROM: u8 = 15;

/// Returns the zoom from which roads of a class show.
const fn shows_from(class: RoadClass) -> u8 {
    match class {
        RoadClass::Main | RoadClass::Secondary => 0,
        RoadClass::Branch => 12,
        RoadClass::Alley => 13,
    }
}

#[derive(Debug)]
struct Name {
    code: String,
    name: Option<String>,
}

/// A line to draw: a segment, or segments of one road, class and level in a row.
#[derive(Debug)]
struct Course {
    road: usize,
    class: RoadClass,
    level: Level,
    width_m: f32,
    path: Path,
}

/// The district's roads, prepared.
#[derive(Debug)]
pub(super) struct Roads {
    names: Vec<Name>,
    /// Codes of the segments.
    codes: Vec<String>,
    segments: Vec<Course>,
    segment_finder: Finder,
    chains: Vec<Course>,
    chain_finder: Finder,
    bounds: Option<WorldBox>,
}

impl Roads {
    pub(super) fn build(district: &District, world: &dyn Fn(Point) -> WorldPoint) -> Self {
        let roads = district.roads.iter();
        let segments: Vec<_> = district
            .segments
            .iter()
            .map(|it| Course {
                road: it.road.index(),
                class: it.class,
                level: it.level,
                width_m: (it.width_m * 10.0).round() as f32 / 10.0,
                path: Path::line(convert(&it.line, world)),
            })
            .collect();
        let chains = chains(district, &segments);
        let boxes = |courses: &[Course]| -> Vec<_> {
            courses.iter().map(|it| WorldBox::around(it.path.points.iter().copied())).collect()
        };
        let segment_boxes = boxes(&segments);
        Self {
            names: roads.map(|it| Name { code: it.code.clone(), name: it.name.clone() }).collect(),
            codes: district.segments.iter().map(|it| it.code.clone()).collect(),
            bounds: segment_boxes.iter().flatten().copied().reduce(WorldBox::join),
            segment_finder: Finder::of(segment_boxes),
            chain_finder: Finder::of(boxes(&chains)),
            segments,
            chains,
        }
    }

    pub(super) fn bounds(&self) -> Option<WorldBox> {
        self.bounds
    }

    pub(super) fn draw(&self, view: &View, tile: &mut Vec<u8>) {
        let mut layer = LayerWriter::new("road");
        if view.z() >= SEGMENTS_FROM {
            for at in self.segment_finder.find(view) {
                let course = &self.segments[at];
                self.add(&mut layer, course, &self.codes[at], &view.line(&course.path));
            }
        } else {
            // Chains lie road by road, so what belongs to one feature comes in one go.
            let found = self.chain_finder.find(view).into_iter().map(|it| &self.chains[it]);
            let shown: Vec<_> = found.filter(|it| shows_from(it.class) <= view.z()).collect();
            for same in shown.chunk_by(|a, b| (a.road, a.class, a.level) == (b.road, b.class, b.level)) {
                let lines: Vec<_> = same.iter().flat_map(|it| view.line(&it.path)).collect();
                let code = self.names.get(same[0].road).map_or("", |it| &it.code);
                self.add(&mut layer, same[0], code, &lines);
            }
        }
        layer.finish(tile);
    }

    fn add(&self, layer: &mut LayerWriter, course: &Course, code: &str, lines: &[Vec<Position>]) {
        if lines.iter().all(|line| line.iter().all(|it| *it == line[0])) {
            return;
        }
        let [class_key, level_key, code_key, width_key] = ["class", "level", "code", "width"].map(|it| layer.key(it));
        let mut tags = vec![
            (class_key, layer.text(course.class.as_str())),
            (level_key, layer.text(course.level.as_str())),
            (code_key, layer.unique_text(code)),
            (width_key, layer.float(course.width_m)),
        ];
        if let Some(name) = self.names.get(course.road).and_then(|it| it.name.as_ref()) {
            tags.push((layer.key("name"), layer.text(name)));
        }
        layer.lines(&tags, lines);
    }
}

/// Joins the segments of each road by rising chainage where class and level stay and one begins where the other ended,
/// so that the view from afar may leave out junctions too. Sorted by road, class and level.
fn chains(district: &District, segments: &[Course]) -> Vec<Course> {
    let mut groups = BTreeMap::<_, Vec<usize>>::new();
    for (at, it) in segments.iter().enumerate() {
        groups.entry((it.road, it.class, it.level as u8)).or_default().push(at);
    }
    let mut chains = Vec::new();
    for mut group in groups.into_values() {
        group.sort_by(|a, b| district.segments[*a].from_m.total_cmp(&district.segments[*b].from_m));
        let mut lines: Vec<(Vec<WorldPoint>, f32)> = Vec::new();
        for at in &group {
            let (points, width) = (&segments[*at].path.points, segments[*at].width_m);
            match lines.last_mut() {
                Some((line, widest)) if line.last() == points.first() => {
                    line.extend_from_slice(points.get(1..).unwrap_or_default());
                    *widest = widest.max(width);
                }
                _ => lines.push((points.clone(), width)),
            }
        }
        let first = &segments[group[0]];
        chains.extend(lines.into_iter().map(|(line, width_m)| Course {
            road: first.road,
            class: first.class,
            level: first.level,
            width_m,
            path: Path::line(line),
        }));
    }
    chains
}
