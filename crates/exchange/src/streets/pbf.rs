//! Streets from OSM PBF in three passes: what is tagged; the ways that relations are made of; the nodes of all these.

use std::{collections::BTreeMap, fs::File, io::BufReader};

use model::{LonLat, SurveyPolygon};
use osmpbf::{Element, PrimitiveBlock, RelMemberType, Relation};

use super::{
    OSM_ATTRIBUTION,
    block::{Blocks, Extent},
    collect::{Collector, Meaning},
    rings::rings,
};
use crate::{Problem, RoadClassTable, tags::Tags};

/// A way that will be drawn, with the numbers of its nodes.
struct Draft {
    meaning: Meaning,
    refs: Vec<i64>,
}

/// An area made of several ways.
struct Assembly {
    meaning: Meaning,
    /// The numbers of the ways, and whether each is of a hole.
    members: Vec<(i64, bool)>,
}

/// A block and what it holds.
struct Known {
    extent: Extent,
    nodes: bool,
    ways: bool,
}

/// Reads the whole file.
pub(super) fn read<'t>(
    file: BufReader<File>,
    len: u64,
    table: &'t RoadClassTable,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Collector<'t>, Problem> {
    let mut blocks = Blocks::new(file, len);
    let mut reader = Reader {
        collector: Collector::new(table),
        drafts: Vec::new(),
        assemblies: Vec::new(),
        members: BTreeMap::new(),
        nodes: Nodes::default(),
    };
    let mut known = Vec::new();
    let mut at = 0;
    while let Some(extent) = blocks.extent(at)? {
        let (mut nodes, mut ways) = (false, false);
        blocks.visit(extent, &mut |block| (nodes, ways) = reader.first_pass(block))?;
        known.push(Known { extent, nodes, ways });
        at = extent.at + extent.len;
        progress(at, 3 * len);
    }
    for assembly in &reader.assemblies {
        reader.members.extend(assembly.members.iter().map(|(id, _)| (*id, Vec::new())));
    }
    let assembled = !reader.members.is_empty();
    for it in known.iter().filter(|it| it.ways && assembled) {
        blocks.visit(it.extent, &mut |block| take_members(block, &mut reader.members))?;
        progress(len + it.extent.at, 3 * len);
    }
    reader.nodes = Nodes::wanted(reader.drafts.iter().map(|it| &it.refs).chain(reader.members.values()));
    for it in known.iter().filter(|it| it.nodes) {
        blocks.visit(it.extent, &mut |block| reader.take_nodes(block))?;
        progress(2 * len + it.extent.at, 3 * len);
    }
    let mut collector = reader.finish();
    OSM_ATTRIBUTION.clone_into(&mut collector.file.attribution);
    progress(3 * len, 3 * len);
    Ok(collector)
}

struct Reader<'t> {
    collector: Collector<'t>,
    drafts: Vec<Draft>,
    assemblies: Vec<Assembly>,
    /// The nodes of the ways that assemblies are made of; empty for those that the file does not hold.
    members: BTreeMap<i64, Vec<i64>>,
    nodes: Nodes,
}

impl Reader<'_> {
    /// Takes tagged ways and relations; returns whether there are nodes and ways.
    fn first_pass(&mut self, block: &PrimitiveBlock) -> (bool, bool) {
        let (mut nodes, mut ways) = (false, false);
        for group in block.groups() {
            nodes |= group.nodes().next().is_some() || group.dense_nodes().next().is_some();
            for way in group.ways() {
                ways = true;
                let tags: Tags<'_> = way.tags().collect();
                let refs: Vec<_> = way.refs().collect();
                let closed = refs.len() > 3 && refs.first() == refs.last();
                let meaning = self.collector.meaning_of_line(way.id(), &tags, closed);
                if !meaning.is_nothing() {
                    self.drafts.push(Draft { meaning, refs });
                }
            }
            for relation in group.relations() {
                self.take_relation(&relation);
            }
        }
        (nodes, ways)
    }

    fn take_relation(&mut self, relation: &Relation<'_>) {
        let tags: Tags<'_> = relation.tags().collect();
        if !tags.is("type", "multipolygon") {
            return;
        }
        let meaning = self.collector.meaning_of_polygon(&tags);
        if meaning.is_nothing() {
            return;
        }
        let ways = relation.members().filter(|it| it.member_type == RelMemberType::Way);
        let members = ways.map(|it| (it.member_id, it.role().is_ok_and(|it| it == "inner"))).collect();
        self.assemblies.push(Assembly { meaning, members });
    }

    fn take_nodes(&mut self, block: &PrimitiveBlock) {
        block.for_each_element(|element| match element {
            Element::DenseNode(it) => {
                self.take_node(it.id(), it.nano_lon(), it.nano_lat(), &it.tags().collect());
            }
            Element::Node(it) => self.take_node(it.id(), it.nano_lon(), it.nano_lat(), &it.tags().collect()),
            Element::Way(_) | Element::Relation(_) => {}
        });
    }

    fn take_node(&mut self, id: i64, lon: i64, lat: i64, tags: &Tags<'_>) {
        let place = LonLat { lon: lon as f64 / 1e9, lat: lat as f64 / 1e9 };
        if place.lon.abs() > 180.0 || place.lat.abs() > 90.0 {
            self.collector.dirt.bad_places += 1;
            return;
        }
        self.nodes.set(id, place);
        if !tags.is_empty() {
            self.collector.take_point(tags, place);
        }
    }
}

impl<'t> Reader<'t> {
    /// Gives every draft and assembly its places.
    fn finish(self) -> Collector<'t> {
        let Self { mut collector, drafts, assemblies, members, nodes } = self;
        for Draft { meaning, refs } in drafts {
            let places = nodes.places(&refs, &mut collector.dirt.missing_nodes);
            collector.take_line(meaning, places);
        }
        for assembly in assemblies {
            let mut ring_sets = [false, true].map(|hole| {
                let ways = assembly.members.iter().filter(|it| it.1 == hole).map(|(id, _)| members[id].as_slice());
                let (there, missing): (Vec<_>, Vec<_>) = ways.partition(|it| !it.is_empty());
                collector.dirt.missing_members += missing.len() as u64;
                let (rings, left) = rings(&there);
                collector.dirt.broken_polygons += u64::from(left > 0);
                let places = |ring: &Vec<i64>| nodes.places(ring, &mut collector.dirt.missing_nodes);
                rings.iter().map(places).collect::<Vec<_>>()
            });
            let holes = std::mem::take(&mut ring_sets[1]);
            let shells = std::mem::take(&mut ring_sets[0]);
            for polygon in with_holes(shells, holes) {
                collector.take_polygon(assembly.meaning.clone(), polygon);
            }
        }
        collector
    }
}

fn take_members(block: &PrimitiveBlock, members: &mut BTreeMap<i64, Vec<i64>>) {
    for way in block.groups().flat_map(|it| it.ways()) {
        if let Some(refs) = members.get_mut(&way.id()) {
            *refs = way.refs().collect();
        }
    }
}

/// Gives each hole to the first shell that holds its first place.
fn with_holes(shells: Vec<Vec<LonLat>>, holes: Vec<Vec<LonLat>>) -> Vec<SurveyPolygon> {
    let mut polygons: Vec<SurveyPolygon> = shells.into_iter().map(|it| vec![it]).collect();
    for hole in holes {
        let Some(&at) = hole.first() else { continue };
        if let Some(polygon) = polygons.iter_mut().find(|it| contains(&it[0], at)) {
            polygon.push(hole);
        }
    }
    polygons
}

/// Returns whether a closed ring holds a place, by the parity of crossings to the east.
fn contains(ring: &[LonLat], at: LonLat) -> bool {
    let crosses = |a: LonLat, b: LonLat| {
        (a.lat > at.lat) != (b.lat > at.lat) && at.lon < a.lon + (at.lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon)
    };
    ring.windows(2).filter(|pair| crosses(pair[0], pair[1])).count() % 2 == 1
}

/// The places of the nodes that are used, by number.
#[derive(Default)]
struct Nodes {
    ids: Vec<i64>,
    places: Vec<Option<LonLat>>,
}

impl Nodes {
    fn wanted<'r>(refs: impl Iterator<Item = &'r Vec<i64>>) -> Self {
        let mut ids: Vec<_> = refs.flatten().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        Self { places: vec![None; ids.len()], ids }
    }

    fn set(&mut self, id: i64, place: LonLat) {
        if let Ok(at) = self.ids.binary_search(&id) {
            self.places[at] = Some(place);
        }
    }

    /// Returns the places of those nodes that the file holds, and counts the others.
    fn places(&self, refs: &[i64], missing: &mut u64) -> Vec<LonLat> {
        let place = |id| self.ids.binary_search(id).ok().and_then(|at| self.places[at]);
        let places: Vec<_> = refs.iter().filter_map(place).collect();
        *missing += (refs.len() - places.len()) as u64;
        places
    }
}
