//! Small districts made by hand: squares for cells, one segment for each way.

#![expect(clippy::unwrap_used, reason = "a helper of tests may fail as a test does")]

use std::collections::BTreeMap;

use model::{
    AreaLevel, Community, CommunityId, District, Landmark, LonLat, Point, Polygon, Road, RoadClass, RoadId,
    RoadSegment, Span, Subdistrict, SubdistrictId, Survey, UnitCell,
};
use spatial::Frame;

/// Side of a cell: 100 m on the lattice.
pub const SIDE: i32 = 1_000_000;

/// A square cell whose south-western corner is `(column, row)` in cells.
pub fn square(column: i32, row: i32, community: usize) -> UnitCell {
    let (x, y) = (column * SIDE, row * SIDE);
    let shell = [(x, y), (x + SIDE, y), (x + SIDE, y + SIDE), (x, y + SIDE)].map(|(x, y)| Point { x, y }).to_vec();
    UnitCell {
        code: format!("990101001001{:03}", (column * 31 + row).rem_euclid(1000)),
        community: CommunityId::at(community),
        polygon: Polygon { shell, holes: vec![] },
        label: Point { x: x + SIDE / 2, y: y + SIDE / 2 },
        span: Span::FOUNDED,
    }
}

/// A district without anything.
pub fn empty() -> District {
    let street = Subdistrict { code: "990101001".into(), name: "荷城街道".into(), name_en: None };
    District {
        fictional: true,
        subdistricts: vec![street].into(),
        ..District::empty("荷城县", "990101", LonLat { lon: 112.0, lat: 28.0 }, 0)
    }
}

/// Adds a community and returns its number.
pub fn community(district: &mut District, name: &str) -> usize {
    let code = format!("990101001{:03}", district.communities.len() + 1);
    let subdistrict = SubdistrictId::at(0);
    district.communities.push(Community { code, name: name.into(), name_en: None, subdistrict });
    district.communities.len() - 1
}

/// Adds a road of one straight segment.
pub fn road(district: &mut District, name: Option<&str>, class: RoadClass, line: Vec<Point>) {
    let id = RoadId::at(district.roads.len());
    let code = format!("990101D{:04}", district.roads.len() + 1);
    let length = line.windows(2).map(|it| it[0].distance_m(it[1])).sum();
    district.roads.push(Road { code: code.clone(), name: name.map(str::to_owned), name_en: None, class });
    district.segments.push(RoadSegment {
        code: format!("{code}-001"),
        road: id,
        class,
        level: model::Level::Ground,
        line,
        from_m: 0.0,
        to_m: length,
        width_m: 8.0,
    });
}

/// A district of the survey's streets and landmarks, with squares for cells wherever a community lies.
pub fn of_survey(survey: &Survey) -> District {
    let mut district = empty();
    let frame = Frame::new(district.frame).unwrap();
    let mut communities = Vec::new();
    for area in survey.areas.iter().filter(|it| it.level == AreaLevel::Community) {
        let ring: Vec<Point> = area.polygons[0][0].iter().map(|it| frame.point(*it).unwrap()).collect();
        communities.push((community(&mut district, &area.name), ring));
    }
    for (id, ring) in &communities {
        let low = |of: &dyn Fn(&Point) -> i32| ring.iter().map(of).min().unwrap().div_euclid(SIDE) - 1;
        let high = |of: &dyn Fn(&Point) -> i32| ring.iter().map(of).max().unwrap().div_euclid(SIDE) + 1;
        for row in low(&|it| it.y)..=high(&|it| it.y) {
            for column in low(&|it| it.x)..=high(&|it| it.x) {
                let cell = square(column, row, *id);
                if inside(ring, cell.label) {
                    district.cells.push(cell);
                }
            }
        }
    }
    let mut roads: BTreeMap<(RoadClass, String), usize> = BTreeMap::new();
    for (at, way) in survey.ways.iter().enumerate() {
        let line: Vec<Point> = way.nodes.iter().map(|it| frame.point(*it).unwrap()).collect();
        let key = (way.class, way.name.clone().unwrap_or_else(|| format!("#{at}")));
        if let Some(known) = roads.get(&key) {
            let mut segment = district.segments[0].clone();
            segment.road = RoadId::at(*known);
            (segment.class, segment.width_m, segment.line) = (way.class, way.width_m, line);
            district.segments.push(segment);
        } else {
            roads.insert(key, district.roads.len());
            road(&mut district, way.name.as_deref(), way.class, line);
        }
    }
    let landmark =
        |it: &model::SurveyLandmark| Landmark { kind: it.kind, name: it.name.clone(), at: frame.point(it.at).unwrap() };
    district.landmarks = survey.landmarks.iter().map(landmark).collect();
    district
}

/// Whether `p` lies inside the ring; for points that lie on no border.
pub fn inside(ring: &[Point], p: Point) -> bool {
    let mut odd = false;
    for i in 0..ring.len() {
        let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
        if (a.y > p.y) != (b.y > p.y) {
            let cross = i64::from(b.x - a.x) * i64::from(p.y - a.y) - i64::from(b.y - a.y) * i64::from(p.x - a.x);
            odd ^= (cross > 0) == (b.y > a.y);
        }
    }
    odd
}
