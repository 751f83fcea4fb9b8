//! The cells on both sides of road segments, on drawn districts.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::sync::Arc;

use model::{
    BarrierClass, CellEdge, CellId, District, EdgeClass, PartitionVersion, Point, RoadClass, SegmentId, Span, VersionId,
};
use partition::{SegmentSides, sides};
use spatial::Locator;
use testkit::Sketch;

type Line<'a> = &'a [(i32, i32)];

/// Two cells north of the line y = 0 and one south of it, from x = 0 to 300; the northern ones meet at x = 100.
fn three_cells() -> Sketch {
    Sketch::new()
        .cell(&[(0, 0), (100, 0), (100, 100), (0, 100)])
        .cell(&[(100, 0), (300, 0), (300, 100), (100, 100)])
        .cell(&[(0, -100), (300, -100), (300, 0), (100, 0), (0, 0)])
}

fn edge(line: Line, left: Option<u32>, right: Option<u32>, segment: Option<u32>) -> CellEdge {
    let point = |&(x, y): &(i32, i32)| Point { x: x * 10_000, y: y * 10_000 };
    CellEdge {
        line: line.iter().map(point).collect(),
        left: left.map(CellId),
        right: right.map(CellId),
        class: EdgeClass::Barrier(BarrierClass::Road(RoadClass::Main)),
        segment: segment.map(SegmentId),
        span: Span::FOUNDED,
    }
}

fn all(district: &District) -> Vec<SegmentSides> {
    district.check().unwrap();
    let locator = Locator::new(Arc::new(district.clone()));
    let ids: Vec<_> = (0..district.segments.len()).map(SegmentId::at).collect();
    sides(district, &locator, &ids)
}

fn ids(left: &[u32], right: &[u32]) -> SegmentSides {
    let of = |it: &[u32]| it.iter().copied().map(CellId).collect();
    SegmentSides { left: of(left), right: of(right) }
}

#[test]
fn a_road_on_the_border_knows_both_sides_in_the_order_of_its_chainage() {
    let mut district = three_cells()
        .road("东去", RoadClass::Main, &[(0, 0), (300, 0)])
        .road("西来", RoadClass::Main, &[(300, 0), (0, 0)])
        .district();
    // The second edge runs against the road.
    for segment in [0, 1] {
        district.edges.push(edge(&[(0, 0), (100, 0)], Some(0), Some(2), Some(segment)));
        district.edges.push(edge(&[(300, 0), (200, 0), (100, 0)], Some(2), Some(1), Some(segment)));
    }
    assert_eq!(all(&district), [ids(&[0, 1], &[2]), ids(&[2], &[1, 0])]);
}

#[test]
fn a_road_amid_a_cell_has_that_cell_on_both_sides_and_one_across_cells_all_of_them() {
    let district = three_cells()
        .road("院内", RoadClass::Alley, &[(120, 50), (200, 60)])
        .road("穿过", RoadClass::Alley, &[(20, 90), (250, 20)])
        .road("很短", RoadClass::Alley, &[(20, -50), (20, -51)])
        .district();
    assert_eq!(all(&district), [ids(&[1], &[1]), ids(&[0, 1], &[0, 1]), ids(&[2], &[2])]);
}

#[test]
fn where_a_road_leaves_the_border_the_cell_that_it_enters_is_on_both_sides() {
    let mut district =
        three_cells().road("拐弯", RoadClass::Branch, &[(0, 0), (100, 0), (100, 40), (160, 40)]).district();
    district.edges.push(edge(&[(0, 0), (100, 0)], Some(0), Some(2), Some(0)));
    district.edges.push(edge(&[(100, 100), (100, 40)], Some(1), Some(0), None));
    district.edges.push(edge(&[(100, 0), (100, 40)], Some(0), Some(1), Some(0)));
    assert_eq!(all(&district), [ids(&[0, 1], &[2, 1])]);
}

#[test]
fn ground_outside_the_district_is_no_side() {
    let mut district = three_cells()
        .road("界路", RoadClass::Main, &[(0, 100), (0, -100)])
        .road("界外", RoadClass::Main, &[(-50, 0), (-50, 20)])
        .district();
    district.edges.push(edge(&[(0, 100), (0, 0)], Some(0), None, Some(0)));
    district.edges.push(edge(&[(0, 0), (0, -100)], Some(2), None, Some(0)));
    assert_eq!(all(&district), [ids(&[0, 2], &[]), ids(&[], &[])]);
}

#[test]
fn edges_that_ended_and_segments_that_are_none_have_no_say() {
    let mut district = three_cells().road("东去", RoadClass::Main, &[(0, 0), (100, 0)]).district();
    district.versions.push(PartitionVersion::founded(1));
    district.edges.push(edge(&[(0, 0), (100, 0)], Some(1), Some(1), Some(0)));
    district.edges[0].span.to = Some(VersionId(1));
    district
        .edges
        .push(CellEdge { span: Span::since(VersionId(1)), ..edge(&[(0, 0), (100, 0)], Some(0), Some(2), Some(0)) });
    let locator = Locator::new(Arc::new(district.clone()));
    let found = sides(&district, &locator, &[SegmentId(7), SegmentId(0), SegmentId(0)]);
    assert_eq!(found, [ids(&[], &[]), ids(&[0], &[2]), ids(&[0], &[2])]);
}

#[test]
fn a_ring_road_has_its_inside_on_one_side() {
    let ring: Line = &[(100, 0), (200, 0), (200, 100), (100, 100), (100, 0)];
    let mut district = Sketch::new()
        .cell(&[(100, 0), (200, 0), (200, 100), (100, 100)])
        .road("环路", RoadClass::Branch, ring)
        .district();
    district.edges.push(edge(&[(200, 100), (100, 100), (100, 0), (200, 0), (200, 100)], Some(0), None, Some(0)));
    assert_eq!(all(&district), [ids(&[0], &[])]);
}

#[test]
fn a_carriageway_beside_the_border_in_the_median_lies_in_its_own_cell() {
    let mut district = three_cells().road("北半幅", RoadClass::Main, &[(0, 8), (90, 8)]).district();
    district.edges.push(edge(&[(0, 0), (90, 0)], Some(0), Some(2), Some(0)));
    assert_eq!(all(&district), [ids(&[0], &[0])]);
}
