//! What the tests of this crate share.

use std::io::Write;

use model::{
    BarrierClass, CellEdge, CellId, Community, CommunityId, District, EdgeClass, FrameOrigin, Level, LonLat, Point,
    Polygon, Road, RoadClass, RoadId, RoadSegment, SegmentId, Span, Subdistrict, SubdistrictId, UnitCell,
};
use spatial::Frame;
use tempfile::NamedTempFile;

/// Writes a file that goes away with the value.
pub(crate) fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

/// A district of a square with a hole, and of the cell in that hole; a road runs along the hole's western side.
pub(crate) fn district() -> (District, Frame) {
    let frame = Frame::new(FrameOrigin { origin: LonLat { lon: 113.94, lat: 22.55 } }).unwrap();
    let square = |low: i32, high: i32| {
        [(low, low), (high, low), (high, high), (low, high)].map(|(x, y)| Point { x, y }).to_vec()
    };
    let mut hole = square(250_000, 750_000);
    hole.reverse();
    let polygon = Polygon { shell: square(0, 1_000_000), holes: vec![hole.clone()] };
    let inner = Polygon { shell: square(250_000, 750_000), holes: vec![] };
    let corner = |x, y| Point { x, y };
    let edge = |line: Vec<Point>, left, right, class, segment| CellEdge {
        line,
        left,
        right,
        class,
        segment,
        span: Span::FOUNDED,
    };
    let (outer, middle) = (Some(CellId::at(0)), Some(CellId::at(1)));
    let west = vec![corner(250_000, 750_000), corner(250_000, 250_000)];
    let rest = [(250_000, 250_000), (750_000, 250_000), (750_000, 750_000), (250_000, 750_000)];
    let rest = rest.map(|(x, y)| corner(x, y)).to_vec();
    let around = square(0, 1_000_000).into_iter().chain([corner(0, 0)]).collect();
    let road = EdgeClass::Barrier(BarrierClass::Road(RoadClass::Branch));
    let community = CommunityId::at(0);
    let cell = |code: &str, polygon| UnitCell {
        code: code.into(),
        community,
        polygon,
        label: Point { x: 1, y: 1 },
        span: Span::FOUNDED,
    };
    let district = District {
        subdistricts: vec![Subdistrict { code: "440305001".into(), name: "乙".into(), name_en: None }].into(),
        communities: vec![Community {
            code: "440305001001".into(),
            name: "“丙”\"x\"".into(),
            name_en: None,
            subdistrict: SubdistrictId::at(0),
        }]
        .into(),
        cells: vec![cell("440305001001001", polygon), cell("440305001001002", inner)].into(),
        edges: vec![
            edge(around, outer, None, EdgeClass::Border, None),
            edge(west.clone(), middle, outer, road, Some(SegmentId::at(0))),
            edge(rest, middle, outer, EdgeClass::Cut, None),
        ]
        .into(),
        roads: vec![Road { code: "440305D0001".into(), name: None, name_en: None, class: RoadClass::Branch }].into(),
        segments: vec![RoadSegment {
            code: "440305D0001-001".into(),
            road: RoadId::at(0),
            class: RoadClass::Branch,
            level: Level::Ground,
            line: west,
            from_m: 0.0,
            to_m: 50.0,
            width_m: 7.0,
        }]
        .into(),
        ..District::empty("甲", "440305", frame.origin().origin, 0)
    };
    (district, frame)
}

/// A random sequence that is the same every time (xorshift64*).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// Returns a number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit
    }
}

/// Writes small PBF files, unpacked, so that a flipped byte reaches the decoder.
#[derive(Default)]
pub(crate) struct Pbf {
    strings: Vec<Vec<u8>>,
    nodes: Vec<u8>,
    ways: Vec<u8>,
    relations: Vec<u8>,
}

impl Pbf {
    /// Adds a node at 1e-7 degrees.
    pub(crate) fn node(mut self, id: i64, lon: i64, lat: i64, tags: &[(&str, &str)]) -> Self {
        let mut node = field(1, zigzag(id));
        node.extend(self.tags(tags));
        node.extend(field(8, zigzag(lat)));
        node.extend(field(9, zigzag(lon)));
        self.nodes.extend(bytes(1, &node));
        self
    }

    /// Adds a way.
    pub(crate) fn way(mut self, id: u64, refs: &[i64], tags: &[(&str, &str)]) -> Self {
        let mut way = field(1, id);
        way.extend(self.tags(tags));
        way.extend(bytes(8, &deltas(refs)));
        self.ways.extend(bytes(3, &way));
        self
    }

    /// Adds a relation of ways with roles.
    pub(crate) fn relation(mut self, id: u64, members: &[(i64, &str)], tags: &[(&str, &str)]) -> Self {
        let mut relation = field(1, id);
        relation.extend(self.tags(tags));
        let roles: Vec<u8> = members.iter().flat_map(|(_, role)| varint(self.string(role))).collect();
        let ids: Vec<_> = members.iter().map(|(id, _)| *id).collect();
        relation.extend(bytes(8, &roles));
        relation.extend(bytes(9, &deltas(&ids)));
        relation.extend(bytes(10, &vec![1; members.len()]));
        self.relations.extend(bytes(4, &relation));
        self
    }

    /// Returns the file.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.finish_with(&["OsmSchema-V0.6", "DenseNodes"])
    }

    /// Returns the file, which needs these features.
    pub(crate) fn finish_with(self, features: &[&str]) -> Vec<u8> {
        let header: Vec<u8> = features.iter().flat_map(|it| bytes(4, it.as_bytes())).collect();
        let strings: Vec<u8> = std::iter::once(&Vec::new()).chain(&self.strings).flat_map(|it| bytes(1, it)).collect();
        let mut block = bytes(1, &strings);
        for group in [self.nodes, self.ways, self.relations] {
            block.extend(bytes(2, &group));
        }
        [framed("OSMHeader", &header), framed("OSMData", &block)].concat()
    }

    fn tags(&mut self, tags: &[(&str, &str)]) -> Vec<u8> {
        let keys: Vec<u8> = tags.iter().flat_map(|it| varint(self.string(it.0))).collect();
        let values: Vec<u8> = tags.iter().flat_map(|it| varint(self.string(it.1))).collect();
        [bytes(2, &keys), bytes(3, &values)].concat()
    }

    fn string(&mut self, text: &str) -> u64 {
        let at = self.strings.iter().position(|it| it == text.as_bytes()).unwrap_or_else(|| {
            self.strings.push(text.as_bytes().to_vec());
            self.strings.len() - 1
        });
        at as u64 + 1
    }
}

/// Returns a block with its frame.
pub(crate) fn framed(kind: &str, data: &[u8]) -> Vec<u8> {
    let blob = bytes(1, data);
    let header = [bytes(1, kind.as_bytes()), field(3, blob.len() as u64)].concat();
    [(header.len() as u32).to_be_bytes().to_vec(), header, blob].concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value > 127 {
        out.push(value as u8 | 128);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

fn field(number: u64, value: u64) -> Vec<u8> {
    [varint(number << 3), varint(value)].concat()
}

fn bytes(number: u64, value: &[u8]) -> Vec<u8> {
    [varint(number << 3 | 2), varint(value.len() as u64), value.to_vec()].concat()
}

fn deltas(values: &[i64]) -> Vec<u8> {
    let mut last = 0;
    let delta = |it: &i64| varint(zigzag(it.wrapping_sub(std::mem::replace(&mut last, *it))));
    values.iter().flat_map(delta).collect()
}
