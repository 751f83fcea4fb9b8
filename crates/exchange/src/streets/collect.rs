//! Turns tagged points, lines and polygons of any source into pieces of a survey.

use model::{
    BackdropKind, Level, LonLat, RoadClass, SurveyLandmark, SurveyPolygon, SurveyShape, SurveyShapeGeometry, SurveyWay,
};

use super::StreetsFile;
use crate::{
    Dirt, RoadClassTable, classify,
    geojson_file::{polygon, without_repeats},
    road_classes::Classed,
    tags::Tags,
};

/// What the tags make of a line or an area, before its places are known.
#[derive(Clone, Debug, Default)]
pub(super) struct Meaning {
    way: Option<SurveyWay>,
    area: Option<BackdropKind>,
    line: Option<BackdropKind>,
    landmark: Option<model::LandmarkKind>,
    name: Option<String>,
}

impl Meaning {
    /// Returns whether nothing is drawn of it.
    pub(super) fn is_nothing(&self) -> bool {
        self.way.is_none() && self.area.is_none() && self.line.is_none() && self.landmark.is_none()
    }
}

/// Gathers what a file holds.
#[derive(Debug)]
pub(super) struct Collector<'t> {
    table: &'t RoadClassTable,
    pub(super) file: StreetsFile,
    pub(super) dirt: Dirt,
    /// How many objects were looked at.
    pub(super) seen: u64,
    /// Whether lines without a class are branch roads.
    of_lines: bool,
}

/// The width of the carriageway of a line without a class, in metres: that of a street between houses in the table.
const LINE_WIDTH_M: f64 = 7.0;

impl<'t> Collector<'t> {
    pub(super) fn new(table: &'t RoadClassTable) -> Self {
        Self { table, file: StreetsFile::default(), dirt: Dirt::default(), seen: 0, of_lines: false }
    }

    /// Takes lines without a class for branch roads.
    pub(super) fn of_lines(table: &'t RoadClassTable) -> Self {
        Self { of_lines: true, ..Self::new(table) }
    }

    /// Returns a branch road.
    fn line(&mut self, source_id: i64, tags: &Tags<'_>) -> SurveyWay {
        SurveyWay {
            source_id,
            class: RoadClass::Branch,
            name: tags.name(),
            name_en: tags.name_en(),
            level: tags.level(&mut self.dirt),
            link: false,
            cuts: true,
            width_m: tags.width_m(LINE_WIDTH_M, &mut self.dirt),
            nodes: Vec::new(),
        }
    }

    /// Returns what the tags make of a line, or of an area when it is `closed`.
    pub(super) fn meaning_of_line(&mut self, source_id: i64, tags: &Tags<'_>, closed: bool) -> Meaning {
        self.seen += 1;
        if self.of_lines {
            return Meaning { way: Some(self.line(source_id, tags)), ..Meaning::default() };
        }
        if tags.is_empty() {
            return Meaning::default();
        }
        match self.table.class(tags) {
            Classed::Road(..) if closed && tags.is("area", "yes") => self.dirt.area_ways += 1,
            Classed::Road(rule, class) => {
                let level = tags.level(&mut self.dirt);
                return Meaning {
                    way: Some(SurveyWay {
                        source_id,
                        class,
                        name: tags.name(),
                        name_en: tags.name_en(),
                        level,
                        // OSM wiki, Highway link: the value of a slip road is that of its road and `_link`.
                        link: tags.get(&rule.key).is_some_and(|it| it.ends_with("_link")),
                        cuts: rule.cuts
                            && level != Level::Tunnel
                            && (level, class) != (Level::Bridge, RoadClass::Alley),
                        width_m: tags.width_m(rule.width_m, &mut self.dirt),
                        nodes: Vec::new(),
                    }),
                    ..Meaning::default()
                };
            }
            // A platform or a lift may still be a building or a landmark.
            Classed::Skip | Classed::Other => {}
            Classed::Unknown(value) => self.dirt.unknown(&value, 1),
        }
        let line = classify::line(tags);
        if !closed {
            return Meaning { line, name: tags.name(), ..Meaning::default() };
        }
        meaning_of_area(tags, line)
    }

    /// Returns what the tags make of a polygon.
    pub(super) fn meaning_of_polygon(&mut self, tags: &Tags<'_>) -> Meaning {
        self.seen += 1;
        self.dirt.area_ways += u64::from(matches!(self.table.class(tags), Classed::Road(..)));
        meaning_of_area(tags, None)
    }

    /// Takes a line, or an area when its last place is its first.
    pub(super) fn take_line(&mut self, meaning: Meaning, places: Vec<LonLat>) {
        let closed = places.len() > 3 && places.first() == places.last();
        if let Some(mut way) = meaning.way {
            way.nodes = without_repeats(places, &mut self.dirt);
            if way.nodes.len() < 2 {
                self.dirt.short_ways += 1;
            } else {
                self.file.ways.push(way);
            }
            return;
        }
        if let Some(kind) = meaning.line {
            let line = without_repeats(places.clone(), &mut self.dirt);
            if line.len() < 2 {
                self.dirt.short_ways += 1;
            } else {
                let (name, geometry) = (meaning.name.clone(), SurveyShapeGeometry::Line(line));
                self.file.backdrop.push(SurveyShape { kind, name, geometry });
            }
        }
        if meaning.area.is_some() || meaning.landmark.is_some() {
            if closed {
                self.take_polygon(meaning, vec![places]);
            } else {
                self.dirt.broken_polygons += 1;
            }
        }
    }

    /// Takes a polygon: the shell, then holes.
    pub(super) fn take_polygon(&mut self, meaning: Meaning, rings: SurveyPolygon) {
        if meaning.area.is_none() && meaning.landmark.is_none() {
            return;
        }
        let Some(rings) = polygon(rings, &mut self.dirt) else { return };
        if let Some(kind) = meaning.landmark {
            let name = meaning.name.clone().or_else(|| classify::default_name(kind).map(str::to_owned));
            self.file.landmarks.extend(name.map(|name| SurveyLandmark { kind, name, at: middle(&rings[0]) }));
        }
        if let Some(kind) = meaning.area {
            let geometry = SurveyShapeGeometry::Polygon(rings);
            self.file.backdrop.push(SurveyShape { kind, name: meaning.name, geometry });
        }
    }

    /// Takes a point, when it is a landmark.
    pub(super) fn take_point(&mut self, tags: &Tags<'_>, at: LonLat) {
        self.seen += 1;
        let Some(kind) = classify::landmark(tags) else { return };
        let name = tags.name().or_else(|| classify::default_name(kind).map(str::to_owned));
        self.file.landmarks.extend(name.map(|name| SurveyLandmark { kind, name, at }));
    }
}

/// Returns what the tags make of an area.
fn meaning_of_area(tags: &Tags<'_>, line: Option<BackdropKind>) -> Meaning {
    let area = classify::area(tags);
    // What is tagged as an area and as its own wall is both; a river's bank that is also its line is the area.
    let line = line.filter(|it| area.is_none() || *it == BackdropKind::Wall);
    let name = tags.name();
    let landmark = classify::landmark(tags).filter(|it| name.is_some() || classify::default_name(*it).is_some());
    Meaning { way: None, area, line, landmark, name }
}

/// Returns the centroid of a closed ring that encloses something; degrees are near enough to metres for a label.
fn middle(ring: &[LonLat]) -> LonLat {
    let origin = ring[0];
    let (mut x, mut y, mut area) = (0.0, 0.0, 0.0);
    for pair in ring.windows(2) {
        let [(ax, ay), (bx, by)] = [pair[0], pair[1]].map(|it| (it.lon - origin.lon, it.lat - origin.lat));
        let cross = ax * by - bx * ay;
        (x, y, area) = (x + (ax + bx) * cross, y + (ay + by) * cross, area + cross);
    }
    // 1e-7 degrees, the grid of the source.
    let round = |it: f64| (it * 1e7).round() / 1e7;
    LonLat { lon: round(origin.lon + x / (3.0 * area)), lat: round(origin.lat + y / (3.0 * area)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_square_is_its_middle() {
        let ring = [(113.0, 22.0), (113.2, 22.0), (113.2, 22.2), (113.0, 22.2), (113.0, 22.0)];
        let ring = ring.map(|(lon, lat)| LonLat { lon, lat });
        assert_eq!(middle(&ring), LonLat { lon: 113.1, lat: 22.1 });
    }

    #[test]
    fn tunnels_and_footbridges_do_not_cut_but_bridges_of_main_roads_do() {
        let table = RoadClassTable::default();
        let mut collector = Collector::new(&table);
        let mut cuts = |pairs: &[(&'static str, &'static str)]| {
            let tags = pairs.iter().copied().collect();
            collector.meaning_of_line(1, &tags, false).way.unwrap().cuts
        };
        assert!(cuts(&[("highway", "primary"), ("bridge", "yes")]));
        assert!(!cuts(&[("highway", "primary"), ("tunnel", "yes")]));
        assert!(!cuts(&[("highway", "primary"), ("layer", "-1")]));
        assert!(cuts(&[("highway", "service"), ("tunnel", "building_passage")]));
        assert!(!cuts(&[("highway", "footway"), ("name", "天桥"), ("bridge", "yes")]));
    }
}
